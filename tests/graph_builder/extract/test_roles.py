# ruff: noqa: E501 - a row of a table is one line
from __future__ import annotations

import pytest

from tests.graph_builder.extract.reading import EVENT, grounded, record, roles


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The forum was chaired by Mr. Bo Berg.", ["chair"]),
        ("Mr. Bo Berg moderated the forum.", ["chair"]),
        ("The forum was chaired by Mr. Bo Berg. He introduced the map.", ["chair", "speaker"]),
        ("Mr. Bo Berg gave the welcome address.", ["opening_speaker"]),
        ("In his opening speech, Mr. Bo Berg said that rain was late.", ["opening_speaker"]),
        ("Mr. Bo Berg delivered a keynote lecture on rain.", ["keynote_speaker"]),
        ("From the floor, Mr. Bo Berg asked about maps.", ["discussant"]),
        ("In closing, Mr. Bo Berg expressed his thanks to all.", ["closing_speaker"]),
        ("Mr. Bo Berg brought the forum to a close.", ["closing_speaker"]),
        ("Mr. Bo Berg was among those present.", ["participant"]),
        ("Mr. Bo Berg showed a map.", ["speaker"]),
        ("Mr. Bo Berg showed a map. Mr. Berg closed the forum.", ["speaker", "closing_speaker"]),
    ],
)
def test_the_role_is_what_the_text_says(sentence: str, expected: list[str]) -> None:
    assert [role for _, role, _ in roles(record(EVENT + sentence))] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Bo Berg took the chair.", [("Bo Berg", "chair")]),
        ("Bo Berg hosted the hour from his kitchen.", [("Bo Berg", "chair")]),
        ("Bo Berg bid the guests welcome and Ann Reed adjourned the forum.", [("Bo Berg", "opening_speaker"), ("Ann Reed", "closing_speaker")]),
        ("The panel heard Ann Reed and Bo Berg.", [("Ann Reed", "speaker"), ("Bo Berg", "speaker")]),
        ("A question came from Ann Reed, a nurse.", [("Ann Reed", "discussant")]),
        ("The course was taught by Bo Berg of the Hill Bank.", [("Bo Berg", "speaker")]),
        ("Bo Berg ran a workshop on roofs.", [("Bo Berg", "speaker")]),
    ],
)  # fmt: skip
def test_a_part_shows_that_a_name_without_a_form_of_address_is_a_person(
    sentence: str, expected: list[tuple[str, str]]
) -> None:
    found = record(EVENT + sentence)
    assert [(name, role) for name, role, _ in roles(found)] == expected
    assert not found.organizations or found.organizations[0].name == "Hill Bank"


@pytest.mark.parametrize(
    "sentence", ["Lantern Labs attended.", "The Lake Club closed the gate.", "Hill Bank opened the fair."]
)
def test_a_body_that_comes_or_opens_is_no_person(sentence: str) -> None:
    assert record(EVENT + sentence).persons == ()


def test_a_line_says_what_those_do_whom_the_lines_behind_it_name() -> None:
    text = (
        EVENT
        + "Speakers:\n  Ms. Ann Reed, Hill Bank\n  Mr. Bo Berg, Lake Fund\nModerator:\n  Ms. Eve Hill, Seed Council\n"
    )
    found = grounded(text)
    assert [(name, role) for name, role, _ in roles(found)] == [
        ("Ann Reed", "speaker"),
        ("Bo Berg", "speaker"),
        ("Eve Hill", "chair"),
    ]


def test_a_list_of_names_under_anything_else_gives_no_parts() -> None:
    text = EVENT + "New members:\n  Ms. Ann Reed, Hill Bank\n  Mr. Bo Berg, Lake Fund\n"
    assert roles(grounded(text)) == []


def test_everyone_under_a_heading_of_discussion_is_a_discussant_until_the_part_ends() -> None:
    text = (
        EVENT
        + "Comments and Discussion\n\nMr. Bo Berg asked why.\n\nMs. Ann Reed replied.\n\nResults\n\nMs. Eve Hill spoke.\n"
    )
    assert [role for _, role, _ in roles(record(text))] == ["discussant", "discussant", "speaker"]


def test_of_two_names_behind_a_cue_only_those_joined_have_the_role() -> None:
    one = EVENT + "In the forum, chaired by Mr. Bo Berg (Hill Bank), Ms. Ann Reed showed a map."
    assert [(name, role) for name, role, _ in roles(record(one))] == [
        ("Bo Berg", "chair"),
        ("Ann Reed", "speaker"),
    ]
    two = EVENT + "It was chaired by Mr. Bo Berg and Ms. Ann Reed."
    assert [role for _, role, _ in roles(record(two))] == ["chair", "chair"]


def test_who_leads_a_delegation_does_not_chair() -> None:
    text = EVENT + "The delegation of Malaysia, led by Mr. Bo Berg, presented a map."
    assert [role for _, role, _ in roles(record(text))] == ["speaker"]


def test_two_people_who_open_together_both_open() -> None:
    text = (
        EVENT
        + "Bo Berg, director of the Hill Bank, and Ann Reed, head of the Lake Fund, delivered introductory speeches."
    )
    assert {(name, role) for name, role, _ in roles(record(text))} == {
        ("Bo Berg", "opening_speaker"), ("Ann Reed", "opening_speaker"),
    }  # fmt: skip


def test_a_session_heading_puts_the_people_under_it_into_the_session() -> None:
    text = EVENT + "Session 1: Rain and Roofs\n\nMr. Bo Berg showed a map.\n"
    assert roles(record(text)) == [("Bo Berg", "speaker", "Rain and Roofs")]


def test_evidence_holds_the_name_and_the_cue() -> None:
    text = EVENT + "The forum was chaired by Mr. Bo Berg."
    (part,) = record(text).participations
    assert [span.of(text) for span in part.evidence] == ["Bo Berg", "chaired by"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Bo Berg, mayor of Hue, declared the forum open.", ["opening_speaker"]),
        ("Words of welcome were also spoken, by video, by Mr. Bo Berg.", ["opening_speaker"]),
        ("In her short inaugural address, Ms. Eve Berg spoke of rain.", ["opening_speaker"]),
        ("Ms. Eve Berg greeted the delegates.", ["opening_speaker"]),
        ("In the chair was Mr. Bo Berg.", ["chair"]),
        ("Mr. Bo Berg led the discussion.", ["chair"]),
        ("The panel was ably moderated by Ms. Eve Berg.", ["chair"]),
        ("A keynote on roofs was given by Ms. Eve Berg.", ["keynote_speaker"]),
        ("Ms. Eve Berg, in her keynote address, spoke of roofs.", ["keynote_speaker"]),
        ("In the lively debate, Mr. Bo Berg disagreed.", ["discussant"]),
        ("A question from the floor, by Mr. Bo Berg, stayed open.", ["discussant"]),
        ("In his concluding remarks, Mr. Bo Berg thanked everyone.", ["closing_speaker"]),
        ("Mr. Bo Berg drew the talks to a close.", ["closing_speaker"]),
        ("The vote of thanks was given by Mr. Bo Berg.", ["closing_speaker"]),
        ("In the audience sat Mr. Bo Berg.", ["participant"]),
        ("In the audience were Mr. Bo Berg and the Mayor of Hue, Ms. Eve Lund.", ["participant", "participant"]),
        ("The report was presented by Ms. Eve Berg.", ["speaker"]),
        ("According to Ms. Eve Berg, roofs are cheap.", ["speaker"]),
        ("On the panel were Mr. Bo Berg of the Hill Bank and Ms. Eve Lund.", ["speaker", "speaker"]),
    ],
)  # fmt: skip
def test_speeches_and_verbs_of_each_part_say_the_role(sentence: str, expected: list[str]) -> None:
    assert [role for _, role, _ in roles(record(EVENT + sentence))] == expected


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("Mr. Bo Berg thanked the mayor for his opening remarks.", "opening_speaker"),
        ("Mr. Bo Berg spoke, and it was moderated by Ms. Eve Lund.", "opening_speaker"),
        ("Mr. Bo Berg led the team that built the roof.", "chair"),
        ("Mr. Bo Berg said that the chairs were hard.", "chair"),
        ("Mr. Bo Berg spoke of the debate of last year.", "discussant"),
    ],
)
def test_a_speech_or_verb_of_somebody_else_says_no_role(sentence: str, role: str) -> None:
    assert ("Bo Berg", role) not in {(name, found) for name, found, _ in roles(record(EVENT + sentence))}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The opening address was also delivered, via Zoom, by Mr. Bo Berg.", ["opening_speaker"]),
        ("Mayor Bo Berg declared the forum open.", ["opening_speaker"]),
        ("In his concluding remarks, Mr. Bo Berg thanked the cooks.", ["closing_speaker"]),
        ("In the chair was Mr. Bo Berg.", ["chair"]),
        ("According to Mr. Bo Berg of the Hill Bank, rain is late.", ["speaker"]),
        ("The town was represented by its clerk, Mr. Bo Berg.", ["participant"]),
        ("Bo Berg moderated and wrapped up.", ["chair", "closing_speaker"]),
        ("Bo Berg, a dyer from Hue: “Give us six months to pay.”", ["speaker"]),
        ("Mr. Bo Berg said in his welcome address that rain was late.", ["opening_speaker"]),
        # Whoever is excused was not there.
        ("Apologies were received from Mr. Bo Berg (Peru) and from the clerk, Ms. Ann Reed.", []),
        ("Mr. Bo Berg, who was to preach on Sunday, lay ill.", []),
    ],
)
def test_the_role_is_read_in_many_turns_of_speech(sentence: str, expected: list[str]) -> None:
    assert [role for _, role, _ in roles(record(EVENT + sentence))] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It was chaired by Mr. Bo Berg. Then the chairman closed the forum.", ["chair", "closing_speaker"]),
        ("Ms. Eve Lund, Minister of Soil, opened the forum. The minister added that rain was late.", ["opening_speaker"]),
        ("Ms. Eve Lund, director of the Hill Bank, came. The director said that rain was late.", ["speaker"]),
        ("Mr. Bo Berg showed a map. In the end he closed the forum.", ["speaker", "closing_speaker"]),
        ("In attendance was Mr. Bo Berg. He said that rain was late.", ["speaker"]),
    ],
)  # fmt: skip
def test_a_pronoun_or_a_post_alone_takes_up_who_was_named(sentence: str, expected: list[str]) -> None:
    assert [role for _, role, _ in roles(record(EVENT + sentence))] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "It was chaired by Mr. Bo Berg. The minister closed the forum.",
        "It was chaired by Mr. Bo Berg. The chairman of the Hill Bank closed the forum.",
        "It was chaired by Mr. Bo Berg. All thanked the chairman, and Ms. Eve Lund closed the forum.",
    ],
)
def test_another_post_takes_up_nobody(sentence: str) -> None:
    assert ("Bo Berg", "closing_speaker") not in {
        (name, role) for name, role, _ in roles(record(EVENT + sentence))
    }


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Col. Bo Berg, Head of Roofs: rain is late.", ["speaker"]),
        ("HEARD: the report of Ms. Eve Lund, Head of the Hill Bank.", ["speaker"]),
        ("The keynote lecture fell to Ms. Eve Lund.", ["keynote_speaker"]),
        ("9.00, Words of welcome, Dr. Eve Lund, Hill Bank", ["opening_speaker"]),
        ("10.30, Closing remarks, Dr. Eve Lund, Hill Bank", ["closing_speaker"]),
        ("From the hall Mr. Bo Berg asked why.", ["discussant"]),
        ("A memorandum was signed by Mr. Bo Berg and Ms. Eve Lund.", ["participant", "participant"]),
    ],
)
def test_minutes_programmes_and_lists_say_the_role(sentence: str, expected: list[str]) -> None:
    assert [role for _, role, _ in roles(record(EVENT + sentence))] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The report of the commission, as Ms. Eve Lund had it, stayed away.",
        "Mr. Bo Berg, Hill Bank: 12 roofs.",
        "Lunch, Dr. Eve Lund, Hill Bank",
    ],
)
def test_a_row_without_a_cue_and_a_report_of_others_say_none(sentence: str) -> None:
    found = roles(record(EVENT + sentence))
    assert not [role for _, role, _ in found if role not in ("speaker", "participant")]


ROUND_UP = """The First Hill Fair was held in Hue, Viet Nam, on 4 May 2021.

LAKES

The Second Lake Forum was held in Kunming, China, on 6 May 2021. Mr. Bo Berg showed a map of all lakes.

ROADS

The Third Road Forum was held in Hue on 9 May 2021. Ms. Eve Lund showed a map of all roads.
"""


def test_in_a_round_up_people_take_part_in_what_their_section_names() -> None:
    assert roles(record(ROUND_UP)) == [
        ("Bo Berg", "speaker", "Second Lake Forum"),
        ("Eve Lund", "speaker", "Third Road Forum"),
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Mr. Bo Berg of the Hill Bank was a discussant.", ["discussant"]),
        ("Mr. Bo Berg and Ms. Ann Reed served as discussants.", ["discussant", "discussant"]),
        ("Mr. Bo Berg served as a respondent.", ["discussant"]),
        ("Mr. Bo Berg acted as the facilitator.", ["chair"]),
        ("Mr. Bo Berg and Ms. Ann Reed were co-moderators.", ["chair", "chair"]),
        ("Mr. Bo Berg was one of the rapporteurs.", ["speaker"]),
        # Whoever speaks about one is none.
        ("Mr. Bo Berg thanked the moderator and the discussants.", ["speaker"]),
        ("Mr. Bo Berg said that each discussant was a farmer.", ["speaker"]),
    ],
)
def test_the_noun_of_a_part_as_predicate_says_the_role(sentence: str, expected: list[str]) -> None:
    assert [role for _, role, _ in roles(record(EVENT + sentence))] == expected


def test_of_the_names_behind_a_cue_those_with_a_verb_of_their_own_only_spoke() -> None:
    text = "In a panel chaired by Ms. Eve Hill, Mr. Bo Berg (Hill Bank) and Ms. Ann Reed discussed reeds."
    found = [(name, role) for name, role, _ in roles(grounded(EVENT + text))]
    assert found == [("Eve Hill", "chair"), ("Bo Berg", "speaker"), ("Ann Reed", "speaker")]
