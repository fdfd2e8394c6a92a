"""The shapes against the vocabulary: each property of each class with its range, and what is required.

The other tests are made from the shapes, and would not notice if a shape were weakened; these rows are
written from the vocabulary by hand.
"""

from __future__ import annotations

from functools import cache

import pytest
from rdflib import Graph
from rdflib.namespace import PROV, RDF, RDFS, SDO, SH, SKOS, XSD
from rdflib.term import Literal, Node, URIRef

from graph_builder.resources import SHAPES
from graph_builder.terms import GEO, IN, KINDS, MODES, NEWS, OA, ROLES

OCCASIONS = (NEWS.Event, NEWS.Session)
NAMED = (
    NEWS.Newsletter, *OCCASIONS, NEWS.Person, NEWS.Organization, NEWS.Country, NEWS.CountryGroup, NEWS.Place,
    NEWS.Participation, NEWS.Post, NEWS.Recommendation, NEWS.Topic,
)  # fmt: skip
READ = tuple(class_ for class_ in NAMED if class_ not in (NEWS.Newsletter, NEWS.CountryGroup, NEWS.Topic))

#: Classes, property, and the datatype or class of its values.
RANGES: tuple[tuple[tuple[Node, ...], URIRef, Node], ...] = (
    (NAMED, RDFS.label, RDF.langString),
    (NAMED, SKOS.altLabel, RDF.langString),
    (READ, PROV.wasDerivedFrom, NEWS.Newsletter),
    ((NEWS.Newsletter,), NEWS.issueNumber, XSD.string),
    ((NEWS.Newsletter,), NEWS.year, XSD.integer),
    ((NEWS.Newsletter,), NEWS.released, XSD.date),
    ((NEWS.Newsletter,), SDO.url, XSD.anyURI),
    ((NEWS.Newsletter,), NEWS.file, XSD.string),
    ((NEWS.Newsletter,), NEWS.sha256, XSD.string),
    ((NEWS.Newsletter,), NEWS.publisher, NEWS.Organization),
    ((NEWS.Newsletter,), NEWS.reports, NEWS.Occasion),
    (OCCASIONS, NEWS.startDate, XSD.date),
    (OCCASIONS, NEWS.endDate, XSD.date),
    (OCCASIONS, NEWS.place, NEWS.Place),
    (OCCASIONS, NEWS.country, NEWS.Country),
    (OCCASIONS, NEWS.organizer, NEWS.Organization),
    (OCCASIONS, NEWS.coOrganizer, NEWS.Organization),
    (OCCASIONS, NEWS.supporter, NEWS.Organization),
    (OCCASIONS, NEWS.guidedBy, NEWS.Organization),
    (OCCASIONS, NEWS.theme, RDF.langString),
    ((*OCCASIONS, NEWS.Recommendation), NEWS.topic, NEWS.Topic),
    ((NEWS.Event,), NEWS.partOf, NEWS.Event),
    ((NEWS.Session,), NEWS.sessionOf, NEWS.Event),
    ((NEWS.Session,), NEWS.sessionNumber, XSD.integer),
    ((NEWS.Person,), NEWS.familyName, XSD.string),
    ((NEWS.Person,), NEWS.givenName, XSD.string),
    ((NEWS.Person,), NEWS.honorific, XSD.string),
    ((NEWS.Person,), NEWS.represents, NEWS.Country),
    ((NEWS.Post,), NEWS.holder, NEWS.Person),
    ((NEWS.Post,), NEWS.at, NEWS.Organization),
    ((NEWS.Post,), NEWS.title, RDF.langString),
    ((NEWS.Organization,), NEWS.acronym, XSD.string),
    ((NEWS.Organization,), NEWS.unitOf, NEWS.Organization),
    ((NEWS.Organization, NEWS.Place), NEWS.country, NEWS.Country),
    ((NEWS.Place,), NEWS.region, NEWS.Place),
    ((NEWS.Place, NEWS.Country), GEO.lat, XSD.decimal),
    ((NEWS.Place, NEWS.Country), GEO.long, XSD.decimal),
    ((NEWS.Country,), NEWS.isoCode, XSD.string),
    ((NEWS.Participation,), NEWS.participant, NEWS.Person),
    ((NEWS.Participation,), IN, NEWS.Occasion),
    ((NEWS.Recommendation,), NEWS.text, RDF.langString),
    ((NEWS.Recommendation,), NEWS.madeBy, NEWS.Person),
    ((NEWS.Recommendation,), NEWS.madeIn, NEWS.Occasion),
    ((NEWS.Recommendation,), NEWS.concerns, NEWS.Country),
    ((NEWS.Recommendation,), NEWS.addresses, NEWS.CountryGroup),
    (
        (*OCCASIONS, NEWS.Person, NEWS.Organization, NEWS.Participation, NEWS.Post, NEWS.Recommendation),
        NEWS.evidence,
        OA.SpecificResource,
    ),
    ((OA.SpecificResource,), OA.hasSource, NEWS.Newsletter),
    ((OA.TextPositionSelector,), OA.start, XSD.integer),
    ((OA.TextPositionSelector,), OA.end, XSD.integer),
    ((OA.TextQuoteSelector,), OA.exact, XSD.string),
)
ENUMERATIONS = (
    (OCCASIONS, NEWS.mode, frozenset(MODES.values())),
    ((NEWS.Participation,), NEWS.role, frozenset(ROLES.values())),
    ((NEWS.Recommendation,), NEWS.kind, frozenset(KINDS.values())),
)
EXACTLY_ONE = {
    *((class_, RDFS.label) for class_ in (*NAMED, OA.SpecificResource)),
    (NEWS.Session, NEWS.sessionOf),
    (NEWS.Post, NEWS.holder),
    (NEWS.Post, NEWS.at),
    (NEWS.Country, NEWS.isoCode),
    (NEWS.Participation, NEWS.participant),
    (NEWS.Participation, IN),
    (NEWS.Participation, NEWS.role),
    (NEWS.Recommendation, NEWS.text),
    (NEWS.Recommendation, NEWS.kind),
    (NEWS.Recommendation, NEWS.madeIn),
    (OA.SpecificResource, OA.hasSource),
    (OA.TextPositionSelector, OA.start),
    (OA.TextPositionSelector, OA.end),
    (OA.TextQuoteSelector, OA.exact),
}
AT_LEAST_ONE = {
    *((class_, PROV.wasDerivedFrom) for class_ in (*READ, OA.SpecificResource)),
    (NEWS.Participation, NEWS.evidence),
    (NEWS.Recommendation, NEWS.evidence),
}
SHOULD_HAVE_EVIDENCE = {NEWS.Event, NEWS.Session, NEWS.Person, NEWS.Organization, NEWS.Post}


@cache
def shapes(name: str) -> Graph:
    return Graph().parse(SHAPES / f"{name}.ttl", format="turtle")


def arguments(name: str, class_: Node, path: URIRef, *parameters: URIRef) -> set[Node]:
    """Return what the shapes of a class ask of a property."""
    graph = shapes(name)
    return {
        argument
        for node_shape in graph.subjects(SH.targetClass, class_)
        for shape in graph.objects(node_shape, SH.property)
        if graph.value(shape, SH.path) == path
        for parameter in parameters
        for argument in graph.objects(shape, parameter)
    }


def limited(parameter: URIRef) -> set[tuple[Node, Node | None]]:
    """Return each class and property whose values must be so many: one."""
    graph = shapes("must")
    return {
        (class_, graph.value(shape, SH.path))
        for shape in graph.subjects(parameter, Literal(1))
        for node_shape in graph.subjects(SH.property, shape)
        for class_ in graph.objects(node_shape, SH.targetClass)
    }


@pytest.mark.parametrize(
    ("classes", "path", "range_"), RANGES, ids=lambda term: str(term).rpartition("#")[2][-20:]
)
def test_a_property_has_the_range_of_the_vocabulary(
    classes: tuple[Node, ...], path: URIRef, range_: Node
) -> None:
    for class_ in classes:
        assert arguments("must", class_, path, SH["class"], SH.datatype) == {range_}, class_


@pytest.mark.parametrize(("classes", "path", "members"), ENUMERATIONS, ids=["mode", "role", "kind"])
def test_a_choice_is_among_the_individuals_of_the_vocabulary(
    classes: tuple[Node, ...], path: URIRef, members: frozenset[Node]
) -> None:
    for class_ in classes:
        (listed,) = arguments("must", class_, path, SH["in"])
        assert frozenset(shapes("must").items(listed)) == members


def test_what_is_required_once_is_what_the_vocabulary_requires_once() -> None:
    assert limited(SH.minCount) & limited(SH.maxCount) == EXACTLY_ONE
    assert limited(SH.minCount) == EXACTLY_ONE | AT_LEAST_ONE


def test_evidence_should_be_there_for_whatever_may_stand_without_it() -> None:
    found = {
        class_ for class_ in SHOULD_HAVE_EVIDENCE if arguments("should", class_, NEWS.evidence, SH.minCount)
    }
    assert found == SHOULD_HAVE_EVIDENCE


def test_a_value_that_is_a_thing_is_never_a_blank_node() -> None:
    graph = shapes("must")
    for shape in graph.subjects(SH["class"]):
        assert (shape, SH.nodeKind, SH.IRI) in graph, shape
    for shape in graph.subjects(SH.targetClass):
        assert (shape, SH.nodeKind, SH.IRI) in graph, shape
