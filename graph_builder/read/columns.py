"""The order in which a page is read: columns, lines, and what repeats on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import Final


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words on a page, in points from its lower left."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def height(self) -> float:
        """Return how high the line is."""
        return max(self.top - self.bottom, 1.0)

    @property
    def middle(self) -> float:
        """Return the height on the page of the middle of the line."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a column, and the edges of its column."""

    piece: Piece
    column_left: float
    column_right: float

    @property
    def text(self) -> str:
        """Return the words of the line."""
        return self.piece.text


#: Columns stand at least this far apart, in heights of a line.
_GUTTER: Final = 0.6
#: Prose fills its column; the cells of a table do not.
_FILLED: Final = 0.6
_ROWS: Final = 3
#: A line of prose is so many times as wide as it is high, be it in a narrow column.
_WIDE: Final = 10
#: Columns of a page are as wide as one another, or nearly so.
_ALIKE: Final = 0.85
#: Two columns of two columns of ... is no newspaper.
_DEPTH: Final = 4
#: Of so many pieces, one may cross the gutter: a headline over both columns.
_CROSSING: Final = 8


def lines(pieces: Sequence[Piece], depth: int = 0) -> Iterator[Line]:
    """Yield the lines of a page in the order of reading: across what is wide, down each column."""
    if not pieces:
        return
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    gutter = _gutter(pieces, left, right) if depth < _DEPTH else None
    if gutter is None:
        for row in _rows(pieces):
            yield Line(_merged(row), left, right)
        return
    for wide, band in groupby(_from_top(pieces), lambda piece: piece.left < gutter < piece.right):
        found = list(band)
        if wide:
            yield from (Line(_merged(row), left, right) for row in _rows(found))
        else:
            yield from lines([piece for piece in found if piece.right <= gutter], depth + 1)
            yield from lines([piece for piece in found if piece.left >= gutter], depth + 1)


def _gutter(pieces: Sequence[Piece], left: float, right: float) -> float | None:
    """Return where prose stands in columns side by side: a strip that hardly a line crosses."""
    for crossing in (0, len(pieces) // _CROSSING):
        sides: tuple[list[Piece], list[Piece]] = ([], [])
        gutter = left
        for middle in _strips(pieces, left, right, crossing):
            before = [piece for piece in pieces if piece.right <= middle]
            behind = [piece for piece in pieces if piece.left >= middle]
            # The margin of ragged lines is a strip too, but hardly anything stands behind it.
            if min(len(before), len(behind)) > min(map(len, sides)):
                sides, gutter = (before, behind), middle
        if all(sides) and _are_columns(*sides):
            return gutter
    return None


def _strips(pieces: Sequence[Piece], left: float, right: float, crossing: int) -> Iterator[float]:
    """Yield the middles of the strips that so many pieces cross at most."""
    least = _GUTTER * median(piece.height for piece in pieces)
    steps = Counter[int]()
    for piece in pieces:
        steps[int(piece.left - left)] += 1
        steps[int(piece.right - left) + 1] -= 1
    covered, begun = 0, None
    for place in range(int(right - left) + 2):
        covered += steps[place]
        if covered <= crossing and place <= right - left:
            begun = place if begun is None else begun
        elif begun is not None:
            if place - begun >= least:
                yield left + (begun + place) / 2
            begun = None


def _are_columns(one: Sequence[Piece], other: Sequence[Piece]) -> bool:
    """Return whether two sides are prose, or one is and the other is as wide: no table is so."""
    rows = [[_merged(row) for row in _rows(side)] for side in (one, other)]
    if min(map(len, rows)) < _ROWS or any(
        median(row.right - row.left for row in side) < _WIDE * median(row.height for row in side)
        for side in rows
    ):
        return False
    widths = [max(row.right for row in side) - min(row.left for row in side) for side in rows]
    prose = [
        median(row.right - row.left for row in side) > _FILLED * width
        for side, width in zip(rows, widths, strict=True)
    ]
    return all(prose) or (any(prose) and min(widths) > _ALIKE * max(widths))


def _from_top(pieces: Iterable[Piece]) -> list[Piece]:
    return sorted(pieces, key=lambda piece: (-piece.middle, piece.left))


def _rows(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces that stand in one line, from left to right."""
    row: list[Piece] = []
    for piece in _from_top(pieces):
        if row and piece.middle < row[0].middle - min(row[0].height, piece.height) / 2:
            yield sorted(row, key=lambda part: part.left)
            row = []
        row.append(piece)
    if row:
        yield sorted(row, key=lambda part: part.left)


def _merged(row: Sequence[Piece]) -> Piece:
    return Piece(
        row[0].left,
        min(piece.bottom for piece in row),
        max(piece.right for piece in row),
        max(piece.top for piece in row),
        " ".join(piece.text for piece in row),
    )


#: Running heads and page numbers stand in this part of the page, above and below.
_MARGIN: Final = 0.12
_NUMBER: Final = re.compile(r"\d+|\b[ivxlc]+\b")
#: Lines stand at one height on two pages where they are no further apart than this, in points.
_SAME_HEIGHT: Final = 4
#: "- 3 -", "Page 3 of 12", and what a browser prints at the edges: the day and time, the address.
_PAGE_NUMBER: Final = re.compile(
    r"[\W_]*(?:(?:page|p\.?|seite|página)\s*)?\d{1,4}(?:\s*(?:/|of|von|de)\s*\d{1,4})?[\W_]*"
    r"|[\d/.,: -]{8,}(?:[ap]m)?|(?:https?|file)://\S+(?:\s+\d{1,4}/\d{1,4})?",
    re.IGNORECASE,
)


def without_running_heads(pages: Sequence[Sequence[Piece]], heights: Sequence[float]) -> list[list[Piece]]:
    """Return the pieces of each page without page numbers and without what stands on most pages."""
    margins = [
        list(_rows(piece for piece in page if _in_margin(piece, height)))
        for page, height in zip(pages, heights, strict=True)
    ]
    seen = Counter(form for margin in margins for form in {_form(_merged(row)) for row in margin})
    often = max(2, len(pages) / 2)

    def runs(row: Sequence[Piece]) -> bool:
        line = _merged(row)
        return seen[_form(line)] >= often or _PAGE_NUMBER.fullmatch(line.text) is not None

    furniture = [{piece for row in margin if runs(row) for piece in row} for margin in margins]
    return [
        [piece for piece in page if piece not in running]
        for page, running in zip(pages, furniture, strict=True)
    ]


def _in_margin(piece: Piece, height: float) -> bool:
    return piece.middle > height * (1 - _MARGIN) or piece.middle < height * _MARGIN


def _form(line: Piece) -> tuple[str, int]:
    """Return what is the same of a running head on each page: its words, numbers aside, and its height."""
    return _NUMBER.sub("#", line.text.casefold()), round(line.middle / _SAME_HEIGHT)
