from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph_builder.gazetteer import load_gazetteer
from graph_builder.linking import link_command, matching, mentions_of
from graph_builder.mentions import Mention
from tests.support import need_shared


def linked(text: str, *arguments: str, folder: Path) -> list[dict[str, str]]:
    (folder / "mentions.tsv").write_text(text, encoding="utf-8")
    outcome = CliRunner().invoke(
        link_command, ["--mentions", str(folder / "mentions.tsv"), *arguments], catch_exceptions=False
    )
    assert outcome.exit_code == 0, outcome.stderr
    return list(csv.DictReader(io.StringIO(outcome.stdout), delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_country_is_linked_by_each_of_its_own_names(tmp_path: Path) -> None:
    countries = load_gazetteer().countries.values()
    rows = [(name, one) for one in countries for name in (one.name, one.official) if one.wikidata]
    text = "mention\tkind\tcountry\n" + "".join(f"{name}\tcountry\t{one.iso2}\n" for name, one in rows)
    found = linked(text, folder=tmp_path)
    assert [(row["wikidata"], row["verdict"]) for row in found] == [(one.wikidata, "same") for _, one in rows]
    bare = linked("mention\tkind\n" + "".join(f"{one.name}\tcountry\n" for _, one in rows), folder=tmp_path)
    assert [row["wikidata"] for row in bare] == [one.wikidata for _, one in rows]


def test_what_was_verified_is_linked_as_it_says(tmp_path: Path) -> None:
    folder = need_shared() / "linking"
    with (folder / "verified.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    kinds = {"river": "place"}
    text = "mention\tkind\tcountry\n" + "".join(
        f"{row['name']}\t{kinds.get(row['kind'], row['kind'])}\t{row['iso2']}\n" for row in rows
    )
    names = ("ror.tsv.gz", "countries.tsv", "places.tsv.gz", "igos.tsv", "verified.tsv")
    found = linked(
        text, *(part for name in names for part in ("--gazetteer", str(folder / name))), folder=tmp_path
    )
    for row, answered in zip(rows, found, strict=True):
        target = row["ror"] or row["wikidata"]
        assert (answered["verdict"], answered["target"].rpartition("/")[2]) == ("same", target), row["name"]
        assert answered["match"] == row["match"], row["name"]


@pytest.mark.parametrize(
    ("name", "country", "item"),
    [
        ("Yunnan Province", "CN", "Q43194"),
        ("Beijing", "CN", "Q956"),
        ("Vientiane", "LA", "Q9326"),
        ("Hà Nội", "", "Q1858"),
        ("Kunming", "LA", ""),
    ],
)
def test_a_plain_name_is_the_city_and_a_word_after_it_tells_another_level(
    name: str, country: str, item: str
) -> None:
    with matching(()) as matcher:
        found = matcher.judge(Mention(text=name, kind="place", country=country))
    assert (found.authority.wikidata[0] if found.authority else "") == item


@pytest.mark.parametrize(("written", "read"), [("gb", "GB"), ("UK", "GB"), ("", ""), ("KH", "KH")])
def test_a_country_is_read_as_people_write_it(written: str, read: str, tmp_path: Path) -> None:
    (tmp_path / "m.tsv").write_text(f"mention\tcountry\nOxfam\t{written}\n", encoding="utf-8")
    ((_, mention),) = mentions_of(tmp_path / "m.tsv")
    assert mention.country == read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\nOxfam\n", "mentions.tsv:2: has no column mention"),
        ("mention\tkind\nOxfam\tship\n", "mentions.tsv:2: has the kind 'ship'; give one of organization"),
        ("mention\tcountry\nOxfam\tUK of GB\n", "mentions.tsv:2: has the country 'UK of GB'"),
        ("mention\tkind\nOxfam\n", "mentions.tsv:2: has 1 cells, not 2"),
    ],
)
def test_a_list_that_cannot_be_taken_is_refused_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "mentions.tsv").write_text(text)
    outcome = CliRunner().invoke(link_command, ["--mentions", str(tmp_path / "mentions.tsv")])
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert said in outcome.stderr


def test_a_missing_list_or_gazetteer_is_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    (tmp_path / "mentions.tsv").write_text("mention\nOxfam\n")
    for arguments in (
        ["--mentions", missing],
        ["--mentions", str(tmp_path / "mentions.tsv"), "--gazetteer", missing],
    ):
        outcome = CliRunner().invoke(link_command, arguments)
        assert outcome.exit_code == 2
        assert f"{missing}: is no file" in outcome.stderr
