from __future__ import annotations

import pytest

from graph_builder.extract.bodies import chain
from graph_builder.extract.bodygrammar import grammar
from graph_builder.extract.directory import parent_name
from graph_builder.extract.organizations import bodies
from graph_builder.lexicon import load_lexicon
from tests.graph_builder.extract.reading import EVENT, grounded, record

LEXICON = load_lexicon()
RULES = grammar(LEXICON, frozenset({"HLC"}))


def named(text: str) -> list[str]:
    return [body.name for body in bodies(text, RULES) if not body.weak and not body.bare]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("by the Ministry of Forests, Water and Soil.", ["Ministry of Forests, Water and Soil"]),
        ("the Hill Bank and the River Fund paid", ["Hill Bank", "River Fund"]),
        (
            "the Hill Center / River Center of the Lake Ministry",
            ["Hill Center", "River Center", "Lake Ministry"],
        ),
        ("by Alder Paper Technology Co.,Ltd in May", ["Alder Paper Technology Co.,Ltd"]),
        ("the Fishers' Association of the bay", ["Fishers' Association"]),
        ("by the Office National de l'Eau in May", ["Office National de l'Eau"]),
        (
            "the Sustainable Trade and Transport Department said",
            ["Sustainable Trade and Transport Department"],
        ),
        ("the National University of Laos", ["National University of Laos"]),
        ("the Institute of Roof Training at Lake College", ["Institute of Roof Training", "Lake College"]),
        ("the Select Committee on Local Government met", ["Select Committee on Local Government"]),
        ("by the Peru Bank and the Hill and Lake Network", ["Peru Bank", "Hill and Lake Network"]),
        ("the Food and eCommerce Agency", ["Food and eCommerce Agency"]),
        ("at the Agence française du Lac in Hue", ["Agence française du Lac"]),
        ("of the Reed Growers' Association “Green Hill” in Hue", ["Reed Growers' Association “Green Hill”"]),
        ("by the Lagerhausgenossenschaft Hallein", ["Lagerhausgenossenschaft Hallein"]),
        ("by the Lakes Dammverein and the Jutbank", ["Lakes Dammverein", "Jutbank"]),
        ("the University of Hue's rector", ["University of Hue"]),
        ("the Hill Bank's rector and Berg's roof", ["Hill Bank"]),
        ("Head of Unit at the Lake Council", ["Lake Council"]),
        ("told the utility Warm Homes and the baker Ann Berg", ["Warm Homes"]),
        ("told the company Monday", []),
    ],
)
def test_the_name_of_a_body_goes_from_its_first_word_to_its_last(text: str, expected: list[str]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "the Green Hill Initiative",
        "the Hill River Agreement",
        "the Alder Industrial Park",
        "On Monday Ann spoke",
        "Dame Judith Okafor spoke",
        "held at the Reed Convention Centre in Hue",
    ],
)
def test_initiatives_agreements_and_parks_are_no_bodies(text: str) -> None:
    assert named(text) == []


def test_departments_stand_under_their_ministry_and_its_country_is_cut_off() -> None:
    text = "the Forest Unit of the Department of Land of the Ministry of Soil of Laos"
    unit, *_ = bodies(text, RULES)
    assert [body.name for body in chain(unit)] == ["Forest Unit", "Department of Land", "Ministry of Soil"]
    top = list(chain(unit))[-1]
    assert (top.country, top.long_name) == ("LA", "Ministry of Soil of Laos")


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("hosted by Botswana's Department of Rivers", "Department of Rivers", "BW"),
        ("The Thai Forest Department came", "Forest Department", "TH"),
        ("the Swedish Lake Agency", "Swedish Lake Agency", "SE"),
        ("the Ministry of Soil of the Republic of Indonesia", "Ministry of Soil", "ID"),
        ("the Lake Agency of the Kingdom of Bahrain said", "Lake Agency", "BH"),
        ("the Ministry of Soil of the Republic", "Ministry of Soil of the Republic", None),
        ("the Kazakh-German University", "Kazakh-German University", None),
    ],
)
def test_a_country_is_that_of_the_body_where_one_is_named(text: str, name: str, country: str | None) -> None:
    (body,) = (one for one in bodies(text, RULES) if not one.weak)
    assert (body.name.removeprefix("The "), body.country) == (name, country)


def test_an_acronym_that_nobody_explains_is_the_body_whose_initials_it_holds() -> None:
    text = EVENT + "The OLC Secretariat came. Later the Orchard Lands Council left, as did the Olive Club."
    names = [(body.name, body.acronym) for body in record(text).organizations]
    assert names == [("OLC Secretariat", None), ("Orchard Lands Council", "OLC"), ("Olive Club", None)]


def test_an_acronym_in_brackets_belongs_to_the_name_before() -> None:
    (body,) = bodies("the Hill Land Center (HLC)", RULES)
    assert (body.name, body.acronym) == ("Hill Land Center", "HLC")


@pytest.mark.parametrize(
    ("text", "name", "acronym", "country"),
    [
        ("the Department for Soil and Sand (DG SAND) met", "Department for Soil and Sand", "DG SAND", None),
        ("the Hill Board (Ann Lee) met", "Hill Board", None, None),
        ("the Ministry of Bogs (MoB) of Peru and the River", "Ministry of Bogs", "MoB", "PE"),
        ("the Hill Board (HB) of Reeds", "Hill Board", "HB", None),
    ],
)
def test_behind_a_body_stand_its_short_form_and_its_country(
    text: str, name: str, acronym: str | None, country: str | None
) -> None:
    body, *_ = bodies(text, RULES)
    assert (body.name, body.acronym, body.country) == (name, acronym, country)


def test_a_unit_of_the_ministry_is_one_of_the_ministry_named_before() -> None:
    text = "The Ministry of Bogs paid. The Peat Unit of the Ministry met, and so did the Roof Unit."
    found = {body.name: body.part_of for body in grounded(EVENT + text).organizations}
    ministry = next(
        body.id for body in grounded(EVENT + text).organizations if body.name == "Ministry of Bogs"
    )
    assert found == {"Ministry of Bogs": None, "Peat Unit": ministry, "Roof Unit": None}


@pytest.mark.parametrize(
    ("name", "parent"),
    [
        ("HLC China Office", "HLC"),
        ("HLC Subregional Office for the Lakes", "HLC"),
        ("Secretariat of HLC", "HLC"),
        ("Warm Roof Programme Office", None),
        ("The Hill Foundation Beijing Office", "The Hill Foundation"),
        ("Hill Institute Asia Centre", "Hill Institute"),
        ("WRI China", "WRI"),
        ("Carbon Business Office", None),
        ("Hill Research Centre", None),
    ],
)
def test_a_branch_that_carries_its_parents_name_gives_the_parent(name: str, parent: str | None) -> None:
    assert parent_name(name, LEXICON) == parent


@pytest.mark.parametrize(
    ("text", "chains"),
    [
        ("The OLRA's Youth Section met", [["Youth Section", "OLRA"]]),
        ("The Hill Bank's Executive Board met", [["Executive Board", "Hill Bank"], ["Hill Bank"]]),
        ("Working Group 2 and Working Group 3 met", [["Working Group 2"], ["Working Group 3"]]),
        ("by Technical Committee 12 on Crates (TC 12)", [["Technical Committee 12 on Crates"]]),
        ("the Faculty of Law of the Hill Bank", [["Faculty of Law", "Hill Bank"], ["Hill Bank"]]),
        ("the World Council for Crate Standards", [["World Council for Crate Standards"]]),
        ("by Berg & Sons in May", [["Berg & Sons"]]),
        ("with Remand in the Laos Prison Service", [["Laos Prison Service"]]),
        ("the Hill Programme of the Lake Fund", [["Lake Fund"]]),
        ("the Hill Council of Hue and Sister Ann Berg", [["Hill Council of Hue"]]),
    ],
)  # fmt: skip
def test_units_numbers_owners_and_links_are_told_apart(text: str, chains: list[list[str]]) -> None:
    found = [body for body in bodies(text, RULES) if not body.weak and not body.bare]
    assert sorted([part.name for part in chain(body)] for body in found) == sorted(chains)


@pytest.mark.parametrize(
    "text", ["the 9th Hill Assembly", "The Third Spring School", "the Women's Day march"]
)
def test_a_number_makes_an_assembly_a_gathering(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    ("name", "parent"),
    [
        ("HLC Regional Office for Asia and Peru", "HLC"),
        ("HLC Central Secretariat", "HLC"),
        ("HLC Committee", "HLC"),
        ("Office for Asia", None),
    ],
)
def test_an_office_for_a_region_or_of_a_kind_gives_its_parent(name: str, parent: str | None) -> None:
    assert parent_name(name, LEXICON) == parent


def test_a_short_form_is_the_body_whose_name_goes_on() -> None:
    found = record(EVENT + "The Chamber of Crafts of the Hill People paid. The Chamber of Crafts spoke.")
    assert [body.name for body in found.organizations] == ["Chamber of Crafts of the Hill People"]


def test_a_short_form_of_two_bodies_is_a_body_of_its_own() -> None:
    text = (
        "The Chamber of Crafts for Hue paid. The Chamber of Crafts for Sapa paid. The Chamber of Crafts met."
    )
    assert len(record(EVENT + text).organizations) == 3


@pytest.mark.parametrize("text", ["Peru of Chile in Hue", "Peru of Hue in Chile's Lantern"])
def test_states_in_a_row_before_a_place_name_no_body(text: str) -> None:
    assert named(text) == []


def test_an_acronym_may_leave_out_one_of_the_initials_of_a_body() -> None:
    text = "The Hill Agency for Bogs and Cranes paid. Mr. Bo Reed, HBC, said so. Ms. Ann Berg, SXC, left."
    names = {body.name: body.acronym for body in grounded(EVENT + text).organizations}
    assert names["Hill Agency for Bogs and Cranes"] == "HBC"
    assert "HBC" not in names


def test_the_masthead_explains_an_acronym_of_the_text() -> None:
    masthead = (
        "Reed Letter of the Hill League\nNo. 4, with the Lake Fund for Reeds (LFR)\n\nReed growers meet\n\n"
    )
    found = grounded(f"{masthead}{EVENT}Ms. Ann Berg of LFR said so.")
    assert ("Lake Fund for Reeds", "LFR") in [(body.name, body.acronym) for body in found.organizations]
