"""What each newsletter says of a thing, in the form in which it is compared.

Mentions that say the same are one `Group` from the start, so that few are compared pair by pair: a
body that a thousand newsletters name alike is one group, not a thousand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from graph_builder.identify.words import (
    Edition,
    PersonName,
    Term,
    Words,
    acronym_key,
    edition,
    fold_name,
    is_acronym,
    person_name,
    term,
)
from graph_builder.iris import Key, Kind
from graph_builder.records import Event, EventId, Occasion, Organization, Person, Record, Session
from graph_builder.registry import Sighting, cell

#: What an item of a record is called across newsletters: the newsletter's id and the item's own.
Mention = tuple[str, str]


class Said(NamedTuple):
    """One mention: where it stands, how it is printed, and what the registry remembers it by."""

    mention: Mention
    sighting: Sighting
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class OfPerson:
    """What is said of a person."""

    name: PersonName
    country: str
    sex: str
    posts: frozenset[tuple[Mention, str]]  #: the body, as its cluster's first mention, and the folded title
    publisher: str


@dataclass(frozen=True, slots=True)
class OfBody:
    """What is said of an organization."""

    names: tuple[Term, ...]  #: the printed name first, then other full names; none beside an acronym
    acronym: str
    country: str
    parent: Mention | None  #: as its cluster's first mention
    publisher: str


@dataclass(frozen=True, slots=True)
class OfGathering:
    """What is said of an event or a session."""

    name: Edition
    year: int | None
    sure_year: bool  #: False where it is only that of the issue
    start: dt.date | None
    end: dt.date | None
    place: str
    number: int | None  #: of a session
    event: Mention | None  #: of a session, as its cluster's first mention


@dataclass(frozen=True, slots=True)
class OfPlace:
    """What is said of a city or a province."""

    name: Term
    country: str
    publisher: str


F = TypeVar("F")


@dataclass(slots=True)
class Group(Generic[F]):
    """Mentions that say the same."""

    kind: Kind
    key: Key  #: tells groups of a kind apart, and gives them one order
    features: F
    said: list[Said] = field(default_factory=list)


@dataclass(frozen=True)
class Reader:
    """Reads the mentions of one record."""

    newsletter: str
    record: Record
    words: Words

    @property
    def language(self) -> str:
        """Return the language of the newsletter."""
        return self.record.newsletter.language

    @cached_property
    def publisher(self) -> str:
        """Return the folded name of the body that issues the newsletter, or nothing."""
        local = self.record.newsletter.publisher
        return term(self.bodies[local].name, self.words).key if local else ""

    @cached_property
    def bodies(self) -> Mapping[str, Organization]:
        """Return the organizations by id."""
        return {body.id: body for body in self.record.organizations}

    def said(self, local: str, name: str, *details: str | None) -> Said:
        """Return an item as it is remembered."""
        detail = cell(", ".join(filter(None, details)))
        sighting = Sighting(self.newsletter, cell(name) or local, detail)
        return Said((self.newsletter, local), sighting, name, self.language)

    def person(self, person: Person, body_of: Callable[[Mention], Mention]) -> tuple[Said, OfPerson]:
        """Return a person with the posts that the newsletter names."""
        forms = {fold_name(part) for part in (person.honorific or "").split()}
        forms |= {fold_name(part) for part in person.name.split()[:1]}
        sex = "m" if forms & self.words.men else "f" if forms & self.words.women else ""
        posts = frozenset(
            (body_of((self.newsletter, post.organization)), fold_name(post.title or ""))
            for post in person.affiliations
        )
        where = [self.bodies[post.organization].name for post in person.affiliations[:1]]
        said = self.said(person.id, person.name, person.country, *where)
        name = person_name(person.name, self.words)
        return said, OfPerson(name, person.country or "", sex, posts, self.publisher)

    def body(self, body: Organization, parent: Mention | None) -> tuple[Said, OfBody]:
        """Return a body; an acronym among its names is its acronym."""
        names = (body.name, *body.aliases)
        short = body.acronym or next(filter(is_acronym, names), "")
        full = dict.fromkeys(
            term(name, self.words) for name in names if not is_acronym(name) and name != body.acronym
        )
        above = self.bodies[body.part_of].name if body.part_of else None
        said = self.said(body.id, body.name, body.country, above)
        return said, OfBody(tuple(full), acronym_key(short), body.country or "", parent, self.publisher)

    def event(self, event: Event) -> tuple[Said, OfGathering]:
        """Return an event with the year of its edition."""
        name = edition(event.name, self.words)
        year, sure = _year(event, name, self.record)
        said = self.said(event.id, event.name, str(year or ""))
        place = fold_name(event.place or "")
        return said, OfGathering(name, year, sure, event.start, event.end, place, None, None)

    def session(self, session: Session, event: Mention) -> tuple[Said, OfGathering]:
        """Return a session of an event."""
        name = edition(session.name, self.words)
        number = None if session.number is None else str(session.number)
        of = next(event.name for event in self.record.events if event.id == session.event)
        said = self.said(session.id, session.name, number, of)
        place = fold_name(session.place or "")
        year = session.start.year if session.start else name.year
        return said, OfGathering(
            name, year, year is not None, session.start, session.end, place, session.number, event
        )

    def places(self) -> Iterator[tuple[Said, OfPlace]]:
        """Yield the cities and provinces, each as often as it is named."""
        for occasion in self.record.occasions:
            for name in (occasion.place, occasion.region):
                if name:
                    said = self.said(place_id(name, occasion.country), name, occasion.country)
                    yield said, OfPlace(term(name, self.words), occasion.country or "", self.publisher)


def place_id(name: str, country: str | None) -> str:
    """Return what stands for a place within a newsletter, as an item's own id does."""
    return f"place {name} {country or ''}"


def groups(kind: Kind, read: Iterable[tuple[Said, F, Key]], apart: frozenset[Mention]) -> list[Group[F]]:
    """Return mentions that have one key as one group, in the order of the keys.

    Those that are `apart`, because a person parted them from something, are each a group of their own.
    """
    found: dict[Key, Group[F]] = {}
    for said, features, key in read:
        full = (*key, *said.sighting) if said.mention in apart else key
        group = found.setdefault(full, Group(kind, full, features))
        if group.said and said < group.said[0]:
            # The first mention speaks for all, whatever the order in which they come.
            group.said.insert(0, said)
            group.features = features
        else:
            group.said.append(said)
    return [found[key] for key in sorted(found)]


def _year(event: Event, name: Edition, record: Record) -> tuple[int | None, bool]:
    """Return the year of an event, and whether the event itself tells it.

    It is that of its date, else that in its name, else that of what it holds, else that of the issue.
    """
    if event.start:
        return event.start.year, True
    if name.year:
        return name.year, True
    if dates := sorted(part.start for part in _within(event.id, record) if part.start):
        return dates[0].year, True
    issue = record.newsletter
    return issue.released.year if issue.released else issue.year, False


def _within(event: EventId, record: Record) -> list[Occasion]:
    """Return the sessions of an event, and the events within it at any depth with theirs."""
    found: list[Occasion] = []
    todo, seen = [event], {event}
    while todo:
        here = todo.pop()
        found += [session for session in record.sessions if session.event == here]
        for inner in record.events:
            if here in inner.part_of and inner.id not in seen:
                seen.add(inner.id)
                todo.append(inner.id)
                found.append(inner)
    return found
