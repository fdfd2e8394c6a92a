"""Which requests are let in: by their form, their length, and by how many their client sends."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from werkzeug.http import parse_options_header

from endpoint.problems import Problem
from endpoint.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_MULTIPART: Final = "multipart/form-data"
#: Clients that are remembered; of more, those that asked longest ago begin anew.
REMEMBERED: Final = 10_000
#: Seconds of its rate that a client may use at once.
BURST: Final = 5.0
#: Whoever watches over the server is never refused.
UNLIMITED: Final = frozenset({"/healthz", "/readyz", "/metrics"})


class Admission:
    """Looks at requests before anything is done for them."""

    def __init__(self, settings: Settings) -> None:
        self._longest_address = settings.longest_address
        self._rate = Rate(settings.rate) if settings.rate else None

    def refusal(self, environ: WSGIEnvironment) -> Problem | None:
        """Return why a request is not let in; None where it is."""
        if environ.get("PATH_INFO") in UNLIMITED:
            return None
        length = len(environ.get("PATH_INFO", "")) + len(environ.get("QUERY_STRING", ""))
        if length > self._longest_address:
            return Problem(
                414,
                f"The address has {length:,} characters, and {self._longest_address:,} are taken."
                " Send a long query by POST.",
            )
        if (problem := _malformed(environ)) is not None:
            return problem
        wait = self._rate.wait(environ.get("REMOTE_ADDR", "")) if self._rate else 0.0
        if wait > 0:
            return Problem(
                429,
                "You send more requests than this server answers to one client. Ask again after a while.",
                headers={"Retry-After": str(max(1, round(wait)))},
            )
        return None


def _malformed(environ: WSGIEnvironment) -> Problem | None:
    """Return why a request cannot be read as what it says it is; None where it can."""
    hosts = environ.get("HTTP_HOST", "")
    # The server puts several into one.
    if "," in hosts or (not hosts and environ.get("SERVER_PROTOCOL") == "HTTP/1.1"):
        return Problem(400, f"A request has one Host, and this has {'several' if hosts else 'none'}.")
    coding = environ.get("HTTP_CONTENT_ENCODING", "").strip()
    if coding.casefold() not in ("", "identity"):
        return Problem(
            415,
            f"A body is sent as it is, without Content-Encoding, and this says that it is {coding[:50]}.",
            headers={"Accept-Encoding": "identity"},
        )
    kind, options = parse_options_header(environ.get("CONTENT_TYPE"))
    if kind.casefold() == _MULTIPART and not options.get("boundary"):
        return Problem(400, f"{_MULTIPART} cannot be read without its boundary: {_MULTIPART}; boundary=...")
    return None


class Rate:
    """So many requests a second from each client, and some at once; the memory is bounded."""

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._most = max(1.0, rate * BURST)
        #: How many requests a client may send, and as of when.
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, address: str) -> float:
        """Count a request, and return how many seconds too early it comes; 0 where it does not."""
        client, now = _client(address), self._clock()
        with self._lock:
            left, then = self._left.pop(client, (self._most, now))
            left = min(self._most, left + (now - then) * self._rate)
            admitted = left >= 1
            self._left[client] = (left - admitted, now)
            if len(self._left) > REMEMBERED:
                self._left.popitem(last=False)
        return 0.0 if admitted else (1 - left) / self._rate


def _client(address: str) -> str:
    """Return what stands for one client: of IPv6, the network that one customer gets."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return address if ip.version == 4 else str(ipaddress.ip_network((ip, 64), strict=False))
