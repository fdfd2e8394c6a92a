from __future__ import annotations

import socket
import threading
from contextlib import ExitStack, closing
from pathlib import Path

from endpoint.app import create_app
from endpoint.dumping import Copy, Dump
from endpoint.engine import Chunks
from endpoint.limits import Limits
from endpoint.serving import Publication
from endpoint.settings import Settings
from graph_builder.formats import N_TRIPLES
from tests.endpoint.example import publish_example, serving


def test_a_dump_begins_when_somebody_reads(example_store: Path) -> None:
    begun: list[bool] = []
    with closing(Publication(example_store, Limits(workers=1))) as publication:
        inner = publication().copy(Dump(None), N_TRIPLES)

        def begin() -> Chunks:
            begun.append(True)
            return inner  # type: ignore[return-value]

        copy = Copy(begin)
        assert not begun
        copy.peek()
        assert begun
        assert b"".join(copy) == b"".join(publication().copy(Dump(None), N_TRIPLES))


def test_who_reads_dumps_slowly_keeps_no_query_waiting(tmp_path: Path) -> None:
    more = "\n".join(f'<id/person/p{number}> <id/x> "{"x" * 4000}" .' for number in range(8_000))
    store = publish_example(tmp_path / "store", more=more)
    with serving(create_app(Settings(store=store, limits=Limits(workers=1, waiting=0))), threads=8) as server:
        with ExitStack() as stack:
            for _ in range(2):
                client = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=30))
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                client.sendall(b"GET /dumps/newsgraph.nt HTTP/1.1\r\nHost: x\r\n\r\n")
                assert client.recv(100).startswith(b"HTTP/1.1 200")
            while server.query("ASK {}").status != 200:
                threading.Event().wait(0.05)
            assert [server.query(f"ASK {{ # {number}\n}}").status for number in range(10)] == [200] * 10
            refused = server.ask("/dumps/newsgraph.nt")
            assert (refused.status, int(refused.headers["Retry-After"]) > 0) == (503, True)
        # Whoever goes away makes room.
        for _ in range(200):
            if server.ask("/dumps/newsgraph.nt", "GET").status == 200:
                break
            threading.Event().wait(0.1)
        assert len(server.ask("/dumps/newsgraph.nt").body) > 32_000_000
