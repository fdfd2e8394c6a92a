"""The RDF store: with `answers`, `changes` and `parsing` the one that knows pyoxigraph.

A store keeps named graphs, and in its own default graph the set of all their triples, so that a
query without GRAPH sees each triple once (pyoxigraph's own union repeats a triple for each graph
that holds it, and so falsifies every count). Whatever writes keeps the two in step.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO

import oxrdflib
import pyoxigraph as ox
import rdflib
from rdflib.term import Literal, Node, URIRef

from graph_builder.answers import RDF, Answer, Boolean, Solutions, Triple, Triples, from_ox, prepared
from graph_builder.errors import QueryError, StoreError
from graph_builder.formats import RDF_XML, Content, Format
from graph_builder.terms import PREFIXES
from graph_builder.xmltext import checked_property


class Store:
    """One dataset, in memory or on disk."""

    def __init__(self, inner: ox.Store) -> None:
        self._inner = inner

    @classmethod
    def in_memory(cls) -> Store:
        """Return a new, empty store in memory."""
        return cls(ox.Store())

    @classmethod
    def create(cls, folder: Path) -> Store:
        """Open `folder` for writing, making it where it is missing; one process may at a time."""
        return cls(_opened(ox.Store, folder))

    @classmethod
    def read_only(cls, folder: Path) -> Store:
        """Open a store that nobody writes; any number of processes may."""
        return cls(_opened(ox.Store.read_only, folder))

    # --- asking ---------------------------------------------------------------------------------

    def query(
        self,
        text: str,
        *,
        base: str | None = None,
        default: Collection[str] | None = None,
        named: Collection[str] | None = None,
    ) -> Answer:
        """Answer a SPARQL 1.1 query over the set of all triples; GRAPH sees the named graphs.

        Where `named` is given, GRAPH sees those alone, and `default` is at most one graph in the place
        of the set of all triples; FROM and FROM NAMED in the query then have no say. The prefixes of
        `PREFIXES` are known without being declared. Raises `QueryError` where the query is wrong.
        """
        asked = [ox.DefaultGraph()] if default is None else [ox.NamedNode(name) for name in default]
        try:
            found = self._inner.query(
                text,
                base_iri=base,
                prefixes=dict(PREFIXES),
                default_graph=None if named is None else asked,  # type: ignore[arg-type]
                named_graphs=None if named is None else [ox.NamedNode(name) for name in named],
            )
        except (SyntaxError, ValueError) as error:
            raise QueryError(str(error)) from error
        if isinstance(found, ox.QuerySolutions):
            return Solutions(found)
        if isinstance(found, ox.QueryBoolean):
            return Boolean(found)
        return Triples(found)

    def part(self, default: Collection[str], named: Collection[str]) -> Store:
        """Return a copy in memory whose default graph is the set of some graphs' triples, beside others."""
        copy = ox.Store()
        for name, where in (*((name, None) for name in default), *((name, name) for name in named)):
            target = ox.NamedNode(where) if where else ox.DefaultGraph()
            copy.bulk_extend(
                ox.Quad(quad.subject, quad.predicate, quad.object, target)
                for quad in self._inner.quads_for_pattern(None, None, None, ox.NamedNode(name))
            )
        return Store(copy)

    def select(self, text: str) -> Solutions:
        """Answer a SELECT of our own."""
        answer = self.query(text)
        assert isinstance(answer, Solutions), text  # noqa: S101 - our own queries, not a user's
        return answer

    def ask(self, text: str) -> bool:
        """Answer an ASK of our own."""
        return bool(self.query(text))

    def triples(
        self,
        subject: URIRef | None = None,
        predicate: URIRef | None = None,
        object_: Node | None = None,
        *,
        graph: URIRef | None = None,
    ) -> Iterator[Triple]:
        """Yield the triples that fit; `graph` is a named graph, without one the set of all triples."""
        pattern = [None if term is None else _to_ox(term) for term in (subject, predicate, object_)]
        where = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
        for quad in self._inner.quads_for_pattern(*pattern, where):  # type: ignore[call-arg, arg-type]
            yield from_ox(quad.subject), from_ox(quad.predicate), from_ox(quad.object)

    def graphs(self) -> tuple[URIRef, ...]:
        """Return the named graphs, sorted."""
        return tuple(
            sorted(
                URIRef(name.value) for name in self._inner.named_graphs() if isinstance(name, ox.NamedNode)
            )
        )

    def has(self, graph: str) -> bool:
        """Tell whether there is a named graph; an empty one counts, and what is no IRI names none."""
        try:
            return self._inner.contains_named_graph(ox.NamedNode(graph))
        except ValueError:
            return False

    def __len__(self) -> int:
        """Return the number of quads, the set of all triples in the default graph included."""
        return len(self._inner)

    # --- writing --------------------------------------------------------------------------------

    def add(self, graph: URIRef, triples: Iterable[Triple]) -> None:
        """Add triples to a named graph and to the set of all triples."""
        name = ox.NamedNode(graph)
        default = ox.DefaultGraph()

        def quads() -> Iterator[ox.Quad]:
            for triple in triples:
                subject, predicate, object_ = map(_to_ox, triple)
                yield ox.Quad(subject, predicate, object_, name)  # type: ignore[arg-type]
                yield ox.Quad(subject, predicate, object_, default)  # type: ignore[arg-type]

        self._inner.bulk_extend(quads())

    def found(self, graph: URIRef) -> None:
        """Make a named graph where there is none, be it empty."""
        self._inner.add_graph(ox.NamedNode(graph))

    def load(self, path: Path) -> None:
        """Add the quads of a file of N-Quads, which keeps default and named graphs in step itself.

        Blank nodes keep their names.
        """
        self._inner.bulk_extend(ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS))

    def write(self, output: IO[bytes]) -> None:
        """Write all quads, as `load` reads them."""
        self._inner.dump(output, ox.RdfFormat.N_QUADS)

    def read(self, size: int) -> Iterator[None]:
        """Look at every quad, so many at a time."""
        quads = iter(self._inner)
        while next(islice(quads, size - 1, None), None):
            yield

    def update(self, text: str) -> None:
        """Run a SPARQL 1.1 update of our own; it keeps default and named graphs in step itself."""
        self._inner.update(text, prefixes=dict(PREFIXES))

    def finish(self, *, compact: bool = True) -> None:
        """Flush: what was written is on disk and, where it is compacted, fast to read."""
        if compact:
            self._inner.optimize()
        self._inner.flush()

    def close(self) -> None:
        """Let go of the files; the store is of no use after that."""
        self.__dict__.pop("_inner", None)

    def copy(self, folder: Path) -> None:
        """Copy the store to a new folder; on the same disk that takes no time, since files never change."""
        self._inner.backup(str(folder))

    # --- whole graphs ---------------------------------------------------------------------------

    def dump(
        self,
        form: Format,
        output: IO[bytes],
        *,
        graph: URIRef | None = None,
        without: Collection[URIRef] = (),
    ) -> None:
        """Write everything, or `graph` alone; what the graphs of `without` hold is left out.

        A format of triples gets a set of triples; a format of quads gets the named graphs, since
        their set adds nothing. JSON-LD is written by `jsonld`.
        """
        if form.content is Content.QUADS:
            # Not Store.dump: that writes the default graph as well.
            names = [name for name in ((graph,) if graph else self.graphs()) if name not in without]
            quads = (
                quad
                for name in names
                for quad in self._inner.quads_for_pattern(None, None, None, ox.NamedNode(name))
            )
            ox.serialize(quads, output, RDF[form.name], prefixes=dict(PREFIXES))
        else:
            if form == RDF_XML:
                # Told before anything is written, while another format can be sent.
                for property_ in self._properties(graph):
                    checked_property(property_)
            triples = (quad.triple for quad in self._set(graph, without))
            ox.serialize(triples, prepared(output, form), RDF[form.name], prefixes=dict(PREFIXES))

    def set_of_triples(
        self, *, graph: URIRef | None = None, without: Collection[URIRef] = ()
    ) -> Iterator[Triple]:
        """Yield each triple once, those of one subject together: of `graph`, or of all graphs.

        What a graph of `without` holds is left out.
        """
        for quad in self._set(graph, without):
            yield from_ox(quad.subject), from_ox(quad.predicate), from_ox(quad.object)

    def _properties(self, graph: URIRef | None) -> Iterator[str]:
        pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
        return (str(property_) for (property_,) in self.select(f"SELECT DISTINCT ?p {{ {pattern} }}"))

    def _set(self, graph: URIRef | None, without: Collection[URIRef]) -> Iterator[ox.Quad]:
        where = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        left_out = [ox.NamedNode(name) for name in without]
        for quad in self._inner.quads_for_pattern(None, None, None, where):
            copies = (ox.Quad(quad.subject, quad.predicate, quad.object, name) for name in left_out)
            if not any(copy in self._inner for copy in copies):
                yield quad

    def nquads(self) -> bytes:
        """Return the named graphs as sorted N-Quads: the same content gives the same bytes."""
        buffer = io.BytesIO()
        self.dump(_N_QUADS, buffer)
        return b"".join(sorted(buffer.getvalue().splitlines(keepends=True)))

    def dataset(self) -> rdflib.Dataset:
        """Return the store as an rdflib dataset; its default graph is the set of all triples.

        The prefixes of `PREFIXES` are bound.
        """
        dataset = rdflib.Dataset(store=_Readable(store=self._inner))
        for prefix, namespace in PREFIXES.items():
            dataset.bind(prefix, namespace)
        return dataset


class _Readable(oxrdflib.OxigraphStore):
    """Lets rdflib ask a read-only store for a graph, which it does by adding it first."""

    def add_graph(self, graph: rdflib.Graph) -> None:
        """Leave the store as it is: a graph that is not there is empty."""


_N_QUADS = Format("nq", ("application/n-quads",), Content.QUADS)


def _opened(opener: type[ox.Store] | object, folder: Path) -> ox.Store:
    try:
        return opener(str(folder))  # type: ignore[operator]
    except OSError as error:
        raise StoreError(
            folder, f"cannot be opened as a store ({error})", "check that it is one, and its rights"
        ) from error


def _to_ox(term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if isinstance(term, URIRef):
        return ox.NamedNode(term)
    if isinstance(term, Literal):
        datatype = ox.NamedNode(term.datatype) if term.datatype else None
        return ox.Literal(str(term), language=term.language, datatype=datatype)
    return ox.BlankNode(str(term))
