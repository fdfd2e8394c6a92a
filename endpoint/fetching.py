"""Documents and answers of other servers: of those on a list alone, and only so much and so long.

The address that is connected to is the one that was looked at, so that no name can lead elsewhere
between the two. An address that is not public must be on the list itself.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from graph_builder.errors import QueryError

#: Bytes of an answer, and seconds until it is there.
LARGEST: Final = 64 * 1024 * 1024
SECONDS: Final = 20.0
_REDIRECTS: Final = 5
_PIECE: Final = 64 * 1024
_PORTS: Final = {"http": 80, "https": 443}


class HostRefused(QueryError):
    """A server is not on the list of those that may be asked."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"<{url}> may not be asked from here: {reason}.")


class FetchFailed(QueryError):
    """A server that may be asked does not answer as it should."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"<{url}> cannot be had: {reason}.")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered: from which address in the end, of what type, and its bytes."""

    url: str
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Hosts:
    """The servers that may be asked, as host or host:port; without a port, those of http and https."""

    listed: tuple[str, ...]

    def checked(self, url: str) -> tuple[str, int]:
        """Return host and port of an address; raises `HostRefused` where they are not on the list."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").casefold(), parts.port
        except ValueError as error:
            raise HostRefused(url[:200], "it is no address") from error
        if parts.scheme not in _PORTS or not host:
            raise HostRefused(url[:200], "only http and https are spoken")
        if parts.username is not None or parts.password is not None:
            raise HostRefused(url[:200], "an address with a password is not sent on")
        usual = port is None or port == _PORTS[parts.scheme]
        number = port or _PORTS[parts.scheme]
        if not self._lists(host, number, usual=usual):
            raise HostRefused(url[:200], f"{host}:{number} is not on the list (serve --allow-host)")
        return host, number

    def address(self, url: str, host: str, port: int) -> str:
        """Return an address of a host to connect to; raises `HostRefused` where all are closed to us."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise FetchFailed(url, f"{host} has no address") from error
        for *_, place in found:
            address = str(place[0]).partition("%")[0]
            if is_public(address) or self._lists(address, port, usual=port in _PORTS.values()):
                return address
        raise HostRefused(url[:200], f"{host} is at an address that is not public, and must be listed itself")

    def _lists(self, host: str, port: int, *, usual: bool) -> bool:
        shown = f"[{host}]" if ":" in host else host
        return f"{shown}:{port}" in self.listed or (usual and (host in self.listed or shown in self.listed))


NOBODY: Final = Hosts(())


def is_public(address: str) -> bool:
    """Tell whether an address is anybody's: not of this machine, this network or something within another."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


#: IPv4 addresses as a translator in the network shows them (RFC 6052).
_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")


def fetch(
    url: str, hosts: Hosts, *, body: bytes | None = None, headers: Mapping[str, str], follow: bool = True
) -> Fetched:
    """Return what a server on the list answers.

    Raises `HostRefused` where it, or one that it leads to, is not on the list, and `FetchFailed` where
    it does not answer with 200, or with too much, or too late.
    """
    end = time.monotonic() + SECONDS
    for _ in range(_REDIRECTS + 1):
        answer = _once(url, hosts, body, headers, end)
        if isinstance(answer, Fetched):
            return answer
        if not follow:
            break
        url = urljoin(url, answer).partition("#")[0]
    raise FetchFailed(url, "it leads elsewhere" if not follow else "it leads on and on")


def _once(
    url: str, hosts: Hosts, body: bytes | None, headers: Mapping[str, str], end: float
) -> Fetched | str:
    host, port = hosts.checked(url)
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _Connection(host, port, hosts.address(url, host, port), secure=parts.scheme == "https")
    try:
        connection.timeout = _left(url, end)
        connection.request("POST" if body is not None else "GET", path, body=body, headers=dict(headers))
        answer = connection.getresponse()
        if 300 <= answer.status < 400 and (target := answer.getheader("Location")):
            return target
        if answer.status != 200:
            raise FetchFailed(url, f"its answer is {answer.status} {answer.reason}")
        return Fetched(url, answer.getheader("Content-Type", ""), _read(url, answer, connection, end))
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise FetchFailed(url, str(error) or type(error).__name__) from error
    finally:
        connection.close()


def _read(url: str, answer: http.client.HTTPResponse, connection: _Connection, end: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while True:
        if connection.sock is not None:
            connection.sock.settimeout(_left(url, end))
        _left(url, end)
        piece = answer.read1(_PIECE)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST:
            raise FetchFailed(url, f"it is larger than {LARGEST / 2**20:,.0f} MiB")


def _left(url: str, end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise FetchFailed(url, f"it took longer than {SECONDS:g} seconds")
    return left


class _Connection(http.client.HTTPConnection):
    """A connection to the one address that was looked at, whatever the name says by now."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool) -> None:
        super().__init__(host, port)
        self._address, self._secure = address, secure

    def connect(self) -> None:
        """Connect."""
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
            if self._secure
            else plain
        )
