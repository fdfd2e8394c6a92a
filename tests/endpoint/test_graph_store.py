"""SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from rdflib import Graph

from tests.endpoint.example import BASE
from tests.endpoint.writable import TURTLE, Client, graph, writing

NAMED = graph("http://e.org/g")
TRIPLE = '<http://e.org/a> <http://e.org/p> "1" .'
OTHER = '<http://e.org/b> <http://e.org/p> "2" .'


@pytest.fixture(scope="module", params=["union", "own"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with writing(tmp_path_factory.mktemp("writable") / "store", apart=request.param == "own") as client:
        yield client


@pytest.fixture
def client(kept: Client) -> Client:
    """Lend a client of an empty store."""
    assert kept.update("DROP ALL").status == 204
    return kept


PLACES = pytest.mark.parametrize(
    "place", [NAMED, "/data/g", "/data/a/b.ttl", "/data/%C3%A9%20x", "/data?default"]
)


@PLACES
def test_a_graph_is_put_read_replaced_and_removed(client: Client, place: str) -> None:
    there = "default" in place
    assert client.ask(place).status == (200 if there else 404)
    assert client.ask(place, "HEAD").status == (200 if there else 404)
    assert client.put(place, TRIPLE).status == 201
    assert client.triples(place) == [TRIPLE]
    head = client.ask(place, "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert client.put(place, OTHER).status == 204
    assert client.triples(place) == [OTHER]
    assert client.ask(place, "DELETE").status == 200
    assert client.ask(place).status == (200 if there else 404)
    assert client.ask(place, "DELETE").status == (200 if there else 404)


@PLACES
def test_triples_are_added_to_a_graph(client: Client, place: str) -> None:
    assert client.ask(place, "POST", TRIPLE, Content_Type=TURTLE).status == 201
    assert client.ask(place, "POST", OTHER, Content_Type=TURTLE).status == 200
    assert client.triples(place) == [TRIPLE, OTHER]
    assert client.ask(place, "POST", "", Content_Type=TURTLE).status == 200
    assert client.triples(place) == [TRIPLE, OTHER]


def test_a_graph_under_data_has_its_address_as_its_name(client: Client) -> None:
    client.put("/data/g/x%20y", TRIPLE)
    name = f"{client.server.url}data/g/x%20y"
    assert client.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }") == [name]
    assert client.triples(graph(name)) == [TRIPLE]


@pytest.mark.parametrize("place", [NAMED, "/data/g", "/data?default"])
def test_relative_iris_are_resolved_against_the_graph(client: Client, place: str) -> None:
    client.put(place, "<> <#p> <x> .")
    base = {NAMED: "http://e.org/", "/data/g": f"{client.server.url}data/"}.get(place, client.server.url)
    name = {NAMED: "http://e.org/g", "/data/g": f"{base}g"}.get(place, f"{base}data")
    assert client.triples(place) == [f"<{name}> <{name}#p> <{base}x> ."]


def test_triples_without_an_address_make_a_new_graph(client: Client) -> None:
    made = [client.ask("/data", "POST", "<> <p> 1 .", Content_Type=TURTLE) for _ in range(2)]
    assert [answer.status for answer in made] == [201, 201]
    places = [answer.headers["Location"] for answer in made]
    assert len(set(places)) == 2
    for place in places:
        assert place.startswith(f"{client.server.url}data/")
        (line,) = client.triples(place.removeprefix(client.server.url.rstrip("/")))
        assert line.startswith(f"<{place}> ")


@pytest.mark.parametrize("place", [NAMED, "/data/g"])
def test_a_graph_may_be_empty(client: Client, place: str) -> None:
    assert client.put(place, "").status == 201
    assert client.triples(place) == []
    assert client.put(place, "").status == 204
    assert client.put(place, TRIPLE).status == 204
    assert client.put(place, "# nothing").status == 204
    assert client.triples(place) == []
    assert client.ask(place, "DELETE").status == 200


def test_a_byte_order_mark_before_a_graph_is_no_part_of_it(client: Client) -> None:
    assert client.put(NAMED, f"\ufeff{TRIPLE}").status == 201
    assert client.triples(NAMED) == [TRIPLE]


def test_an_answer_without_a_body_has_no_type(client: Client) -> None:
    for status in (201, 204):
        answer = client.put(NAMED, TRIPLE)
        assert (answer.status, answer.body, answer.headers["Content-Type"]) == (status, b"", None)


def test_a_graph_of_nothing_needs_no_content_type(client: Client) -> None:
    assert client.ask(NAMED, "PUT", b"").status == 201


FORMATS = {
    "text/turtle": ("turtle", TRIPLE),
    "application/n-triples": ("nt", TRIPLE),
    "application/n-quads": ("nquads", TRIPLE),
    "application/trig": ("trig", TRIPLE),
    "application/ld+json": ("json-ld", '{"@id": "http://e.org/a", "http://e.org/p": "1"}'),
    "application/rdf+xml": (
        "xml",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://e.org/">'
        '<rdf:Description rdf:about="http://e.org/a"><p>1</p></rdf:Description></rdf:RDF>',
    ),
}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("place", [NAMED, "/data?default"])
def test_a_graph_is_sent_and_had_in_every_format(
    client: Client, place: str, method: str, media_type: str
) -> None:
    reader, text = FORMATS[media_type]
    assert client.ask(place, method, text, Content_Type=media_type).status == 201
    assert client.triples(place) == [TRIPLE]
    answer = client.ask(place, Accept=media_type)
    assert (answer.status, answer.media_type) == (200, media_type)
    assert "Accept" in answer.headers["Vary"]
    if reader not in ("trig", "nquads"):
        assert len(Graph().parse(data=answer.body, format=reader)) == 1
    else:
        # Without a name for the graph, these are Turtle and N-Triples.
        assert len(Graph().parse(data=answer.body, format={"trig": "turtle", "nquads": "nt"}[reader])) == 1


def multipart(*parts: tuple[str, str, str]) -> bytes:
    pieces = [
        f'--xyz\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
        f"{f'Content-Type: {kind}' if kind else 'X: y'}\r\n\r\n{text}\r\n"
        for name, kind, text in parts
    ]
    return "".join((*pieces, "--xyz--\r\n")).encode()


@pytest.mark.parametrize("place", [NAMED, "/data?default", "/data/g"])
@pytest.mark.parametrize("kinds", [("text/turtle; charset=utf-8", "application/rdf+xml"), ("", "")])
def test_several_files_are_one_graph(client: Client, place: str, kinds: tuple[str, str]) -> None:
    parts = [("one.ttl", kinds[0], OTHER), ("two.rdf", kinds[1], FORMATS["application/rdf+xml"][1])]
    answer = client.ask(place, "POST", multipart(*parts), Content_Type="multipart/form-data; boundary=xyz")
    assert answer.status == 201, answer.text
    assert client.triples(place) == [TRIPLE, OTHER]


def test_blank_nodes_of_two_files_are_apart(client: Client) -> None:
    for _ in range(2):
        client.ask(NAMED, "POST", "_:x <http://e.org/p> 1 .", Content_Type=TURTLE)
    assert len(client.triples(NAMED)) == 2


@pytest.mark.parametrize(
    ("method", "path", "body", "content_type", "status", "words"),
    [
        ("GET", "/data", None, "", 400, "/data?default"),
        ("PUT", "/data", TRIPLE, TURTLE, 400, "/data?default"),
        ("DELETE", "/data", None, "", 400, "/data?default"),
        ("GET", "/data?default&graph=http://e.org/g", None, "", 400, "one graph"),
        ("GET", "/data?graph=http://e.org/g&graph=http://e.org/h", None, "", 400, "one graph"),
        ("PUT", "/data?graph=g", TRIPLE, TURTLE, 400, "absolute IRI"),
        ("GET", "/data?graph=", None, "", 400, "absolute IRI"),
        ("GET", "/data/g?default", None, "", 400, "names a graph already"),
        ("PUT", "/data/g?x=1", TRIPLE, TURTLE, 400, "leave ?x out"),
        ("GET", "/data?default&x=1", None, "", 400, "?x says nothing here"),
        ("PUT", f"{NAMED}&x", TRIPLE, TURTLE, 400, "?x says nothing here"),
        ("POST", "/data?x=1", TRIPLE, TURTLE, 400, "?x says nothing here"),
        ("PUT", "/data/../x", TRIPLE, TURTLE, 400, "segment"),
        ("PUT", "/data/a/%2e%2E", TRIPLE, TURTLE, 400, "segment"),
        ("GET", NAMED, None, "", 404, "no graph <http://e.org/g>"),
        ("PUT", NAMED, TRIPLE, "", 415, "text/turtle"),
        ("PUT", NAMED, TRIPLE, "text/html", 415, "text/turtle"),
        ("POST", NAMED, TRIPLE, "text/plain", 415, "text/turtle"),
        ("POST", NAMED, TRIPLE, "application/sparql-update", 415, "text/turtle"),
        ("PUT", NAMED, TRIPLE, "text/turtle; charset=latin-1", 415, "latin-1"),
        ("PUT", NAMED, "<a> <b>\n .", TURTLE, 400, "RDF object"),
        ("PUT", "/data?default", TRIPLE, "application/rdf+xml", 400, ""),
        ("PUT", NAMED, '{"@context": "https://schema.org/"}', "application/ld+json", 400, "not fetched"),
        ("PUT", NAMED, "<http://e.org/x> { <b:a> <b:p> 1 }", "application/trig", 400, "one graph"),
        ("PUT", NAMED, "<a:a> <a:b> <<( <a:a> <a:b> 1 )>> .", TURTLE, 400, "RDF 1.1"),
        ("POST", NAMED, "--x--\r\n", "multipart/form-data; boundary=x", 400, "filename"),
        ("PUT", NAMED, "<<( " * 20000, TURTLE, 400, ""),
    ],
)  # fmt: skip
def test_what_breaks_the_protocol_is_refused_and_changes_nothing(
    client: Client, method: str, path: str, body: str | None, content_type: str, status: int, words: str
) -> None:
    answer = client.ask(path, method, body, **({"Content_Type": content_type} if content_type else {}))
    assert (answer.status, answer.media_type) == (status, "application/problem+json"), answer.text
    assert words in json.loads(answer.text)["detail"]
    assert client.rows("SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }") == []


def test_a_syntax_error_has_a_line_and_a_column(client: Client) -> None:
    problem = json.loads(client.put(NAMED, "<http://e.org/a> <http://e.org/p> 1 .\n<x> <y> ] .").text)
    assert (problem["line"], problem["column"]) == (2, 9)


def test_a_graph_comes_only_in_a_format_that_the_client_accepts(client: Client) -> None:
    client.put(NAMED, TRIPLE)
    assert client.ask(NAMED, Accept="image/png").status == 406
    assert client.ask(NAMED, Accept="image/png, */*;q=0.1").status == 200


def test_what_rdf_xml_cannot_write_is_told_before_anything_is_sent(client: Client) -> None:
    client.put(NAMED, "<http://e.org/a> <http://e.org/1> 1 .")
    answer = client.ask(NAMED, Accept="application/rdf+xml")
    assert (answer.status, "http://e.org/1" in answer.text) == (406, True)
    for path in (NAMED, "/data?default"):
        client.put(path, "<http://e.org/a> <http://e.org/1> 1 .")
        other = client.ask(path, Accept="application/rdf+xml, application/n-triples;q=0.5")
        assert (other.status, other.media_type) == (200, "application/n-triples")
        assert client.ask(path, "HEAD", Accept="application/rdf+xml, */*;q=0.1").media_type == TURTLE


def test_what_rdf_xml_cannot_write_comes_in_the_next_format_wherever_graphs_are(client: Client) -> None:
    thing, accept = f"{BASE}id/event/x", "application/rdf+xml, application/n-triples;q=0.5"
    said = f"<{thing}> a news:Event ; <http://e.org/1> 'x'"
    # Far behind the first bytes, so that the answer would have begun.
    others = " . ".join(f"<{BASE}id/event/a{number}> rdfs:label 'a{number}'" for number in range(5000))
    assert client.update(f"INSERT DATA {{ GRAPH <{BASE}graph/own> {{ {others} . {said} }} }}").status == 204
    for path in ("/doc/event/x", "/graph/own"):
        answer = client.ask(path, Accept=accept)
        assert (answer.status, answer.media_type) == (200, "application/n-triples")
        for refused in ({"path": f"{path}?format=rdf"}, {"path": path, "Accept": "application/rdf+xml"}):
            assert client.ask(**refused).status == 406
    for name in ("newsgraph.rdf", "own.rdf", "asserted.rdf"):
        answer = client.ask(f"/dumps/{name}")
        assert (answer.status, "http://e.org/1" in answer.text) == (406, True)


@pytest.mark.parametrize(
    ("encoding", "declared", "charset"),
    [
        ("utf-8", "", ""),
        ("utf-8", "UTF-8", "utf-8"),
        ("utf-8-sig", "", ""),
        ("utf-16", "UTF-16", ""),
        ("utf-16", "UTF-16", "utf-16"),
        ("utf-16-be", "UTF-16", ""),
        ("utf-16-le", "", ""),
        ("iso-8859-1", "ISO-8859-1", ""),
        ("iso-8859-1", "", "iso-8859-1"),
        # What is said beside the text wins over what it says itself (RFC 7303).
        ("utf-8", "ISO-8859-1", "utf-8"),
    ],
)
@pytest.mark.parametrize("how", ["whole", "part"])
def test_xml_comes_in_any_encoding(
    client: Client, how: str, encoding: str, declared: str, charset: str
) -> None:
    told = f' encoding="{declared}"' if declared else ""
    text = FORMATS["application/rdf+xml"][1].replace("<p>1<", "<p>é<")
    body = f'<?xml version="1.0"{told}?>{text}'.encode(encoding)
    kind = f"application/rdf+xml; charset={charset}" if charset else "application/rdf+xml"
    if how == "part":
        head = (
            f'--xyz\r\nContent-Disposition: form-data; name="x"; filename="x"\r\nContent-Type: {kind}\r\n\r\n'
        )
        body, kind = head.encode() + body + b"\r\n--xyz--\r\n", "multipart/form-data; boundary=xyz"
    answer = client.ask(NAMED, "PUT", body, Content_Type=kind)
    assert answer.status == 201, answer.text
    assert client.triples(NAMED) == ['<http://e.org/a> <http://e.org/p> "é" .']


@pytest.mark.parametrize(
    ("body", "charset", "status"),
    [
        (b"<x>", "klingon", 415),
        (b"<x>", "punycode", 415),
        (b"<x>\xff", "", 400),
        (b"\xff\xfe<", "utf-8", 400),
    ],
)
def test_xml_in_no_encoding_is_refused(client: Client, body: bytes, charset: str, status: int) -> None:
    kind = f"application/rdf+xml; charset={charset}" if charset else "application/rdf+xml"
    assert client.ask(NAMED, "PUT", body, Content_Type=kind).status == status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
@pytest.mark.parametrize("place", ["/data/g?x=1", f"{NAMED}&x=1", "/data?default&x=1"])
def test_a_parameter_that_says_nothing_writes_no_other_graph(client: Client, place: str, method: str) -> None:
    whole = place.removesuffix("?x=1").removesuffix("&x=1")
    client.put(whole, TRIPLE)
    answer = client.ask(place, method, OTHER, Content_Type=TURTLE)
    assert (answer.status, "?x" in answer.text) == (400, True)
    assert client.triples(whole) == [TRIPLE]


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_part_of_a_graph_is_not_taken_for_the_whole(client: Client, method: str) -> None:
    client.put(NAMED, TRIPLE)
    answer = client.ask(NAMED, method, OTHER, Content_Type=TURTLE, Content_Range="bytes 0-30/100")
    assert (answer.status, "Content-Range" in answer.text) == (400, True)
    assert client.triples(NAMED) == [TRIPLE]


def test_what_is_escaped_in_an_address_is_another_name(client: Client) -> None:
    client.put("/data/a/b", TRIPLE)
    client.put("/data/a%2Fb", OTHER)
    client.put("/data/a%252Fb", "")
    names = [f"{client.server.url}data/{end}" for end in ("a%252Fb", "a%2Fb", "a/b")]
    found = [client.triples(place) for place in map(graph, names)]
    assert found == [[], [OTHER], [TRIPLE]]
    # Who shows no token is answered from what is kept.
    kept = [
        client.server.ask(f"/data/{end}", Accept="application/n-triples").text for end in ("a%2fb", "a/b")
    ]
    assert kept == [f"{OTHER}\n", f"{TRIPLE}\n"]
    assert client.triples("/data/%61/b") == [TRIPLE]


@pytest.mark.parametrize("method", ["PATCH", "OPTIONS"])
def test_other_methods_are_told_which_there_are(client: Client, method: str) -> None:
    answer = client.ask(NAMED, method, b"x")
    assert answer.status == (405 if method == "PATCH" else 200)
    assert {"GET", "HEAD", "PUT", "POST", "DELETE"} <= set(answer.headers["Allow"].split(", "))
    if method == "OPTIONS":
        assert answer.headers["Access-Control-Allow-Methods"] == answer.headers["Allow"]


@pytest.mark.parametrize("place", [NAMED, "/data/g"])
def test_a_write_can_depend_on_what_the_client_has_seen(client: Client, place: str) -> None:
    assert client.put(place, TRIPLE, If_Match="*").status == 412
    assert client.put(place, TRIPLE, If_None_Match="*").status == 201
    assert client.put(place, OTHER, If_None_Match="*").status == 412
    seen = client.ask(place, Accept=TURTLE).headers["ETag"]
    assert client.ask(place, Accept=TURTLE, If_None_Match=seen).status == 304
    assert client.ask(place, Accept=TURTLE, If_Match=seen).status == 200
    other = client.ask(place, Accept=TURTLE, If_Match='"zz"')
    assert (other.status, "If-Match" in other.text, "http://e.org/" in other.text) == (412, True, False)
    assert client.put(place, OTHER, If_Match=seen).status == 204
    assert client.put(place, TRIPLE, If_Match=seen).status == 412
    assert client.ask(place, "DELETE", If_Match=seen).status == 412
    assert client.triples(place) == [OTHER]


def test_the_default_graph_is_all_triples_or_its_own(client: Client, kept: Client) -> None:
    client.put(NAMED, TRIPLE)
    client.put("/data?default", OTHER)
    own = client.rows("SELECT ?s { ?s ?p ?o }") == ["http://e.org/b"]
    assert client.triples("/data?default") == ([OTHER] if own else [TRIPLE, OTHER])
    assert client.rows("SELECT ?s { GRAPH <http://e.org/g> { ?s ?p ?o } }") == ["http://e.org/a"]
    # What was written to no graph has no name where it is the default graph by itself.
    assert len(client.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")) == (1 if own else 2)
    client.ask(NAMED, "DELETE")
    assert client.triples("/data?default") == [OTHER]


def test_what_violates_a_shape_is_refused_with_the_report(client: Client) -> None:
    answer = client.put(NAMED, "<http://e.org/n> a <https://w3id.org/newsgraph/ontology#Newsletter> .")
    problem = json.loads(answer.text)
    assert (answer.status, problem["status"]) == (422, 422)
    assert any("violation" in line and "<http://e.org/n>" in line for line in problem["violations"])
    assert problem["violations"][0] in problem["detail"]
    assert client.ask(NAMED).status == 404


def test_what_is_inferred_cannot_be_written(client: Client) -> None:
    inferred = graph("https://data.example.org/rivers/graph/inferred")
    assert client.put(inferred, TRIPLE).status == 409
    assert client.ask(inferred, "DELETE").status == 409
