from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import urlencode

import pytest
from rdflib import Graph
from rdflib.term import URIRef

from endpoint.app import create_app
from endpoint.people import Names
from endpoint.settings import Settings
from graph_builder.store import Store
from tests.endpoint.example import BASE, Server, publish_example, serving

PEOPLE = "SELECT ?person ?age { ?person a news:Person OPTIONAL { ?person news:year ?age } } ORDER BY ?person"


def rows_of(server: Server, query: str, language: str = "") -> list[list[str]]:
    answer = server.ask(
        f"/sparql?{urlencode({'query': query, 'format': 'csv-people'})}", Accept_Language=language
    )
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert "Accept-Language" in answer.headers["Vary"]
    return list(csv.reader(io.StringIO(answer.text, newline="")))


def test_each_column_of_iris_has_a_column_of_names_beside_it(server: Server) -> None:
    assert rows_of(server, PEOPLE) == [
        ["person", "person_label", "age"],
        [f"{BASE}id/person/ana-núñez", "Ana Núñez", ""],
        [f"{BASE}id/person/李霞", "李霞", ""],
    ]


def test_a_column_of_names_takes_no_name_that_is_taken(server: Server) -> None:
    query = "SELECT ?s ?s_label { VALUES (?s ?s_label) { (news:Chair 'mine') (2 3) } }"
    assert rows_of(server, query) == [
        ["s", "s_label_", "s_label"],
        ["https://w3id.org/newsgraph/ontology#Chair", "chair", "mine"],
        ["2", "", "3"],
    ]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\\t=1", "'\t=1"),
        ("\\r=1", "'\r=1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        (" =1", " =1"),
        ("", ""),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(server: Server, cell: str, shown: str) -> None:
    query = f"SELECT ?x ('y' AS ?y) {{ BIND('{cell}' AS ?x) }}"
    assert rows_of(server, query)[1] == [shown, "y"]


def test_a_number_below_nought_is_text_too_and_plain_csv_is_as_it_was(server: Server) -> None:
    assert rows_of(server, "SELECT ?x { BIND(-5 AS ?x) }")[1] == ["'-5"]
    assert server.query("SELECT ?x { BIND('=1' AS ?x) }", "text/csv").text == "x\r\n=1\r\n"


def test_names_themselves_are_made_inert(tmp_path: Path) -> None:
    more = "<id/person/evil> rdfs:label '=cmd'@en ."
    with serving(create_app(Settings(store=publish_example(tmp_path / "store", more=more)))) as server:
        query = f"SELECT ?x {{ BIND(<{BASE}id/person/evil> AS ?x) }}"
        assert rows_of(server, query)[1] == [f"{BASE}id/person/evil", "'=cmd"]


@pytest.mark.parametrize(
    ("languages", "name"),
    [
        (("en",), "river"),
        (("fr", "en"), "rivière"),
        (("fr-CA",), "rivière"),
        (("pt",), "Rio (pt)"),
        (("de",), "R-1"),
        ((), "R-1"),
    ],
)
def test_names_come_in_the_language_that_is_liked_best(languages: tuple[str, ...], name: str) -> None:
    store = Store.in_memory()
    labels = '"river"@en, "rivière"@fr, "Rio (pt)"@pt-BR, "R-1"'
    graph = Graph().parse(
        data=f"<a:r> <http://www.w3.org/2000/01/rdf-schema#label> {labels} .", format="turtle"
    )
    store.add(URIRef("a:g"), graph)
    assert Names(store, languages)[URIRef("a:r")] == name
    assert Names(store, languages)[URIRef("a:none")] == ""


def test_the_language_is_that_of_the_client(tmp_path: Path) -> None:
    more = "<id/place/rhine> rdfs:label 'Rhein'@de, 'Rhine'@en ."
    with serving(create_app(Settings(store=publish_example(tmp_path / "store", more=more)))) as server:
        query = f"SELECT ?x {{ BIND(<{BASE}id/place/rhine> AS ?x) }}"
        assert rows_of(server, query)[1][1] == "Rhine"
        assert rows_of(server, query, "de-AT, en;q=0.5")[1][1] == "Rhein"


def test_nobody_gets_it_who_does_not_name_it(server: Server) -> None:
    assert server.query(PEOPLE, "text/csv").text.startswith("person,age\r\n")
    answer = server.query("CONSTRUCT WHERE { ?s ?p ?o }", format="csv-people")
    assert answer.status == 406
    assert server.query("ASK {}", format="csv-people").text == "true\n"
