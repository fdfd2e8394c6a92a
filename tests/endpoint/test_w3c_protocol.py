"""The tests that W3C's suites of the SPARQL 1.1 Protocol and of the Graph Store HTTP Protocol name.

Each bears its name there; what it sends and wants is written after the suites and the specifications. The
server is one that the command starts, whose default graph is its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from graph_builder.revise import start
from graph_builder.snapshots import Manifest
from tests.endpoint.example import BASE, Server
from tests.endpoint.test_cli import port_of, running
from tests.endpoint.writable import FORM, TOKEN, TURTLE, UPDATE, Client

QUERY = "application/sparql-query"
DATA = ("http://kasei.us/2009/09/sparql/data/data1.rdf", "http://kasei.us/2009/09/sparql/data/data2.rdf")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Lend a client of `newsgraph serve --writable --default-graph own` with two named graphs."""
    folder = tmp_path_factory.mktemp("protocol")
    start(folder / "store", Manifest(base=BASE, title="Rivers"))
    token = folder / "token"
    token.write_text(TOKEN, encoding="utf-8")
    options = ("--store", folder / "store", "--port", "0", "--workers", "1", "--log", folder / "log")
    with running(*options, "--writable", "--token-file", token, "--default-graph", "own") as (_, said):
        client = Client(Server(port_of(said)))
        for name in DATA:
            address = f"/data?graph={quote(name, safe='')}"
            assert client.put(address, f"<{name}> a <http://xmlns.com/foaf/0.1/Document> .").status == 201
        yield client


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One request of a suite, and the statuses that the suite takes."""

    name: str
    status: tuple[int, ...]
    method: str = "POST"
    path: str = "/sparql"
    parameters: tuple[tuple[str, str], ...] = ()
    body: str | bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    #: What ASK says.
    says: bool | None = None

    def to(self, client: Client) -> None:
        """Send it, and look at what comes back."""
        path = f"{self.path}?{urlencode(self.parameters)}" if self.parameters else self.path
        answer = client.ask(path, self.method, self.body, **self.headers)
        assert answer.status in self.status, answer.text
        if self.says is not None:
            assert json.loads(answer.text)["boolean"] is self.says
        if answer.status >= 400:
            assert json.loads(answer.text)["status"] == answer.status


def form(*fields: tuple[str, str]) -> str:
    return urlencode(fields)


def named(parameter: str, *graphs: str) -> tuple[tuple[str, str], ...]:
    return tuple((parameter, name) for name in graphs)


def only(*graphs: str, default: bool) -> str:
    """Return a query that asks whether the dataset is what was named."""
    said = (f"<{name}> a ?type{number} ." for number, name in enumerate(graphs))
    inside = (f"GRAPH <{name}> {{ <{name}> a ?type{number} }}" for number, name in enumerate(graphs))
    return f"ASK {{ {' '.join(said if default else inside)} }}"


ASK = "ASK {}"
YES = {"Accept": "application/sparql-results+json"}
POSTED = {**YES, "Content_Type": FORM}
DIRECT = {**YES, "Content_Type": QUERY}
ONE, BOTH = (DATA[0],), DATA
TWO = (("query", ASK), ("query", "SELECT * {}"))
WRONG = tuple(range(400, 500))
DONE = (200, 204)
RESULTS = ("application/sparql-results+json", "application/sparql-results+xml")
RDF = ("text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json")

DATASETS = [
    ("query_dataset_default_graph", named("default-graph-uri", *ONE), only(*ONE, default=True)),
    ("query_dataset_default_graphs", named("default-graph-uri", *BOTH), only(*BOTH, default=True)),
    ("query_dataset_named_graphs", named("named-graph-uri", *BOTH), only(*BOTH, default=False)),
    (
        "query_dataset_full",
        named("default-graph-uri", DATA[0]) + named("named-graph-uri", DATA[1]),
        f"ASK {{ <{DATA[0]}> a ?type . GRAPH ?g {{ <{DATA[1]}> a ?other }}"
        f" FILTER NOT EXISTS {{ GRAPH <{DATA[0]}> {{ ?s ?p ?o }} }} }}",
    ),
    (
        "query_multiple_dataset",
        named("default-graph-uri", DATA[1]),
        f"ASK FROM <{DATA[0]}> {{ <{DATA[1]}> a ?type FILTER NOT EXISTS {{ <{DATA[0]}> a ?any }} }}",
    ),
]


def yes(name: str, **sent: Any) -> Sent:
    return Sent(name=name, status=(200,), says=True, **sent)


QUERIES = [
    yes("query_get", method="GET", parameters=(("query", ASK),), headers=YES),
    yes("query_post_form", body=form(("query", ASK)), headers=POSTED),
    yes("query_post_direct", body=ASK, headers=DIRECT),
    *(
        one
        for name, graphs, text in DATASETS
        for one in (
            yes(f"{name}_get", method="GET", parameters=(*graphs, ("query", text)), headers=YES),
            yes(f"{name}_post", parameters=graphs, body=text, headers=DIRECT),
            yes(f"{name}_post_form", body=form(*graphs, ("query", text)), headers=POSTED),
        )
    ),
    Sent(name="bad_query_method", method="PUT", parameters=(("query", ASK),), status=(405,)),
    Sent(name="bad_multiple_queries", method="GET", parameters=TWO, status=(400,)),
    Sent(name="bad_multiple_queries_post", body=form(*TWO), headers=POSTED, status=(400,)),
    Sent(name="bad_query_wrong_media_type", body=ASK, headers={"Content_Type": "text/plain"}, status=(415,)),
    Sent(name="bad_query_missing_form_type", body=form(("query", ASK)), status=WRONG),
    Sent(name="bad_query_missing_direct_type", body=ASK, status=WRONG),
    Sent(
        name="bad_query_non_utf8",
        body=ASK.encode("utf-16"),
        headers={"Content_Type": f"{QUERY}; charset=UTF-16"},
        status=WRONG,
    ),
    Sent(name="bad_query_syntax", method="GET", parameters=(("query", "ASK {"),), status=(400,)),
]

CONFLICT = "INSERT { ?s a <a:A> } USING NAMED <http://e.org/q> WHERE { GRAPH ?g { ?s ?p ?o } }"
UPDATES = [
    Sent(name="update_post_form", body=form(("update", "CLEAR ALL")), headers=POSTED, status=DONE),
    Sent(name="update_post_direct", body="CLEAR ALL", headers={"Content_Type": UPDATE}, status=DONE),
    Sent(name="bad_update_get", method="GET", parameters=(("update", "CLEAR ALL"),), status=(405,)),
    Sent(
        name="bad_multiple_updates",
        body=form(("update", "CLEAR NAMED"), ("update", "CLEAR DEFAULT")),
        headers=POSTED,
        status=(400,),
    ),
    Sent(
        name="bad_update_wrong_media_type",
        body="CLEAR NAMED",
        headers={"Content_Type": "text/plain"},
        status=(415,),
    ),
    Sent(name="bad_update_missing_form_type", body=form(("update", "CLEAR NAMED")), status=WRONG),
    Sent(
        name="bad_update_non_utf8",
        body="CLEAR NAMED".encode("utf-16"),
        headers={"Content_Type": f"{UPDATE}; charset=UTF-16"},
        status=WRONG,
    ),
    Sent(name="bad_update_syntax", body=form(("update", "CLEAR XYZ")), headers=POSTED, status=(400,)),
    Sent(
        name="bad_update_dataset_conflict",
        body=form(
            *named("using-named-graph-uri", "http://e.org/people"),
            ("update", CONFLICT),
        ),
        headers=POSTED,
        status=(400,),
    ),
]


@pytest.mark.parametrize("sent", QUERIES, ids=[sent.name for sent in QUERIES])
def test_a_query_is_answered_as_the_suite_of_the_protocol_wants(client: Client, sent: Sent) -> None:
    sent.to(client)


@pytest.mark.parametrize(
    ("name", "query", "accept"),
    [
        (
            "query_content_type_select",
            "SELECT (1 AS ?x) {}",
            (
                "application/sparql-results+json",
                "application/sparql-results+xml",
                "text/csv",
                "text/tab-separated-values",
            ),
        ),
        (
            "query_content_type_ask",
            ASK,
            ("application/sparql-results+json", "application/sparql-results+xml"),
        ),
        ("query_content_type_describe", "DESCRIBE <http://e.org/x>", ("text/turtle", "application/rdf+xml")),
        (
            "query_content_type_construct",
            "CONSTRUCT { <a:a> <a:b> 1 } {}",
            ("text/turtle", "application/rdf+xml", "application/ld+json"),
        ),
    ],
)
def test_an_answer_is_of_the_type_that_the_suite_wants(
    client: Client, name: str, query: str, accept: tuple[str, ...]
) -> None:
    for media_type in accept:
        answer = client.ask("/sparql", "POST", query, Content_Type=QUERY, Accept=media_type)
        assert (answer.status, answer.media_type) == (200, media_type), name


@pytest.mark.parametrize("sent", UPDATES, ids=[sent.name for sent in UPDATES])
def test_an_update_is_taken_or_refused_as_the_suite_of_the_protocol_wants(client: Client, sent: Sent) -> None:
    replace(sent, path="/update").to(client)


READ = "INSERT { GRAPH <http://e.org/found> { ?s <http://e.org/in> 'it' } } WHERE "


@pytest.mark.parametrize(
    ("name", "graphs", "where", "found"),
    [
        ("update_dataset_default_graph", named("using-graph-uri", "http://e.org/1"), "{ ?s a <a:A> }", ["a"]),
        (
            "update_dataset_default_graphs",
            named("using-graph-uri", "http://e.org/1", "http://e.org/2"),
            "{ ?s a <a:A> }",
            ["a", "b"],
        ),
        (
            "update_dataset_named_graphs",
            named("using-named-graph-uri", "http://e.org/1", "http://e.org/2"),
            "{ GRAPH ?g { ?s a <a:A> } }",
            ["a", "b"],
        ),
        (
            "update_dataset_full",
            named("using-graph-uri", "http://e.org/1") + named("using-named-graph-uri", "http://e.org/2"),
            "{ { ?s a <a:A> } UNION { GRAPH ?g { ?s a <a:A> } } }",
            ["a", "b"],
        ),
    ],
)
def test_an_update_reads_the_graphs_that_the_suite_names(
    client: Client, name: str, graphs: tuple[tuple[str, str], ...], where: str, found: list[str]
) -> None:
    written = " ".join(
        f"GRAPH <http://e.org/{number}> {{ <http://e.org/{thing}> a <a:A> }}"
        for number, thing in (("1", "a"), ("2", "b"), ("3", "c"))
    )
    assert client.update(f"DROP ALL ; INSERT DATA {{ {written} }}").status == 204
    answer = client.ask("/update", "POST", form(*graphs, ("update", READ + where)), Content_Type=FORM)
    assert answer.status == 204, name
    rows = client.rows("SELECT ?s { GRAPH <http://e.org/found> { ?s ?p ?o } }")
    assert [row.removeprefix("http://e.org/") for row in rows] == found


def test_update_base_uri(client: Client) -> None:
    name = "http://example.org/protocol-base-test/"
    text = f"CLEAR GRAPH <{name}> ; INSERT DATA {{ GRAPH <{name}> {{ <{name}s> <{name}p> <test> }} }}"
    assert client.update(text).status == 204
    (row,) = client.rows(f"SELECT ?o {{ GRAPH <{name}> {{ ?s ?p ?o }} }}")
    assert row.endswith("/test")
    assert row.startswith("http")


# --- the Graph Store HTTP Protocol ----------------------------------------------------------------

CARD = """@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix v: <http://www.w3.org/2006/vcard/ns#> .
<http://e.org/person/{}> a foaf:Person ; foaf:businessCard [ a v:VCard ; v:fn "{}" ] ."""
JOHN, JANE = CARD.format(1, "John Doe"), CARD.format(1, "Jane Doe")
MORE = '<http://e.org/person/1> <http://xmlns.com/foaf/0.1/name> "Jane Doe" .'
BOUNDARY = "a6fe4cd636164618814be9f8d3d1a0de"
PARTS = {
    "lastName.ttl": '<http://e.org/person/1> <http://xmlns.com/foaf/0.1/familyName> "Doe" .',
    "firstName.ttl": '<http://e.org/person/1> <http://xmlns.com/foaf/0.1/givenName> "Jane" .',
}


def graph_at(client: Client, place: str) -> Graph:
    answer = client.ask(place, Accept=TURTLE)
    assert (answer.status, answer.media_type) == (200, TURTLE)
    return Graph().parse(data=answer.body, format="turtle")


def turtle(*texts: str) -> Graph:
    found = Graph()
    for text in texts:
        found.parse(data=text, format="turtle")
    return found


def multipart() -> str:
    parts = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
        f"Content-Type: {TURTLE}; charset=utf-8\r\n\r\n{text}\r\n"
        for name, text in PARTS.items()
    )
    return "".join((*parts, f"--{BOUNDARY}--\r\n"))


@pytest.mark.parametrize(
    "place", ["/data/person/1.ttl", "/data?graph=http%3A//e.org/person/1.ttl", "/data?default"]
)
def test_the_suite_of_the_graph_store_protocol_goes_as_it_wants(client: Client, place: str) -> None:
    default = "default" in place
    assert client.update("DROP ALL").status == 204
    # put__initial_state, get_of_put__initial_state, head_on_an_existing_graph
    assert client.put(place, JOHN).status == 201
    assert isomorphic(graph_at(client, place), turtle(JOHN))
    head = client.ask(place, "HEAD", Accept=TURTLE)
    assert (head.status, head.media_type, head.body) == (200, TURTLE, b"")
    # put__graph_already_in_store, get_of_put__graph_already_in_store
    assert client.put(place, JANE).status in DONE
    assert isomorphic(graph_at(client, place), turtle(JANE))
    # put__mismatched_payload
    assert client.put(place, JOHN, Content_Type="application/rdf+xml").status == 400
    assert isomorphic(graph_at(client, place), turtle(JANE))
    # post__existing_graph, get_of_post__existing_graph
    assert client.ask(place, "POST", MORE, Content_Type=TURTLE).status in DONE
    assert isomorphic(graph_at(client, place), turtle(JANE, MORE))
    # post__multipart_formdata, get_of_post__multipart_formdata
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    assert client.ask(place, "POST", multipart(), Content_Type=kind).status in DONE
    assert isomorphic(graph_at(client, place), turtle(JANE, MORE, *PARTS.values()))
    # post__empty: nothing is added
    assert client.ask(place, "POST", "", Content_Type=TURTLE).status in DONE
    assert isomorphic(graph_at(client, place), turtle(JANE, MORE, *PARTS.values()))
    # put__empty_graph, get_of_put__empty_graph, replace_empty_graph
    assert client.put(place, "").status in DONE
    assert len(graph_at(client, place)) == 0
    assert client.put(place, JOHN).status in (*DONE, *((201,) if default else ()))
    assert isomorphic(graph_at(client, place), turtle(JOHN))
    # delete__existing_graph, get_of_delete__existing_graph, delete__nonexistent_graph, head
    assert client.ask(place, "DELETE").status in DONE
    gone = 200 if default else 404
    assert client.ask(place).status == client.ask(place, "HEAD").status == gone
    assert client.ask(place, "DELETE").status == gone


def test_post__create__new_graph(client: Client) -> None:
    answer = client.ask("/data", "POST", JOHN, Content_Type=TURTLE)
    assert answer.status == 201
    place = answer.headers["Location"]
    assert place.startswith(client.server.url)
    assert isomorphic(graph_at(client, place.removeprefix(client.server.url.rstrip("/"))), turtle(JOHN))


def test_put__empty_graph_makes_one_where_there_is_none(client: Client) -> None:
    place = "/data/empty.ttl"
    client.ask(place, "DELETE")
    assert client.put(place, "").status == 201
    assert len(graph_at(client, place)) == 0
    assert client.ask(place, "HEAD").status == 200
