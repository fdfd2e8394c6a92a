"""What does not stand in the text is left out, whoever says that it does."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_builder.grounding import LONGEST, ground
from graph_builder.lexicon import load_lexicon
from graph_builder.records import (
    Affiliation,
    Event,
    EventId,
    Kind,
    Mode,
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

TEXT = (
    "Water Fund\nIssue 4\nWater Days in Nairobi\n\n"
    "As part of the Year of Rivers, the Delta Forum was held in Nairobi, Kenya, on 3 May 2021. It was"
    " organized by the Water Fund (WF) and supported by the Lake Bank. "
    "The forum was chaired by Ms. Ann Lee, Director of the Water Fund of Kenya. "
    "In Session 1: Good Wells, Mr. Bo Berg, head of the Rice Unit of the Lake Bank, gave the keynote speech. "
    "Ann Lee said that states should share data on wells. He replied that the Lake Bank will pay for wells. "
    "All agreed that wells are safe.\n\n"
    "The Hill Summit met online on 9 June 2021, organized by the Lake Bank. "
    "The summit was chaired by Ms. Cy Dorn of Peru. She called for more hills."
)


def at(*words: str) -> tuple[Span, ...]:
    found = [re.search(re.escape(part), TEXT) for part in words]
    return tuple(Span(*one.span()) for one in found if one)


E1, E2, E3, S1 = EventId("e1"), EventId("e2"), EventId("e3"), SessionId("s1")
P1, P2, P3 = PersonId("p1"), PersonId("p2"), PersonId("p3")
O1, O2, O3 = OrganizationId("o1"), OrganizationId("o2"), OrganizationId("o3")
RECORD = Record(
    newsletter=Newsletter(title="Water Days in Nairobi", publisher=O1, issue="4"),
    events=(
        Event(
            id=E1, name="Delta Forum", evidence=at("the Delta Forum was held"), start=dt.date(2021, 5, 3),
            end=dt.date(2021, 5, 3), mode=Mode.ONSITE, place="Nairobi", country="KE", organizers=(O1,),
            supporters=(O2,), topics=("share data",), part_of=(E3,),
        ),
        Event(
            id=E2, name="Hill Summit", evidence=at("The Hill Summit"), start=dt.date(2021, 6, 9),
            mode=Mode.ONLINE, organizers=(O2,),
        ),
        Event(id=E3, name="Year of Rivers", evidence=at("Year of Rivers")),
    ),
    sessions=(Session(id=S1, name="Good Wells", number=1, event=E1, evidence=at("Session 1: Good Wells")),),
    persons=(
        Person(
            id=P1, name="Ann Lee", family_name="Lee", given_name="Ann", honorific="Ms.", country="KE",
            evidence=at("Ann Lee"), affiliations=(
                Affiliation(organization=O1, title="Director", evidence=at("Director of the Water Fund")),
            ),
        ),
        Person(
            id=P2, name="Bo Berg", honorific="Mr.", evidence=at("Bo Berg"), affiliations=(
                Affiliation(organization=O3, title="head", evidence=at("head of the Rice Unit")),
            ),
        ),
        Person(id=P3, name="Cy Dorn", honorific="Ms.", country="PE", evidence=at("Cy Dorn")),
    ),
    organizations=(
        Organization(id=O1, name="Water Fund", acronym="WF", country="KE", aliases=("Water Fund of Kenya",),
                     evidence=at("Water Fund (WF)", "Water Fund of Kenya")),
        Organization(id=O2, name="Lake Bank", evidence=at("Lake Bank")),
        Organization(id=O3, name="Rice Unit", part_of=O2, evidence=at("Rice Unit")),
    ),
    countries=("KE", "PE"),
    participations=(
        Participation(person=P1, occasion=E1, role=Role.CHAIR, evidence=at("chaired by Ms. Ann Lee")),
        Participation(person=P2, occasion=S1, role=Role.KEYNOTE_SPEAKER,
                      evidence=at("Bo Berg", "gave the keynote")),
        Participation(person=P1, occasion=E1, role=Role.SPEAKER, evidence=at("Ann Lee said")),
        Participation(person=P3, occasion=E2, role=Role.CHAIR, evidence=at("chaired by Ms. Cy Dorn")),
    ),
    recommendations=(
        Recommendation(
            id=RecommendationId("r1"), text="states should share data on wells", by=(P1,), occasion=E1,
            evidence=at("states should share data on wells")[0],
        ),
        Recommendation(
            id=RecommendationId("r2"), text="the Lake Bank will pay for wells", by=(P1,), occasion=S1,
            kind=Kind.COMMITMENT, evidence=at("the Lake Bank will pay for wells")[0],
        ),
        Recommendation(
            id=RecommendationId("r3"), text="wells are safe", by=(), occasion=E1, kind=Kind.CONSENSUS,
            evidence=at("wells are safe")[0],
        ),
        Recommendation(
            id=RecommendationId("r4"), text="more hills", by=(P3,), occasion=E2, evidence=at("more hills")[0],
        ),
    ),
)  # fmt: skip


def test_what_stands_in_the_text_stays_as_it_is() -> None:
    grounded = ground(RECORD, TEXT, load_lexicon())
    assert grounded.dropped == ()
    assert bare(grounded.record) == bare(RECORD)


def bare(record: Record) -> Record:
    """Return a record without the evidence of its occasions, which grounding adds to."""
    events = tuple(replace(event, evidence=()) for event in record.events)
    return replace(
        record, events=events, sessions=tuple(replace(one, evidence=()) for one in record.sessions)
    )


def test_the_words_that_tell_when_where_and_by_whom_join_the_evidence_of_an_occasion() -> None:
    forum, summit, _ = ground(RECORD, TEXT, load_lexicon()).record.events
    assert [span.of(TEXT) for span in forum.evidence] == [
        "the Delta Forum was held",
        "Nairobi, Kenya, on 3 May",
        "organized by the Water Fund (WF) and supported by the Lake Bank",
        "share data",
    ]
    assert [span.of(TEXT) for span in summit.evidence] == [
        "The Hill Summit",
        "online on 9 June 2021, organized by the Lake Bank",
    ]


Change = Callable[[Record], Record]


def change(place: str, number: int, /, **changes: object) -> Change:
    """Return what changes one item of a record."""

    def changed(record: Record) -> Record:
        items = list(getattr(record, place))
        items[number] = replace(items[number], **changes)
        return replace(record, **{place: tuple(items)})  # type: ignore[arg-type]

    return changed


def post(number: int, **changes: Any) -> Change:
    """Return what changes the post of a person."""
    held = replace(RECORD.persons[number].affiliations[0], **changes)
    return change("persons", number, affiliations=(held,))


def issue(**changes: Any) -> Change:
    """Return what changes the newsletter itself."""
    return lambda record: replace(record, newsletter=replace(record.newsletter, **changes))


ELSEWHERE = at("All agreed that")
OUTSIDE = (Span(len(TEXT) - 3, len(TEXT) + 5),)
#: For each rule what breaks it: a false span, or a true one of something else; and what is told.
FALSE: dict[str, tuple[Change, str]] = {
    "an event with another sentence": (
        change("events", 0, evidence=ELSEWHERE), "event 'Delta Forum': the name",
    ),
    "an event without a span": (change("events", 0, evidence=()), "event 'Delta Forum': the name"),
    "an invented event": (change("events", 0, name="Ocean Summit"), "event 'Ocean Summit': the name"),
    "an event of scattered words": (
        change("events", 0, name="Delta Summit"), "event 'Delta Summit': the name",
    ),
    "a day that is not printed": (
        change("events", 0, start=dt.date(2021, 5, 9)), "'Delta Forum', start 2021-05-09",
    ),
    "the day of another event": (
        change("events", 0, start=dt.date(2021, 6, 9)), "'Delta Forum', start 2021-06-09",
    ),
    "an end that is not printed": (
        change("events", 0, end=dt.date(2021, 5, 30)), "'Delta Forum', end 2021-05-30",
    ),
    "an invented place": (change("events", 0, place="Oslo"), "'Delta Forum', place Oslo"),
    "the place of another event": (change("events", 1, place="Nairobi"), "'Hill Summit', place Nairobi"),
    "an invented region": (change("events", 0, region="Rift Valley"), "'Delta Forum', region Rift Valley"),
    "a day told from another week": (
        change("events", 0, start=dt.date(2021, 5, 24)),
        "'Delta Forum', start 2021-05-24",
    ),
    "the country of another event": (change("events", 0, country="PE"), "'Delta Forum', country PE"),
    "the mode of another event": (change("events", 0, mode=Mode.ONLINE), "'Delta Forum', mode online"),
    "a mode without a cue": (change("events", 1, mode=Mode.HYBRID), "'Hill Summit', mode hybrid"),
    "a topic of another event": (
        change("events", 1, topics=("share data",)), "'Hill Summit', topic share data",
    ),
    "the organizer of another event": (change("events", 1, organizers=(O1,)), "organizers 'Water Fund'"),
    "a body in another role": (change("events", 0, organizers=(O2,)), "organizers 'Lake Bank'"),
    "a body without a cue": (change("events", 0, guided_by=(O3,)), "guided_by 'Rice Unit'"),
    "a frame without a cue": (change("events", 0, part_of=(E2,)), "'Delta Forum', part of 'Hill Summit'"),
    "a session with another sentence": (
        change("sessions", 0, evidence=ELSEWHERE), "session 'Good Wells': the",
    ),
    "a session of another event": (
        change("sessions", 0, event=E2), "session 'Good Wells': it is named where",
    ),
    "a session by another number": (change("sessions", 0, number=7), "session 'Good Wells', number 7"),
    "an invented body": (change("organizations", 0, name="Air Fund"), "organization 'Air Fund'"),
    "a body with another sentence": (
        change("organizations", 0, evidence=ELSEWHERE), "organization 'Water Fund': neither",
    ),
    "an invented acronym": (change("organizations", 0, acronym="XYZ"), "'Water Fund', acronym 'XYZ'"),
    "an acronym of another body": (change("organizations", 1, acronym="WF"), "'Lake Bank', acronym 'WF'"),
    "an invented alias": (change("organizations", 0, aliases=("Moon Fund",)), "alias 'Moon Fund'"),
    "the country of another body": (change("organizations", 0, country="PE"), "'Water Fund', country PE"),
    "a part of another body": (change("organizations", 2, part_of=O1), "'Rice Unit', what it is a part of"),
    "an invented person": (change("persons", 0, name="Ann Moe"), "person 'Ann Moe': the name"),
    "a person of two": (change("persons", 0, name="Ann Berg"), "person 'Ann Berg': the name"),
    "a person with another's span": (
        change("persons", 0, evidence=at("Bo Berg")), "person 'Ann Lee': the name",
    ),
    "a person beyond the end": (change("persons", 0, evidence=OUTSIDE), "person 'Ann Lee': the name"),
    "another's form of address": (change("persons", 0, honorific="Mr."), "form of address 'Mr.'"),
    "the country of another person": (change("persons", 0, country="PE"), "person 'Ann Lee', country PE"),
    "a post with another sentence": (post(0, evidence=ELSEWHERE), "'Ann Lee', post 'Director'"),
    "another's post": (
        post(0, organization=O3, evidence=at("head of the Rice Unit")), "'Ann Lee', post 'Director'",
    ),
    "a post at another body": (post(0, organization=O2), "'Ann Lee', post 'Director'"),
    "another's title": (post(0, title="head"), "'Ann Lee', title 'head'"),
    "a part without the name": (change("participations", 0, evidence=at("was chaired by")), "part 'chair'"),
    "a part without the cue": (change("participations", 0, evidence=at("Ann Lee said")), "part 'chair'"),
    "a part of another role": (
        change("participations", 0, role=Role.CLOSING_SPEAKER), "part 'closing_speaker'",
    ),
    "another's part": (change("participations", 0, person=P2), "part 'chair' of 'Bo Berg'"),
    "another's part with both spans": (
        change("participations", 0, person=P2, evidence=at("Bo Berg", "chaired by")),
        "part 'chair' of 'Bo Berg'",
    ),
    "a part in another event": (change("participations", 3, occasion=E1), "part 'chair' of 'Cy Dorn'"),
    "a part that is a name alone": (change("participations", 2, evidence=at("Ann Lee")), "part 'speaker'"),
    "a discussant before any discussion": (
        change("participations", 2, role=Role.DISCUSSANT), "part 'discussant' of 'Ann Lee'",
    ),
    "a saying in other words": (
        change("recommendations", 0, text="states sell data"), "recommendation 'states sell",
    ),
    "a saying with another's span": (
        change("recommendations", 0, evidence=ELSEWHERE[0]), "recommendation 'states",
    ),
    "a saying without a span": (change("recommendations", 0, evidence=None), "recommendation 'states should"),
    "a saying of another event": (
        change("recommendations", 3, occasion=E1), "recommendation 'more hills': its",
    ),
    "a saying of another": (
        change("recommendations", 3, by=(P1,)), "recommendation 'more hills', by 'Ann Lee'",
    ),
    "a saying that is named after": (change("recommendations", 0, by=(P3,)), "by 'Cy Dorn'"),
    "a promise that is none": (
        change("recommendations", 0, kind=Kind.COMMITMENT), "recommendation 'states should",
    ),
    "an agreement of one": (
        change("recommendations", 3, kind=Kind.CONSENSUS), "recommendation 'more hills': no cue",
    ),
    "an invented title": (issue(title="Moon Days"), "newsletter, title 'Moon Days'"),
    "another number": (issue(issue="9"), "newsletter, issue '9'"),
    "a year that is not printed": (issue(year=1969), "newsletter, year 1969"),
    "a release that is not printed": (issue(released=dt.date(2021, 7, 20)), "newsletter, day of release"),
    "an address that is not printed": (issue(url="https://moon.example/"), "newsletter, address"),
    "a country that is not named": (lambda record: replace(record, countries=("KE", "NO")), "country NO"),
}  # fmt: skip


@pytest.mark.parametrize("case", FALSE)
def test_what_the_text_does_not_bear_out_is_refused_and_named(case: str) -> None:
    broken, told = FALSE[case]
    grounded = ground(broken(RECORD), TEXT, load_lexicon())
    assert any(told in line for line in grounded.dropped), grounded.dropped
    assert bare(grounded.record) != bare(broken(RECORD))


def test_a_day_may_be_told_from_one_that_is_printed() -> None:
    text = "The Delta Forum met on 3 May 2021. On Tuesday, Session 1: Good Wells opened."
    forum = replace(
        RECORD.events[0],
        evidence=(Span(4, 15),),
        organizers=(),
        supporters=(),
        topics=(),
        part_of=(),
        place=None,
    )
    session = replace(RECORD.sessions[0], evidence=(Span(47, 68),), start=dt.date(2021, 5, 4))
    record = Record(newsletter=RECORD.newsletter, events=(forum,), sessions=(session,))
    assert ground(record, text, load_lexicon()).record.sessions[0].start == dt.date(2021, 5, 4)
    wednesday = replace(record, sessions=(replace(session, start=dt.date(2021, 5, 5)),))
    assert ground(wednesday, text, load_lexicon()).record.sessions[0].start is None


def test_what_depends_on_something_dropped_goes_with_it() -> None:
    record = ground(change("events", 0, name="Ocean Summit")(RECORD), TEXT, load_lexicon()).record
    assert [event.id for event in record.events] == [E2, E3]
    assert record.sessions == ()
    assert [part.occasion for part in record.participations] == [E2]
    assert [said.occasion for said in record.recommendations] == [E2]
    record = ground(change("organizations", 0, name="Air Fund")(RECORD), TEXT, load_lexicon()).record
    assert record.events[0].organizers == ()
    assert record.persons[0].affiliations == ()
    assert record.newsletter.publisher is None
    record = ground(change("persons", 0, name="Ann Moe")(RECORD), TEXT, load_lexicon()).record
    assert [part.person for part in record.participations] == [P2, P3]
    assert [said.id for said in record.recommendations] == ["r3", "r4"]


def test_a_body_that_only_the_middle_of_a_text_names_has_not_published_it() -> None:
    text = f"Water Fund\n{'Wells matter. ' * 200}{TEXT}{' Hills matter.' * 200}"
    record = moved(issue(publisher=O3)(RECORD), lambda span: span.shifted(text.index(TEXT)))
    assert ground(record, text, load_lexicon()).record.newsletter.publisher is None
    record = replace(record, newsletter=replace(record.newsletter, publisher=O1))
    assert ground(record, text, load_lexicon()).record.newsletter.publisher == O1


def test_a_saying_of_the_wrong_person_does_not_become_one_of_all() -> None:
    record = ground(change("recommendations", 0, by=(P3,))(RECORD), TEXT, load_lexicon()).record
    assert "r1" not in [said.id for said in record.recommendations]
    both = change("recommendations", 0, by=(P1, P3))(RECORD)
    assert ground(both, TEXT, load_lexicon()).record.recommendations[0].by == (P1,)


def test_a_span_as_long_as_a_chapter_proves_nothing() -> None:
    text = TEXT + " word" * LONGEST
    whole = (Span(0, len(text)),)
    grounded = ground(change("persons", 0, evidence=whole)(RECORD), text, load_lexicon())
    assert grounded.dropped[0].startswith("person 'Ann Lee'")


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
