"""The tables of GeoNames, which have no line of column names: places, countries and names in other languages.

Each is told by its columns: https://download.geonames.org/export/dump/readme.txt
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graph_builder.authorities.files import opened_text
from graph_builder.authorities.types import GEONAMES, Authority, Name, NameKind
from graph_builder.errors import GazetteerError
from graph_builder.naming import is_acronym

#: The columns of allCountries and its parts, and as many of countryInfo.
_PLACES: Final = 19
#: Those of alternateNames, without and with the time that a name was in use.
_NAMES: Final = (8, 10)
_NUMBER: Final = re.compile(r"[1-9][0-9]*")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
#: What a language column says of something that is no name.
_NO_NAME: Final = frozenset({"link", "post", "iata", "icao", "faac", "unlc", "tcid", "phon"})
_ITEM: Final = "wkdt"
_ABBREVIATION: Final = "abbr"


def is_geonames(line: str) -> bool:
    """Tell whether a file whose first line that is no remark is this one is a table of GeoNames."""
    cells = line.split("\t")
    if len(cells) in _NAMES:
        return bool(_NUMBER.fullmatch(cells[0]) and _NUMBER.fullmatch(cells[1]))
    return len(cells) == _PLACES and bool(_NUMBER.fullmatch(cells[0]) or _COUNTRY.fullmatch(cells[0]))


def adds_names(head: str) -> bool:
    """Tell whether a file that begins so only holds names for what another table holds."""
    first = first_line(head)
    return is_geonames(first) and len(first.split("\t")) in _NAMES


def first_line(head: str) -> str:
    """Return the first line of a file that is no remark."""
    return next((line for line in head.splitlines() if line and not line.startswith("#")), "")


def geonames(path: Path) -> Iterator[tuple[str, Authority]]:
    """Yield what a table of GeoNames holds, each with its line.

    A table of names in other languages gives names only, for what another table holds. Raises
    `GazetteerError` where a line has other columns than the first.
    """
    width = 0
    with opened_text(path) as file:
        for number, line in enumerate(file, 1):
            text = line.rstrip("\r\n")
            if not text or text.startswith("#"):
                continue
            cells = text.split("\t")
            where = f"{path}:{number}"
            width = width or len(cells)
            if len(cells) != width or not is_geonames(text):
                raise GazetteerError(
                    where, f"has {len(cells)} cells and begins {text[:20]!r}", "fetch the file again"
                )
            if found := _authority(cells):
                yield where, found


def _authority(cells: list[str]) -> Authority | None:
    if len(cells) in _NAMES:
        return _names(cells)
    return _country(cells) if _COUNTRY.fullmatch(cells[0]) else _place(cells)


def _place(cells: list[str]) -> Authority | None:
    """Return a city, a province or a country; None for a mountain or a road."""
    if cells[6] not in ("P", "A") or not cells[1]:
        return None
    names = dict.fromkeys([cells[1], cells[2], *cells[3].split(",")])
    return Authority(
        iri=f"{GEONAMES}{cells[0]}/",
        kind="country" if cells[7].startswith("PCL") else "place",
        names=tuple(Name(one) for one in names if one),
        country=cells[8],
        level="city" if cells[6] == "P" else "admin1",
    )


def _country(cells: list[str]) -> Authority | None:
    """Return a country of countryInfo; None for one that is no more, which has no id."""
    if not _NUMBER.fullmatch(cells[16]):
        return None
    codes = (Name(cells[1], NameKind.ACRONYM),) if cells[1] else ()
    return Authority(
        iri=f"{GEONAMES}{cells[16]}/", kind="country", names=(Name(cells[4]), *codes), country=cells[0]
    )


def _names(cells: list[str]) -> Authority | None:
    """Return one more name of a place, or its item of Wikidata."""
    language, text = cells[2], cells[3]
    iri = f"{GEONAMES}{cells[1]}/"
    if language == _ITEM:
        return Authority(iri=iri, kind="place", names=(), wikidata=(text,), adds_only=True)
    if language in _NO_NAME or not text:
        return None
    short = language == _ABBREVIATION or is_acronym(text)
    name = Name(text, NameKind.ACRONYM if short else NameKind.ALIAS)
    return Authority(iri=iri, kind="place", names=(name,), adds_only=True)
