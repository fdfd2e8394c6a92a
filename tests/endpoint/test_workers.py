from __future__ import annotations

import http.client
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from endpoint.app import create_app
from endpoint.engine import Wanted
from endpoint.limits import Limits
from endpoint.negotiation import Choice
from endpoint.serving import Publication
from endpoint.settings import Settings
from graph_builder.formats import RESULTS_CSV, TURTLE
from tests.endpoint.example import Answer, Server, publish_example, serving
from tests.endpoint.processes import at_last, fork_servers, ticks, workers
from tests.endpoint.test_cli import port_of, running

#: None ends while anybody waits. The second gives rows from the start, the third keeps them.
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?s{i} ?p{i} ?o{i} .' for i in range(9))} }}"
ROWS = ENDLESS.replace("(COUNT(*) AS ?n)", "*")
LARGE = f"{ROWS} ORDER BY ?s0"
#: Nothing answers it, but to find the best order of its patterns takes the engine a minute.
PLANNED = f"ASK {{ {' '.join(f'?a{i} <a:p{i}> ?a{i + 1} .' for i in range(800))} }}"
WANTED = Wanted(Choice(RESULTS_CSV, "text/csv"), Choice(TURTLE, "text/turtle"))

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


@contextmanager
def limited(store: Path, limits: Limits, kept: int = 0) -> Iterator[tuple[Server, Callable[[], set[int]]]]:
    """Lend a server with limits of its own, and what tells its workers; they are ready, and stay the same."""
    others, limits = workers(), replace(limits, room=0)
    publication = Publication(store, limits)
    with serving(create_app(Settings(store=store, limits=limits, kept=kept), publication)) as server:
        # One that is being started computes, and would be taken for one at work.
        publication.pool.start()
        assert at_last(lambda: publication.pool.state().idle == limits.workers)
        yield server, lambda: workers() - others
    # One that was just being started is ended when it is there.
    assert at_last(lambda: workers() <= others)


def at_work(processes: set[int]) -> int:
    """Return the one of some processes that computes, when it has for a while."""
    begun = {process: ticks(process) for process in processes}
    found: set[int] = set()

    def shown() -> bool:
        found.update(process for process in processes if ticks(process) > begun[process] + 20)
        return bool(found)

    assert at_last(shown)
    return found.pop()


def problem(answer: Answer) -> tuple[int, str, object]:
    """Return the status, the words and the limit of an answer that is a problem."""
    assert answer.media_type == "application/problem+json"
    said = json.loads(answer.text)
    assert said["status"] == answer.status
    return answer.status, said["detail"], said.get("limit")


@pytest.mark.parametrize("query", [ENDLESS, PLANNED], ids=["answering", "planning"])
def test_a_query_is_ended_at_its_time_limit(example_store: Path, query: str) -> None:
    with limited(example_store, Limits(workers=1, seconds=1)) as (server, pids):
        before = pids()
        status, words, limit = problem(server.query(query))
        assert (status, limit) == (503, "time")
        assert "1 seconds" in words
        assert "LIMIT" in words
        assert server.query("ASK {}").status == 200
        assert at_last(lambda: len(pids()) == 1)
        assert not pids() & before


def test_a_request_may_lower_its_time_limit_and_not_raise_it(example_store: Path) -> None:
    with limited(example_store, Limits(workers=1, seconds=1)) as (server, _):
        assert "0.5 seconds" in problem(server.query(ENDLESS, timeout="0.5"))[1]
        assert "1 seconds" in problem(server.query(ENDLESS, timeout="1000"))[1]


@pytest.mark.parametrize("written", ["-1", "0", "soon", "1e9", "inf", "١"])
def test_a_time_limit_is_a_number_of_seconds(server: Server, written: str) -> None:
    status, words, _ = problem(server.query("ASK {}", timeout=written))
    assert (status, "timeout" in words) == (400, True)


def test_a_query_is_ended_at_its_memory_limit(example_store: Path) -> None:
    with limited(example_store, Limits(workers=1, seconds=600, memory=256 * 2**20)) as (server, _):
        status, words, limit = problem(server.query(LARGE))
        assert (status, limit) == (503, "memory")
        assert "256 MiB" in words
        assert server.query("ASK {}").status == 200


def test_a_worker_that_is_killed_costs_one_clear_error_and_others_notice_nothing(example_store: Path) -> None:
    limits = Limits(workers=2, seconds=600)
    with limited(example_store, limits) as (server, pids), ThreadPoolExecutor(1) as pool:
        asked = pool.submit(server.query, ENDLESS)
        busy = at_work(pids())
        assert server.ask("/healthz").status == 200
        assert server.query("ASK {}").status == 200
        assert not asked.done()
        os.kill(busy, signal.SIGKILL)
        status, words, _ = problem(asked.result(timeout=60))
        assert (status, "ended from outside" in words) == (503, True)
        assert server.query("ASK {}").status == 200
        assert at_last(lambda: len(pids()) == 2)


def test_a_worker_that_is_killed_between_queries_costs_nothing(example_store: Path) -> None:
    with limited(example_store, Limits(workers=1)) as (server, pids):
        for _ in range(3):
            killed = pids()
            for pid in killed:
                os.kill(pid, signal.SIGKILL)
            # Gone when the server has taken note of it.
            assert at_last(lambda: not any(Path(f"/proc/{pid}").exists() for pid in killed))  # noqa: B023
            assert server.query("ASK {}").status == 200


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * " + "{" * 10_000 + "}" * 10_000,
        "SELECT * { FILTER(" + "+".join("1" * 20_000) + ") }",
        "SELECT * { ?s " + "/".join(["<a:p>"] * 20_000) + " ?o }",
    ],
    ids=["braces", "sum", "path"],
)
def test_a_text_that_ends_its_worker_is_too_complex(example_store: Path, query: str) -> None:
    with limited(example_store, Limits(workers=1, seconds=600)) as (server, _):
        answer = server.ask("/sparql", "POST", query.encode(), Content_Type="application/sparql-query")
        status, words, _ = problem(answer)
        assert (status, "too complex" in words) == (400, True)
        assert server.query("ASK {}").status == 200


def test_past_the_queue_a_query_is_refused_at_once(example_store: Path) -> None:
    limits = Limits(workers=1, waiting=0, seconds=600)
    with limited(example_store, limits) as (server, pids), ThreadPoolExecutor(1) as pool:
        asked = pool.submit(server.query, ENDLESS)
        busy = at_work(pids())
        refused = server.query("ASK {}")
        assert (refused.status, "busy" in refused.text) == (503, True)
        assert int(refused.headers["Retry-After"]) > 0
        assert server.ask("/query?query=ASK%7B%7D", Accept="text/html").status == 503
        assert server.ask("/healthz").status == 200
        os.kill(busy, signal.SIGKILL)
        assert asked.result(timeout=60).status == 503
        assert at_last(lambda: server.query("ASK {}").status == 200)


def test_rows_that_break_off_do_so_visibly(example_store: Path) -> None:
    with limited(example_store, Limits(workers=1, seconds=600)) as (server, pids):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        with closing(connection):
            connection.request(
                "POST", "/sparql?format=csv", ROWS, {"Content-Type": "application/sparql-query"}
            )
            answer = connection.getresponse()
            assert answer.status == 200
            assert answer.read(100_000).count(b"\n") > 10
            for pid in pids():
                os.kill(pid, signal.SIGKILL)
            with pytest.raises(http.client.IncompleteRead):
                answer.read()
        assert server.query("ASK {}").status == 200


def test_whoever_leaves_early_frees_the_worker_without_ending_it(example_store: Path) -> None:
    others = workers()
    with closing(Publication(example_store, Limits(workers=1, seconds=600, room=0))) as publication:
        for _ in range(3):
            reply = publication().engine.ask(ROWS, WANTED)
            assert next(reply.chunks).count(b"\n") > 10
            pids = workers() - others
            reply.chunks.close()
            assert list(reply.chunks) == []
            assert b"".join(publication().engine.ask("ASK {}", WANTED).chunks) == b"true\n"
            assert workers() - others == pids


def test_a_new_snapshot_is_taken_up_without_a_failed_query(tmp_path: Path) -> None:
    store = publish_example(tmp_path / "store")
    count = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    with limited(store, Limits(workers=2, waiting=100)) as (server, pids), ThreadPoolExecutor(2) as pool:
        before, first = pids(), server.query(count).text
        asked = [pool.submit(server.query, count) for _ in range(100)]
        publish_example(store, digest="fedcba9876543210", more="<id/person/new> a <id/kind/new> .")
        assert {answer.result(timeout=60).status for answer in asked} == {200}
        assert server.query(count).text != first
        assert pids() == before


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_the_server(example_store: Path, ending: signal.Signals) -> None:
    with running("--store", example_store, "--port", "0", "--workers", "2", "--room", "0") as (process, said):
        server = Server(port_of(said))
        assert at_last(lambda: len(workers(process.pid)) == 2)
        assert server.query("ASK {}").status == 200
        pids = workers(process.pid)
        origins = fork_servers(process.pid)
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(server.query, ENDLESS)
            at_work(pids)
            process.send_signal(ending)
            assert at_last(lambda: process.poll() is not None)
            assert at_last(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids | origins))
            assert isinstance(asked.exception(timeout=60), OSError | http.client.HTTPException | None)
