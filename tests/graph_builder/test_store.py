import io
from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDFS, XSD

from graph_builder.answers import Boolean, Solutions, Triples
from graph_builder.errors import InputError, NothingToRead, QueryError, StoreError, UnreadableText
from graph_builder.formats import BY_NAME, N_QUADS, RDF_FORMATS, RESULT_FORMATS, TURTLE
from graph_builder.parsing import parse_rdf
from graph_builder.store import Store

A, B = URIRef("http://a.example/a"), URIRef("http://a.example/b")
ONE, TWO = URIRef("http://a.example/one"), URIRef("http://a.example/two")
SAID = (A, RDFS.label, Literal("a", lang="en"))


@pytest.fixture
def store() -> Store:
    made = Store.in_memory()
    made.add(ONE, [SAID, SAID, (A, RDFS.seeAlso, B)])
    made.add(TWO, [SAID])
    return made


def test_what_two_graphs_say_counts_once(store: Store) -> None:
    ((count,),) = store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert count == Literal(2)
    ((named,),) = store.select("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    assert named == Literal(3)


def test_graphs_are_told_apart(store: Store) -> None:
    assert store.graphs() == (ONE, TWO)
    assert set(store.triples(graph=TWO)) == {SAID}
    assert set(store.triples(A)) == {SAID, (A, RDFS.seeAlso, B)}


def test_sorted_quads_are_the_same_whatever_the_order(store: Store) -> None:
    other = Store.in_memory()
    other.add(TWO, [SAID])
    other.add(ONE, [(A, RDFS.seeAlso, B), SAID])
    assert store.nquads() == other.nquads()
    assert store.nquads().count(b"\n") == 3


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("SELECT * { ?s ?p ?o }", Solutions),
        ("ASK { ?s ?p ?o }", Boolean),
        ("CONSTRUCT WHERE { ?s ?p ?o }", Triples),
        ("DESCRIBE <http://a.example/a>", Triples),
        ("SELECT * { ?s a news:Event }", Solutions),
    ],
)
def test_each_form_of_query_gives_its_kind_of_answer(store: Store, query: str, answer: type) -> None:
    assert isinstance(store.query(query), answer)


def test_a_wrong_query_tells_where() -> None:
    with pytest.raises(QueryError, match=r"1:\d+"):
        Store.in_memory().query("SELECT * { ?s ?p }")


@pytest.mark.parametrize("form", RESULT_FORMATS, ids=lambda form: form.name)
def test_rows_and_truth_can_be_written_in_each_result_format(store: Store, form: object) -> None:
    for query, word in (("SELECT ?o { ?s rdfs:label ?o }", b"a"), ("ASK { ?s ?p ?o }", b"true")):
        buffer = io.BytesIO()
        answer = store.query(query)
        assert not isinstance(answer, Triples)
        answer.write(BY_NAME[form.name], buffer)  # type: ignore[attr-defined]
        assert word in buffer.getvalue()


@pytest.mark.parametrize("name", [form.name for form in RDF_FORMATS if form.name != "jsonld"])
def test_a_dump_holds_each_triple_once(store: Store, name: str) -> None:
    buffer = io.BytesIO()
    store.dump(BY_NAME[name], buffer, graph=ONE)
    graph = Graph()
    for context in [graph]:
        if name in ("nq", "trig"):
            assert buffer.getvalue().count(b"label") == 1
        else:
            context.parse(buffer.getvalue(), format={"rdf": "xml"}.get(name, name))
            assert set(graph) == {SAID, (A, RDFS.seeAlso, B)}


def test_a_dump_of_quads_leaves_the_set_out(store: Store) -> None:
    buffer = io.BytesIO()
    store.dump(N_QUADS, buffer)
    assert len(buffer.getvalue().splitlines()) == 3


def test_constructed_triples_come_once(store: Store) -> None:
    answer = store.query("CONSTRUCT { ?s a news:Event } { GRAPH ?g { ?s ?p ?o } }")
    buffer = io.BytesIO()
    assert isinstance(answer, Triples)
    answer.write(TURTLE, buffer)
    assert buffer.getvalue().count(b"news:Event") == 1


def test_terms_go_in_and_come_out_alike() -> None:
    terms = [A, Literal("x"), Literal("x", lang="en"), Literal("2020-07-30", datatype=XSD.date), Literal(3)]
    made = Store.in_memory()
    made.add(ONE, [(A, B, term) for term in terms])
    assert {term for _, _, term in made.triples()} == set(terms)


def test_a_store_on_disk_is_read_by_many_while_nobody_writes(tmp_path: Path) -> None:
    writer = Store.create(tmp_path / "dataset")
    writer.add(ONE, [SAID])
    writer.finish()
    readers = [Store.read_only(tmp_path / "dataset") for _ in range(3)]
    assert [list(reader.triples()) for reader in readers] == [[SAID]] * 3


def test_a_folder_that_is_no_store_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="file"):
        Store.create(tmp_path / "file")


def test_rdf_files_are_parsed_by_their_ending(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(
        "<http://a.example/a> <http://a.example/p> [ <http://a.example/q> 1 ] .", encoding="utf-8"
    )
    triples = parse_rdf(path)
    assert len(triples) == 2
    assert any(isinstance(subject, BNode) for subject, _, _ in triples)


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("graph.ttl", UnreadableText, "no valid Turtle"),
        ("graph.xyz", NothingToRead, "no RDF format"),
        ("nowhere/graph.ttl", NothingToRead, "is no file"),
    ],
)
def test_a_broken_rdf_file_is_named(tmp_path: Path, name: str, error: type[InputError], words: str) -> None:
    for ending in ("ttl", "xyz"):
        (tmp_path / f"graph.{ending}").write_text("<a> <b> .", encoding="utf-8")
    with pytest.raises(error, match=words) as caught:
        parse_rdf(tmp_path / name)
    assert name in str(caught.value)
