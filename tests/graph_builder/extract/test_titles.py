# ruff: noqa: E501 - a row of a table is one line
"""Events that only the title of a text, or the subject of a mail, names."""

from __future__ import annotations

import pytest

from tests.graph_builder.extract.reading import grounded, roles

PEOPLE = (
    "Ms. Ann Berg, President of the Hill Union, said that every town should keep its own rye. Mr. Bo Lund of the"
    " Lake Bank promised to pay for ten barns. Dr. Eve Hill spoke.\n"
)


def events(text: str) -> list[tuple[str, str | None, str | None]]:
    """Return name, first day and place of each event that a text gives."""
    return [
        (event.name, str(event.start) if event.start else None, event.place)
        for event in grounded(text).events
    ]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Minutes of the Second Rye Congress", ("Second Rye Congress", None, None)),
        ("MINUTES OF THE SECOND RYE CONGRESS\n\nheld in Hue, Viet Nam, on Saturday 8 May 2021", ("Second Rye Congress", "2021-05-08", "Hue")),
        ("Report on the Rye Dialogue, Hue, 3-5 May 2021", ("Rye Dialogue", "2021-05-03", "Hue")),
        ("Rye Growers' Spring Meeting, Hue, 3-5 May 2021", ("Rye Growers' Spring Meeting", "2021-05-03", "Hue")),
        ("Webinar recap: Rye and Rain at Work", ("Rye and Rain at Work", None, None)),
    ],
)  # fmt: skip
def test_a_title_names_the_event_that_its_text_is_a_record_of(
    title: str, expected: tuple[str, str | None, str | None]
) -> None:
    assert events(f"{title}\n\nDear friends,\n\n{PEOPLE}") == [expected]


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Thank you for coming to the Third Rye Fair!", ["Third Rye Fair"]),
        ("Re: Rye Exchange Day", ["Rye Exchange Day"]),
        ("Circular 12: results of the annual meeting of rye growers", ["annual meeting of rye growers"]),
        ("Rye circular 5: the spring meeting in Hue", ["spring meeting"]),
        # No gathering with a name of its own.
        ("Our meeting in Hue", []),
        ("What we agreed", []),
    ],
)
def test_the_subject_of_a_mail_names_an_event_where_nothing_else_does(
    subject: str, expected: list[str]
) -> None:
    mail = f"From: a@hill.example\nTo: b@hill.example\nSubject: {subject}\nDate: Mon, 10 May 2021 09:00:00 +0000\n\n"
    assert [name for name, _, _ in events(f"{mail}Dear friends,\n\n{PEOPLE}")] == expected


def test_days_told_below_a_title_are_those_of_its_event() -> None:
    text = f"Report on the Second Rye Dialogue\n\nWe were in Hue, Viet Nam, from 3 to 5 May 2021. {PEOPLE}"
    assert events(text) == [("Second Rye Dialogue", "2021-05-03", "Hue")]


def test_an_event_that_is_told_wins_over_the_title() -> None:
    text = f"Report of the Rye Meeting\n\nThe Lake Rye Forum was held in Hue on 4 May 2021. {PEOPLE}"
    assert [name for name, _, _ in events(text)] == ["Lake Rye Forum"]


def test_what_is_announced_is_not_what_people_came_to() -> None:
    text = (
        "Minutes of the Second Rye Congress\n\nDear friends,\n\n"
        f"{PEOPLE}\nThe Rush Fair will take place in Arles, France, on 6 July 2021.\n"
    )
    assert {name for name, _, _ in events(text)} == {"Second Rye Congress", "Rush Fair"}
    assert {occasion for _, _, occasion in roles(grounded(text))} == {"Second Rye Congress"}


NUMBERED = """HILL ROUND-UP
July 2021

1. ROOF WORKSHOP

Held in Hue, Viet Nam, on 4 and 5 July 2021. Dr. Ann Berg proposed a map of roofs.

2. REED SEMINAR

About fifty dyers came to Arles, France, on 11 July 2021. Mr. Bo Lund of the Lake Bank spoke of reeds.

3. ANY OTHER BUSINESS

The bridge was opened on 12 July 2021. Ms. Eve Hill spoke.
"""


def test_each_numbered_heading_in_capitals_may_name_an_event() -> None:
    assert events(NUMBERED) == [
        ("Roof Workshop", "2021-07-04", "Hue"),
        ("Reed Seminar", "2021-07-11", "Arles"),
    ]
    assert [one[::2] for one in roles(grounded(NUMBERED))][:2] == [
        ("Ann Berg", "Roof Workshop"),
        ("Bo Lund", "Reed Seminar"),
    ]


def test_a_numbered_line_in_capitals_is_an_item_where_it_is_a_sentence() -> None:
    text = "The Roof Forum was held in Hue on 4 May 2021. It agreed:\n\n1. THE WELLS OF ALL TOWNS OF THE LAKE AND OF THE HILLS SHALL BE COUNTED.\n"
    (said,) = grounded(text).recommendations
    assert said.kind.value == "consensus"
