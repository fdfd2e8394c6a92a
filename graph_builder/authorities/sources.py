"""Authorities from whatever file a user has: the form is told from how the file begins."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from graph_builder.authorities.files import Row, head_of, objects_of, opened_text, rows_of
from graph_builder.authorities.geonames import first_line, geonames, is_geonames
from graph_builder.authorities.ror import iri_of, ror_csv, ror_objects, ror_table
from graph_builder.authorities.types import (
    GEONAMES,
    QID,
    ROR_ID,
    WIKIDATA,
    Authority,
    AuthorityKind,
    Name,
    NameKind,
)
from graph_builder.errors import GazetteerError, NothingToRead
from graph_builder.gazetteer import Match
from graph_builder.naming import is_acronym

#: What a column of a user's table may be taken as.
COLUMNS: Final = (
    "id",
    "name",
    "aliases",
    "acronym",
    "country",
    "city",
    "wikidata",
    "parents",
    "kind",
    "match",
)
_QUALIFIED: Final = re.compile(r"^[a-z]{2,3}(?:-[a-z]+)?:")


@dataclass(frozen=True, slots=True)
class Mapped:
    """Which column of a table holds what, and what its rows are unless one says so itself."""

    columns: Mapping[str, tuple[str, ...]]  #: of several columns, the first that is not empty
    kind: AuthorityKind = "organization"


#: Tables known by their columns: each set of columns, most telling first.
_KNOWN: Final[tuple[tuple[frozenset[str], Mapped], ...]] = (
    (
        frozenset({"iso2", "iso3", "official", "demonyms"}),
        Mapped(
            {
                "id": ("wikidata", "geonames"),
                "name": ("name",),
                "aliases": ("official", "names"),
                "country": ("iso2",),
                "wikidata": ("wikidata",),
            },
            "country",
        ),
    ),
    (
        frozenset({"kind", "admin1", "iso2", "lat", "lon"}),
        Mapped(
            {
                "id": ("wikidata", "geonames"),
                "name": ("name",),
                "aliases": ("aliases",),
                "country": ("iso2",),
                "wikidata": ("wikidata",),
                "kind": ("kind",),
            },
            "place",
        ),
    ),
    (
        frozenset({"ror", "geonames", "source", "match"}),
        Mapped(
            {
                "id": ("ror", "wikidata", "geonames"),
                "name": ("name",),
                "aliases": ("aliases",),
                "country": ("iso2",),
                "wikidata": ("wikidata",),
                "kind": ("kind",),
                "match": ("match",),
            }
        ),
    ),
    (
        frozenset({"acronym", "names_by_language", "wikidata"}),
        Mapped(
            {
                "id": ("wikidata",),
                "name": ("name",),
                "aliases": ("aliases", "names_by_language"),
                "acronym": ("acronym",),
                "wikidata": ("wikidata",),
            }
        ),
    ),
    (
        frozenset({"item", "itemLabel"}),
        Mapped(
            {
                "id": ("item",),
                "name": ("itemLabel",),
                "aliases": ("itemAltLabel", "aliases"),
                "country": ("iso2", "countryCode"),
                "wikidata": ("item",),
            }
        ),
    ),
)
_KINDS: Final[Mapping[str, AuthorityKind]] = {
    "organization": "organization",
    "country": "country",
    "place": "place",
    "city": "place",
    "admin1": "place",
    "province": "place",
    "river": "place",
}
_LISTED: Final = "itemAltLabel"
#: Every column whose cells are joined, not chosen from: names come from all of them.
_JOINED: Final = frozenset({"aliases"})


def read_authorities(
    path: Path, countries: Mapping[str, str], columns: Mapping[str, str] | None, kind: AuthorityKind | None
) -> Iterator[tuple[str, Authority]]:
    """Yield each authority of a file with the place it stands at.

    `countries` gives the ISO code of a country's QID, which Wikidata writes. Raises `NothingToRead`
    where there is no file, `GazetteerError` where it is of no form that is known, or a row cannot be taken.
    """
    if not path.is_file():
        raise NothingToRead(path, "is no file", "check the path")
    if columns:
        return _mapped(
            path, Mapped({what: (column,) for what, column in columns.items()}, kind or "organization")
        )
    return _reader(path, head_of(path), countries, kind)


def _reader(
    path: Path, head: str, countries: Mapping[str, str], kind: AuthorityKind | None
) -> Iterator[tuple[str, Authority]]:
    start = head.lstrip()[:1]
    if start in ("[", "{"):
        if '"bindings"' in head:
            return _bindings(path, kind)
        if '"labels"' in head and '"claims"' in head:
            return _wikidata(path, countries, kind)
        return _placed(path, ror_objects)
    first = head.partition("\n")[0].rstrip("\r")
    names = frozenset(first.split("\t" if "\t" in first else ","))
    if is_geonames(first_line(head)):
        return geonames(path)
    if {"ror", "names", "status"} <= names:
        # A line holds a record here, and the first one the names of the columns.
        return ((f"{path}:{line}", one) for line, one in enumerate(ror_table(path), 2))
    if {"id", "names.types.ror_display"} <= names or {"id", "country.country_code"} <= names:
        return _placed(path, ror_csv)
    for wanted, mapped in _KNOWN:
        if wanted <= names:
            return _mapped(path, Mapped(mapped.columns, kind or mapped.kind))
    raise GazetteerError(
        path,
        f"has the columns {first[:120]!r}, and none of them is known",
        "say which is which with --columns id=..,name=..",
    )


def _placed(path: Path, read: Callable[[Path], Iterator[Authority]]) -> Iterator[tuple[str, Authority]]:
    for number, one in enumerate(read(path), 1):
        yield f"{path}: record {number}", one


def _mapped(path: Path, mapped: Mapped) -> Iterator[tuple[str, Authority]]:
    for unknown in set(mapped.columns) - set(COLUMNS):
        raise GazetteerError(path, f"has no use for {unknown!r}", f"map only {', '.join(COLUMNS)}")
    for needed in ("id", "name"):
        if needed not in mapped.columns:
            raise GazetteerError(path, f"needs a column for {needed}", "give --columns id=..,name=..")
    for line, row in rows_of(path):
        where = f"{path}:{line}"
        cells = {what: _cell(row, names, what, where) for what, names in mapped.columns.items()}
        found = _row(cells, mapped.kind, where)
        if found:
            yield where, found


def _cell(row: Row, names: tuple[str, ...], what: str, where: str) -> str:
    present = {name: row[name] for name in names if name in row}
    if not present and what in ("id", "name"):
        raise GazetteerError(where, f"has no column {names[0]}", f"name one of {', '.join(row)}")
    # The label service of Wikidata's query service joins other names with commas.
    filled = [cell.replace(", ", "|") if name == _LISTED else cell for name, cell in present.items() if cell]
    return "|".join(filled) if what in _JOINED else (filled[0] if filled else "")


def _row(cells: Mapping[str, str], kind: AuthorityKind, where: str) -> Authority | None:
    """Return what a row says; None where it has no id of another data set, so nothing to link to."""
    if not cells["id"]:
        return None
    iri = _iri(cells["id"], where)
    if not cells["name"]:
        raise GazetteerError(where, "has no name", "name it, or leave the row out")
    names = {cells["name"]: NameKind.LABEL}
    for alias in _several(cells.get("aliases", "")):
        names.setdefault(alias, NameKind.ACRONYM if is_acronym(alias) else NameKind.ALIAS)
    for acronym in _several(cells.get("acronym", "")):
        names.setdefault(acronym, NameKind.ACRONYM)
    if cells.get("match", "") not in ("", *Match):
        raise GazetteerError(where, f"has the match {cells['match']!r}", f"give {' or '.join(Match)}")
    if cells.get("kind", "") not in ("", *_KINDS):
        raise GazetteerError(where, f"has the kind {cells['kind']!r}", f"give one of {', '.join(_KINDS)}")
    return Authority(
        iri=iri,
        kind=_KINDS[cells["kind"]] if cells.get("kind") else kind,
        names=tuple(Name(text, which) for text, which in names.items()),
        country=_country(cells.get("country", ""), where),
        city=cells.get("city", ""),
        level=cells["kind"] if cells.get("kind") in ("city", "admin1") else "",
        wikidata=tuple(
            dict.fromkeys(
                found[1]
                for code in (cells["id"], *_several(cells.get("wikidata", "")))
                if (found := QID.fullmatch(code))
            )
        ),
        parents=tuple(_iri(one, where) for one in _several(cells.get("parents", ""))),
        match=Match(cells.get("match") or Match.EXACT),
    )


def _several(cell: str) -> list[str]:
    return [_QUALIFIED.sub("", one.strip()) for one in cell.split("|") if one.strip()]


def _country(code: str, where: str) -> str:
    if code and not re.fullmatch(r"[A-Z]{2}", code):
        raise GazetteerError(where, f"has the country {code!r}", "give an ISO alpha-2 code, such as KH")
    return code


def _iri(identifier: str, where: str) -> str:
    """Return the IRI of an id: a QID, a ROR id, a GeoNames number or an IRI as it is."""
    if qid := QID.fullmatch(identifier):
        return WIKIDATA + qid[1]
    if ROR_ID.fullmatch(identifier):
        return iri_of(identifier, where)
    if re.fullmatch(r"[1-9][0-9]*", identifier):
        return f"{GEONAMES}{identifier}/"
    if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", identifier):
        return identifier
    raise GazetteerError(
        where,
        f"has the id {identifier!r}",
        "give an IRI, a Wikidata, ROR or GeoNames id (--columns says which column)",
    )


def _bindings(path: Path, kind: AuthorityKind | None) -> Iterator[tuple[str, Authority]]:
    """Yield the rows of SPARQL JSON results whose variables are those of a Wikidata query."""
    with opened_text(path) as file:
        try:
            found = json.load(file)["results"]["bindings"]
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise GazetteerError(
                path, f"is cut off or no SPARQL result ({error})", "fetch it again"
            ) from error
    mapped = _KNOWN[-1][1]
    for number, binding in enumerate(found, 1):
        where = f"{path}: row {number}"
        row = {name: str(value["value"]) for name, value in binding.items()}
        cells = {what: _cell(row, names, what, where) for what, names in mapped.columns.items()}
        one = _row(cells, kind or mapped.kind, where)
        if one:
            yield where, one


def _wikidata(
    path: Path, countries: Mapping[str, str], kind: AuthorityKind | None
) -> Iterator[tuple[str, Authority]]:
    """Yield the items of a Wikidata JSON dump; one with an ISO code is a country."""
    for place, item in objects_of(path):
        where = f"{path}: object {place}"
        try:
            labels = {one["value"]: NameKind.LABEL for one in _map(item, "labels").values()}
            for ones in _map(item, "aliases").values():
                for one in ones:
                    labels.setdefault(
                        one["value"], NameKind.ACRONYM if is_acronym(one["value"]) else NameKind.ALIAS
                    )
            claims = _map(item, "claims")
            iso = _claim(claims, "P297")
            country = iso or countries.get(_claim(claims, "P17"), "")
            if labels:
                yield (
                    where,
                    Authority(
                        iri=WIKIDATA + str(item["id"]),
                        kind="country" if iso else kind or "organization",
                        names=tuple(Name(text, which) for text, which in labels.items()),
                        country=country,
                        wikidata=(str(item["id"]),),
                    ),
                )
        except (KeyError, TypeError, AttributeError, IndexError) as error:
            raise GazetteerError(
                where, f"is no Wikidata item ({error!r})", "give items as the dump has them"
            ) from error


def _map(item: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return a part of an item; a dump writes one without content as an empty list."""
    return item[name] or {}


def _claim(claims: Any, property_: str) -> str:
    for one in claims.get(property_, ()):
        value = one["mainsnak"].get("datavalue", {}).get("value")
        if value and one.get("rank") != "deprecated":
            return str(value["id"] if isinstance(value, dict) else value)
    return ""
