"""What a reader sees of an HTML page."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_builder.errors import UnreadableText
from graph_builder.extract import extract
from graph_builder.lexicon import load_lexicon
from graph_builder.read import read_document
from graph_builder.read.page import readable
from graph_builder.records import check_spans, moved, parse_record
from graph_builder.text import Span, fold_name
from tests.support import GOLD, need_shared

PRACTICE = ("04-andean-finance-forum", "11-webinar-series")


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        ("<h1>A</h1><h3>B</h3><p>c  d\n e</p>", "# A\n\n### B\n\nc d e"),
        ("<p>one<p>two", "one\n\ntwo"),
        ("<p>one<br>two <b>three</b></p>", "one\ntwo three"),
        ("<ul><li>one<li>two</ul><ol><li><p>three</p></li></ol>", "- one\n- two\n1. three"),
        ("<table><tr><td>Ann Lee<td>Director, WRI</tr></table>", "Ann Lee,  Director, WRI"),
        ("Campo &amp; Vida&nbsp;&#x2013; Bogot&aacute;", "Campo & Vida – Bogotá"),
        ("a &unknown; b & c &#xD800; &#1;", "a &unknown; b & c \ufffd"),
        ("<p>a<!-- <p>no</p> -->b</p><![CDATA[no]]><?php no ?>", "ab"),
        ("<p>a</p><script>if (1 < 2) '</p>'</script><p>b", "a\n\nb"),
        ("<p title='a > b' class=x>c</p>", "c"),
        ("<nav>Home</nav><main><p>a</p></main><aside>b</aside>", "a"),
        ("<p>a</p><div class='share-buttons'><div>x</div>y</div><p>b</p>", "a\n\nb"),
        ("<p>a</p><div id=cookie-note>x</div><p style='display: none'>y</p><p hidden>z</p>", "a"),
        ("<p class='social-policy'>a</p>", "a"),
        ("<div class=social><p>All that this page says</p></div><p>b</p>", "All that this page says\n\nb"),
        ("<p>a</p><ul><li><a>x</a><li><a>y</a><li><a>z</a></ul>", "a"),
        ("<p>a</p><p><a>only link</a></p>", "a\n\nonly link"),
        ("<p>a</p><footer><p>Terms</p><p>WRI, info@wri.example</p></footer>", "a\n\nWRI, info@wri.example"),
        ("<head><title>T</title><meta name=x></head><body><p>a", "a"),
        ("<p>a</p><!-- not closed <p>b</p>", "a"),
        ("<p>a</p><p class='not closed>b</p>", "a"),
    ],
)
def test_a_page_is_read_as_a_reader_sees_it(page: str, seen: str) -> None:
    assert readable(page).text.strip() == seen


WORDS = "<h1>Water Days</h1><p>The Delta Forum was held in Nairobi.</p><p>Ms. Ann Lee spoke.</p>"
#: What the makers of sites put around an article; what is no content says XX.
SITES = {
    "a blog": (
        '<div id="page" class="site"><header class="site-header"><nav class="main-navigation">'
        '<ul class="menu"><li><a>XX</a></ul></nav></header><div class="entry-content">@'
        '<div class="sharedaddy sd-sharing-enabled"><h3>XX</h3></div><div class="jp-relatedposts">'
        '<h3>XX</h3></div></div><div id="secondary" class="widget-area">'
        '<section class="widget widget_recent_entries"><h2>XX</h2></section></div><footer><p>XX</p>'
        "</footer></div>"
    ),
    "comments": (
        '<article>@</article><div id="comments" class="comments-area"><p>XX</p></div>'
        '<div id="respond">XX</div>'
    ),
    "consent": (
        '<div class="cc-window cc-banner" role="dialog">XX</div><div id="cookie-consent"><p>XX</p>'
        "</div><main>@</main>"
    ),
    "paths": (
        '<div class="breadcrumbs">XX</div><ol class="breadcrumb"><li>XX</ol>@<div class="tags">XX</div>'
    ),
    "more news": (
        '@<section class="related-news"><h2>XX</h2><p>XX</p></section>'
        '<div class="you-may-also-like">XX</div><div class="read-more">XX</div><div class="promo">XX'
        "</div>"
    ),
    "sign up": (
        '@<div class="newsletter-signup"><p>XX</p><form><p>XX</p></form></div>'
        '<div class="subscribe-box">XX</div>'
    ),
    "skipping": (
        '<a class="skip-link">XX</a><div>@</div><a class="back-to-top">XX</a><div class="page-tools">XX</div>'
    ),
    "languages": ('<ul class="language-switcher"><li><a>XX</a><li><a>YY</a></ul>@'),
    "unseen": (
        '<div aria-hidden="true">XX</div><div style="display:none;max-height:0">XX</div>@<template>XX'
        "</template><noscript>XX</noscript><dialog>XX</dialog>"
    ),
    "advertisements": (
        '<div class="ad-slot advert">XX</div>@<div class="sponsored">XX</div><iframe>XX</iframe>'
    ),
    "the writer": ('@<div class="author-bio"><p>XX</p></div>'),
    "a mailing": (
        '<table width="100%" role="presentation"><tr><td>'
        '<span class="preheader" style="display:none">XX</span><table><tr><td class="mcnTextContent">'
        "@</td></tr></table></td></tr></table>"
    ),
}


@pytest.mark.parametrize("site", SITES)
def test_what_sites_put_around_an_article_is_left_out(site: str) -> None:
    seen = readable(SITES[site].replace("@", WORDS)).text
    assert seen == "# Water Days\n\nThe Delta Forum was held in Nairobi.\n\nMs. Ann Lee spoke."


def test_ligatures_are_read_as_their_letters() -> None:
    view = readable("<p>The o\ufb03ce of \ufb01nance &#xfb02;ows</p>")
    assert view.text == "The office of finance flows"
    assert view.source(4, 10) == Span(7, 11)


@pytest.mark.parametrize("name", PRACTICE)
def test_the_furniture_of_a_page_is_left_out(name: str) -> None:
    document = read_document(need_shared() / "newsletters" / "practice" / f"{name}.html")
    for furniture in ("Home", "cookies", "Facebook", "WhatsApp", "Related", "like", "Legal", "{", "&lt;"):
        assert furniture not in document.readable


@pytest.mark.parametrize("name", PRACTICE)
def test_people_count_spans_in_the_markup(name: str) -> None:
    document = read_document(need_shared() / "newsletters" / "practice" / f"{name}.html")
    gold = GOLD / "practice" / f"{name}.json"
    record = parse_record(gold.read_bytes(), gold)
    check_spans(record, document.text, gold, document.words)


@pytest.mark.parametrize("name", PRACTICE)
def test_what_extraction_finds_stands_in_the_markup(name: str) -> None:
    document = read_document(need_shared() / "newsletters" / "practice" / f"{name}.html")
    record = moved(extract(document, load_lexicon()), document.source)
    check_spans(record, document.text, name, document.words)
    assert record.persons
    for person in record.persons:
        assert fold_name(person.name) in fold_name(document.words(person.evidence[0]))


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000 + "Words",
        "<b><i>" * 50_000 + "Words" + "</i>" * 100_000,
        "<p>Words</p>" + "<!--" * 250_000,
        "<p>Words</p>" + "<a href='" * 100_000,
        "<p>Words</p>" + '<a b="c' * 100_000,
        "<p>Words</p>" + "&amp" * 250_000,
        "<p>Words</p>" + "<" * 1_000_000,
        "<p>Words</p>" + "<script>" * 100_000,
        "<p>Words" + "<li>" * 200_000,
        "<p>Words" + " " * 1_000_000,
    ],
    ids=range(10),
)
def test_a_page_made_to_hurt_is_read_in_one_pass(page: str) -> None:
    assert readable(page).text.lstrip("- ").startswith("Words")


def test_a_page_without_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.html"
    path.write_text("<html><body><script>render()</script></body></html>", encoding="utf-8")
    with pytest.raises(UnreadableText, match=r"empty\.html: is a page without text"):
        read_document(path)


def test_a_page_says_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes('<meta charset="iso-8859-2"><p>Węgry, Łódź</p>'.encode("iso-8859-2"))
    document = read_document(path)
    assert document.readable == "Węgry, Łódź"
    assert document.notes == ("is not UTF-8; read as iso-8859-2, which it declares",)


PARTS = (
    "<p>", "</p>", "<li>", "</ul>", "<!--", "-->", "&amp;", "a ", "b", "<br>", "<td>", "<h1>", "\n", "<", ">",
    "<nav>", "</nav>", "\u200f",
)  # fmt: skip


@given(st.lists(st.sampled_from(PARTS)).map("".join))
def test_each_character_seen_comes_from_where_it_says(page: str) -> None:
    view = readable(page)
    last = 0
    for position, char in enumerate(view.text):
        span = view.source(position, position + 1)
        assert last <= span.start <= span.end <= len(page)
        last = span.start
        if char in "ab":
            assert span.of(page) == char
