"""The contents of a snapshot's pages, and what names mean in it, read by workers within their limits."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import cattrs
from rdflib.term import URIRef

from endpoint.browsing import Line
from endpoint.contents import Document
from endpoint.engine import Runner, begun
from endpoint.jobs import BeginJob, CellsJob, ContentJob, ListJob, MatchJob, TermsJob, ThingJob
from endpoint.limits import MemoryPassed, TimePassed
from endpoint.problems import Problem
from endpoint.reconciling import Asked, Cells, Found, Named
from endpoint.vocabulary import Term
from graph_builder.iris import Kind

#: Terms of the ontology under a heading each.
Sections = Mapping[str, tuple[Term, ...]]


class Catalogue:
    """Tells what is in one snapshot; raises `Problem` where it is too much for one answer."""

    def __init__(self, runner: Runner, dataset: Path, base: str) -> None:
        self._runner = runner
        self._dataset = str(dataset.absolute())
        self._base = base

    def document(self, iri: URIRef, *, length: int) -> Document:
        """Return what is known of a thing, at most `length` things in a group, and what it quotes."""
        job = ThingJob(dataset=self._dataset, base=self._base, iri=str(iri), length=length)
        return cattrs.structure(self._read(job), Document)

    def lines(self, kind: Kind, *, page: int, length: int) -> list[Line]:
        """Return one page of the things of a kind; pages count from 1."""
        job = ListJob(dataset=self._dataset, base=self._base, things=kind, page=page, length=length)
        return cattrs.structure(self._read(job), list[Line])

    def sections(self) -> Sections:
        """Return the terms of the ontology."""
        job = TermsJob(dataset=self._dataset, base=self._base)
        return cattrs.structure(self._read(job), dict[str, tuple[Term, ...]])

    def matching(self, queries: Sequence[Asked]) -> list[list[Found]]:
        """Return for each query the things that it may mean, best first."""
        job = MatchJob(
            dataset=self._dataset, base=self._base, queries=tuple(cattrs.unstructure(queries, list[Asked]))
        )
        return cattrs.structure(self._read(job), list[list[Found]])

    def beginning(self, prefix: str) -> list[Named]:
        """Return the things one of whose names begins so, or holds a word that does."""
        job = BeginJob(dataset=self._dataset, base=self._base, prefix=prefix)
        return cattrs.structure(self._read(job), list[Named])

    def cells(self, ids: Sequence[str], properties: Sequence[str]) -> list[Cells]:
        """Return for each id what some properties say of it."""
        job = CellsJob(dataset=self._dataset, base=self._base, ids=tuple(ids), properties=tuple(properties))
        return cattrs.structure(self._read(job), list[Cells])

    def _read(self, job: ContentJob) -> object:
        try:
            return json.loads(b"".join(begun(self._runner, job)))
        except (TimePassed, MemoryPassed) as error:
            limit = "time" if isinstance(error, TimePassed) else "memory"
            problem = Problem(
                503,
                f"There is too much to tell at once: it passes the limit of {limit} for one answer."
                " Ask for what you look for at /query, or take whole graphs from /dumps/.",
            )
            problem.members["limit"] = limit
            raise problem from error
