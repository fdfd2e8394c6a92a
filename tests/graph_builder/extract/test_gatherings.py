# ruff: noqa: E501 - a row of a table is one line
"""Gatherings in the words of press offices, blogs, bulletins and reports of missions."""

from __future__ import annotations

import pytest

from tests.graph_builder.extract.reading import EVENT, grounded, record, roles


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


def test_lines_behind_bullets_tell_what_when_and_where() -> None:
    text = (
        "The Weir News\n\n■ OVERVIEW\n ○ Name: 2nd Weir-Keepers Evening\n ○ Date: 4 May 2021, 18:00\n"
        " ○ Venue: Reed Hall, Hue, Viet Nam\n\n■ DISCUSSION\n Ms. Ann Berg of the Lake Fund asked for more light.\n"
    )
    found = record(text)
    assert [(event.name, str(event.start)) for event in found.events] == [
        ("2nd Weir-Keepers Evening", "2021-05-04")
    ]
    assert roles(found) == [("Ann Berg", "discussant", "2nd Weir-Keepers Evening")]


def test_a_name_behind_a_bullet_that_is_one_of_a_person_is_no_event() -> None:
    text = f"{EVENT}● Name: Ms. Ann Berg\n● Date: 4 May 2021\n"
    assert [event.name for event in record(text).events] == ["Third Orchard Forum"]


def test_a_side_event_is_an_event_within_the_one_that_is_on_until_the_next_heading() -> None:
    text = (
        f"# Growers Meet\n\n{EVENT}## Side event: Ladders for the Low\n\nOn 3 May 2021, the Lake Fund held the side event"
        " Ladders for the Low. Ms. Ann Berg proposed longer ladders.\n\n## Results\n\nMr. Bo Diaz proposed a fair.\n"
    )
    found = record(text)
    names = {event.id: event.name for event in found.events}
    assert {
        event.name: (str(event.start), [names[one] for one in event.part_of]) for event in found.events
    } == {
        "Third Orchard Forum": ("2021-05-04", []),
        "Ladders for the Low": ("2021-05-03", ["Third Orchard Forum"]),
    }
    assert roles(found) == [
        ("Ann Berg", "speaker", "Ladders for the Low"),
        ("Bo Diaz", "speaker", "Third Orchard Forum"),
    ]


def test_the_rows_of_a_table_of_sessions_open_them_and_a_heading_goes_back_to_one() -> None:
    text = (
        f"# Growers Meet\n\n{EVENT}| Panel | Chair | Speakers |\n|---|---|---|\n"
        "| I. Salt in the Wells | Ms. Ann Berg | Mr. Bo Diaz, Lake Fund |\n"
        "| II. Rope and Rain | Ms. Eva Holm | Mr. Ivo Prem, Reed Union |\n\n"
        "### I. Salt in the Wells\n\nMs. Eva Holm proposed deeper wells.\n"
    )
    found = record(text)
    assert [session.name for session in found.sessions] == ["Salt in the Wells", "Rope and Rain"]
    assert ("Eva Holm", "speaker", "Salt in the Wells") in roles(found)
    assert ("Bo Diaz", "speaker", "Salt in the Wells") in roles(found)


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Tuesday’s panel, Mending Old Nets, was about knots.", ["Mending Old Nets"]),
        ("On the panel, Ann Berg, Bo Diaz and Eva Holm spoke about knots.", []),
    ],
)
def test_a_title_beside_the_word_panel_is_its_name_and_a_person_is_none(
    sentence: str, names: list[str]
) -> None:
    assert [session.name for session in record(EVENT + sentence).sessions] == names


def test_a_notice_at_the_end_announces_an_event() -> None:
    text = f"{EVENT}Notice. Willow Field Day, Edgewater, Saturday 19 June 2021. Bring boots."
    assert ("Willow Field Day", "2021-06-19") in [
        (event.name, str(event.start)) for event in record(text).events
    ]


def test_the_discussion_of_the_session_that_an_issue_reports_stays_its_own() -> None:
    text = (
        "On 4 May 2021, Parallel Session 2: Roofs and Rain of the Third Orchard Forum took place in Hue.\n\n"
        "Parallel Session 1: Wells at Work met next door. Parallel Session 2 was moderated by Ms. Eva Holm.\n\n"
        "Comments and Discussion\n\nMs. Ann Berg of the Lake Fund asked for more light.\n"
    )
    assert ("Ann Berg", "discussant", "Roofs and Rain") in roles(record(text))


def test_what_is_held_as_part_of_an_event_is_an_event_within_it_until_the_next_heading() -> None:
    text = (
        f"# Growers Meet\n\n{EVENT}As part of the Forum came the Round Table on Women and Wells. It was moderated by"
        " Ms. Ann Berg.\n\n## The last day\n\nMr. Bo Diaz proposed a fair.\n"
    )
    found = record(text)
    names = {event.id: event.name for event in found.events}
    assert {event.name: [names[one] for one in event.part_of] for event in found.events} == {
        "Third Orchard Forum": [],
        "Round Table on Women and Wells": ["Third Orchard Forum"],
    }
    assert roles(found) == [
        ("Ann Berg", "chair", "Round Table on Women and Wells"),
        ("Bo Diaz", "speaker", "Third Orchard Forum"),
    ]


def test_what_is_part_of_something_else_is_not_within_the_event_that_is_on() -> None:
    text = f"{EVENT}As part of the Campaign came the Round Table on Women and Wells."
    (event,) = record(text).events
    assert (event.name, event.part_of) == ("Third Orchard Forum", ())


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("NEXT: DAY OF THE DRY WELL, 2 June 2021. Called by the Lake Fund.", "Day of the Dry Well"),
        (
            "Well Surveys from A to Z, virtual course, 3-28 June 2021. Organized by the Lake Fund.",
            "Well Surveys from A to Z",
        ),
    ],
)
def test_a_line_announces_an_event_behind_a_call_or_before_its_kind(line: str, name: str) -> None:
    assert name in [event.name for event in record(f"{EVENT}{line}").events]


def test_speakers_of_a_transcript_are_known_by_their_form_of_address_in_capitals() -> None:
    text = (
        f"{EVENT}Dr. Didier MBALA NZOKU, Secretary, Lake Fund\nModerator: Mr. Bo DIAZ, Reed Union\n\n"
        "DR. MBALA NZOKU: Good morning. Wells must be dug deeper.\n\nThe DR Congo has many wells.\n"
    )
    found = grounded(text)
    assert {person.name for person in found.persons} == {"Didier Mbala Nzoku", "Bo Diaz"}
    assert ("Bo Diaz", "chair", "Third Orchard Forum") in roles(found)
    assert [one.text for one in found.recommendations] == ["Wells must be dug deeper"]


def test_a_table_of_two_columns_tells_when_and_where() -> None:
    text = (
        "# Minutes of the 7th Weir-Keepers Evening\n\n| Kind | evening |\n|---|---|\n| Date | 4 May 2021 |\n| Place | Reed Hall, Hue, Viet Nam |\n\n"
        "The welcome was given by Ms. Ann Berg.\n"
    )
    found = record(text)
    assert [(event.name, str(event.start), event.place) for event in found.events] == [
        ("7th Weir-Keepers Evening", "2021-05-04", "Hue")
    ]
    assert roles(found) == [("Ann Berg", "opening_speaker", "7th Weir-Keepers Evening")]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        (
            f"{EVENT}The Willow Field Day, Hue, 19 June 2031. Run by the Reed Union.",
            {"Willow Field Day": ["Reed Union"], "Third Orchard Forum": []},
        ),
        (
            f"{EVENT}It followed the Second River Assembly, which the Reed Union had hosted in Hue on 2 May 2021.",
            {"Second River Assembly": ["Reed Union"], "Third Orchard Forum": []},
        ),
        (f"{EVENT}Run by the Reed Union, it was a success.", {"Third Orchard Forum": ["Reed Union"]}),
    ],
)
def test_who_ran_an_event_is_told_beside_it(text: str, runs: dict[str, list[str]]) -> None:
    found = record(text)
    names = {body.id: body.name for body in found.organizations}
    assert {event.name: [names[one] for one in event.organizers] for event in found.events} == runs


def test_a_masthead_in_capitals_gives_its_body_the_name_in_small_letters() -> None:
    found = record(f"HUE-LAOS CHAMBER OF REED AND ROPE (HLCRR)\n\n{EVENT}HLCRR hosted it.")
    assert [body.name for body in found.organizations] == ["Hue-Laos Chamber of Reed and Rope"]
