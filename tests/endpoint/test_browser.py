from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from endpoint.app import create_app
from endpoint.settings import Settings
from tests.endpoint.example import Server, serving
from tests.support import ROOT, need_browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = need_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(built_store: Path) -> Iterator[Server]:
    """Lend a server over the graph that `make serve` builds."""
    with serving(create_app(Settings(store=built_store, questions=ROOT / "data" / "questions"))) as running:
        yield running


@dataclass
class Visit:
    """A page, and what must not happen on it."""

    page: Page
    site: Server
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a page of the site."""
        self.page.goto(f"{self.site.url.rstrip('/')}{path}")


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["desk", "phone"])
def visit(request: pytest.FixtureRequest, browser: Browser, site: Server) -> Iterator[Visit]:
    """Lend a page that must neither complain nor load anything from elsewhere."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    visit = Visit(page, site)
    page.on("console", lambda message: visit.complaints.append(message.text))
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    page.on(
        "request",
        lambda sent: None if sent.url.startswith(site.url) else visit.complaints.append(sent.url),
    )
    yield visit
    # No page is wider than its window.
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert visit.complaints == []
    context.close()


def test_an_example_question_leads_to_its_answer(visit: Visit) -> None:
    visit.open("/")
    expect(visit.page.get_by_role("heading", level=1)).to_be_visible()
    visit.page.get_by_role("link", name="Which events and sessions does each newsletter").click()
    rows = visit.page.locator("table.results tbody tr")
    expect(rows.first).to_be_visible()
    assert rows.count() >= 5
    expect(visit.page.get_by_label("SPARQL query")).to_have_value(re.compile("news:reports"))


def test_a_query_can_be_written_and_its_rows_followed(visit: Visit) -> None:
    visit.open("/query")
    visit.page.get_by_label("SPARQL query").fill(
        "SELECT ?person WHERE {\n  ?part news:role news:Chair ; news:participant ?person\n}"
    )
    visit.page.get_by_role("button", name="Run the query").click()
    link = visit.page.locator("table.results a").first
    name = link.inner_text()
    link.click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(name)
    expect(visit.page.get_by_role("heading", name="Took part")).to_be_visible()


def test_a_fact_leads_to_the_words_that_prove_it(visit: Visit) -> None:
    visit.open("/browse/recommendation")
    visit.page.locator("ol.list a").first.click()
    quote = visit.page.locator("figure.quote blockquote").first.inner_text()
    visit.page.get_by_role("link", name="Read it in its place").first.click()
    mark = visit.page.locator("mark#quote")
    expect(mark).to_be_visible()
    assert " ".join(mark.inner_text().split()) == " ".join(quote.split())
    visit.page.get_by_role("link", name="source text").click()
    assert " ".join(quote.split()) in " ".join(visit.page.locator("body").inner_text().split())


def test_the_quotes_of_a_table_open_without_a_script(visit: Visit) -> None:
    visit.open("/browse/session")
    visit.page.locator("ol.list a").first.click()
    proof = visit.page.locator("details.proof").first
    expect(proof.locator("blockquote").first).to_be_hidden()
    proof.locator("summary").click()
    expect(proof.locator("blockquote").first).to_be_visible()


def test_a_newsletter_s_page_shows_what_it_reports(visit: Visit) -> None:
    visit.open("/browse/newsletter")
    visit.page.locator("ol.list a").first.click()
    for heading in ("Events", "Participations", "Recommendations", "People", "Organizations"):
        expect(visit.page.get_by_role("heading", name=heading, exact=False).first).to_be_visible()


def test_a_wrong_query_shows_the_message_beside_it(visit: Visit) -> None:
    visit.open("/query")
    box = visit.page.get_by_label("SPARQL query")
    box.fill("SELECT ?s\nWHERE { ?s ?p }")
    visit.page.get_by_role("button", name="Run the query").click()
    expect(visit.page.get_by_role("alert")).to_contain_text("line 2, column 16")
    expect(visit.page.get_by_role("alert")).to_contain_text("error at 2:16")
    expect(box).to_have_value("SELECT ?s\nWHERE { ?s ?p }")
    # A browser writes down that the page came as a 400; that is what it should be.
    assert all("400" in complaint for complaint in visit.complaints)
    visit.complaints.clear()


def test_a_graph_can_be_validated_with_shapes_of_ones_own(visit: Visit) -> None:
    visit.open("/validate")
    visit.page.get_by_label("Data").fill("<http://e/a> a <http://e/C> .")
    visit.page.get_by_label("Shapes, if you want your own").fill(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n<http://e/S> sh:targetClass <http://e/C> ;\n"
        ' sh:property [ sh:path <http://e/name> ; sh:minCount 1 ; sh:message "Give it a name." ] .'
    )
    visit.page.get_by_role("button", name="Validate").click()
    expect(visit.page.get_by_role("heading", name="1 result")).to_be_visible()
    expect(visit.page.locator("table.results")).to_contain_text("Give it a name.")
    expect(visit.page.get_by_label("Data")).to_have_value("<http://e/a> a <http://e/C> .")


def test_the_numbers_of_the_data_set_are_shown(visit: Visit) -> None:
    visit.open("/")
    visit.page.get_by_role("link", name="About the data set").click()
    expect(visit.page.get_by_role("heading", name="Links to other data sets")).to_be_visible()


def test_the_site_can_be_used_with_the_keyboard_alone(visit: Visit) -> None:
    visit.open("/")
    visit.page.keyboard.press("Tab")
    expect(visit.page.get_by_role("link", name="Skip to content")).to_be_focused()
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("Tab")
    focused = visit.page.evaluate("document.activeElement.closest('main') !== null")
    assert focused
