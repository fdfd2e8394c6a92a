"""A golden graph conforms; each required value of it dropped, doubled or retyped gives the named violation.

The cases are made from the shapes: for every shape of `must.ttl`, each class it is aimed at and each
of its constraints, the golden graph is broken in the one way that this constraint is about. A new kind of
constraint without such a way is an error here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pytest
from rdflib import Graph
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SDO, SH, XSD
from rdflib.term import Literal, Node, URIRef

from graph_builder.answers import Triple
from graph_builder.resources import SHAPES
from graph_builder.terms import GEO, NEWS, OA
from graph_builder.validate import Shapes, validate
from tests.support import ROOT

GOLDEN = ROOT / "tests" / "golden" / "example.ttl"

#: Another valid value of each property that holds a literal and takes only one.
ANOTHER = {
    RDFS.label: Literal("another name", lang="en"),
    NEWS.issueNumber: Literal("3"),
    NEWS.year: Literal(2023),
    NEWS.released: Literal("2024-05-21", datatype=XSD.date),
    SDO.url: Literal("https://rivers.example/2024-03", datatype=XSD.anyURI),
    NEWS.file: Literal("river-2024-03.txt"),
    NEWS.sha256: Literal("0" * 64),
    NEWS.startDate: Literal("2024-05-12", datatype=XSD.date),
    NEWS.endDate: Literal("2024-05-20", datatype=XSD.date),
    NEWS.sessionNumber: Literal(4),
    NEWS.familyName: Literal("Phan"),
    NEWS.givenName: Literal("Khamla"),
    NEWS.title: Literal("Professor", lang="en"),
    NEWS.isoCode: Literal("VN"),
    NEWS.text: Literal("Mekong countries should measure what they publish", lang="en"),
    GEO.lat: Literal("18.5", datatype=XSD.decimal),
    GEO.long: Literal("103.5", datatype=XSD.decimal),
    OA.start: Literal(1),
    OA.end: Literal(1000),
    OA.exact: Literal("other words"),
}


@dataclass(frozen=True)
class Case:
    """One way to break the golden graph, and the shape and constraint that should tell of it."""

    shape: Node
    aim: Node
    constraint: Node
    focus: Node
    remove: tuple[Triple, ...]
    add: tuple[Triple, ...]
    #: Shapes that cannot but tell of it too, since they compare their value to this one.
    comparing: frozenset[Node]

    def __str__(self) -> str:
        parts = (str(term).rpartition("#")[2] for term in (self.aim, self.shape, self.constraint))
        return "-".join(parts).removesuffix("ConstraintComponent")


@cache
def golden() -> Graph:
    return Graph().parse(GOLDEN, format="turtle")


@cache
def shapes() -> Shapes:
    return Shapes.load(SHAPES)


@cache
def must() -> Graph:
    return Graph().parse(SHAPES / "must.ttl", format="turtle")


def cases() -> Iterator[Case]:
    for node_shape, shape in sorted(must().subject_objects(SH.property)):
        for aim in must().objects(node_shape, SH.targetClass):
            yield from cases_of(shape, aim)


def cases_of(shape: Node, aim: Node) -> Iterator[Case]:
    path = path_of(shape)
    focus = next((s for s in instances(aim) if (s, path, None) in golden()), None)
    if focus is None:
        return
    compared_by = frozenset(
        {*must().subjects(SH.lessThan, path), *must().subjects(SH.lessThanOrEquals, path)}
    )
    for parameter, argument in sorted(must().predicate_objects(shape)):
        if parameter in ANNOTATIONS:
            continue
        name = str(parameter).removeprefix(str(SH))
        yield Case(
            shape,
            aim,
            SH[f"{name[0].upper()}{name[1:]}ConstraintComponent"],
            focus,
            *BREAKAGES[parameter](focus, path, argument),
            comparing=compared_by if parameter == SH.datatype else frozenset(),
        )


def path_of(shape: Node) -> URIRef:
    """Return the property, or the first of several, that leads from the focus node to the values."""
    (path,) = must().objects(shape, SH.path)
    first = must().value(path, RDF.first, default=path)
    assert isinstance(first, URIRef)
    return first


def instances(class_: Node) -> list[Node]:
    return sorted(golden().subjects(RDF.type, class_), key=str)


# --- one way to break each kind of constraint -----------------------------------------------------

ANNOTATIONS = frozenset({RDF.type, SH.path, SH.name, SH.description, SH.severity, SH.message})
Change = tuple[tuple[Triple, ...], tuple[Triple, ...]]


def values_at(focus: Node, path: URIRef) -> list[Node]:
    return sorted(golden().objects(focus, path), key=str)


def replaced(focus: Node, path: URIRef, value: Node) -> Change:
    """Put one wrong value in the place of the first right one."""
    return ((focus, path, values_at(focus, path)[0]),), ((focus, path, value),)


def dropped(focus: Node, path: URIRef, _: Node) -> Change:
    return tuple((focus, path, value) for value in values_at(focus, path)), ()


def doubled(focus: Node, path: URIRef, limit: Node) -> Change:
    """Add as many other values as it takes to pass the limit; each would do by itself."""
    assert isinstance(limit, Literal)
    here = values_at(focus, path)
    missing = limit.toPython() + 1 - len(here)
    return (), tuple((focus, path, other) for other in others(here[0], path)[:missing])


def others(value: Node, path: URIRef) -> list[Node]:
    if isinstance(value, Literal):
        return [ANOTHER[path]]
    (kind,) = golden().objects(value, RDF.type) if (value, None, None) in golden() else (None,)
    if kind is None:  # a named individual
        (allowed,) = {
            tuple(Collection(must(), members))
            for shape in must().subjects(SH.path, path)
            for members in must().objects(shape, SH["in"])
        }
        return [member for member in allowed if member != value]
    return [other for other in instances(kind) if other != value]


def retyped(focus: Node, path: URIRef, datatype: Node) -> Change:
    """Say the same in a literal of another type."""
    words = str(values_at(focus, path)[0])
    tagged = Literal(words, lang="en")
    return replaced(focus, path, tagged if datatype == XSD.string else Literal(words))


def of_another_class(focus: Node, path: URIRef, class_: Node) -> Change:
    wrong = NEWS.Place if class_ == NEWS.Topic else NEWS.Topic
    return replaced(focus, path, instances(wrong)[0])


def misspelt(focus: Node, path: URIRef, _: Node) -> Change:
    """Leave words blank, and name something else instead of an IRI."""
    value = values_at(focus, path)[0]
    if not isinstance(value, Literal):
        return replaced(focus, path, instances(NEWS.Topic)[0])
    return replaced(focus, path, Literal(" ", lang=value.language, datatype=value.datatype))


def beyond(step: int) -> Callable[[Node, URIRef, Node], Change]:
    def change(focus: Node, path: URIRef, bound: Node) -> Change:
        assert isinstance(bound, Literal)
        return replaced(focus, path, Literal(bound.toPython() + step, datatype=bound.datatype))

    return change


def past(focus: Node, path: URIRef, other: Node) -> Change:
    """Put the value after the one that it must not pass."""
    assert isinstance(other, URIRef)
    bound = values_at(focus, other)[0]
    later = Literal("2025-01-01", datatype=XSD.date) if path == NEWS.startDate else bound
    return replaced(focus, path, later)


def unlinked(focus: Node, path: URIRef, class_: Node) -> Change:
    """Take away the value whose class must be there."""
    of_class = [value for value in values_at(focus, path) if (value, RDF.type, class_) in golden()]
    return tuple((focus, path, value) for value in of_class), ()


BREAKAGES: Mapping[Node, Callable[[Node, URIRef, Node], Change]] = {
    SH.minCount: dropped,
    SH.maxCount: doubled,
    SH.datatype: retyped,
    SH["class"]: of_another_class,
    SH.nodeKind: lambda focus, path, _: ((), ((focus, path, Literal("words")),)),
    SH["in"]: lambda focus, path, _: replaced(focus, path, NEWS.Event),
    SH.pattern: misspelt,
    SH.minInclusive: beyond(-1),
    SH.maxInclusive: beyond(+1),
    SH.lessThan: past,
    SH.lessThanOrEquals: past,
    SH.hasValue: unlinked,
}
CASES = tuple(cases())


# --- what holds -----------------------------------------------------------------------------------


def test_the_golden_graph_conforms_and_leaves_nothing_to_be_wished() -> None:
    assert validate(golden(), shapes()).results == ()


def test_the_golden_graph_has_a_thing_of_every_class_and_its_spans_fit_its_quotes() -> None:
    aims = set(must().objects(None, SH.targetClass))
    assert aims <= set(golden().objects(None, RDF.type))
    quotes = 0
    for evidence in golden().subjects(RDF.type, OA.SpecificResource):
        position, quote = URIRef(f"{evidence}#position"), URIRef(f"{evidence}#quote")
        start, end, exact = (
            golden().value(node, term)
            for node, term in ((position, OA.start), (position, OA.end), (quote, OA.exact))
        )
        assert isinstance(start, Literal)
        assert isinstance(end, Literal)
        assert end.toPython() - start.toPython() == len(str(exact)), evidence
        quotes += 1
    assert quotes > 5


def test_there_is_a_case_for_each_constraint_of_each_property_shape() -> None:
    constraints = {
        (shape, parameter)
        for shape in must().subjects(RDF.type, SH.PropertyShape)
        for parameter in must().predicates(shape)
        if parameter not in ANNOTATIONS
    }
    assert len({(case.shape, case.constraint) for case in CASES}) == len(constraints)


def test_there_is_a_case_for_each_class_that_requires_a_value() -> None:
    required = {
        (shape, aim)
        for shape in must().subjects(SH.minCount)
        for node_shape in must().subjects(SH.property, shape)
        for aim in must().objects(node_shape, SH.targetClass)
    }
    dropped_ones = {(c.shape, c.aim) for c in CASES if c.constraint == SH.MinCountConstraintComponent}
    assert dropped_ones == required


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_broken_value_gives_exactly_the_named_violation(case: Case) -> None:
    graph = Graph()
    graph += golden()
    for triple in case.remove:
        assert triple in graph
        graph.remove(triple)
    for triple in case.add:
        assert triple not in graph
        graph.add(triple)
    found = validate(graph, shapes()).violations
    assert {(r.focus, r.shape) for r in found} == {
        (case.focus, shape) for shape in {case.shape} | case.comparing
    }
    assert case.constraint in {r.constraint for r in found if r.shape == case.shape}
