"""What pages of one thing, one kind or all terms show, and what names may mean; a worker reads it.

A thing may be tied to a million others, a kind may have as many things, and a batch a thousand names:
what that costs must hurt nobody but who asks for it, like a user's query.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import cattrs
from rdflib.term import URIRef

from endpoint.browsing import listed
from endpoint.description import Description, describe
from endpoint.jobs import BeginJob, CellsJob, ContentJob, ListJob, MatchJob, ThingJob
from endpoint.reading import Reader
from endpoint.reconciling import Asked, Names
from endpoint.rows import Quote, quote_of
from endpoint.vocabulary import terms_of
from graph_builder.store import Store


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of a thing; where it is a piece of evidence, what it quotes."""

    thing: Description | None
    quote: Quote | None


class Contents:
    """Reads contents; the names of the snapshot that was asked last are kept."""

    def __init__(self) -> None:
        self._names: tuple[str, Names] | None = None

    def __call__(self, job: ContentJob, store: Store) -> bytes:
        """Return the contents that a job names as JSON."""
        return json.dumps(cattrs.unstructure(self._found(job, store)), ensure_ascii=False).encode()

    def _found(self, job: ContentJob, store: Store) -> object:
        if isinstance(job, MatchJob | BeginJob | CellsJob):
            if self._names is None or self._names[0] != job.dataset:
                self._names = (job.dataset, Names(store, job.base))
            return _of_names(job, self._names[1])
        reader = Reader(store, job.base)
        if isinstance(job, ThingJob):
            iri = URIRef(job.iri)
            return Document(describe(iri, reader, length=job.length), quote_of(iri, reader))
        if isinstance(job, ListJob):
            return listed(job.things, reader, page=job.page, length=job.length)
        return terms_of(reader)


def _of_names(job: MatchJob | BeginJob | CellsJob, names: Names) -> object:
    if isinstance(job, MatchJob):
        return [names.matching(one) for one in cattrs.structure(job.queries, tuple[Asked, ...])]
    if isinstance(job, BeginJob):
        return names.beginning(job.prefix)
    return [names.cells(id_, job.properties) for id_ in job.ids]
