# ruff: noqa: E501 - a row of a table is one line
from __future__ import annotations

import pytest

from tests.graph_builder.extract.reading import EVENT, grounded, record

CASES = [
    ("It was organised by the Hill Bank and the Lake Fund.", {"organizers": ["Hill Bank", "Lake Fund"]}),
    ("It was hosted by the Hill Bank together with the Lake Fund.", {"organizers": ["Hill Bank"], "co_organizers": ["Lake Fund"]}),
    ("The forum was sponsored by the Hill Bank, supported by the Lake Fund, and co-organized by the Oak Center / Elm Center.",
     {"organizers": ["Hill Bank"], "supporters": ["Lake Fund"], "co_organizers": ["Oak Center", "Elm Center"]}),
    ("It was guided by the Hill Ministry and organized by the Oak Center, under the support of the Lake Fund.",
     {"guided_by": ["Hill Ministry"], "organizers": ["Oak Center"], "supporters": ["Lake Fund"]}),
    ("The Hill Bank and the Lake Fund supported the forum.", {"supporters": ["Hill Bank", "Lake Fund"]}),
    ("It was held under the auspices of the Hill Ministry.", {"guided_by": ["Hill Ministry"]}),
    ("It was called together by the Hill Bank in association with the Lake Fund.", {"organizers": ["Hill Bank"], "co_organizers": ["Lake Fund"]}),
    ("The Hill Bank and the Lake Fund bore the costs of travel.", {"supporters": ["Hill Bank", "Lake Fund"]}),
    ("Technical support was rendered by the Hill Bank.", {"supporters": ["Hill Bank"]}),
    ("It was put on by Lantern Aid and the Bank of Linz.", {"organizers": ["Lantern Aid", "Bank of Linz"]}),
    ("It was hosted by the Parque de la Papa Association.", {"organizers": ["Parque de la Papa Association"]}),
    ("It was held under the patronage of the Hill Ministry, and the Lake Bank sponsored it.", {"guided_by": ["Hill Ministry"], "organizers": ["Lake Bank"]}),
    ("It was run in partnership with the Hill Bank, and the Lake Fund (LF) funded it.", {"co_organizers": ["Hill Bank"], "supporters": ["Lake Fund"]}),
    ("It was supported by the Hill Bank's Lending Board and the Peruvian shipping company Warm Boats.", {"supporters": ["Lending Board", "Warm Boats"]}),
    ("It was co-organised with the Hill Bank; the Lake Fund was among the supporters.", {"co_organizers": ["Hill Bank"], "supporters": ["Lake Fund"]}),
    ("The Hill Ministry had taken the forum under its patronage.", {"guided_by": ["Hill Ministry"]}),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), CASES)
def test_bodies_are_tied_to_the_event_by_what_they_did(sentence: str, expected: dict[str, list[str]]) -> None:
    found = record(EVENT.strip() + " " + sentence)
    (event,) = found.events
    names = {body.id: body.name for body in found.organizations}
    roles = ("organizers", "co_organizers", "supporters", "guided_by")
    read = {role: [names[body] for body in getattr(event, role)] for role in roles}
    assert {role: bodies for role, bodies in read.items() if bodies} == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Ms. Ann Reed, director of the Hill Bank, thanked the hosts.",
        "The Hill Bank held that a register was enough.",
        "Bo Reed of the Hill Bank, who runs a clinic, said so.",
        "Ann Reed hosted the hour from her kitchen.",
    ],
)
def test_who_thanks_says_or_leads_ran_nothing(sentence: str) -> None:
    (event,) = record(EVENT.strip() + " " + sentence).events
    assert (event.organizers, event.co_organizers, event.supporters, event.guided_by) == ((), (), (), ())


@pytest.mark.parametrize("owner", ["the", "our"])
def test_the_body_that_writes_may_be_called_by_its_kind_alone(owner: str) -> None:
    text = f"ORCHARD KEEPERS' UNION\nCircular 7\n\n{EVENT.strip()} It was jointly run by {owner} Union and the Hill Bank."
    found = grounded(text)
    names = {body.id: body.name for body in found.organizations}
    assert [[names[body] for body in event.organizers] for event in found.events] == [
        ["Orchard Keepers' Union", "Hill Bank"]
    ]


def test_who_was_held_did_not_hold() -> None:
    text = "On 4 May 2021 the Meeting of the Hill Working Group was held in Hue, Viet Nam."
    assert [event.organizers for event in record(text).events] == [()]


def test_a_body_that_only_took_part_is_tied_by_nothing() -> None:
    (event,) = record(EVENT.strip() + " Officers of the Hill Bank attended the forum.").events
    assert (event.organizers, event.co_organizers, event.supporters, event.guided_by) == ((), (), (), ())


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The Third Orchard Forum was held in Linz on 4 May 2021 by the Hill Bank and the Lake Fund.", ["Hill Bank", "Lake Fund"]),
        ("The Third Orchard Forum was staged at Hue, Viet Nam, from 4 to 6 May 2021, by the Lake Fund.", ["Lake Fund"]),
        ("The Third Orchard Forum was convened on 4 May 2021 by the Hill Bank in Linz.", ["Hill Bank"]),
        ("The Third Orchard Forum was held in Linz on 4 May 2021 and praised by the Hill Bank.", []),
        ("The Third Orchard Forum was held in Linz on 4 May 2021 by video from the Hill Bank.", []),
    ],
)  # fmt: skip
def test_who_held_an_event_may_stand_behind_its_place_and_day(sentence: str, expected: list[str]) -> None:
    found = grounded(sentence)
    names = {body.id: body.name for body in found.organizations}
    assert [[names[body] for body in event.organizers] for event in found.events] == [expected]
