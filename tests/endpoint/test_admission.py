from __future__ import annotations

import socket

import pytest

from endpoint.admission import BURST, REMEMBERED, Rate
from tests.endpoint.example import Server
from tests.endpoint.writable import FORM


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_client_gets_its_rate_and_some_at_once() -> None:
    clock = Clock()
    rate = Rate(2.0, clock)
    assert sum(rate.wait("192.0.2.1") == 0 for _ in range(30)) == 2.0 * BURST
    assert rate.wait("192.0.2.1") == pytest.approx(0.5)
    assert rate.wait("192.0.2.2") == 0
    clock.now += 3
    assert sum(rate.wait("192.0.2.1") == 0 for _ in range(30)) == 6


def test_one_network_of_ipv6_is_one_client() -> None:
    rate = Rate(0.2, Clock())
    assert rate.wait("2001:db8::1") == 0
    assert rate.wait("2001:db8::2") > 0
    assert rate.wait("2001:db8:0:1::1") == 0


def test_the_clients_that_are_remembered_are_bounded() -> None:
    clock = Clock()
    rate = Rate(0.2, clock)
    for number in range(REMEMBERED + 1):
        assert rate.wait(f"client {number}") == 0
    assert rate.wait(f"client {REMEMBERED}") > 0
    # The first was forgotten, and begins anew.
    assert rate.wait("client 0") == 0


@pytest.mark.parametrize("path", ["/sparql", "/update", "/data?default", "/validate"])
@pytest.mark.parametrize("coding", ["gzip", "br", "gzip, identity"])
def test_a_body_in_a_coding_is_refused(server: Server, path: str, coding: str) -> None:
    answer = server.ask(path, "POST", b"query=ASK{}", Content_Type=FORM, Content_Encoding=coding)
    assert (answer.status, answer.headers["Accept-Encoding"]) == (415, "identity")
    assert coding in answer.text


def test_a_body_that_is_said_to_be_as_it_is_is_read(server: Server) -> None:
    answer = server.ask("/sparql", "POST", b"query=ASK{}", Content_Type=FORM, Content_Encoding="identity")
    assert answer.status == 200


@pytest.mark.parametrize("path", ["/data?default", "/validate"])
def test_parts_without_a_boundary_are_refused_with_the_reason(server: Server, path: str) -> None:
    answer = server.ask(path, "POST", b"--x--", Content_Type="multipart/form-data")
    assert (answer.status, "without its boundary" in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("HTTP/1.1\r\n", 400),
        ("HTTP/1.1\r\nHost: a\r\nHost: b\r\n", 400),
        ("HTTP/1.1\r\nHost: a\r\n", 200),
        ("HTTP/1.0\r\n", 200),
    ],
)
def test_a_request_has_one_host(server: Server, head: str, status: int) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
        client.sendall(f"GET /dataset {head}Connection: close\r\n\r\n".encode())
        assert client.recv(100).split()[1] == str(status).encode()


@pytest.mark.parametrize(("path", "allowed"), [("/data", "GET, HEAD, OPTIONS"), ("/update", "OPTIONS")])
def test_a_server_that_takes_no_writes_allows_none(server: Server, path: str, allowed: str) -> None:
    answer = server.ask(path, "OPTIONS")
    assert sorted(answer.headers["Allow"].split(", ")) == allowed.split(", ")
    assert "Content-Type" not in answer.headers
    shared = answer.headers["Access-Control-Allow-Headers"].split(", ")
    assert {"Cache-Control", "If-Match", "If-None-Match", "If-Modified-Since"} <= set(shared)
    exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"Retry-After", "WWW-Authenticate", "ETag", "Location", "Link"} <= set(exposed)
