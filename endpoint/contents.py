"""What pages of one thing, one kind or all terms show, read from a snapshot; a worker does it.

A thing may be tied to a million others, and a kind may have as many things: what that costs must
hurt nobody but who asks for it, like a user's query.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import cattrs
from rdflib.term import URIRef

from endpoint.browsing import listed
from endpoint.description import Description, describe
from endpoint.jobs import ListJob, TermsJob, ThingJob
from endpoint.reading import Reader
from endpoint.rows import Quote, quote_of
from endpoint.vocabulary import terms_of
from graph_builder.store import Store


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of a thing; where it is a piece of evidence, what it quotes."""

    thing: Description | None
    quote: Quote | None


def content(job: ThingJob | ListJob | TermsJob, store: Store) -> bytes:
    """Return what a page shows as JSON."""
    reader = Reader(store, job.base)
    found: object
    if isinstance(job, ThingJob):
        iri = URIRef(job.iri)
        found = Document(describe(iri, reader, length=job.length), quote_of(iri, reader))
    elif isinstance(job, ListJob):
        found = listed(job.things, reader, page=job.page, length=job.length)
    else:
        found = terms_of(reader)
    return json.dumps(cattrs.unstructure(found), ensure_ascii=False).encode()
