"""A way for the engine to ask other servers: through us, who look at where it goes.

The engine makes its calls itself and can be told nothing of where they may go. So each SERVICE that is
allowed is put into other words: it names an address of this process, which asks in its place.
"""

from __future__ import annotations

import secrets
import threading
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from endpoint.fetching import Hosts, fetch
from graph_builder.errors import QueryError

#: Bytes of a query that is sent on.
_LONGEST: Final = 4 * 1024 * 1024
#: Services that are known at once: more than one text can name and be planned.
_KNOWN: Final = 1000
_HEADERS: Final = ("Accept", "Content-Type")


class Relay:
    """A server on loopback whose addresses nobody else can guess."""

    def __init__(self) -> None:
        self._targets: dict[str, tuple[str, Hosts]] = {}
        relay = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                relay.answer(self)

            def log_message(self, *_: object) -> None:
                """Say nothing: a query's text is nobody's."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, name="relay", daemon=True).start()

    def address(self, target: str, hosts: Hosts) -> str:
        """Return an address of ours that stands for a service, as long as not too many others do."""
        while len(self._targets) >= _KNOWN:
            self._targets.pop(next(iter(self._targets)))
        path = f"/{secrets.token_urlsafe(24)}"
        self._targets[path] = (target, hosts)
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Ask in the engine's place, and hand on the answer or why there is none."""
        status, kind = HTTPStatus.OK, "text/plain; charset=utf-8"
        known = self._targets.get(request.path)
        length = request.headers.get("Content-Length", "")
        if known is None or not length.isdigit() or int(length) > _LONGEST:
            status, body = HTTPStatus.NOT_FOUND, b""
        else:
            target, hosts = known
            sent = request.rfile.read(int(length))
            headers = {name: request.headers[name] for name in _HEADERS if name in request.headers}
            try:
                found = fetch(target, hosts, body=sent, headers=headers, follow=False)
                kind, body = found.content_type, found.body
            except QueryError as error:
                status, body = HTTPStatus.BAD_GATEWAY, str(error).encode()
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)


@cache
def relay() -> Relay:
    """Return the one relay of this process."""
    return Relay()
