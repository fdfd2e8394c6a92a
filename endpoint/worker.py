"""A process that answers users' queries, one after the other.

Jobs come in by a pipe, answers go out by another. Whatever a query does to this process - the engine
has no way to cancel one, and deeply nested text overflows its stack - the server lives on, and ends
this process where it must. It ends by itself when the server is gone.
"""

from __future__ import annotations

import io
import json
import os
import select
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Final, Protocol, cast

from rdflib.term import URIRef

from endpoint.asking import answered
from endpoint.cutting import Bounded, Bounds, Cut, Full, ending, rows_in
from endpoint.dumping import Dump, write_dump
from endpoint.engine import AnswerCut, FederationRefused, FormRefused, Kind
from endpoint.frames import Tag, Writing, read_frame, write_frame
from endpoint.jobs import ContentJob, DumpJob, Job, QueryJob, ValidateJob, unpacked
from endpoint.people import Names, write_people
from endpoint.streaming import CHUNK, Sink
from endpoint.writer import written
from graph_builder.answers import Answer, Boolean, Solutions, Triples
from graph_builder.errors import QueryError, RdfError, ShapesError, StoreError, Unwritable
from graph_builder.formats import CSV_PEOPLE, JSON_LD, RDF_FORMATS, RESULT_FORMATS, Format
from graph_builder.jsonld import write_jsonld
from graph_builder.store import Store

_FORMS: Final = {form.name: form for form in (*RDF_FORMATS, *RESULT_FORMATS, CSV_PEOPLE)}
#: Bytes of an answer that may be cut which wait until it is known whether it is.
_WAITING: Final = 8 * 2**20

#: Quads that are looked at between two looks at whether there is a job: a millisecond.
_TOUCHED: Final = 1000

#: A dataset by its path, and its store.
Held = tuple[str, Store]


class Stopped(Protocol):
    """Knows whether anybody still wants the answer."""

    def is_set(self) -> bool:
        """Tell whether nobody does."""
        ...


class _Answering:
    """Answers jobs on the snapshot that they name; the one of the last job is kept open."""

    def __init__(self, output: Writing, held: Held | None) -> None:
        self._output = output
        self._held = held
        self._opened: Held | None = None
        self._validating: Callable[[ValidateJob], bytes] | None = None
        self._contents: Callable[[ContentJob, Store], bytes] | None = None
        #: How many rows or triples the present answer has, where that is known without counting much.
        self._rows: int | None = None

    def __call__(self, job: Job, stopped: Stopped) -> None:
        """Send the answer, whole or up to an error."""
        self._rows = None
        try:
            if isinstance(job, QueryJob):
                self._query(job, stopped)
            elif isinstance(job, ValidateJob):
                self._validate(job, stopped)
            elif isinstance(job, DumpJob):
                self._dump(job, stopped)
            elif isinstance(job, ContentJob):
                self._content(job, stopped)
            else:
                write_frame(self._output, Tag.CHUNK, written(job))
        except BrokenPipeError:
            write_frame(self._output, Tag.END)
        except (FederationRefused, FormRefused) as error:
            kind = error.kind.value if isinstance(error, FormRefused) else ""
            self._complain(type(error).__name__, kind)
        except Full as full:
            self._complain(AnswerCut.__name__, json.dumps(asdict(full.cut)))
        except RdfError as error:
            told = {"what": error.what, "problem": error.problem, "line": error.line, "column": error.column}
            self._complain(type(error).__name__, json.dumps(told))
        except Unwritable as error:
            told = {"form": error.form, "problem": error.problem}
            self._complain(type(error).__name__, json.dumps(told))
        except ShapesError as error:
            self._complain(type(error).__name__, error.problem)
        except (QueryError, StoreError) as error:
            self._complain(type(error).__name__, str(error))
        except (OSError, RuntimeError, ValueError) as error:
            self._complain("QueryError", f"The query cannot be answered: {error}")
        else:
            write_frame(self._output, Tag.END, b"" if self._rows is None else b"%d" % self._rows)

    def _query(self, job: QueryJob, stopped: Stopped) -> None:
        store = self._store(job.dataset)
        answer = answered(job, store)
        kind = _kind(answer)
        name = job.triples if kind is Kind.TRIPLES else job.results
        if name is None:
            raise FormRefused(kind)
        form, bounds = _FORMS[name], Bounds(job.rows, job.bytes)

        def write(output: IO[bytes]) -> Full | None:
            return _write(answer, form, output, bounds, Names(store, job.languages))

        whole = self._send(
            kind, write, stopped, held=_WAITING if job.rows or 0 < job.bytes <= _WAITING else 0
        )
        if kind is Kind.ROWS and whole is not None:
            self._rows = rows_in(whole, form)
        elif isinstance(answer, Triples):
            self._rows = answer.number

    def _dump(self, job: DumpJob, stopped: Stopped) -> None:
        store = self._store(job.dataset)
        dump = Dump(URIRef(job.graph) if job.graph else None, frozenset(map(URIRef, job.without)))

        def write(output: IO[bytes]) -> None:
            write_dump(dump, store, _FORMS[job.form], output, zipped=job.zipped)

        self._send(Kind.TRIPLES, write, stopped)

    def _validate(self, job: ValidateJob, stopped: Stopped) -> None:
        if self._validating is None:
            # Not before it is asked for: the libraries behind it take half a second to load.
            from endpoint.validating import Validating

            self._validating = Validating()
        report = self._validating(job)

        def write(output: IO[bytes]) -> None:
            output.write(report)

        self._send(Kind.TRIPLES, write, stopped)

    def _content(self, job: ContentJob, stopped: Stopped) -> None:
        if self._contents is None:
            # Who answers queries has no use for it.
            from endpoint.contents import Contents

            self._contents = Contents()
        found = self._contents(job, self._store(job.dataset))

        def write(output: IO[bytes]) -> None:
            output.write(found)

        self._send(Kind.ROWS, write, stopped)

    def _send(
        self, kind: Kind, write: Callable[[IO[bytes]], Full | None], stopped: Stopped, held: int = 0
    ) -> bytes | None:
        """Send what `write` writes; what goes wrong before its first bytes is no answer yet.

        Up to `held` bytes wait until it is known whether the answer is cut, so that it can be said first.
        Returned is an answer that is one chunk.
        """
        waiting: list[bytes] = []
        told = False
        only: bytes | None = b""

        def tell(full: Full | None) -> None:
            nonlocal told
            if not told:
                told = True
                cut = asdict(full.cut) if full else None
                said = json.dumps({"kind": kind.value, "cut": cut}).encode()
                write_frame(self._output, Tag.KIND, said, flush=False)
            while waiting:
                chunk = waiting.pop(0)
                # The last one goes with the end: each turn of a process costs more than a short answer.
                write_frame(self._output, Tag.CHUNK, chunk, flush=len(chunk) >= CHUNK)

        def put(chunk: bytes) -> None:
            nonlocal only
            if stopped.is_set():
                raise BrokenPipeError("nobody reads this answer any more")
            only = chunk if only == b"" else None
            waiting.append(chunk)
            if told or sum(map(len, waiting)) > held:
                tell(None)

        with Sink(put) as sink:
            full = write(cast("IO[bytes]", sink))
            sink.flush()
        tell(full)
        if full and not full.told:
            raise full
        return only or None

    def _store(self, dataset: str) -> Store:
        if self._held is not None and self._held[0] == dataset:
            return self._held[1]
        if self._opened is None or self._opened[0] != dataset:
            self._opened = (dataset, Store.read_only(Path(dataset)))
        return self._opened[1]

    def _complain(self, error: str, detail: str) -> None:
        write_frame(self._output, Tag.ERROR, json.dumps({"error": error, "detail": detail}).encode())


def _kind(answer: Answer) -> Kind:
    if isinstance(answer, Solutions):
        return Kind.ROWS
    return Kind.BOOLEAN if isinstance(answer, Boolean) else Kind.TRIPLES


def _write(answer: Answer, form: Format, output: IO[bytes], bounds: Bounds, names: Names) -> Full | None:
    """Write an answer up to its bounds; returns where it was cut."""
    if isinstance(answer, Solutions) and form == CSV_PEOPLE:
        cut = write_people(answer, output, names, bounds)
        return Full(cut, told=True) if cut else None
    cut = None
    if isinstance(answer, Triples) and bounds.rows and answer.cut(bounds.rows):
        cut = Cut("triples", bounds.rows)
    bounded = Bounded(output, form, bounds)
    try:
        if isinstance(answer, Triples) and form == JSON_LD:
            write_jsonld(sorted(answer, key=lambda triple: str(triple[0])), cast("IO[bytes]", bounded))
        else:
            answer.write(form, cast("IO[bytes]", bounded))
        bounded.end()
    except Full as full:
        # Its frames hold the answer, which must end in this thread.
        return full.with_traceback(None)
    if cut:
        output.write(ending(form, cut, whole=True))
        return Full(cut, told=False)
    return None


class _Input(io.RawIOBase):
    """What the server sends, read as it is wanted and no byte further."""

    def __init__(self, file: int) -> None:
        self._file = file

    def read(self, size: int = -1, /) -> bytes:
        """Return as many bytes as are asked for; fewer where the server is gone."""
        found = bytearray()
        while len(found) < size and (piece := os.read(self._file, size - len(found))):
            found += piece
        return bytes(found)

    def jobs(self, between: Iterator[None]) -> Iterator[Job]:
        """Yield jobs as they come, until the server is gone; goes on with what is to be done in between."""
        while True:
            while not self.is_set() and next(between, self) is None:
                pass
            if (frame := read_frame(self)) is None:
                return
            # A wish to stop may come when all was said.
            if frame[0] is not Tag.STOP:
                yield unpacked(frame[1])

    def is_set(self) -> bool:
        """Tell whether anything has come: while a job is done, that no more of the answer is wanted."""
        return bool(select.select([self._file], [], [], 0)[0])


def serve(source: int, target: int, held: Held | None = None) -> None:
    """Answer the jobs that come in by one pipe, into the other, until the server is gone.

    `held` is a dataset that is there in memory; others are read from disk.
    """
    output = os.fdopen(target, "wb", buffering=2 * CHUNK)
    threading.Thread(target=_watch, args=(source,), daemon=True).start()
    write_frame(output, Tag.READY)
    answering, asked = _Answering(output, held), _Input(source)
    # The first look at each quad copies the page that it shares with others: better before it is asked for.
    touching = held[1].read(_TOUCHED) if held else iter(())
    for job in asked.jobs(touching):
        answering(job, asked)


def _watch(source: int) -> None:
    """End the process when the server is gone; a query that is running cannot look for itself."""
    hung_up = select.poll()
    hung_up.register(source, 0)
    hung_up.poll()
    os._exit(0)
