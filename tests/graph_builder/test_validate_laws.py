"""Laws of validation, on made-up triples."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.namespace import RDF, RDFS, XSD
from rdflib.term import BNode, Literal, URIRef

from graph_builder.answers import Triple
from graph_builder.iris import Iris
from graph_builder.resources import SHAPES
from graph_builder.terms import GEO, IN, NEWS, OA
from graph_builder.validate import Shapes, report_lines, validate

IRIS = Iris("https://newsgraph.example/")

THINGS = st.sampled_from([
    IRIS.thing("event", "a"), IRIS.thing("session", "b"), IRIS.thing("person", "c"),
    IRIS.evidence("river", 1, 9), URIRef(f"{IRIS.evidence('river', 1, 9)}#position"), BNode("x"), BNode("y"),
])  # fmt: skip
WORDS = st.sampled_from([
    Literal("words"), Literal("words", lang="en"), Literal(""), Literal(7), Literal(True), Literal(1.5),
    Literal("many", datatype=XSD.integer), Literal("2024-02-30", datatype=XSD.date),
    Literal("2024-02-28", datatype=XSD.date), Literal("2024-02-28T00:00:00Z", datatype=XSD.dateTime),
    Literal("2024-02-28T00:00:00", datatype=XSD.dateTime), Literal("P1D", datatype=XSD.duration),
    Literal("x", datatype=URIRef("urn:unknown")), Literal("<p>", datatype=RDF.XMLLiteral),
])  # fmt: skip
PATHS = st.sampled_from([
    NEWS.startDate, NEWS.endDate, OA.start, OA.end, OA.exact, OA.hasSelector, NEWS.evidence, NEWS.year, IN,
    RDFS.label, NEWS.sessionOf, NEWS.partOf, GEO.lat,
])  # fmt: skip
CLASSES = st.sampled_from([
    NEWS.Event, NEWS.Session, NEWS.Person, NEWS.Newsletter, NEWS.Place, OA.SpecificResource,
    OA.TextPositionSelector, OA.TextQuoteSelector,
])  # fmt: skip
TYPES = st.tuples(THINGS, st.just(RDF.type), CLASSES)
FACTS = st.tuples(THINGS, PATHS, st.one_of(THINGS, WORDS))


@cache
def shapes() -> Shapes:
    return Shapes.load(SHAPES)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(TYPES, FACTS), max_size=30))
def test_whatever_triples_come_a_report_comes_back_and_can_be_told(data: list[Triple]) -> None:
    report = validate(data, shapes())
    lines = list(report_lines(report, "made-up.ttl", "a text of no import\n"))
    assert len(lines) == len(report.results)
    assert not any("\n" in line for line in lines)
    assert {result.focus for result in report.results} <= {subject for subject, _, _ in data}
    assert any(predicate == RDF.type for _, predicate, _ in data) or report.conforms
