"""What does not stand in the text is left out, whoever says that it does."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_builder.extract import extract
from graph_builder.grounding import LONGEST, ground
from graph_builder.lexicon import load_lexicon
from graph_builder.read import read_document
from graph_builder.records import (
    Affiliation,
    Event,
    EventId,
    Newsletter,
    Organization,
    OrganizationId,
    Participation,
    Person,
    PersonId,
    Recommendation,
    RecommendationId,
    Record,
    Role,
    Session,
    SessionId,
    findings,
    moved,
    spans,
)
from graph_builder.text import Span, fold_name
from tests.support import NEWSLETTERS, SHARED

TEXT = (
    "Water Days in Nairobi\n\n"
    "The Delta Forum was held in Nairobi, Kenya, on 3 May 2021 by the Water Fund (WF). "
    "Its Session 1: Rivers met too. "
    "The forum was chaired by Ms. Ann Lee, Director of the Water Fund. "
    "Mr. Bo Berg thanked all. Ann Lee said that states should share data."
)


def at(words: str) -> tuple[Span, ...]:
    found = re.search(re.escape(words), TEXT)
    assert found
    return (Span(*found.span()),)


E1, S1, P1, P2, O1 = EventId("e1"), SessionId("s1"), PersonId("p1"), PersonId("p2"), OrganizationId("o1")
RECORD = Record(
    newsletter=Newsletter(
        title="Water Days in Nairobi", publisher=O1, year=2021, released=dt.date(2021, 5, 3)
    ),
    events=(
        Event(
            id=E1, name="Delta Forum", evidence=at("The Delta Forum was held"), start=dt.date(2021, 5, 3),
            end=dt.date(2021, 5, 3), place="Nairobi", country="KE", organizers=(O1,), topics=("share data",),
        ),
    ),
    sessions=(Session(id=S1, name="Rivers", number=1, event=E1, evidence=at("Session 1: Rivers")),),
    persons=(
        Person(
            id=P1, name="Ann Lee", family_name="Lee", given_name="Ann", honorific="Ms.",
            evidence=at("Ann Lee"), affiliations=(
                Affiliation(organization=O1, title="Director", evidence=at("Director of the Water Fund")),
            ),
        ),
        Person(id=P2, name="Bo Berg", evidence=at("Bo Berg")),
    ),
    organizations=(Organization(id=O1, name="Water Fund", acronym="WF", evidence=at("Water Fund (WF)")),),
    countries=("KE",),
    participations=(
        Participation(person=P1, occasion=E1, role=Role.CHAIR, evidence=at("chaired by Ms. Ann Lee")),
        Participation(person=P2, occasion=S1, role=Role.SPEAKER, evidence=at("Bo Berg thanked")),
    ),
    recommendations=(
        Recommendation(
            id=RecommendationId("r1"), text="states should share data", by=(P1,), occasion=E1,
            evidence=at("states should share data")[0],
        ),
    ),
)  # fmt: skip
EVENT, SESSION, BODY = RECORD.events[0], RECORD.sessions[0], RECORD.organizations[0]
LEE, CHAIRED, SAID = RECORD.persons[0], RECORD.participations[0], RECORD.recommendations[0]
POST = LEE.affiliations[0]


def test_what_stands_in_the_text_stays_as_it_is() -> None:
    grounded = ground(RECORD, TEXT, load_lexicon())
    assert grounded.record == RECORD
    assert grounded.dropped == ()


Change = Callable[[Record], Record]


def person(**changes: object) -> Change:
    return lambda record: replace(record, persons=(replace(LEE, **changes), record.persons[1]))  # type: ignore[arg-type]


def first(place: str, item: object, /, **changes: object) -> Change:
    return lambda record: replace(record, **{place: (replace(item, **changes),)})  # type: ignore[type-var, arg-type]


ELSEWHERE = at("Mr. Bo Berg thanked all")
OUTSIDE = (Span(len(TEXT) - 3, len(TEXT) + 5),)
FALSE: dict[str, tuple[Change, str]] = {
    "an event with another sentence": (first("events", EVENT, evidence=ELSEWHERE), "event 'Delta Forum'"),
    "an event without a span": (first("events", EVENT, evidence=()), "event 'Delta Forum'"),
    "an invented event": (first("events", EVENT, name="Ocean Summit"), "event 'Ocean Summit'"),
    "a session with another sentence": (first("sessions", SESSION, evidence=ELSEWHERE), "session 'Rivers'"),
    "an invented body": (first("organizations", BODY, name="Air Fund"), "organization 'Air Fund'"),
    "a body with another sentence": (first("organizations", BODY, evidence=ELSEWHERE), "organization 'Water"),
    "an invented person": (person(name="Ann Moe"), "person 'Ann Moe'"),
    "a person with another's span": (person(evidence=at("Bo Berg")), "person 'Ann Lee'"),
    "a person beyond the end": (person(evidence=OUTSIDE), "person 'Ann Lee'"),
    "a post with another sentence": (person(affiliations=(replace(POST, evidence=ELSEWHERE),)), "post"),
    "a part without the name": (first("participations", CHAIRED, evidence=at("was chaired by")), "part"),
    "a part without the cue": (first("participations", CHAIRED, evidence=at("Ann Lee said")), "part"),
    "a part that is a name alone": (
        first("participations", CHAIRED, role=Role.SPEAKER, evidence=at("Ann Lee")), "part",
    ),
    "a saying in other words": (first("recommendations", SAID, text="states sell data"), "recommendation"),
    "a saying with another's span": (first("recommendations", SAID, evidence=ELSEWHERE[0]), "recommendation"),
    "a saying without a span": (first("recommendations", SAID, evidence=None), "recommendation"),
}  # fmt: skip


@pytest.mark.parametrize("case", FALSE)
def test_a_false_span_is_refused_and_named(case: str) -> None:
    change, named = FALSE[case]
    grounded = ground(change(RECORD), TEXT, load_lexicon())
    assert grounded.dropped[0].startswith(named)
    assert grounded.record != change(RECORD)


def test_what_depends_on_something_dropped_goes_with_it() -> None:
    record = ground(first("events", EVENT, name="Ocean Summit")(RECORD), TEXT, load_lexicon()).record
    assert (record.events, record.sessions, record.participations, record.recommendations) == ((), (), (), ())
    record = ground(first("organizations", BODY, name="Air Fund")(RECORD), TEXT, load_lexicon()).record
    assert record.events[0].organizers == ()
    assert record.persons[0].affiliations == ()
    assert record.newsletter.publisher is None
    record = ground(person(name="Ann Moe")(RECORD), TEXT, load_lexicon()).record
    assert [part.person for part in record.participations] == [P2]
    assert record.recommendations[0].by == ()


def test_invented_details_are_left_out() -> None:
    invented = replace(
        RECORD,
        newsletter=Newsletter(title="Moon Days", issue="77", year=1969, released=dt.date(1969, 7, 20)),
        events=(
            replace(EVENT, start=dt.date(2021, 8, 9), end=dt.date(2021, 8, 9), place="Oslo", country="NO",
                    topics=("moon dust",)),
        ),
        countries=("NO", "KE"),
        organizations=(replace(BODY, acronym="XYZ", aliases=("Moon Fund",), country="NO"),),
        persons=(replace(LEE, honorific="Dr.", country="NO", family_name="Moe"), RECORD.persons[1]),
    )  # fmt: skip
    record = ground(invented, TEXT, load_lexicon()).record
    issue, event, body, lee = record.newsletter, record.events[0], record.organizations[0], record.persons[0]
    assert (issue.issue, issue.year, issue.released) == (None, None, None)
    assert "Moon" not in issue.title
    assert (event.start, event.end, event.place, event.country, event.topics) == (None, None, None, None, ())
    assert record.countries == ("KE",)
    assert (body.acronym, body.aliases, body.country) == (None, (), None)
    assert (lee.honorific, lee.country, lee.family_name) == (None, None, None)


def test_a_span_as_long_as_a_chapter_proves_nothing() -> None:
    text = TEXT + " word" * LONGEST
    whole = (Span(0, len(text)),)
    grounded = ground(person(evidence=whole)(RECORD), text, load_lexicon())
    assert grounded.dropped[0].startswith("person 'Ann Lee'")


TEXTS = sorted(NEWSLETTERS.glob("*.txt")) + sorted((SHARED / "newsletters" / "practice").glob("[01]*"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_all_that_our_rules_read_of_a_newsletter_stands_in_it(path: Path) -> None:
    document = read_document(path)
    assert ground(extract(document, load_lexicon()), document.readable, load_lexicon()).dropped == ()


@given(st.integers(-400, 400), st.integers(0, 400), st.integers(0, 400))
def test_whatever_the_spans_what_stays_has_its_words_there(shift: int, start: int, end: int) -> None:
    def place(span: Span) -> Span:
        return Span(span.start + shift, span.end + shift) if start % 2 else Span(start, end)

    record = ground(moved(RECORD, place), TEXT, load_lexicon()).record
    names = {person.id: person.name for person in record.persons}
    for _, item in findings(record):
        for span in spans(item):
            assert 0 <= span.start < span.end <= len(TEXT)
        quote = fold_name(" ".join(span.of(TEXT) for span in spans(item))).split()
        match item:
            case Participation():
                assert set(fold_name(names[item.person]).split()) & set(quote)
            case Recommendation():
                assert fold_name(item.text).split() == quote
            case Person() | Event() | Session():
                assert set(fold_name(item.name).split()) & set(quote)
