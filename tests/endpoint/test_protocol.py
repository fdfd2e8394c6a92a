from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

from endpoint.app import create_app
from endpoint.settings import Settings
from tests.endpoint.example import Server, publish_example, serving, triples_of

PEOPLE = "SELECT ?name { ?person a news:Person ; rdfs:label ?name } ORDER BY ?name"
NAMES = ["Ana Núñez", "李霞"]
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } FILTER(STRENDS(STR(?g), 'river-1')) }"
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


def names_in_json(body: str) -> list[str]:
    return [row["name"]["value"] for row in json.loads(body)["results"]["bindings"]]


def names_in_xml(body: str) -> list[str]:
    literals = ElementTree.fromstring(body).iter("{http://www.w3.org/2005/sparql-results#}literal")  # noqa: S314 - our own
    return [str(literal.text) for literal in literals]


def names_in_csv(body: str) -> list[str]:
    return [row["name"] for row in csv.DictReader(io.StringIO(body))]


def names_in_tsv(body: str) -> list[str]:
    return [line.split('"')[1] for line in body.splitlines()[1:]]


@pytest.mark.parametrize(
    ("accept", "content_type", "names"),
    [
        ("application/sparql-results+json", "application/sparql-results+json", names_in_json),
        ("application/sparql-results+xml", "application/sparql-results+xml; charset=utf-8", names_in_xml),
        ("text/csv", "text/csv; charset=utf-8", names_in_csv),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", names_in_tsv),
        ("*/*", "application/sparql-results+json", names_in_json),
        ("application/json", "application/json", names_in_json),
        ("text/html, text/csv;q=0.5", "text/csv; charset=utf-8", names_in_csv),
    ],
)
def test_rows_come_in_the_format_that_the_client_likes(
    server: Server, accept: str, content_type: str, names: Callable[[str], list[str]]
) -> None:
    answer = server.query(PEOPLE, accept)
    assert (answer.status, answer.headers["Content-Type"]) == (200, content_type)
    assert names(answer.text) == NAMES
    assert "Accept" in answer.headers["Vary"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("form", "words"),
    [("json", '"boolean":true'), ("xml", "<boolean>true</boolean>"), ("csv", "true"), ("tsv", "true")],
)
def test_a_yes_comes_in_every_result_format(server: Server, form: str, words: str) -> None:
    assert words in server.query("ASK { ?s a news:Person }", format=form).text


@pytest.mark.parametrize(
    ("accept", "media_type", "reader"),
    [
        ("text/turtle", "text/turtle", "turtle"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("application/trig", "application/trig", "trig"),
        ("application/n-quads", "application/n-quads", "nquads"),
        ("*/*", "text/turtle", "turtle"),
    ],
)
def test_triples_come_in_the_format_that_the_client_likes(
    server: Server, accept: str, media_type: str, reader: str
) -> None:
    answer = server.query(CONSTRUCT, accept)
    assert (answer.status, answer.media_type) == (200, media_type)
    if reader in ("trig", "nquads"):
        data = Dataset(default_union=True)
        data.parse(data=answer.body, format=reader)
        found = Graph()
        for triple in data.triples((None, None, None)):
            found.add(triple)
    else:
        found = Graph().parse(data=answer.body, format=reader)
    assert isomorphic(found, triples_of("river-1"))


UNNAMED = "CONSTRUCT { <http://e/a> <http://e/1> 'x' } {}"
CONTROL = "CONSTRUCT { <http://e/a> <http://e/p> 'a\\u0001b' } {}"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
XML_ROWS = "application/sparql-results+xml"


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (UNNAMED, "application/rdf+xml, text/turtle;q=0.5", "text/turtle"),
        (UNNAMED, BROWSER, "text/turtle"),
        (CONTROL, BROWSER, "text/turtle"),
        ("SELECT ('a\\uFFFFb' AS ?x) {}", f"{XML_ROWS}, text/csv;q=0.1", "text/csv"),
        ("SELECT ('a\\uFFFDb\\t\\n' AS ?x) {}", f"{XML_ROWS}, text/csv;q=0.1", XML_ROWS),
    ],
)
def test_what_xml_cannot_write_comes_in_the_next_format(
    server: Server, query: str, accept: str, media_type: str
) -> None:
    answer = server.query(query, accept)
    assert (answer.status, answer.media_type) == (200, media_type)


@pytest.mark.parametrize(
    ("query", "accept", "form", "named"),
    [
        (UNNAMED, "application/rdf+xml", "", "<http://e/1>"),
        (UNNAMED, "application/rdf+xml, text/csv", "", "<http://e/1>"),
        (UNNAMED, "*/*", "rdf", "<http://e/1>"),
        (CONTROL, "*/*", "rdf", "U+0001"),
        ("SELECT ('\\u0001' AS ?x) {}", XML_ROWS, "", "U+0001"),
        ("SELECT ('\\uFFFE' AS ?x) {}", "*/*", "xml", "U+FFFE"),
    ],
)
def test_what_xml_cannot_write_is_refused_where_nothing_else_is_accepted(
    server: Server, query: str, accept: str, form: str, named: str
) -> None:
    answer = server.query(query, accept, **({"format": form} if form else {}))
    assert (answer.status, named in answer.text) == (406, True)


def test_line_ends_stay_as_they_are_in_xml(server: Server) -> None:
    rows = server.query("SELECT ('a\\r\\nb\\r' AS ?name) {}", XML_ROWS)
    assert names_in_xml(rows.text) == ["a\r\nb\r"]
    triples = server.query("CONSTRUCT { <http://e/a> <http://e/p> 'a\\r\\nb\\r' } {}", "application/rdf+xml")
    assert [str(one) for one in Graph().parse(data=triples.body, format="xml").objects()] == ["a\r\nb\r"]


def test_a_thing_is_described_with_what_is_said_of_it(server: Server) -> None:
    answer = server.query("DESCRIBE ?s { ?s news:acronym 'MoR' }", "text/turtle")
    names = {str(name) for name in Graph().parse(data=answer.body, format="turtle").objects()}
    assert {"MoR", "Ministry of Rivers"} <= names


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (urlencode({"query": PEOPLE}).encode(), "application/x-www-form-urlencoded"),
        (urlencode({"query": PEOPLE}).encode(), "application/x-www-form-urlencoded; charset=UTF-8"),
        (PEOPLE.encode(), "application/sparql-query"),
        (PEOPLE.encode(), "application/sparql-query; charset=utf-8"),
    ],
)
def test_a_query_can_be_posted(server: Server, body: bytes, content_type: str) -> None:
    answer = server.ask("/sparql", "POST", body, Content_Type=content_type, Accept="text/csv")
    assert names_in_csv(answer.text) == NAMES


def test_a_posted_form_can_name_the_format(server: Server) -> None:
    body = urlencode({"query": PEOPLE, "format": "tsv"}).encode()
    answer = server.ask("/sparql", "POST", body, Content_Type="application/x-www-form-urlencoded")
    assert names_in_tsv(answer.text) == NAMES


def test_relative_iris_are_below_the_base_of_the_graph(server: Server) -> None:
    assert names_in_csv(
        server.query("SELECT ?name { <id/person/李霞> rdfs:label ?name }", "text/csv").text
    ) == ["李霞"]


FORM = "application/x-www-form-urlencoded"


def form(**fields: str) -> bytes:
    return urlencode(fields).encode()


@pytest.mark.parametrize(
    "path",
    [
        "/sparql?",
        "/doc/event/river-forum?",
        "/graph/river-1?",
        "/ontology?",
        "/dataset?",
        "/.well-known/void?",
    ],
)
@pytest.mark.parametrize(
    ("asked", "words"),
    [("format=bogus", "There is no format"), ("format=ttl&format=rdf", "several times (ttl, rdf)")],
)
def test_a_format_that_there_is_not_and_two_at_once_are_refused(
    server: Server, path: str, asked: str, words: str
) -> None:
    answer = server.ask(path + asked)
    assert (answer.status, words in answer.text) == (400, True)


def test_a_format_may_be_named_twice(server: Server) -> None:
    assert server.ask(f"/sparql?query={quote(PEOPLE)}&format=csv&format=csv").media_type == "text/csv"


@pytest.mark.parametrize(
    ("path", "body", "content_type", "status", "words"),
    [
        ("/sparql?timeout=5", None, "", 400, "There is no query"),
        ("/sparql?query=%20", None, "", 400, "There is no query"),
        ("/sparql", b"", "application/sparql-query", 400, "There is no query"),
        (f"/sparql?query={quote(PEOPLE)}&query={quote(PEOPLE)}", None, "", 400, "several queries"),
        ("/sparql?query=SELECT*FROM<a:b>FROMx:y{}", None, "", 400, "error at 1:17"),
        ("/sparql?query=SELECT*FROM<a:b%23c>FROM<d:e>{?s?p'f'%0A%20?x}", None, "", 400, "error at 2:"),
        ("/sparql?query=SELECT", None, "", 400, "error at 1:7"),
        ("/sparql?query=%FF", None, "", 400, "not UTF-8"),
        ("/sparql?query=ASK{}&default-graph-uri=inferred", None, "", 400, "absolute IRI"),
        ("/sparql?query=ASK{}&named-graph-uri=http://e.org/%20", None, "", 400, "absolute IRI"),
        ("/sparql?query=ASK{}&format=pdf", None, "", 400, "There is no format 'pdf' here. There are: json"),
        ("/sparql?query=ASK{}&format=xml&format=json", None, "", 400, "several times (xml, json)"),
        ("/sparql?query=ASK{}&timeout=1&timeout=2", None, "", 400, "timeout is given several times"),
        ("/sparql?format=xml", form(query="ASK {}", format="json"), FORM, 400, "several times"),
        ("/sparql?query=ASK{}&format=ttl", None, "", 406, "yes or no"),
        (f"/sparql?query={quote(CONSTRUCT)}&format=csv", None, "", 406, "triples"),
        ("/sparql?query=SELECT*{SERVICE<http://127.0.0.1:1/>{?s?p?o}}", None, "", 400, "SERVICE"),
        ("/sparql?query=DELETE%20WHERE%20{?s?p?o}", None, "", 400, "error at 1:"),
        ("/sparql?update=DELETE%20WHERE%20{?s?p?o}", None, "", 400, "/update"),
        ("/sparql", b"ASK {}", "", 415, "application/sparql-query"),
        ("/sparql", b"ASK {}", "text/plain", 415, "application/sparql-query"),
        ("/sparql", b"ASK {}", "application/sparql-query; charset=latin-1", 415, "latin-1"),
        ("/sparql", b"ASK { ?s ?p '\xff' }", "application/sparql-query", 400, "not UTF-8"),
        ("/sparql?query=ASK{}", b"ASK {}", "application/sparql-query", 400, "another in the body"),
        ("/sparql?query=ASK{}", form(query="ASK {}"), "application/x-www-form-urlencoded", 400, "several"),
        ("/sparql", form(), "application/x-www-form-urlencoded", 400, "no query"),
        ("/sparql", b"query=%FF", "application/x-www-form-urlencoded", 400, "not UTF-8"),
        ("/sparql", form(update="CLEAR ALL"), "application/x-www-form-urlencoded", 400, "/update"),
        ("/sparql", b"CLEAR ALL", "application/sparql-update", 415, "/update"),
        ("/sparql", b"#" * 2_000_000, "application/sparql-query", 413, "2,000,000 bytes"),
    ],
)
def test_what_breaks_the_protocol_is_refused_with_a_reason(
    server: Server, path: str, body: bytes | None, content_type: str, status: int, words: str
) -> None:
    headers = {"Content_Type": content_type} if content_type else {}
    answer = server.ask(path, "GET" if body is None else "POST", body, **headers)
    assert (answer.status, answer.media_type) == (status, "application/problem+json")
    problem = json.loads(answer.text)
    assert problem["status"] == status
    assert words in problem["detail"]


def test_a_format_that_nobody_has_is_refused(server: Server) -> None:
    answer = server.query(PEOPLE, "image/png")
    assert (answer.status, answer.media_type) == (406, "text/plain")
    assert "csv" in answer.text


def test_a_wrong_query_is_answered_with_line_and_column(server: Server) -> None:
    answer = server.query("SELECT ?s\nWHERE { ?s ?p }", "application/sparql-results+json")
    problem = json.loads(answer.text)
    assert (problem["line"], problem["column"]) == (2, 16)
    page = server.query("SELECT ?s\nWHERE { ?s ?p }", "text/html,*/*;q=0.8")
    assert (page.status, page.media_type) == (400, "text/html")
    assert "error at 2:16" in page.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(server: Server, method: str) -> None:
    answer = server.ask("/sparql", method)
    assert answer.status == 405
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_head_is_get_without_the_body(server: Server) -> None:
    path = f"/sparql?{urlencode({'query': PEOPLE})}"
    get, head = server.ask(path, Accept="text/csv"), server.ask(path, "HEAD", Accept="text/csv")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Type"] == get.headers["Content-Type"]


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/sparql", {"GET", "HEAD", "POST", "OPTIONS"}),
        ("/doc/event/river-forum", {"GET", "HEAD", "OPTIONS"}),
        ("/data?default", {"GET", "HEAD", "OPTIONS"}),
        ("/update", {"OPTIONS"}),
    ],
)
def test_a_program_of_another_origin_is_told_no_method_that_there_is_not(
    server: Server, path: str, methods: set[str]
) -> None:
    origin = "https://elsewhere.example"
    answer = server.ask(path, "OPTIONS", Origin=origin, Access_Control_Request_Method="PUT")
    assert set(answer.headers["Access-Control-Allow-Methods"].split(", ")) == methods
    assert set(answer.headers["Allow"].split(", ")) == methods


def test_a_program_of_another_origin_may_ask(server: Server) -> None:
    answer = server.ask(
        "/sparql", "OPTIONS", Origin="https://elsewhere.example", Access_Control_Request_Method="POST"
    )
    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    ("query", "form", "words"),
    [
        ("CONSTRUCT { <a:s> <a:p> ?t } { BIND(TRIPLE(<a:a>, <a:b>, 1) AS ?t) }", "jsonld", "triple term"),
        ("SELECT * { BIND(<http://localhost/> AS ?x) SERVICE ?x { ?s ?p ?o } }", "json", "SERVICE"),
    ],
)
def test_what_cannot_be_answered_is_no_fault_of_the_server(
    server: Server, query: str, form: str, words: str
) -> None:
    answer = server.query(query, format=form)
    assert (answer.status, words in answer.text) == (400, True)


@pytest.mark.parametrize("accept", ["text/html", "*/*", "text/turtle"])
@pytest.mark.parametrize("host", ["a" * 5000, "a b", "ü.example", "[", "x:y:z"])
def test_no_host_makes_the_server_fail(server: Server, host: str, accept: str) -> None:
    answer = server.ask("/nowhere", Host=host, Accept=accept)
    assert answer.status in (400, 404)


def test_a_long_answer_comes_whole(server: Server) -> None:
    rows = "SELECT ?a ?b ?c { ?a ?p ?o . ?b ?q ?r . ?c ?u ?v } LIMIT 200000"
    answer = server.query(rows, "text/csv")
    assert answer.body.count(b"\n") == 200_001


def test_a_new_snapshot_is_served_without_a_restart(tmp_path: Path) -> None:
    store = publish_example(tmp_path / "store")
    with serving(create_app(Settings(store=store))) as server:
        assert server.query("ASK {}").status == 200
        first = server.ask("/readyz")
        publish_example(store, digest="fedcba9876543210")
        second = server.ask("/readyz")
        assert json.loads(first.text)["snapshot"].startswith("000001-0123456789ab")
        assert json.loads(second.text)["snapshot"].startswith("000002-fedcba987654")
        assert names_in_csv(server.query(PEOPLE, "text/csv").text) == NAMES


def test_before_anything_is_published_the_server_says_so(tmp_path: Path) -> None:
    with serving(create_app(Settings(store=tmp_path / "store"))) as server:
        for path in ("/readyz", "/", "/sparql?query=ASK{}", "/dumps/newsgraph.ttl"):
            answer = server.ask(path)
            assert (answer.status, "newsgraph build" in answer.text) == (503, True)
            assert str(tmp_path) not in answer.text
            assert server.ask("/healthz").status == 200
        publish_example(tmp_path / "store")
        assert server.ask("/").status == 200
