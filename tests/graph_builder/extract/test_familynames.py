from __future__ import annotations

import pytest

from graph_builder.extract.familynames import family_name
from graph_builder.lexicon import load_lexicon
from tests.graph_builder.extract.reading import record


@pytest.mark.parametrize(
    ("name", "country", "family"),
    [
        # Chinese: the first word, or the last where it stands behind syllables of Pinyin.
        ("Wu Lianhua", None, "Wu"),
        ("Lianhua Wu", None, "Wu"),
        ("Ouyang Lian", "CN", "Ouyang"),
        ("Dan Wu", None, "Wu"),
        ("Peter Wu", "CN", "Wu"),
        # Vietnamese and Khmer: the first word; a common word alone shows nothing.
        ("Tran Thi Hoa", None, "Tran"),
        ("Đặng Mai", "VN", "Đặng"),
        ("Mai Jensen", None, "Jensen"),
        ("Keo Rith", "KH", "Keo"),
        # Korean: one word before two joined syllables.
        ("Pak Ha-neul", None, "Pak"),
        ("Anna Smith-Jones", None, "Smith-Jones"),
        # Thai and Lao: the last word.
        ("Somsak Rungrojana", "TH", "Rungrojana"),
        ("Bounmy Keovilay", "LA", "Keovilay"),
        # Burmese names and names of whose child somebody is have none.
        ("Khin Su Wai", "MM", None),
        ("Aisha binti Rahman", "MY", None),
        # Spanish: both surnames, particles with them; two given names are none.
        ("Rosa Castro Vidal", "PE", "Castro Vidal"),
        ("Rosa Castro Vidal", None, "Castro Vidal"),
        ("Juan Carlos Castro", "PE", "Castro"),
        ("Rosa Kate Berg", "GB", "Berg"),
        ("Ahmad Ben Salah", "TN", "Ben Salah"),
        ("Carla da Silva", "BR", "da Silva"),
        ("Pelé", "BR", None),
    ],
)
def test_the_shape_of_a_name_and_the_country_tell_the_family_name(
    name: str, country: str | None, family: str | None
) -> None:
    assert family_name(name, None, country, load_lexicon()) == family


def test_a_form_of_address_of_myanmar_tells_that_there_is_none() -> None:
    assert family_name("Khin Su", "Daw", None, load_lexicon()) is None


def test_capitals_decide_and_the_order_of_the_text_stays() -> None:
    found = record(
        "The Third Orchard Forum was held in Hue on 4 May 2021. Mr. Ha LIN, of the Lake Club, spoke."
        " Ms. Wu Lianhua, of the Hill Club, spoke."
    )
    assert [(one.name, one.family_name, one.given_name) for one in found.persons] == [
        ("Ha Lin", "Lin", "Ha"),
        ("Wu Lianhua", "Wu", "Lianhua"),
    ]
