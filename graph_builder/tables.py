"""Tables of participations, as CSV: the rows of one newsletter, and the record that they make.

docs/structured.md tells the columns. Names join rows: two rows with the same event, person or
organization speak of one. Each row is the evidence of what it says.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from graph_builder.errors import RecordError
from graph_builder.records import Record, parse_record
from graph_builder.text import Span

#: What a column says; `event` alone must be there and filled.
COLUMNS: Final = (
    "newsletter", "title", "released", "event", "start", "end", "mode", "place", "country", "organizer",
    "session", "person", "honorific", "represents", "role", "position", "organization",
    "recommendation", "kind",
)  # fmt: skip


def newsletters(text: str, source: Path) -> dict[str, str]:
    """Return for each newsletter of a table its rows under the head, as they stand in the file.

    Raises `RecordError` where a column is unknown or missing, or a row has too many cells.
    """
    head, *rows = _rows(text, source)
    found: dict[str, list[str]] = {}
    for cells, words in rows:
        name = dict(zip(head[0], cells, strict=False)).get("newsletter", "").strip() or source.stem
        found.setdefault(name, [head[1]]).append(words)
    return {name: "".join(words) for name, words in found.items()}


def record_of(text: str, source: Path) -> Record:
    """Return the record that the rows of one newsletter make; its spans are those of the rows.

    Raises `RecordError` where a value breaks the schema of records.
    """
    (columns, _), *rows = _rows(text, source)
    making = _Making(source)
    start = 0
    spans = []
    for _, words in _rows(text, source):
        spans.append(Span(start, start + len(words.rstrip("\r\n"))))
        start += len(words)
    for (cells, _), span in zip(rows, spans[1:], strict=True):
        making.row({name: " ".join(cell.split()) for name, cell in zip(columns, cells, strict=False)}, span)
    return making.record()


def _rows(text: str, source: Path) -> list[tuple[Sequence[str], str]]:
    """Return the cells of each row that is not empty, the head first, and the row as it stands."""
    lines = text.splitlines(keepends=True)
    reader = csv.reader(lines, strict=True)
    rows: list[tuple[Sequence[str], str]] = []
    last = 0
    try:
        for cells in reader:
            words, last = "".join(lines[last : reader.line_num]), reader.line_num
            if any(cell.strip() for cell in cells):
                rows.append((cells, words if words.endswith("\n") else f"{words}\n"))
    except csv.Error as error:
        raise RecordError(
            source, f"is no CSV in line {reader.line_num} ({error})", "mend that line"
        ) from error
    head: Sequence[str] = [name.strip().casefold() for name in rows[0][0]] if rows else []
    unknown = [name for name in head if name not in COLUMNS]
    if unknown or "event" not in head or len(set(head)) < len(head):
        problem = (
            f"has the unknown column {unknown[0]!r}" if unknown else "has no column 'event', or one twice"
        )
        raise RecordError(source, problem, f"use columns of these: {', '.join(COLUMNS)}")
    for row, line in rows[1:]:
        if len(row) > len(head) or not dict(zip(head, row, strict=False)).get("event", "").strip():
            raise RecordError(
                source, f"has a row without an event, or with too many cells: {line[:60].strip()!r}",
                "give each row its event, and put values with commas in quotes",
            )  # fmt: skip
    return [(head, rows[0][1]), *rows[1:]]


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
