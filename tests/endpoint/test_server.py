from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from endpoint.app import create_app
from endpoint.server import Listening
from endpoint.server import Server as HttpServer
from endpoint.settings import Settings
from tests.endpoint.example import Server, serving

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MANY = f"/sparql?query={quote('SELECT * { ?a ?p ?o . ?b ?q ?r . ?c ?u ?v . ?d ?w ?x }')}&format=csv"


def connected(server: Server, sent: bytes) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    client.sendall(sent)
    return client


@pytest.mark.parametrize(
    "sent",
    [b"GET / HTTP/1.1\r\nHos", b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nASK"],
    ids=["head", "body"],
)
def test_who_sends_half_a_request_holds_nobody_up(server: Server, sent: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(150):
            stack.enter_context(connected(server, sent))
        assert server.ask("/healthz").status == 200
        assert server.query("ASK {}").status == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        # Not longer than it is read: what is left unread when a connection is closed resets it.
        (b"GET / HTTP/1.1\r\nX-Long: ".ljust(Listening().longest_head, b"x"), 431),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: zip\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n Host: x\r\n\r\n", 400),
    ],
    ids=["head", "length", "body", "coding", "folded"],
)
def test_what_the_server_refuses_itself_is_a_problem_too(server: Server, sent: bytes, status: int) -> None:
    with connected(server, sent) as client:
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"Content-Type: application/problem+json\r\n" in head
    problem = json.loads(body)
    # Of a head that it cannot read it does not know the version either.
    assert head.split(b"\r\n")[0][len("HTTP/1.1 ") :].decode() == f"{status} {problem['title']}"
    assert problem["status"] == status
    assert "waitress" not in answer.decode()


def test_who_reads_slowly_holds_nobody_up(example_store: Path) -> None:
    with (
        serving(create_app(Settings(store=example_store, streams=2)), threads=4) as server,
        ExitStack() as stack,
    ):
        for _ in range(2):
            reader = stack.enter_context(
                connected(server, f"GET {MANY} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            )
            assert reader.recv(100).startswith(b"HTTP/1.1 200")
        assert server.ask("/healthz").status == 200
        refused = server.ask(MANY)
        assert (refused.status, int(refused.headers["Retry-After"]) > 0) == (503, True)


class Slow:
    """Answers in two parts, the second when a test says so."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        return self._parts()

    def _parts(self) -> Iterator[bytes]:
        yield b"first "
        self.begun.set()
        self.go_on.wait(30)
        yield b"second"


def ended(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 30
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()


@pytest.mark.parametrize(("grace", "whole"), [(30.0, True), (0.0, False)])
def test_what_is_at_work_when_the_server_stops_is_ended_within_its_grace(grace: float, whole: bool) -> None:
    app = Slow()
    server = HttpServer(app, Listening(threads=2))
    thread = threading.Thread(target=server.run, args=(grace,))
    thread.start()
    with connected(Server(server.port), b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") as client:
        assert app.begun.wait(30)
        port = server.port
        server.stop()
        assert ended(lambda: refuses(port))
        if whole:
            app.go_on.set()
        thread.join(30)
        assert not thread.is_alive()
        server.close()
        app.go_on.set()
        body = b"".join(iter(lambda: client.recv(65536), b""))
    assert b"first " in body
    assert (b"second" in body, body.endswith(b"0\r\n\r\n")) == (whole, whole)


def refuses(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            return False
    except ConnectionRefusedError:
        return True
