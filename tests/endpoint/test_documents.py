from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, RDFS

from endpoint.app import create_app
from endpoint.settings import Settings
from graph_builder.formats import RDF_FORMATS
from graph_builder.resources import CONTEXT
from graph_builder.terms import NEWS, OA
from tests.endpoint.example import BASE, RIVER_1, Server, publish_example, serving, triples_of

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
LI_XIA = f"/doc/person/{quote('李霞')}"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def thing(path: str) -> URIRef:
    return URIRef(f"{BASE}id/{path}")


@pytest.mark.parametrize("slug", ["李霞", "ana-núñez"])
def test_a_thing_leads_to_its_document_on_the_same_host(server: Server, slug: str) -> None:
    answer = server.ask(f"/id/person/{quote(slug)}")
    assert (answer.status, answer.headers["Location"]) == (303, f"/doc/person/{quote(slug)}")
    assert server.ask(answer.headers["Location"]).status == 200


def test_the_way_to_a_document_keeps_the_format_that_was_named(server: Server) -> None:
    assert (
        server.ask("/id/event/river-forum?format=nt").headers["Location"]
        == "/doc/event/river-forum?format=nt"
    )


@pytest.mark.parametrize(
    ("accept", "media_type", "status"),
    [
        (None, "text/html", 200),
        (BROWSER, "text/html", 200),
        ("text/turtle", "text/turtle", 200),
        ("application/ld+json", "application/ld+json", 200),
        ("application/rdf+xml;q=0.9, text/html;q=0.8", "application/rdf+xml", 200),
        ("*/*, text/html;q=0", "text/turtle", 200),
        ("image/png", "text/plain", 406),
    ],
)
def test_a_document_comes_in_the_form_that_the_client_likes(
    server: Server, accept: str | None, media_type: str, status: int
) -> None:
    answer = server.ask("/doc/event/river-forum", "GET", None, **({"Accept": accept} if accept else {}))
    assert (answer.status, answer.media_type) == (status, media_type)
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("ending", "reader"), [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld")]
)
def test_a_description_holds_both_directions_the_labels_and_the_words(
    server: Server, ending: str, reader: str
) -> None:
    answer = server.ask(f"/doc/participation/river-1-a?format={ending}")
    found = Graph().parse(data=answer.body, format=reader)
    participation = thing("participation/river-1-a")
    assert (participation, NEWS.role, NEWS.Chair) in found
    assert (thing("session/dams"), RDFS.label, Literal("Dams", lang="en")) in found
    assert (thing("evidence/river-1-15-17#quote"), OA.exact, Literal("李霞")) in found
    session = Graph().parse(data=server.ask("/doc/session/dams?format=nt").body, format="nt")
    assert (participation, NEWS["in"], thing("session/dams")) in session
    assert (participation, RDFS.label, Literal("李霞, chair, Dams", lang="en")) in session


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (LI_XIA, ["李霞", "Dams", "chair", "Ministry of Rivers", "/doc/session/dams", "“", "/browse/person"]),
        ("/doc/session/dams", ["River Forum", "dams should open", "Ana Núñez", quote("李霞")]),
        ("/doc/event/river-forum", ["2021-06-03", "Who took part in its sessions", "李霞", "Dams"]),
        (
            "/doc/organization/ministry-of-rivers",
            ["MoR", "Organized", "http://www.wikidata.org/entity/Q1", "0.9"],
        ),
        ("/doc/newsletter/river-1", ["Events", "Sessions", "People", "Recommendations", "Participations"]),
    ],
)
def test_a_page_shows_what_is_known_of_a_thing(server: Server, path: str, words: list[str]) -> None:
    page = server.ask(path, Accept=BROWSER).text
    assert [word for word in words if word not in page] == ["“"] * words.count("“")


def test_a_post_has_the_day_of_the_newsletter_that_tells_of_it(server: Server) -> None:
    page = server.ask("/doc/organization/ministry-of-rivers", Accept=BROWSER).text
    posts = page.partition("Posts here")[2].partition("</table>")[0]
    assert "As of" in posts
    assert '<td class="date">2021-06-03</td>' in posts


def test_what_a_document_says_is_escaped_and_no_script_becomes_a_link(server: Server) -> None:
    page = server.ask("/doc/organization/ministry-of-rivers").text
    assert "&lt;b&gt;Rivers&lt;/b&gt; &amp; co" in page
    assert "<b>Rivers" not in page
    assert 'href="javascript:' not in page
    assert "javascript:alert(1)" in page


def test_evidence_is_shown_in_its_place(server: Server) -> None:
    start = RIVER_1.index("dams")
    page = server.ask(f"/doc/evidence/river-1-{start}-{start + 16}").text
    assert 'Núñez said that <mark id="quote">dams should open</mark>.' in page
    assert 'href="/source/river-1.txt"' in page
    assert "line 3" in page


@pytest.mark.parametrize(
    "path",
    [
        "/id/person/nobody", "/doc/person/nobody", "/id/animal/cat", "/doc/person/%3E%20%7D",
        "/doc/person/x%22y",
        "/graph/nothing", "/graph/river-1/more", "/source/nothing.txt", "/source/..%2Fmanifest.txt",
        "/doc/person/%FF", "/browse/animal", "/nowhere", "/id/person/%00",
    ],
)  # fmt: skip
def test_what_is_unknown_is_not_found(server: Server, path: str) -> None:
    answer = server.ask(path)
    assert (answer.status, answer.media_type) == (404, "application/problem+json")
    assert json.loads(answer.text)["detail"]


@pytest.mark.parametrize("name", ["river-1", "inferred", "links", "ontology"])
def test_a_graph_resolves_to_its_triples(server: Server, name: str) -> None:
    answer = server.ask(f"/graph/{name}", Accept="application/n-triples")
    assert isomorphic(Graph().parse(data=answer.body, format="nt"), triples_of(name))
    assert f"{len(triples_of(name)):,} triples" in server.ask(f"/graph/{name}", Accept=BROWSER).text


def test_the_ontology_is_a_page_with_an_anchor_for_each_term_or_rdf(server: Server) -> None:
    page = server.ask("/ontology", Accept=BROWSER).text
    for term in ("Person", "Chair", "Proposal", "acronym"):
        assert f'<article id="{term}"' in page
    assert "A human being whom a newsletter names." in page
    found = Graph().parse(data=server.ask("/ontology", Accept="text/turtle").body, format="turtle")
    assert isomorphic(found, triples_of("ontology"))


def test_the_json_ld_context_is_served(server: Server) -> None:
    answer = server.ask("/ontology/context.jsonld")
    assert (answer.media_type, answer.body) == ("application/ld+json", CONTEXT.read_bytes())


def test_json_ld_is_compacted_with_it(server: Server) -> None:
    document = json.loads(server.ask("/doc/event/river-forum", Accept="application/ld+json").text)
    assert document["@context"] == json.loads(CONTEXT.read_bytes())["@context"]
    event = next(node for node in document["@graph"] if node.get("@id", "").endswith("river-forum"))
    assert event["startDate"] == "2021-06-03"


def test_the_source_text_is_served_as_offsets_count_it(server: Server) -> None:
    answer = server.ask("/source/river-1.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text == RIVER_1
    assert answer.text[15:17] == "李霞"


def test_where_only_quotes_are_published_the_text_is_not(tmp_path: Path) -> None:
    store = publish_example(tmp_path / "store", texts="quotes")
    with serving(create_app(Settings(store=store))) as server:
        answer = server.ask("/source/river-1.txt")
        assert (answer.status, "only the quotes" in answer.text) == (404, True)
        assert server.ask("/source/river-3.txt").status == 404
        page = server.ask("/doc/evidence/river-1-15-17").text
        assert '<mark id="quote">李霞</mark>' in page
        assert "Ministry of Rivers chaired" not in page
        assert "/source/" not in page


def test_every_iri_of_ours_resolves_below_any_base(server: Server) -> None:
    ours = {
        str(subject).removeprefix(BASE)
        for subject in triples_of("river-1").subjects(RDF.type)
        if "#" not in str(subject)
    }
    assert len(ours) > 8
    for path in ours:
        assert server.ask(f"/{quote(path)}").status == 303


@pytest.mark.parametrize("path", ["/doc/event/river-forum", "/graph/river-1", "/ontology", "/dataset"])
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_what_comes_in_several_formats_leads_to_each(server: Server, path: str, accept: str) -> None:
    links = server.ask(path, Accept=accept).headers["Link"]
    found = dict(re.findall(r'<([^>]*)>; rel="alternate"; type="([^"]*)"', links))
    assert found == {f"{path}?format={form.name}": form.media_type for form in RDF_FORMATS}
    assert all(server.ask(link).media_type == media_type for link, media_type in found.items())
    assert 'rel="describedby"' in links
