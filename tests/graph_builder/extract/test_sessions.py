"""Sessions are known by a label in a heading or programme, and by what a sentence calls a panel."""

from __future__ import annotations

import pytest

from tests.graph_builder.extract.reading import EVENT, record, roles


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Session 1: Rain and Roofs", [("Rain and Roofs", 1)]),
        ("PANEL ONE: RAIN AND ROOFS", [("Rain and Roofs", 1)]),
        ("Third Session - Rain and Roofs", [("Rain and Roofs", 3)]),
        ("Round II – Rain and Roofs", [("Rain and Roofs", 2)]),
        ("Track B: Rain and Roofs", [("Rain and Roofs", None)]),
        ("SESSION “RAIN OR ROOFS?” (4 May)", [("Rain or Roofs?", None)]),
        ("11.00, Session 2: Who Mends?, Chair: Bo Berg, Hill Bank", [("Who Mends?", 2)]),
        ("Round table “Who owns a glaze?”", [("Who owns a glaze?", None)]),
        ("Session 2 · Roofs of Reed", [("Roofs of Reed", 2)]),
        ("FIRST SESSION\n“Roofs of Reed”\nChair: Bo Berg", [("Roofs of Reed", 1)]),
        ("Panel B\nRoofs of Reed", [("Roofs of Reed", None)]),
        ("9.00-10.30, Session 2: Prices and Rain, Dr. Bo Berg, Hill Bank", [("Prices and Rain", 2)]),
        # A part without a label of a session, or without a theme, is none.
        ("Session 1\nHall 7, 9.00", []),
        ("Session 1\nChair: Bo Berg", []),
        ("Track and Field", []),
        ("Opening Session", []),
        ("Round numbers", []),
        ("Session 4", []),
    ],
)
def test_a_heading_opens_a_session(heading: str, expected: list[tuple[str, int | None]]) -> None:
    found = record(f"{EVENT}{heading}\n\nMs. Ann Reed spoke.\n")
    assert [(session.name, session.number) for session in found.sessions] == expected


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("In the panel on prices of water, Ms. Ann Reed spoke of rain.", "prices of water"),
        ("The panel What May a Well Cost?, which he moderated, was long.", "What May a Well Cost?"),
        ("A session on Salt and Reeds was chaired by Ms. Ann Reed.", "Salt and Reeds"),
        ("In the first session, on salt walls, Ms. Ann Reed spoke of rain.", "salt walls"),
        ("The second session dealt with heat. Ms. Ann Reed spoke.", "heat"),
        ("The first day was given over to nets. Ms. Ann Reed spoke.", "nets"),
        ("Panel on wet roofs: Ms. Ann Reed explained how they leak.", "wet roofs"),
        ("A second session, on salt walls, was led by Ms. Ann Reed.", "salt walls"),
        ("Session two looked at heat. Ms. Ann Reed spoke.", "heat"),
        ("The first panel, which dealt with heat, was long. Ms. Ann Reed spoke.", "heat"),
        ("A panel on the first afternoon, “Salt Is Enough”, was long.", "Salt Is Enough"),
        ("The round table “Whose Salt?” was loud. Ms. Ann Reed spoke.", "Whose Salt?"),
        ("The panel had read “Whose Salt?” before. Ms. Ann Reed spoke.", None),
        ("She had a workshop called for “Whose Salt?” there.", None),
        ("The second session dealt with the last day. Ms. Ann Reed spoke.", None),
        ("The first day was long. Ms. Ann Reed spoke.", None),
        ("The panel on Tuesday was long.", None),
        ("The session on the last afternoon was long.", None),
        ("The panel Dr. Ann Reed chaired was long.", None),
    ],
)
def test_a_sentence_names_a_session_in_passing(sentence: str, name: str | None) -> None:
    assert [session.name for session in record(EVENT + sentence).sessions] == ([name] if name else [])


def test_a_sentence_goes_back_to_a_session_by_its_number() -> None:
    text = (
        f"{EVENT}Session 1: Rain\n\nMs. Ann Reed spoke.\n\nPanel B: Roofs\n\nMr. Bo Lund spoke.\n\n"
        "What they said\n\nMs. Eve Hill told Session 1 of a well. In Panel B, Mr. Tim Park showed a map.\n"
    )
    assert [(person, where) for person, _, where in roles(record(text))] == [
        ("Ann Reed", "Rain"),
        ("Bo Lund", "Roofs"),
        ("Eve Hill", "Rain"),
        ("Tim Park", "Roofs"),
    ]


def test_a_line_of_a_table_does_not_end_the_session_of_a_heading_above_it() -> None:
    text = f"{EVENT}## Panel A: Rain\n\nName, Post\n\nMs. Ann Reed spoke.\n\n## Dinner\n\nMr. Bo Lund sang.\n"
    assert [where for _, _, where in roles(record(text))] == ["Rain", "Third Orchard Forum"]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        (
            "Session 1: Rain and Clay Roofs was chaired by Prof. Ann Reed of the Hill Bank.",
            "Rain and Clay Roofs",
        ),
        ("Session 2: Wells for All opened with a talk by Ms. Ann Reed.", "Wells for All"),
        ("Panel B: Nets and Knots featured Ms. Ann Reed and Mr. Bo Lund.", "Nets and Knots"),
        ("Session 3: Wells, Pumps and Pipes were then briefly discussed.", "Wells, Pumps and Pipes"),
        # Without a full stop it is a heading, and a question holds its own verb.
        ("Session 4: Rain was stored long ago", "Rain was stored long ago"),
        ("Session 5: How rain was stored. Ms. Ann Reed spoke.", "How rain was stored"),
        ("Session 6: Wells that were painted. Ms. Ann Reed spoke.", "Wells that were painted"),
    ],
)
def test_the_name_of_a_session_ends_before_the_verb_of_its_sentence(sentence: str, name: str) -> None:
    assert [session.name for session in record(EVENT + sentence).sessions] == [name]


@pytest.mark.parametrize(
    ("event", "day", "expected"),
    [
        ("The Third Orchard Forum was held in Kunming, China, on 4 May 2021.", "9 June 2021", None),
        ("The Third Orchard Forum was held in Kunming on 4-6 May 2021.", "7 May 2021", None),
        ("The Third Orchard Forum was held in Kunming on 4-6 May 2021.", "5 May 2021", "2021-05-05"),
    ],
)
def test_a_session_is_on_no_day_outside_its_event(event: str, day: str, expected: str | None) -> None:
    found = record(f"{day}\n\n{event}\n\nSession 1: Rain and Roofs\n\nMs. Ann Reed spoke.\n")
    assert [str(one.start) if one.start else None for one in found.sessions] == [expected]


def test_a_session_held_in_the_margins_of_its_event_goes_on() -> None:
    text = (
        f"{EVENT}Panel on roofs: Ms. Ann Reed spoke. It was held on the margins of the Forum. "
        "Mr. Bo Lund spoke.\n\nOn the margins of the Forum, Ms. Eve Hill spoke.\n"
    )
    assert [(person, where) for person, _, where in roles(record(text))] == [
        ("Ann Reed", "roofs"),
        ("Bo Lund", "roofs"),
        ("Eve Hill", "Third Orchard Forum"),
    ]
