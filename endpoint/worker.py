"""The process that answers users' queries, one after the other: `python -m endpoint.worker`.

Jobs come in by stdin, answers go out by stdout. Whatever a query does to this process - the engine
has no way to cancel one, and deeply nested text overflows its stack - the server lives on, and ends
this process where it must. It ends by itself when the server is gone.
"""

from __future__ import annotations

import json
import os
import queue
import resource
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final, cast

from endpoint.asking import answered
from endpoint.engine import FederationRefused, FormRefused, Kind
from endpoint.frames import Tag, Writing, read_frame, write_frame
from endpoint.jobs import Job, QueryJob, ValidateJob, unpacked
from endpoint.streaming import Sink
from endpoint.writer import written
from graph_builder.errors import QueryError, RdfError, ShapesError, StoreError
from graph_builder.formats import JSON_LD, RDF_FORMATS, RESULT_FORMATS, Format
from graph_builder.jsonld import write_jsonld
from graph_builder.store import Answer, Boolean, Solutions, Store, Triples

_FORMS: Final = {form.name: form for form in (*RDF_FORMATS, *RESULT_FORMATS)}


class _Answering:
    """Answers jobs on the snapshot that they name; the one of the last job is kept open."""

    def __init__(self, output: Writing) -> None:
        self._output = output
        self._opened: tuple[str, Store] | None = None
        self._validating: Callable[[ValidateJob], bytes] | None = None

    def __call__(self, job: Job, stopped: threading.Event) -> None:
        """Send the answer, whole or up to an error."""
        try:
            if isinstance(job, QueryJob):
                self._query(job, stopped)
            elif isinstance(job, ValidateJob):
                self._validate(job, stopped)
            else:
                write_frame(self._output, Tag.CHUNK, written(job))
        except BrokenPipeError:
            write_frame(self._output, Tag.END)
        except (FederationRefused, FormRefused) as error:
            kind = error.kind.value if isinstance(error, FormRefused) else ""
            self._complain(type(error).__name__, kind)
        except RdfError as error:
            told = {"what": error.what, "problem": error.problem, "line": error.line, "column": error.column}
            self._complain(type(error).__name__, json.dumps(told))
        except ShapesError as error:
            self._complain(type(error).__name__, error.problem)
        except (QueryError, StoreError) as error:
            self._complain(type(error).__name__, str(error))
        except (OSError, RuntimeError, ValueError) as error:
            self._complain("QueryError", f"The query cannot be answered: {error}")
        else:
            write_frame(self._output, Tag.END)

    def _query(self, job: QueryJob, stopped: threading.Event) -> None:
        answer = answered(job, self._store(job.dataset))
        kind = _kind(answer)
        name = job.triples if kind is Kind.TRIPLES else job.results
        if name is None:
            raise FormRefused(kind)
        self._send(kind, lambda output: _write(answer, _FORMS[name], output), stopped)

    def _validate(self, job: ValidateJob, stopped: threading.Event) -> None:
        if self._validating is None:
            # Not before it is asked for: the libraries behind it take half a second to load.
            from endpoint.validating import Validating

            self._validating = Validating()
        report = self._validating(job)
        self._send(Kind.TRIPLES, lambda output: output.write(report), stopped)

    def _send(self, kind: Kind, write: Callable[[IO[bytes]], object], stopped: threading.Event) -> None:
        """Send what `write` writes; what goes wrong before its first bytes is no answer yet."""
        told = False

        def put(chunk: bytes) -> None:
            nonlocal told
            if stopped.is_set():
                raise BrokenPipeError("nobody reads this answer any more")
            if not told:
                told = True
                write_frame(self._output, Tag.KIND, kind.value.encode())
            write_frame(self._output, Tag.CHUNK, chunk)

        with Sink(put) as sink:
            write(cast("IO[bytes]", sink))
            sink.flush()
        if not told:
            write_frame(self._output, Tag.KIND, kind.value.encode())

    def _store(self, dataset: str) -> Store:
        if self._opened is None or self._opened[0] != dataset:
            self._opened = (dataset, Store.read_only(Path(dataset)))
        return self._opened[1]

    def _complain(self, error: str, detail: str) -> None:
        write_frame(self._output, Tag.ERROR, json.dumps({"error": error, "detail": detail}).encode())


def _kind(answer: Answer) -> Kind:
    if isinstance(answer, Solutions):
        return Kind.ROWS
    return Kind.BOOLEAN if isinstance(answer, Boolean) else Kind.TRIPLES


def _write(answer: Answer, form: Format, output: IO[bytes]) -> None:
    if isinstance(answer, Triples) and form == JSON_LD:
        write_jsonld(sorted(answer, key=lambda triple: str(triple[0])), output)
    else:
        answer.write(form, output)


def main() -> None:
    """Answer jobs until the server is gone."""
    # A crash is the query's end, and of no use to anybody as a file of gigabytes.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What anything prints must not come between the frames.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    jobs: queue.SimpleQueue[tuple[Job, threading.Event]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(jobs,), daemon=True).start()
    write_frame(output, Tag.READY)
    answering = _Answering(output)
    while True:
        answering(*jobs.get())


def _listen(jobs: queue.SimpleQueue[tuple[Job, threading.Event]]) -> None:
    """Hand jobs on as they come; a query that is running cannot look for itself."""
    stopped = threading.Event()
    while (frame := read_frame(sys.stdin.buffer)) is not None:
        tag, payload = frame
        if tag is Tag.STOP:
            stopped.set()
        else:
            stopped = threading.Event()
            jobs.put((unpacked(payload), stopped))
    # The server is gone. At once, whatever the main thread does.
    os._exit(0)


if __name__ == "__main__":
    main()
