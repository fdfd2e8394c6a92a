"""A SPARQL update, run on the graphs of a draft.

The engine knows one default graph. Here what was written to no graph lies in a graph of its own, and
the default graph that queries see is the set of all triples, which is derived. So each operation is
put into other words before the engine runs it: what goes to no graph goes to that one, and what the
request says of the graphs to read is said in the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from endpoint.datasets import iris
from endpoint.engine import FederationRefused
from endpoint.federation import calls_out, leading_nowhere, relayed
from endpoint.fetching import NOBODY, FetchFailed, Hosts, fetch
from endpoint.negotiation import rdf_form
from endpoint.operations import Operation, operations
from endpoint.tokens import Sort, Text, Token
from graph_builder.changes import Changes, check_update
from graph_builder.errors import QueryError, RdfError
from graph_builder.formats import RDF_FORMATS
from graph_builder.parsing import Image, read_image

#: Where the graphs of several USING are put together: the engine would repeat what two of them hold.
_JOINED: Final = "urn:newsgraph:joined"
_NOWHERE: Final = "<urn:newsgraph:nowhere>"
_DOCUMENTS: Final = ", ".join((*(form.media_type for form in RDF_FORMATS), "*/*;q=0.1"))
_ON_GRAPHS: Final = frozenset({"ADD", "CLEAR", "COPY", "CREATE", "DROP", "LOAD", "MOVE"})


class DatasetConflict(QueryError):
    """A request and the update that it sends both say which graphs are read."""

    def __init__(self) -> None:
        super().__init__(
            "using-graph-uri and using-named-graph-uri cannot be sent with an update that holds USING or"
            " WITH: say in one place which graphs are read."
        )


class LoadRefused(QueryError):
    """An update asks for a document that the endpoint may not fetch."""

    def __init__(self, source: str) -> None:
        super().__init__(
            f"LOAD <{source}> is not allowed here: fetch it yourself, and send it to /data?graph=IRI."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """An update to run: its text, the base of its IRIs, and the graphs that its request names."""

    text: str
    base: str
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    #: Whether the default graph is only what was written to no graph.
    apart: bool = False
    #: The servers that may be asked, and that documents may be loaded from.
    hosts: Hosts = NOBODY

    def run(self, changes: Changes) -> None:
        """Run it; raises `QueryError` where it is wrong or fails."""
        text = self._checked()
        steps = list(operations(text))
        if (self.using or self.using_named) and any(step.using or step.graph for step in steps):
            raise DatasetConflict
        # Without a look at the default graph the words of `_to_own` say the same, and faster.
        if self.apart and any(step.where or _on_named(step) for step in steps):
            with changes.apart():
                self._run(text, steps, changes, None)
        else:
            self._run(text, steps, changes, changes.own)

    def _checked(self) -> Text:
        """Return the text, read; raises `QueryError` where it is no update, with the place."""
        text, probe = Text(self.text), Text(self.text)
        if not self.hosts.listed and calls_out(text):
            raise FederationRefused
        leading_nowhere(probe)
        for number, token in enumerate(probe.tokens[:-1]):
            if token.says("LOAD"):
                # The engine would fetch it.
                silent = probe.tokens[number + 1].says("SILENT")
                source = probe.tokens[min(number + 1 + silent, len(probe.tokens) - 1)]
                if source.sort in (Sort.IRI, Sort.NAME):
                    probe.replace(source.start, source.end, _NOWHERE if silent else f"SILENT {_NOWHERE}")
        steps = list(operations(probe))
        if all(step.prologue[0] == step.prologue[1] for step in steps[1:]):
            self._check(probe, "", 0, None)
        else:
            self._check_apart(probe, steps)
        return text

    def _check_apart(self, probe: Text, steps: list[Operation]) -> None:
        """Check one operation after the other: the engine knows no prologue but the first."""
        prologue = ""
        blank: set[str] = set()
        for step in steps:
            prologue += probe.plain(*step.prologue) + "\n"
            self._check(probe, prologue, step.start, step.end)
            nodes = {token.text for token in step.tokens if token.sort is Sort.BLANK}
            if shared := sorted(blank & nodes):
                raise QueryError(f"The blank node {shared[0]} cannot be shared by two operations")
            blank |= nodes

    def _check(self, probe: Text, lead: str, begin: int, end: int | None) -> None:
        try:
            check_update(lead + probe.plain(begin, end), self.base)
        except QueryError as error:
            raise probe.mended(error, lead, begin) from error

    def _run(self, text: Text, steps: list[Operation], changes: Changes, own: str | None) -> None:
        prologue = plain = ""
        for step in steps:
            prologue += text.written[slice(*step.prologue)] + "\n"
            plain += text.plain(*step.prologue) + "\n"
            changes.watch(self._touched(step, prologue, changes.own))
            if step.where and own:
                changes.settle()
            if step.kind == "LOAD":
                self._load(step, prologue, changes, own)
                continue
            relayed(text, step.tokens, self.hosts, partial(self._iri, prologue))
            if step.shorthand:
                _spell_out(text, step, own)
            joined = self._read_from(text, step, prologue)
            if own:
                _to_own(text, step, own)
            if step.kind == "CLEAR" and not step.silent and not step.tokens[1].says("DEFAULT"):
                # A graph that is not there is as empty as can be.
                text.replace(step.tokens[0].end, step.tokens[0].end, " SILENT ")
            for graph in joined:
                into, source = f"GRAPH <{_JOINED}> {{ ?s ?p ?o }}", f"GRAPH <{graph}> {{ ?s ?p ?o }}"
                changes.run(f"INSERT {{ {into} }} WHERE {{ {source} }}", self.base)
            changes.run(plain + text.plain(step.start, step.end), self.base)
            if step.kind in ("CLEAR", "DROP") and any(token.says("ALL") for token in step.tokens):
                changes.emptied()
            if joined:
                changes.run(f"DROP SILENT GRAPH <{_JOINED}>", self.base)

    def _touched(self, step: Operation, prologue: str, own: str) -> set[str] | None:
        """Return the graphs that an operation may write, or None where that may be all."""
        named: list[Token] = [run.graph for run in step.runs if run.graph]
        if step.kind in _ON_GRAPHS:
            if any(token.says("ALL", "NAMED") for token in step.tokens):
                return None
            named += step.names
        if step.graph:
            named.append(step.graph)
        if any(token.sort is Sort.VARIABLE for token in named):
            return None
        return {own, *iris(prologue, named, self.base)}

    def _iri(self, prologue: str, name: Token) -> str:
        return iris(prologue, [name], self.base)[0]

    def _load(self, step: Operation, prologue: str, changes: Changes, own: str | None) -> None:
        source, *into = iris(prologue, step.names, self.base)
        try:
            changes.load(into[0] if into else own, self._loaded(source))
        except (QueryError, RdfError):
            if not step.silent:
                raise

    def _loaded(self, source: str) -> Image:
        if not self.hosts.listed:
            raise LoadRefused(source)
        url = source.partition("#")[0]
        found = fetch(url, self.hosts, headers={"Accept": _DOCUMENTS})
        media_type = found.content_type.partition(";")[0].strip().casefold()
        form = rdf_form(media_type) or rdf_form("", url.rpartition(".")[2])
        if form is None:
            raise FetchFailed(source, f"{media_type or 'it'} is no RDF")
        return read_image(found.body, form.name, found.url)

    def _read_from(self, text: Text, step: Operation, prologue: str) -> tuple[str, ...]:
        """Say which graphs are read; returns those that must be joined to one default graph."""
        if not step.where:
            return ()
        clauses = [clause for clause in step.using if not clause.named]
        own = iris(prologue, [clause.graph for clause in clauses], self.base)
        default = tuple(dict.fromkeys((*own, *self.using)))
        joined = default if len(default) > 1 else ()
        if joined:
            for clause in clauses:
                text.replace(clause.start, clause.graph.end, " ")
        added = [_JOINED] if joined else list(self.using)
        words = "".join(
            (
                *(f" USING <{name}>" for name in added),
                *(f" USING NAMED <{name}>" for name in self.using_named),
            )
        )
        if words:
            text.replace(step.where.start, step.where.start, f"{words} ")
        return joined


def _to_own(text: Text, step: Operation, own: str) -> None:
    """Let go to a graph what an operation says of no graph."""
    for token in step.tokens if step.kind in _ON_GRAPHS else ():
        if token.says("DEFAULT"):
            silent = "SILENT " if step.kind in ("CLEAR", "DROP") and not step.silent else ""
            text.replace(token.start, token.end, f"{silent}GRAPH <{own}>")
    if not step.graph and not step.shorthand:
        for run in step.runs:
            if run.graph is None:
                text.replace(run.start, run.start, f"GRAPH <{own}> {{ ")
                text.replace(run.end, run.end, "\n}")


def _spell_out(text: Text, step: Operation, own: str | None) -> None:
    """Write DELETE WHERE with what is deleted and what is looked for apart."""
    template = "".join(
        f"GRAPH <{own}> {{ {words}\n}} " if own and run.graph is None else f"{words}\n"
        for run in step.runs
        for words in [text.plain(run.start, run.end)]
    )
    text.replace(step.tokens[0].end, step.tokens[0].end, f" {{ {template} }} ")


def _on_named(step: Operation) -> bool:
    return step.kind in ("CLEAR", "DROP") and any(token.says("NAMED") for token in step.tokens)
