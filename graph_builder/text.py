"""Spans of a text, and folding that keeps the way back to the text's own offsets."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


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
    """A text with something folded away, and for each of its characters the offset it came from."""

    text: str
    #: ``offsets[i]`` is where ``text[i]`` stood; one more entry gives the end of the source.
    offsets: tuple[int, ...]

    def source(self, start: int, end: int) -> Span:
        """Return the span of the source that ``text[start:end]`` was folded from."""
        if start == end:
            return Span(self.offsets[start], self.offsets[start])
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


def fold_space(text: str) -> str:
    """Return `text` with each run of white space made one blank and the ends stripped."""
    return " ".join(text.split())


def fold_name(text: str) -> str:
    """Return the form in which two spellings of one name are equal.

    NFKD without combining marks, case-folded, and everything that is neither letter nor digit
    made one blank, so that "Café  d'Or" and "CAFE D’OR" meet. Letters of every script stay.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())
