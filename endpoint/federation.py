"""Calls to other servers that a query holds.

The engine follows every SERVICE clause with a live HTTP request, and no argument forbids it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from endpoint.engine import FederationRefused
from endpoint.fetching import Hosts
from endpoint.relay import relay
from endpoint.tokens import Sort, Text, Token
from graph_builder.errors import QueryError

_NOWHERE = "<urn:newsgraph:nowhere>"


class ServiceUnnamed(QueryError):
    """A SERVICE clause names its server by a variable."""

    def __init__(self, variable: str) -> None:
        super().__init__(
            f"SERVICE {variable} cannot be followed: which servers may be asked is looked up before the query"
            " is answered, so that each must be named in its text. Write SERVICE <address>, and UNION for"
            " several."
        )


def services(tokens: Iterable[Token]) -> Iterator[tuple[Token, bool]]:
    """Yield what names the server of each SERVICE clause, an IRI or a variable, and whether it is SILENT."""
    rest = iter(tokens)
    for token in rest:
        if token.says("SERVICE"):
            named = next(rest, token)
            silent = named.says("SILENT")
            yield (next(rest, token) if silent else named), silent


def calls_out(text: Text) -> bool:
    """Tell whether a query holds a SERVICE clause."""
    return any(True for _ in services(text.tokens))


def relayed(text: Text, tokens: Iterable[Token], hosts: Hosts, iri: Callable[[Token], str]) -> None:
    """Lead each SERVICE among some tokens of a text over the relay; `iri` tells what a name stands for.

    Raises `FederationRefused` where there is no list of servers that may be asked, `ServiceUnnamed`
    where a server is not told by an IRI, and `HostRefused` where it is not on the list.
    """
    for name, _ in services(tokens):
        if not hosts.listed:
            raise FederationRefused
        if name.sort not in (Sort.IRI, Sort.NAME):
            raise ServiceUnnamed(name.text)
        target = iri(name)
        hosts.checked(target)
        text.replace(name.start, name.end, f"<{relay().address(target, hosts)}>")


def leading_nowhere(text: Text) -> None:
    """Lead each SERVICE of a text nowhere, so that it can be looked at and asks nobody."""
    for name, silent in services(text.tokens):
        text.replace(name.start, name.end, _NOWHERE if silent else f"SILENT {_NOWHERE}")
