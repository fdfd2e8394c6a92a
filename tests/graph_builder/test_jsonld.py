from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, RDFS, XSD

from graph_builder.answers import Triple
from graph_builder.errors import InputError
from graph_builder.jsonld import Context, load_context, write_jsonld
from graph_builder.parsing import parse_rdf
from graph_builder.snapshots import current
from graph_builder.terms import NEWS

# rdflib's own parser makes one.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

EX = "https://example.org/id/"
CONTEXT = Context(
    {
        "@context": {
            "@version": 1.1,
            "news": "https://w3id.org/newsgraph/ontology#",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
            "@vocab": "https://w3id.org/newsgraph/ontology#",
            "label": {"@id": "rdfs:label", "@language": "en"},
            "startDate": {"@id": "news:startDate", "@type": "xsd:date"},
            "organizer": {"@id": "news:organizer", "@type": "@id"},
            "role": {"@id": "news:role", "@type": "@vocab"},
            "theme": {"@id": "news:theme", "@container": "@language"},
            "participation": {"@reverse": "news:participant"},
            "member": {"@id": "news:member", "@container": "@list", "@type": "@id"},
            "country": {"@id": "news:country", "@context": {"code": "news:isoCode"}},
        }
    }
)


def document(triples: list[Triple], context: Context = CONTEXT) -> Any:
    output = io.BytesIO()
    write_jsonld(triples, output, context)
    return json.loads(output.getvalue())


def graph(triples: list[Triple]) -> Graph:
    made = Graph()
    for triple in triples:
        made.add(triple)
    return made


def test_terms_of_the_context_make_short_names_and_bare_values() -> None:
    event = URIRef(f"{EX}event/forum")
    (node,) = document(
        [
            (event, RDF.type, NEWS.Event),
            (event, RDFS.label, Literal("Forum", lang="en")),
            (event, RDFS.label, Literal("论坛", lang="zh")),
            (event, NEWS.startDate, Literal("2021-06-03", datatype=XSD.date)),
            (event, NEWS.organizer, URIRef(f"{EX}organization/lmec")),
            (event, NEWS.role, NEWS.Chair),
            (event, NEWS.sessionNumber, Literal(2)),
        ]
    )["@graph"]
    assert node == {
        "@id": "https://example.org/id/event/forum",
        "@type": "Event",
        "label": ["Forum", {"@value": "论坛", "@language": "zh"}],
        "startDate": "2021-06-03",
        "organizer": "https://example.org/id/organization/lmec",
        "role": "Chair",
        "sessionNumber": {"@value": "2", "@type": "xsd:integer"},
    }


subjects = st.sampled_from([URIRef(f"{EX}person/李"), URIRef("urn:x:y"), URIRef("geo:1,2"), BNode("b1")])
predicates = st.sampled_from(
    [RDF.type, RDFS.label, *(NEWS[name] for name in ("startDate", "organizer", "role", "theme", "member")),
     NEWS.participant, NEWS.country, URIRef("https://w3id.org/newsgraph/ontology#label"),
     URIRef("http://www.w3.org/2003/01/geo/wgs84_pos#//x"), URIRef("news:odd")]
)  # fmt: skip
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=6)
literals = st.one_of(
    st.builds(Literal, texts),
    st.builds(Literal, texts, lang=st.sampled_from(["en", "zh-hant"])),
    st.just(Literal("2021-06-03", datatype=XSD.date)),
    st.just(Literal("7", datatype=XSD.integer)),
    st.just(Literal("x", datatype=URIRef("https://example.org/type"))),
    st.just(Literal(f"{EX}event/forum")),
)
objects = st.one_of(subjects, literals, st.just(NEWS.Chair), st.just(RDFS.label))
graphs = st.lists(st.tuples(subjects, predicates, objects), max_size=8)
contexts = st.sampled_from(
    [CONTEXT, Context({"@context": {}}), Context({"@context": {"@language": "en", "@vocab": f"{EX}"}})]
)


@given(graphs, contexts)
def test_a_document_parses_back_to_the_same_graph(triples: list[Triple], context: Context) -> None:
    output = io.BytesIO()
    write_jsonld(triples, output, context)
    assert isomorphic(Graph().parse(data=output.getvalue(), format="json-ld"), graph(triples))


def test_another_parser_reads_the_same_graph(tmp_path: Path) -> None:
    person, part = URIRef(f"{EX}person/李"), URIRef(f"{EX}participation/1")
    triples: list[Triple] = [
        (person, RDF.type, NEWS.Person),
        (person, RDFS.label, Literal("李", lang="und")),
        (person, NEWS.familyName, Literal("李")),
        (part, RDF.type, NEWS.Participation),
        (part, NEWS.participant, person),
        (part, NEWS.role, NEWS.KeynoteSpeaker),
        (part, NEWS["in"], URIRef(f"{EX}event/forum")),
        (URIRef(f"{EX}event/forum"), NEWS.startDate, Literal("2021-06-03", datatype=XSD.date)),
        (URIRef(f"{EX}event/forum"), NEWS.mode, NEWS.Hybrid),
    ]
    path = tmp_path / "graph.jsonld"
    with path.open("wb") as output:
        write_jsonld(triples, output, CONTEXT)
    assert set(parse_rdf(path)) == set(triples)
    assert isomorphic(Graph().parse(path), graph(triples))


def test_the_built_graph_comes_back_whole_with_the_context_that_travels(
    built_store: Path, tmp_path: Path
) -> None:
    triples = list(current(built_store).store.set_of_triples())
    path = tmp_path / "graph.jsonld"
    with path.open("wb") as output:
        write_jsonld(triples, output)
    assert isomorphic(graph(parse_rdf(path)), graph(triples))
    nodes = json.loads(path.read_bytes())["@graph"]
    # One node a subject: those of one subject follow one another in the store.
    assert len(nodes) == len({node["@id"] for node in nodes})


def test_the_context_is_embedded_as_it_was_given() -> None:
    assert document([]) == {"@context": CONTEXT.definition, "@graph": []}


@pytest.mark.parametrize("content", ["", "[]", '{"terms": {}}', '{"@context": {"a": 5'])
def test_a_file_that_is_no_context_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "context.jsonld"
    path.write_text(content)
    with pytest.raises(InputError, match=r"context\.jsonld: is no JSON-LD context"):
        load_context(path)
