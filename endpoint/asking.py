"""How a worker asks the engine a user's query: of the graphs wanted, and of no other server."""

from __future__ import annotations

import re
from typing import Final

from endpoint.datasets import graphs_of, iris, prologue_of
from endpoint.engine import FederationRefused, Graphs
from endpoint.federation import relayed
from endpoint.fetching import HostRefused, Hosts
from endpoint.jobs import QueryJob
from endpoint.tokens import Text
from graph_builder.answers import Answer
from graph_builder.errors import QueryError
from graph_builder.store import Store

#: Without one of these a query asks all graphs and nobody else, however it is read.
_TELLING: Final = re.compile("service|from", re.IGNORECASE)


def answered(job: QueryJob, store: Store) -> Answer:
    """Answer a query; every default graph is a set, whatever graphs it is put together from.

    Raises `FederationRefused` or `HostRefused` where it asks servers that may not be asked, `QueryError`
    where it is wrong.
    """
    named = Graphs(job.default_graphs, job.named_graphs or ()) if job.default_graphs is not None else None
    usual = _apart(store, job.own) if job.own else None
    if not _TELLING.search(job.text):
        return _on(store, named or usual, job.text, job.base)
    text = Text(job.text)
    try:
        relayed(
            text,
            text.tokens,
            Hosts(tuple(job.hosts)),
            lambda name: iris(prologue_of(text), [name], job.base)[0],
        )
        return _on(store, named or _told(text, job.base) or usual, text.plain(), job.base)
    except (FederationRefused, HostRefused):
        raise
    except QueryError as error:
        raise text.mended(error) from error


def _apart(store: Store, own: str) -> Graphs:
    """Return the dataset whose default graph is what was written to no graph."""
    return Graphs((own,), tuple(name for name in map(str, store.graphs()) if name != own))


def _told(text: Text, base: str) -> Graphs | None:
    try:
        return graphs_of(text, base)
    except QueryError:
        # What is wrong with a name, or before it, the query itself tells with its place.
        return None


def _on(store: Store, graphs: Graphs | None, text: str, base: str) -> Answer:
    if graphs is None:
        return store.query(text, base=base)
    if len(graphs.default) > 1:
        # The engine's own union of several graphs would repeat a triple that two of them hold.
        return store.part(graphs.default, graphs.named).query(
            text, base=base, default=None, named=graphs.named
        )
    return store.query(text, base=base, default=graphs.default, named=graphs.named)
