"""The shapes themselves: well formed, complete, and each shown at work by its two examples."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from collections.abc import Iterable
from functools import cache

import pyshacl
import pytest
from rdflib import Dataset, Graph
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import BNode, Literal, Node, URIRef

from graph_builder.gazetteer import load_gazetteer
from graph_builder.resources import ONTOLOGY, SHAPES
from graph_builder.terms import GEO, NEWS, OA
from graph_builder.validate import Result, Shapes, validate
from tests.support import ROOT

SHAPE = "https://w3id.org/newsgraph/shapes#"
PASSING = "https://w3id.org/newsgraph/shapes/examples/pass#"
FAILING = "https://w3id.org/newsgraph/shapes/examples/fail#"

#: The classes of the vocabulary, and those that evidence is made of.
CLASSES = (
    NEWS.Newsletter, NEWS.Event, NEWS.Session, NEWS.Person, NEWS.Organization, NEWS.Country,
    NEWS.CountryGroup, NEWS.Place, NEWS.Participation, NEWS.Post, NEWS.Recommendation, NEWS.Topic,
    OA.SpecificResource, OA.TextPositionSelector, OA.TextQuoteSelector,
)  # fmt: skip


@cache
def file_graph(name: str) -> Graph:
    return Graph().parse(SHAPES / f"{name}.ttl", format="turtle")


@cache
def all_shapes() -> Shapes:
    return Shapes.load(SHAPES)


@cache
def examples(name: str) -> Dataset:
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # rdflib warns of itself
        return Dataset().parse(SHAPES / "examples" / f"{name}.trig", format="trig")


def property_shapes(graph: Graph) -> list[Node]:
    return sorted(graph.subjects(RDF.type, SH.PropertyShape), key=str)


def telling_shapes(name: str) -> list[str]:
    """Return the local names of all shapes of a file that say how to mend data."""
    return sorted(str(shape).removeprefix(SHAPE) for shape in file_graph(name).subjects(SH.message))


TELLING = [(name, shape) for name in ("must", "should") for shape in telling_shapes(name)]


def test_the_shapes_are_valid_shacl() -> None:
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=Graph() + all_shapes().graph, meta_shacl=True)
    assert conforms, text
    # The same check finds what is wrong with a broken shape, so it is not empty.
    broken = Graph() + all_shapes().graph
    broken.add((NEWS.Event, SH.targetClass, Literal("no class")))
    broken.add((NEWS.Event, RDF.type, SH.NodeShape))
    with pytest.raises(pyshacl.errors.ReportableRuntimeError, match="MetaSHACL"):
        pyshacl.validate(Graph(), shacl_graph=broken, meta_shacl=True)


def test_every_class_has_a_node_shape_in_must() -> None:
    aims = [aim for _, aim in file_graph("must").subject_objects(SH.targetClass)]
    assert len(aims) == len(set(aims))
    assert set(aims) == set(CLASSES)


@pytest.mark.parametrize("name", ["must", "should"])
def test_every_property_shape_is_named_and_says_how_to_mend_the_data(name: str) -> None:
    graph = file_graph(name)
    found = property_shapes(graph)
    assert set(found) == set(graph.objects(None, SH.property))
    for shape in found:
        assert isinstance(shape, URIRef), shape
        for term in (SH.name, SH.message):
            (words,) = graph.objects(shape, term)
            assert isinstance(words, Literal), shape
            assert words.language == "en", shape
            assert str(words).strip(), shape
        # What holds or is amiss, a colon, and what to do.
        (message,) = graph.objects(shape, SH.message)
        assert re.search(r"\w: \w.*\.$", str(message)), message


@pytest.mark.parametrize(
    ("name", "severities"),
    [("must", {SH.Violation}), ("should", {SH.Warning, SH.Info})],
    ids=["must", "should"],
)
def test_a_file_holds_shapes_of_its_own_severity_only(name: str, severities: set[URIRef]) -> None:
    graph = file_graph(name)
    telling = set(graph.subjects(SH.message))
    assert {severity for shape in telling for severity in graph.objects(shape, SH.severity)} == severities
    assert {shape for shape, _ in graph.subject_objects(SH.severity)} == telling


def test_no_name_stands_for_two_shapes() -> None:
    must, should = (set(file_graph(name).subjects(RDF.type)) for name in ("must", "should"))
    assert not must & should


def test_shapes_name_only_terms_that_exist() -> None:
    closed = {str(NEWS._NS): NEWS, str(OA._NS): OA, str(GEO._NS): GEO}
    terms = {term for triple in all_shapes().graph for term in triple if isinstance(term, URIRef)}
    checked = 0
    for term in terms:
        for namespace, known in closed.items():
            if term.startswith(namespace):
                assert known[term.removeprefix(namespace)] == term  # a closed namespace raises otherwise
                checked += 1
    assert checked > 60


def test_iso_codes_are_those_of_the_gazetteer() -> None:
    (pattern,) = file_graph("must").objects(URIRef(f"{SHAPE}Country-isoCode"), SH.pattern)
    letters = [chr(code) for code in range(ord("A"), ord("Z") + 1)]
    allowed = {a + b for a in letters for b in letters if re.search(str(pattern), a + b)}
    assert allowed == set(load_gazetteer().countries)


# --- examples -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["must", "should"])
def test_every_shape_has_both_examples_and_no_example_lacks_a_shape(name: str) -> None:
    named = sorted(str(graph.identifier) for graph in examples(name).graphs() if len(graph))
    assert named == sorted(base + shape for shape in telling_shapes(name) for base in (PASSING, FAILING))


@pytest.mark.parametrize(("name", "shape"), TELLING, ids=[shape for _, shape in TELLING])
def test_a_shape_passes_its_one_example_and_fails_the_other(name: str, shape: str) -> None:
    passing, failing = (examples(name).graph(URIRef(base + shape)) for base in (PASSING, FAILING))
    assert found_by(shape, failing)
    assert not found_by(shape, passing)
    # The passing example is passed, not passed over: it has a thing that the shape is aimed at.
    assert aims_of(shape) & set(passing.objects(None, RDF.type))


def found_by(shape: str, graph: Iterable[tuple[Node, Node, Node]]) -> list[Result]:
    return [result for result in validate(graph, all_shapes()).results if str(result.shape) == SHAPE + shape]


def aims_of(shape: str) -> set[Node]:
    graph = all_shapes().graph
    own = URIRef(SHAPE + shape)
    outer = {own, *graph.subjects(SH.property, own)}
    return {aim for node in outer for aim in graph.objects(node, SH.targetClass)}


def test_flattened_for_speed_the_shapes_find_what_they_find_as_written() -> None:
    everything = Graph()
    for name in ("must", "should"):
        for graph in examples(name).graphs():
            everything += graph
    everything += all_shapes().superclasses
    _, written, _ = pyshacl.validate(everything, shacl_graph=Graph() + all_shapes().graph)
    expected = {
        (*(written.value(node, term) for term in (SH.focusNode, SH.sourceShape, SH.value)),)
        for node in written.subjects(RDF.type, SH.ValidationResult)
    }
    found = {(r.focus, r.shape, r.value) for r in validate(everything, all_shapes()).results}
    assert found == expected
    assert len({shape for _, shape, _ in found}) > 60


def test_the_superclasses_that_shapes_name_are_those_of_the_ontology() -> None:
    said = set(file_graph("must").triples((None, RDFS.subClassOf, None)))
    assert said
    assert said <= set(Graph().parse(ONTOLOGY / "newsgraph.ttl", format="turtle"))


def test_blank_nodes_are_refused_for_every_class() -> None:
    for aim in CLASSES:
        report = validate([(BNode(), RDF.type, aim)], all_shapes())
        assert SH.NodeKindConstraintComponent in {result.constraint for result in report.violations}, aim


def test_the_shapes_serve_any_shacl_processor_as_their_readme_says() -> None:
    (line,) = (
        line for line in (SHAPES / "README.md").read_text().splitlines() if line.startswith("    pyshacl ")
    )
    words = line.replace("FILE", "tests/golden/example.ttl").split()
    done = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True)
    assert "Conforms: True" in done.stdout, done.stderr
    assert done.returncode == 0
