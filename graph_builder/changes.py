"""What a write changes in a store, with the set of all triples kept in step.

Named graphs are written; the default graph of a store on disk is the set of all their triples and
is never written itself. What was written to no graph lies in a named graph of its own (`own`).
Beside `store` and `parsing` this is the one module that knows pyoxigraph.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib.term import URIRef

from graph_builder.answers import Triple, from_ox
from graph_builder.errors import QueryError, RdfError
from graph_builder.parsing import Image
from graph_builder.store import Store
from graph_builder.terms import PREFIXES

_NOTHING: Image = frozenset()


@dataclass(frozen=True, slots=True)
class Delta:
    """What one graph lost and won; `exists` tells whether it is there now, be it empty."""

    removed: Image
    added: Image
    exists: bool

    def terms(self) -> Iterator[str]:
        """Yield the property, or where that is rdf:type the class, of each triple, as SPARQL writes it."""
        for triple in (*self.removed, *self.added):
            a = triple.predicate.value.endswith("22-rdf-syntax-ns#type")
            yield str(triple.object if a else triple.predicate)

    def lines(self, graph: str) -> Iterator[str]:
        """Yield what tells this change from others."""
        yield f"{graph} {'is' if self.exists else 'is not'}"
        yield from sorted(f"{graph} - {triple}" for triple in self.removed)
        yield from sorted(f"{graph} + {triple}" for triple in self.added)


class Changes:
    """The changes of one write. What it touches is watched first, and settled after."""

    def __init__(self, store: Store, own: URIRef) -> None:
        self.store = store
        self.own = str(own)
        self._before: dict[str, Image | None] = {}
        self._settled: dict[str, Image] = {}
        #: What graphs hold in the words that were sent: the store writes numbers in its own form.
        self._sent: dict[str, Image] = {}
        self._all = False

    @property
    def _ox(self) -> ox.Store:
        # Not kept: a store closes with the last that holds it.
        return self.store._inner

    # --- writing --------------------------------------------------------------------------------

    def watch(self, graphs: Collection[str] | None) -> None:
        """Remember how some graphs are, or all, before they are written."""
        if graphs is None:
            graphs, self._all = [str(name) for name in self.store.graphs()], True
        for name in graphs:
            if name not in self._before:
                image = self._image(name)
                self._settled[name] = image
                self._before[name] = image if image or self.has(name) else None

    def has(self, graph: str) -> bool:
        """Tell whether there is a graph; an empty one counts."""
        return self.store.has(graph)

    def put(self, graph: str, triples: Image, *, merge: bool = False) -> None:
        """Make a graph hold some triples, and no others save where they are merged with what it holds."""
        self.watch([graph])
        name = ox.NamedNode(graph)
        if not merge:
            self._ox.clear_graph(name)
        self._ox.add_graph(name)
        self._sent[graph] = triples | self._image(graph)
        self._extend(ox.Quad(triple.subject, triple.predicate, triple.object, name) for triple in triples)

    def load(self, graph: str | None, triples: Image) -> None:
        """Add triples to a graph; None is the default graph, as long as that is apart."""
        if graph is not None:
            self.put(graph, triples, merge=True)
        else:
            self._extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)

    def drop(self, graph: str) -> None:
        """Remove a graph."""
        self.watch([graph])
        self._ox.remove_graph(ox.NamedNode(graph))

    def run(self, update: str, base: str) -> None:
        """Run a SPARQL update, whose graphs were watched; raises `QueryError` where it fails."""
        try:
            self._ox.update(update, base_iri=base, prefixes=dict(PREFIXES))
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise QueryError(str(error)) from error

    def emptied(self) -> None:
        """Know that an update has cleared the default graph with all others."""
        self._settled = dict.fromkeys(self._settled, _NOTHING)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Let the default graph hold only what was written to no graph, as long as this lasts."""
        self.watch([self.own])
        own = self._image(self.own)
        self._ox.clear_graph(ox.DefaultGraph())
        self._ox.remove_graph(ox.NamedNode(self.own))
        self._extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in own)
        yield
        held = self._image(None) | self._image(self.own)
        self._ox.clear_graph(ox.DefaultGraph())
        if held:
            name = ox.NamedNode(self.own)
            self._ox.clear_graph(name)
            self._extend(ox.Quad(triple.subject, triple.predicate, triple.object, name) for triple in held)
        self._extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in list(self._ox))
        self._settled.update((name, self._image(name)) for name in self._known())

    def settle(self) -> None:
        """Bring the set of all triples in step with the graphs watched."""
        if self.has(self.own) and not self._image(self.own):
            # It is there only when something was written to no graph.
            self._ox.remove_graph(ox.NamedNode(self.own))
        removed: set[ox.Triple] = set()
        for name in self._known():
            now, then = self._image(name), self._settled.get(name, _NOTHING)
            removed |= then - now
            self._extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in now - then)
            self._settled[name] = now
        if removed and not any(True for _ in self._ox.named_graphs()):
            self._ox.clear_graph(ox.DefaultGraph())
            return
        for triple in removed:
            if not self._named(triple):
                self._ox.remove(ox.Quad(triple.subject, triple.predicate, triple.object))

    # --- what came of it ------------------------------------------------------------------------

    def deltas(self) -> Mapping[str, Delta]:
        """Return what each graph lost and won that is not as it was; call `settle` first.

        Raises `RdfError` where a graph won a triple term of RDF 1.2, which not every format can write.
        """
        found = {}
        for name in sorted(self._known()):
            now, then = self._settled.get(name, _NOTHING), self._before.get(name)
            delta = Delta((then or _NOTHING) - now, now - (then or _NOTHING), self.has(name))
            if any(isinstance(triple.object, ox.Triple) for triple in delta.added):
                raise RdfError(f"<{name}>", "would hold a triple term of RDF 1.2; write RDF 1.1")
            if delta.removed or delta.added or delta.exists != (then is not None):
                found[name] = delta
        return found

    def said(self, graph: str) -> Iterator[Triple]:
        """Yield what a graph holds now, in the words that were sent where they are known."""
        for triple in self._sent.get(graph) or self._image(graph):
            object_ = from_ox(triple.object, as_written=True)
            yield from_ox(triple.subject), from_ox(triple.predicate), object_

    def _known(self) -> set[str]:
        return {*self._before, *(map(str, self.store.graphs()) if self._all else ())}

    def _image(self, graph: str | None) -> Image:
        where = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
        return frozenset(quad.triple for quad in self._ox.quads_for_pattern(None, None, None, where))

    def _named(self, triple: ox.Triple) -> bool:
        pattern = (triple.subject, triple.predicate, triple.object)
        return any(
            isinstance(quad.graph_name, ox.NamedNode) for quad in self._ox.quads_for_pattern(*pattern, None)
        )

    def _extend(self, quads: Iterable[ox.Quad]) -> None:
        self._ox.extend(quads)


def digest_of(before: str, deltas: Mapping[str, Delta]) -> str:
    """Return the digest of a snapshot that changes made from another, whose digest is given."""
    lines = [line for name, delta in deltas.items() for line in delta.lines(name)]
    return hashlib.sha256("\n".join((before, *lines)).encode()).hexdigest()


def check_update(text: str, base: str) -> None:
    """Raise `QueryError` where an update is no SPARQL; it must hold no LOAD and no SERVICE."""
    try:
        ox.Store().update(text, base_iri=base, prefixes=dict(PREFIXES))
    except SyntaxError as error:
        raise QueryError(str(error)) from error
    except (ValueError, RuntimeError):
        # What fails for want of data says nothing of the text.
        return
