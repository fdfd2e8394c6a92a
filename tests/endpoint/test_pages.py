from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

import pytest

from endpoint.app import create_app
from endpoint.questions import parse_question, read_questions
from endpoint.settings import Settings
from tests.endpoint.example import Server, serving
from tests.support import ROOT

PAGES = [
    "/",
    "/query",
    "/dumps/",
    "/ontology",
    "/browse/person",
    "/doc/session/dams",
    "/graph/links",
    "/nowhere",
]
PEOPLE = "SELECT ?person ?name { ?person a news:Person ; rdfs:label ?name } ORDER BY ?name"


class Found(HTMLParser):
    """What a page links to, and what must not be on it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.forbidden: list[str] = []
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag in ("script", "style", "iframe"):
            self.forbidden.append(tag)
        self.forbidden += [name for name in given if name == "style" or name.startswith("on")]
        if tag == "a":
            self.links.append(given["href"])
        if tag in ("link", "img"):
            self.loaded.append(given.get("href", given.get("src", "")))
        if "id" in given:
            self.ids.append(given["id"])


def page_of(server: Server, path: str) -> str:
    return server.ask(path, Accept="text/html,*/*;q=0.8").text


def query_page(server: Server, query: str) -> str:
    return page_of(server, f"/query?{urlencode({'query': query})}")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_complete_in_itself(server: Server, path: str) -> None:
    answer = server.ask(path, Accept="text/html")
    found = Found(answer.text)
    assert not found.forbidden
    assert all(address.startswith("/") for address in found.loaded)
    assert len(found.ids) == len(set(found.ids))
    assert answer.text.count("<h1") == 1
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_every_link_of_ours_leads_somewhere(server: Server) -> None:
    todo, seen = ["/"], set()
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = server.ask(path, Accept="text/html,*/*;q=0.8")
        # A bare /sparql asks nothing, and leads to the form.
        assert answer.status == (303 if path == "/sparql" else 200), path
        if answer.media_type == "text/html":
            links = [link.partition("#")[0] for link in Found(answer.text).links]
            todo += [link for link in links if link.startswith("/")]
            todo += [f"{path}{link}" for link in links if link.startswith("?")]
    assert {"/browse/person", "/dumps/newsgraph.ttl", "/ontology", "/source/river-1.txt"} <= seen
    assert len(seen) > 100


def test_the_start_page_tells_what_is_in_the_graph(server: Server) -> None:
    page = page_of(server, "/")
    for kind, number, plural in (
        ("person", 2, "People"),
        ("organization", 1, "Organizations"),
        ("newsletter", 2, "Newsletters"),
    ):
        assert re.search(rf'href="/browse/{kind}"><strong>{number}</strong> {plural}', page)
    # The newer one first; one of no event has its year alone.
    assert re.search(
        r"/doc/newsletter/river-2.*2022.*/doc/newsletter/river-1.*2021-06-03 to 2021-06-04", page, re.DOTALL
    )


def test_the_example_questions_are_on_the_start_page(server: Server) -> None:
    questions = read_questions(ROOT / "data" / "questions")
    assert len(questions) >= 20
    page = unescape(page_of(server, "/"))
    for question in questions:
        assert question.words in page
        assert f"/query?query={quote_plus(question.query)}" in page


@pytest.mark.parametrize(
    ("text", "words", "note"),
    [
        ("# Who?\nASK {}", "Who?", ""),
        (
            "\n# Who?\n# Those who spoke.\n#\n# And others.\n\nASK {} # no note\n",
            "Who?",
            "Those who spoke.  And others.",
        ),
        ("ASK {}\n# Who?", "", ""),
    ],
)
def test_a_question_opens_its_file(text: str, words: str, note: str) -> None:
    question = parse_question(text)
    assert (question.words, question.note) == (words, note)
    assert "ASK {}" in question.query


def test_rows_are_shown_with_labels_that_lead_to_documents(server: Server) -> None:
    page = query_page(server, PEOPLE)
    assert "2 rows" in page
    assert '<a href="/doc/person/%E6%9D%8E%E9%9C%9E" lang="und">李霞</a>' in page
    queries = [parse_qs(urlsplit(link).query) for link in Found(page).links]
    assert {"query": [PEOPLE], "format": ["csv"]} in queries


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ASK { ?s a news:Person }", ">Yes<"),
        ("ASK { ?s a news:Nothing }", ">No<"),
        ("SELECT ?s { ?s a news:Nothing }", "Nothing in the graph fits"),
        ("SELECT * { }", "1 row"),
        ("SELECT (1 AS ?n) (?unbound AS ?none) { }", "<td><span>1</span></td><td></td>"),
        ('SELECT ("a\\tb\\n\\"<c>\\"" AS ?text) { }', "<span>a\tb\n&#34;&lt;c&gt;&#34;</span>"),
        ('SELECT ("x"@zh-hant AS ?text) { }', '<span lang="zh-hant">x</span>'),
        ("SELECT (BNODE('b') AS ?node) (TRIPLE(<a:a>, <a:b>, 1) AS ?t) { }", "&lt;&lt;( &lt;a:a&gt;"),
        ("CONSTRUCT { ?s a news:Person } { ?s a news:Person }", "id/person/李霞&gt; a news:Person ."),
    ],
)
def test_answers_of_every_sort_are_shown(server: Server, query: str, words: str) -> None:
    assert words in query_page(server, query)


def test_a_wrong_query_is_shown_with_the_place_and_the_parser_s_words(server: Server) -> None:
    # As a form sends it.
    parameters = urlencode({"query": "SELECT ?s\r\nWHERE { ?s ?p ?o ;; oh }"})
    answer = server.ask(f"/query?{parameters}", Accept="text/html")
    assert answer.status == 400
    assert "line 2, column 25" in answer.text
    assert "WHERE { ?s ?p ?o ;; oh }<mark>" in answer.text
    assert "error at 2:25" in answer.text
    # The query stays in the form, to be mended.
    assert "WHERE { ?s ?p ?o ;; oh }</textarea>" in answer.text


def test_a_query_of_other_servers_is_refused_on_the_page_too(server: Server) -> None:
    answer = server.ask(
        f"/query?{urlencode({'query': 'SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }'})}"
    )
    assert (answer.status, "SERVICE is not allowed" in answer.text) == (400, True)


def test_long_answers_are_cut_and_say_so(example_store: Path) -> None:
    settings = Settings(store=example_store, rows_shown=3, turtle_shown=300, page_length=2, group_length=1)
    with serving(create_app(settings)) as server:
        page = query_page(server, "SELECT ?s { ?s ?p ?o }")
        assert "3 rows of more" in page
        assert "Only the beginning is shown" in page
        assert page.count("<tr><td>") == 3
        assert "Only the beginning" not in query_page(server, "SELECT ?s { ?s ?p ?o } LIMIT 3")
        assert "Only the beginning is shown" in query_page(server, "CONSTRUCT WHERE { ?s ?p ?o }")
        # A group of a document, and the way to all of it.
        people = page_of(server, "/doc/newsletter/river-1")
        assert "1 of 2 are shown" in people
        everything = Found(people).links[
            [">List all of them" in part for part in people.split("<a ")].index(True) - 1
        ]
        assert "2 rows" in page_of(server, everything)


def test_lists_are_paged_and_sorted(example_store: Path) -> None:
    with serving(create_app(Settings(store=example_store, page_length=1))) as server:
        first, second = (page_of(server, f"/browse/person?page={number}") for number in (1, 2))
        assert "Ana Núñez" in first
        assert "李霞" not in first
        assert "李霞" in second
        assert 'href="?page=2" rel="next"' in first
        assert 'href="?page=1" rel="prev"' in second
        for number, status in (("3", 404), ("0", 400), ("-1", 400), ("x", 400), ("", 400), ("9" * 30, 404)):
            assert server.ask(f"/browse/person?page={number}").status == status


def test_the_icon_is_there(server: Server) -> None:
    assert server.ask("/favicon.ico").media_type == "image/svg+xml"


def test_without_questions_the_pages_do_without(example_store: Path, tmp_path: Path) -> None:
    with serving(create_app(Settings(store=example_store, questions=tmp_path / "none"))) as server:
        assert "There are no example questions here" in page_of(server, "/")
        assert "Example questions" not in page_of(server, "/query")


def test_every_address_is_documented_and_no_other(example_store: Path) -> None:
    def shape(address: str) -> str:
        return re.sub(r"<[^>]*>|\b[A-Z]{2,}\b", "*", address).replace("*.*", "*")

    rules = create_app(Settings(store=example_store)).url_map.iter_rules()
    served = {shape(rule.rule) for rule in rules} - {"/static/*", "/favicon.ico"}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## The addresses")[2].partition("\n## ")[0]
    assert {shape(address) for address in re.findall(r"^    (/\S*)", section, re.MULTILINE)} == served
