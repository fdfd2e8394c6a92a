"""Records as JSON text, in and out."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import cattrs
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from jsonschema import Draft202012Validator, FormatChecker

from graph_builder.errors import RecordError
from graph_builder.records.checks import check_circles, check_references
from graph_builder.records.types import (
    Affiliation,
    Event,
    EventId,
    Newsletter,
    Organization,
    Participation,
    Person,
    Recommendation,
    Record,
    Session,
    SessionId,
)
from graph_builder.resources import RECORD_SCHEMA

#: What XML, and so RDF/XML, cannot hold: lone surrogates, noncharacters, and control characters, which
#: JSON escapes when it writes them.
_UNWRITABLE = re.compile(r"[\ud800-\udfff\ufffe\uffff]|(?<!\\)(?:\\\\)*\\(?:[bf]|u00[01][0-9a-f])")

_RENAMED: Mapping[str, str] = {"occasion": "in"}
_TYPES: tuple[type, ...] = (
    Newsletter, Event, Session, Affiliation, Person, Organization, Participation, Recommendation, Record,
)  # fmt: skip


@cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(dt.date, lambda value, _: dt.date.fromisoformat(value))
    converter.register_unstructure_hook(dt.date, dt.date.isoformat)
    # Ids are strings of one kind each; their first letter is checked by the schema.
    converter.register_structure_hook(EventId | SessionId, lambda value, _: value)
    for cls in _TYPES:
        renamed = {f.name: override(rename=_RENAMED[f.name]) for f in fields(cls) if f.name in _RENAMED}
        converter.register_structure_hook(cls, make_dict_structure_fn(cls, converter, **renamed))  # type: ignore[arg-type]
        converter.register_unstructure_hook(cls, make_dict_unstructure_fn(cls, converter, **renamed))  # type: ignore[arg-type]
    return converter


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(RECORD_SCHEMA.read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker())


def parse_record(raw: bytes | str, source: str | Path) -> Record:
    """Return the record that JSON text holds.

    Raises `RecordError` where it is no JSON, breaks the schema or contradicts itself, and
    `UndefinedReference` where it points to an id that it does not define; both name `source`.
    """
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise RecordError(source, f"is no JSON ({error})", "write one record as UTF-8 JSON") from error
    problems = sorted(
        _validator().iter_errors(data), key=lambda problem: [str(step) for step in problem.absolute_path]
    )
    if problems:
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        where = "/".join(str(step) for step in first.absolute_path) or "the record"
        raise RecordError(
            source, f"breaks the record schema at {where}: {first.message}{more}", "mend that value"
        )
    if unwritable := _UNWRITABLE.search(json.dumps(data, ensure_ascii=False)):
        raise RecordError(
            source, f"holds the character {unwritable[0]!a}, which no graph can hold", "take it out"
        )
    record = _converter().structure(_without_nulls(data), Record)
    check_references(record, source)
    check_circles(record, source)
    return record


def dump_record(record: Record, indent: int | None = 1) -> str:
    """Return the record as JSON text, in the order of its fields, without what is empty and optional.

    Without `indent` it is one line.
    """
    data = _without_defaults(_converter().unstructure(record), required=_REQUIRED)
    return json.dumps(data, ensure_ascii=False, indent=indent) + "\n"


#: Lists that the schema requires, or that read better when shown empty.
_REQUIRED = frozenset({
    "events", "sessions", "persons", "organizations", "countries", "participations", "recommendations", "by",
})  # fmt: skip


def _without_nulls(value: Any) -> Any:
    """Drop keys whose value is null: absent and null mean the same in a record."""
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value


def _without_defaults(value: Any, required: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {
            key: _without_defaults(item, required)
            for key, item in value.items()
            if item is not None and (item not in ([], ()) or key in required)
        }
    if isinstance(value, list | tuple):
        return [_without_defaults(item, required) for item in value]
    return value
