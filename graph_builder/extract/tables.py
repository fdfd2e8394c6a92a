"""Tables whose columns say what each person did or put forward, and what was decided."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph_builder.extract.cast import Member
from graph_builder.extract.countries import countries
from graph_builder.extract.drafts import Draft
from graph_builder.extract.participations import take_part
from graph_builder.extract.passages import Passage
from graph_builder.extract.reading import Reading
from graph_builder.extract.recommendations import Said, sayings, trimmed
from graph_builder.lexicon import Lexicon
from graph_builder.records import Kind, Role
from graph_builder.text import fold_space

#: Between two cells: the bar of Markdown, or what stands for the border of a table of HTML or Word.
_BORDER = re.compile(r"\s*\|\s*|,\s{2,}")
_LETTERS = re.compile(r"[^\W\d_]{2}")
#: The kinds of columns.
_PROPOSED, _SPOKEN, _DECIDED, _ROLE = "proposed", "spoken", "decided", "role"


def cells(row: str) -> list[tuple[int, int]]:
    """Return where the cells of a row stand; nothing where a line is no row."""
    if "|" not in row and ",  " not in row:
        return []
    stripped = row.rstrip(" |")
    start = len(row) - len(row.lstrip(" |"))
    found: list[tuple[int, int]] = []
    for border in _BORDER.finditer(row, start, len(stripped)):
        found.append((start, border.start()))
        start = border.end()
    return [*found, (start, len(stripped))] if found else []


def take_head(passage: Passage, reading: Reading) -> None:
    """Take up the columns of the table that a block is the head of; what is no row ends a table."""
    text = passage.block.text
    found = cells(text)
    kinds = tuple(_kind(text[start:end], reading.lexicon) for start, end in found)
    if any(kinds) and not passage.people:
        reading.columns = kinds
        reading.heads = tuple(passage.block.span(start, max(end, start + 1)) for start, end in found)
    elif not found:
        reading.columns = ()


def _kind(head: str, lexicon: Lexicon) -> str | None:
    words = head.strip(" .:").casefold()
    return next(
        (
            kind
            for kind in (_PROPOSED, _SPOKEN, _DECIDED, _ROLE)
            if words in lexicon[f"layout.columns.{kind}"]
        ),
        None,
    )


def is_row(passage: Passage, reading: Reading) -> bool:
    """Return whether a block is a row of the table that is read, below its head."""
    length = len(reading.columns)
    below = bool(reading.heads) and passage.block.offset(0) > reading.heads[-1].start
    return length > 0 and below and len(cells(passage.block.text)) == length


def take_row(passage: Passage, members: Sequence[Member], occasion: Draft, reading: Reading) -> bool:
    """Take up what a row says; return whether it says what its person did."""
    block = passage.block
    told = False
    for kind, head, (start, end) in zip(reading.columns, reading.heads, cells(block.text), strict=True):
        if kind is None or not _LETTERS.search(block.text, start, end):
            continue
        if kind == _ROLE:
            told = _take_role(passage, members, occasion, (start, end), reading) or told
        elif kind == _DECIDED or members:
            said = list(_statements(block.text, start, end, kind, reading))
            by = () if kind == _DECIDED else tuple(members[:1])
            for one in said:
                _take(one, passage, by, occasion, reading)
            if said and by:
                person = passage.people[0]
                spans = [block.span(person.start, person.end), head]
                take_part(by[0], occasion, Role.SPEAKER, spans, "speaker-column", reading)
                told = True
    return told


def _statements(text: str, start: int, end: int, kind: str, reading: Reading) -> Sequence[Said]:
    """Return what a cell says: all of it, or what its words say should or will be done."""
    rules = reading.sayings
    first, last = trimmed(text, start, end, rules)
    found = [
        Said(first + one.start, first + one.end, one.kind, "column", one.joint)
        for one in sayings(text[first:last], rules)
    ]
    if kind == _SPOKEN:
        return found[:1]
    if kind == _DECIDED:
        return [Said(first, last, Kind.CONSENSUS, "column", joint=True)]
    promised = any(one.kind is Kind.COMMITMENT for one in found)
    return [Said(first, last, Kind.COMMITMENT if promised else Kind.RECOMMENDATION, "column")]


def _take(one: Said, passage: Passage, by: tuple[Member, ...], occasion: Draft, reading: Reading) -> None:
    words = fold_space(passage.block.text[one.start : one.end])
    named = tuple(dict.fromkeys(code for code, _ in countries(words, reading.lexicon)))
    reading.said.append((one, words, passage.block.span(one.start, one.end), by, occasion, named))


def _take_role(
    passage: Passage,
    members: Sequence[Member],
    occasion: Draft,
    cell: tuple[int, int],
    reading: Reading,
) -> bool:
    """Give the person of a row the role that its cell says; return whether it says one."""
    text, lexicon = passage.block.text, reading.lexicon
    for role in Role:
        names = (f"roles.{role.value}.{way}" for way in ("after", "before", "lead", "speech"))
        cue = next((cue for name in names if (cue := lexicon[name].find(text, *cell))), None)
        if cue and members:
            person = passage.people[0]
            spans = [passage.block.span(person.start, person.end), passage.block.span(*cue.span())]
            take_part(members[0], occasion, role, spans, f"{role.value}-column", reading)
            return True
    return False
