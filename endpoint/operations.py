"""The operations of a SPARQL update: what each reads and writes, as far as its tokens tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from endpoint.tokens import Sort, Text, Token


@dataclass(frozen=True, slots=True)
class Run:
    """Triples that an operation writes, from one token to another, and the graph that they go to."""

    graph: Token | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A USING: its place, whether it is NAMED, and the graph."""

    start: int
    named: bool
    graph: Token


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of an update that is known to be SPARQL: its tokens, and where its prologue stands."""

    tokens: tuple[Token, ...]
    prologue: tuple[int, int]

    @property
    def start(self) -> int:
        """Return where it begins."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Return where it ends."""
        return self.tokens[-1].end

    @property
    def kind(self) -> str:
        """Return its first word."""
        return next((token.text.upper() for token in self.tokens if token.says(*_KINDS)), "")

    @property
    def silent(self) -> bool:
        """Tell whether it may fail."""
        return self.tokens[1].says("SILENT")

    @property
    def shorthand(self) -> bool:
        """Tell whether it is DELETE WHERE, which deletes what it finds."""
        return self.tokens[0].says("DELETE") and self.tokens[1].says("WHERE")

    @property
    def where(self) -> Token | None:
        """Return the word WHERE, if it looks for something."""
        return next((token for _, token in self._outside() if token.says("WHERE")), None)

    @property
    def graph(self) -> Token | None:
        """Return the graph that WITH names."""
        return self.tokens[1] if self.tokens[0].says("WITH") else None

    @property
    def using(self) -> tuple[Clause, ...]:
        """Return its USING clauses."""
        found = []
        for number, token in self._outside():
            if token.says("USING"):
                named = self.tokens[number + 1].says("NAMED")
                found.append(Clause(token.start, named, self.tokens[number + 1 + named]))
        return tuple(found)

    @property
    def names(self) -> tuple[Token, ...]:
        """Return the IRIs and names that stand outside all braces."""
        return tuple(token for _, token in self._outside() if token.sort in (Sort.IRI, Sort.NAME))

    @property
    def runs(self) -> tuple[Run, ...]:
        """Return the triples that it writes, run by run."""
        if self.kind not in ("INSERT", "DELETE", "WITH"):
            return ()
        found: list[Run] = []
        ends = self.where if not self.shorthand else None
        for number, token in self._outside():
            if token == ends:
                break
            if token.says("{"):
                found += self._runs(number, self._closing(number))
        return tuple(found)

    def _outside(self) -> Iterator[tuple[int, Token]]:
        """Yield what stands outside all braces, and these braces."""
        depth = 0
        for number, token in enumerate(self.tokens):
            depth -= token.says("}")
            if depth == 0:
                yield number, token
            depth += token.says("{")

    def _runs(self, opening: int, closing: int) -> Iterator[Run]:
        number = begun = opening + 1
        while number < closing:
            if not self.tokens[number].says("GRAPH"):
                number += 1
                continue
            if begun < number:
                yield Run(None, self.tokens[begun].start, self.tokens[number - 1].end)
            inner = self._closing(number + 2)
            yield Run(self.tokens[number + 1], self.tokens[number].start, self.tokens[inner].end)
            number = begun = inner + 1 + self.tokens[inner + 1].says(".")
        if begun < closing:
            yield Run(None, self.tokens[begun].start, self.tokens[closing - 1].end)

    def _closing(self, opening: int) -> int:
        depth = 0
        for number in range(opening, len(self.tokens)):
            depth += self.tokens[number].says("{") - self.tokens[number].says("}")
            if depth == 0:
                return number
        return len(self.tokens) - 1


_KINDS = ("ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH")


def operations(text: Text) -> Iterator[Operation]:
    """Yield the operations of an update that the engine has found to be SPARQL."""
    depth, begun, tokens = 0, 0, text.tokens
    for number, token in enumerate((*tokens, None)):
        if token is not None:
            depth += token.says("{", "(", "[") - token.says("}", ")", "]")
        if token is None or (depth == 0 and token.says(";")):
            first = _after_prologue(tokens, begun, number)
            if first < number:
                yield Operation(tokens[first:number], (tokens[begun].start, tokens[first].start))
            begun = number + 1


def _after_prologue(tokens: Sequence[Token], number: int, end: int) -> int:
    while number < end and tokens[number].says("PREFIX", "BASE", "VERSION"):
        number += 3 if tokens[number].says("PREFIX") else 2
    return number
