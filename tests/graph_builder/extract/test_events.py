# ruff: noqa: E501 - a row of a table is one line
"""Which events a text names, by what name, and which of them people took part in."""

from __future__ import annotations

import pytest

from graph_builder.records import Event, Mode
from tests.graph_builder.extract.reading import grounded, record, roles

HELD = "The Roof Forum was held in Hue on 4 May 2021. "


def told(event: Event) -> tuple[str, str | None, str | None]:
    """Return the name, the first and the last day of an event."""
    return event.name, str(event.start) if event.start else None, str(event.end) if event.end else None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Hill Week 2021 was held in Hue from 3 to 7 May 2021. The Roof Seminar, held in Hue on 4 May, was part of the Hill Week.", ["Hill Week 2021", "Roof Seminar"]),
        ("The Upper Lake Roof Fair was held in Hue on 4 May 2021. Mr. Bo Lund opened the Roof Fair.", ["Upper Lake Roof Fair"]),
        (f"{HELD}It was one of the events of the Rush Year of Roofs.", ["Roof Forum", "Rush Year of Roofs"]),
        (f"{HELD}\n\nThe fifth talk of the series, “Reeds and Ports”, will be held online on 6 May 2021.", ["Reeds and Ports", "Roof Forum"]),
        ("On 4 May 2021 the Lake Fund held its Seminar on Reeds in Uttersdorf, Austria.", ["Seminar on Reeds"]),
        # A day behind a name is no year of it, and two names that end alike are two events.
        ("Dyers met in Hue for the Roof Fair on 4 May 2021, a Tuesday.", ["Roof Fair"]),
        ("The Lake Roof Fair was held in Hue on 4 May 2021. The Hill Roof Fair was held in Arles on 6 May 2021.", ["Hill Roof Fair", "Lake Roof Fair"]),
        ("On 4 May 2021 the Lake Fund held its Seminar on Reeds in Distress.", ["Seminar on Reeds in Distress"]),
    ],
)  # fmt: skip
def test_an_event_keeps_one_name_in_its_bounds(text: str, names: list[str]) -> None:
    assert sorted(event.name for event in grounded(text).events) == names


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Dyers were in Hue last week for the Second Roof Congress. The congress ran from 6 to 8 May.", "2021-05-06", "2021-05-08"),
        ("The Roof Congress ran from Monday to Wednesday in Hue.", "2021-05-10", "2021-05-12"),
        ("The Roof Congress met in Hue between Thursday and Saturday.", "2021-05-06", "2021-05-08"),
        # What something else did on a day is no day of the event.
        ("Dyers were in Hue last week for the Second Roof Congress. The bridge was opened on 3 May.", None, None),
        ("The Roof Congress ran in Hue, and the hall was open from Monday on.", None, None),
    ],
)  # fmt: skip
def test_an_event_has_the_days_that_are_told_of_it(text: str, first: str | None, last: str | None) -> None:
    found = record(f"HILL POST\nIssue 7, 14 May 2021\n\n{text}\n\nMs. Ann Berg spoke.\n")
    assert [told(event)[1:] for event in found.events] == [(first, last)]


def test_the_day_of_release_is_no_day_of_a_session() -> None:
    text = (
        "HILL POST\nIssue 5, 2022\nReleased: 2nd Dec. 2022\n\nSession 3: Springs and Towns\n\n"
        "On November 24, 2022, the Session 3 on Springs and Towns of the Well Forum took place in Hue, Viet Nam."
    )
    (session,) = record(text).sessions
    assert str(session.start) == "2022-11-24"


@pytest.mark.parametrize(
    ("sentence", "mode"),
    [
        ("The Committee intends to publish its maps online next year.", Mode.ONSITE),
        ("The forum will put all of them online.", Mode.ONSITE),
        ("Another ninety took part online.", Mode.HYBRID),
        ("The forum was also held online.", Mode.HYBRID),
    ],
)
def test_what_is_put_online_is_no_meeting(sentence: str, mode: Mode) -> None:
    assert [event.mode for event in record(f"{HELD}{sentence}").events] == [mode]


def test_people_stay_with_the_event_that_was_held() -> None:
    text = (
        "The 18th Session of the Reed Commission was held in Hue, Viet Nam, from 3 to 7 June 2024, preceded on"
        " 1 and 2 June by the 12th Meeting of the Roof Committee.\n\n"
        "Mr. Bo Lund reported on the 12th Meeting of the Roof Committee. He proposed that roofs be mended.\n\n"
        "The Reed Fair will be held in Arles, France, on 6 July 2024. Ms. Ann Berg spoke of rain.\n"
    )
    found = grounded(text)
    assert [told(event) for event in found.events] == [
        ("18th Session of the Reed Commission", "2024-06-03", "2024-06-07"),
        ("12th Meeting of the Roof Committee", "2024-06-01", "2024-06-02"),
        ("Reed Fair", "2024-07-06", "2024-07-06"),
    ]
    first = found.events[0]
    assert roles(record(text)) == [("Bo Lund", "speaker", first.name), ("Ann Berg", "speaker", first.name)]
    assert [one.occasion for one in found.recommendations] == [first.id]


def test_another_event_begins_where_a_paragraph_opens_with_its_day_and_place() -> None:
    text = (
        "The Roof Workshop was held in Hue, Viet Nam, on 4 May 2021. Mr. Bo Lund spoke.\n\n"
        "On Sunday 9 May our coordinator went to the Rush Dialogue in Arles, France. It was hosted by the Hill Council.\n\n"
        "Ms. Ann Berg spoke.\n"
    )
    found = grounded(text)
    bodies = {body.id: body.name for body in found.organizations}
    assert [(event.name, [bodies[one] for one in event.organizers]) for event in found.events] == [
        ("Roof Workshop", []),
        ("Rush Dialogue", ["Hill Council"]),
    ]
    assert [one[::2] for one in roles(found)] == [("Bo Lund", "Roof Workshop"), ("Ann Berg", "Rush Dialogue")]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Reednor 2021 was held in Arles, France, on 6 May 2021.", ["Reednor 2021", "Roof Forum"]),
        (
            "The Roof Fair Arles took place in Arles, France, on 6 May 2021.",
            ["Roof Fair Arles", "Roof Forum"],
        ),
        # Parts, persons, bodies and what has no name of its own are no events.
        ("Session Two was held on 5 May 2021.", ["Roof Forum"]),
        ("Opening Session took place on 5 May 2021.", ["Roof Forum"]),
        ("Ms. Ann Berg was hosted in Arles, France, on 6 May 2021.", ["Roof Forum"]),
        ("The Hill Council was convened in Arles, France, on 6 May 2021.", ["Roof Forum"]),
        ("The dinner took place in Arles, France, on 6 May 2021.", ["Roof Forum"]),
        ("It was agreed that the first week of May be kept free on 6 May 2021.", ["Roof Forum"]),
    ],
)
def test_what_was_held_is_an_event_whatever_its_name(sentence: str, names: list[str]) -> None:
    assert sorted(event.name for event in record(f"{HELD}{sentence}").events) == names


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ("at the Castle Hotel, Graz", "Graz"),
        ("at Jubilee Hall, Hue, Viet Nam,", "Hue"),
        ("at the Roof Centre in Arles, France,", "Arles"),
        # No city that is known, and a country is none.
        ("at the Castle Hotel, Utterly", None),
        ("at the Castle Hotel, Austria,", None),
    ],
)
def test_a_house_stands_before_its_city(where: str, place: str | None) -> None:
    (event,) = record(f"The Roof Congress took place {where} on 6 April 2022.").events
    assert event.place == place
