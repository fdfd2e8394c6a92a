"""What a worker is asked to do, as it crosses the border between two processes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryJob:
    """A query to answer, the dataset that it asks, and the names of the formats wanted."""

    text: str
    dataset: str
    base: str
    results: str | None
    triples: str | None
    #: IRIs of the graphs asked as one default graph and by name; None for all, as the query says.
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidateJob:
    """A graph to validate, and the shapes to hold it against."""

    data: str
    #: The name of an RDF format.
    data_form: str
    #: None for the shapes that newsgraph publishes by, which need no format.
    shapes: str | None
    shapes_form: str | None
    #: What relative IRIs begin with.
    base: str
    #: The name of the RDF format that the report is wanted in; None for its results as JSON.
    report: str | None


Job = QueryJob | ValidateJob

_KINDS: Final[Mapping[str, type[Job]]] = {"query": QueryJob, "validate": ValidateJob}
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}


def packed(job: Job) -> bytes:
    """Return a job as the bytes of a frame."""
    return json.dumps({"kind": _NAMES[type(job)], **asdict(job)}).encode()


def unpacked(payload: bytes) -> Job:
    """Return the job that the bytes of a frame hold."""
    said = json.loads(payload)
    return _KINDS[said.pop("kind")](**said)
