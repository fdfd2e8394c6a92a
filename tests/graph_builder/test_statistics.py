from __future__ import annotations

from pathlib import Path

from rdflib.term import URIRef

from graph_builder.snapshots import current
from graph_builder.statistics import dumped, loaded, statistics_of
from graph_builder.terms import NEWS


def test_statistics_come_back_from_their_file_as_they_were(built_store: Path) -> None:
    snapshot = current(built_store)
    counted = statistics_of(snapshot.store, snapshot.manifest.iris)
    assert snapshot.statistics == counted == loaded(dumped(counted))
    assert {type(graph) for graph in snapshot.statistics.graphs} == {URIRef}


def test_what_there_is_none_of_is_counted_as_nothing(built_store: Path) -> None:
    counted = current(built_store).statistics
    assert counted.entities_of(NEWS.Newsletter) == 5
    assert counted.entities_of(NEWS.Kind + "s") == 0
