"""The one way that a user's query is answered: text and wanted formats in, bytes out.

Only values that can be sent to another process cross this border: a worker answers (see `workers`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from endpoint.cutting import Bounds, Cut
from endpoint.frames import Tag
from endpoint.jobs import Job, QueryJob, ValidateJob, packed
from endpoint.negotiation import Choice
from endpoint.notes import note
from graph_builder.errors import QueryError, RdfError, ShapesError, StoreError, Unwritable


class Kind(Enum):
    """What sort of answer a query has."""

    ROWS = "rows"
    BOOLEAN = "yes or no"
    TRIPLES = "triples"


class FederationRefused(QueryError):
    """A query asks other servers."""

    def __init__(self) -> None:
        super().__init__(
            "SERVICE is not allowed here: this endpoint asks no other server."
            " Ask that one yourself, and give what it answers in VALUES."
        )


class FormRefused(QueryError):
    """A query is right, but its answer cannot be had in any of the formats that the client accepts."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(f"The answer is {kind.value}, and no format for that is accepted.")
        self.kind = kind


class AnswerCut(QueryError):
    """An answer is longer than it may be, and was cut; raised in the place of the rest."""

    def __init__(self, cut: Cut) -> None:
        super().__init__(f"{cut.words}.")
        self.cut = cut


@dataclass(frozen=True, slots=True)
class Wanted:
    """The format for each sort of answer; None where the client accepts none."""

    results: Choice | None
    triples: Choice | None

    def choice(self, kind: Kind) -> Choice:
        """Return the format for an answer; raises `FormRefused` where there is none."""
        found = self.triples if kind is Kind.TRIPLES else self.results
        if found is None:
            raise FormRefused(kind)
        return found


@dataclass(frozen=True, slots=True)
class Graphs:
    """The graphs that a request wants to ask: as one default graph, and by their names."""

    default: tuple[str, ...]
    named: tuple[str, ...]


class Frames(Protocol):
    """What a worker says to one job, and the way to be done with it."""

    def __next__(self) -> tuple[Tag, bytes]:
        """Return the next frame; after the last there is none."""
        ...

    def close(self) -> None:
        """Want no more of it."""
        ...


class Runner(Protocol):
    """Has jobs done by workers."""

    def run(self, job: bytes, seconds: float | None) -> Frames:
        """Return what a worker says to a job."""
        ...


class Chunks(Iterator[bytes]):
    """The bytes of an answer; an error after the first ones is raised in the place of the others."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames

    def __next__(self) -> bytes:
        tag, payload = next(self._frames)
        if tag is Tag.ERROR:
            raise _error(payload)
        if tag is Tag.END:
            if payload:
                note().rows = int(payload)
            raise StopIteration
        return payload

    def close(self) -> None:
        """Want no more of it; the worker stops."""
        self._frames.close()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: what sort, in what format, and its bytes as they come. Close it when done."""

    kind: Kind
    choice: Choice
    chunks: Chunks
    #: Where it was cut, if that is known before its first bytes.
    cut: Cut | None = None


class Engine:
    """Answers queries on one snapshot."""

    def __init__(
        self,
        runner: Runner,
        dataset: Path,
        base: str,
        own: str | None = None,
        *,
        hosts: tuple[str, ...] = (),
        bounds: Bounds = Bounds(),  # noqa: B008 - it is frozen
    ) -> None:
        """`own` is the graph that queries ask where they name no other; without it, all triples.

        `hosts` are the servers that SERVICE may ask.
        """
        self.bounds = bounds
        self._runner = runner
        self._dataset = dataset
        self._base = base
        self._own = own
        self._hosts = hosts

    def ask(
        self,
        text: str,
        wanted: Wanted,
        *,
        graphs: Graphs | None = None,
        seconds: float | None = None,
        languages: Sequence[str] = (),
        bounds: Bounds | None = None,
        whole: bool = False,
    ) -> Reply:
        """Answer a query on all graphs or on some; `seconds` lowers the limit of its time.

        `languages` are those of names, where the format has names. `bounds` stand in the place of those
        that hold for all answers. A `whole` one sees all triples, whatever others see as default graph.

        Raises `QueryError` where it is wrong, passes a limit or fails before its first bytes; an
        error after them is raised in the place of the bytes that are missing.
        """
        job = QueryJob(
            text=text,
            dataset=str(self._dataset.absolute()),
            base=self._base,
            results=wanted.results.form.name if wanted.results else None,
            triples=wanted.triples.form.name if wanted.triples else None,
            default_graphs=graphs.default if graphs else None,
            named_graphs=graphs.named if graphs else None,
            own=None if whole else self._own,
            hosts=self._hosts,
            rows=(bounds or self.bounds).rows,
            bytes=(bounds or self.bounds).bytes,
            languages=tuple(languages),
        )
        frames = self._runner.run(packed(job), seconds)
        tag, payload = next(frames)
        if tag is Tag.ERROR:
            with closing(frames):
                raise _error(payload)
        said = json.loads(payload)
        kind = Kind(said["kind"])
        return Reply(kind, wanted.choice(kind), Chunks(frames), Cut(**said["cut"]) if said["cut"] else None)

    def validate(self, job: ValidateJob) -> Chunks:
        """Hold data against shapes, and return the report.

        Raises `RdfError`, `ShapesError`, and `QueryError` where it passes a limit.
        """
        return begun(self._runner, job)


def begun(runner: Runner, job: Job) -> Chunks:
    """Have a worker do a job, and return what it gives; raises what goes wrong before its first bytes."""
    frames = runner.run(packed(job), None)
    tag, payload = next(frames)
    if tag is Tag.ERROR:
        with closing(frames):
            raise _error(payload)
    return Chunks(frames)


def _error(payload: bytes) -> Exception:
    said = json.loads(payload)
    name, detail = said["error"], said["detail"]
    if name == FederationRefused.__name__:
        return FederationRefused()
    if name == FormRefused.__name__:
        return FormRefused(Kind(detail))
    if name == StoreError.__name__:
        return StoreError("the snapshot", f"cannot be read by a worker ({detail})", "build anew")
    if name == AnswerCut.__name__:
        return AnswerCut(Cut(**json.loads(detail)))
    if name == RdfError.__name__:
        return RdfError(**json.loads(detail))
    if name == Unwritable.__name__:
        return Unwritable(**json.loads(detail))
    if name == ShapesError.__name__:
        return ShapesError(detail)
    return QueryError(detail)
