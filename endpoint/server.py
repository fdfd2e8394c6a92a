"""The HTTP server: waitress over the application, ended without breaking off what is at work."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from waitress import create_server, wasyncore
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask, WSGITask

from endpoint.threads import Threads
from graph_builder.errors import NewsgraphError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LOG: Final = logging.getLogger(__name__)
#: Open connections; past them new ones wait unaccepted. An idle one costs a few kB.
CONNECTIONS: Final = 2000
#: Seconds after which a connection is closed that sends no whole request, or none after its last.
IDLE: Final = 60
#: Milliseconds after which a connection is given up whose client takes nothing of what it is sent.
_STALLED: Final = 60_000
#: Bytes that wait for a slow reader before the thread that makes them has to wait, too.
_AHEAD: Final = 1024 * 1024
#: Bytes of a body that is copied to go with its head.
_SHORT: Final = 256 * 1024
_OPTIONS: Final = (
    (socket.SOL_TCP, socket.TCP_NODELAY, 1),
    *((socket.SOL_TCP, value, _STALLED) for value in [getattr(socket, "TCP_USER_TIMEOUT", None)] if value),
)
_FORWARDED: Final = frozenset({"x-forwarded-for", "x-forwarded-proto"})
#: What the application finds in its environment where it must wait for nothing: the loop itself asks it.
AT_ONCE: Final = "newsgraph.at_once"
AtOnce = Callable[[str, int], bool]
#: Connections that are accepted, and requests answered at once, between two looks at all connections.
_ACCEPTED: Final = 64
_PROMPT: Final = 8
#: Seconds between two looks at whether there is nothing left to do.
_LOOK: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where the server listens, and what it takes of a request before the application sees it."""

    host: str = "127.0.0.1"
    #: 0 for a free one.
    port: int = 0
    threads: int = 64
    #: Bytes of a request's head, and of its body.
    longest_head: int = 96 * 1024
    longest_body: int = 2 * 1024 * 1024
    #: The address of a proxy whose X-Forwarded-For and X-Forwarded-Proto are believed.
    proxy: str | None = None


class _Refusal(ErrorTask):  # type: ignore[misc]
    """What is refused before the application sees it, told as the application tells its problems."""

    def execute(self) -> None:
        """Answer with a problem document (RFC 9457)."""
        error = self.request.error
        code, reason = error.code, error.reason
        if code == HTTPStatus.NOT_IMPLEMENTED:
            # A transfer coding that is not known. RFC 9112 would have it so, but who counts what is the
            # server's fault must not find what any client can bring about.
            code, reason = HTTPStatus.BAD_REQUEST.value, HTTPStatus.BAD_REQUEST.phrase
        body = json.dumps(
            {
                "type": "about:blank",
                "title": reason,
                "status": code,
                "detail": f"The server cannot take this request: {error.body}.",
            },
            ensure_ascii=False,
        ).encode()
        self.status = f"{code} {reason}"
        self.response_headers.append(("Content-Type", "application/problem+json"))
        self.response_headers.append(("Access-Control-Allow-Origin", "*"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Task(WSGITask):  # type: ignore[misc]
    """Answers one request; head and body of a short answer go in one piece."""

    wrote_header: bool = False

    def get_environment(self) -> dict[str, Any]:
        """Return what the application is told of the request."""
        environ: dict[str, Any] = super().get_environment()
        if self.channel.at_once:
            environ[AT_ONCE] = True
        return environ

    def execute(self) -> None:
        """Answer; what is known to break off an answer ends the connection, and is no fault of the server."""
        try:
            super().execute()
        except NewsgraphError as error:
            if not self.wrote_header:
                raise
            raise ClientDisconnected from error

    def write(self, data: bytes) -> None:
        """Send the next bytes."""
        whole = self.complete and self.has_body and 0 < len(data) == self.content_length <= _SHORT
        if self.wrote_header or not whole:
            super().write(data)
            return
        self.channel.write_soon(self.build_response_header() + data)
        self.wrote_header = True
        self.content_bytes_written = len(data)


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection."""

    task_class = _Task
    error_task_class = _Refusal
    #: Whether its first request is answered by the loop.
    at_once = False


@dataclass(frozen=True, slots=True)
class _Begun:
    """A connection whose request a thread answers; tells when one has begun to."""

    channel: _Channel
    tell: Callable[[], None]

    def service(self) -> None:
        """Answer the request."""
        self.tell()
        self.channel.service()

    def cancel(self) -> None:
        """Answer no more."""
        self.channel.cancel()


class _Dispatcher:
    """Has threads answer, and the server's loop itself what is answered at once."""

    def __init__(self, threads: Threads, at_once: AtOnce) -> None:
        self._threads, self._at_once = threads, at_once
        self._prompt: deque[_Channel] = deque()
        #: Requests by their path that threads have not begun with.
        self._ahead = Counter[str]()
        self._lock = threading.Lock()

    def add_task(self, channel: _Channel) -> None:
        """Have the first request of a connection answered."""
        request = channel.requests[0]
        # Of a head that cannot be read no path is known.
        path = "" if request.error else request.path
        # Behind an answer that its client has not taken yet, it might wait for the client.
        channel.at_once = not channel.total_outbufs_len and self._at_once(path, self._ahead[path])
        if channel.at_once:
            self._prompt.append(channel)
        else:
            self._count(path, 1)
            self._threads.add_task(_Begun(channel, partial(self._count, path, -1)))

    def answer(self) -> bool:
        """Answer some of what is answered at once; return whether more is left."""
        for _ in range(min(_PROMPT, len(self._prompt))):
            try:
                self._prompt.popleft().service()
            except Exception:
                LOG.exception("A request could not be answered")
        return bool(self._prompt)

    def shutdown(self) -> None:
        """Begin nothing more."""
        self._threads.shutdown()

    def _count(self, path: str, number: int) -> None:
        with self._lock:
            self._ahead[path] += number
            if not self._ahead[path]:
                del self._ahead[path]


class Server:
    """A server that listens from its making on, and answers while it runs."""

    def __init__(
        self, app: WSGIApplication, listening: Listening, at_once: AtOnce = lambda _, __: False
    ) -> None:
        """Listen; raises `OSError` or `ValueError` where that cannot be done.

        `at_once` tells of a path, and of how many requests for it are ahead, whether the application
        answers in no time if it finds `AT_ONCE`: then no thread is asked, and nobody waits for one.
        """
        trusted = {"trusted_proxy": listening.proxy, "trusted_proxy_headers": _FORWARDED}
        self._map: dict[int, object] = {}
        self._dispatcher = _Dispatcher(Threads(listening.threads), at_once)
        self._server = create_server(
            app,
            map=self._map,
            host=listening.host,
            port=listening.port,
            _dispatcher=self._dispatcher,
            ident="newsgraph",
            asyncore_use_poll=True,
            backlog=CONNECTIONS,
            connection_limit=CONNECTIONS,
            channel_timeout=IDLE,
            cleanup_interval=IDLE // 4,
            max_request_header_size=listening.longest_head,
            max_request_body_size=listening.longest_body,
            outbuf_high_watermark=_AHEAD,
            clear_untrusted_proxy_headers=True,
            **(trusted if listening.proxy else {}),
        )
        for server in self._servers():
            # No argument sets them.
            server.adj.socket_options = list(_OPTIONS)
            server.channel_class = _Channel
            server.handle_accept = partial(_accept, server, server.handle_accept)
        self._stopping = self._left = False

    @property
    def port(self) -> int:
        """Return the port listened on."""
        return next(int(server.socket.getsockname()[1]) for server in self._servers())

    def stop(self) -> None:
        """Make it end when what is at work is answered; may be called from a signal's handler."""
        self._stopping = True
        for server in self._servers():
            server.pull_trigger()

    def run(self, grace: float = 0.0) -> None:
        """Answer requests until `stop`, and after it for `grace` seconds those that have begun."""
        while not self._stopping:
            self._turn(1.0)
        for server in self._servers():
            # Whoever connects from now on is refused, and can go to another server.
            wasyncore.dispatcher.close(server)
        deadline = time.monotonic() + grace
        while self._at_work() and time.monotonic() < deadline:
            self._turn(_LOOK)
        self._dispatcher.shutdown()

    def close(self) -> None:
        """Break off what is left."""
        wasyncore.close_all(self._map)

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=0.0 if self._left else seconds, use_poll=True, map=self._map, count=1)
        self._left = self._dispatcher.answer()

    def _servers(self) -> Iterator[BaseWSGIServer]:
        yield from [one for one in list(self._map.values()) if isinstance(one, BaseWSGIServer)]

    def _at_work(self) -> bool:
        return any(
            one.requests or one.total_outbufs_len
            for one in list(self._map.values())
            if isinstance(one, HTTPChannel)
        )


def _accept(server: BaseWSGIServer, accept_one: Callable[[], None]) -> None:
    """Accept who waits: one at a time, each would wait until all that others have sent is read."""
    for _ in range(_ACCEPTED):
        before = len(server.active_channels)
        accept_one()
        if len(server.active_channels) == before:
            return
