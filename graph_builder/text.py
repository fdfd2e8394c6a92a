"""Spans of a text, and folding that keeps the way back to the text's own offsets."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, ``text[start:end]``."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words at this span of `text`."""
        return text[self.start : self.end]

    def shifted(self, offset: int) -> Span:
        """Return this span moved by `offset` code points."""
        return Span(self.start + offset, self.end + offset)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made of pieces of another one, and the way back to where each piece stood.

    A piece is as it stood (`ends` - `sources` is its length), or stands for a stretch of another
    length, such as an entity of HTML; what was put in between stands for an empty stretch. Made by
    `Folding`.
    """

    text: str
    #: Where the pieces begin in `text`, and which stretch of the source each stands for.
    starts: Sequence[int]
    sources: Sequence[int]
    ends: Sequence[int]

    def source(self, start: int, end: int) -> Span:
        """Return the span of the source that ``text[start:end]`` was folded from."""
        first, last = self._piece(start), self._piece(max(start, end - 1))
        begin = self._offset(first, start)
        if start == end:
            return Span(begin, begin)
        as_it_stood = self._as_it_stood(last)
        return Span(begin, max(begin, self._offset(last, end - 1) + 1 if as_it_stood else self.ends[last]))

    def words(self, span: Span) -> str:
        """Return what was folded from a span of the source."""
        return self.text[self._position(span.start) : self._position(span.end)]

    def _piece(self, position: int) -> int:
        return max(0, bisect_right(self.starts, position) - 1)

    def _length(self, piece: int) -> int:
        after = self.starts[piece + 1] if piece + 1 < len(self.starts) else len(self.text)
        return after - self.starts[piece]

    def _as_it_stood(self, piece: int) -> bool:
        return self.ends[piece] - self.sources[piece] == self._length(piece)

    def _offset(self, piece: int, position: int) -> int:
        within = position - self.starts[piece] if self._as_it_stood(piece) else 0
        return self.sources[piece] + within

    def _position(self, offset: int) -> int:
        """Return the first position in `text` that comes from `offset` or from behind it."""
        piece = bisect_right(self.ends, offset)
        if piece == len(self.starts):
            return len(self.text)
        within = max(0, offset - self.sources[piece]) if self._as_it_stood(piece) else 0
        return self.starts[piece] + within


class Folding:
    """A `Folded` being made, piece by piece in the order of the source."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._starts, self._sources, self._ends = array("q"), array("q"), array("q")
        self._length = 0
        self._joins = False

    def add(self, piece: str, start: int, end: int) -> None:
        """Add a piece that stands for the stretch from `start` to `end` of the source."""
        if not piece:
            return
        as_it_stood = end - start == len(piece)
        if as_it_stood and self._joins and self._ends[-1] == start:
            self._ends[-1] = end
        else:
            self._starts.append(self._length)
            self._sources.append(start)
            self._ends.append(end)
        self._joins = as_it_stood
        self._pieces.append(piece)
        self._length += len(piece)

    def folded(self) -> Folded:
        """Return the text made so far."""
        return Folded("".join(self._pieces), self._starts, self._sources, self._ends)


def fold_space(text: str) -> str:
    """Return `text` with each run of white space made one blank and the ends stripped."""
    return " ".join(text.split())


@lru_cache(maxsize=1 << 14)
def fold_name(text: str) -> str:
    """Return the form in which two spellings of one name are equal.

    NFKD without combining marks, case-folded, and everything that is neither letter nor digit
    made one blank, so that "Café  d'Or" and "CAFE D’OR" meet. Letters of every script stay.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    if not decomposed.isascii():
        decomposed = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.sub(r"[\W_]+", " ", decomposed.casefold()).split())
