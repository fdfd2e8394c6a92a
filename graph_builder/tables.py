"""Tables of participations, as CSV: the rows of one newsletter, and the record that they make.

docs/structured.md tells the columns. Names join rows: two rows with the same event, person or
organization speak of one. Each row is the evidence of what it says.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from graph_builder.errors import RecordError
from graph_builder.records import Kind, Mode, Record, Role, parse_record
from graph_builder.text import Span

#: What a column says; `event` alone must be there and filled.
COLUMNS: Final = (
    "newsletter", "title", "released", "event", "start", "end", "mode", "place", "country", "organizer",
    "session", "person", "honorific", "represents", "role", "position", "organization",
    "recommendation", "kind",
)  # fmt: skip
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "mode": tuple(Mode),
    "role": tuple(Role),
    "kind": tuple(Kind),
}
_DAYS: Final = frozenset({"released", "start", "end"})
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d\Z")
_COUNTRIES: Final = frozenset({"country", "represents"})
_COUNTRY: Final = re.compile(r"[A-Z]{2}\Z")
#: What spreadsheets put between cells; the first where the head does not tell.
_DELIMITERS: Final = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Part:
    """What a file of several newsletters says of one."""

    text: str
    #: Of a table: which row of the file each row under the head is; the head is the first.
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a row, the row as it stands in the file, and which one it is there."""

    cells: Sequence[str]
    words: str
    number: int


def newsletters(text: str, source: Path) -> dict[str, Part]:
    """Return for each newsletter of a table its rows under the head.

    Raises `RecordError` where a column is unknown or missing, or a row has too many cells.
    """
    head, *rows = _rows(text, source)
    found: dict[str, list[_Row]] = {}
    for row in rows:
        name = dict(zip(head.cells, row.cells, strict=False)).get("newsletter", "").strip() or source.stem
        found.setdefault(name, []).append(row)
    return {
        name: Part("".join(one.words for one in (head, *said)), tuple(one.number for one in said))
        for name, said in found.items()
    }


def record_of(part: Part, source: Path) -> Record:
    """Return the record that the rows of one newsletter make; its spans are those of the rows.

    Raises `RecordError` for a value that is not as its column wants it, with its place in the file.
    """
    head, *rows = _rows(part.text, source)
    making = _Making(source)
    start = len(head.words)
    wrong: list[str] = []
    for row, number in zip(rows, part.rows, strict=True):
        cells = {name: " ".join(cell.split()) for name, cell in zip(head.cells, row.cells, strict=False)}
        wrong += (f"row {number}, column {name}: {why}" for name, why in _wrong(cells))
        making.row(cells, Span(start, start + len(row.words.rstrip("\r\n"))))
        start += len(row.words)
    if wrong:
        more = f" (and {len(wrong) - 1} more like that)" if len(wrong) > 1 else ""
        raise RecordError(source, f"has a wrong value in {wrong[0]}{more}", "mend that cell, or empty it")
    return making.record()


def _wrong(cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each column whose value is not as it should be, and why not."""
    for name, value in cells.items():
        if value and name in _CHOICES and value not in _CHOICES[name]:
            yield name, f"{value!r} is none of {', '.join(_CHOICES[name])}"
        elif value and name in _DAYS and not _is_day(value):
            yield name, f"{value!r} is no day written as 2021-05-03"
        elif value and name in _COUNTRIES and not _COUNTRY.match(value):
            yield name, f"{value!r} is no ISO code of a country, two capital letters such as KE"


def _is_day(value: str) -> bool:
    try:
        return bool(_DAY.match(value) and dt.date.fromisoformat(value))
    except ValueError:
        return False


def _rows(text: str, source: Path) -> list[_Row]:
    """Return the rows that are not empty, the head first, its names as we write them."""
    lines = text.splitlines(keepends=True)
    reader = csv.reader(lines, strict=True, delimiter=_delimiter(lines))
    rows: list[_Row] = []
    last = 0
    try:
        for number, cells in enumerate(reader, 1):
            words, last = "".join(lines[last : reader.line_num]), reader.line_num
            if any(cell.strip() for cell in cells):
                rows.append(_Row(cells, words if words.endswith("\n") else f"{words}\n", number))
    except csv.Error as error:
        raise RecordError(
            source, f"is no CSV in line {reader.line_num} ({error})", "mend that line"
        ) from error
    head: Sequence[str] = [name.strip().casefold() for name in rows[0].cells] if rows else []
    unknown = [name for name in head if name not in COLUMNS]
    if unknown or "event" not in head or len(set(head)) < len(head):
        problem = (
            f"has the unknown column {unknown[0]!r}" if unknown else "has no column 'event', or one twice"
        )
        raise RecordError(source, problem, f"use columns of these: {', '.join(COLUMNS)}")
    for row in rows[1:]:
        if len(row.cells) > len(head):
            raise RecordError(
                source, f"has {len(row.cells)} cells in row {row.number}, and {len(head)} columns",
                "put values in quotes that hold what stands between cells",
            )  # fmt: skip
        if not dict(zip(head, row.cells, strict=False)).get("event", "").strip():
            raise RecordError(source, f"has no event in row {row.number}", "give each row its event")
    return [replace(rows[0], cells=head), *rows[1:]]


def _delimiter(lines: Sequence[str]) -> str:
    """Return what stands between the cells: what makes most names of columns of the head, else a comma."""
    head = next((line for line in lines if line.strip()), "")

    def known(delimiter: str) -> int:
        return sum(name.strip(' "\r\n').casefold() in COLUMNS for name in head.split(delimiter))

    return max(_DELIMITERS, key=known)


class _Making:
    """The items of a record, each with the rows that speak of it."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.newsletter: dict[str, Any] = {}
        self.items: dict[str, dict[tuple[str, ...], dict[str, Any]]] = {
            name: {} for name in ("events", "sessions", "persons", "organizations", "participations")
        }
        self.said: list[dict[str, Any]] = []

    def row(self, cells: Mapping[str, str], span: Span) -> None:
        """Take what one row says."""
        for name in ("title", "released"):
            if cells.get(name):
                self.newsletter.setdefault(name, cells[name])
        event = self._item("events", (cells["event"],), span, name=cells["event"])
        for name in ("start", "end", "mode", "place", "country"):
            if cells.get(name):
                event.setdefault(name, cells[name])
        if cells.get("organizer"):
            organizer = self._body(cells["organizer"], span)
            if organizer not in event.setdefault("organizers", []):
                event["organizers"].append(organizer)
        occasion = event["id"]
        if session := cells.get("session"):
            occasion = self._item("sessions", (event["id"], session), span, name=session, event=event["id"])[
                "id"
            ]
        by = [self._person(cells, occasion, span)] if cells.get("person") else []
        if words := cells.get("recommendation"):
            said = {"id": f"r{len(self.said) + 1}", "text": words, "by": by, "in": occasion}
            if cells.get("kind"):
                said["kind"] = cells["kind"]
            self.said.append(said | {"evidence": _json(span)})

    def _person(self, cells: Mapping[str, str], occasion: str, span: Span) -> str:
        person = self._item("persons", (cells["person"],), span, name=cells["person"], affiliations=[])
        for column, name in (("honorific", "honorific"), ("represents", "country")):
            if cells.get(column):
                person.setdefault(name, cells[column])
        if cells.get("organization"):
            post = {
                "organization": self._body(cells["organization"], span),
                "title": cells.get("position") or None,
            }
            if all({**held, "evidence": 0} != {**post, "evidence": 0} for held in person["affiliations"]):
                person["affiliations"].append(post | {"evidence": [_json(span)]})
        role = cells.get("role") or "speaker"
        key = (person["id"], occasion, role)
        part = self.items["participations"].setdefault(
            key, {"person": person["id"], "in": occasion, "role": role, "evidence": []}
        )
        part["evidence"].append(_json(span))
        return str(person["id"])

    def _body(self, name: str, span: Span) -> str:
        return str(self._item("organizations", (name,), span, name=name)["id"])

    def _item(self, kind: str, key: tuple[str, ...], span: Span, **values: Any) -> dict[str, Any]:
        found = self.items[kind]
        item = found.setdefault(key, {"id": f"{kind[0]}{len(found) + 1}", **values, "evidence": []})
        if _json(span) not in item["evidence"]:
            item["evidence"].append(_json(span))
        return item

    def record(self) -> Record:
        """Return the record, checked like any other."""
        events = self.items["events"].values()
        data: dict[str, Any] = {
            "newsletter": {"title": self.source.stem, **self.newsletter},
            **{name: list(items.values()) for name, items in self.items.items()},
            "countries": sorted({event["country"] for event in events if event.get("country")}),
            "recommendations": self.said,
        }
        return parse_record(json.dumps(data), self.source)


def _json(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}
