from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint.negotiation import HTML, PLAIN, PROBLEM_JSON, best, best_choice, named_choice, problem_type
from graph_builder.formats import RDF_FORMATS, RESULT_FORMATS

OFFERS = ("text/turtle", "application/ld+json", "text/html")


@pytest.mark.parametrize(
    ("accept", "liked"),
    [
        (None, "text/turtle"),
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/html", "text/html"),
        ("text/*", "text/turtle"),
        ("application/*", "application/ld+json"),
        ("image/png", None),
        ("image/png, */*;q=0.1", "text/turtle"),
        ("text/turtle;q=0.4, text/html;q=0.5", "text/html"),
        ("text/turtle;q=0.4, */*;q=0.5", "application/ld+json"),
        ("text/turtle;q=0", None),
        ("*/*, text/turtle;q=0", "application/ld+json"),
        ("text/*;q=0, */*", "application/ld+json"),
        ("text/*;q=0.3, text/html;q=0.7, */*;q=0.5", "text/html"),
        # Named exactly wins over covered by a wildcard, then our own order counts.
        ("*/*, text/html", "text/html"),
        ("text/html, text/turtle", "text/turtle"),
        # Parameters: our text is UTF-8; what a parameter of another name wants we do not know.
        ("text/turtle; charset=utf-8", "text/turtle"),
        ("text/turtle;charset=UTF-8;q=0.5, text/html;q=0.4", "text/turtle"),
        ("text/turtle; charset=iso-8859-1", None),
        ('application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"', "application/ld+json"),
        ("TEXT/HTML", "text/html"),
        ("text/html ; q=0.5 , text/turtle;q=0.2", "text/html"),
        # What breaks the grammar says nothing.
        ("text/turtle;q=high, text/html", "text/html"),
        ("text/turtle;q=1.5, text/html;q=0.1", "text/html"),
        ("*, text/html;q=0.1", "text/html"),
        ("html", "text/turtle"),
        (",,,", "text/turtle"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", "text/html"),
    ],
)
def test_the_best_liked_of_what_is_offered_is_chosen(accept: str | None, liked: str | None) -> None:
    assert best(accept, OFFERS) == liked


@pytest.mark.parametrize(
    ("accept", "name", "media_type"),
    [
        (None, "ttl", "text/turtle"),
        ("application/rdf+xml", "rdf", "application/rdf+xml"),
        ("application/xml", "rdf", "application/xml"),
        ("application/json", "jsonld", "application/json"),
        ("application/json, application/ld+json", "jsonld", "application/ld+json"),
        ("*/*, text/turtle;q=0", "ttl", "application/x-turtle"),
    ],
)
def test_a_format_comes_under_the_media_type_that_was_asked_for(
    accept: str | None, name: str, media_type: str
) -> None:
    choice = best_choice(accept, RDF_FORMATS)
    assert choice is not None
    assert (choice.form.name, choice.media_type) == (name, media_type)


@pytest.mark.parametrize(
    ("name", "result", "triples"),
    [
        ("csv", "csv", None),
        ("CSV", "csv", None),
        ("json", "json", "jsonld"),
        ("xml", "xml", "rdf"),
        ("ttl", None, "ttl"),
        ("turtle", None, "ttl"),
        ("text/turtle", None, "ttl"),
        ("text/turtle; charset=utf-8", None, "ttl"),
        ("application/sparql-results+json", "json", None),
        ("application/json", "json", "jsonld"),
        ("N-Quads", None, "nq"),
        ("pdf", None, None),
        ("", None, None),
    ],
)
def test_a_format_can_be_named(name: str, result: str | None, triples: str | None) -> None:
    found = named_choice(name, RESULT_FORMATS), named_choice(name, RDF_FORMATS)
    assert tuple(choice and choice.form.name for choice in found) == (result, triples)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, PROBLEM_JSON),
        ("*/*", PROBLEM_JSON),
        ("application/sparql-results+json", PROBLEM_JSON),
        ("application/ld+json", PROBLEM_JSON),
        ("application/json", PROBLEM_JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
        ("text/turtle", PLAIN),
        ("text/csv", PLAIN),
        ("text/plain", PLAIN),
    ],
)
def test_an_error_comes_in_a_form_that_the_client_can_read(accept: str | None, media_type: str) -> None:
    assert problem_type(accept) == media_type


@given(st.text(max_size=60))
def test_no_header_is_an_error(accept: str) -> None:
    assert best(accept, OFFERS) in (*OFFERS, None)
    assert problem_type(accept) in (PROBLEM_JSON, HTML, PLAIN)
