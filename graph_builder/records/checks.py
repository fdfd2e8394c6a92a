"""What a schema cannot say of a record: that references resolve, and that spans prove their items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from graph_builder.errors import RecordError, UndefinedReference
from graph_builder.records.types import Finding, Person, Recommendation, Record
from graph_builder.text import Span, fold_space


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


def check_spans(
    record: Record, text: str, source: str | Path, seen: Callable[[Span], str] | None = None
) -> None:
    """Raise `RecordError` for the first span that does not lie in `text` or does not prove its item.

    `seen` tells what a reader sees at a span, where that is less than the text, as with markup.
    """
    for where, item in findings(record):
        for span in spans(item):
            if not span.start < span.end <= len(text):
                raise RecordError(
                    source,
                    f"{where} has the span {span.start}-{span.end}, which is empty or outside the text"
                    f" of {len(text)} characters",
                    "give offsets in code points of the text that the record describes",
                )
            said = fold_space(item.text) if isinstance(item, Recommendation) else None
            shown = (span.of(text), seen(span)) if seen else (span.of(text),)
            if said is not None and said not in map(fold_space, shown):
                raise RecordError(
                    source,
                    f"{where} says {said[:60]!r}, but the text at {span.start}-{span.end} says"
                    f" {fold_space(span.of(text))[:60]!r}",
                    "copy the words of the source, or move the span",
                )


def moved(record: Record, place: Callable[[Span], Span]) -> Record:
    """Return the record with each of its spans moved to where `place` says."""

    def at(item: Any) -> Any:
        return replace(item, evidence=tuple(place(span) for span in item.evidence))

    return replace(
        record,
        events=tuple(map(at, record.events)),
        sessions=tuple(map(at, record.sessions)),
        persons=tuple(
            replace(at(person), affiliations=tuple(map(at, person.affiliations))) for person in record.persons
        ),
        organizations=tuple(map(at, record.organizations)),
        participations=tuple(map(at, record.participations)),
        recommendations=tuple(
            replace(said, evidence=place(said.evidence)) if said.evidence else said
            for said in record.recommendations
        ),
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


def check_references(record: Record, source: str | Path) -> None:
    """Raise where an id stands twice, or the record points to one that it does not define."""
    defined: set[str] = set()
    items = (*record.occasions, *record.persons, *record.organizations, *record.recommendations)
    for item in items:
        if item.id in defined:
            raise RecordError(source, f"the id {item.id!r} stands twice", "give each item an id of its own")
        defined.add(item.id)
    for where, target in references(record):
        if target not in defined:
            raise UndefinedReference(source, where, target)


def check_circles(record: Record, source: str | Path) -> None:
    """Raise `RecordError` where something is a part of itself, however far up."""
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
