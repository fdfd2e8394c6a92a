from __future__ import annotations

import csv
import io
import json
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from click.testing import CliRunner

from graph_builder.errors import ServiceError
from graph_builder.linking import link_command
from graph_builder.reconcile import Candidate, Service
from tests.support import ROOT, free_port, need_tool

MANIFEST = {"versions": ["0.2"], "name": "Stub", "identifierSpace": "http://example.org/", "schemaSpace": "x"}
Answer = tuple[int, dict[str, str], bytes]


def well(queries: dict[str, dict[str, str]]) -> Answer:
    """Answer as the specification has it, in the order that the client must not rely on."""
    found = {
        key: {
            "result": [
                {"id": "b", "name": "Other", "score": 7},
                {"id": "a", "name": asked["query"], "score": 90},
            ]
        }
        for key, asked in queries.items()
    }
    return 200, {}, json.dumps(found).encode()


@contextmanager
def stub(*answers: Callable[[dict[str, dict[str, str]]], Answer]) -> Iterator[tuple[str, list[str]]]:
    """Lend a service that gives some answers in turn and then good ones, and what it was asked."""
    todo, seen = list(answers), list[str]()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(f"manifest {self.headers['User-Agent']}")
            self.give((200, {}, json.dumps(MANIFEST).encode()))

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            queries = json.loads(form["queries"][0])
            seen.append(" | ".join(one["query"] for one in queries.values()))
            self.give((todo.pop(0) if todo else well)(queries))

        def give(self, answer: Answer) -> None:
            status, headers, body = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the test's output quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_candidates_come_best_first_and_are_asked_once(tmp_path: Path) -> None:
    with stub() as (url, seen):
        service = Service(url=url, contact="me@example.org", cache=tmp_path)
        first = service.candidates(["Oxfam", "WRI", "Oxfam"])
        assert first["WRI"] == (
            Candidate("http://example.org/a", "WRI", 90.0),
            Candidate("http://example.org/b", "Other", 7.0),
        )
        assert service.candidates(["WRI", "Oxfam"]) == first
    assert seen == ["Oxfam | WRI", "manifest newsgraph (me@example.org)"]


def test_names_are_asked_in_batches(tmp_path: Path) -> None:
    with stub() as (url, seen):
        Service(url=url, contact="me", cache=tmp_path).candidates([str(number) for number in range(23)])
    assert [len(one.split(" | ")) for one in seen[:3]] == [10, 10, 3]


def test_a_busy_service_is_given_the_time_that_it_asks_for(tmp_path: Path) -> None:
    waited: list[float] = []
    with stub(lambda _: (429, {"Retry-After": "7"}, b""), lambda _: (503, {}, b"")) as (url, _):
        service = Service(url=url, contact="me", cache=tmp_path, wait=waited.append)
        assert service.candidates(["Oxfam"])["Oxfam"]
    assert waited == [7.0, 2.0]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((404, {}, b""), "answers 404"),
        ((200, {}, b"<html>"), "answers no JSON"),
        ((200, {}, b"[]"), "answers no JSON object"),
        ((200, {}, b"{}"), "gives no list of candidates for 'Oxfam'"),
        ((200, {}, b'{"q0": {"result": [{"id": "a"}]}}'), "gives no list of candidates"),
    ],
)
def test_a_service_that_misbehaves_is_named_and_nothing_is_kept(
    answer: Answer, said: str, tmp_path: Path
) -> None:
    with stub(lambda _: answer) as (url, _), pytest.raises(ServiceError, match=url) as refused:
        Service(url=url, contact="me", cache=tmp_path, wait=lambda _: None).candidates(["Oxfam"])
    assert said in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_service_that_is_not_there_is_tried_four_times(tmp_path: Path) -> None:
    waited: list[float] = []
    service = Service(
        url=f"http://127.0.0.1:{free_port()}/", contact="me", cache=tmp_path, wait=waited.append
    )
    with pytest.raises(ServiceError, match="cannot be reached"):
        service.candidates(["Oxfam"])
    assert waited == [1.0, 2.0, 4.0]


def test_what_a_service_answers_is_never_sure(tmp_path: Path) -> None:
    mentions = tmp_path / "mentions.tsv"
    mentions.write_text("mention\tkind\tcountry\nNobody knows it\torganization\t\nChina\tcountry\tCN\n")
    with stub() as (url, seen):
        arguments = [
            "--mentions",
            str(mentions),
            "--reconcile",
            url,
            "--contact",
            "me",
            "--cache",
            str(tmp_path / "c"),
        ]
        outcome = CliRunner().invoke(link_command, arguments)
    assert outcome.exit_code == 0, outcome.stderr
    rows = [line.split("\t") for line in outcome.stdout.splitlines()]
    assert rows[1][3:6] == ["http://example.org/a", "", "unsure"]
    assert rows[2][5] == "same"
    assert seen[0] == "Nobody knows it"


#: csv-reconcile as a server: it takes no port on its command line.
CSV_RECONCILE = """
import sys
from csv_reconcile import create_app, initdb
port, instance, table = sys.argv[1:]
app = create_app("", instance, "")
with app.app_context():
    initdb.init_db_with_context(table, "id", "name")
app.run(port=int(port))
"""


@pytest.fixture
def csv_reconcile(tmp_path: Path) -> Iterator[str]:
    """Lend a running csv-reconcile over a table of three bodies, which speaks API 0.1."""
    python = need_tool("csv-reconcile", "python")
    table = tmp_path / "bodies.tsv"
    bodies = (
        ("015z29x25", "United Nations Environment Programme"),
        ("047ktk903", "World Resources Institute"),
    )
    rows = (("id", "name"), *bodies, ("01xnsst08", "Wildlife Conservation Society"))
    table.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    port = free_port()
    log = tmp_path / "log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [python, "-c", CSV_RECONCILE, str(port), tmp_path / "instance", table],
            stdout=output,
            stderr=output,
        )
        try:
            url = f"http://127.0.0.1:{port}/reconcile"
            wait_for(url, server, log)
            yield url
        finally:
            server.terminate()
            server.wait(timeout=30)


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a service answers; fail with what it said where it does not."""
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - on loopback
                assert json.load(answer)["versions"] == ["0.1"]
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(log.read_text())


def test_a_real_service_of_the_older_kind_offers_candidates(csv_reconcile: str, tmp_path: Path) -> None:
    mentions = tmp_path / "mentions.tsv"
    names = ("World Resource Institute", "Wildlife Conservation", "Blue Whale Club")
    mentions.write_text("mention\n" + "".join(f"{name}\n" for name in names), encoding="utf-8")
    cache, gazetteer = tmp_path / "cache", ROOT / "data" / "gazetteers" / "countries.tsv"
    arguments = ["--mentions", str(mentions), "--reconcile", csv_reconcile, "--contact", "me"]
    arguments += ["--cache", str(cache), "--gazetteer", str(gazetteer)]
    first = CliRunner().invoke(link_command, arguments, catch_exceptions=False)
    assert first.exit_code == 0, first.stderr
    rows = list(csv.DictReader(io.StringIO(first.stdout), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [row["target"].rpartition("/")[2] for row in rows[:2]] == ["047ktk903", "01xnsst08"]
    assert [row["verdict"] for row in rows[:2]] == ["unsure", "unsure"]
    assert "World Resources Institute <http://localhost/csv_reconcile/ids/047ktk903>" in rows[0]["reasons"]
    # Asked again, the answers come from the disk.
    assert len(list(cache.glob("*.json"))) == len(names) + 1


def test_a_service_is_asked_only_with_a_contact(tmp_path: Path) -> None:
    outcome = CliRunner().invoke(link_command, ["--mentions", "x", "--reconcile", "http://127.0.0.1/"])
    assert outcome.exit_code == 2
    assert "--contact" in outcome.stderr
