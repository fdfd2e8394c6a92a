from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask, Response

from endpoint.app import create_app
from endpoint.engine import Engine, FederationRefused, FormRefused, Kind, Wanted
from endpoint.limits import Limits
from endpoint.negotiation import best_choice
from endpoint.serving import Publication
from endpoint.settings import Settings
from endpoint.streaming import CHUNK
from graph_builder.errors import NoSnapshot, QueryError
from graph_builder.formats import RDF_FORMATS, RESULT_FORMATS
from tests.endpoint.example import Server, publish_example, serving
from tests.endpoint.processes import at_last

ANYTHING = Wanted(best_choice(None, RESULT_FORMATS), best_choice(None, RDF_FORMATS))


def test_a_snapshot_is_opened_once_however_many_ask(example_store: Path) -> None:
    publication = Publication(example_store)
    barrier = threading.Barrier(16)

    def ask(_: int) -> int:
        barrier.wait()
        return id(publication())

    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(ask, range(16)))) == 1


def test_a_snapshot_that_cannot_be_opened_leaves_the_one_before_in_service(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = publish_example(tmp_path / "store")
    publication = Publication(store)
    before = publication()
    (store / "current").write_text("000002-broken\n")
    with caplog.at_level(logging.ERROR):
        assert publication() is before
    assert "000002-broken" in caplog.text
    publish_example(store, digest="fedcba9876543210")
    assert publication().snapshot.manifest.digest == "fedcba9876543210"


def test_where_nothing_was_published_there_is_nothing_to_serve(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot):
        Publication(tmp_path)()


@pytest.fixture(scope="module")
def engine(example_store: Path) -> Iterator[Engine]:
    with closing(Publication(example_store, Limits(workers=1))) as publication:
        yield publication().engine


@pytest.mark.parametrize(
    ("query", "kind", "form"),
    [
        ("SELECT * { ?s ?p ?o }", Kind.ROWS, "json"),
        ("ASK { }", Kind.BOOLEAN, "json"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", Kind.TRIPLES, "ttl"),
        ("DESCRIBE <id/event/river-forum>", Kind.TRIPLES, "ttl"),
    ],
)
def test_an_answer_says_what_it_is(engine: Engine, query: str, kind: Kind, form: str) -> None:
    reply = engine.ask(query, ANYTHING)
    assert (reply.kind, reply.choice.form.name) == (kind, form)
    assert b"".join(reply.chunks)


@pytest.mark.parametrize(
    ("query", "wanted", "error"),
    [
        ("SELECT", ANYTHING, QueryError),
        ("SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }", ANYTHING, FederationRefused),
        ("ASK { }", Wanted(None, ANYTHING.triples), FormRefused),
        ("CONSTRUCT WHERE { ?s ?p ?o }", Wanted(ANYTHING.results, None), FormRefused),
    ],
)
def test_what_cannot_be_answered_is_told_apart(
    engine: Engine, query: str, wanted: Wanted, error: type[Exception]
) -> None:
    with pytest.raises(error) as caught:
        engine.ask(query, wanted)
    assert type(caught.value) is error


def test_many_clients_get_each_its_own_answer(server: Server) -> None:
    def ask(number: int) -> bool:
        query = f"SELECT ({number} AS ?n) ?s {{ ?s ?p ?o . ?a ?b ?c }} LIMIT 2000"
        lines = server.query(query, "text/csv").text.splitlines()
        return len(lines) == 2001 and all(line.startswith(f"{number},") for line in lines[1:])

    with ThreadPoolExecutor(12) as pool:
        assert all(pool.map(ask, range(60)))


def test_an_answer_that_breaks_off_does_so_visibly(caplog: pytest.LogCaptureFixture) -> None:
    app = Flask(__name__)

    def work() -> Iterator[bytes]:
        yield b"x" * 3 * CHUNK
        raise RuntimeError("the disk is gone")

    app.add_url_rule("/", view_func=lambda: Response(work()))
    with serving(app) as running, socket.create_connection(("127.0.0.1", running.port), timeout=10) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.count(b"x") >= 3 * CHUNK
    # The chunk that says that all was sent is missing.
    assert not answer.endswith(b"0\r\n\r\n")
    assert "the disk is gone" in caplog.text


def test_a_client_that_goes_away_ends_the_work_for_it(example_store: Path) -> None:
    app = create_app(Settings(store=example_store))
    pool = app.extensions[Publication.__name__].pool
    with serving(app) as running:
        rows = "/sparql?format=csv&query=SELECT*%7B?a?b?c.?d?e?f.?g?h?i.?j?k?l%7D"
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", running.port), timeout=10) as client:
                client.sendall(f"GET {rows} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                assert client.recv(1000).startswith(b"HTTP/1.1 200")
        assert at_last(lambda: pool.state().busy == 0)
        assert running.ask("/healthz").status == 200
