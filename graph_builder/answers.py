"""What the engine answers, and the way of its terms and formats to rdflib's and ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Final, cast

import pyoxigraph as ox
from rdflib.term import BNode, Literal, Node, URIRef

from graph_builder.errors import QueryError
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
        self._found.serialize(prepared(output, form), _RESULTS[form.name])


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
        ox.serialize(quads, prepared(output, form), RDF[form.name], prefixes=dict(PREFIXES))


def prepared(output: IO[bytes], form: Format) -> IO[bytes]:
    """Return where to write a format, such that what it cannot hold is told."""
    return cast("IO[bytes]", XmlText(output, form)) if form in (RDF_XML, RESULTS_XML) else output


def _checked(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield triples; raise `Unwritable` for a property that RDF/XML cannot name."""
    for triple in triples:
        checked_property(triple.predicate.value)
        yield triple


Answer = Solutions | Boolean | Triples


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
