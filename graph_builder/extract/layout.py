"""The parts of a newsletter's page: headings, paragraphs, list items; and what is no content.

A text is cut into blocks once. A block's text has soft line breaks and stray Markdown folded away
and keeps the way back to the offsets of the source, so that whatever is found in it has its span.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

from graph_builder.cued import CuedPattern
from graph_builder.lexicon import Lexicon, alternation
from graph_builder.text import Span


class Part(Enum):
    """What a block is on its page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    FIELD = "field"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph or list item, folded to one line."""

    part: Part
    text: str
    #: Where pieces of `text` begin, and the offsets in the source that they came from.
    starts: tuple[int, ...]
    sources: tuple[int, ...]
    #: Levels of headings by Markdown; blank lines before it.
    level: int = 0
    gap: int = 0
    #: Of a line "Key: value": what the value tells, and where it begins.
    key: str | None = None
    value: int = 0
    #: The kind of mark that a list item begins with.
    mark: str = ""

    def span(self, start: int, end: int) -> Span:
        """Return the span of the source that ``text[start:end]`` was folded from."""
        return Span(self.offset(start), self.offset(end - 1) + 1)

    def offset(self, position: int) -> int:
        """Return where in the source the character at a position stood."""
        piece = bisect_right(self.starts, position) - 1
        return self.sources[piece] + position - self.starts[piece]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a block from one full stop to the next."""

    block: Block
    start: int
    end: int

    @property
    def text(self) -> str:
        """Return the words of the sentence."""
        return self.block.text[self.start : self.end]

    def span(self, start: int, end: int) -> Span:
        """Return the source span of a part of `text`."""
        return self.block.span(self.start + start, self.start + end)


#: Longer than any sentence of a newsletter, in characters.
LONGEST_SENTENCE = 3000

#: What a heading in capitals may begin with; smaller marks are those of items.
_HEADING_MARKS = frozenset("0123456789■□●►")

#: No numbered heading in capitals has more blanks than this.
_TITLE = 10

_MARKUP = re.compile(
    r"\*\*|__|(?<![\w*])[*_](?=\w)|(?<=[\w.!?])[*_](?![\w*])|`|\]\([^()\s]{0,400}\)|\[(?=[^\[\]]{1,300}\]\()"
    r"|^#{1,6}\s+|^(?:>\s?)+|\s+#+$|\u00ad|\u200b|\ufeff"
)
#: What one of these begins or ends with; most lines hold none.
_MARK = re.compile(r"[*_`\[\]#>\u00ad\u200b\ufeff]")
_ITEM = re.compile(
    r"\s*(?:[-*+•–·▪◦‣●○■□➢►✓]|o(?=\s+\S)|\d{1,2}\.\d{1,2}\.(?=\s)|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\d{1,2}(?=\s{2}))"
    r"\s+(?:\[[ xX]\]\s+)?(?=\S)"
)
#: "Ann Lee, Director, ...", of a list; the columns of a table; "- Ann Lee" under a quotation.
_LISTED = re.compile(r"\s+(?:[^\W\d_a-z]\w{0,3}\.\s+)?[^\W\d_a-z][\w'’-]+(?:\s+[^\W\d_a-z][\w.'’-]*){1,4},\s")
_COLUMNS = re.compile(r"\S\s{3,}\S")
_SIGNATURE = re.compile(r"\s*[–—-]\s+[^\W\d_a-z]")
_BULLET = re.compile(r"\s*[•▪◦‣●○■□➢►✓]\s+")
_NUMERAL, _LETTER = re.compile(r"\d+"), re.compile(r"[a-z]+")
_RULE = re.compile(r"\s*(?:\|\s*)?(?:[-=*_~][-=*_~:|\s]*){2,}$")
_ROW = re.compile(r"\s*(?:\||\d{1,2}[.:h]\d\d\b)")
_WORD = re.compile(r"\S+")
_STOP = re.compile(r"[.!?…]+[\"”’')\]]*\s+(?=[\"“‘'(\[]*[^\W_a-z])")
_FULL_STOP = re.compile(r"[a-z]{4,}[.:]$|[a-z]{4,}[.;]\s+\S")
_INITIALS = re.compile(r"(?:\w\.)+\w")
_LAST_WORD = re.compile(r"([\w.]{1,12})\.$")


def blocks(text: str, lexicon: Lexicon) -> Iterator[Block]:
    """Yield the blocks of a text in their order, an empty one where a rule was drawn."""
    yield from _rejoined(_paragraphs(text, _marks(lexicon)))


def sentences(block: Block, lexicon: Lexicon) -> Iterator[Sentence]:
    """Yield the sentences of a block: a full stop after an abbreviation, initial or number ends none."""
    start, text = 0, block.text
    for stop in _STOP.finditer(text):
        if stop.end() - start <= LONGEST_SENTENCE and not _ends(text, start, stop, lexicon):
            continue
        yield from _bounded(block, start, stop.end() - (len(stop[0]) - len(stop[0].rstrip())))
        start = stop.end()
    if start < len(text):
        yield from _bounded(block, start, len(text))


def _bounded(block: Block, start: int, end: int) -> Iterator[Sentence]:
    """Cut what is too long for a sentence, so that the work on one stays small."""
    while end - start > LONGEST_SENTENCE:
        cut = block.text.rfind(" ", start + 1, start + LONGEST_SENTENCE) + 1 or start + LONGEST_SENTENCE
        yield Sentence(block, start, cut)
        start = cut
    yield Sentence(block, start, end)


def _ends(text: str, start: int, stop: re.Match[str], lexicon: Lexicon) -> bool:
    """Return whether a stop ends a sentence."""
    mark = text[stop.start()]
    if mark in "?!":
        # A title in quotes may hold a question: 'the seminar "Who Pays? Farmers and Trade"'.
        opened = text.rfind("“", start, stop.start())
        return (
            opened < 0
            or "”" in text[opened : stop.end()]
            or text[max(start, opened - 2) : opened].strip() == ""
        )
    last = _LAST_WORD.search(text, max(start, stop.start() - 12), stop.start() + 1)
    if last is None:
        return True
    word = last[1].casefold()
    if word.isdigit():
        # "suggestions: 1. To plant trees; 2. To ..."
        return len(word) > 2 or text[max(0, last.start() - 3) : last.start()].rstrip()[-1:] not in (
            ":",
            ";",
            ",",
            "",
        )
    initial = len(word) == 1 and word.isalpha()
    return not (word in lexicon["layout.abbreviations"] or initial or _INITIALS.fullmatch(word))


# --- blocks of lines -------------------------------------------------------------------------------


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, text[start:end].rstrip("\r")
        start = end + 1


@dataclass(frozen=True, slots=True)
class _Marks:
    """What a line may begin with that is none of the line before."""

    #: Keys of lines "Key: value", with what the value tells.
    keys: Mapping[str, str]
    #: Forms of address, as in a list of persons; "No. 3" and "Vol. 2" of a masthead.
    address: CuedPattern
    issue: re.Pattern[str]
    #: "Two, ...", "Resolution 7  ...": one of what is counted.
    counted: re.Pattern[str]


@cache
def _marks(lexicon: Lexicon) -> _Marks:
    numbers = lexicon.any_of("layout.issue_words", "layout.volume_words")
    issue = re.compile(
        rf"\s*{numbers}\.?\s*(?:{lexicon.any_of('layout.number_words')}\.?\s*)?\d", re.IGNORECASE
    )
    numbers = alternation([*lexicon.numbers, *lexicon.ordinals])
    counted = re.compile(rf"\s*(?:{numbers}[,:]|{lexicon.any_of('layout.item_labels')}\s+\d)", re.IGNORECASE)
    return _Marks(_field_keys(lexicon), lexicon["people.honorifics"].pattern, issue, counted)


def _paragraphs(text: str, marks: _Marks) -> Iterator[Block]:
    """Yield the blocks between blank lines; a list item and a short line are blocks of their own."""
    lines: list[tuple[int, str]] = []
    gap = 0
    for start, line in _lines(text):
        if not line.strip() or _RULE.match(line):
            yield from _split(lines, gap, marks)
            gap = gap + 1 if not lines else 1
            if line.strip():
                yield Block(Part.FURNITURE, "", (0,), (start,))
            lines = []
        else:
            lines.append((start, line))
    yield from _split(lines, gap, marks)


def _split(lines: list[tuple[int, str]], gap: int, marks: _Marks) -> Iterator[Block]:
    """Cut the lines of a paragraph where a line was not broken for want of room."""
    keys = marks.keys
    lengths = sorted(len(line.rstrip()) for _, line in lines[:-1]) or [0]
    # One line that runs over does not set the width; of two lines, the longer one does.
    width = (
        lengths[len(lengths) // 2]
        if len(lengths) > 2
        else max(len(line.rstrip()) for _, line in lines or [(0, "")])
    )
    group: list[tuple[int, str]] = []
    known = [keys[match[1].casefold()] for _, line in lines if (match := _field(_unmarked(line), keys))]
    fields = len(known) > 1 or (len(lines) == 1 and known == ["title"])
    signed = False
    for start, line in lines:
        if group:
            first, last, word = group[0][1], group[-1][1], _WORD.search(line)
            wrapped = width > 48 and word is not None and width - len(last.rstrip()) <= len(word[0]) + 6
            indented = line[:1].isspace() and (_ITEM.match(first) or marks.counted.match(first)) is not None
            field = fields and _field(line, keys) is not None
            # A list of persons, each on a line or two; a programme or a table, line by line.
            addressed = marks.address.match(first.lstrip()) is not None
            field = field or (addressed and marks.address.match(line.lstrip()) is not None)
            # "Moderator: Ann Lee", below them.
            field = field or (addressed and ":" in line[:30] and _field(line, keys) is not None)
            field = field or (len(line) < 60 and marks.issue.match(line) is not None)
            # "■ RESULTS", and its first paragraph on the next line.
            field = field or (len(group) == 1 and _is_marked_heading(first))
            alike = (_LISTED, _ROW, marks.counted)
            field = field or any(one.match(first) and one.match(line) for one in alike)
            field = field or all(_COLUMNS.search(one.strip()) for one in (last, line))
            quoted = last.rstrip().endswith(('"', "”")) and _SIGNATURE.match(line) is not None
            if field or _ITEM.match(line) or line.startswith("#") or not (wrapped or indented):
                yield _block(group, gap, keys if fields else {}, signed)
                group, gap, signed = [], 0, quoted
        group.append((start, line))
    if group:
        yield _block(group, gap, keys if fields else {}, signed)


def _unmarked(line: str) -> str:
    """Return a line without the mark of its item: "○ Date: 3 May"."""
    mark = _BULLET.match(line)
    return line[mark.end() :] if mark else line


def _block(lines: list[tuple[int, str]], gap: int, keys: Mapping[str, str], signed: bool) -> Block:
    item = None if signed else _ITEM.match(lines[0][1])
    level = len(lines[0][1]) - len(lines[0][1].lstrip("#"))
    pieces: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    length = 0

    def add(piece: str, source: int) -> None:
        nonlocal length
        if piece:
            starts.append(length)
            sources.append(source)
            pieces.append(piece)
            length += len(piece)

    for number, (source, line) in enumerate(lines):
        position = item.end() if item and number == 0 else len(line) - len(line.lstrip())
        end = len(line.rstrip())
        # A word broken at the line's end keeps its hyphen and takes no blank.
        if number and not (pieces and pieces[-1].endswith("-") and pieces[-1][-2:-1].isalpha()):
            add(" ", source - 1)
        for mark in _MARKUP.finditer(line, position, end) if _MARK.search(line) else ():
            add(line[position : mark.start()], source + position)
            position = mark.end()
        add(line[position:end], source + position)
    text = "".join(pieces)
    part = Part.ITEM if item and not _is_numbered_heading(item[0], text) else Part.PARAGRAPH
    if part is Part.PARAGRAPH and (level or _is_heading(text, len(lines))):
        part = Part.HEADING
    field = _field(text, keys)
    key, value = (keys[field[1].casefold()], field.end()) if field else (None, 0)
    if field:
        part = Part.FURNITURE if key == "mail" else Part.FIELD
    where = tuple(starts) or (0,), tuple(sources) or (lines[0][0],)
    bullet = _NUMERAL.sub("0", _LETTER.sub("a", item[0].strip())) if item else ""
    return Block(part, text, *where, level, gap, key, value, bullet)


_FIELD = re.compile(
    r"\s*(?:\|\s*)?(?:\*\*|__)?([A-Z][\w ()/-]{1,30}?)(?:\*\*|__)?(?:\s*:(?:\*\*)?\s+|\s{2,}|\s+\|\s+)(?=\S)"
)


def _field(line: str, keys: Mapping[str, str]) -> re.Match[str] | None:
    """Return the key of a line "Key: value", where it is one that is known."""
    match = _FIELD.match(line)
    return match if match and match[1].casefold() in keys else None


def _field_keys(lexicon: Lexicon) -> dict[str, str]:
    prefix = "layout.fields."
    return {
        word: name.removeprefix(prefix)
        for name, cues in lexicon.cues.items()
        if name.startswith(prefix)
        for word in cues.words
    }


def _is_heading(text: str, lines: int) -> bool:
    """Return whether a block is a headline: no full stop, and not long."""
    if lines > 4 or len(text) > 400 or text.rstrip('"”’)').endswith((".", ";", ",", "…")):
        return False
    if text[:1] not in '“"‘' and text.endswith(("!”", "?”", '!"', '?"')):
        # Somebody says something: "Ms. Lee asked: “Why?”"
        return False
    return _FULL_STOP.search(text) is None


def _is_marked_heading(line: str) -> bool:
    """Return whether a line is a heading behind a mark: "■ RESULTS"."""
    mark = _BULLET.match(line)
    return mark is not None and _is_numbered_heading(mark[0], line[mark.end() :].strip())


def _is_numbered_heading(mark: str, text: str) -> bool:
    """Return whether a marked line in capitals heads a section: "2. REED WORKSHOP", "■ RESULTS"."""
    numbered = mark.strip()[:1] in _HEADING_MARKS and text.count(" ") < _TITLE
    return numbered and text.isupper() and not text.endswith((".", ";", ",", ":"))


def _rejoined(parts: Iterable[Block]) -> Iterator[Block]:
    """Join a paragraph that a blank line broke in the middle of a sentence."""
    last: Block | None = None
    for block in parts:
        if (
            last
            and block.text[:1].islower()
            and block.part in (Part.PARAGRAPH, Part.HEADING)
            and last.part in (Part.PARAGRAPH, Part.HEADING)
            and len(last.text) > 60
            and last.text[-1:] not in ".!?:;"
        ):
            shift = len(last.text) + 1
            gap_source = last.offset(len(last.text) - 1) + 1
            last = replace(
                last,
                part=Part.PARAGRAPH,
                text=f"{last.text} {block.text}",
                starts=(*last.starts, shift - 1, *(start + shift for start in block.starts)),
                sources=(*last.sources, gap_source, *block.sources),
            )
            continue
        if last:
            yield last
        last = block
    if last:
        yield last
