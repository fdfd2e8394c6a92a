"""What a worker is asked to do, as it crosses the border between two processes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

from graph_builder.iris import Kind

#: Texts of RDF, each with the name of its format.
Texts = tuple[tuple[str, str], ...]


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
    #: The graph that is asked where no other is named, in the place of the set of all triples.
    own: str | None = None
    #: The servers that it may ask.
    hosts: tuple[str, ...] = ()
    #: How much of an answer is given at most; 0 for all of it.
    rows: int = 0
    bytes: int = 0
    #: In which names are given where the format has names, the best liked first.
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidateJob:
    """A graph to validate, and the shapes to hold it against."""

    #: Texts, each with the name of its RDF format: together they are one graph.
    data: Texts
    #: None of them for the shapes that newsgraph publishes by.
    shapes: Texts
    #: What relative IRIs begin with.
    base: str
    #: The name of the RDF format that the report is wanted in; None for its results as JSON.
    report: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateJob:
    """An update of what a store publishes, and the graphs that its request names."""

    store: str
    text: str
    using: tuple[str, ...]
    using_named: tuple[str, ...]
    #: Whether the default graph is only what was written to no graph.
    apart: bool
    #: Seconds to wait for another who writes.
    patience: float
    #: The servers that it may ask, and load documents from.
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphJob:
    """One graph to write in what a store publishes."""

    store: str
    #: Its IRI; None for the default graph.
    graph: str | None
    #: Files with its triples, each with the name of its format; None where it is to be removed.
    files: tuple[tuple[str, str], ...] | None
    #: Whether what it holds makes room for them.
    replace: bool
    #: What relative IRIs in the files are resolved against.
    base: str
    patience: float
    #: The snapshot that the writer has seen, where that matters.
    unless: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpJob:
    """A dump to write."""

    dataset: str
    #: The graph that it holds, None for all; and those that are left out.
    graph: str | None
    without: tuple[str, ...]
    #: The name of an RDF format.
    form: str
    zipped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingJob:
    """The contents of a thing's page, at most `length` things in a group."""

    dataset: str
    base: str
    iri: str
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListJob:
    """One page, of `length` things, of the list of a kind; pages count from 1."""

    dataset: str
    base: str
    things: Kind
    page: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsJob:
    """The terms of the ontology."""

    dataset: str
    base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchJob:
    """The things that some names may mean; each query is one as `reconciling.Asked` has it."""

    dataset: str
    base: str
    queries: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginJob:
    """The things whose names begin so."""

    dataset: str
    base: str
    prefix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellsJob:
    """What some properties say of some things, as cells of a table."""

    dataset: str
    base: str
    ids: tuple[str, ...]
    properties: tuple[str, ...]


#: What a page or a reconciliation shows.
ContentJob = ThingJob | ListJob | TermsJob | MatchJob | BeginJob | CellsJob
Job = QueryJob | ValidateJob | UpdateJob | GraphJob | DumpJob | ContentJob

_KINDS: Final[Mapping[str, type[Job]]] = {
    "query": QueryJob,
    "validate": ValidateJob,
    "update": UpdateJob,
    "graph": GraphJob,
    "dump": DumpJob,
    "thing": ThingJob,
    "list": ListJob,
    "terms": TermsJob,
    "match": MatchJob,
    "begin": BeginJob,
    "cells": CellsJob,
}
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}


def packed(job: Job) -> bytes:
    """Return a job as the bytes of a frame."""
    said = {field.name: getattr(job, field.name) for field in fields(job)}
    return json.dumps({"kind": _NAMES[type(job)], **said}).encode()


def unpacked(payload: bytes) -> Job:
    """Return the job that the bytes of a frame hold."""
    said = json.loads(payload)
    return _KINDS[said.pop("kind")](**said)
