"""What is asked while all places are taken is answered without waiting, whoever answers it."""

from __future__ import annotations

import gc
import json
import logging
import os
import signal
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import IncompleteRead
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from endpoint.app import create_app
from endpoint.limits import Limits
from endpoint.serving import Publication
from endpoint.settings import Settings
from tests.endpoint.example import Answer, Server, publish_example, serving
from tests.endpoint.test_front import LONG, NAMES
from tests.endpoint.test_server import MANY, connected
from tests.endpoint.test_workers import ENDLESS, at_work, limited

#: What differs between two answers that say the same.
CHANGING = ("Date", "Content-Length")


@contextmanager
def full(store: Path, *kept: str) -> Iterator[Server]:
    """Lend a server whose one place is taken; some queries were answered before."""
    with (
        limited(store, Limits(workers=1, waiting=0, seconds=600), kept=128 * 1024 * 1024) as (server, pids),
        ThreadPoolExecutor(1) as asking,
    ):
        for query in kept:
            assert server.query(query, "text/csv").status == 200
        asked = asking.submit(server.query, ENDLESS)
        busy = at_work(pids())
        yield server
        os.kill(busy, signal.SIGKILL)
        assert asked.result(timeout=60).status == 503


def said(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in CHANGING}


@pytest.mark.parametrize("accept", ["application/json", "text/plain", "text/html"])
def test_who_finds_no_place_is_told_so_as_of_every_other_problem(example_store: Path, accept: str) -> None:
    form = urlencode({"query": "ASK {}"}).encode()
    with full(example_store) as server:
        answers = [
            server.query("ASK {}", accept),
            server.query("ASK { ?s ?p 1 }", accept),
            server.ask(
                "/sparql", "POST", form, Accept=accept, Content_Type="application/x-www-form-urlencoded"
            ),
            server.ask("/sparql", "POST", b"ASK {}", Accept=accept, Content_Type="application/sparql-query"),
        ]
        other = server.ask("/query?query=ASK%7B%7D", Accept=accept)
    assert {answer.status for answer in (*answers, other)} == {503}
    for answer in answers:
        assert said(answer) == said(other)
        assert "The endpoint is busy with other queries." in answer.text
        assert int(answer.headers["Content-Length"]) == len(answer.body)
    # A page leads back to the query of who asked.
    assert ("ASK%20%7B%20%3Fs" in answers[1].text) == (accept == "text/html")


def test_of_a_refusal_head_tells_what_get_tells(example_store: Path) -> None:
    with full(example_store) as server:
        path = "/sparql?query=ASK%7B%7D"
        get, head = server.ask(path), server.ask(path, "HEAD")
    assert (head.status, head.body, said(head)) == (503, b"", said(get))


def test_what_is_kept_is_given_where_no_place_is_left_and_it_is_short(example_store: Path) -> None:
    with full(example_store, NAMES, LONG) as server:
        short = server.query(NAMES, "text/csv")
        known = server.ask(
            f"/sparql?query={quote(LONG)}", Accept="text/csv", If_None_Match=short.headers["ETag"]
        )
        post = server.ask("/sparql", "POST", NAMES.encode(), Content_Type="application/sparql-query")
        assert (short.status, short.text.split()[0]) == (200, "name")
        # Another answer than the one that the client has, too long to be sent by who must wait for nobody.
        assert (known.status, post.status) == (503, 503)


def test_of_a_new_snapshot_nothing_old_is_given_where_no_place_is_left(tmp_path: Path) -> None:
    store = publish_example(tmp_path / "store")
    with full(store, NAMES) as server:
        assert server.query(NAMES, "text/csv").status == 200
        publish_example(store, digest="fedcba9876543210", more="<id/person/new> a <id/kind/new> .")
        assert server.query(NAMES, "text/csv").status == 503


def test_other_methods_and_wrong_lengths_are_told_where_no_place_is_left(example_store: Path) -> None:
    with full(example_store) as server:
        assert server.ask("/sparql", "DELETE").status == 405
        assert server.ask(f"/sparql?query={'x' * 70_000}").status == 414


def test_the_server_tells_that_it_lives_when_all_threads_are_held(example_store: Path) -> None:
    with (
        serving(create_app(Settings(store=example_store)), threads=1) as server,
        connected(server, f"GET {MANY} HTTP/1.1\r\nHost: x\r\n\r\n".encode()) as reader,
    ):
        assert reader.recv(100).startswith(b"HTTP/1.1 200")
        for _ in range(3):
            assert json.loads(server.ask("/healthz").body)["status"] == "ok"
        assert server.ask("/healthz", "HEAD").status == 200
        assert server.ask("/healthz", "POST", b"x").status == 405


def test_what_lives_is_told_in_its_turn_behind_an_answer_that_is_not_taken(example_store: Path) -> None:
    health = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    ask = f"GET /sparql?query={quote(LONG)}&format=csv HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with serving(create_app(Settings(store=example_store, kept=128 * 1024 * 1024)), threads=2) as server:
        assert server.ask(f"/sparql?query={quote(LONG)}&format=csv").status == 200
        with connected(server, health * 2 + ask) as reader:
            assert server.ask("/healthz").status == 200
            answer = b""
            while answer.count(b"HTTP/1.1 200") < 3:
                answer += reader.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200")
            assert server.ask("/healthz").status == 200


def test_a_snapshot_is_let_go_of_without_looking_for_garbage(tmp_path: Path) -> None:
    store = publish_example(tmp_path / "store")
    publication = Publication(store)
    before = weakref.ref(publication())
    publish_example(store, digest="fedcba9876543210", more="<id/person/new> a <id/kind/new> .")
    gc.disable()
    try:
        assert publication() is not before()
        assert before() is None
    finally:
        gc.enable()
        publication.close()


def test_an_answer_that_is_cut_ends_its_connection_and_is_no_fault_in_the_log(
    example_store: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(Settings(store=example_store, limits=Limits(workers=1, rows=1)))
    with serving(app) as server:
        with pytest.raises(IncompleteRead):
            server.query(NAMES, "text/csv")
        assert server.query("ASK {}").status == 200
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
