from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from rdflib.plugins.sparql import prepareQuery

from endpoint.app import create_app
from endpoint.reconcile import spellings
from endpoint.reconciling import Asked, Names
from endpoint.serving import Publication
from endpoint.settings import Settings
from graph_builder.snapshots import current
from tests.support import ROOT

#: What the JSON schemas of the specification ask of answers, in our words and nowhere weaker:
#: https://reconciliation-api.github.io/specs/0.2/schemas/
TYPE = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
}
NAMED = {
    "type": "object",
    "required": ["result"],
    "properties": {"result": {"type": "array", "items": TYPE}},
}
TEMPLATE = {"type": "string", "pattern": r".*\{\{id\}\}.*"}
SUGGEST = {
    "type": "object",
    "properties": {"service_url": {"type": "string"}, "service_path": {"type": "string"}},
}
MANIFEST = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "properties": {
        "versions": {"type": "array", "items": {"type": "string"}, "contains": {"enum": ["0.2"]}},
        "name": {"type": "string"},
        "identifierSpace": {"type": "string"},
        "schemaSpace": {"type": "string"},
        "view": {"type": "object", "required": ["url"], "properties": {"url": TEMPLATE}},
        "defaultTypes": {"type": "array", "items": TYPE, "uniqueItems": True},
        "suggest": {
            "type": "object",
            "properties": {"entity": SUGGEST, "property": SUGGEST, "type": SUGGEST},
        },
        "preview": {
            "type": "object",
            "required": ["url", "width", "height"],
            "properties": {"url": TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}},
        },
        "extend": {"type": "object", "properties": {"propose_properties": SUGGEST}},
    },
}
RESULTS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["result"],
        "properties": {
            "result": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "name", "score"],
                    "properties": {
                        "id": {"type": "string"},
                        "name": {"type": "string"},
                        "score": {"type": "number"},
                        "match": {"type": "boolean"},
                        "type": {"type": "array", "items": TYPE},
                        "features": {
                            "type": "array",
                            "items": {
                                "properties": {
                                    "id": {"type": "string"},
                                    "value": {"type": ["number", "boolean"]},
                                }
                            },
                        },
                    },
                },
            }
        },
    },
}


def only(**properties: object) -> dict[str, object]:
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


EXTENSION = {
    "type": "object",
    "required": ["rows", "meta"],
    "properties": {
        "meta": {"type": "array", "items": TYPE},
        "rows": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {
                    "type": "array",
                    "items": {
                        "oneOf": [
                            only(id={"type": "string"}, name={"type": "string"}),
                            only(str={"type": "string"}),
                            only(int={"type": "integer"}),
                            only(date={"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$"}),
                        ]
                    },
                },
            },
        },
    },
}


@pytest.fixture(scope="module")
def client(example_store: Path) -> Iterator[FlaskClient]:
    yield from asking(example_store)


@pytest.fixture(scope="module")
def ours(built_store: Path) -> Iterator[FlaskClient]:
    yield from asking(built_store)


def asking(store: Path) -> Iterator[FlaskClient]:
    with closing(Publication(store)) as publication:
        yield create_app(Settings(store=store), publication).test_client()


def answered(client: FlaskClient, schema: dict[str, Any], path: str = "/reconcile", **form: object) -> Any:
    """Return a JSON answer that the specification allows."""
    response = (
        client.post(path, data={key: json.dumps(value) for key, value in form.items()})
        if form
        else client.get(path)
    )
    assert response.status_code == 200, response.text
    Draft202012Validator(schema).validate(response.json)
    return response.json


def best(client: FlaskClient, **query: object) -> tuple[str, bool] | None:
    found = answered(client, RESULTS, queries={"q": query})["q"]["result"]
    return (found[0]["id"], found[0]["match"]) if found else None


def test_the_manifest_says_what_is_offered_and_where(client: FlaskClient) -> None:
    manifest = answered(client, MANIFEST)
    for what in manifest["suggest"].values():
        path = (what["service_url"] + what["service_path"]).removeprefix("http://localhost")
        answered(client, NAMED, f"{path}?prefix=a")
    proposed = manifest["extend"]["propose_properties"]
    path = (proposed["service_url"] + proposed["service_path"]).removeprefix("http://localhost")
    assert client.get(f"{path}?type=Person&limit=3").json["properties"][2]["id"] == "unitOf"  # type: ignore[index]
    assert client.get("/reconcile").headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"query": "Ministry of Rivers"}, ("organization/ministry-of-rivers", True)),
        ({"query": "MoR"}, ("organization/ministry-of-rivers", True)),
        ({"query": "ministry  of RIVERS", "type": "Organization"}, ("organization/ministry-of-rivers", True)),
        ({"query": "Ministry of Rivers", "type": ["Person"]}, None),
        ({"query": "Rivers Ministry"}, ("organization/ministry-of-rivers", False)),
        ({"query": "Ana Nunez"}, ("person/ana-núñez", True)),
        ({"query": "李霞"}, ("person/李霞", True)),
        ({"query": "Minsitry of Rivers"}, ("organization/ministry-of-rivers", False)),
        ({"query": "Xyzzy"}, None),
        ({"query": "Dams", "type_strict": "any", "limit": 1}, ("session/dams", True)),
        (
            {"query": "Dams", "properties": [{"pid": "sessionOf", "v": {"id": "event/river-forum"}}]},
            ("session/dams", True),
        ),
        (
            {"query": "Dams", "properties": [{"pid": "sessionOf", "v": "Another Forum"}]},
            ("session/dams", False),
        ),
        (
            {"properties": [{"pid": "acronym", "v": "MoR"}], "type": "Organization"},
            ("organization/ministry-of-rivers", False),
        ),
    ],
)
def test_a_name_is_sure_only_where_one_thing_alone_bears_it(
    client: FlaskClient, query: dict[str, object], expected: tuple[str, bool] | None
) -> None:
    assert best(client, **query) == expected


def test_two_things_of_one_name_are_both_given_and_neither_is_sure(client: FlaskClient) -> None:
    found = answered(client, RESULTS, queries={"q": {"query": "River Forum"}})["q"]["result"]
    certain = [one for one in found if one["score"] == 100]
    assert {one["id"] for one in certain} >= {"event/river-forum", "newsletter/river-1"}
    assert not any(one["match"] for one in found)


def test_a_table_is_extended_with_values_of_every_sort(client: FlaskClient) -> None:
    wanted = {
        "ids": ["event/river-forum", "newsletter/river-1", "session/dams", "nobody"],
        "properties": [{"id": "startDate"}, {"id": "year"}, {"id": "sessionOf"}, {"id": "issueNumber"}],
    }
    rows = answered(client, EXTENSION, extend=wanted)["rows"]
    assert rows["event/river-forum"]["startDate"] == [{"date": "2021-06-03T00:00:00"}]
    assert rows["newsletter/river-1"]["year"] == [{"int": 2021}]
    assert rows["newsletter/river-1"]["issueNumber"] == [{"str": "1"}]
    assert rows["session/dams"]["sessionOf"] == [{"id": "event/river-forum", "name": "River Forum"}]
    assert rows["nobody"] == {"startDate": [], "year": [], "sessionOf": [], "issueNumber": []}


def test_names_are_completed_from_their_beginning(client: FlaskClient) -> None:
    found = answered(client, NAMED, "/reconcile/suggest/entity?prefix=min")["result"]
    assert [one["id"] for one in found] == ["organization/ministry-of-rivers"]
    assert answered(client, NAMED, "/reconcile/suggest/entity?prefix=")["result"] == []
    types = answered(client, NAMED, "/reconcile/suggest/type?prefix=coun")["result"]
    assert [one["id"] for one in types] == ["Country", "CountryGroup"]
    properties = answered(client, NAMED, "/reconcile/suggest/property?prefix=start")["result"]
    assert properties == [{"id": "startDate", "name": "start date"}]


def test_a_preview_may_be_framed_and_its_markup_is_escaped(client: FlaskClient) -> None:
    response = client.get("/reconcile/preview?id=organization/ministry-of-rivers")
    assert response.status_code == 200
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "&lt;b&gt;Rivers&lt;/b&gt;" in response.text
    assert "frame-ancestors 'none'" in client.get("/reconcile").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"queries": "{"}, "queries is no JSON"),
        ({"queries": "[]"}, "queries is no JSON object"),
        ({"queries": '{"q": {}}'}, "Query q has neither a query nor properties"),
        ({"queries": '{"q": {"query": 7}}'}, "its query is a string"),
        ({"queries": '{"q": {"query": "a", "limit": 0}}'}, "limit is 0"),
        ({"queries": '{"q": {"query": "a", "properties": [{"pid": "year"}]}}'}, "lacks its pid or v"),
        ({"extend": '{"ids": []}'}, "Extend with"),
        ({"extend": '{"ids": [], "properties": [{"id": "colour"}]}'}, "There is no property 'colour'"),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(client: FlaskClient, form: dict[str, str], said: str) -> None:
    response = client.post("/reconcile", data=form, headers={"Accept": "application/json"})
    assert response.status_code == 400
    assert said in response.text


def test_a_batch_that_is_too_large_is_refused(client: FlaskClient) -> None:
    batch = {str(number): {"query": "a"} for number in range(1001)}
    assert client.post("/reconcile", data={"queries": json.dumps(batch)}).status_code == 413


def test_what_is_not_there_is_told_so(client: FlaskClient) -> None:
    assert client.get("/reconcile/preview?id=nobody").status_code == 404
    assert client.get("/reconcile/suggest/colour").status_code == 404


def test_a_hundred_names_of_our_graph_are_answered_in_half_a_second(built_store: Path) -> None:
    snapshot = current(built_store)
    rows = snapshot.store.select("SELECT ?name { ?s a news:Organization ; rdfs:label ?name } LIMIT 100")
    wanted = [str(name) for (name,) in rows]
    names = Names(snapshot.store, snapshot.manifest.base)
    started = time.process_time()
    found = [names.matching(Asked(text=wanted[number % len(wanted)])) for number in range(100)]
    assert time.process_time() - started < 0.5
    assert [one[0].name for one in found] == [wanted[number % len(wanted)] for number in range(100)]


@pytest.mark.parametrize(
    "iri",
    [
        "http://www.wikidata.org/entity/Q424",
        "https://www.wikidata.org/entity/Q424",
        "https://www.wikidata.org/wiki/Q424",
        "https://sws.geonames.org/1831722/",
        "https://sws.geonames.org/1831722",
    ],
)
def test_our_thing_is_found_by_the_iri_of_another_data_set(ours: FlaskClient, iri: str) -> None:
    response = ours.get(f"/id?sameAs={quote(iri, safe='')}")
    assert (response.status_code, response.headers["Location"]) == (303, "/id/country/kh")


@pytest.mark.parametrize(
    "form", ["https://ror.org/047ktk903", "http://ror.org/047ktk903", "https://ror.org/047ktk903/"]
)
def test_our_body_is_found_by_any_spelling_of_its_ror_id(ours: FlaskClient, form: str) -> None:
    response = ours.get(f"/id?sameAs={quote(form, safe='')}")
    assert (response.status_code, response.headers["Location"]) == (
        303,
        "/id/organization/world-resources-institute",
    )


def test_the_query_from_wikidatas_side_is_one_and_our_half_of_it_has_answers(built_store: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (query,) = [one for one in re.findall(r"```sparql\n(.*?)```", text, re.DOTALL) if "SERVICE" in one]
    prepareQuery(query)
    half = re.search(r"SERVICE <[^>]+/sparql> (\{.*?\n  \})", query, re.DOTALL)
    assert half
    rows = list(current(built_store).store.select(f"SELECT ?item ?name {half[1]}"))
    assert rows
    assert all(re.fullmatch(r"http://www\.wikidata\.org/entity/Q\d+", str(item)) for item, _ in rows)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?sameAs=", 400),
        ("?sameAs=a%20b%3E", 400),
        ("?sameAs=http://www.wikidata.org/entity/Q1", 404),
    ],
)
def test_an_iri_that_leads_nowhere_is_told_so(ours: FlaskClient, query: str, status: int) -> None:
    assert ours.get(f"/id{query}").status_code == status


def test_an_iri_has_the_spellings_that_data_sets_use() -> None:
    assert all(re.fullmatch(r"https?://ror\.org/x/?", one) for one in spellings("https://ror.org/x"))
    assert len(set(spellings("https://ror.org/x"))) == 4
