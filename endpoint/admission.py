"""Which requests are let in: by their length, and by how many their client sends."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from endpoint.problems import Problem
from endpoint.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

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
        wait = self._rate.wait(environ.get("REMOTE_ADDR", "")) if self._rate else 0.0
        if wait > 0:
            return Problem(
                429,
                "You send more requests than this server answers to one client. Ask again after a while.",
                headers={"Retry-After": str(max(1, round(wait)))},
            )
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
