# ruff: noqa: E501 - a row of a table is one line
from __future__ import annotations

import pytest

from tests.graph_builder.extract.reading import EVENT, grounded, posts, record


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ms. LIN Yuan, Director of the Hill Department of the Lake Council, said so.", ("Lin Yuan", "Director", "Hill Department")),
        ("Lake Council project manager Mr. Tom REED said so.", ("Tom Reed", "project manager", "Lake Council")),
        ("Ann Berg, Head of Soil Maps, Lake Council, said so.", ("Ann Berg", "Head of Soil Maps", "Lake Council")),
        ("Dr. Ann Berg (Lake Council) said so.", ("Ann Berg", None, "Lake Council")),
        ("Engineer Tom Reed of Alder Paper Ltd spoke.", ("Tom Reed", "Engineer", "Alder Paper Ltd")),
        ("The rector of the Lake University, Prof. Dr. Ann Berg, spoke.", ("Ann Berg", "rector", "Lake University")),
        ("Asst. Prof. Ann Berg, who heads the Lake Institute, said so.", ("Ann Berg", None, "Lake Institute")),
        ("Mr. Slim Ben Omar with the Lake Council said so.", ("Slim Ben Omar", None, "Lake Council")),
    ],
)  # fmt: skip
def test_a_title_and_its_body_are_read_before_and_behind_a_name(
    sentence: str, expected: tuple[str, str | None, str]
) -> None:
    assert posts(record(EVENT + sentence)) == [expected]


@pytest.mark.parametrize(
    ("apposition", "expected"),
    [
        ("Secretary of the Hill Bank/ Director of the Lake Fund", [("Secretary", "Hill Bank"), ("Director", "Lake Fund")]),
        ("Deputy Manager /Head of Mills, Alder Paper Ltd", [("Deputy Manager", "Alder Paper Ltd"), ("Head of Mills", "Alder Paper Ltd")]),
        ("Director of the Hill Bank and Member of the Lake Council", [("Director", "Hill Bank"), ("Member", "Lake Council")]),
    ],
)  # fmt: skip
def test_two_posts_of_one_person_are_two(apposition: str, expected: list[tuple[str, str]]) -> None:
    found = posts(record(f"{EVENT}Ms. Ann Berg, {apposition}, said so."))
    assert [(title, body) for _, title, body in found] == expected


def test_a_minister_is_at_the_ministry_that_the_text_names() -> None:
    text = (
        EVENT + "It was hosted by Samoa's Ministry of Soil. Hon. Ann Berg, Samoa's Minister of Soil, said so."
    )
    assert posts(record(text)) == [("Ann Berg", "Minister of Soil", "Ministry of Soil")]


def test_a_caption_and_later_mentions_are_one_person() -> None:
    text = (
        EVENT
        + "Mr. LI Wen, Director, Lake Council\n\nMr. Li Wen said so. Li asked for maps.\n\nMr. Li left early."
    )
    (person,) = record(text).persons
    assert (person.name, person.family_name, person.given_name) == ("Li Wen", "Li", "Wen")


def test_persons_of_a_list_stand_each_on_a_line() -> None:
    text = (
        EVENT
        + "Speakers:\n  Ms. Ann Berg, Assistant Director, Hill Maritime Authority of the Lakes\n"
        + "  TEO Siew Lin, Straits Bunker Council\n"
    )
    assert posts(grounded(text)) == [
        ("Ann Berg", "Assistant Director", "Hill Maritime Authority of the Lakes"),
        ("Teo Siew Lin", None, "Straits Bunker Council"),
    ]


def test_a_shorter_form_of_a_name_is_the_same_person() -> None:
    text = EVENT + "Dr. Amna bint Rashid Al Kindi spoke. Eng. Said Al Balushi sang. Dr. Amna Al Kindi left."
    assert [person.name for person in record(text).persons] == [
        "Amna bint Rashid Al Kindi",
        "Said Al Balushi",
    ]


def test_an_acronym_behind_a_person_is_no_short_form_of_the_name() -> None:
    found = grounded(EVENT + "Sgt. Ann Berg (HALO) and the Hill Land Center (HLC) showed dogs.")
    assert [(body.name, body.acronym) for body in found.organizations if body.acronym != "HALO"] == [
        ("Hill Land Center", "HLC")
    ]


def test_a_form_of_address_later_on_proves_a_name_before() -> None:
    text = EVENT + "Herders spoke, among them Bo Asan and Da Nazar. Mr. Nazar proposed a fence."
    assert {person.name for person in record(text).persons} >= {"Da Nazar"}


@pytest.mark.parametrize(
    "sentence",
    [
        "It was the first meeting without Dr. Ann Berg.",
        "She recalled the late founder, Professor Ann Berg.",
        "Mr. Ann Berg was to have spoken on rain.",
        "Mr. Ann Berg sent greetings.",
        "Green Growth was praised.",
        "The Year of Mobile Clinics took its time.",
        "All mountain villages came. Mountain Villages said no.",
        "Women of Reed Lagoon said no.",
    ],
)
def test_who_is_absent_or_no_person_is_left_out(sentence: str) -> None:
    assert "Ann Berg" not in {person.name for person in record(EVENT + sentence).persons}
    assert not record(EVENT + sentence).participations


def test_a_thing_with_an_article_that_speaks_is_no_person() -> None:
    found = record(f"{EVENT}The Lake Riders spoke of nets. Then the Lake Riders spoke again. Tim Berg spoke.")
    assert [person.name for person in found.persons] == ["Tim Berg"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Sister Clare Moore spoke of bread.", ("Clare Moore", "Sister")),
        ("Then dr. Hartati, Head of Wards of the Hill Hospital, spoke.", ("Hartati", "dr.")),
        ("Maj. Gen. Tom Reed spoke of roads.", ("Tom Reed", "Maj. Gen.")),
        ("Alhaji Musa Bello said so.", ("Musa Bello", "Alhaji")),
        ("Landrat a. D. Dipl.-Ing. Uwe Berg said so.", ("Uwe Berg", "Dipl.-Ing.")),
        ("Father Tom said that rain was late. Father Tom Reed spoke again.", ("Tom Reed", "Father")),
        ("H.E. Amb. Tom Reed said so.", ("Tom Reed", "H.E. Amb.")),
        ("M. Tom Reed said so.", ("Tom Reed", "M.")),
        ("Datuk Azman bin Hj. Othman said so.", ("Azman bin Hj. Othman", "Datuk")),
        ("Ms. Ana “Cory” Reed said so.", ("Ana Reed", "Ms.")),
        ("Mr. Bayo Ade\u0301ba\u0301yo\u0323\u0300-Reed said so.", ("Bayo Ade\u0301ba\u0301yo\u0323\u0300-Reed", "Mr.")),
        ("Doña Ana Reed said so. Doña Ana spoke again.", ("Ana Reed", "Doña")),
    ],
)  # fmt: skip
def test_a_form_of_address_of_any_kind_is_no_part_of_the_name(
    sentence: str, expected: tuple[str, str]
) -> None:
    (person,) = [
        person for person in record(EVENT + sentence).persons if " " in person.name or "dr." in sentence
    ]
    assert (person.name, person.honorific) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Chief Executive pay was discussed.",
        "Mother Tongue Day came up.",
        "General Assembly papers said little.",
    ],
)
def test_a_rank_before_anything_but_a_name_makes_no_person(sentence: str) -> None:
    assert record(EVENT + sentence).persons == ()


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Ana Lima, a potter from Olinda, spoke of clay.", "Ana Lima"),
        ("A young herder by the name of Bo Asan spoke.", "Bo Asan"),
        ("“Rain is late,” said Bo Asan.", "Bo Asan"),
        ("Bo Asan moderated.", "Bo Asan"),
        ("The talk was moderated by Bo Asan.", "Bo Asan"),
        ("Bo Asan has called for fences.", "Bo Asan"),
        ("Bo Asan, PhD, Director of the Hill Bank, spoke.", "Bo Asan"),
        ("Hartati, Head of Wards, Hill Hospital, reported less rain.", "Hartati"),
        ("Maria do Carmo dos Santos Silva, director of the Hill Bank, spoke.", "Maria do Carmo dos Santos Silva"),
    ],
)  # fmt: skip
def test_a_person_is_known_without_a_form_of_address(sentence: str, name: str) -> None:
    assert [person.name for person in record(EVENT + sentence).persons] == [name]


@pytest.mark.parametrize(
    "sentence",
    [
        "Red Stone, a paper from Olinda, was shown.",
        "A new song called Green Morning was sung.",
        "Nairobi, Head of the table, won.",
    ],
)
def test_a_thing_that_is_named_or_described_is_no_person(sentence: str) -> None:
    assert record(EVENT + sentence).participations == ()


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("- Wulan, Director of the Lake Council, said so.", [("Wulan", "Director", "Lake Council")]),
        ("- dr. Wulan, Director of Health Services at the Lake Council, said so.", [("Wulan", "Director of Health Services", "Lake Council")]),
        ("Ms. Ann Berg, Head of the Institute for Rural Services at Hill University, said so.", [("Ann Berg", "Head", "Institute for Rural Services")]),
        ("Ms. Ann Berg, Director for e-Health at the Food and eCommerce Agency, said so.", [("Ann Berg", "Director for e-Health", "Food and eCommerce Agency")]),
        ("Ms. Ann Berg, Senior Land and Water Officer at the Lake Council, said so.", [("Ann Berg", "Senior Land and Water Officer", "Lake Council")]),
        ("Ms. Ann Berg, Head of Small Business Banking at Hill Bank, said so.", [("Ann Berg", "Head of Small Business Banking", "Hill Bank")]),
        ("Ms. Ann Berg, coordinator of the Return Programme of the Lake Society, said so.", [("Ann Berg", "coordinator of the Return Programme", "Lake Society")]),
        ("Ms. Ann Berg, who once ran a school and is today Adviser of the Reed Circle, said so.", [("Ann Berg", "Adviser", "Reed Circle")]),
        ("The Lake Society sent a gift, and its bishop, Bo Lund, spoke.", [("Bo Lund", "bishop", "Lake Society")]),
        ("It was hosted by the Sea Bank for Land. Ms. Ann Berg, Vice President of the Bank, said so.", [("Ann Berg", "Vice President", "Sea Bank for Land")]),
        ("Ms. Ann Berg, Secretary of Working Group 4, said so.", [("Ann Berg", "Secretary", "Working Group 4")]),
        ("Ms. Ann Berg, Reed Gas Sdn. Bhd., said so.", [("Ann Berg", None, "Reed Gas Sdn. Bhd.")]),
        ("Bo Lund of the Lake Council and Sister Ann Berg spoke.", [("Bo Lund", None, "Lake Council")]),
    ],
)  # fmt: skip
def test_a_post_is_read_in_many_turns_of_speech(
    sentence: str, expected: list[tuple[str, str | None, str]]
) -> None:
    assert posts(record(EVENT + sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ann Berg, Senior Land and Water Officer at the Hill Bank, spoke.", ("Senior Land and Water Officer", "Hill Bank")),
        ("Ann Berg, Head of Small Business Banking at Alderbank, spoke.", ("Head of Small Business Banking", "Alderbank")),
        ("Ann Berg, Director of Health Services in the Lake Department, spoke.", ("Director of Health Services", "Lake Department")),
        ("Ann Berg, Warden of Remand in the Laos Prison Service, spoke.", ("Warden of Remand", "Laos Prison Service")),
        ("The Hill Bank of Hue for Rice and Tea met. Ann Berg, Vice President of the Bank, spoke.", ("Vice President", "Hill Bank of Hue for Rice and Tea")),
        ("The Lake Fund paid, and its director, Ann Berg, spoke.", ("director", "Lake Fund")),
        ("Ann Berg, observer, Lake Council, spoke.", (None, "Lake Council")),
        ("Ann Berg of the Hill Riders spoke.", (None, "Hill Riders")),
    ],
)  # fmt: skip
def test_a_title_keeps_its_subject_and_finds_its_body(
    sentence: str, expected: tuple[str | None, str]
) -> None:
    assert [(title, body) for _, title, body in posts(record(EVENT + sentence))] == [expected]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ann Berg, professor of law at Lake College, said so.", [("professor of law", "Lake College")]),
        ("Ann Berg, head of procurement, Lake Council, said so.", [("head of procurement", "Lake Council")]),
        ("Hill Bank's director of lending, Ann Berg, said so.", [("director of lending", "Hill Bank")]),
        ("Capt. Ann Berg, Harbour Master of Hue and President of the Port League, said so.", [("President", "Port League")]),
        ("Ann Berg, professor of law at Lake College and chair of the Hill Bank, said so.", [("professor of law", "Lake College"), ("chair", "Hill Bank")]),
        ("Ann Berg, the newly elected head of the Hill Bank, said so.", [("head", "Hill Bank")]),
        ("Hill Bank CEO Ann Berg said so.", [("CEO", "Hill Bank")]),
        ("The Hill Bank's Ann Berg said so.", [(None, "Hill Bank")]),
        ("Ann Berg, PhD student at Lake College, said so.", [("PhD student", "Lake College")]),
        ("Ann Berg works for the Hill Bank.", [(None, "Hill Bank")]),
        ("Ms. Ann Berg, who runs the helpline of the Lake Council, said so.", [(None, "Lake Council")]),
        ("Ms. Ann Berg, from the Lake Council in Peru, said so.", [(None, "Lake Council")]),
        ("Speaking for the Hill Bank, Ann Berg said so.", [(None, "Hill Bank")]),
        ("Ms. Ann Berg, representing the Small Boats Alliance, said so.", [(None, "Small Boats Alliance")]),
        ("Engineer Ann Berg of Nanjing Bridge Tools said so.", [("Engineer", "Nanjing Bridge Tools")]),
        ("Ann Berg, who manages the Harbour Street Shelter in Linz, said so.", [(None, "Harbour Street Shelter")]),
        ("It brought together coach Ann Berg of the Hill Club and guests.", [("coach", "Hill Club")]),
        ("Ann Berg – Director of the Hill Bank – said so.", [("Director", "Hill Bank")]),
        ("Ann Berg, who teaches law at Lake College, said so.", [(None, "Lake College")]),
        ("Ann Berg, who runs the ovens of Linz for the company Hill Bread Ltd, said so.", [(None, "Hill Bread Ltd")]),
        ("Ann Berg, who has led the Hill Bank since May, said so.", [(None, "Hill Bank")]),
        ("Ann Berg is with the Hill Bank. She said so.", [(None, "Hill Bank")]),
        ("Ann Berg took the floor for the Hill Bank.", [(None, "Hill Bank")]),
        ("Ann Berg joined from the Hill Bank and said so.", [(None, "Hill Bank")]),
        ("Ann Berg serves as treasurer of the Hill Bank; she said so.", [("treasurer", "Hill Bank")]),
        ("Ann Berg serves as safety officer of the Hill Bank; she said so.", [("safety officer", "Hill Bank")]),
        ("The Hill Bank was represented by Ann Berg, who said so.", [(None, "Hill Bank")]),
        ("Academician Ann Berg of the Lake Institute said so.", [(None, "Lake Institute")]),
        ("The Lake Council sent Ms. Ann Berg. The council's treasurer, Bo Reed, said so.", [("treasurer", "Lake Council")]),
    ],
)  # fmt: skip
def test_a_post_is_read_whole_and_at_its_own_body(
    sentence: str, expected: list[tuple[str | None, str]]
) -> None:
    assert [(title, body) for _, title, body in posts(grounded(EVENT + sentence))] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Ms. Ann Berg, mayor of Hue, praised the Hill Bank.",
        "Ms. Ann Berg, who teaches law, spoke at length of the Hill Bank.",
        "Ms. Ann Berg, who works hard for the poor, praised the Hill Bank.",
        "The mayor, whom the Hill Bank fears, was represented by Ms. Ann Berg.",
        "Ms. Ann Berg, a teacher of law from Hue, said so.",
        "Labour inspector Ann Berg told us so.",
        "The minister, Ann Berg, sent his deputy, Bo Reed, who spoke.",
        "The school's janitor, Bo Reed, said so.",
        "Ms. Ann Berg, who speaks for herself, said so.",
    ],
)
def test_a_place_a_subject_or_an_unknown_body_makes_no_post(sentence: str) -> None:
    assert posts(grounded(EVENT + sentence)) == []


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Minister of Energy Ann Berg opened the forum.", "Ann Berg"),
        ("Peru's Secretary of State for Roads, Ann Berg Vasques, opened the forum.", "Ann Berg Vasques"),
        ("Deputy Minister of Health and Sport Ann Berg said so.", "Ann Berg"),
        ("H.E. Dr. Amna bint Rashid Al Kindi said so.", "Amna bint Rashid Al Kindi"),
        ("Deputy Minister of Roofs and Rain Nguyen Van Binh said so.", "Nguyen Van Binh"),
    ],
)
def test_a_name_begins_behind_the_subject_of_a_title(sentence: str, name: str) -> None:
    assert [person.name for person in grounded(EVENT + sentence).persons] == [name]


def test_our_director_is_at_the_body_that_publishes() -> None:
    text = "HILL FARMERS' UNION\n\nRain and Roofs\n\n" + EVENT
    found = record(text + "Our director in Hue, Ann Berg, spoke. Bo Reed, their driver, spoke of roofs.")
    assert posts(found) == [("Ann Berg", "director", "Hill Farmers' Union")]


@pytest.mark.parametrize(
    "sentence",
    [
        "- Rain, the friend of the Lake Council, fell.",
        "Senior Land Officer of the Lake Council said so.",
        "Hill Kilns AS sold bricks.",
    ],
)
def test_titles_firms_and_plain_words_are_no_persons(sentence: str) -> None:
    assert not record(EVENT + sentence).persons


def test_a_person_named_like_a_country_does_not_name_it() -> None:
    assert record(f"{EVENT}Ms. Jordan Reed spoke of Peru.").countries == ("CN", "PE")


@pytest.mark.parametrize(
    "sentence",
    [
        "Ann Berg, met the director of the Hill Bank, and spoke.",
        "Ann Berg, Businesswoman of the Year in Hue, spoke.",
        "Ann Berg, director in Hue, spoke.",
    ],
)
def test_a_verb_a_prize_or_a_place_makes_no_post_at_a_body(sentence: str) -> None:
    assert posts(record(EVENT + sentence)) == []


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Bo Asan had come all the way from Hue. He said that rain was late.", "Bo Asan"),
        ("Chad Berg, head of the Hill Bank, spoke.", "Chad Berg"),
        ("Mr. Justice Bo Asan spoke.", "Bo Asan"),
        ("Ann Fisher, director of the Hill Bank, spoke.", "Ann Fisher"),
    ],
)
def test_a_pronoun_behind_or_a_post_shows_a_person(sentence: str, name: str) -> None:
    assert [person.name for person in record(EVENT + sentence).persons] == [name]


@pytest.mark.parametrize(
    "sentence",
    [
        "We missed Ms. Ann Berg of the Hill Bank.",
        "Ms. Ann Berg had been expected, but rain fell.",
        "Apologies were received from Ms. Ann Berg.",
        "Land Adviser said so.",
        "The Universidad de los Andes spoke.",
        "Green Morning had come. Nobody asked for it.",
    ],
)
def test_who_was_missed_or_expected_and_what_is_no_name_are_left_out(sentence: str) -> None:
    assert record(EVENT + sentence).persons == ()


@pytest.mark.parametrize(
    ("sentence", "people", "body"),
    [
        ("Prof. Ann Reed, ETH Zürich, chaired the session.", ["Ann Reed"], "ETH Zürich"),
        ("Ms. Ann Reed, TU Wien, said that rivers are long.", ["Ann Reed"], "TU Wien"),
        ("Mr. Bo Lund, UC Davis, showed a map.", ["Bo Lund"], "UC Davis"),
        ("Mr. Bo Lund, BTW Dresden, showed a map.", ["Bo Lund"], "BTW Dresden"),
        # A family name in capitals, be the other one that of a place, too.
        ("Mr. Bo Lund, KIM Florence, and Ms. Ann Reed spoke.", ["Bo Lund", "Kim Florence", "Ann Reed"], None),
    ],
)
def test_an_acronym_and_its_place_behind_a_name_are_a_body(
    sentence: str, people: list[str], body: str | None
) -> None:
    found = record(EVENT + sentence)
    assert [one.name for one in found.persons] == people
    assert posts(found) == ([(people[0], None, body)] if body else [])


@pytest.mark.parametrize(
    ("sentence", "country"),
    [
        ("On behalf of Austria, Ms. Ann Reed pledged new wells.", "AT"),
        ("Ms. Ann Reed, representing Spain, urged that wells be dug.", "ES"),
        ("Speaking for the Netherlands, Ms. Ann Reed asked for wells.", "NL"),
        ("Ms. Ann Reed, speaking on behalf of Samoa, asked for wells.", "WS"),
        ("On behalf of the farmers of Austria, Ms. Ann Reed pledged new wells.", None),
        ("Ms. Ann Reed, representing Spain’s farmers, urged that wells be dug.", None),
        ("Ms. Ann Reed, describing Spain, urged that wells be dug.", None),
    ],
)
def test_a_person_has_the_country_that_the_person_speaks_for(sentence: str, country: str | None) -> None:
    assert [person.country for person in record(EVENT + sentence).persons] == [country]
