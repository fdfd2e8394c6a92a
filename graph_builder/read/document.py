"""The Document: one newsletter as read, whatever the form of its file."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from graph_builder.text import Folded, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One newsletter as read.

    `text` is what spans refer to, and what is served as the source. Of a file that is itself text
    (.txt, .md, .html) it is the file's own, character by character, so that people can count in it;
    of the others it is what a reader sees. `id` is the file's stem as a slug.
    """

    id: str
    text: str
    file: str
    sha256: str
    #: What a reader sees of `text`, where that is less: a page without its markup.
    view: Folded | None = None
    #: Where each page begins in `text`; empty where the form has none.
    pages: tuple[int, ...] = ()
    #: What a person should know of how the file was read.
    notes: tuple[str, ...] = ()

    @property
    def readable(self) -> str:
        """Return the text as a reader sees it."""
        return self.view.text if self.view else self.text

    def source(self, span: Span) -> Span:
        """Return the span of `text` that a span of `readable` stands for."""
        return self.view.source(span.start, span.end) if self.view else span

    def words(self, span: Span) -> str:
        """Return what a reader sees at a span of `text`."""
        return self.view.words(span) if self.view else span.of(self.text)

    def place(self, offset: int) -> str:
        """Return where an offset of `text` stands, for a person: a page, or a line."""
        if self.pages:
            return f"page {bisect_right(self.pages, offset)}"
        return f"line {self.text.count(chr(10), 0, offset) + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a reader of one form makes of a file's bytes: a `Document` but for its name."""

    text: str
    view: Folded | None = None
    pages: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def document_id(stem: str) -> str:
    """Return the newsletter id of a file's stem: letters and digits, case-folded, joined by hyphens."""
    return re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", stem).casefold()).strip("-")
