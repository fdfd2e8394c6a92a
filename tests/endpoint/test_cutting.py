from __future__ import annotations

import csv
import io
import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph

from endpoint.app import create_app
from endpoint.cutting import Bounded, Bounds, Full, rows_in
from endpoint.limits import Limits
from endpoint.settings import Settings
from graph_builder.answers import Solutions
from graph_builder.formats import RESULT_FORMATS, RESULTS_CSV, RESULTS_JSON, RESULTS_TSV, Format
from graph_builder.store import Store
from tests.endpoint.example import Server, publish_example, serving
from tests.endpoint.processes import at_last, workers
from tests.endpoint.test_cli import port_of, running
from tests.endpoint.test_workers import ROWS

EVERYTHING = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
#: What looks like the border of two rows, in one format or another.
CUNNING = st.text(st.sampled_from('{},[]"\\a:</>\n\r\tresult'), max_size=12) | st.sampled_from(
    ['}},{"x":{', "{},{},{}", '"}},{"', "</result>", '"\n"', '{"x":{"type":"']
)


def solutions(rows: list[tuple[str | None, str | None]]) -> Solutions:
    def term(text: str | None) -> str:
        escaped = "" if text is None else "".join(f"\\U{ord(one):08X}" for one in text)
        return "UNDEF" if text is None else f'"{escaped}"'

    values = " ".join(f"({term(one)} {term(other)})" for one, other in rows)
    return Store.in_memory().select(f"SELECT ?x ?y {{ VALUES (?x ?y) {{ {values} }} }}")


def parsed(form: Format, body: bytes) -> list[tuple[str, ...]]:
    if form == RESULTS_JSON:
        rows = json.loads(body)["results"]["bindings"]
        return [tuple(row.get(name, {}).get("value", "") for name in "xy") for row in rows]
    if form == RESULTS_CSV:
        return [tuple(row) for row in csv.reader(io.StringIO(body.decode(), newline=""))][1:]
    if form == RESULTS_TSV:
        return [tuple(line.split("\t")) for line in body.decode().split("\n")[1:-1]]
    return [(str(number), "") for number in range(body.count(b"</result>"))]


class Pieces(io.RawIOBase):
    """A file that hands on what it takes in pieces of given sizes."""

    def __init__(self, target: Bounded, sizes: list[int]) -> None:
        self.target, self.sizes = target, sizes

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        rest = bytes(cast("bytes", data))
        whole = len(rest)
        for size in [*self.sizes, whole]:
            piece, rest = rest[:size], rest[size:]
            self.target.write(piece)
        return whole


def filled(
    bounded: Bounded, form: Format, rows: list[tuple[str | None, str | None]], sizes: list[int]
) -> Full | None:
    """Write rows; returns that they were too many, if they were."""
    try:
        solutions(rows).write(form, cast("IO[bytes]", Pieces(bounded, sizes)))
        bounded.end()
    except Full as full:
        # Its frames hold the answer of the engine, which must end in this thread.
        return full.with_traceback(None)
    return None


@pytest.mark.parametrize("form", RESULT_FORMATS, ids=lambda form: str(form.name))
@given(
    rows=st.lists(st.tuples(st.none() | CUNNING, st.none() | CUNNING), max_size=8),
    most=st.integers(1, 8),
    sizes=st.lists(st.integers(1, 40), max_size=12),
)
def test_an_answer_is_cut_after_the_last_row_that_it_may_have(
    form: Format, rows: list[tuple[str | None, str | None]], most: int, sizes: list[int]
) -> None:
    whole = io.BytesIO()
    solutions(rows).write(form, whole)
    output = io.BytesIO()
    bounded = Bounded(output, form, Bounds(rows=most))
    full = filled(bounded, form, rows, sizes)
    assert (full is not None) == (len(rows) > most)
    if full:
        assert (full.cut.limit, full.cut.number, full.told) == ("rows", most, form == RESULTS_JSON)
    else:
        assert output.getvalue() == whole.getvalue()
    assert parsed(form, output.getvalue()) == parsed(form, whole.getvalue())[:most]


@pytest.mark.parametrize("form", RESULT_FORMATS, ids=lambda form: str(form.name))
@given(rows=st.lists(st.tuples(st.none() | CUNNING, st.none() | CUNNING), max_size=8))
def test_the_rows_of_a_whole_answer_are_told_by_its_bytes(
    form: Format, rows: list[tuple[str | None, str | None]]
) -> None:
    whole = io.BytesIO()
    solutions(rows).write(form, whole)
    assert rows_in(whole.getvalue(), form) == len(rows)


@given(
    rows=st.lists(st.tuples(CUNNING, st.none() | CUNNING), min_size=1, max_size=8),
    most=st.integers(1, 600),
    sizes=st.lists(st.integers(1, 200), max_size=5),
)
def test_json_that_is_cut_by_its_bytes_says_so_or_breaks_off(
    rows: list[tuple[str | None, str | None]], most: int, sizes: list[int]
) -> None:
    whole, output = io.BytesIO(), io.BytesIO()
    solutions(rows).write(RESULTS_JSON, whole)
    bounded = Bounded(output, RESULTS_JSON, Bounds(bytes=most))
    full = filled(bounded, RESULTS_JSON, rows, sizes)
    if full is None:
        assert output.getvalue() == whole.getvalue()
    elif full.told:
        assert json.loads(output.getvalue())["newsgraph"]["limit"] == "bytes"
        found = parsed(RESULTS_JSON, output.getvalue())
        assert found == parsed(RESULTS_JSON, whole.getvalue())[: len(found)]
    else:
        assert len(output.getvalue()) <= most


# --- over HTTP ------------------------------------------------------------------------------------


def raw(port: int, path: str, **headers: str) -> tuple[dict[str, str], bytes, bool]:
    """Return headers and body of an answer as they come, and whether the last chunk came."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{lines}\r\n".encode())
        pieces = []
        while piece := connection.recv(1 << 20):
            pieces.append(piece)
    answer = b"".join(pieces)
    head, _, rest = answer.partition(b"\r\n\r\n")
    said = dict(line.lower().split(": ", 1) for line in head.decode().split("\r\n")[1:])
    if "chunked" not in said.get("transfer-encoding", ""):
        return said, rest, "content-length" in said and len(rest) == int(said["content-length"])
    chunks: list[bytes] = []
    place = 0
    while (end := rest.find(b"\r\n", place)) > place:
        size = int(rest[place:end], 16)
        if size == 0:
            return said, b"".join(chunks), True
        chunks.append(rest[end + 2 : end + 2 + size])
        place = end + 2 + size + 2
    return said, b"".join(chunks), False


def path_of(query: str, form: str) -> str:
    return f"/sparql?{urlencode({'query': query, 'format': form})}"


@contextmanager
def bounded_server(store: Path, **bounds: int) -> Iterator[Server]:
    with serving(create_app(Settings(store=store, limits=Limits(workers=1, **bounds)))) as server:
        yield server


@pytest.fixture(scope="module")
def ten(example_store: Path) -> Iterator[Server]:
    """Lend a server whose answers have ten rows at most."""
    with bounded_server(example_store, rows=10) as server:
        yield server


def test_json_says_that_it_was_cut_and_stays_json(ten: Server, server: Server) -> None:
    answer = ten.query(EVERYTHING, "application/sparql-results+json")
    assert (answer.status, answer.headers["Newsgraph-Truncated"]) == (200, "rows=10")
    found = json.loads(answer.text)
    assert list(found) == ["head", "results", "newsgraph"]
    assert (found["newsgraph"]["truncated"], found["newsgraph"]["rows"]) == (True, 10)
    whole = json.loads(server.query(EVERYTHING).text)
    assert found["results"]["bindings"] == whole["results"]["bindings"][:10]
    assert "newsgraph" not in whole


@pytest.mark.parametrize(
    "query",
    [f"{EVERYTHING} LIMIT 10", f"{EVERYTHING} LIMIT 3", "ASK {}", "CONSTRUCT { <a:a> <a:b> 1, 2 } {}"],
)
@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv", "csv-people", "ttl", "jsonld"])
def test_what_is_not_longer_than_it_may_be_is_whole(
    ten: Server, server: Server, query: str, form: str
) -> None:
    headers, body, ended = raw(ten.port, path_of(query, form))
    assert ended
    assert "newsgraph-truncated" not in headers
    assert body == server.ask(path_of(query, form)).body


@pytest.mark.parametrize("form", ["xml", "csv", "tsv"])
def test_rows_that_cannot_say_that_they_were_cut_break_off(ten: Server, server: Server, form: str) -> None:
    headers, body, ended = raw(ten.port, path_of(EVERYTHING, form))
    assert not ended
    assert (headers["newsgraph-truncated"], headers["newsgraph-limits"].split(",")[0]) == (
        "rows=10",
        "rows=10",
    )
    whole = server.ask(path_of(EVERYTHING, form)).body
    if form == "xml":
        assert body.count(b"</result>") == 10
        assert b"<!-- Cut off at the limit of 10 rows: there is more." in body
    else:
        assert body == b"".join(whole.splitlines(keepends=True)[:11])


def test_a_client_of_http_1_0_is_told_that_its_answer_would_be_cut(ten: Server) -> None:
    """It could not tell a connection that breaks off from one that ends."""
    for form, status in (("csv", b"400"), ("json", b"200")):
        request = f"GET {path_of(EVERYTHING, form)} HTTP/1.0\r\nHost: x\r\n\r\n"
        with socket.create_connection(("127.0.0.1", ten.port), timeout=60) as connection:
            connection.sendall(request.encode())
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
        assert answer.split(b" ")[1] == status
        assert b"Cut off at the limit of 10 rows" in answer


@pytest.mark.parametrize("form", ["ttl", "nt", "trig", "nq", "rdf", "jsonld"])
def test_triples_that_were_cut_break_off_after_saying_so(ten: Server, form: str) -> None:
    headers, body, ended = raw(ten.port, path_of("CONSTRUCT WHERE { ?s ?p ?o }", form))
    assert not ended
    assert headers["newsgraph-truncated"] == "triples=10"
    assert (b"Cut off at the limit of 10 triples" in body) == (form != "jsonld")
    reader = {"ttl": "turtle", "trig": "turtle", "nt": "nt", "nq": "nt", "rdf": "xml"}.get(form)
    if reader:
        assert len(Graph().parse(data=body.decode(), format=reader)) == 10


def test_csv_for_people_says_in_its_last_line_that_it_was_cut(ten: Server) -> None:
    headers, body, ended = raw(ten.port, path_of(EVERYTHING, "csv-people"))
    assert (ended, headers["newsgraph-truncated"]) == (True, "rows=10")
    rows = list(csv.reader(io.StringIO(body.decode())))
    assert len(rows) == 12
    assert rows[-1][0].startswith("Cut off at the limit of 10 rows: there is more.")


def test_the_data_of_a_thing_and_of_a_graph_are_whole_all_the_same(ten: Server, server: Server) -> None:
    for path in ("/doc/event/river-forum?format=nt", "/graph/river-1?format=nt", "/dumps/newsgraph.nt"):
        _, body, ended = raw(ten.port, path)
        assert ended
        assert body.count(b"\n") == server.ask(path).body.count(b"\n") > 10


@pytest.mark.parametrize("query", [EVERYTHING, "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_the_page_says_that_its_answer_was_cut(ten: Server, server: Server, query: str) -> None:
    path = f"/query?{urlencode({'query': query})}"
    words = "Cut off at the limit of 10"
    assert words in ten.ask(path).text
    assert words not in server.ask(path).text


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv", "csv-people", "ttl", "nt", "rdf", "jsonld"])
def test_an_answer_of_too_many_bytes_is_cut_and_says_so(example_store: Path, form: str) -> None:
    query = (
        EVERYTHING if form in ("json", "xml", "csv", "tsv", "csv-people") else "CONSTRUCT WHERE { ?s ?p ?o }"
    )
    with bounded_server(example_store, bytes=3000) as server:
        headers, body, ended = raw(server.port, path_of(query, form))
        assert headers["newsgraph-truncated"] == "bytes=3000"
        assert len(body) < 3500
        assert ended == (form in ("json", "csv-people"))
        if form == "json":
            assert json.loads(body)["newsgraph"]["bytes"] == 3000
        if form == "csv-people":
            assert b"Cut off at the limit of 3,000 bytes" in body.splitlines()[-1]
        assert raw(server.port, path_of("ASK {}", "json"))[2]


def test_an_answer_that_breaks_off_ends_without_its_last_chunk(example_store: Path) -> None:
    """By the limit of time, and by the end of its worker: as the server is really started."""
    with running("--store", example_store, "--port", "0", "--workers", "1", "--timeout", "2") as (
        process,
        said,
    ):
        port = port_of(said)
        assert at_last(lambda: Server(port).query("ASK {}").status == 200)
        for form in ("json", "csv"):
            headers, body, ended = raw(port, path_of(ROWS, form))
            assert "chunked" in headers["transfer-encoding"]
            assert (len(body) > 10_000, ended) == (True, False)
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            request = f"GET {path_of(ROWS, 'csv')} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            assert at_last(lambda: len(workers(process.pid)) == 1)
            connection.sendall(request.encode())
            answer = connection.recv(65536)
            for worker in workers(process.pid):
                os.kill(worker, signal.SIGKILL)
            while piece := connection.recv(65536):
                answer = (answer + piece)[-65536:]
        assert not answer.endswith(b"0\r\n\r\n")


def test_limits_of_rows_and_bytes_are_options_of_the_server(tmp_path: Path) -> None:
    store = publish_example(tmp_path / "store")
    with running("--store", store, "--port", "0", "--workers", "1", "--rows", "3", "--bytes", "1") as (
        _,
        said,
    ):
        answer = Server(port_of(said)).query(EVERYTHING)
        assert json.loads(answer.text)["newsgraph"]["rows"] == 3
        assert answer.headers["Newsgraph-Limits"] == "rows=3, bytes=1048576"
