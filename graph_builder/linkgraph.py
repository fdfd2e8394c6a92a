"""The graph of links: each link as a triple, and why it was made.

A link is one triple (`owl:sameAs` or `skos:closeMatch`) and one mapping record in the RDF form of
SSSOM, where a record is an `owl:Axiom`. A record has the date of its table, where that says one, and
never the clock's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from rdflib import Literal
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, VOID, XSD
from rdflib.term import Node, URIRef

from graph_builder.gazetteer import GOALS, PLACES, TABLES, Match
from graph_builder.iris import Iris, digest
from graph_builder.link import DECISIONS, PREDICATES, Identified, Link, Located
from graph_builder.terms import GEO, SEMAPV, SSSOM

Triple = tuple[Node, Node, Node]

TOOL: Final = "newsgraph"


def link_triples(links: Sequence[Link], iris: Iris) -> Iterator[Triple]:
    """Yield the triples of the links graph: links, mapping records, positions and whose data they are."""
    tables: dict[str, None] = {}
    for one in links:
        match one:
            case Identified():
                tables[one.table] = None
                yield from _mapping_triples(one, iris)
            case Located():
                tables[PLACES.name] = None
                yield one.subject.iri, GEO.lat, _degrees(one.latitude)
                yield one.subject.iri, GEO.long, _degrees(one.longitude)
    if tables:
        yield iris.links, RDF.type, VOID.Dataset
    for name in sorted(tables.keys() & TABLES.keys()):
        yield iris.links, DCTERMS.rights, Literal(TABLES[name].notice, lang="en")


def _mapping_triples(one: Identified, iris: Iris) -> Iterator[Triple]:
    subject, predicate = one.subject.iri, PREDICATES[one.match]
    if one.subject.kind == "topic" and one.match is Match.EXACT:
        # A concept is matched with a concept; owl:sameAs would join the two schemes.
        predicate = SKOS.exactMatch
    yield subject, predicate, one.target
    record = URIRef(f"{iris.links}#{digest(subject, predicate, one.target)}")
    table = TABLES.get(one.table)
    date = one.date or (table.date if table else "")
    by_rule = one.table not in (DECISIONS, GOALS.name)
    justification = SEMAPV.LexicalMatching if by_rule else SEMAPV.ManualMappingCuration
    yield record, RDF.type, OWL.Axiom
    yield record, OWL.annotatedSource, subject
    yield record, OWL.annotatedProperty, predicate
    yield record, OWL.annotatedTarget, one.target
    yield record, SSSOM.mapping_justification, justification
    yield record, SSSOM.mapping_tool, Literal(TOOL)
    yield record, SSSOM.confidence, Literal(one.reason.confidence, datatype=XSD.double)
    yield record, SSSOM.subject_label, Literal(one.subject.names[0])
    yield record, SSSOM.subject_match_field, one.reason.field
    yield record, SSSOM.match_string, Literal(one.matched)
    if one.label:
        yield record, SSSOM.object_label, Literal(one.label)
    if one.source:
        yield record, RDFS.comment, Literal(one.source)
    if one.author:
        yield record, SSSOM.author_label, Literal(one.author)
    if date:
        yield record, SSSOM.mapping_date, Literal(date, datatype=XSD.date)
    mappings = URIRef(f"{iris.links}#{one.table}")
    yield mappings, RDF.type, SSSOM.MappingSet
    if table:
        yield mappings, DCTERMS.license, URIRef(table.licence)
    yield mappings, SSSOM.mappings, record


def _degrees(value: Decimal) -> Literal:
    """Return an angle in the one form that XML Schema 1.1 calls canonical, so that every store keeps it."""
    return Literal(format(value.normalize(), "f"), datatype=XSD.decimal)
