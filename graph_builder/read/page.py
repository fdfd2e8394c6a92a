"""HTML: what a reader of a page sees of it, without the furniture of the site."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Flag, auto
from pathlib import Path
from typing import Final

from graph_builder.errors import UnreadableText
from graph_builder.read.characters import LIGATURES, UNSEEN, clean, decoded
from graph_builder.read.document import Content
from graph_builder.read.elements import (
    BLOCKS,
    CELLS,
    CONTACT,
    ENDED_BY_NEXT,
    FURNITURE,
    FURNITURE_CLASS,
    ROLES,
    UNSEEN_STYLE,
    VOID,
)
from graph_builder.read.markup import Sort, Token, tokens
from graph_builder.text import Folded, Folding


def read_page(raw: bytes, path: Path) -> Content:
    """Return a page: its text is the markup as it stands, its view what a reader sees."""
    declared = _CHARSET.search(raw[:4096])
    text, notes = decoded(raw, path, declared[1].decode("ascii") if declared else None)
    text = clean(text)
    view = readable(text)
    if text.strip() and not view.text.strip():
        raise UnreadableText(
            path, "is a page without text", "save the page with its content, or leave it out"
        )
    return Content(text=text, view=view, notes=notes)


_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)


def readable(page: str) -> Folded:
    """Return what a reader sees of a page: headings, paragraphs and lists, by marks as in Markdown.

    Left out is what is no content: scripts, what is hidden, navigation, asides, footers but for
    contact lines, cookie notes, share buttons, runs of links. Where a page says what its main part
    is, only that counts.
    """
    reading = _Reading()
    for token in tokens(page):
        reading.take(token, page)
    # Names of classes are a guess. Where they would take most of the page away, they were misread.
    if reading.lost > sum(block.size for block in reading.blocks):
        reading = _Reading(by_class=False)
        for token in tokens(page):
            reading.take(token, page)
    return _folded(_content(reading.blocks))


class _Is(Flag):
    """What an open element means for the text in it."""

    PLAIN = 0
    FURNITURE = auto()
    GUESSED = auto()  # furniture by its class alone
    FOOTER = auto()
    MAIN = auto()
    LINK = auto()
    KEPT = auto()  # white space is as it stands


@dataclass(slots=True)
class _Block:
    """One heading, paragraph, list item or row of a table."""

    pieces: list[tuple[str, int, int]] = field(default_factory=list)
    mark: str = ""
    heading: bool = False
    where: _Is = _Is.PLAIN
    size: int = 0
    linked: int = 0

    @property
    def text(self) -> str:
        return "".join(piece for piece, _, _ in self.pieces)


class _Reading:
    """The elements that are open, and the blocks that were read."""

    def __init__(self, *, by_class: bool = True) -> None:
        self.by_class = by_class
        self.blocks: list[_Block] = [_Block()]
        self.lost = 0  #: characters left out because of a class
        self._open: list[tuple[str, _Is]] = []
        self._names: Counter[str] = Counter()
        self._flags: Counter[_Is] = Counter()
        self._lists: list[int] = []  #: numbers of the items so far; -1 for a list without numbers

    def take(self, token: Token, page: str) -> None:
        """Take the next token."""
        if token.sort is Sort.TEXT:
            self._text(token, page)
        elif token.sort is Sort.END:
            if self._names[token.name]:
                self._close(token.name)
        else:
            self._start(token)

    def _start(self, token: Token) -> None:
        name = token.name
        if name in BLOCKS and self._names["p"]:
            self._close("p")
        if name in ENDED_BY_NEXT and self._open and self._open[-1][0] == name:
            self._close(name)
        if name == "br":
            self.blocks[-1].pieces.append(("\n", token.start, token.end))
        if name in CELLS and self.blocks[-1].pieces:
            self.blocks[-1].pieces.append((_CELL, token.start, token.start))
        if name in BLOCKS:
            self._break()
        if name in VOID:
            return
        if name in ("ol", "ul", "menu"):
            self._lists.append(0 if name == "ol" else -1)
        if name == "li" and not self._unread:
            self._mark_item()
        if len(name) == 2 and name[0] == "h" and name[1] in "123456":
            self.blocks[-1].mark = "#" * int(name[1]) + " "
            self.blocks[-1].heading = True
        self._push(name, self._meaning(token))

    @property
    def _unread(self) -> bool:
        """Tell whether what comes now is furniture."""
        return bool(self._flags[_Is.FURNITURE] or self._flags[_Is.GUESSED])

    def _mark_item(self) -> None:
        if self._lists and self._lists[-1] >= 0:
            self._lists[-1] += 1
        number = self._lists[-1] if self._lists else -1
        self.blocks[-1].mark = f"{number}. " if number > 0 else "- "

    def _meaning(self, token: Token) -> _Is:
        name, found = token.name, _Is.PLAIN
        attributes = token.attributes if token.inside.strip(" /") else {}
        role = attributes.get("role", "")
        unseen = "hidden" in attributes or attributes.get("aria-hidden") == "true"
        if name in FURNITURE or role in ROLES or unseen or UNSEEN_STYLE.search(attributes.get("style", "")):
            found |= _Is.FURNITURE
        if name == "footer" or role == "contentinfo":
            found |= _Is.FOOTER
        if name == "main" or role == "main":
            found |= _Is.MAIN
        if name == "a":
            found |= _Is.LINK
        if name == "pre":
            found |= _Is.KEPT
        words = f"{attributes.get('class', '')} {attributes.get('id', '')}".split()
        whole = name in ("html", "body", "main", "article", "h1")
        if self.by_class and not whole and any(FURNITURE_CLASS.fullmatch(word) for word in words):
            found |= _Is.GUESSED
        return found

    def _push(self, name: str, meaning: _Is) -> None:
        self._open.append((name, meaning))
        self._names[name] += 1
        for flag in meaning:
            self._flags[flag] += 1
        if meaning & (_Is.FOOTER | _Is.MAIN):
            self._break()

    def _close(self, name: str) -> None:
        closed = ""
        while closed != name:
            closed, meaning = self._open.pop()
            self._names[closed] -= 1
            for flag in meaning:
                self._flags[flag] -= 1
            if closed in ("ol", "ul", "menu"):
                self._lists.pop()
            if closed in BLOCKS:
                self._break()
                if not self.blocks[-1].size:
                    self.blocks[-1].mark = ""

    def _break(self) -> None:
        where = (_Is.FOOTER if self._flags[_Is.FOOTER] else _Is.PLAIN) | (
            _Is.MAIN if self._flags[_Is.MAIN] else _Is.PLAIN
        )
        last = self.blocks[-1]
        if last.size:
            self.blocks.append(_Block(where=where))
        else:
            # An item or heading may open a paragraph of its own: its mark stays.
            last.pieces.clear()
            last.where = where

    def _text(self, token: Token, page: str) -> None:
        if self._unread:
            if not self._flags[_Is.FURNITURE]:
                self.lost += len(page[token.start : token.end].strip())
            return
        block = self.blocks[-1]
        pieces = _pieces(page, token.start, token.end, kept=bool(self._flags[_Is.KEPT]))
        size = 0
        for piece in pieces:
            block.pieces.append(piece)
            size += len(piece[0].strip())
        block.size += size
        if self._flags[_Is.LINK]:
            block.linked += size


_CELL: Final = "\t"
_UNSEEN: Final = re.compile(UNSEEN)
_RUN: Final = re.compile(
    rf"[ \t\r\n]+|&(?:#[xX]?[0-9a-fA-F]{{1,8}}|[a-zA-Z][a-zA-Z0-9]{{1,31}});?|{UNSEEN}+|[\ufb00-\ufb06]"
)


def _pieces(page: str, start: int, end: int, *, kept: bool) -> Iterator[tuple[str, int, int]]:
    """Yield the pieces of a text: entities decoded, white space made one blank, unseen marks gone."""
    here = start
    for run in _RUN.finditer(page, start, end):
        if run.start() > here:
            yield page[here : run.start()], here, run.start()
        if run[0][0] == "&":
            char = _UNSEEN.sub("", clean(html.unescape(run[0])))
            yield " " if char.isspace() else LIGATURES.get(char, char), run.start(), run.end()
        elif run[0].isspace():
            yield run[0] if kept else " ", run.start(), run.end()
        elif run[0] in LIGATURES:
            yield LIGATURES[run[0]], run.start(), run.end()
        here = run.end()
    if here < end:
        yield page[here:end], here, end


def _content(blocks: list[_Block]) -> list[_Block]:
    """Return the blocks that are content."""
    filled = [block for block in blocks if block.size]
    main = any(_Is.MAIN in block.where for block in filled)
    kept = [
        block
        for block in filled
        if (
            CONTACT.search(block.text) if _Is.FOOTER in block.where else (_Is.MAIN in block.where or not main)
        )
    ]
    linked = [block.linked * 10 >= block.size * 9 and not block.heading for block in kept]
    return [
        block for index, block in enumerate(kept) if not (linked[index] and _run_length(linked, index) > 2)
    ]


def _run_length(linked: list[bool], index: int) -> int:
    """Return how many blocks of nothing but links stand together, as far as three matter."""
    around = linked[max(0, index - 2) : index + 3]
    here = min(index, 2)
    first = here
    while first > 0 and around[first - 1]:
        first -= 1
    last = here
    while last + 1 < len(around) and around[last + 1]:
        last += 1
    return last - first + 1


def _folded(blocks: Iterable[_Block]) -> Folded:
    folding = Folding()
    item = False
    first = True
    for block in blocks:
        pieces = list(_tidied(block.pieces))
        if not pieces:
            continue
        start = pieces[0][1]
        is_item = block.mark[:1] not in ("#", "")
        if not first:
            folding.add("\n" if item and is_item else "\n\n", start, start)
        folding.add(block.mark, start, start)
        for piece in pieces:
            folding.add(*piece)
        item, first = is_item, False
    return folding.folded()


def _tidied(pieces: Iterable[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """Yield the pieces without blanks at the ends of lines, with a comma and two blanks between cells."""
    gap: tuple[str, int, int] | None = None
    begun = False
    for piece, start, end in pieces:
        if piece.isspace():
            if begun and (gap is None or _strength(piece) > _strength(gap[0])):
                gap = (piece, start, end)
            continue
        if gap:
            yield (",  " if gap[0] == _CELL else gap[0]), gap[1], gap[2]
        gap, begun = None, True
        yield piece, start, end


def _strength(blank: str) -> int:
    return 2 if "\n" in blank else 1 if blank == _CELL else 0
