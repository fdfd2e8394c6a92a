"""The graphs that a query asks, as its own FROM and FROM NAMED say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from endpoint.engine import Graphs
from endpoint.tokens import Sort, Text, Token
from graph_builder.answers import Solutions
from graph_builder.store import Store

_FORMS: Final = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")


def graphs_of(text: Text, base: str) -> Graphs | None:
    """Return the graphs that a query names itself; None where it names none, and so asks all.

    Raises `QueryError` where a name has no IRI.
    """
    clauses = list(_clauses(text))
    if not clauses:
        return None
    found = iris(prologue_of(text), [name for _, name in clauses], base)
    return Graphs(
        tuple(dict.fromkeys(iri for (named, _), iri in zip(clauses, found, strict=True) if not named)),
        tuple(dict.fromkeys(iri for (named, _), iri in zip(clauses, found, strict=True) if named)),
    )


def prologue_of(text: Text) -> str:
    """Return what stands before the first word of a query itself."""
    return text.written[: next((token.start for token in text.tokens if token.says(*_FORMS)), 0)]


def iris(prologue: str, names: Sequence[Token], base: str) -> list[str]:
    """Return the IRIs that names stand for, by the prefixes and the base of a prologue."""
    if not names:
        return []
    written = " ".join(f"({name.text})" for name in names)
    answer = Store.in_memory().query(
        f"{prologue}\nSELECT ?name {{ VALUES (?name) {{ {written} }} }}", base=base
    )
    assert isinstance(answer, Solutions)  # noqa: S101 - our own query, but for its prologue
    return [str(iri) for (iri,) in answer]


def _clauses(text: Text) -> Iterator[tuple[bool, Token]]:
    """Yield each FROM: whether it is NAMED, and the name of its graph."""
    depth = 0
    tokens = iter(text.tokens)
    for token in tokens:
        depth += token.says("{") - token.says("}")
        if depth == 0 and token.says("FROM"):
            name = next(tokens, token)
            named = name.says("NAMED")
            if named:
                name = next(tokens, token)
            if name.sort in (Sort.IRI, Sort.NAME):
                yield named, name
