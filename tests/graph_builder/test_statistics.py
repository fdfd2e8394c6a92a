from __future__ import annotations

from pathlib import Path

from rdflib.term import URIRef

from graph_builder.iris import Iris
from graph_builder.snapshots import current
from graph_builder.statistics import dumped, loaded, statistics_of
from graph_builder.store import Store
from graph_builder.terms import NEWS

BASE = "https://newsgraph.example/"


def test_statistics_come_back_from_their_file_as_they_were(built_store: Path) -> None:
    snapshot = current(built_store)
    counted = statistics_of(snapshot.store, snapshot.manifest.iris)
    assert snapshot.statistics == counted == loaded(dumped(counted))
    assert {type(graph) for graph in snapshot.statistics.graphs} == {URIRef}
    assert counted.quads == len(snapshot.store)


def test_what_there_is_none_of_is_counted_as_nothing(built_store: Path) -> None:
    counted = current(built_store).statistics
    assert counted.entities_of(NEWS.Newsletter) == 5
    assert counted.entities_of(NEWS.Kind + "s") == 0


def test_only_iris_of_the_publisher_are_counted_as_things() -> None:
    store = Store.in_memory()
    assert (statistics_of(store, Iris(BASE)).subjects, statistics_of(store, Iris(BASE)).entities) == (0, 0)
    store.update(f"INSERT DATA {{ [] <a:b> 1 . <{BASE}id/x> <a:b> 1, 2 . <{BASE}graph/x> <a:b> 1 }}")
    counted = statistics_of(store, Iris(BASE))
    assert (counted.triples, counted.subjects, counted.entities, counted.objects) == (4, 3, 1, 2)
