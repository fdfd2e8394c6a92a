"""The contents of a snapshot's pages, which workers read within their limits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import cattrs
from rdflib.term import URIRef

from endpoint.browsing import Line
from endpoint.contents import Document
from endpoint.engine import Runner, begun
from endpoint.jobs import Job, ListJob, TermsJob, ThingJob
from endpoint.problems import Problem
from endpoint.vocabulary import Term
from endpoint.workers import MemoryPassed, TimePassed
from graph_builder.iris import Kind

#: Terms of the ontology under a heading each.
Sections = Mapping[str, tuple[Term, ...]]


class Catalogue:
    """Tells what is in one snapshot; raises `Problem` where it is too much for one page."""

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

    def _read(self, job: Job) -> object:
        try:
            return json.loads(b"".join(begun(self._runner, job)))
        except (TimePassed, MemoryPassed) as error:
            limit = "time" if isinstance(error, TimePassed) else "memory"
            problem = Problem(
                503,
                f"There is too much to tell on this page: it passes the limit of {limit} for one answer."
                " Ask for what you look for at /query, or take whole graphs from /dumps/.",
            )
            problem.members["limit"] = limit
            raise problem from error
