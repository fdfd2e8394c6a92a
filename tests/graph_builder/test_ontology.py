import json

import pytest
import rdflib
from rdflib import Graph
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS
from rdflib.term import Literal, URIRef

from graph_builder.gazetteer import load_gazetteer
from graph_builder.iris import DEFAULT_BASE, Iris
from graph_builder.ontology import (
    load_alignments,
    load_country_groups,
    load_ontology,
    load_topics,
)
from graph_builder.resources import ONTOLOGY
from graph_builder.terms import NEWS, ONTOLOGY_IRI
from tests.support import ROOT, store_of

#: rdflib warns of itself when it parses TriG or JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

FIXTURES = ROOT / "tests" / "ontology"
SOUND = FIXTURES / "sound.trig"
IRIS = Iris()
TOPICS = load_topics()
GROUPS = load_country_groups()
COUNTRIES = load_gazetteer().countries


# --- what the files say -----------------------------------------------------------------------------


@pytest.mark.parametrize("graph", [load_ontology(), load_alignments()], ids=["ontology", "alignments"])
def test_a_header_gives_version_licence_and_title(graph: Graph) -> None:
    (header,) = graph.subjects(RDF.type, OWL.Ontology)
    for predicate in (OWL.versionIRI, OWL.versionInfo, DCTERMS.license, DCTERMS.title):
        assert graph.value(header, predicate)


def test_the_classes_of_the_vocabulary_are_disjoint() -> None:
    graph = load_ontology()
    (disjoint,) = graph.subjects(RDF.type, OWL.AllDisjointClasses)
    (listed,) = graph.objects(disjoint, OWL.members)
    members = set(Collection(graph, listed))
    classes = {term for term in graph.subjects(RDF.type, OWL.Class) if str(term).startswith(ONTOLOGY_IRI)}
    assert classes - members == {NEWS.Event, NEWS.Session}
    assert (NEWS.Event, OWL.disjointWith, NEWS.Session) in graph


def test_every_property_has_a_range_and_those_without_a_domain_say_why() -> None:
    graph = load_ontology()
    ranges = (RDFS.range, URIRef("https://schema.org/rangeIncludes"))
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in graph.subjects(RDF.type, kind):
            if not str(term).startswith(ONTOLOGY_IRI):
                continue
            assert any(graph.value(term, predicate) for predicate in ranges), term
            if not graph.value(term, RDFS.domain):
                assert str(graph.value(term, SKOS.scopeNote)).startswith("No domain: used on"), term


def test_the_alignments_speak_of_our_terms_and_of_seven_vocabularies() -> None:
    graph = load_alignments()
    ours = {term for term in graph.all_nodes() if str(term).startswith(f"{ONTOLOGY_IRI}#")}
    assert ours <= set(load_ontology().subjects())
    above = {
        str(other)
        for predicate in (RDFS.subClassOf, RDFS.subPropertyOf)
        for other in (load_ontology() + graph).objects(None, predicate)
    }
    for namespace in (
        "https://schema.org/", "http://www.w3.org/ns/org#", "http://xmlns.com/foaf/0.1/",
        "http://www.w3.org/ns/prov#", "http://www.w3.org/2004/02/skos/core#", "http://purl.org/dc/terms/",
        "http://www.w3.org/ns/oa#",
    ):  # fmt: skip
        assert any(term.startswith(namespace) for term in above), namespace


# --- topics and country groups ----------------------------------------------------------------------


def test_the_topic_scheme_is_whole() -> None:
    graph = TOPICS.graph
    topics = set(graph.subjects(RDF.type, NEWS.Topic))
    assert len(topics) >= 90
    for topic in topics:
        assert str(topic).startswith(f"{DEFAULT_BASE}id/topic/")
        assert graph.value(topic, SKOS.definition)
        assert graph.value(topic, SKOS.inScheme) == IRIS.topics
        assert [str(label) for label in graph.objects(topic, RDFS.label)] == [
            str(label) for label in graph.objects(topic, SKOS.prefLabel)
        ]
        broader = set(graph.objects(topic, SKOS.broader))
        assert broader <= topics
        assert bool(broader) != ((topic, SKOS.topConceptOf, IRIS.topics) in graph), "a top or below one"
    assert {(one, other) for one, other in graph.subject_objects(SKOS.broader)} == {
        (other, one) for one, other in graph.subject_objects(SKOS.narrower)
    }
    for topic in topics:
        above = set(graph.transitive_objects(topic, SKOS.broader)) - {topic}
        assert topic not in {higher for one in above for higher in graph.objects(one, SKOS.broader)}


def test_topics_have_the_iris_of_the_project() -> None:
    (topic,) = load_topics("https://data.example.org/news/").match("hydropower")
    assert str(topic) == "https://data.example.org/news/id/topic/hydropower"


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("renewable energy for low-carbon park development", ["renewable-energy", "low-carbon-development"]),
        ("RENEWABLE ENERGIES", ["renewable-energy"]),
        ("Lowering emissions: low carbon and low-carbon", ["low-carbon-development"]),
        ("mangroves, and a mangrove forest", ["mangroves"]),
        ("climate-resilient infrastructure", ["climate-resilient-infrastructure"]),
        ("the climate. Resilient infrastructure", ["climate-change", "climate-resilient-infrastructure"]),
        ("wastewater treatment", ["sanitation"]),
        ("a watery grave for energetic floodlights", []),
        ("women's empowerment and girls", ["gender"]),
        ("SMEs and EIAs", ["small-businesses", "environmental-assessment"]),
        ("", []),
        ("...", []),
    ],
)
def test_topics_are_matched_by_whole_words_whatever_case_hyphen_and_plural(
    text: str, slugs: list[str]
) -> None:
    assert [str(topic).rsplit("/", 1)[1] for topic in TOPICS.match(text)] == slugs


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Lancang-Mekong countries", ["lancang-mekong-countries"]),
        ("the Lancang–Mekong Countries would meet", ["lancang-mekong-countries"]),
        ("Mekong countries", ["mekong-countries"]),
        ("countries of the Lower Mekong Basin", ["mekong-river-commission-members"]),
        ("ASEAN Member States and G7 countries", ["asean-member-states", "g7"]),
        ("the Lancang-Mekong region", []),
        ("along the Mekong. Countries differ", []),
    ],
)
def test_country_groups_are_matched_as_they_are_printed(text: str, slugs: list[str]) -> None:
    assert [str(group).rsplit("/", 1)[1] for group in GROUPS.match(text)] == slugs


def test_every_country_group_names_its_source_and_members_that_there_are() -> None:
    groups = list(GROUPS.graph.subjects(RDF.type, NEWS.CountryGroup))
    assert len(groups) >= 8
    for group in groups:
        assert GROUPS.graph.value(group, DCTERMS.source)
        codes = {
            str(country).rsplit("/", 1)[1].upper() for country in GROUPS.graph.objects(group, NEWS.member)
        }
        assert codes
        assert codes <= set(COUNTRIES)


def test_a_group_is_published_with_its_members_described_and_no_other_group() -> None:
    names = {code: country.name for code, country in COUNTRIES.items()}
    mekong = GROUPS.match("Mekong countries")
    found = Graph()
    for triple in GROUPS.triples(mekong, names):
        found.add(triple)
    assert set(found.subjects(RDF.type, NEWS.CountryGroup)) == set(mekong)
    assert {str(code) for code in found.objects(None, NEWS.isoCode)} == {"KH", "LA", "MM", "TH", "VN"}
    assert found.value(IRIS.thing("country", "kh"), RDFS.label) == Literal("Cambodia", lang="en")


# --- JSON-LD ----------------------------------------------------------------------------------------

CONTEXT = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]


def expanded(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{CONTEXT[prefix]}{local}"


def test_the_context_has_every_term_of_the_ontology_by_its_own_name() -> None:
    for term in set(load_ontology().subjects()):
        if str(term).startswith(f"{ONTOLOGY_IRI}#"):
            definition = CONTEXT[str(term).removeprefix(f"{ONTOLOGY_IRI}#")]
            name = definition["@id"] if isinstance(definition, dict) else definition
            assert expanded(name) == str(term)


def test_the_context_coerces_what_the_ontology_gives_a_range() -> None:
    graph = load_ontology()
    for name, definition in CONTEXT.items():
        if name in CONTEXT and isinstance(definition, dict) and definition["@id"].startswith("news:"):
            term = URIRef(expanded(definition["@id"]))
            if definition["@type"] in ("@id", "@vocab"):
                assert (term, RDF.type, OWL.ObjectProperty) in graph
            else:
                value = graph.value(term, RDFS.range) or graph.value(
                    term, URIRef("https://schema.org/rangeIncludes")
                )
                assert expanded(definition["@type"]) == str(value)


def test_what_is_compacted_with_the_context_parses_back_to_the_same_graph() -> None:
    sound = Graph()
    for triple in store_of(SOUND).triples():
        sound.add(triple)
    for graph in (sound, load_ontology(), load_alignments(), TOPICS.graph, GROUPS.graph):
        text = graph.serialize(format="json-ld", context=CONTEXT)
        assert isomorphic(Graph().parse(data=text, format="json-ld"), graph)


def test_a_compacted_dataset_is_short() -> None:
    dataset = Graph()
    for name in rdflib.Dataset().parse(SOUND, format="trig").graphs():
        dataset += name
    nodes = {
        node["@id"]: node
        for node in json.loads(dataset.serialize(format="json-ld", context=CONTEXT))["@graph"]
    }
    assert nodes[f"{DEFAULT_BASE}id/participation/harbour-2022-1"] == {
        "@id": f"{DEFAULT_BASE}id/participation/harbour-2022-1",
        "@type": "Participation",
        "label": {"@language": "en", "@value": "Ana Reis, chair, Cranes"},
        "wasDerivedFrom": f"{DEFAULT_BASE}id/newsletter/harbour-2022",
        "participant": f"{DEFAULT_BASE}id/person/ana-reis",
        "in": f"{DEFAULT_BASE}id/session/cranes",
        "role": "Chair",
    }
    keys = {key for node in nodes.values() for key in node}
    assert not {key for key in keys if ":" in key}
