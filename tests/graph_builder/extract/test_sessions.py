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
        # A part without a label of a session, or without a theme, is none.
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
