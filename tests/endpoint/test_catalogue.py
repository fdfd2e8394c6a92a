from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rdflib.term import URIRef

from endpoint.app import create_app
from endpoint.catalogue import Catalogue
from endpoint.engine import Frames
from endpoint.limits import Limits, MemoryPassed, TimePassed
from endpoint.problems import Problem
from endpoint.reconciling import Asked
from endpoint.serving import Publication
from endpoint.settings import Settings
from graph_builder.errors import QueryError
from tests.endpoint.example import BASE, publish_example, serving
from tests.endpoint.processes import at_last
from tests.endpoint.test_workers import ENDLESS

PAGES = [
    "/", "/dataset", "/browse/person", "/doc/event/river-forum", "/graph/river-1", "/ontology",
    "/reconcile/suggest/entity?prefix=River", "/reconcile/preview?id=person/ana-n%C3%BA%C3%B1ez",
]  # fmt: skip
HTML = "text/html"


def test_pages_are_answered_while_every_worker_is_at_a_query(example_store: Path) -> None:
    settings = Settings(store=example_store, limits=Limits(workers=1, seconds=600, waiting=0), kept=0)
    publication = Publication(example_store, settings.limits)
    with (
        serving(create_app(settings, publication)) as server,
        ThreadPoolExecutor(1) as pool,
    ):
        publication.start()
        assert at_last(lambda: publication.pool.state().idle == 1)
        asked = pool.submit(server.query, ENDLESS)
        assert at_last(lambda: publication.pool.state().busy == 1)
        assert server.query("ASK {}").status == 503
        assert {path: server.ask(path, Accept=HTML).status for path in PAGES} == dict.fromkeys(PAGES, 200)
        assert not asked.done()


class Passing:
    """Workers that pass a limit with every job."""

    def __init__(self, error: QueryError) -> None:
        self._error = error

    def run(self, job: bytes, seconds: float | None) -> Frames:
        raise self._error


@pytest.mark.parametrize(
    ("error", "limit"), [(TimePassed(30.0), "time"), (MemoryPassed(2**30), "memory")], ids=["time", "memory"]
)
@pytest.mark.parametrize(
    "read",
    [
        lambda catalogue: catalogue.document(URIRef(f"{BASE}id/event/river-forum"), length=60),
        lambda catalogue: catalogue.lines("person", page=1, length=100),
        lambda catalogue: catalogue.sections(),
        lambda catalogue: catalogue.matching([Asked(text="River")]),
        lambda catalogue: catalogue.beginning("River"),
        lambda catalogue: catalogue.cells(["person/ana-núñez"], ["country"]),
    ],
    ids=["document", "list", "terms", "names", "beginning", "cells"],
)
def test_a_page_that_passes_a_limit_says_which_and_what_to_do(
    read: Callable[[Catalogue], object], error: QueryError, limit: str
) -> None:
    with pytest.raises(Problem) as caught:
        read(Catalogue(Passing(error), Path("dataset"), BASE))
    assert (caught.value.status, caught.value.members["limit"]) == (503, limit)
    assert "/query" in caught.value.detail


def test_what_fixed_pages_show_was_counted_when_the_snapshot_was_published(tmp_path: Path) -> None:
    store = publish_example(tmp_path / "store")
    (counted,) = store.glob("snapshots/*/statistics.json")
    told = json.loads(counted.read_text(encoding="utf-8"))
    counted.write_text(json.dumps({**told, "triples": 7_654_321}), encoding="utf-8")
    with serving(create_app(Settings(store=store))) as server:
        assert "7,654,321" in server.ask("/", Accept=HTML).text
        assert "7,654,321" in server.ask("/dataset", Accept=HTML).text
        assert "7654321" in server.ask("/.well-known/void", Accept="text/turtle").text


def test_a_snapshot_without_its_numbers_is_counted_when_it_is_opened(tmp_path: Path) -> None:
    store = publish_example(tmp_path / "store")
    (counted,) = store.glob("snapshots/*/statistics.json")
    with serving(create_app(Settings(store=store))) as server:
        before = server.ask("/dataset", Accept=HTML).text
    counted.unlink()
    with serving(create_app(Settings(store=store))) as server:
        assert server.ask("/dataset", Accept=HTML).text == before


def test_numbers_that_cannot_be_read_are_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = publish_example(tmp_path / "store")
    (counted,) = store.glob("snapshots/*/statistics.json")
    counted.write_text("{", encoding="utf-8")
    with serving(create_app(Settings(store=store))) as server:
        assert server.ask("/", Accept=HTML).status == 503
    assert "statistics.json" in caplog.text
