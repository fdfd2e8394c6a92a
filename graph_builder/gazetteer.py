"""The gazetteer: countries, places and verified bodies, read from `data/gazetteers/`.

The tables are tab-separated without quoting; several values in one cell are separated by ``|``.
Each table keeps its own licence (see the README beside them), so a `Verified` row remembers its table.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Final

from graph_builder.naming import Wording
from graph_builder.resources import GAZETTEERS


class PlaceKind(StrEnum):
    """What sort of place a row describes."""

    CITY = "city"
    PROVINCE = "admin1"


class Match(StrEnum):
    """How surely an identifier belongs to what a row names."""

    EXACT = "exactMatch"
    CLOSE = "closeMatch"
    BROAD = "broadMatch"  #: the other is surely wider


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country or territory with an ISO code."""

    iso2: str
    iso3: str
    name: str
    official: str
    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    wikidata: str
    wikidata_sources: tuple[str, ...]
    geonames: str
    capital: str
    un_member: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A city or a first-level province, and where it lies."""

    kind: PlaceKind
    name: str
    aliases: tuple[str, ...]
    wikidata: str
    geonames: str
    country: str
    latitude: Decimal
    longitude: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A place or body whose identifiers somebody checked."""

    kind: str
    name: str
    aliases: tuple[str, ...]
    wikidata: str
    ror: str
    geonames: str
    country: str
    source: str
    match: Match
    table: str

    @property
    def names(self) -> tuple[str, ...]:
        """Return the name and the aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A Sustainable Development Goal that a topic is, or belongs to."""

    topic: str  #: the end of the topic's IRI
    match: Match
    number: str
    title: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file of the gazetteer, and the terms that what is taken from it stays under."""

    name: str
    licence: str
    notice: str
    date: str = ""  #: of the data, where its source says it


_ODBL: Final = "https://opendatacommons.org/licenses/odbl/1.0/"
_DR5HN: Final = (
    "Contains information from dr5hn/countries-states-cities-database, which is made available"
    " under the Open Database License (ODbL)."
)
COUNTRIES: Final = Table(
    name="countries",
    licence=_ODBL,
    notice="Contains information from mledoze/countries and dr5hn/countries-states-cities-database,"
    " which are made available under the Open Database License (ODbL).",
)
PLACES: Final = Table(name="places", licence=_ODBL, notice=_DR5HN)
VERIFIED: Final = (
    Table(
        name="verified-organizations",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        notice="Contains information from the Research Organization Registry (ROR).",
        date="2026-06-23",
    ),
    Table(
        name="verified-organizations-supraverden",
        licence="https://creativecommons.org/licenses/by-sa/4.0/",
        notice="Contains SupraVerden by Confirmordeny, CC BY-SA 4.0.",
    ),
    Table(name="verified-places", licence=_ODBL, notice=_DR5HN),
)
GOALS: Final = Table(
    name="sdg-topics",
    licence="https://www.apache.org/licenses/LICENSE-2.0",
    notice="Sustainable Development Goals of the United Nations (A/RES/70/1, A/RES/71/313).",
    date="2017-07-06",
)
#: What names are looked up in.
NAMES: Final = (COUNTRIES, PLACES, *VERIFIED)
TABLES: Final[Mapping[str, Table]] = {table.name: table for table in (*NAMES, GOALS)}


#: A slip in a word of so many letters or fewer could be another word.
_SHORT: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """What is known of the world before a newsletter is read."""

    countries: Mapping[str, Country]  #: by ISO alpha-2 code
    places: tuple[Place, ...]
    verified: tuple[Verified, ...]
    goals: tuple[Goal, ...]
    #: words that may stand after the name of a place ("Province"), and the kind that each tells
    designators: tuple[tuple[str, PlaceKind], ...]


def load_gazetteer(folder: Path = GAZETTEERS) -> Gazetteer:
    """Return the gazetteer whose tables lie in `folder`."""
    return Gazetteer(
        countries={country.iso2: country for country in _countries(folder)},
        places=tuple(_places(folder)),
        verified=tuple(row for table in VERIFIED for row in _verified(folder, table)),
        goals=tuple(
            Goal(
                topic=row["topic"],
                match=Match(row["match"]),
                number=row["goal"],
                title=row["title"],
                source=row["source"],
            )
            for row in _rows(folder / f"{GOALS.name}.tsv")
        ),
        designators=tuple((row["word"], PlaceKind(row["kind"])) for row in _rows(folder / "designators.tsv")),
    )


def load_wording(folder: Path = GAZETTEERS) -> Wording:
    """Return what the words of names stand for, and how countries are called, from the tables in `folder`."""
    stands_for = {row["word"]: row["stands_for"] for row in _rows(folder / "words.tsv")}
    generic = frozenset(word for said in stands_for.values() for word in said.split())
    spellings = tuple(sorted(word for word in generic | stands_for.keys() if len(word) > _SHORT))
    bare = Wording(stands_for, generic, spellings, {})
    forms: defaultdict[str, set[str]] = defaultdict(set)
    proper: dict[str, set[str]] = {}
    members = set()
    for row in _countries(folder):
        members |= {row.iso2} if row.un_member else set()
        for name in (row.name, row.official):
            proper[bare.key(name)] = {row.iso2}
        for name in (*row.names, *row.demonyms, *(f"{demonym}s" for demonym in row.demonyms)):
            forms[bare.key(name)].add(row.iso2)
    # The name of one country is no other's: "Saint Martin" is also said of Sint Maarten.
    forms |= proper
    for form in _rows(folder / "country-forms.tsv"):
        forms[bare.key(form["form"])] = {form["iso2"]}
    # What several states are called ("Congolese") tells none; "French" are France's territories, too.
    told = {key: codes if len(codes) == 1 else codes & members for key, codes in forms.items()}
    countries = {key: next(iter(codes)) for key, codes in told.items() if key and len(codes) == 1}
    return Wording(stands_for, generic, spellings, countries)


def load_unit_words(folder: Path = GAZETTEERS) -> frozenset[str]:
    """Return the words that name a unit of a body."""
    return frozenset(row["word"] for row in _rows(folder / "units.tsv"))


def _countries(folder: Path) -> Iterator[Country]:
    for row in _rows(folder / f"{COUNTRIES.name}.tsv"):
        yield Country(
            iso2=row["iso2"],
            iso3=row["iso3"],
            name=row["name"],
            official=row["official"],
            names=_several(row["names"]),
            demonyms=_several(row["demonyms"]),
            wikidata=row["wikidata"],
            wikidata_sources=_several(row["wikidata_sources"]),
            geonames=row["geonames"],
            capital=row["capital"],
            un_member=row["un_member"] == "1",
        )


def _places(folder: Path) -> Iterator[Place]:
    for row in _rows(folder / f"{PLACES.name}.tsv"):
        yield Place(
            kind=PlaceKind(row["kind"]),
            name=row["name"],
            aliases=_several(row["aliases"]),
            wikidata=row["wikidata"],
            geonames=row["geonames"],
            country=row["iso2"],
            latitude=Decimal(row["lat"]),
            longitude=Decimal(row["lon"]),
        )


def _verified(folder: Path, table: Table) -> Iterator[Verified]:
    for row in _rows(folder / f"{table.name}.tsv"):
        yield Verified(
            kind=row["kind"],
            name=row["name"],
            aliases=_several(row["aliases"]),
            wikidata=row["wikidata"],
            ror=row["ror"],
            geonames=row["geonames"],
            country=row["iso2"],
            source=row["source"],
            match=Match(row["match"]),
            table=table.name,
        )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _several(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()
