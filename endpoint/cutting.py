"""Answers that are longer than they may be: cut between two rows, and never in silence.

The engine writes all rows in one go, so that rows are told by what it writes. JSON says of itself
that it was cut, as a member beside `head`; what no format can say of itself breaks off, as the last
chunk of the answer never comes.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

from graph_builder.formats import (
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    RESULTS_CSV,
    RESULTS_JSON,
    RESULTS_TSV,
    RESULTS_XML,
    TRIG,
    TURTLE,
    Format,
)

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many rows or triples an answer may have, and how many bytes; 0 for any number."""

    rows: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """Where an answer was cut: which limit it passed, and what that is."""

    limit: str
    number: int

    @property
    def header(self) -> str:
        """Return what a header says of it."""
        return f"{self.limit}={self.number}"

    @property
    def words(self) -> str:
        """Return what people are told."""
        return (
            f"Cut off at the limit of {self.number:,} {self.limit}: there is more. Ask for it in parts"
            " (LIMIT and OFFSET with ORDER BY), or take whole graphs from /dumps/"
        )


class Full(Exception):
    """An answer has reached a bound; raised through the engine that writes it."""

    def __init__(self, cut: Cut, *, told: bool) -> None:
        super().__init__(cut.words)
        #: Whether the answer, well-formed as it is, says so itself.
        self.cut, self.told = cut, told


class Bounded(io.RawIOBase):
    """A file that takes the rows of an answer up to a bound, and raises `Full` at the next."""

    def __init__(self, target: IO[bytes], form: Format, bounds: Bounds) -> None:
        self._target, self._form, self._bounds = target, form, bounds
        self._rest = b""
        self._rows = 0
        self._bytes = 0
        self._cut: Cut | None = None
        self._told = False
        # The names of the columns stand in a line that looks like a row.
        self._heads = form in (RESULTS_CSV, RESULTS_TSV)

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        """Take what fits; raises `Full` with the first byte that does not."""
        if self._cut:
            # The engine tries once more what it has left.
            raise Full(self._cut, told=self._told)
        chunk = bytes(data)
        if self._bounds.rows and self._form in _ROWS:
            self._count(chunk)
        else:
            self._pass(chunk)
        return len(chunk)

    def end(self) -> None:
        """Pass on what was held back to be counted."""
        rest, self._rest = self._rest, b""
        self._pass(rest)

    def _count(self, chunk: bytes) -> None:
        found = self._rest + chunk
        start = 0
        for end in _ROWS[self._form](found):
            if self._heads:
                self._heads = False
                start = end
                continue
            if self._rows == self._bounds.rows:
                break
            self._rows += 1
            start = end
            if self._rows == self._bounds.rows and self._form == RESULTS_JSON:
                # In JSON the end of a row is seen by the next one.
                self._pass(found[:start])
                self._stop(Cut("rows", self._rows), whole=True)
        else:
            self._pass(found[:start])
            self._rest = found[start:]
            return
        self._pass(found[:start])
        self._stop(Cut("rows", self._rows), whole=True)

    def _pass(self, chunk: bytes) -> None:
        room = self._bounds.bytes - self._bytes
        if not self._bounds.bytes or len(chunk) <= room:
            self._target.write(chunk)
            self._bytes += len(chunk)
            return
        # Where this begins is not known; but of a row of JSON the end can be told even so.
        ends = [match.end() for match in _JSON.finditer(chunk, 0, room)] if self._form == RESULTS_JSON else []
        self._target.write(chunk[: ends[-1]] if ends else chunk[:room])
        self._stop(Cut("bytes", self._bounds.bytes), whole=bool(ends))

    def _stop(self, cut: Cut, *, whole: bool) -> None:
        self._target.write(ending(self._form, cut, whole=whole))
        self._cut, self._told = cut, whole and self._form == RESULTS_JSON
        raise Full(cut, told=self._told)


def ending(form: Format, cut: Cut, *, whole: bool) -> bytes:
    """Return the last bytes of an answer that was cut; `whole` where it was cut between two rows."""
    if form == RESULTS_JSON and whole:
        told = {"truncated": True, "limit": cut.limit, cut.limit: cut.number, "detail": cut.words}
        return b"]}," + json.dumps({"newsgraph": told})[1:].encode()
    start = "" if whole else "\n"
    if form in (TURTLE, N_TRIPLES, TRIG, N_QUADS):
        return f"{start}# {cut.words}.\n".encode()
    if form in (RDF_XML, RESULTS_XML):
        return f"{start}<!-- {cut.words}. -->\n".encode()
    return b""


def _lines(found: bytes) -> list[int]:
    return [match.end() for match in re.finditer(rb"\n", found)]


#: A line end within quotes is of the cell.
_CSV: Final = re.compile(rb'"[^"]*(?:"|\Z)|\n')


def _csv_rows(found: bytes) -> list[int]:
    return [match.end() for match in _CSV.finditer(found) if match[0] == b"\n"]


def _xml_rows(found: bytes) -> list[int]:
    return [match.end() for match in re.finditer(rb"</result>", found)]


#: A row ends where another begins with a name and its term. Text cannot look so: the quotes in it are
#: escaped, and after the one that ends it comes no name with a colon.
_JSON: Final = re.compile(rb'(?<=[{}])\}(?=,\{"[^"\\]*":\{)')
#: How the next row begins, or the end of a text that looks so.
_NEXT: Final = b'},{"'
#: Rows without any term look like what text may hold.
_JSON_TOKEN: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\Z)|\}(?=,\{)', re.DOTALL)


def _json_rows(found: bytes) -> list[int]:
    if b"{}" not in found:
        return [match.end() for match in _JSON.finditer(found)]
    return [match.end() for match in _JSON_TOKEN.finditer(found) if match[0] == b"}"]


#: Where rows end in a piece of an answer that begins with a row or its head.
_ROWS: Final[Mapping[Format, Callable[[bytes], list[int]]]] = {
    RESULTS_JSON: _json_rows,
    RESULTS_XML: _xml_rows,
    RESULTS_CSV: _csv_rows,
    RESULTS_TSV: _lines,
}


def rows_in(body: bytes, form: Format) -> int | None:
    """Return how many rows a whole answer in a result format has, by what cannot stand elsewhere in it."""
    if form == RESULTS_TSV:
        return body.count(b"\n") - 1
    if form == RESULTS_CSV:
        # What stands between quotes is of a cell.
        return sum(piece.count(b"\n") for piece in body.split(b'"')[::2]) - 1
    if form == RESULTS_XML:
        return body.count(b"</result>")
    if form == RESULTS_JSON:
        if body.endswith(b'"bindings":[]}}'):
            return 0
        if b"{}" in body:
            return len(_json_rows(body)) + 1
        # After a text that ends like a row comes no name.
        return 1 + body.count(_NEXT) - body.count(_NEXT + b"}") - body.count(_NEXT + b",")
    return None
