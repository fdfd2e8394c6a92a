from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from endpoint.cli import FIRST_QUERY, address
from tests.endpoint.example import Server

#: With the handler of Ctrl-C that a terminal gives: what runs in the background may have it switched off.
START = """import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from endpoint.cli import main
main()"""
SERVE = (sys.executable, "-c", START, "serve")


@contextmanager
def running(*arguments: str | Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Lend a server in a process of its own, and what it said when it began."""
    process = subprocess.Popen(
        [*SERVE, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        said = ""
        while "Stop with Ctrl-C" not in said:
            line = process.stdout.readline()
            assert line, process.communicate()[1]
            said += line
        yield process, said
    finally:
        process.kill()
        process.communicate()


def complaint(*arguments: str | Path) -> tuple[int, list[str]]:
    done = subprocess.run(
        [*SERVE, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False
    )
    assert not done.stdout
    return done.returncode, done.stderr.splitlines()


def port_of(said: str) -> int:
    return int(said.split("http://127.0.0.1:", 1)[1].split("/", 1)[0])


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_graph_is_served_until_somebody_ends_it(example_store: Path, ending: signal.Signals) -> None:
    with running("--store", example_store, "--port", "0") as (process, said):
        assert "2 newsletters, 1 event, 1 session, 2 people, 1 organization" in said
        assert Server(port_of(said)).ask("/healthz").status == 200
        process.send_signal(ending)
        rest, errors = process.communicate(timeout=20)
        assert (process.returncode, rest.strip()) == (0, "Stopped.")
        assert [json.loads(line)["path"] for line in errors.splitlines()] == ["/healthz"]


def test_the_query_that_it_prints_has_an_answer(example_store: Path) -> None:
    with running("--store", example_store, "--port", "0") as (_, said):
        line = next(line for line in said.splitlines() if line.strip().startswith("curl "))
        words = shlex.split(line)
        assert words[-1] == f"query={FIRST_QUERY}"
        answer = Server(port_of(said)).query(FIRST_QUERY, words[words.index("-H") + 1].partition(": ")[2])
        assert answer.text.splitlines() == ["session,chair", "Dams,李霞"]


def test_a_publisher_s_own_questions_are_shown(example_store: Path, tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "who.rq").write_text("# Who met?\nSELECT ?s { ?s a news:Person }\n")
    with running("--store", example_store, "--port", "0", "--project", tmp_path) as (_, said):
        page = Server(port_of(said)).ask("/").text
        assert "Who met?" in page
        assert page.count('href="/query?query=') == 1


def test_a_project_without_questions_is_not_given_those_of_the_example(
    example_store: Path, tmp_path: Path
) -> None:
    with running("--store", example_store, "--port", "0", "--project", tmp_path) as (_, said):
        assert "There are no example questions here" in Server(port_of(said)).ask("/").text


def test_a_port_in_use_is_named(example_store: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, lines = complaint("--store", example_store, "--port", str(port))
    assert code == 2
    assert len(lines) == 1
    assert f"127.0.0.1:{port}" in lines[0]
    assert "--port" in lines[0]


@pytest.mark.parametrize("host", ["no.such.host.invalid", "192.0.2.1"])
def test_an_address_of_another_machine_is_named(example_store: Path, host: str) -> None:
    code, lines = complaint("--store", example_store, "--host", host)
    assert (code, len(lines)) == (2, 1)
    assert host in lines[0]


def test_without_a_snapshot_it_says_how_to_make_one(tmp_path: Path) -> None:
    code, lines = complaint("--store", tmp_path / "store")
    assert (code, len(lines)) == (2, 1)
    assert "holds no snapshot" in lines[0]
    assert "newsgraph build" in lines[0]


def test_a_store_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("no store")
    code, lines = complaint("--store", tmp_path / "store")
    assert (code, len(lines)) == (2, 1)
    assert str(tmp_path / "store") in lines[0]


def test_a_project_that_there_is_not_is_named(example_store: Path, tmp_path: Path) -> None:
    code, lines = complaint("--store", example_store, "--project", tmp_path / "nowhere")
    assert (code, len(lines)) == (2, 1)
    assert "nowhere: is no folder" in lines[0]


def test_a_question_that_is_no_text_is_named(example_store: Path, tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "who.rq").write_bytes(b"# Who?\nSELECT ?x { ?x ?y '\xff' }")
    code, lines = complaint("--store", example_store, "--project", tmp_path, "--port", "0")
    assert (code, len(lines)) == (1, 1)
    assert "who.rq: cannot be read" in lines[0]


def test_wrong_use_is_told_apart(example_store: Path) -> None:
    assert complaint("--store", example_store, "--port", "70000")[0] == 2
    assert complaint()[0] == 2


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:80/"),
        ("0.0.0.0", "http://127.0.0.1:80/"),  # noqa: S104 - not bound to
        ("::", "http://[::1]:80/"),
        ("localhost", "http://localhost:80/"),
    ],
)
def test_the_address_that_it_prints_can_be_opened(host: str, url: str) -> None:
    assert address(host, 80) == url


def test_a_request_at_work_is_answered_before_it_ends(example_store: Path) -> None:
    with running("--store", example_store, "--port", "0") as (process, said):
        server = Server(port_of(said))
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            rows = "/sparql?format=csv&query=SELECT*%7B?a?b?c.?d?e?f.?g?h?i%7DLIMIT%20100000"
            connection.sendall(f"GET {rows} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            first = connection.recv(1)
            process.send_signal(signal.SIGTERM)
            body = first + b"".join(iter(lambda: connection.recv(65536), b""))
        assert body.startswith(b"HTTP/1.1 200")
        assert body.endswith(b"0\r\n\r\n")
        deadline = time.monotonic() + 20
        while process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert process.returncode == 0


def test_an_empty_store_is_made_and_filled_by_who_shows_the_token(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("let me write\n", encoding="utf-8")
    options = ("--writable", "--token-file", token, "--default-graph", "own", "--port", "0")
    with running("--store", tmp_path / "store", *options) as (_, said):
        server = Server(port_of(said))
        shown = {"Authorization": "Bearer let me write", "Content_Type": "text/turtle"}
        large = "".join(f"<http://e.org/{number}> <http://e.org/p> {number} .\n" for number in range(90_000))
        assert len(large) > 3_000_000
        assert server.ask("/data?default", "PUT", large.encode(), **shown).status == 201
        assert server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv").text.split() == ["n", "90000"]
        assert server.ask("/data?default", "PUT", b"", Content_Type="text/turtle").status == 401


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--writable",), "NEWSGRAPH_TOKEN is not set"),
        (("--writable", "--token-file", "nowhere"), "nowhere"),
        (("--writable", "--token-file", os.devnull), "is empty"),
        (("--default-graph", "mine"), "mine"),
    ],
)
def test_who_may_write_must_be_told(
    tmp_path: Path, options: tuple[str, ...], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NEWSGRAPH_TOKEN", raising=False)
    code, lines = complaint("--store", tmp_path / "store", "--port", "0", *options)
    assert (code, words in lines[-1]) == (2, True)
    assert not (tmp_path / "store").exists()
