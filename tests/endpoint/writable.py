"""Servers that let a client write, and such a client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from endpoint.app import create_app
from endpoint.limits import Limits
from endpoint.settings import Settings
from graph_builder.revise import start
from graph_builder.snapshots import Manifest
from tests.endpoint.example import BASE, Answer, Server, serving

TOKEN = "let me write"  # noqa: S105 - of tests only
UPDATE = "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
TURTLE = "text/turtle"


@dataclass(frozen=True)
class Client:
    """A client that shows the token with all that it sends."""

    server: Server

    def ask(self, path: str, method: str = "GET", body: str | bytes | None = None, **headers: str) -> Answer:
        """Send one request."""
        sent = body.encode() if isinstance(body, str) else body
        return self.server.ask(path, method, sent, **{"Authorization": f"Bearer {TOKEN}", **headers})

    def update(self, text: str, **parameters: object) -> Answer:
        """Send an update as a body of its own; the parameters have "_" for "-"."""
        named = {name.replace("_", "-"): value for name, value in parameters.items()}
        return self.ask(f"/update?{urlencode(named, doseq=True)}", "POST", text, Content_Type=UPDATE)

    def put(self, path: str, turtle: str = "", **headers: str) -> Answer:
        """Put Turtle."""
        return self.ask(path, "PUT", turtle, **{"Content_Type": TURTLE, **headers})

    def rows(self, query: str, **parameters: object) -> list[str]:
        """Return the rows of a query as lines of CSV, sorted, without their head."""
        named = {name.replace("_", "-"): value for name, value in parameters.items()}
        answer = self.ask(f"/sparql?{urlencode({'query': query, **named}, doseq=True)}", Accept="text/csv")
        assert answer.status == 200, answer.text
        return sorted(answer.text.splitlines()[1:])

    def triples(self, path: str) -> list[str]:
        """Return the lines of N-Triples at an address below /data, sorted."""
        answer = self.ask(path, Accept="application/n-triples")
        assert answer.status == 200, answer.text
        return sorted(answer.text.splitlines())


def graph(iri: str) -> str:
    """Return the address of a graph."""
    return f"/data?graph={quote(iri, safe='')}"


@contextmanager
def writing(store: Path, **settings: Any) -> Iterator[Client]:
    """Serve a store that clients may write; an empty one where there is none yet."""
    if not (store / "current").exists():
        start(store, Manifest(base=BASE, title="Rivers"))
    chosen: dict[str, Any] = {"limits": Limits(workers=1), "token": TOKEN, **settings}
    with serving(create_app(Settings(store=store, **chosen))) as server:
        yield Client(server)
