"""The RDF store: with `changes` and `parsing` the one that knows pyoxigraph.

A store keeps named graphs, and in its own default graph the set of all their triples, so that a
query without GRAPH sees each triple once (pyoxigraph's own union repeats a triple for each graph
that holds it, and so falsifies every count). Whatever writes keeps the two in step.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Final, cast

import oxrdflib
import pyoxigraph as ox
import rdflib
from rdflib.term import BNode, Literal, Node, URIRef

from graph_builder.errors import QueryError, StoreError
from graph_builder.formats import RDF_XML, RESULTS_XML, Content, Format
from graph_builder.terms import PREFIXES
from graph_builder.xmltext import XmlText, checked_property

Triple = tuple[Node, Node, Node]
#: One row of a SELECT: a term for each variable, None where it is unbound.
Row = tuple[Node | None, ...]

#: What pyoxigraph calls each RDF format.
RDF: Final[Mapping[str, ox.RdfFormat]] = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_RESULTS: Final[Mapping[str, ox.QueryResultsFormat]] = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}


class Solutions:
    """The answer to a SELECT: rows are yielded once, as they are found.

    An answer is read in the thread that asked: pyoxigraph ends the process otherwise.
    """

    def __init__(self, found: ox.QuerySolutions) -> None:
        self._found = found
        self.variables: tuple[str, ...] = tuple(variable.value for variable in found.variables)

    def __iter__(self) -> Iterator[Row]:
        for solution in self._found:
            yield tuple(None if term is None else from_ox(term) for term in solution)

    def write(self, form: Format, output: IO[bytes]) -> None:
        """Write all rows in a result format; raises `Unwritable` where it cannot hold them."""
        self._found.serialize(_output(output, form), _RESULTS[form.name])


class Boolean:
    """The answer to an ASK."""

    def __init__(self, found: ox.QueryBoolean) -> None:
        self._found = found

    def __bool__(self) -> bool:
        return bool(self._found)

    def write(self, form: Format, output: IO[bytes]) -> None:
        """Write the answer; what has no form for it, such as CSV, gets one bare word."""
        if form.name not in ("json", "xml"):
            output.write(b"true\n" if self else b"false\n")
        else:
            self._found.serialize(output, _RESULTS[form.name])


class Triples:
    """The answer to a CONSTRUCT or DESCRIBE, each triple once."""

    def __init__(self, found: ox.QueryTriples) -> None:
        self._found: Iterable[ox.Triple] = found
        #: How many there are, when they have been written.
        self.number: int | None = None

    def cut(self, most: int) -> bool:
        """Keep the first triples, and tell whether there were more."""
        kept: dict[ox.Triple, None] = {}
        more = False
        for triple in self._found:
            more = len(kept) == most and triple not in kept
            if more:
                break
            kept[triple] = None
        self._found = kept
        return more

    def __iter__(self) -> Iterator[Triple]:
        for triple in dict.fromkeys(self._found):
            yield from_ox(triple.subject), from_ox(triple.predicate), from_ox(triple.object)

    def write(self, form: Format, output: IO[bytes]) -> None:
        """Write the triples in an RDF format other than JSON-LD (see `jsonld`).

        Raises `Unwritable` where it cannot hold them.
        """
        triples = dict.fromkeys(self._found)
        if form.name == "rdf":
            triples = dict.fromkeys(_checked(triples))
        self.number = len(triples)
        quads: Iterable[ox.Triple] | Iterable[ox.Quad] = triples
        if form.content is Content.QUADS:
            quads = (ox.Quad(triple.subject, triple.predicate, triple.object) for triple in quads)
        ox.serialize(quads, _output(output, form), RDF[form.name], prefixes=dict(PREFIXES))


def _output(output: IO[bytes], form: Format) -> IO[bytes]:
    return cast("IO[bytes]", XmlText(output, form)) if form in (RDF_XML, RESULTS_XML) else output


def _checked(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield triples; raise `Unwritable` for a property that RDF/XML cannot name."""
    for triple in triples:
        checked_property(triple.predicate.value)
        yield triple


Answer = Solutions | Boolean | Triples


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
        """Add the quads of a file of N-Quads, which keeps default and named graphs in step itself."""
        self._inner.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)

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
            ox.serialize(triples, _output(output, form), RDF[form.name], prefixes=dict(PREFIXES))

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


def from_ox(term: object, *, as_written: bool = False) -> Node:
    """Return a term of rdflib, which would make "1" of "01" where literals need not stay as written."""
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        # A plain string has no datatype in rdflib's own parsers either.
        plain = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
        datatype = None if plain else URIRef(term.datatype.value)
        return Literal(term.value, datatype=datatype, normalize=not as_written)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    raise QueryError("the answer holds a triple term of RDF 1.2, which cannot be written in this format")
