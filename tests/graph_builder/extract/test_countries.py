from __future__ import annotations

import pytest

from graph_builder.extract.countries import countries
from graph_builder.extract.places import venue
from graph_builder.lexicon import load_lexicon

LEXICON = load_lexicon()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Cambodian mills and the Lao PDR", ["KH", "LA"]),
        ("China-Southeast Asia trade", ["CN"]),
        ("the Kazakh-German University", ["KZ", "DE"]),
        ("Papua New Guinea and Niger", ["PG", "NE"]),
        ("the Senegal River and New Mexico", []),
        ("Hong Kong and Bangkok", []),
        ("may turkey be served", []),
        ("printed in Uzbek, Russian and English.", []),
        ("He opened in Turkish; she answered in Thai and Lao.", []),
        ("A child corrected his Turkish.", []),
        ("in Thai towns and in Turkish, Greek and French rivers", ["TH", "TR", "GR", "FR"]),
        ("in France and Thailand", ["FR", "TH"]),
        ("a guide in Arabic, English and French.", []),
        ("a guide to Arabic, English and French rivers", ["FR"]),
        ("the Pan American league", []),
        ("the Latin American bank, the Pan-American union and the West Indian club", []),
        ("the American bank and an Indian club", ["US", "IN"]),
        ("the School of Island Studies, by Maurice Okello", []),
    ],
)
def test_countries_are_named_by_noun_or_adjective(text: str, codes: list[str]) -> None:
    found = list(dict.fromkeys(code for code, _ in countries(text, LEXICON)))
    assert [code for code in found if code != "HK"] == codes


@pytest.mark.parametrize(
    ("text", "place", "region", "country"),
    [
        ("took place in Kunming, Yunnan Province under", "Kunming", "Yunnan Province", "CN"),
        ("met in Shakawe, Botswana.", "Shakawe", None, "BW"),
        ("Youth Forum, Katima Mulilo, Namibia, 4 May", "Katima Mulilo", None, "NA"),
        ("Apia, Samoa - Officials left", "Apia", None, "WS"),
    ],
)
def test_a_venue_is_a_known_city_or_one_with_its_country(
    text: str, place: str, region: str | None, country: str
) -> None:
    found = venue(text, LEXICON)
    assert found is not None
    assert (found.place, found.region, found.country) == (place, region, country)


@pytest.mark.parametrize("text", ["in Laos", "in Principle we agree", "at the Hill Bank"])
def test_countries_and_other_words_are_no_venue(text: str) -> None:
    assert venue(text, LEXICON) is None
