"""What a dump holds and how it is written: by a worker, since it may take as long as it is large."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, cast

from rdflib.term import URIRef

from endpoint.engine import Chunks
from graph_builder.formats import JSON_LD, Format
from graph_builder.jsonld import write_jsonld
from graph_builder.store import Store


@dataclass(frozen=True, slots=True)
class Dump:
    """What one dump holds: a graph or all of them, less some."""

    graph: URIRef | None
    without: frozenset[URIRef] = frozenset()


def write_dump(dump: Dump, store: Store, form: Format, output: IO[bytes], *, zipped: bool = False) -> None:
    """Write a dump in a format, in gzip if wanted."""
    if zipped:
        # Without name and time, so that the same content gives the same bytes.
        with gzip.GzipFile(filename="", mode="wb", fileobj=output, mtime=0, compresslevel=6) as inner:
            write_dump(dump, store, form, cast("IO[bytes]", inner))
    elif form == JSON_LD:
        write_jsonld(store.set_of_triples(graph=dump.graph, without=dump.without), output)
    else:
        store.dump(form, output, graph=dump.graph, without=dump.without)


class Copy(Iterator[bytes]):
    """The bytes of a dump, which begins when the first are asked for."""

    def __init__(self, begin: Callable[[], Chunks]) -> None:
        self._begin = begin
        self._chunks: Chunks | None = None
        self._peeked: bytes | None = None

    def peek(self) -> None:
        """Wait for the first bytes and keep them; raises what went wrong before them."""
        self._peeked = next(self, None)

    def __next__(self) -> bytes:
        if self._peeked is not None:
            chunk, self._peeked = self._peeked, None
            return chunk
        if self._chunks is None:
            self._chunks = self._begin()
        return next(self._chunks)

    def close(self) -> None:
        """Want no more of it; the worker stops."""
        if self._chunks is not None:
            self._chunks.close()
