"""How sure a find is depends on what stands around it, and each find says why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph_builder.confidence import ANY, kind_of, load_weights, reasons, weighed
from graph_builder.extractors import extracted
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
    Record,
    Role,
    findings,
)
from graph_builder.text import Span
from tests.support import NEWSLETTERS

HERE, THERE = Span(0, 5), Span(9, 14)
RECORD = Record(
    newsletter=Newsletter(title="x"),
    events=(Event(id=EventId("e1"), name="Forum", evidence=(HERE,), rule="event-named"),),
    persons=(Person(id=PersonId("p1"), name="Ann Lee", evidence=(HERE,), rule="person-honorific"),),
    organizations=(
        Organization(id=OrganizationId("o1"), name="Lake Bank", evidence=(HERE,), rule="organization-body"),
    ),
    participations=(
        Participation(
            person=PersonId("p1"),
            occasion=EventId("e1"),
            role=Role.SPEAKER,
            evidence=(HERE,),
            rule="speaker-verb",
        ),
    ),
)
WEIGHTS = {
    ("person", ANY): 1.0,
    ("person", "named again"): 2.0,
    ("organization", ANY): 1.0,
    ("organization", "is only mentioned"): -2.0,
    ("participation", ANY): 1.0,
    ("participation", "rule speaker-verb"): -1.0,
}


def sure(record: Record, place: str) -> tuple[float | None, tuple[str, ...]]:
    found = weighed(record, load_lexicon(), WEIGHTS)
    item = next(item for where, item in findings(found) if where == place)
    return item.confidence, reasons(record, load_lexicon())[place]


def test_a_person_named_again_is_surer_than_one_named_once() -> None:
    once, why = sure(RECORD, "persons[0]")
    assert "named once" in why
    person = replace(RECORD.persons[0], evidence=(HERE, THERE))
    again, because = sure(replace(RECORD, persons=(person,)), "persons[0]")
    assert "named again" in because
    assert (once, again) == (0.73, 0.95)


def test_a_body_with_people_is_surer_than_one_that_is_only_mentioned() -> None:
    mentioned, why = sure(RECORD, "organizations[0]")
    post = Affiliation(organization=OrganizationId("o1"), evidence=(HERE,), rule="body-only")
    held = replace(RECORD, persons=(replace(RECORD.persons[0], affiliations=(post,)),))
    peopled, because = sure(held, "organizations[0]")
    assert "is only mentioned" in why
    assert "runs something or has people" in because
    assert (mentioned, peopled) == (0.27, 0.73)


def test_the_rule_of_a_find_counts() -> None:
    assert sure(RECORD, "participations[0]")[0] == 0.5
    other = replace(RECORD.participations[0], rule="chair-after")
    assert sure(replace(RECORD, participations=(other,)), "participations[0]")[0] == 0.73


def test_no_find_is_quite_sure() -> None:
    found = weighed(RECORD, load_lexicon(), {("person", ANY): 99.0, ("event", ANY): -99.0})
    assert (found.persons[0].confidence, found.events[0].confidence) == (0.99, 0.05)


def test_the_weights_speak_of_every_kind_of_find_and_name_rules() -> None:
    weights = load_weights()
    kinds = {kind for kind, _ in weights}
    assert kinds == {
        "affiliation", "event", "organization", "participation", "person", "recommendation", "session",
    }  # fmt: skip
    assert {kind for kind, feature in weights if feature == ANY} == kinds
    assert {kind for kind, feature in weights if feature.startswith("rule ")} == kinds


@pytest.mark.parametrize("path", sorted(NEWSLETTERS.glob("*.txt")), ids=lambda path: path.stem)
def test_each_find_of_a_newsletter_has_a_confidence_and_reasons(path: str) -> None:
    found = extracted(read_document(NEWSLETTERS / path)).record
    why, places = reasons(found, load_lexicon()), dict(findings(found))
    for where, item in places.items():
        assert item.confidence is not None
        assert 0.05 <= item.confidence <= 0.99
        assert why[where][0] == f"rule {item.rule}"
    assert len({(kind_of(item), item.confidence) for item in places.values()}) > 12
