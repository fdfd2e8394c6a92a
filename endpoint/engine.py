"""The one way that a user's query is answered: text and wanted formats in, bytes out.

Only values that can be sent to another process cross this border, so that where a query runs is
nobody else's concern.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import IO

from endpoint.federation import calls_out
from endpoint.negotiation import Choice
from endpoint.streaming import Stream
from graph_builder.errors import QueryError
from graph_builder.formats import JSON_LD
from graph_builder.jsonld import write_jsonld
from graph_builder.store import Answer, Boolean, Solutions, Store, Triples


class Kind(Enum):
    """What sort of answer a query has."""

    ROWS = "rows"
    BOOLEAN = "yes or no"
    TRIPLES = "triples"


class FederationRefused(QueryError):
    """A query asks other servers."""

    def __init__(self) -> None:
        super().__init__(
            "SERVICE is not allowed here: this endpoint asks no other server."
            " Ask that one yourself, and give what it answers in VALUES."
        )


class FormRefused(QueryError):
    """A query is right, but its answer cannot be had in any of the formats that the client accepts."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(f"The answer is {kind.value}, and no format for that is accepted.")
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Wanted:
    """The format for each sort of answer; None where the client accepts none."""

    results: Choice | None
    triples: Choice | None

    def choice(self, kind: Kind) -> Choice:
        """Return the format for an answer; raises `FormRefused` where there is none."""
        found = self.triples if kind is Kind.TRIPLES else self.results
        if found is None:
            raise FormRefused(kind)
        return found


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: what sort, in what format, and its bytes as they come. Close it when done."""

    kind: Kind
    choice: Choice
    chunks: Stream


class Engine:
    """Answers queries on one snapshot."""

    def __init__(self, store: Store, base: str) -> None:
        self._store = store
        self._base = base

    def ask(self, text: str, wanted: Wanted) -> Reply:
        """Answer a query.

        Raises `QueryError` where it is wrong or fails before its first bytes; an error after them
        is raised in the place of the bytes that are missing.
        """
        if calls_out(text):
            raise FederationRefused
        found: list[tuple[Kind, Choice]] = []

        def work(output: IO[bytes]) -> None:
            answer = self._store.query(text, base=self._base)
            kind = _kind(answer)
            found.append((kind, wanted.choice(kind)))
            self._write(answer, wanted.choice(kind), output)

        stream = Stream(work)
        try:
            stream.peek()
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"The query cannot be answered: {error}") from error
        kind, choice = found[0]
        return Reply(kind, choice, stream)

    def _write(self, answer: Answer, choice: Choice, output: IO[bytes]) -> None:
        if isinstance(answer, Triples) and choice.form == JSON_LD:
            by_subject = sorted(answer, key=lambda triple: str(triple[0]))
            write_jsonld(by_subject, output)
        else:
            answer.write(choice.form, output)


def _kind(answer: Answer) -> Kind:
    if isinstance(answer, Solutions):
        return Kind.ROWS
    return Kind.BOOLEAN if isinstance(answer, Boolean) else Kind.TRIPLES
