"""What is asked of other servers: only those on the list, at the address that was looked at, with limits."""

from __future__ import annotations

import http.server
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from endpoint import fetching
from endpoint.app import create_app
from endpoint.fetching import FetchFailed, HostRefused, Hosts, fetch, is_public
from endpoint.limits import Limits
from endpoint.settings import Settings
from tests.endpoint.example import BASE, Server, serving
from tests.endpoint.test_protocol import NAMES
from tests.endpoint.writable import Client, writing

TURTLE = "<> <http://e.org/p> <x> ."


@contextmanager
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """Lend host and port of another server, and the list of what it was asked."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            kinds = {"/doc": "text/turtle; charset=utf-8", "/doc.ttl": "", "/page": "text/html"}
            if self.path.startswith("/to?"):
                self.send_response(303)
                self.send_header("Location", self.path[4:])
                self.end_headers()
            elif self.path == "/slow":
                time.sleep(5)
            elif self.path in (*kinds, "/large"):
                body = TURTLE.encode() if self.path != "/large" else b"#" * 200_000
                self.send_response(200)
                self.send_header("Content-Type", kinds.get(self.path, "text/turtle"))
                self.end_headers()
                self.wfile.write(body)
            else:
                self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def other() -> Iterator[tuple[str, list[str]]]:
    with elsewhere() as lent:
        yield lent


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("127.9.9.9", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - looked at, not bound to
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
    ],
)
def test_an_address_is_public_or_not(address: str, *, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("listed", "url", "allowed"),
    [
        (("example.org",), "http://example.org/x", True),
        (("example.org",), "https://EXAMPLE.org:443/x", True),
        (("example.org",), "http://example.org:8080/x", False),
        (("example.org:8080",), "http://example.org:8080/x", True),
        (("example.org:8080",), "http://example.org/x", False),
        (("example.org",), "http://www.example.org/x", False),
        (("example.org",), "http://example.org.evil.net/x", False),
        (("example.org",), "http://evil.net/example.org", False),
        (("example.org",), "http://user:secret@example.org/x", False),
        (("example.org",), "http://example.org@evil.net/", False),
        (("example.org",), "ftp://example.org/x", False),
        (("example.org",), "file:///etc/passwd", False),
        (("example.org",), "http:///x", False),
        (("example.org",), "http://example.org:99999/x", False),
        (("[::1]:80",), "http://[::1]/", True),
        ((), "http://example.org/", False),
    ],
)
def test_only_hosts_on_the_list_are_asked(listed: tuple[str, ...], url: str, *, allowed: bool) -> None:
    if allowed:
        assert Hosts(listed).checked(url)
    else:
        with pytest.raises(HostRefused):
            Hosts(listed).checked(url)


def get(url: str, *listed: str) -> bytes:
    return fetch(url, Hosts(listed), headers={}).body


def test_a_name_that_leads_to_this_machine_needs_the_address_on_the_list(
    other: tuple[str, list[str]],
) -> None:
    host, asked = other
    port = host.partition(":")[2]
    with pytest.raises(HostRefused, match="not public"):
        get(f"http://localhost:{port}/doc", f"localhost:{port}")
    assert not asked
    assert get(f"http://localhost:{port}/doc", f"localhost:{port}", host) == TURTLE.encode()


def test_the_address_that_was_looked_at_is_the_one_connected_to(
    other: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    host, asked = other
    port = int(host.partition(":")[2])
    answers = iter(["93.184.215.14", "127.0.0.1"])
    connected: list[Any] = []

    def resolved(*_: object, **__: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connecting(place: tuple[str, int], *_: object) -> socket.socket:
        connected.append(place)
        raise OSError("no network here")

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    monkeypatch.setattr(socket, "create_connection", connecting)
    # Were the name looked up again, it would lead to this machine.
    with pytest.raises(FetchFailed):
        get(f"http://example.org:{port}/doc", f"example.org:{port}")
    assert connected == [("93.184.215.14", port)]
    assert not asked


def test_who_leads_elsewhere_is_followed_only_to_who_is_listed(other: tuple[str, list[str]]) -> None:
    host, _ = other
    assert get(f"http://{host}/to?/doc", host) == TURTLE.encode()
    with elsewhere() as (second, asked):
        with pytest.raises(HostRefused):
            get(f"http://{host}/to?http://{second}/doc", host)
        assert not asked
        assert get(f"http://{host}/to?http://{second}/doc", host, second) == TURTLE.encode()
    with pytest.raises(FetchFailed, match="leads on and on"):
        get(f"http://{host}/to?/to?/to?/to?/to?/to?/to?/doc", host)


def test_what_is_too_large_too_slow_or_not_there_is_not_taken(
    other: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    host, _ = other
    monkeypatch.setattr(fetching, "LARGEST", 100_000)
    monkeypatch.setattr(fetching, "SECONDS", 0.5)
    for path in ("large", "slow", "nowhere"):
        with pytest.raises(FetchFailed):
            get(f"http://{host}/{path}", host)


@pytest.mark.parametrize("apart", [False, True])
def test_a_document_of_a_listed_server_is_loaded(
    other: tuple[str, list[str]], tmp_path: Path, *, apart: bool
) -> None:
    host, asked = other
    with writing(tmp_path / "store", apart=apart, hosts=(host,)) as client:
        assert client.update(f"LOAD <http://{host}/doc>").status == 204
        assert client.rows("SELECT ?s ?o { ?s ?p ?o }") == [f"http://{host}/doc,http://{host}/x"]
        assert client.update(f"LOAD <http://{host}/doc.ttl> INTO GRAPH <http://e.org/g>").status == 204
        assert client.rows("SELECT ?s { GRAPH <http://e.org/g> { ?s ?p ?o } }") == [f"http://{host}/doc.ttl"]
        counting = "INSERT { GRAPH <n:n> { <n:n> <n:n> ?n } } WHERE { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } }"
        assert client.update(f"DROP ALL ; LOAD <http://{host}/to?/doc> ; {counting}").status == 204
        assert client.rows("SELECT ?n { GRAPH <n:n> { ?s ?p ?n } }") == ["1"]
        asked.clear()
        for path, status in (("page", 400), ("nowhere", 400)):
            assert client.update(f"LOAD <http://{host}/{path}>").status == status
            assert client.update(f"LOAD SILENT <http://{host}/{path}>").status == 204
        refused = client.update("LOAD <http://127.0.0.1:1/doc>")
        assert (refused.status, "--allow-host" in refused.text) == (403, True)


@pytest.fixture(scope="module")
def asking(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Lend a client of a server that may ask the one over the example, and hold two things itself."""
    store = tmp_path_factory.mktemp("asking") / "store"
    with writing(store, hosts=(f"127.0.0.1:{server.port}",)) as client:
        client.update("PREFIX e: <http://e.org/> INSERT DATA { e:1 e:name '李霞' . e:2 e:name 'X' }")
        yield client


PEOPLE = "?person a news:Person ; rdfs:label ?label BIND(STR(?label) AS ?name)"


def test_a_listed_server_is_asked(asking: Client, server: Server) -> None:
    service = f"SERVICE <{server.url}sparql> {{ {PEOPLE} }}"
    assert asking.rows(f"SELECT ?name {{ {service} }}") == sorted(NAMES)
    assert asking.rows(
        f"PREFIX s: <{server.url}> SELECT ?name {{ {service.replace(f'<{server.url}sparql>', 's:sparql')} }}"
    ) == sorted(NAMES)
    joined = f"SELECT ?s ?person {{ ?s <http://e.org/name> ?name OPTIONAL {{ {service} }} }}"
    assert asking.rows(joined) == [f"http://e.org/1,{BASE}id/person/李霞", "http://e.org/2,"]
    assert asking.rows(f"ASK {{ {service} }}") == []
    assert (
        asking.update(f"INSERT {{ GRAPH <n:g> {{ ?person <n:p> ?name }} }} WHERE {{ {service} }}").status
        == 204
    )
    assert asking.rows("SELECT ?n { GRAPH <n:g> { ?s ?p ?n } }") == sorted(NAMES)


def test_no_other_server_is_asked(asking: Client, other: tuple[str, list[str]]) -> None:
    host, asked = other
    for query in (
        f"SELECT * {{ SERVICE <http://{host}/> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE SILENT <http://{host}/> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ VALUES ?x {{ <http://{host}/> }} SERVICE ?x {{ ?s ?p ?o }} }}",
    ):
        answer = asking.ask(f"/sparql?{urlencode({'query': query})}")
        assert answer.status == 400, answer.text
        update = f"INSERT {{ ?s ?p ?o }} WHERE {query.removeprefix('SELECT *')}"
        assert asking.update(update).status in (400, 403)
    assert not asked


def test_a_server_that_a_variable_names_is_refused_with_what_to_write(asking: Client, server: Server) -> None:
    query = f"SELECT * {{ VALUES ?x {{ <{server.url}sparql> }} SERVICE ?x {{ ?s ?p ?o }} }}"
    answer = asking.ask(f"/sparql?{urlencode({'query': query})}")
    assert (answer.status, "SERVICE ?x" in answer.text, "SERVICE <address>" in answer.text) == (
        400,
        True,
        True,
    )


def test_what_a_listed_server_refuses_is_told_unless_it_is_silent(asking: Client, server: Server) -> None:
    for silent, status in (("", 400), ("SILENT", 200)):
        query = f"SELECT * {{ SERVICE {silent} <{server.url}nowhere> {{ ?s ?p ?o }} }}"
        assert asking.ask(f"/sparql?{urlencode({'query': query})}", Accept="text/csv").status == status


def test_without_a_list_nobody_is_asked(example_store: Path, other: tuple[str, list[str]]) -> None:
    host, asked = other
    with serving(create_app(Settings(store=example_store, limits=Limits(workers=1)))) as server:
        answer = server.query(f"SELECT * {{ SERVICE <http://{host}/> {{ ?s ?p ?o }} }}")
    assert (answer.status, "SERVICE is not allowed here" in answer.text, asked) == (400, True, [])
