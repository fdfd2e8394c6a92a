from __future__ import annotations

import json
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SH, XSD
from rdflib.term import Literal, URIRef

from endpoint.app import create_app
from endpoint.limits import Limits
from endpoint.settings import Settings
from graph_builder.formats import RDF_FORMATS, Format
from tests.endpoint.example import Answer, Server, serving

READERS = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml", "trig": "turtle", "nq": "nt"}
PREFIXES = f"@prefix sh: <{SH}> . @prefix xsd: <{XSD}> . @prefix e: <http://e/> .\n"
DATA = f'{PREFIXES}e:a a e:C ; e:n "01"^^xsd:integer, 12 .'
SHAPES = (
    f"{PREFIXES}e:S a sh:NodeShape ; sh:targetClass e:C ; sh:property e:N, e:P .\n"
    'e:N sh:path e:n ; sh:pattern "^0" ; sh:message "Begin with a nought." .\n'
    "e:P sh:path (e:p [ sh:inversePath e:q ]) ; sh:minCount 1 ; sh:severity sh:Warning ."
)

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


def validate(
    server: Server, path: str = "/validate", accept: str = "application/json", **parts: str
) -> Answer:
    """Post the parts of a form; "data__ttl" is a file data.ttl."""
    return validate_all(server, list(parts.items()), path, accept)


def validate_all(
    server: Server, parts: list[tuple[str, str]], path: str = "/validate", accept: str = "application/json"
) -> Answer:
    """Post the parts of a form, some of which may have one name."""
    boundary = uuid.uuid4().hex
    body = ""
    for name, text in parts:
        field, _, ending = name.partition("__")
        file = f'; filename="{field}.{ending}"\r\nContent-Type: application/octet-stream' if ending else ""
        field = field.replace("_", "-")
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"{file}\r\n\r\n{text}\r\n'
    return server.ask(
        path,
        "POST",
        f"{body}--{boundary}--\r\n".encode(),
        Content_Type=f"multipart/form-data; boundary={boundary}",
        Accept=accept,
    )


def post(server: Server, body: str | bytes, content_type: str = "text/turtle", **headers: str) -> Answer:
    data = body.encode() if isinstance(body, str) else body
    return server.ask("/validate", "POST", data, Content_Type=content_type, **headers)


def test_data_are_held_against_the_shapes_that_are_sent_with_them(server: Server) -> None:
    answer = validate(server, data__ttl=DATA, shapes__ttl=SHAPES)
    assert (answer.status, answer.media_type) == (200, "application/json")
    report = json.loads(answer.text)
    assert report == {
        "conforms": False,
        "results": [
            {
                "focus": "http://e/a",
                "path": "http://e/n",
                # "01" begins with a nought: a literal is seen as it was written.
                "value": f'"12"^^<{XSD.integer}>',
                "severity": "violation",
                "messages": ["Begin with a nought."],
                "shape": "http://e/N",
                "constraint": "PatternConstraintComponent",
            },
            {
                "focus": "http://e/a",
                "path": "<http://e/p>/(^<http://e/q>)",
                "value": "",
                "severity": "warning",
                "messages": report["results"][1]["messages"],
                "shape": "http://e/P",
                "constraint": "MinCountConstraintComponent",
            },
        ],
    }


NUMBERED = f"{PREFIXES}e:S a sh:NodeShape ; sh:targetClass e:C ; sh:property e:N . e:N sh:path e:n ; "
FLAW = f'{PREFIXES}e:a e:n "x" .'
TYPED = f"{PREFIXES}e:a a e:C ."


@pytest.mark.parametrize(
    ("parts", "focus"),
    [
        (
            [("data__ttl", TYPED), ("data__ttl", FLAW), ("shapes", NUMBERED + "sh:maxCount 0 .")],
            ["http://e/a"],
        ),
        ([("data", TYPED), ("data__ttl", FLAW), ("shapes", NUMBERED + "sh:maxCount 0 .")], ["http://e/a"]),
        ([("data", TYPED), ("data", FLAW), ("shapes", NUMBERED + "sh:maxCount 0 .")], ["http://e/a"]),
        # Each part has a file's ending of its own.
        (
            [
                ("data__nt", "<http://e/a> <http://e/n> 'x' .".replace("'", '"')),
                ("data__ttl", TYPED),
                ("shapes__ttl", NUMBERED + "sh:minCount 0 ."),
                ("shapes__ttl", "<http://e/N> <http://www.w3.org/ns/shacl#maxCount> 0 ."),
            ],
            ["http://e/a"],
        ),
        # One node has two words in one text; two nodes of two texts have one each.
        (
            [("data", f"{PREFIXES}_:b a e:C ; e:n 1, 2 ."), ("shapes", NUMBERED + "sh:maxCount 1 .")],
            ["blank"],
        ),
        (
            [
                ("data", f"{PREFIXES}_:b a e:C ; e:n 1 ."),
                ("data", f"{PREFIXES}_:b a e:C ; e:n 2 ."),
                ("shapes", NUMBERED + "sh:maxCount 1 ."),
            ],
            [],
        ),
    ],
)
def test_several_parts_are_held_against_several_shapes_as_one_graph(
    server: Server, parts: list[tuple[str, str]], focus: list[str]
) -> None:
    report = json.loads(validate_all(server, parts).text)
    found = [one["focus"] if one["focus"].startswith("http") else "blank" for one in report["results"]]
    assert (report["conforms"], found) == (not focus, focus)


def test_which_of_several_parts_is_wrong_is_told(server: Server) -> None:
    answer = validate_all(server, [("data", TYPED), ("data", "<http://e/a> oops")])
    assert (answer.status, json.loads(answer.text)["part"]) == (400, "data 2")
    answer = validate_all(server, [("data", TYPED), ("data-format", "ttl"), ("data-format", "nt")])
    assert (answer.status, "name one format" in answer.text) == (400, True)


def test_the_report_comes_in_every_format_of_rdf(server: Server) -> None:
    wanted = Graph().parse(
        data=validate(server, accept="text/turtle", data=DATA, shapes=SHAPES).text, format="turtle"
    )
    (report,) = wanted.subjects(RDF.type, SH.ValidationReport)
    assert (report, SH.conforms, Literal(False)) in wanted
    assert (None, SH.sourceShape, URIRef("http://e/N")) in wanted
    for form in RDF_FORMATS:
        for path, accept in (("/validate", form.media_type), (f"/validate?format={form.name}", "*/*")):
            answer = validate(server, path, accept, data=DATA, shapes=SHAPES)
            assert (answer.status, answer.media_type) == (200, form.media_type)
            assert "Accept" in answer.headers["Vary"]
            assert isomorphic(Graph().parse(data=answer.text, format=READERS[form.name]), wanted)


@pytest.mark.parametrize("form", RDF_FORMATS, ids=lambda form: str(form.name))
def test_data_come_in_every_format_of_rdf(server: Server, form: Format) -> None:
    answer = server.ask("/dumps/river-1." + form.name)
    found = post(server, answer.body, form.media_type, Accept="application/json")
    assert found.status == 200
    same = post(server, server.ask("/dumps/river-1.ttl").body, Accept="application/json")
    assert json.loads(found.text) == json.loads(same.text)
    by_ending = validate(server, **{f"data__{form.name}": answer.text})
    assert json.loads(by_ending.text) == json.loads(same.text)
    by_name = validate(server, data=answer.text, data_format=form.name)
    assert json.loads(by_name.text) == json.loads(same.text)


def test_a_newsletter_that_was_published_breaks_no_shape_of_ours(built_store: Path) -> None:
    with serving(create_app(Settings(store=built_store))) as server:
        graph = server.ask("/graph/lmec-2021-06", Accept="text/turtle").text
        report = json.loads(post(server, graph, Accept="application/json").text)
        assert not [one for one in report["results"] if one["severity"] == "violation"]


def test_what_breaks_a_shape_of_ours_is_told_with_the_way_to_mend_it(server: Server) -> None:
    news = "https://w3id.org/newsgraph/ontology#"
    answer = post(server, f"<x> a <{news}Participation> .", Accept="application/json")
    results = json.loads(answer.text)["results"]
    assert f"{news}role" in {one["path"] for one in results if one["severity"] == "violation"}
    assert all(one["messages"] and "shapes#" in one["shape"] for one in results)


def test_a_graph_without_any_target_conforms(server: Server) -> None:
    answer = post(server, "<http://e/a> <http://e/b> 1 .", Accept="text/turtle")
    report = Graph().parse(data=answer.text, format="turtle")
    assert (None, SH.conforms, Literal(True)) in report
    assert (None, SH.result, None) not in report


@pytest.mark.parametrize(
    ("body", "content_type", "status", "words"),
    [
        ("", "text/turtle", 400, "empty"),
        ("", "", 400, "no data"),
        ("<a> <b> ?.", "text/turtle", 400, "line 1 column 9"),
        ("<a> <b> .\n<c", "text/turtle", 400, "line 1"),
        ("x", "image/png", 415, "image/png is no format"),
        (b"\xff", "text/turtle", 400, "not UTF-8"),
        ("<a> <b> 1 .", "text/turtle; charset=latin-1", 415, "latin-1"),
        ('{"@context": "http://127.0.0.1:1/c", "p": 1}', "application/ld+json", 400, "not fetched"),
        ('{"@context": {"@import": "http://127.0.0.1:1/c"}}', "application/ld+json", 400, "not fetched"),
        (
            '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>',
            "application/rdf+xml",
            400,
            "data cannot be read",
        ),
        ("<a> <b> <<( <a> <b> <c> )>> .", "text/turtle", 400, "triple term"),
        (
            "<a> <b> " + "<<( <a> <b> " * 30_000 + "1" + " )>>" * 30_000 + ".",
            "text/turtle",
            400,
            "too deeply",
        ),
        ("data=", "application/x-www-form-urlencoded", 400, "no data"),
    ],
)
def test_what_is_wrong_with_data_is_told(
    server: Server, body: str | bytes, content_type: str, status: int, words: str
) -> None:
    answer = post(server, body, content_type, Accept="application/json")
    problem = json.loads(answer.text)
    assert (answer.status, problem["status"]) == (status, status)
    assert words in problem["detail"]
    assert "root:" not in answer.text


def test_the_place_of_an_error_is_told_for_programs_too(server: Server) -> None:
    problem = json.loads(validate(server, data=DATA, shapes="<a>\n <b> ? .").text)
    assert (problem["part"], problem["line"], problem["column"]) == ("shapes", 2, 6)


def constraint(query: str) -> str:
    return f'{PREFIXES}e:S a sh:NodeShape ; sh:targetClass e:C ; sh:sparql [ sh:select """{query}""" ] .'


@pytest.mark.parametrize(
    ("shapes", "status", "words"),
    [
        (
            f"{PREFIXES}e:S a sh:NodeShape ; sh:targetClass e:C ; sh:property [ sh:minCount 1 ] .",
            422,
            "not a well-formed",
        ),
        (f'{PREFIXES}e:S sh:targetClass e:C ; sh:path e:n ; sh:minCount "x" .', 422, "minCount"),
        (constraint("SELECT $this { $this <http://e/n> ?v . MINUS { $this <http://e/n> 1 } }"), 422, "MINUS"),
        (constraint("SELECT $this { "), 422, "cannot be run"),
        ('"x"', 400, "shapes cannot be read"),
        (f'{PREFIXES}e:S sh:targetClass e:C ; sh:path e:n ; sh:pattern "(" .', 422, "cannot be"),
    ],
)
def test_shapes_that_are_not_well_formed_are_refused(
    server: Server, shapes: str, status: int, words: str
) -> None:
    answer = validate(server, data=DATA, shapes=shapes)
    assert answer.status == status
    assert words in json.loads(answer.text)["detail"]
    assert json.loads(answer.text)["part"] == "shapes"


def test_a_query_in_the_shapes_is_asked(server: Server) -> None:
    shapes = constraint("SELECT $this ?value { $this <http://e/n> ?value FILTER(?value = 12) }")
    report = json.loads(validate(server, data=DATA, shapes=shapes).text)
    assert [one["constraint"] for one in report["results"]] == ["SPARQLConstraintComponent"]


def reading(graph: str) -> str:
    return "SELECT $this ?value FROM <GRAPH> { $this <http://e/secret> ?value }".replace("GRAPH", graph)


@contextmanager
def listening() -> Iterator[tuple[str, list[object]]]:
    """Lend the address of a server that says nothing, and the list of those who called."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        callers: list[object] = []

        def answer() -> None:
            while True:
                try:
                    caller, _ = door.accept()
                except OSError:
                    return
                callers.append(caller)
                caller.close()

        threading.Thread(target=answer, daemon=True).start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}/x", callers
        door.shutdown(socket.SHUT_RDWR)


def test_shapes_reach_no_other_server_and_no_file(server: Server, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<http://e/a> <http://e/secret> 'told' .")
    with listening() as (address, callers):
        for shapes in (
            constraint(f"SELECT $this {{ SERVICE <{address}> {{ $this ?p ?o }} }}"),
            constraint(f"SELECT $this {{ SER\\\\u0056ICE SILENT <{address}> {{ $this ?p ?o }} }}"),
            constraint(reading(address)),
            constraint(reading(secret.as_uri())),
            f"{SHAPES}\n<http://e/o> a <http://www.w3.org/2002/07/owl#Ontology> ;"
            f" <http://www.w3.org/2002/07/owl#imports> <{address}>, <{secret.as_uri()}> .",
        ):
            answer = validate(
                server,
                data=f"{DATA} <http://e/a> <http://www.w3.org/2002/07/owl#imports> <{address}> .",
                shapes=shapes,
            )
            assert answer.status in (200, 422), answer.text
            assert "told" not in answer.text
        assert not callers


@pytest.fixture(scope="module")
def hasty(example_store: Path) -> Iterator[Server]:
    limits = Limits(workers=1, seconds=2.0)
    with serving(create_app(Settings(store=example_store, limits=limits))) as running:
        running.query("ASK {}")
        yield running


def test_a_validation_that_takes_too_long_is_ended_and_others_go_on(hasty: Server) -> None:
    endless = constraint(
        f"SELECT $this {{ $this ?p ?o . {' '.join(f'?a{i} ?b{i} ?c{i} .' for i in range(9))} }}"
    )
    many = "\n".join(f"e:a e:n {number} ." for number in range(400))
    answer = validate(hasty, data=f"{DATA}\n{many}", shapes=endless)
    problem = json.loads(answer.text)
    assert (answer.status, problem["limit"], problem["seconds"]) == (503, "time", 2.0)
    assert "newsgraph validate" in problem["detail"]
    assert hasty.query("ASK {}").status == 200


@pytest.mark.parametrize(
    ("accept", "form", "status", "media_type"),
    [
        ("*/*", "", 200, "text/turtle"),
        ("application/json", "", 200, "application/json"),
        ("text/html", "", 200, "text/html"),
        ("text/turtle;q=0, application/json;q=0.5", "", 200, "application/json"),
        ("image/png", "", 406, "text/plain"),
        ("image/png", "json", 200, "application/json"),
        ("*/*", "png", 400, "application/problem+json"),
    ],
)
def test_the_report_comes_in_the_format_that_the_client_likes(
    server: Server, accept: str, form: str, status: int, media_type: str
) -> None:
    path = f"/validate?format={form}" if form else "/validate"
    answer = validate(server, path, accept, data=DATA)
    assert (answer.status, answer.media_type) == (status, media_type)


def test_people_get_a_page_with_what_is_amiss_and_what_they_sent(server: Server) -> None:
    page = validate(server, accept="text/html", data=DATA, shapes=SHAPES).text
    assert "Begin with a nought." in page
    assert "e:C ; sh:property e:N" in page
    wrong = validate(server, accept="text/html", data="<a> <b> <script>", shapes="")
    assert (wrong.status, wrong.media_type) == (400, "text/html")
    assert "&lt;script&gt;" in wrong.text
    assert "<script>" not in wrong.text
    assert server.ask("/validate", Accept="text/html").status == 200


def test_more_data_than_are_taken_are_refused(example_store: Path) -> None:
    settings = Settings(store=example_store, longest_data=5000)
    with serving(create_app(settings)) as server:
        small, large = DATA, f"{DATA} # {'x' * 6000}"
        assert post(server, small).status == validate(server, data=small).status == 200
        for answer in (post(server, large), validate(server, data=large), validate(server, data__ttl=large)):
            assert answer.status == 413
            assert "newsgraph validate" in answer.text
