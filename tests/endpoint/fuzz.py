"""Malformed requests at random against a server as it is really started: `python -m tests.endpoint.fuzz`.

What is sent is well-formed HTTP with a few things broken, or bytes that are hardly HTTP at all. Any
answer is right that is no 5xx other than 503; and there is one, or the end of the connection, in time.
"""

from __future__ import annotations

import random
import re
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests.endpoint.example import Server, publish_example
from tests.endpoint.test_cli import port_of, running

#: Seconds that an answer may take: queries have two, and the machine may be busy.
PATIENCE = 30.0
#: Bytes of answers that are looked at.
LONGEST = 1024 * 1024
STATUS = re.compile(rb"HTTP/1\.[01] \d{3}")
TOKEN = "fuzz"  # noqa: S105 - of a server that lives for the test

PATHS = (
    "/",
    "/sparql",
    "/sparql?query=ASK%7B%7D",
    "/update",
    "/data",
    "/data?default",
    "/data?graph=http://e/g",
    "/data/x",
    "/query",
    "/validate",
    "/dataset",
    "/.well-known/void",
    "/openapi.json",
    "/browse/person",
    "/id/person/x",
    "/doc/event/river-forum",
    "/graph/river-1",
    "/graph/inferred",
    "/ontology",
    "/source/river-1.txt",
    "/dumps/",
    "/dumps/newsgraph.nt.gz",
    "/reconcile",
    "/reconcile/suggest/entity",
    "/reconcile/properties",
    "/reconcile/preview?id=person/x",
    "/id?sameAs=http://e/x",
    "/static/style.css",
    "/healthz",
    "/readyz",
    "/metrics",
)
METHODS = (
    "GET",
    "GET",
    "GET",
    "POST",
    "POST",
    "PUT",
    "DELETE",
    "HEAD",
    "OPTIONS",
    "PATCH",
    "TRACE",
    "BREW",
    "get",
)
NAMES = (
    "query",
    "update",
    "format",
    "timeout",
    "default-graph-uri",
    "named-graph-uri",
    "using-graph-uri",
    "graph",
    "default",
    "page",
    "sameAs",
    "queries",
    "extend",
    "prefix",
    "type",
    "limit",
    "id",
    "data",
    "shapes",
    "data-format",
)
MEDIA_TYPES = (
    "text/turtle",
    "application/sparql-query",
    "application/sparql-update",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "multipart/form-data",
    "application/ld+json",
    "application/rdf+xml",
    "application/n-quads",
    "text/csv",
    "application/json",
    "*/*",
    "text/html",
    "text/turtle;q=0, */*;q=2",
    "text/turtle; charset=utf-16",
    "application/sparql-results+xml;q=0.5, ;;;",
    "application/sparql-query; charset=utf-16",
    "application/sparql-update; charset=",
    'Application/SPARQL-Query; x="',
    "/",
    "a/b/c",
    "text/*;q=nan",
    "",
)
WORDS = (
    "SELECT",
    "ASK",
    "CONSTRUCT",
    "DESCRIBE",
    "{",
    "}",
    "?s ?p ?o",
    "FROM",
    "<http://e/a>",
    "GRAPH ?g",
    "FILTER(",
    ")",
    "UNION",
    "OPTIONAL",
    "SERVICE <http://127.0.0.1:1/>",
    "VALUES",
    "'",
    '"""',
    "news:Chair",
    "\\u0041",
    "#",
    "LIMIT 99999999999999999999",
    "INSERT DATA",
    "DELETE WHERE",
    "LOAD <file:///etc/passwd>",
    "CLEAR ALL",
    "a",
    ".",
    "@prefix e: <http://e/> .",
    "<<( <a:a> <a:b> 1 )>>",
    "_:b",
    "[]",
    "( 1 2 )",
    "\x00",
    "\ud7ff",
    "\U0010ffff",
    "é",
    "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
    '{"@context": "http://127.0.0.1:1/"}',
    "sh:sparql",
)


@dataclass
class Found:
    """What came of many requests: how often each status, and what should not be."""

    statuses: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0


def requests(seed: int, number: int) -> Iterator[bytes]:
    """Yield requests; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    for _ in range(number):
        sort = chance.random()
        if sort < 0.8:
            yield request(chance)
        elif sort < 0.95:
            yield unusual(chance)
        else:
            yield noise(chance)


def request(chance: random.Random) -> bytes:
    """Return a request that is nearly one."""
    target = chance.choice(PATHS)
    if chance.random() < 0.3:
        target = target.rstrip("/") + "/" + quote(text(chance), safe=chance.choice(("", "/", "/%?=&")))
    if chance.random() < 0.6:
        pairs = "&".join(f"{chance.choice(NAMES)}={escaped(chance)}" for _ in range(chance.randint(1, 4)))
        target += ("&" if "?" in target else "?") + pairs
    body = content(chance) if chance.random() < 0.6 else b""
    headers = {
        "Host": chance.choice(("127.0.0.1", "data.example.org", "a b", "[", "x" * 300, "é", "e:99999")),
        "Connection": "close",
        "Accept": chance.choice(MEDIA_TYPES),
        "Content-Type": chance.choice(MEDIA_TYPES),
        "Accept-Language": chance.choice(("en", "de;q=x", "*", "\xff", "")),
        "Accept-Encoding": chance.choice(("gzip", "zstd", "br;q=1, *;q=0", "identity;q=0", "gzip;q=9")),
        "Authorization": chance.choice((f"Bearer {TOKEN}", "Bearer", "Basic eDp5", "")),
        "If-None-Match": chance.choice(("*", '"x"', "W/", '"')),
        "If-Modified-Since": chance.choice(("yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "-1")),
        "Range": chance.choice(("bytes=0-10", "bytes=-", "bytes=9-1", "lines=1")),
        "Slug": text(chance).replace("\n", " ").replace("\r", " "),
    }
    kept = {
        name: value
        for name, value in headers.items()
        if name in ("Host", "Connection") or chance.random() < 0.4
    }
    if body or chance.random() < 0.2:
        kept["Content-Length"] = (
            str(len(body)) if chance.random() < 0.9 else chance.choice(("-1", "x", "1", "99999"))
        )
    if chance.random() < 0.05:
        kept.pop(chance.choice(list(kept)))
    head = f"{chance.choice(METHODS)} {target} HTTP/{chance.choice(('1.1',) * 8 + ('1.0', '2.0', '9'))}\r\n"
    lines = "".join(f"{name}: {value}\r\n" for name, value in kept.items())
    return (head + lines + "\r\n").encode("utf-8", "replace") + body


def unusual(chance: random.Random) -> bytes:
    """Return a request as few clients send it, for a query or an update mostly."""
    path = chance.choice(("/sparql", "/update", "/data?default", "/validate", "/healthz"))
    kind = chance.randrange(4)
    target = chance.choice((path, f"http://127.0.0.1{path}", f"//{path}", "*", "127.0.0.1:80", f"{path}#a"))
    if kind == 0:
        # Several in one piece: each is answered in its turn, or the connection ends.
        ask = f"GET /sparql?query=ASK%7B%7D&x={chance.random()} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        health = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        return b"".join(chance.choice((ask, health)) for _ in range(chance.randint(2, 9))) + request(chance)
    head = f"{chance.choice(METHODS)} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    head += f"Content-Type: {chance.choice(MEDIA_TYPES)}\r\nAuthorization: Bearer {TOKEN}\r\n"
    body = chance.choice((content(chance), b"", b"query=ASK{}&query=ASK{}", b"update=&update=", b"ASK{}"))
    if kind == 1:
        length = chance.choice((len(body), len(body), len(body) + 1, 0))
        expected = chance.choice(("100-continue", "200-ok", "100-Continue, x"))
        return f"{head}Expect: {expected}\r\nContent-Length: {length}\r\n\r\n".encode() + body
    if kind == 2:
        size = chance.choice((f"{len(body):x}", f"{len(body):X};a=b", "-1", "zz", "fffffffffffffffff", ""))
        end = chance.choice((b"0\r\n\r\n", b"0\r\nX: y\r\n\r\n", b"0\r\n", b""))
        coding = chance.choice(("chunked", "Chunked", "gzip, chunked", "chunked\r\nContent-Length: 3"))
        return f"{head}Transfer-Encoding: {coding}\r\n\r\n{size}\r\n".encode() + body + b"\r\n" + end
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def noise(chance: random.Random) -> bytes:
    """Return what is hardly a request."""
    if chance.random() < 0.5:
        return chance.randbytes(chance.randint(1, 200)) + b"\r\n\r\n"
    whole = request(chance)
    place = chance.randrange(len(whole))
    return whole[:place] + chance.randbytes(chance.randint(0, 4)) + whole[place + chance.randint(0, 8) :]


def text(chance: random.Random) -> str:
    """Return words of queries, data and IRIs in no sensible order."""
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 8)))


def escaped(chance: random.Random) -> str:
    """Return a value of a parameter."""
    if chance.random() < 0.1:
        return chance.choice(("%FF", "%", "%zz", "a" * 5000, "-1", "9" * 50, "csv-people", "ttl", "0.1"))
    return quote(text(chance))


def content(chance: random.Random) -> bytes:
    """Return a body of one sort or another."""
    kind = chance.randrange(6)
    if kind == 0:
        return chance.randbytes(chance.randint(1, 400))
    if kind == 1:
        return "&".join(f"{chance.choice(NAMES)}={escaped(chance)}" for _ in range(3)).encode()
    if kind == 2:
        parts = "".join(
            f'--b\r\nContent-Disposition: form-data; name="{chance.choice(NAMES)}"'
            f"{chance.choice(('', '; filename=x.ttl', '; filename=x.exe'))}\r\n\r\n{text(chance)}\r\n"
            for _ in range(chance.randint(1, 3))
        )
        return (parts + chance.choice(("--b--\r\n", "--b", ""))).encode("utf-8", "replace")
    if kind == 3:
        return chance.choice(("{" * 3000, "[" * 3000, "<a>" * 2000, "(" * 12_000)).encode()
    return text(chance).encode("utf-8", "replace")


def sent(port: int, data: bytes) -> list[str]:
    """Send bytes, say that no more come, and return the status of each answer that comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            # To the end, or the answer hangs.
            while piece := connection.recv(65536):
                answer += piece if len(answer) < LONGEST else b""
        except TimeoutError:
            raise
        except OSError:
            # It was refused, and the rest not read.
            return ["closed"]
    return [line.split(b" ")[1].decode() for line in STATUS.findall(answer)] or ["closed"]


def tried(port: int, seed: int, number: int) -> Found:
    """Send many requests, one after the other, and return what came of them."""
    found = Found()
    for data in requests(seed, number):
        began = time.monotonic()
        try:
            statuses = sent(port, data)
        except TimeoutError:
            found.wrong.append(f"no answer in {PATIENCE:g} s: {data[:300]!r}")
            continue
        found.slowest = max(found.slowest, time.monotonic() - began)
        found.statuses.update(statuses)
        wrong = [status for status in statuses if status.startswith("5") and status != "503"]
        found.wrong += [f"{status}: {data[:1000]!r}" for status in wrong]
    return found


def fuzzed(folder: Path, seed: int, number: int) -> Found:
    """Start a server that takes writes, too, send it many requests, and return what came of them."""
    token = folder / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    # Nobody would read a log of ten thousand lines from the pipe of standard error.
    options = ("--port", "0", "--workers", "2", "--timeout", "2", "--log", folder / "log")
    writing = ("--writable", "--token-file", token)
    with running("--store", publish_example(folder / "store"), *options, *writing) as (_, said):
        found = tried(port_of(said), seed, number)
        if Server(port_of(said)).ask("/healthz").status != 200:
            found.wrong.append("the server does not live any more")
    return found


def main() -> int:
    """Send as many requests as the first argument says, from the seed that the second says."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        found = fuzzed(Path(folder), seed, number)
    counts = ", ".join(f"{count} {status}" for status, count in sorted(found.statuses.items()))
    print(f"{number} requests from seed {seed}: {counts}; the slowest took {found.slowest:.1f} s")
    for line in found.wrong:
        print(line)
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
