# ruff: noqa: E501 - a row of a table is one line
"""Gatherings in the words of press offices, blogs, bulletins and reports of missions."""

from __future__ import annotations

import pytest

from tests.graph_builder.extract.reading import EVENT, record, roles


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Orchard Business Dinner was hosted in Hue on 4 May 2021.", ["Orchard Business Dinner"]),
        (
            "I sat in on the Third Encounter of Net Menders in Hue on 4 May 2021.",
            ["Third Encounter of Net Menders"],
        ),
        (
            "The Lantern Ceremony of the 2021 Reed Prize was held in Hue on 4 May 2021.",
            ["Lantern Ceremony of the 2021 Reed Prize"],
        ),
        (
            "Growers came to Hue on 4 May 2021 for the URGENT MEETING ON REED PRICES. It was called by the Reed Union.",
            ["Urgent Meeting on Reed Prices"],
        ),
        ("The NATIONAL REED UNION OF HUE bought a boat on 4 May 2021.", []),
        (
            "On 4 May 2021 we hosted Who Mends a Net: Rope and Rain, the sixth webinar in our series Harbour Hours.",
            ["Who Mends a Net: Rope and Rain", "Harbour Hours"],
        ),
    ],
)
def test_a_gathering_is_known_by_its_head_in_any_spelling(text: str, names: list[str]) -> None:
    assert [event.name for event in record(text).events] == names


def test_a_hearing_takes_the_headline_that_names_it_though_another_meeting_was_held_before() -> None:
    text = (
        "Transcript of the Public Hearing on River Dredging\n\n"
        "The hearing was held in Hue on 4 May 2021. It followed the Second Assembly of River Towns, which the"
        " Lake Fund had hosted in Hue on 2 and 3 May 2021.\n\nMs. Ann Berg proposed to dredge less."
    )
    found = record(text)
    assert {event.name: str(event.start) for event in found.events} == {
        "Public Hearing on River Dredging": "2021-05-04",
        "Second Assembly of River Towns": "2021-05-02",
    }
    assert roles(found) == [("Ann Berg", "speaker", "Public Hearing on River Dredging")]


def test_the_same_evening_is_the_day_of_the_event_that_is_on() -> None:
    text = f"{EVENT}The same evening Ms. Ann Berg opened the Orchard Music Night Festival, hosted by the Lake Fund."
    days = {event.name: str(event.start) for event in record(text).events}
    assert days["Orchard Music Night Festival"] == "2021-05-04"


def test_a_later_event_is_not_on_the_day_of_the_one_that_is_on() -> None:
    text = f"{EVENT}One evening Ms. Ann Berg opened the Orchard Music Festival, hosted by the Lake Fund."
    days = {event.name: event.start for event in record(text).events}
    assert days.get("Orchard Music Festival") is None


@pytest.mark.parametrize(
    ("sentence", "name", "number"),
    [
        ("Session A, entitled “Salt and Rope”, took place in the afternoon.", "Salt and Rope", None),
        ("In Panel 2, entitled “Salt and Rope”, Ms. Ann Berg explained the tariff.", "Salt and Rope", 2),
        ("The first panel was called Salt and Rope Makers.", "Salt and Rope Makers", 1),
    ],
)
def test_a_session_is_known_by_its_title_behind_its_letter_or_number(
    sentence: str, name: str, number: int | None
) -> None:
    found = record(EVENT + sentence)
    assert [(session.name, session.number) for session in found.sessions] == [(name, number)]
    assert [event.name for event in found.events] == ["Third Orchard Forum"]


def test_a_sentence_goes_back_to_a_session_by_its_number_after_another_one_was_named() -> None:
    text = (
        "On 4 May 2021, Parallel Session 2: Roofs and Rain of the Third Orchard Forum took place in Hue.\n\n"
        "Parallel Session 1: Wells at Work met next door.\n\n"
        "Parallel Session 2 was moderated by Ms. Ann Berg, Director of the Lake Fund."
    )
    assert roles(record(text)) == [("Ann Berg", "chair", "Roofs and Rain")]
