# ruff: noqa: E501 - a row of a table is one line
from __future__ import annotations

import datetime as dt

import pytest

from graph_builder.records import Mode
from tests.graph_builder.extract.reading import grounded, record, roles


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Third Orchard Forum was held in Hue on 4 May 2021.", "Third Orchard Forum"),
        ("On 4 May 2021 the Growers' Workshop on Soil met in Hue.", "Growers' Workshop on Soil"),
        (
            "The Lake Fund held Salt at the Weir, the third talk in its series, on 4 May 2021.",
            "Salt at the Weir",
        ),
        ("Talk 4 of the series, Wind and Reed, will be held online on 6 May 2021.", "Wind and Reed"),
        ("The 9th Orchard Forum was held in Hue on 4 May 2021.", "9th Orchard Forum"),
        ("Growers came to Hue on 4 May 2021 for the Orchard Data Seminar.", "Orchard Data Seminar"),
        ("Orchard Youth Forum, Hue, Viet Nam, 4-6 May 2021. Register by March.", "Orchard Youth Forum"),
        (
            "The Lake Fund held the seminar “Who Digs? Wells and Rain” on 4 May 2021.",
            "Who Digs? Wells and Rain",
        ),
        ("“Rain is late,” said Ann Berg, when she opened the Third Orchard Forum.", "Third Orchard Forum"),
    ],
)
def test_an_event_is_known_by_its_name_and_its_day(text: str, name: str) -> None:
    assert [event.name for event in record(text).events] == [name]


def test_an_event_that_is_only_described_takes_its_name_from_the_headline() -> None:
    text = "Growers Meet at Second Soil Seminar in Hue\n\nA seminar was held in Hue on 4 May 2021. Twenty growers came."
    assert [event.name for event in record(text).events] == ["Second Soil Seminar"]


@pytest.mark.parametrize(
    "text",
    [
        "The club was founded at the First Orchard Forum.",
        "The road was opened on 4 May 2021.",
        "Rain fell in Hue.",
        "Ann Berg, a workshop guest, came on 4 May 2021.",
    ],
)
def test_history_and_other_news_are_no_events(text: str) -> None:
    assert not record(text).occasions or record(text).events[0].start is None


def test_a_session_of_an_event_within_a_week_is_read_with_both() -> None:
    text = (
        "On March 21, 2019, the Parallel Session 2 on Planting Oaks of the Forest Dialogue on Hill Roads took place"
        " in Kunming under the framework of the 2019 Forest Week."
    )
    found = record(text)
    (session,) = found.sessions
    names = {event.id: event.name for event in found.events}
    assert (session.name, session.number, names[session.event]) == (
        "Planting Oaks",
        2,
        "Forest Dialogue on Hill Roads",
    )
    (event,) = (one for one in found.events if one.id == session.event)
    assert [names[outer] for outer in event.part_of] == ["2019 Forest Week"]
    assert (str(session.start), session.place, event.start) == ("2019-03-21", "Kunming", None)


@pytest.mark.parametrize(
    ("heading", "name", "number"),
    [
        ("Session 2: Rain and Roofs", "Rain and Roofs", 2),
        ("PANEL 1 - Roofs First (24 April)", "Roofs First", 1),
    ],
)
def test_a_heading_opens_a_session_on_the_day_it_stands_under(heading: str, name: str, number: int) -> None:
    text = f"The Roof Forum was held in Hue from 23 to 24 April 2018.\n\n24 APRIL 2018\n\n{heading}\n\nAnn Berg spoke.\n"
    (session,) = record(text).sessions
    assert (session.name, session.number, str(session.start)) == (name, number, "2018-04-24")


@pytest.mark.parametrize("heading", ["Discussion", "Opening session", "Session notes"])
def test_parts_without_a_theme_are_no_sessions(heading: str) -> None:
    assert not record(
        f"The Roof Forum was held in Hue on 4 May 2018.\n\n{heading}\n\nAnn Berg spoke.\n"
    ).sessions


@pytest.mark.parametrize(
    ("how", "mode"),
    [
        ("was held online on 4 May 2018", Mode.ONLINE),
        ("was held in Hue on 4 May 2018", Mode.ONSITE),
        ("was held in Hue on 4 May 2018 in a hybrid modality", Mode.HYBRID),
        ("was held both online and offline on 4 May 2018", Mode.HYBRID),
        ("was held on 4 May 2018", None),
    ],
)
def test_how_people_met_is_what_the_text_says(how: str, mode: Mode | None) -> None:
    (event,) = record(f"The Roof Forum {how}.").events
    assert event.mode is mode


def test_lines_of_key_and_value_tell_what_when_where_and_by_whom() -> None:
    found = record(
        "Event: Breakfast Briefing on Tolls\nDate: 12 March 2021\nVenue: Jubilee Hall, Kisumu, Kenya\n"
        "Host: Lakeside Trade Union\nPartners: Toll Council\nModerator: Ann Berg, Head of Tolls, Toll Council\n"
    )
    (event,) = found.events
    names = {body.id: body.name for body in found.organizations}
    assert (event.name, str(event.start), event.place, event.country) == (
        "Breakfast Briefing on Tolls", "2021-03-12", "Kisumu", "KE",
    )  # fmt: skip
    assert [names[body] for body in event.organizers] == ["Lakeside Trade Union"]
    assert [names[body] for body in event.co_organizers] == ["Toll Council"]
    assert [part.role.value for part in found.participations] == ["chair"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Thirty nurses were in Hue last week for the Second Ward Congress on Clean Hands.",
            ["Second Ward Congress on Clean Hands"],
        ),
        ("The Reed Club co-hosted the 6th Net Menders Fair in Cotonou, Benin.", ["6th Net Menders Fair"]),
        (
            "The Reed Museum convened its colloquium Lending, Sharing: The Future of Boats in Port Vila, on 4 May 2021.",
            ["Lending, Sharing: The Future of Boats"],
        ),
        ("A seminar called Healthy Reeds was held in Hue on 4 May 2021.", ["Healthy Reeds"]),
        # No name goes on behind a head that closes nothing, and what is to come needs its day.
        (
            "The Reed Forum was held in Hue on 4 May 2021. Ann Berg, Farmer of the Year in Hue, spoke.",
            ["Reed Forum"],
        ),
        (
            "The Reed Forum was held in Hue on 4 May 2021. The Second Reed Forum will be held in Arles.",
            ["Reed Forum"],
        ),
        (
            "The Reed Forum was held in Hue on 4 May 2021. The 2nd Reed Forum goes to Arles, France.",
            ["Reed Forum"],
        ),
        (
            "The Reed Forum was held in Hue on 4 May 2021. The Rush Fair will be held in Arles on 3 June 2021.",
            ["Reed Forum", "Rush Fair"],
        ),
    ],
)
def test_an_event_is_told_by_where_people_were_for_it(text: str, names: list[str]) -> None:
    assert [event.name for event in record(text).events] == names


def test_what_is_announced_takes_no_speaker_from_what_was_held() -> None:
    text = (
        "Released 20 May 2021\n\nReeds at Hue\n\nThe Reed Forum was held in Hue on 4 May 2021.\n\n"
        "- The Rush Fair is on 3 June 2021 in Arles, France.\n\nMs. Ann Berg spoke of nets."
    )
    assert roles(record(text)) == [("Ann Berg", "speaker", "Reed Forum")]


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("The Reed Forum took place yesterday in Hue.", dt.date(2021, 5, 19)),
        ("On Tuesday we held the Reed Forum in Hue.", dt.date(2021, 5, 18)),
        ("Last Thursday the Reed Forum was held in Hue.", dt.date(2021, 5, 13)),
        # Printed days win, and a day to come is not one that was.
        ("The Reed Forum took place in Hue on 4 May; yesterday we slept.", dt.date(2021, 5, 4)),
        ("The Reed Forum will be held in Hue on Tuesday, 8 June 2021.", dt.date(2021, 6, 8)),
    ],
)
def test_a_day_may_be_told_from_the_day_of_release(sentence: str, day: dt.date) -> None:
    (event,) = record(f"Released: 20 May 2021\n\nReeds of Hue\n\n{sentence} Ms. Ann Berg spoke.").events
    assert event.start == day


def test_without_a_day_of_release_a_weekday_is_no_day() -> None:
    (event,) = record("The Reed Forum took place yesterday in Hue. Ms. Ann Berg spoke.").events
    assert event.start is None


@pytest.mark.parametrize(
    ("heading", "day"),
    [("FRIDAY", 7), ("Day 2", 7), ("Second Day", 7), ("MONDAY", None), ("A good day", None)],
)
def test_a_session_is_on_the_day_of_its_heading(heading: str, day: int | None) -> None:
    text = f"The Reed Forum was held in Hue on 6-8 May 2021.\n\n{heading}\n\nSession 1: Nets\n\nMs. Ann Berg spoke.\n"
    (session,) = record(text).sessions
    assert session.start == (dt.date(2021, 5, day) if day else None)


def test_who_speaks_of_what_is_online_does_not_put_the_session_there() -> None:
    text = (
        "The Reed Forum was held in Hue on 6 May 2021.\n\nSession 1: Nets\n\n"
        "Ms. Ann Berg said that all nets are online. Mr. Bo Lund spoke by video link."
    )
    found = record(text)
    assert found.sessions[0].mode is None
    assert found.events[0].mode is Mode.HYBRID


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The fourth meeting of the Reed Cutters Group took place in Hue, Viet Nam, on 4 May 2021.", ["Fourth meeting of the Reed Cutters Group"]),
        ("The Reed Forum was held in Hue on 4 May 2021. It was loud at the Rush Hearing in Arles, France, on 6 May.", ["Reed Forum", "Rush Hearing"]),
        ("Forty cutters met at the Reed Cutters' Round Table (Hue, 12 March 2021).", ["Reed Cutters' Round Table"]),
        ("The Reed Forum was held in Hue on 4 May 2021 to mark the 25th Anniversary of the Museum of Reeds.", ["Reed Forum", "25th Anniversary of the Museum of Reeds"]),
        # Neither a meeting without a name nor a place alone is told from what went before.
        ("The Reed Forum was held in Hue on 4 May 2021. The fourth meeting took place in Arles.", ["Reed Forum"]),
        ("The Reed Forum was held in Hue on 4 May 2021. She had loved the Rush Hearing in Arles, France.", ["Reed Forum"]),
    ],
)  # fmt: skip
def test_an_event_may_be_counted_or_named_with_its_place_and_day(text: str, names: list[str]) -> None:
    assert sorted(event.name for event in record(text).events) == sorted(names)


def test_the_day_of_an_issue_may_stand_on_the_line_of_its_number() -> None:
    text = (
        "The Friday digest of the Reed Cutters Federation\nNo. 208 | 21 May 2021\n\nReeds at Hue\n\n"
        "The Reed Forum took place in Hue on Wednesday. Ms. Ann Berg spoke.\n"
    )
    found = record(text)
    assert (found.newsletter.issue, found.newsletter.released) == ("208", dt.date(2021, 5, 21))
    assert found.events[0].start == dt.date(2021, 5, 19)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("REED CUTTERS' ASSOCIATION\nCircular 4\n\nOur annual general meeting took place on 3 June 2019 in Hue. ", "annual general meeting"),
        ("The annual general meeting of the Reed Cutters took place on 3 June 2019 in Hue. ", "Annual general meeting of the Reed Cutters"),
        ("The Reed Summit on Monday and Tuesday, 3-4 June 2019, was held in Hue. ", "Reed Summit"),
        ("Reed Credit Dialogue, Hue, 3 June 2019: summary\n\nThank you for the visit of last week. Panel on wallets: ", "Reed Credit Dialogue"),
    ],
)  # fmt: skip
def test_an_event_without_a_name_of_its_own_is_called_what_the_text_calls_it(text: str, name: str) -> None:
    people = "Mr. Bo Lund spoke. Ms. Ann Berg spoke. Dr. Eve Hill spoke."
    (event,) = record(text + people).events
    assert (event.name, event.start) == (name, dt.date(2019, 6, 3))


def test_an_association_is_not_the_event_that_it_reports() -> None:
    text = "REED CUTTERS' ASSOCIATION\n\nA dinner was held in Hue on 3 June 2019. Mr. Bo Lund spoke. Ms. Ann Berg spoke."
    assert "REED CUTTERS' ASSOCIATION" not in [event.name for event in record(text).events]


def test_a_head_of_a_name_before_a_title_is_that_of_a_body_and_no_name() -> None:
    found = record("The Reed Forum was held in Hue on 4 May 2021. Federation President Bo Lund said so.")
    assert [person.name for person in found.persons] == ["Bo Lund"]
    assert not [body for body in found.organizations if "Lund" in body.name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The International Symposium “Broad Roofs” was held in Hue on 4 May 2021.", ["Broad Roofs"]),
        ("The Third Reed Symposium “Broad Roofs” was held in Hue on 4 May 2021.", ["Third Reed Symposium"]),
        ("The Reed Hearing on Rain in Hue, Viet Nam, took place on 4 May 2021.", ["Reed Hearing on Rain"]),
        ("The Reed Fair with the Hill Council took place in Hue on 4 May 2021.", ["Reed Fair"]),
        ("The Council’s Reed Fair took place in Hue on 4 May 2021.", ["Reed Fair"]),
        ("The Reed Fair: Open Roofs, Open Minds was held in Hue on 4 May 2021.", ["Reed Fair: Open Roofs, Open Minds"]),
        ("The Reed Fair: Open Roofs, Hue, was held on 4 May 2021.", ["Reed Fair: Open Roofs"]),
        ("Next: Reed Day, Hue, 4 May 2021", ["Reed Day"]),
        ("Reed Fair: May 4 to May 5, 2021, Hue, Viet Nam", ["Reed Fair"]),
        ("Reed Talks #14: Who mends a roof? Online, 4 May 2021", ["Reed Talks #14: Who mends a roof?"]),
        # Neither a body nor a fair of somebody's own is a series.
        ("The Reed Fair was held in Hue on 4 May 2021. It was the third event in the Council’s Seasons of Rain.", ["Reed Fair", "Seasons of Rain"]),
        ("The Reed Fair was held in Hue on 4 May 2021. It was the third event of the Hill Council.", ["Reed Fair"]),
        ("The Reed Fair was held in Hue on 4 May 2021. It was the second in the series Under Roofs.", ["Reed Fair", "Under Roofs"]),
        ("The Growers’ Fair was held in Hue on 4 May 2021.", ["Growers’ Fair"]),
    ],
)  # fmt: skip
def test_a_name_ends_where_its_place_day_or_company_begins(text: str, names: list[str]) -> None:
    assert sorted(event.name for event in record(text).events) == sorted(names)


DIGEST = "Here is what we saw.\n\n## 1. Hue, 5-6 June 2021\n\nThe Reed Fair was loud. Ms. Ann Berg spoke of rain.\n\n"


@pytest.mark.parametrize(
    ("section", "place", "day", "occasion"),
    [
        ("## 2. Arles, 13 June 2021\n\nWe held the Second Rush Dialogue. Mr. Bo Lund spoke.", "Arles", 13, "Second Rush Dialogue"),
        ("## In short\n\nArles, France · 13 – 14 June 2021\n\nThat was the Rush Camp. Mr. Bo Lund spoke.", "Arles", 13, "Rush Camp"),
        ("## Rush Talks #2: Who cuts?\n\nOnline, 13 June 2021\n\nMr. Bo Lund spoke.", None, 13, "Rush Talks #2: Who cuts?"),
        # A day of the event that is on, or a heading without a place, opens no other one.
        ("## Hue, 6 June 2021\n\nMr. Bo Lund spoke.", "Hue", 5, "Reed Fair"),
        ("## Our summer\n\nMr. Bo Lund spoke.", "Hue", 5, "Reed Fair"),
    ],
)  # fmt: skip
def test_a_heading_of_a_digest_tells_where_and_when_its_event_was(
    section: str, place: str | None, day: int, occasion: str
) -> None:
    found = record(f"{DIGEST}{section}\n")
    last = found.events[-1]
    assert (last.name, last.place, last.start) == (occasion, place, dt.date(2021, 6, day))
    assert roles(found)[-1] == ("Bo Lund", "speaker", occasion)


@pytest.mark.parametrize(
    ("line", "place", "country"),
    [
        ("- Rush Fair, Hue, 3 June 2021", "Hue", "VN"),
        ("- Rush Fair, Wexcombe, 3 June 2021", "Wexcombe", None),
        ("- 3 June 2021, Ljubljana: Rush Fair", "Ljubljana", "SI"),
        ("- Rush Fair, online, 3 June 2021", None, None),
        ("- Rush Fair, Thursday, 3 June 2021", None, None),
    ],
)
def test_a_list_names_the_place_beside_the_event(line: str, place: str | None, country: str | None) -> None:
    text = f"The Reed Forum was held in Arles, France, on 4 May 2021.\n\n{line}\n"
    (event,) = (one for one in record(text).events if one.name == "Rush Fair")
    assert (event.place, event.country) == (place, country)


def test_what_took_place_beside_an_event_is_one_of_its_own() -> None:
    text = (
        "The Reed Forum was held in Hue on 4 May 2021. It was convened by the Hill Council, back to back with the "
        "Rush Fair (6 May).\n\nMs. Ann Berg spoke."
    )
    found = record(text)
    assert [(event.name, str(event.start)) for event in found.events] == [
        ("Reed Forum", "2021-05-04"),
        ("Rush Fair", "2021-05-06"),
    ]
    assert roles(found) == [("Ann Berg", "speaker", "Reed Forum")]
    text += "\n\nSession 1: Nets\n\nMr. Bo Lund spoke.\n"
    assert [session.name for session in grounded(text).sessions] == ["Nets"]


def test_a_sentence_may_go_back_to_an_event_by_its_kind() -> None:
    text = (
        "The Reed Congress was held in Hue on 4 May 2021. The Rush Seminar was held in Arles on 6 May 2021.\n\n"
        "The Congress was long. Ms. Ann Berg spoke."
    )
    assert roles(record(text)) == [("Ann Berg", "speaker", "Reed Congress")]


def test_another_day_ends_a_session_named_in_passing() -> None:
    text = (
        "The Reed Congress was held in Hue on 4 and 5 May 2021. A panel on nets was led by Mr. Bo Lund.\n\n"
        "On Wednesday Ms. Ann Berg spoke."
    )
    assert roles(record(text)) == [("Bo Lund", "chair", "nets"), ("Ann Berg", "speaker", "Reed Congress")]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("HUE, Viet Nam, 7 May 2021 - The Reed Forum ended yesterday. The two-day Forum was long.", 5, 6),
        ("Hue, 7 May 2021: The three-day Reed Forum opened on Tuesday.", 4, 6),
        ("Hue, 7 May 2021 - The Reed Forum was held on Friday.", 7, 7),
        ("Hue, 7 May 2021 - The Reed Forum was held on 4 May.", 4, 4),
        ("Hue, 7.5.2021 - The Reed Forum was held.", 7, 7),
        # A day to come is none of what was held, and a length alone tells no second day.
        ("Hue, 7 May 2021 - The Reed Forum held that roofs be mended by 9 May 2021.", 7, 7),
        ("The two-day Reed Forum was held in Hue on 6 May 2021.", 6, 6),
    ],
)
def test_a_dateline_is_the_day_of_writing(text: str, first: int, last: int) -> None:
    (event,) = grounded(f"{text} Ms. Ann Berg spoke.").events
    assert (event.start, event.end) == (dt.date(2021, 5, first), dt.date(2021, 5, last))


def test_who_signs_a_quotation_spoke() -> None:
    text = (
        "The Reed Forum was held in Hue on 4 May 2021.\n\n“Rain is late.”\n— Nurse Ann Berg, Hill Hospital\n\n"
        "“Rain is late.”\n    - Mr. Bo Lund, Hill Bank\n\nPresent:\n    - Ms. Eve Hill, Hill Bank\n"
    )
    assert [one[:2] for one in roles(grounded(text))] == [
        ("Ann Berg", "speaker"),
        ("Bo Lund", "speaker"),
        ("Eve Hill", "participant"),
    ]


@pytest.mark.parametrize(
    ("headline", "text", "name"),
    [
        ("Roofs, Rain and Reeds", "We met in Hue on 4 May 2021 for our annual general meeting. ", "annual general meeting"),
        ("Growers debate the price of reed", "A seminar on reeds was held in Hue on 4 May 2021. The seminar, titled “Broad Roofs”, was long. ", "Broad Roofs"),
        # A headline that names a gathering wins, and a title of something else is none.
        ("Second Soil Seminar in Hue", "We met in Hue on 4 May 2021 for our annual seminar. ", "Second Soil Seminar"),
        ("Second Soil Seminar in Hue", "A seminar was held in Hue on 4 May 2021. She read a seminar “Broad Roofs” once. ", "Second Soil Seminar"),
    ],
)  # fmt: skip
def test_a_gathering_without_a_name_takes_the_one_that_is_told_of_it(
    headline: str, text: str, name: str
) -> None:
    people = "Mr. Bo Lund spoke. Ms. Ann Berg spoke. Dr. Eve Hill spoke."
    (event,) = record(f"{headline}\n\n{text}{people}").events
    assert event.name == name
