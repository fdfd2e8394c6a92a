"""Records of the Research Organization Registry: JSON of schema 1 and 2, CSV of both, and a short table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from graph_builder.authorities.files import Row, objects_of, rows_of
from graph_builder.authorities.types import (
    ROR,
    ROR_ID,
    Authority,
    Name,
    NameKind,
    Standing,
    ror_checksum_holds,
)
from graph_builder.errors import GazetteerError

_SHORT_KINDS: Final = {"l": NameKind.LABEL, "a": NameKind.ALIAS, "c": NameKind.ACRONYM}
_TYPED: Final = {"acronym": NameKind.ACRONYM, "alias": NameKind.ALIAS, "label": NameKind.LABEL}
_LANGUAGE: Final = re.compile(r"^(?:[a-z]{2,3}|no_lang_code):\s*")
_RELATED: Final = re.compile(r"(\w+):([^:]*(?:https?://ror\.org/[0-9a-z]{9}[^:]*)+)", re.IGNORECASE)


def ror_objects(path: Path) -> Iterator[Authority]:
    """Yield the records of a JSON dump, in the schema that each is written in."""
    for place, item in objects_of(path):
        where = f"{path}: object {place}"
        try:
            yield _version_2(item, where) if "names" in item else _version_1(item, where)
        except (KeyError, TypeError, AttributeError, IndexError) as error:
            raise GazetteerError(
                where, f"is no ROR record of schema 1 or 2 ({error!r})", "give the dump as published"
            ) from error


def _version_2(item: Mapping[str, Any], where: str) -> Authority:
    shown = [name["value"] for name in item["names"] if "ror_display" in name["types"]]
    others = [
        Name(
            name["value"],
            next((kind for word, kind in _TYPED.items() if word in name["types"]), NameKind.LABEL),
        )
        for name in item["names"]
    ]
    first = (item.get("locations") or [{}])[0].get("geonames_details") or {}
    related = [(one["type"], one["id"]) for one in item.get("relationships") or ()]
    return _authority(
        item["id"],
        shown,
        others,
        where,
        country=first.get("country_code"),
        city=first.get("name"),
        wikidata=[
            code
            for one in item.get("external_ids") or ()
            if one["type"].casefold() == "wikidata"
            for code in (one.get("preferred"), *one["all"])
        ],
        related=related,
        status=item["status"],
    )


def _version_1(item: Mapping[str, Any], where: str) -> Authority:
    codes = (item.get("external_ids") or {}).get("Wikidata") or {}
    every = codes.get("all") or []
    return _authority(
        item["id"],
        [item["name"]],
        [
            *(Name(one["label"]) for one in item.get("labels") or ()),
            *(Name(text, NameKind.ALIAS) for text in item.get("aliases") or ()),
            *(Name(text, NameKind.ACRONYM) for text in item.get("acronyms") or ()),
        ],
        where,
        country=(item.get("country") or {}).get("country_code"),
        city=(item.get("addresses") or [{}])[0].get("city"),
        wikidata=[codes.get("preferred"), *([every] if isinstance(every, str) else every)],
        related=[(one["type"], one["id"]) for one in item.get("relationships") or ()],
        status=item.get("status") or Standing.ACTIVE,
    )


def ror_csv(path: Path) -> Iterator[Authority]:
    """Yield the records of a CSV dump.

    It joins the names of one language with commas, which names hold as well, so they are kept as
    they stand; the JSON of the same archive knows more names.
    """
    for line, row in rows_of(path):
        newer = "names.types.ror_display" in row
        dotted = "addresses[0].geonames_city.name"
        yield _authority(
            row["id"],
            [row["names.types.ror_display"] if newer else row["name"]],
            [*_cells(row, newer=newer)],
            f"{path}:{line}",
            country=row.get("locations.geonames_details.country_code" if newer else "country.country_code"),
            city=row.get("locations.geonames_details.name" if newer else dotted),
            wikidata=[
                code.strip()
                for which in ("preferred", "all")
                for code in row.get(
                    f"external_ids.type.wikidata.{which}" if newer else f"external_ids.Wikidata.{which}", ""
                ).split(";")
            ],
            related=[
                (kind, f"{ROR}{found}")
                for kind, listed in _RELATED.findall(row.get("relationships", ""))
                for found in ROR_ID.findall(listed)
            ],
            status=row.get("status") or Standing.ACTIVE,
        )


def _cells(row: Row, *, newer: bool) -> Iterator[Name]:
    older = {"acronym": "acronyms", "alias": "aliases", "label": "labels"}
    for word, kind in _TYPED.items():
        for cell in row.get(f"names.types.{word}" if newer else older[word], "").split("; "):
            text = _LANGUAGE.sub("", cell.strip())
            several = text.split(", ") if kind is NameKind.ACRONYM else [text]
            yield from (Name(one, kind) for one in several)


def ror_table(path: Path) -> Iterator[Authority]:
    """Yield the records of a table with the columns `ror name names country city wikidata status`.

    A name in `names` is written `kind:language:text` with the kinds l, a and c.
    """
    for line, row in rows_of(path):
        where = f"{path}:{line}"
        others = []
        for cell in filter(None, row["names"].split("|")):
            kind, _, rest = cell.partition(":")
            text = rest.partition(":")[2]
            if kind not in _SHORT_KINDS or not text:
                raise GazetteerError(where, f"has the name {cell!r}", "write it as kind:language:text")
            others.append(Name(text, _SHORT_KINDS[kind]))
        yield _authority(
            row["ror"],
            [row["name"]],
            others,
            where,
            country=row["country"],
            city=row["city"],
            wikidata=row["wikidata"].split("|"),
            related=[
                (kind, one)
                for kind in ("parent", "successor")
                for one in filter(None, row[f"{kind}s"].split("|"))
            ],
            status=row["status"],
        )


def _authority(
    identifier: str,
    shown: list[str],
    others: Iterable[Name],
    where: str,
    *,
    country: str | None,
    city: str | None,
    wikidata: Iterable[str | None],
    related: Iterable[tuple[str, str]],
    status: str,
) -> Authority:
    kinds = {name.text: name.kind for name in others if name.text}
    names = {text: kinds.pop(text, NameKind.LABEL) for text in shown if text} | kinds
    if not names:
        raise GazetteerError(where, "has no name", "name it, or leave the record out")
    if status.casefold() not in set(Standing):
        raise GazetteerError(where, f"has the status {status!r}", f"give one of {', '.join(Standing)}")
    connected = [(kind.casefold(), iri_of(one, where)) for kind, one in related]
    return Authority(
        iri=iri_of(identifier, where),
        kind="organization",
        names=tuple(Name(text, kind) for text, kind in names.items()),
        country=country or "",
        city=city or "",
        wikidata=tuple(dict.fromkeys(code for code in wikidata if code)),
        parents=tuple(one for kind, one in connected if kind == "parent"),
        successors=tuple(one for kind, one in connected if kind == "successor"),
        standing=Standing(status.casefold()),
    )


def iri_of(identifier: str, where: str) -> str:
    """Return the IRI of a ROR id; raises `GazetteerError` where it is none or its checksum is wrong."""
    found = ROR_ID.fullmatch(identifier)
    if not found:
        raise GazetteerError(
            where, f"has {identifier!r} for a ROR id", "give one like https://ror.org/006kxhp52"
        )
    bare = found[1].casefold()
    if not ror_checksum_holds(bare):
        raise GazetteerError(where, f"has the ROR id {bare}, whose checksum is wrong", "look the id up again")
    return ROR + bare
