"""A query's answer as the query page shows it: the first rows with labels, or the first triples."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from rdflib.term import URIRef

from endpoint.cutting import Cut
from endpoint.engine import AnswerCut, Chunks, Engine, Kind, Wanted
from endpoint.negotiation import Choice
from endpoint.reading import Link, Reader, Words
from graph_builder.formats import RESULTS_TSV, TURTLE

#: Tab-separated values come line by line, so that the rest of a long answer need not be made.
SHOWN_AS: Final = Wanted(Choice(RESULTS_TSV, RESULTS_TSV.media_type), Choice(TURTLE, TURTLE.media_type))

_LITERAL: Final = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<[^>]*>)?\Z', re.DOTALL)
_ESCAPES: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}

Cell = Link | Words | None


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer, or as much of it as a page holds; `cut` says that there is more."""

    kind: Kind
    cut: bool
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    text: str = ""
    #: The server's own limit, where that is why it is cut.
    limit: str = ""


def shown_answer(query: str, engine: Engine, reader: Reader, *, rows: int, characters: int) -> Shown:
    """Answer a query for a page; raises `QueryError` where it is wrong."""
    reply = engine.ask(query, SHOWN_AS)
    chunks = _UpToCut(reply.chunks)
    try:
        shown = _shown(reply.kind, chunks, reader, rows, characters)
    finally:
        reply.chunks.close()
    return replace(shown, cut=True, limit=chunks.cut.words) if chunks.cut else shown


class _UpToCut(Iterator[bytes]):
    """The bytes of an answer up to where it was cut, if it was."""

    def __init__(self, chunks: Chunks) -> None:
        self._chunks = chunks
        self.cut: Cut | None = None

    def __next__(self) -> bytes:
        try:
            return next(self._chunks)
        except AnswerCut as error:
            self.cut = error.cut
            raise StopIteration from error


def _shown(kind: Kind, chunks: Iterator[bytes], reader: Reader, rows: int, characters: int) -> Shown:
    if kind is Kind.BOOLEAN:
        return Shown(kind, cut=False, text=b"".join(chunks).decode().strip())
    if kind is Kind.TRIPLES:
        text = ""
        for piece in codecs.iterdecode(chunks, "utf-8"):
            text += piece
            if len(text) > characters:
                return Shown(kind, cut=True, text=text[:characters].rpartition("\n")[0])
        return Shown(kind, cut=False, text=text)
    lines = _lines(chunks)
    variables = tuple(name.removeprefix("?") for name in next(lines).split("\t") if name)
    found: list[tuple[Cell, ...]] = []
    for line in lines:
        if len(found) == rows:
            return Shown(kind, cut=True, variables=variables, rows=tuple(found))
        cells = line.split("\t") if variables else []
        found.append(tuple(cell(written, reader) for written in cells))
    return Shown(kind, cut=False, variables=variables, rows=tuple(found))


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line.decode() for line in whole)


def cell(written: str, reader: Reader) -> Cell:
    """Return a term of tab-separated values as a page shows it."""
    if not written:
        return None
    if written.startswith("<") and not written.startswith("<<"):
        return reader.link(URIRef(written[1:-1]))
    literal = _LITERAL.match(written)
    if literal:
        text = re.sub(r"\\(.)", lambda escape: _ESCAPES.get(escape[1], escape[1]), literal[1])
        return Words(text, literal[2])
    return Words(written)
