from __future__ import annotations

import bz2
import csv
import gzip
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from graph_builder.authorities import (
    Authority,
    Name,
    NameKind,
    build_index,
    open_index,
    read_authorities,
)
from graph_builder.authorities.types import ror_checksum_holds
from graph_builder.gazetteer import load_gazetteer, load_wording
from graph_builder.linking import gazetteer_group
from tests.support import need_shared

WORDING = load_wording()
COUNTRIES = {row.wikidata: code for code, row in load_gazetteer().countries.items()}

#: One record of the registry, as https://ror.org/047ktk903 gives it, in both of its schemas.
WRI_2: dict[str, Any] = {
    "id": "https://ror.org/047ktk903",
    "status": "active",
    "types": ["nonprofit"],
    "established": 1982,
    "names": [
        {"value": "World Resources Institute", "types": ["label", "ror_display"], "lang": "en"},
        {"value": "WRI", "types": ["acronym"], "lang": None},
    ],
    "locations": [{"geonames_id": 4140963, "geonames_details": {"country_code": "US", "name": "Washington"}}],
    "external_ids": [{"type": "wikidata", "preferred": None, "all": ["Q976978"]}],
    "relationships": [],
}
WRI_1: dict[str, Any] = {
    "id": "https://ror.org/047ktk903",
    "name": "World Resources Institute",
    "status": "active",
    "types": ["Nonprofit"],
    "aliases": [],
    "acronyms": ["WRI"],
    "labels": [],
    "country": {"country_code": "US", "country_name": "United States"},
    "addresses": [{"city": "Washington", "lat": 38.9, "lng": -77.0}],
    "external_ids": {"Wikidata": {"preferred": None, "all": ["Q976978"]}},
    "relationships": [],
}
WRI = Authority(
    iri="https://ror.org/047ktk903",
    kind="organization",
    names=(Name("World Resources Institute"), Name("WRI", NameKind.ACRONYM)),
    country="US",
    city="Washington",
    wikidata=("Q976978",),
)
CSV_2 = {
    "id": "https://ror.org/047ktk903",
    "status": "active",
    "names.types.ror_display": "World Resources Institute",
    "names.types.acronym": "no_lang_code: WRI",
    "names.types.alias": "",
    "names.types.label": "en: World Resources Institute",
    "locations.geonames_details.country_code": "US",
    "locations.geonames_details.name": "Washington",
    "external_ids.type.wikidata.all": "Q976978",
    "external_ids.type.wikidata.preferred": "",
    "relationships": "",
}
CSV_1 = {
    "id": "https://ror.org/047ktk903",
    "name": "World Resources Institute",
    "status": "active",
    "aliases": "",
    "labels": "",
    "acronyms": "WRI",
    "addresses[0].geonames_city.name": "Washington",
    "country.country_code": "US",
    "external_ids.Wikidata.all": "Q976978",
    "relationships": "",
}
SPARQL_CSV = "item,itemLabel,iso2\r\nhttp://www.wikidata.org/entity/Q976978,World Resources Institute,US\r\n"
SPARQL_JSON = {
    "head": {"vars": ["item", "itemLabel"]},
    "results": {
        "bindings": [
            {
                "item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q976978"},
                "itemLabel": {"type": "literal", "xml:lang": "en", "value": "World Resources Institute"},
                "countryCode": {"type": "literal", "value": "US"},
            }
        ]
    },
}
WIKIDATA_ITEM = {
    "type": "item",
    "id": "Q976978",
    "labels": {"en": {"language": "en", "value": "World Resources Institute"}},
    "aliases": {"en": [{"language": "en", "value": "WRI"}]},
    "claims": {"P17": [{"rank": "normal", "mainsnak": {"datavalue": {"value": {"id": "Q30"}}}}]},
}
VIENTIANE = (
    "1651944\tVientiane\tVientiane\tVien Chan,ວຽງຈັນ\t17.96667\t102.6\tP\tPPLC\tLA\t\t24\t\t\t\t"
    "196731\t\t174\tAsia/Vientiane\t2019-09-05\n"
)


def as_csv(row: dict[str, str], path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)


def read(path: Path, columns: dict[str, str] | None = None) -> list[Authority]:
    return [one for _, one in read_authorities(path, COUNTRIES, columns, None)]


@pytest.mark.parametrize("record", [WRI_1, WRI_2], ids=["schema 1", "schema 2"])
def test_a_dump_of_ror_is_read_in_both_schemas(record: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "ror.json"
    path.write_text(json.dumps([record], indent=4))
    assert read(path) == [WRI]


@pytest.mark.parametrize("row", [CSV_1, CSV_2], ids=["schema 1", "schema 2"])
def test_the_table_of_ror_is_read_in_both_schemas(row: dict[str, str], tmp_path: Path) -> None:
    as_csv(row, tmp_path / "ror.csv")
    assert read(tmp_path / "ror.csv") == [WRI]


def test_an_archive_of_ror_gives_its_newest_json(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "v2.9-2026-06-23-ror-data.zip", "w") as archive:
        archive.writestr("v2.9-ror-data.csv", "id,name\n")
        archive.writestr("v2.9-ror-data.json", json.dumps([WRI_1 | {"name": "old"}]))
        archive.writestr("v2.9-ror-data_schema_v2.json", json.dumps([WRI_2]))
    assert read(tmp_path / "v2.9-2026-06-23-ror-data.zip") == [WRI]


def test_relations_of_both_forms_lead_to_the_same_records(tmp_path: Path) -> None:
    related = {"type": "Successor", "label": "other", "id": "https://ror.org/006kxhp52"}
    (tmp_path / "ror.json").write_text(json.dumps([WRI_2 | {"relationships": [related]}]))
    as_csv(CSV_2 | {"relationships": "Successor: https://ror.org/006kxhp52"}, tmp_path / "ror.csv")
    for name in ("ror.json", "ror.csv"):
        assert read(tmp_path / name)[0].successors == ("https://ror.org/006kxhp52",)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("query.csv", SPARQL_CSV, ("Q976978", "World Resources Institute", "US")),
        ("query.json", json.dumps(SPARQL_JSON), ("Q976978", "World Resources Institute", "US")),
        ("dump.json", f"[\n{json.dumps(WIKIDATA_ITEM)},\n]", ("Q976978", "World Resources Institute", "US")),
        ("dump.jsonl", f"{json.dumps(WIKIDATA_ITEM)}\n", ("Q976978", "World Resources Institute", "US")),
        ("LA.txt", VIENTIANE, ("1651944", "Vientiane", "LA")),
    ],
)
def test_extracts_of_wikidata_and_geonames_are_read(
    name: str, content: str, expected: tuple[str, str, str], tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8", newline="")
    (found,) = read(tmp_path / name)
    assert (found.iri.rstrip("/").rpartition("/")[2], found.label, found.country) == expected


#: As https://download.geonames.org/export/dump/readme.txt lists their columns.
COUNTRY_INFO = (
    "# GeoNames.org Country Information\n#\n"
    "#ISO\tISO3\tISO-Numeric\tfips\tCountry\tCapital\tArea(in sq km)\tPopulation\tContinent\ttld\t"
    "CurrencyCode\tCurrencyName\tPhone\tPostal Code Format\tPostal Code Regex\tLanguages\tgeonameid\t"
    "neighbours\tEquivalentFipsCode\n"
    "LA\tLAO\t418\tLA\tLaos\tVientiane\t236800\t7061507\tAS\t.la\tLAK\tKip\t856\t#####\t^(\\d{5})$\tlo,fr,en\t"
    "1655842\tCN,MM,KH,TH,VN\t\n"
    "AN\tANT\t530\tNT\tNetherlands Antilles\tWillemstad\t960\t300000\tNA\t.an\tANG\tGuilder\t599\t\t\t"
    "nl-AN,en,es\t0\tGP\t\n"
)
ALTERNATE_NAMES = (
    "1\t1651944\tfr\tVientiane-la-Belle\t\t\t\t\t\t\n"
    "2\t1651944\twkdt\tQ9326\t\t\t\t\t\t\n"
    "3\t1651944\tlink\thttps://en.wikipedia.org/wiki/Vientiane\t\t\t\t\t\t\n"
    "4\t1651944\tiata\tVTE\t\t\t\t\t\t\n"
    "5\t9\ten\tElsewhere\t1\t\t\t\t\t\n"
)


def test_the_countries_of_geonames_are_read_but_those_that_are_no_more(tmp_path: Path) -> None:
    (tmp_path / "countryInfo.txt").write_text(COUNTRY_INFO, encoding="utf-8")
    (found,) = read(tmp_path / "countryInfo.txt")
    assert (found.iri, found.kind, found.country) == ("https://sws.geonames.org/1655842/", "country", "LA")
    assert found.names == (Name("Laos"), Name("LAO", NameKind.ACRONYM))


@pytest.mark.parametrize("width", [8, 10], ids=["alternateNames", "alternateNamesV2"])
def test_other_names_of_geonames_are_added_to_the_places_that_are_there(width: int, tmp_path: Path) -> None:
    places, others, out = tmp_path / "cities15000.zip", tmp_path / "alternateNames.zip", tmp_path / "i"
    lines = ("\t".join(line.split("\t")[:width]) for line in ALTERNATE_NAMES.splitlines())
    with zipfile.ZipFile(places, "w") as archive:
        archive.writestr("cities15000.txt", VIENTIANE)
    with zipfile.ZipFile(others, "w") as archive:
        archive.writestr("iso-languagecodes.txt", "ISO 639-3\tISO 639-2\n")
        archive.writestr("alternateNames.txt", "\n".join(lines) + "\n")
    # Whatever comes first on the command line.
    outcome = CliRunner().invoke(gazetteer_group, ["import", str(others), str(places), "--out", str(out)])
    assert outcome.exit_code == 0, outcome.stderr
    index = open_index(out, WORDING)
    found = index.by_iri("https://sws.geonames.org/1651944/")
    assert found
    assert {name.text for name in found.names} == {"Vientiane", "Vien Chan", "ວຽງຈັນ", "Vientiane-la-Belle"}
    assert (found.wikidata, found.contested, index.size) == (("Q9326",), False, 1)
    index.close()


def test_names_without_their_places_are_refused(tmp_path: Path) -> None:
    path, out = tmp_path / "alternateNamesV2.txt", tmp_path / "i"
    path.write_text(ALTERNATE_NAMES, encoding="utf-8")
    outcome = CliRunner().invoke(gazetteer_group, ["import", str(path), "--out", str(out)])
    assert (outcome.exit_code, out.exists()) == (1, False)
    assert "would hold nothing; give files with ids and names" in outcome.stderr


def test_an_item_without_aliases_or_claims_is_read_as_a_dump_writes_it(tmp_path: Path) -> None:
    bare = WIKIDATA_ITEM | {"aliases": [], "claims": [], "descriptions": [], "sitelinks": []}
    path = tmp_path / "latest-all.json.bz2"
    lines = (json.dumps(bare), json.dumps(WIKIDATA_ITEM | {"id": "Q1"}))
    path.write_bytes(bz2.compress(("[\n" + ",\n".join(lines) + "\n]\n").encode()))
    assert [(one.iri.rpartition("/")[2], one.country) for one in read(path)] == [
        ("Q976978", ""),
        ("Q1", "US"),
    ]


def test_other_labels_of_the_query_service_are_names_each(tmp_path: Path) -> None:
    path = tmp_path / "query.csv"
    head, item = "item,itemLabel,itemAltLabel", "http://www.wikidata.org/entity/Q976978"
    path.write_text(f'{head}\n{item},World Resources Institute,"WRI, World RI"\n')
    (found,) = read(path)
    assert [name.text for name in found.names] == ["World Resources Institute", "WRI", "World RI"]


def test_any_table_is_read_by_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "bodies.csv"
    path.write_text(
        'qid,title,other,land\nQ976978,"World Resources Institute",WRI|World RI,US\n', encoding="utf-8"
    )
    columns = {"id": "qid", "name": "title", "aliases": "other", "country": "land"}
    (found,) = read(path, columns)
    assert found.names == (
        Name("World Resources Institute"),
        Name("WRI", NameKind.ACRONYM),
        Name("World RI", NameKind.ALIAS),
    )
    assert (found.iri, found.country) == ("http://www.wikidata.org/entity/Q976978", "US")


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("countries.tsv", 250),
        ("igos.tsv", 551),
        ("verified.tsv", 39),
        ("places.tsv.gz", 10_053),
        ("ror.tsv.gz", 58_212),
    ],
)
def test_every_row_with_an_id_of_the_published_tables_is_read(name: str, rows: int) -> None:
    path = need_shared() / "linking" / name
    assert sum(1 for _ in read_authorities(path, COUNTRIES, None, None)) == rows


@pytest.mark.parametrize(
    ("identifier", "holds"),
    [("047ktk903", True), ("006kxhp52", True), ("047ktk904", False), ("074ktk903", False)],
)
def test_a_ror_id_ends_in_its_checksum(identifier: str, *, holds: bool) -> None:
    assert ror_checksum_holds(identifier) is holds


ROR_HEAD = "ror\tname\tnames\tcountry\tcity\twikidata\tparents\tsuccessors\tstatus\n"
ROR_LINE = "047ktk903\tWorld Resources Institute\tc::WRI\tUS\tWashington\tQ976978\t\t\tactive\n"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "a.tsv",
            ROR_HEAD + ROR_LINE.replace("903", "904"),
            "a.tsv:2: has the ROR id 047ktk904, whose checksum",
        ),
        ("a.tsv", ROR_HEAD + ROR_LINE.replace("047", "xyz"), "xyzktk903"),
        ("a.tsv", ROR_HEAD + ROR_LINE + ROR_LINE, "repeats the id https://ror.org/047ktk903 of"),
        ("a.tsv", ROR_HEAD + ROR_LINE[:40] + "\n", "a.tsv:2: has 3 cells, not 9"),
        ("a.tsv", ROR_HEAD + ROR_LINE.replace("active", "gone"), "has the status 'gone'"),
        ("a.tsv", ROR_HEAD + ROR_LINE.replace("c::WRI", "x::WRI"), "has the name 'x::WRI'"),
        ("a.json", json.dumps([WRI_2])[:-20], "a.json: object 1: is cut off or no JSON"),
        ("a.json", json.dumps([{"id": "https://ror.org/047ktk903"}]), "is no ROR record of schema 1 or 2"),
        ("a.json", json.dumps([[1]]), "item 1: is no JSON object"),
        ("a.json", json.dumps(SPARQL_JSON)[:-9], "is cut off or no SPARQL result"),
        ("a.csv", "what,ever\n1,2\n", "none of them is known; say which is which with --columns"),
        (
            "a.csv",
            SPARQL_CSV.replace(",US", ",USA"),
            "a.csv:2: has the country 'USA'; give an ISO alpha-2 code",
        ),
        (
            "a.csv",
            SPARQL_CSV.replace("http://www.wikidata.org/entity/Q976978", "seven"),
            "has the id 'seven'",
        ),
        ("a.txt", VIENTIANE + VIENTIANE[:30] + "\n", "a.txt:2: has"),
        ("a.txt", COUNTRY_INFO + "KH\tKHM\n", "a.txt:6: has 2 cells and begins 'KH"),
        ("a.txt", ALTERNATE_NAMES + "6\t1651944\n", "a.txt:6: has 2 cells"),
        ("a.json.bz2", "no archive", "cannot be read to its end"),
        ("a.csv.gz", "", "cannot be read to its end"),
        ("a.zip", "no archive", "cannot be read to its end"),
    ],
)
def test_an_import_of_bad_data_says_where_and_leaves_the_old_index(
    name: str, content: str, said: str, tmp_path: Path
) -> None:
    path, out = tmp_path / name, tmp_path / "out" / "names.index"
    out.parent.mkdir()
    out.write_text("what stood there")
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(SPARQL_CSV.encode())[:-12])
    else:
        path.write_text(content, encoding="utf-8", newline="")
    outcome = CliRunner().invoke(gazetteer_group, ["import", str(path), "--out", str(out)])
    assert outcome.exit_code == 1
    assert said in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 1
    assert out.read_text() == "what stood there"
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("id=item", "needs a column for name"),
        ("item,itemLabel", "write it as id=COLUMN,name=COLUMN"),
        ("id=item,name=title", "has no column title"),
        ("id=item,name=itemLabel,colour=iso2", "has no use for 'colour'"),
    ],
)
def test_columns_that_do_not_fit_are_named(columns: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(SPARQL_CSV, newline="")
    arguments = ["import", str(path), "--out", str(tmp_path / "i"), "--columns", columns]
    outcome = CliRunner().invoke(gazetteer_group, arguments)
    assert outcome.exit_code == 1
    assert said in outcome.stderr


def test_an_import_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def breaking() -> Iterator[tuple[str, Authority]]:
        yield "first", WRI
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(tmp_path / "names.index", breaking(), WORDING, date=None, sources=["a"])
    assert list(tmp_path.iterdir()) == []
