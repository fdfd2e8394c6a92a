from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from endpoint.app import create_app
from endpoint.forking import Forked, Forks, ForkServer, InMemory
from endpoint.frames import Tag, read_frame, write_frame
from endpoint.jobs import QueryJob, packed
from endpoint.limits import Limits, memory_of_machine
from endpoint.serving import Publication
from endpoint.settings import Settings
from endpoint.workers import Pool
from graph_builder.store import Store
from tests.endpoint.example import BASE, publish_example, serving
from tests.endpoint.processes import at_last, children, command, fork_servers
from tests.endpoint.test_workers import ENDLESS
from tests.endpoint.writable import TOKEN, Client
from tests.support import QUESTIONS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")

#: Room for the snapshots of these tests, and for none.
ROOM, NONE = 2**30, 0
#: What N-Quads has no word for, and what is easily lost.
ODD = """PREFIX : <http://example.org/> INSERT DATA {
  GRAPH <data/one> { :s :p "line\\nline", 01, "q"@en-GB ; :q _:b . _:b :p :s }
  GRAPH <data/two> { :s :p 1 } } ; CREATE GRAPH <data/empty>"""


@contextmanager
def held(store: Path, workers: int = 1) -> Iterator[tuple[Client, Publication]]:
    """Lend a server that holds its snapshot in memory, and whose workers come from there."""
    settings = Settings(store=store, limits=Limits(workers=workers, room=ROOM), kept=0, token=TOKEN)
    publication = Publication(store, settings.limits)
    with serving(create_app(settings, publication)) as server:
        publication.start()
        assert at_last(lambda: in_memory(publication))
        yield Client(server), publication


def in_memory(publication: Publication) -> bool:
    """Tell whether the present snapshot is in memory, and all workers come from there."""
    dataset = publication().dataset
    holding = [process for process in fork_servers() if dataset in command(process)]
    forked = set[int]().union(*map(children, holding))
    return publication.memory is InMemory.HELD and len(forked) == publication.pool.limits.workers


def test_every_question_has_the_same_answer_from_memory_and_from_disk(gold_store: Path) -> None:
    assert QUESTIONS
    disk = Settings(store=gold_store, limits=Limits(room=NONE))
    with held(gold_store) as (memory, _), serving(create_app(disk)) as server:
        for path in QUESTIONS:
            query = path.read_text(encoding="utf-8")
            assert memory.rows(query) == Client(server).rows(query), path.stem
        everything = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
        assert memory.rows(everything) == Client(server).rows(everything)


def test_memory_holds_all_that_a_store_can(tmp_path: Path) -> None:
    with held(publish_example(tmp_path / "store")) as (client, publication):
        assert client.update(ODD).status == 204
        asked = (
            "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
            "PREFIX : <http://example.org/> SELECT ?o { :s :p ?o } ORDER BY STR(?o)",
            "PREFIX : <http://example.org/> SELECT (COUNT(*) AS ?n) { GRAPH ?g { :s :q/:p :s } }",
            f"ASK {{ GRAPH <{BASE}data/empty> {{}} }}",
            f"ASK {{ GRAPH <{BASE}data/none> {{}} }}",
        )
        assert publication().manifest
        assert publication.memory is InMemory.COMING
        from_disk = [client.ask(f"/sparql?{urlencode({'query': query})}").text for query in asked]
        assert [json.loads(answer).get("boolean") for answer in from_disk][-2:] == [True, False]
        assert at_last(lambda: in_memory(publication))
        assert [client.ask(f"/sparql?{urlencode({'query': query})}").text for query in asked] == from_disk


def test_forks_do_not_draw_the_same_random_numbers(example_store: Path) -> None:
    dataset = str(Publication(example_store)().dataset)
    origin = ForkServer(dataset)
    forks = [origin.fork() for _ in range(3)]
    try:
        drawn = {answered(fork, dataset, "SELECT (UUID() AS ?u) (RAND() AS ?n) {}") for fork in forks}
        assert len(drawn) == len(forks)
    finally:
        origin.kill()
        for fork in forks:
            fork.close()


def test_a_fork_server_tells_how_its_forks_ended(example_store: Path) -> None:
    origin = ForkServer()
    fork = origin.fork()
    assert fork.alive()
    os.kill(fork.pid, signal.SIGTERM)
    assert fork.wait(60) == -signal.SIGTERM
    assert not fork.alive()
    # One that is wanted no more ends with its last fork.
    last = origin.fork()
    origin.retire()
    last.input.close()
    assert last.wait(60) == 0
    assert at_last(lambda: origin.lost)
    fork.close()
    last.close()


@pytest.mark.parametrize("room", [NONE, 100_000])
def test_without_room_a_snapshot_is_read_from_disk(example_store: Path, room: int) -> None:
    limits = Limits(workers=1, room=room)
    with closing(Publication(example_store, limits)) as publication:
        publication.start()
        assert publication().snapshot.name
        assert publication.memory is InMemory.LEFT
        assert at_last(lambda: len(fork_servers()) > 0)
        assert publication.memory is InMemory.LEFT


def test_a_snapshot_that_cannot_be_read_into_memory_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    missing = str(tmp_path / "missing")
    with closing(Forks(ROOM)) as forks:
        forks.hold(missing, 10, 2)
        assert forks.memory(missing) is InMemory.COMING
        assert at_last(lambda: forks.memory(missing) is InMemory.LEFT)
        assert forks.best() is forks.plain()
    assert f"{missing} cannot be held in memory" in capfd.readouterr().err
    assert missing in caplog.text


def test_queries_see_a_new_snapshot_at_once_and_memory_holds_the_last_of_several(tmp_path: Path) -> None:
    store = publish_example(tmp_path / "store")
    count = "SELECT (COUNT(*) AS ?n) { ?s a <kind> }"
    others = fork_servers()
    with held(store, workers=2) as (client, publication):
        assert client.rows(count) == ["0"]
        first = publication().dataset
        for number in range(1, 4):
            assert client.update(f"INSERT DATA {{ <s{number}> a <kind> }}").status == 204
            assert client.rows(count) == [str(number)]
        assert at_last(lambda: in_memory(publication))
        assert publication().dataset != first
        assert client.rows(count) == ["3"]
        # The one that held what was before is gone.
        assert at_last(lambda: len(fork_servers() - others) == 2)


def test_a_fork_server_that_is_killed_costs_nothing(example_store: Path) -> None:
    others = fork_servers()
    with held(example_store, workers=2) as (client, publication), ThreadPoolExecutor(1) as pool:
        server = client.server
        asked = pool.submit(server.query, ENDLESS, timeout="3")
        assert at_last(lambda: publication.pool.state().busy == 1)
        for process in fork_servers() - others:
            os.kill(process, signal.SIGKILL)
        for _ in range(20):
            assert server.query("ASK {}").status == 200
        # The query at work goes on, and comes to its own end.
        assert json.loads(asked.result(timeout=60).text)["limit"] == "time"
        assert publication.memory is InMemory.LEFT
        assert at_last(lambda: publication.pool.state().idle == 2)
        assert server.query("ASK {}").status == 200


def test_workers_come_when_processes_can_be_started_again() -> None:
    origin, tried = ForkServer(), list[int]()

    def scarce() -> ForkServer:
        tried.append(1)
        if len(tried) < 5:
            raise BlockingIOError("no more processes")
        return origin

    with closing(Pool(Limits(workers=1), scarce)) as pool:
        pool.start()
        assert at_last(lambda: pool.state().idle == 1)
    assert len(tried) >= 5
    origin.kill()


def test_the_memory_of_a_machine_is_told() -> None:
    assert 2**20 < memory_of_machine() <= os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def test_a_store_is_looked_at_whole(example_store: Path) -> None:
    store = Store.read_only(Path(Publication(example_store)().dataset))
    assert sum(1 for _ in store.read(10)) in (len(store) // 10, len(store) // 10 + 1)


def answered(fork: Forked, dataset: str, query: str) -> bytes:
    """Have a fork answer a query as CSV."""
    job = QueryJob(
        text=query,
        dataset=dataset,
        base=BASE,
        results="csv",
        triples=None,
        default_graphs=None,
        named_graphs=None,
    )
    write_frame(fork.input, Tag.JOB, packed(job))
    found = b""
    while (frame := read_frame(fork.output)) is not None and frame[0] is not Tag.END:
        assert frame[0] is not Tag.ERROR, frame
        if frame[0] is Tag.CHUNK:
            found += frame[1]
    return found
