"""The record: what one newsletter says, as frozen values with exact types.

Extraction makes records, people correct them, mapping reads them; nothing else passes between the
three. The types equal `record.schema.json` field by field, save that ``in`` is spelt ``occasion``
here, since it is a word of Python.

`parse_record` takes JSON in; whatever it returns has passed the schema and points only to ids that
it defines.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, NewType

import cattrs
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from jsonschema import Draft202012Validator, FormatChecker

from graph_builder.errors import RecordError, UndefinedReference
from graph_builder.resources import RECORD_SCHEMA
from graph_builder.text import Span, fold_space

EventId = NewType("EventId", str)
SessionId = NewType("SessionId", str)
PersonId = NewType("PersonId", str)
OrganizationId = NewType("OrganizationId", str)
RecommendationId = NewType("RecommendationId", str)
#: Every id of a record is a string whose first letter tells its kind: e, s, p, o or r.
OccasionId = EventId | SessionId


class Mode(StrEnum):
    """How people met."""

    ONSITE = "onsite"
    ONLINE = "online"
    HYBRID = "hybrid"


class Role(StrEnum):
    """What part someone had."""

    CHAIR = "chair"
    OPENING_SPEAKER = "opening_speaker"
    KEYNOTE_SPEAKER = "keynote_speaker"
    SPEAKER = "speaker"
    DISCUSSANT = "discussant"
    CLOSING_SPEAKER = "closing_speaker"
    PARTICIPANT = "participant"


class Kind(StrEnum):
    """What sort of statement a recommendation is."""

    RECOMMENDATION = "recommendation"
    COMMITMENT = "commitment"
    CONSENSUS = "consensus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsletter:
    """The issue itself: headline, masthead, and the file that it was read from."""

    title: str
    id: str | None = None
    publisher: OrganizationId | None = None
    issue: str | None = None
    year: int | None = None
    released: dt.date | None = None
    language: str = "en"
    url: str | None = None
    file: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Where an item stands in the text, and how it was found.

    `confidence` and `rule` are absent in what a person wrote.
    """

    evidence: tuple[Span, ...] = ()
    confidence: float | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion(Finding):
    """What events and sessions have in common: when, where, by whom, on what."""

    start: dt.date | None = None
    end: dt.date | None = None
    mode: Mode | None = None
    place: str | None = None
    region: str | None = None
    country: str | None = None
    organizers: tuple[OrganizationId, ...] = ()
    co_organizers: tuple[OrganizationId, ...] = ()
    supporters: tuple[OrganizationId, ...] = ()
    guided_by: tuple[OrganizationId, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Occasion):
    """A meeting, week, dialogue or series."""

    id: EventId
    name: str
    part_of: tuple[EventId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Occasion):
    """A part of an event that the text calls a session or a panel."""

    id: SessionId
    name: str
    event: EventId
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Affiliation(Finding):
    """One post: a title (where the text gives one) at one organization."""

    organization: OrganizationId
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Finding):
    """Someone with a part in what is reported."""

    id: PersonId
    name: str
    family_name: str | None = None
    given_name: str | None = None
    honorific: str | None = None
    affiliations: tuple[Affiliation, ...] = ()
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization(Finding):
    """A body, or a department of one."""

    id: OrganizationId
    name: str
    acronym: str | None = None
    aliases: tuple[str, ...] = ()
    part_of: OrganizationId | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation(Finding):
    """One part that one person had in one event or session."""

    person: PersonId
    occasion: OccasionId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """One thing that someone said should be done, will be done, or was agreed.

    Its evidence is one span, and `text` is the words of that span with white space folded.
    """

    id: RecommendationId
    text: str
    by: tuple[PersonId, ...]
    occasion: OccasionId
    kind: Kind = Kind.RECOMMENDATION
    countries: tuple[str, ...] = ()
    country_groups: tuple[str, ...] = ()
    evidence: Span | None = None
    confidence: float | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that one newsletter says."""

    newsletter: Newsletter
    events: tuple[Event, ...] = ()
    sessions: tuple[Session, ...] = ()
    persons: tuple[Person, ...] = ()
    organizations: tuple[Organization, ...] = ()
    countries: tuple[str, ...] = ()
    participations: tuple[Participation, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()

    @property
    def occasions(self) -> tuple[Event | Session, ...]:
        """Return the events, then the sessions."""
        return self.events + self.sessions


# --- JSON in and out ---------------------------------------------------------------------------

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
    record = _converter().structure(_without_nulls(data), Record)
    _check_references(record, source)
    _check_circles(record, source)
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


# --- what a schema cannot say ---------------------------------------------------------------------


def findings(record: Record) -> Iterator[tuple[str, Finding | Recommendation]]:
    """Yield every item that carries evidence, with the place where it stands in the record."""
    for name in ("events", "sessions", "persons", "organizations", "participations", "recommendations"):
        for index, item in enumerate(getattr(record, name)):
            yield f"{name}[{index}]", item
            if isinstance(item, Person):
                for number, post in enumerate(item.affiliations):
                    yield f"{name}[{index}].affiliations[{number}]", post


def spans(item: Finding | Recommendation) -> tuple[Span, ...]:
    """Return the spans that prove an item."""
    if isinstance(item, Recommendation):
        return (item.evidence,) if item.evidence else ()
    return item.evidence


def references(record: Record) -> Iterator[tuple[str, str]]:
    """Yield every id that the record points to, with the place that points."""
    if record.newsletter.publisher:
        yield "newsletter.publisher", record.newsletter.publisher
    for occasion in record.occasions:
        for role in ("organizers", "co_organizers", "supporters", "guided_by"):
            yield from ((f"{occasion.id}.{role}", body) for body in getattr(occasion, role))
    for event in record.events:
        yield from ((f"{event.id}.part_of", outer) for outer in event.part_of)
    yield from ((f"{session.id}.event", session.event) for session in record.sessions)
    for body in record.organizations:
        if body.part_of:
            yield f"{body.id}.part_of", body.part_of
    for person in record.persons:
        yield from ((f"{person.id}.affiliations", post.organization) for post in person.affiliations)
    for index, part in enumerate(record.participations):
        yield f"participations[{index}].person", part.person
        yield f"participations[{index}].in", part.occasion
    for said in record.recommendations:
        yield from ((f"{said.id}.by", speaker) for speaker in said.by)
        yield f"{said.id}.in", said.occasion


def check_spans(record: Record, text: str, source: str | Path) -> None:
    """Raise `RecordError` for the first span that does not lie in `text` or does not prove its item."""
    for where, item in findings(record):
        for span in spans(item):
            if not span.start < span.end <= len(text):
                raise RecordError(
                    source,
                    f"{where} has the span {span.start}-{span.end}, which is empty or outside the text"
                    f" of {len(text)} characters",
                    "give offsets in code points of the text that the record describes",
                )
            if isinstance(item, Recommendation) and fold_space(span.of(text)) != fold_space(item.text):
                raise RecordError(
                    source,
                    f"{where} says {item.text[:60]!r}, but the text at {span.start}-{span.end} says"
                    f" {fold_space(span.of(text))[:60]!r}",
                    "copy the words of the source, or move the span",
                )


def located(record: Record, places: Mapping[str, Span]) -> Record:
    """Return the record with evidence in its own file: for each item the span of its JSON pointer.

    Without a text there is nothing else to point at; `places` comes from `pointers.spans`.
    """

    def at(pointer: str) -> tuple[Span, ...]:
        return (places[pointer],)

    def moved(name: str) -> Any:
        items = enumerate(getattr(record, name))
        return tuple(replace(item, evidence=at(f"/{name}/{index}")) for index, item in items)

    persons = tuple(
        replace(
            person,
            affiliations=tuple(
                replace(post, evidence=at(f"/persons/{index}/affiliations/{number}"))
                for number, post in enumerate(person.affiliations)
            ),
            evidence=at(f"/persons/{index}"),
        )
        for index, person in enumerate(record.persons)
    )
    recommendations = tuple(
        replace(said, evidence=places[f"/recommendations/{index}"])
        for index, said in enumerate(record.recommendations)
    )
    others = {name: moved(name) for name in ("events", "sessions", "organizations", "participations")}
    return replace(record, persons=persons, recommendations=recommendations, **others)


def _check_references(record: Record, source: str | Path) -> None:
    defined: set[str] = set()
    items = (*record.occasions, *record.persons, *record.organizations, *record.recommendations)
    for item in items:
        if item.id in defined:
            raise RecordError(source, f"the id {item.id!r} stands twice", "give each item an id of its own")
        defined.add(item.id)
    for where, target in references(record):
        if target not in defined:
            raise UndefinedReference(source, where, target)


def _check_circles(record: Record, source: str | Path) -> None:
    above: dict[str, tuple[str, ...]] = {event.id: event.part_of for event in record.events}
    above |= {body.id: (body.part_of,) for body in record.organizations if body.part_of}
    for first in above:
        if first in _reachable(above[first], above):
            raise RecordError(source, f"{first}.part_of leads back to {first}", "break the circle")


def _reachable(start: Iterable[str], above: Mapping[str, tuple[str, ...]]) -> set[str]:
    seen: set[str] = set()
    todo = list(start)
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo.extend(above.get(here, ()))
    return seen
