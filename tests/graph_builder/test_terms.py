import pytest
from rdflib.namespace import OWL, RDF, RDFS, SKOS
from rdflib.term import Literal, Node, URIRef

from graph_builder.ontology import load_ontology
from graph_builder.terms import IN, KINDS, MODES, NEWS, ONTOLOGY_IRI, ROLES

ONTOLOGY = load_ontology()
OURS = sorted(str(term) for term in set(ONTOLOGY.subjects()) if str(term).startswith(f"{ONTOLOGY_IRI}#"))
DEFINED = {URIRef(term) for term in OURS}


def members(kind: URIRef) -> set[Node]:
    return set(ONTOLOGY.subjects(RDF.type, kind))


def test_the_closed_namespace_holds_the_terms_of_the_ontology_and_no_others() -> None:
    assert {NEWS[name] for name in (*NEWS.__annotations__, "in") if not name.startswith("_")} == DEFINED


def test_a_term_that_the_ontology_does_not_define_fails_at_once() -> None:
    with pytest.raises(AttributeError):
        NEWS["Conference"]


def test_the_word_in_is_the_property_of_that_name() -> None:
    assert f"{ONTOLOGY_IRI}#in" == str(IN)


@pytest.mark.parametrize("term", OURS)
def test_a_term_tells_a_newcomer_what_it_is(term: str) -> None:
    of = URIRef(term)
    for predicate in (RDFS.label, SKOS.definition, SKOS.example):
        (said,) = ONTOLOGY.objects(of, predicate)
        assert isinstance(said, Literal)
        assert said.language == "en"
        assert said.strip()
    assert ONTOLOGY.value(of, RDFS.isDefinedBy) == ONTOLOGY_IRI


@pytest.mark.parametrize("term", OURS)
def test_a_definition_is_a_sentence_that_does_not_begin_with_the_term(term: str) -> None:
    definition = str(ONTOLOGY.value(URIRef(term), SKOS.definition))
    assert definition.endswith(".")
    assert not definition.casefold().startswith(str(ONTOLOGY.value(URIRef(term), RDFS.label)).casefold())


def test_no_two_terms_of_one_sort_have_one_label() -> None:
    for sort in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual):
        labels = [str(ONTOLOGY.value(term, RDFS.label)) for term in members(sort) & DEFINED]
        assert len(labels) == len(set(labels)), sort


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (NEWS.Role, list(ROLES.values())),
        (NEWS.Mode, list(MODES.values())),
        (NEWS.Kind, list(KINDS.values())),
    ],
)
def test_each_word_of_a_record_has_its_individual(kind: URIRef, values: list[URIRef]) -> None:
    assert members(kind) == set(values)
    assert len(set(values)) == len(values)
