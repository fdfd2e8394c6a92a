"""SPARQL 1.1 Protocol, section 2.2: the update operation."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from endpoint.app import create_app
from endpoint.limits import Limits
from endpoint.settings import Settings
from tests.endpoint.example import BASE, Server, serving
from tests.endpoint.writable import FORM, TOKEN, UPDATE, Client, writing

INSERT = "INSERT DATA { <http://e.org/a> <http://e.org/p> 1 }"
#: Finds nothing, after a minute or so.
_NUMBERS = " ".join(map(str, range(60)))
_CROSSED = " ".join(f"VALUES ?{name} {{ {_NUMBERS} }}" for name in "abcde")
SLOW = "INSERT { ?a ?b ?c } WHERE { %s FILTER(?a + ?b + ?c + ?d + ?e < 0) }" % _CROSSED  # noqa: UP031 - many braces
ONE = "SELECT ?s { ?s <http://e.org/p> 1 }"
GRAPHS = """PREFIX : <http://e.org/>
INSERT DATA { GRAPH :1 { :a :in 1 } GRAPH :2 { :b :in 2 . :a :in 1 } GRAPH :3 { :c :in 3 } }"""


@pytest.fixture(scope="module", params=["union", "own"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with writing(tmp_path_factory.mktemp("writable") / "store", apart=request.param == "own") as client:
        yield client


@pytest.fixture
def client(kept: Client) -> Client:
    """Lend a client of an empty store."""
    assert kept.update("DROP ALL").status == 204
    return kept


@pytest.mark.parametrize(
    ("path", "body", "content_type"),
    [
        ("/update", INSERT, UPDATE),
        ("/update", INSERT, f"{UPDATE}; charset=utf-8"),
        ("/update", urlencode({"update": INSERT}), FORM),
        ("/update", urlencode({"update": INSERT}), f"{FORM}; charset=UTF-8"),
    ],
)
def test_an_update_is_posted_as_a_form_or_as_it_is(
    client: Client, path: str, body: str, content_type: str
) -> None:
    answer = client.ask(path, "POST", body, Content_Type=content_type)
    assert (answer.status, answer.body) == (204, b"")
    assert client.rows(ONE) == ["http://e.org/a"]


COPIED = "PREFIX : <http://e.org/> INSERT { GRAPH :found { ?s :in ?g } } WHERE "
FOUND = "SELECT ?s ?g { GRAPH <http://e.org/found> { ?s <http://e.org/in> ?g } }"


@pytest.mark.parametrize("how", ["direct", "form"])
@pytest.mark.parametrize(
    ("where", "default", "named", "found"),
    [
        ("{ ?s :in ?g }", ("1",), (), ["a,1"]),
        ("{ ?s :in ?g }", ("1", "2"), (), ["a,1", "b,2"]),
        # Two graphs say it, and it counts once.
        ("{ SELECT ?s (COUNT(*) AS ?g) { ?s :in ?n } GROUP BY ?s }", ("1", "2"), (), ["a,1", "b,1"]),
        ("{ GRAPH ?g { ?s :in ?n } }", (), ("1", "3"), ["a,http://e.org/1", "c,http://e.org/3"]),
        ("{ ?s :in ?g }", (), ("1",), []),
        (
            "{ GRAPH ?g { ?s :in ?n } } UNION { ?s :in ?n BIND('default' AS ?g) }".join("{}"),
            ("1",),
            ("3",),
            ["a,default", "c,http://e.org/3"],
        ),
    ],
)
def test_a_request_names_the_graphs_that_are_read(
    client: Client, how: str, where: str, default: tuple[str, ...], named: tuple[str, ...], found: list[str]
) -> None:
    client.update(GRAPHS)
    graphs = [("using-graph-uri", f"http://e.org/{name}") for name in default]
    graphs += [("using-named-graph-uri", f"http://e.org/{name}") for name in named]
    if how == "direct":
        answer = client.ask(f"/update?{urlencode(graphs)}", "POST", COPIED + where, Content_Type=UPDATE)
    else:
        body = urlencode([("update", COPIED + where), *graphs])
        answer = client.ask("/update", "POST", body, Content_Type=FORM)
    assert answer.status == 204, answer.text
    assert [row.removeprefix("http://e.org/") for row in client.rows(FOUND)] == found


@pytest.mark.parametrize("name", ["using-graph-uri", "using-named-graph-uri"])
@pytest.mark.parametrize(
    "update",
    [
        "INSERT { ?s ?p 2 } USING <http://e.org/1> WHERE { ?s ?p ?o }",
        "INSERT { ?s ?p 2 } USING NAMED <http://e.org/1> WHERE { ?s ?p ?o }",
        "WITH <http://e.org/1> INSERT { ?s ?p 2 } WHERE { ?s ?p ?o }",
    ],
)
def test_who_names_them_twice_is_refused(client: Client, name: str, update: str) -> None:
    answer = client.update(update, **{name: "http://e.org/1"})
    assert (answer.status, "USING" in json.loads(answer.text)["detail"]) == (400, True)


def test_relative_iris_are_below_the_base_of_the_graph_or_that_of_the_update(client: Client) -> None:
    client.update("CLEAR GRAPH <g> ; INSERT DATA { GRAPH <g> { <s> <p> <o> } }")
    client.update("BASE <http://other.org/x/> INSERT DATA { <s> <../p> <> }")
    everything = "SELECT ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    assert set(client.rows(everything)) == {
        f"{BASE}s,{BASE}p,{BASE}o",
        "http://other.org/x/s,http://other.org/p,http://other.org/x/",
    }


@pytest.mark.parametrize(
    ("path", "body", "content_type", "status", "words"),
    [
        ("/update", INSERT, "", 415, "application/sparql-update"),
        ("/update", urlencode({"update": INSERT}), "", 415, "application/sparql-update"),
        ("/update", INSERT, "text/plain", 415, "application/sparql-update"),
        ("/update", INSERT, "application/sparql-query", 415, "/sparql"),
        ("/update", INSERT.encode("utf-16"), f"{UPDATE}; charset=UTF-16", 415, "utf-16"),
        ("/update", urlencode({"update": INSERT}), f"{FORM}; charset=utf-16", 415, "utf-16"),
        ("/update", INSERT.encode("utf-16"), UPDATE, 400, "not UTF-8"),
        ("/update", "update=%FF", FORM, 400, "not UTF-8"),
        ("/update", "", FORM, 400, "no update"),
        ("/update", urlencode([("update", INSERT), ("update", INSERT)]), FORM, 400, "several"),
        (f"/update?update={quote(INSERT)}", INSERT, UPDATE, 400, "not in the address"),
        (f"/update?update={quote(INSERT)}", "", UPDATE, 400, "not in the address"),
        (f"/update?update={quote(INSERT)}", "", FORM, 400, "not in the address"),
        (f"/update?update={quote(INSERT)}", urlencode({"update": INSERT}), FORM, 400, "not in the address"),
        ("/update", urlencode({"query": "ASK {}"}), FORM, 400, "/sparql"),
        ("/update", urlencode({"update": INSERT, "query": "ASK {}"}), FORM, 400, "/sparql"),
        ("/update?query=ASK{}", INSERT, UPDATE, 400, "/sparql"),
        ("/update", "ASK {}", UPDATE, 400, "at 1:"),
        ("/update", urlencode({"update": "SELECT * { ?s ?p ?o }"}), FORM, 400, "at 1:"),
        ("/update", "CLEAR XYZ", UPDATE, 400, "at 1:7"),
        ("/update", f"{INSERT} ;\n INSERT DATA {{ ?s ?p ?o }}", UPDATE, 400, "at 2:"),
        ("/update?using-graph-uri=relative", INSERT, UPDATE, 400, "absolute IRI"),
        ("/update?using-named-graph-uri=%20", INSERT, UPDATE, 400, "absolute IRI"),
        ("/update?default-graph-uri=http://e.org/1", INSERT, UPDATE, 400, "using-graph-uri"),
        ("/update", "DROP GRAPH <http://e.org/nowhere>", UPDATE, 400, "does not exist"),
        ("/update", "LOAD <http://127.0.0.1:1/>", UPDATE, 403, "LOAD"),
        ("/update", "INSERT {} WHERE { SERVICE <http://127.0.0.1:1/> {} }", UPDATE, 400, "SERVICE"),
        ("/update", "INSERT DATA { <a:a> <a:b> <<( <a:a> <a:b> 1 )>> }", UPDATE, 400, "RDF 1.1"),
        ("/update", "INSERT DATA " + "{" * 20000, UPDATE, 400, ""),
    ],
)
def test_what_breaks_the_protocol_is_refused_and_changes_nothing(
    client: Client, path: str, body: str | bytes, content_type: str, status: int, words: str
) -> None:
    headers = {"Content_Type": content_type} if content_type else {}
    answer = client.ask(path, "POST", body, **headers)
    assert (answer.status, answer.media_type) == (status, "application/problem+json"), answer.text
    assert words in json.loads(answer.text)["detail"]
    assert client.rows(ONE) == []


def test_a_syntax_error_has_a_line_and_a_column(client: Client) -> None:
    problem = json.loads(client.update("CLEAR ALL ;\n  CLEAR XYZ").text)
    assert (problem["line"], problem["column"]) == (2, 9)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_an_update_is_only_posted(client: Client, method: str) -> None:
    answer = client.ask(f"/update?update={quote('CLEAR ALL')}", method)
    assert answer.status == 405
    assert "POST" in answer.headers["Allow"]


def test_all_of_an_update_is_done_or_nothing(client: Client) -> None:
    assert client.update(f"{INSERT} ; DROP GRAPH <http://e.org/nowhere>").status == 400
    assert client.rows(ONE) == []


@pytest.mark.parametrize(
    ("authorization", "challenge"),
    [
        ("", 'Bearer realm="newsgraph"'),
        ("Bearer", 'Bearer realm="newsgraph"'),
        (f"Basic {TOKEN}", 'Bearer realm="newsgraph"'),
        ("Bearer guess", 'Bearer realm="newsgraph", error="invalid_token"'),
        (f"Bearer {TOKEN} ", None),
        (f"bearer {TOKEN}", None),
    ],
)
@pytest.mark.parametrize(
    ("method", "path", "content_type"),
    [
        ("POST", "/update", UPDATE),
        ("PUT", "/data?default", "text/turtle"),
        ("POST", "/data", "text/turtle"),
        ("DELETE", "/data?default", ""),
    ],
)
def test_only_who_shows_the_token_may_write(
    client: Client, method: str, path: str, content_type: str, authorization: str, challenge: str | None
) -> None:
    headers = {"Authorization": authorization, "Content_Type": content_type}
    answer = client.ask(path, method, "", **headers)
    assert answer.status == (401 if challenge else answer.status)
    assert answer.status < 300 or challenge
    assert answer.headers["WWW-Authenticate"] == challenge


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/update"), ("PUT", "/data?default"), ("DELETE", "/data/x")]
)
def test_a_server_is_read_only_by_default(server: Server, method: str, path: str) -> None:
    answer = server.ask(path, method, b"CLEAR ALL", Content_Type=UPDATE, Authorization=f"Bearer {TOKEN}")
    assert (answer.status, "--writable" in answer.text) == (403, True)


def test_what_is_written_is_read_at_once_on_all_pages(client: Client) -> None:
    person = f"{BASE}id/person/ana"
    client.update(f"INSERT DATA {{ <{person}> a news:Person ; rdfs:label 'Ana'@en }}")
    for path in ("/doc/person/ana", "/browse/person", "/dumps/newsgraph.nt"):
        assert "Ana" in client.ask(path, Accept="text/html").text


def test_before_anything_is_published_the_server_says_so(tmp_path: Path) -> None:
    with serving(create_app(Settings(store=tmp_path / "store", token=TOKEN))) as server:
        answer = Client(server).update(INSERT)
        assert (answer.status, "newsgraph build" in answer.text) == (503, True)


def test_writes_at_once_are_all_done(client: Client) -> None:
    updates = [f"INSERT DATA {{ <http://e.org/{number}> <http://e.org/p> 1 }}" for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        assert {answer.status for answer in pool.map(client.update, updates)} == {204}
    assert len(client.rows(ONE)) == 12


def test_a_write_whose_process_is_ended_is_told_and_the_next_one_is_done(tmp_path: Path) -> None:
    with writing(tmp_path / "store") as client:
        assert client.update(INSERT).status == 204
        before = len(client.rows("SELECT * { ?s ?p ?o }"))
        with ThreadPoolExecutor() as pool:
            answer = pool.submit(client.update, SLOW)
            for _ in range(200):
                writers = list((tmp_path / "store" / "snapshots").glob(".unfinished-*"))
                if writers:
                    break
                time.sleep(0.02)
            os.kill(int(writers[0].name.removeprefix(".unfinished-").partition("-")[0]), signal.SIGKILL)
            told = answer.result()
        assert (told.status, "ended from outside" in told.text) == (503, True)
        assert len(client.rows("SELECT * { ?s ?p ?o }")) == before
        assert client.update(INSERT.replace("1", "2")).status == 204
        assert len(client.rows("SELECT * { ?s ?p ?o }")) == before + 1


def test_a_write_has_the_time_of_a_query(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with writing(store, limits=Limits(workers=1, seconds=2)) as client:
        answer = client.update(SLOW)
        assert (answer.status, json.loads(answer.text)["limit"]) == (503, "time")
        assert client.update(INSERT).status == 204
