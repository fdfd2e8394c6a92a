"""Which mentions, across newsletters, are one thing, and what IRI and label it has.

Two mentions are one node where everything that tells them apart is equal: of a person name and
country, of an organization name, country and parent bodies, of an event name and year, of a session
name, number and event, of a place name and country. Known and unknown are not equal: "Ministry of
Lakes" of Thailand, of Myanmar and of no named country are three.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rdflib.term import Literal, URIRef

from graph_builder.iris import Iris, Key, Kind, bare_name, slugs
from graph_builder.records import Event, EventId, Occasion, OrganizationId, Record

#: What an item of a record is called across newsletters: the newsletter's id and the item's own.
Mention = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing of the graph."""

    iri: URIRef
    label: Literal  #: the same in every graph


@dataclass(frozen=True, slots=True)
class Identities:
    """The entity that each mention stands for."""

    _mentions: Mapping[Mention, Entity]
    _places: Mapping[Key, Entity]

    def of(self, newsletter: str, local: str) -> Entity:
        """Return the entity of an item (e1, s1, p1, o1) of a newsletter's record."""
        return self._mentions[newsletter, local]

    def place(self, name: str, country: str | None) -> Entity:
        """Return the entity of a city or province as printed."""
        return self._places[_place_key(name, country)]


@dataclass(frozen=True, slots=True)
class _Named:
    """One mention: what it is called, and what tells it apart."""

    kind: Kind
    key: Key
    name: str
    language: str


def identify(records: Mapping[str, Record], iris: Iris) -> Identities:
    """Return which mentions of `records` (by newsletter id) are one thing.

    The outcome does not depend on the order of the records.
    """
    mentions: dict[Mention, _Named] = {}
    places: dict[Key, list[_Named]] = defaultdict(list)
    for newsletter, record in records.items():
        for local, named in _named(record):
            mentions[newsletter, local] = named
        for named in _places(record):
            places[named.key].append(named)
    entities = _entities(mentions.values(), iris)
    in_places = _entities((named for group in places.values() for named in group), iris)
    return Identities(
        {mention: entities[named.kind, named.key] for mention, named in mentions.items()},
        {key: entity for (_, key), entity in in_places.items()},
    )


def _entities(mentions: Iterable[_Named], iris: Iris) -> dict[tuple[Kind, Key], Entity]:
    forms: defaultdict[tuple[Kind, Key], Counter[tuple[str, str]]] = defaultdict(Counter)
    for named in mentions:
        forms[named.kind, named.key][named.name, named.language] += 1
    labels = {
        # The commonest printed form; the alphabet decides between equals.
        which: min(printed, key=lambda form, counts=printed: (-counts[form], form))  # type: ignore[misc]
        for which, printed in forms.items()
    }
    slug_keys: defaultdict[Kind, dict[tuple[Kind, Key], Key]] = defaultdict(dict)
    for which, (name, _) in labels.items():
        slug_keys[which[0]][which] = (name, *which[1])
    found: dict[tuple[Kind, Key], Entity] = {}
    for kind, keys in slug_keys.items():
        minted = slugs(keys.values())
        for which, key in keys.items():
            name, language = labels[which]
            found[which] = Entity(iris.thing(kind, minted[key]), Literal(name, lang=language))
    return found


def _named(record: Record) -> Iterator[tuple[str, _Named]]:
    language = record.newsletter.language
    events = {event.id: _event_key(event, record) for event in record.events}
    for event in record.events:
        yield event.id, _Named("event", events[event.id], event.name, language)
    for session in record.sessions:
        number = "" if session.number is None else str(session.number)
        key = (bare_name(session.name), number, *events[session.event])
        yield session.id, _Named("session", key, session.name, language)
    for person in record.persons:
        yield (
            person.id,
            _Named("person", (bare_name(person.name), person.country or ""), person.name, language),
        )
    bodies = {body.id: body for body in record.organizations}

    def body_key(local: OrganizationId) -> Key:
        body = bodies[local]
        above = body_key(body.part_of) if body.part_of else ()
        return (bare_name(body.name), body.country or "", *above)

    for body in record.organizations:
        yield body.id, _Named("organization", body_key(body.id), body.name, language)


def _places(record: Record) -> Iterator[_Named]:
    for occasion in record.occasions:
        for name in (occasion.place, occasion.region):
            if name:
                yield _Named("place", _place_key(name, occasion.country), name, record.newsletter.language)


def _place_key(name: str, country: str | None) -> Key:
    return (bare_name(name), country or "")


def _event_key(event: Event, record: Record) -> Key:
    return (bare_name(event.name), _year(event, record))


def _year(event: Event, record: Record) -> str:
    """Return the year of an event: its own, else that of what it holds, else that of the issue."""
    inner = _within(event.id, record)
    dates = sorted(part.start for part in inner if part.start)
    if event.start:
        return str(event.start.year)
    if dates:
        return str(dates[0].year)
    if record.newsletter.released:
        return str(record.newsletter.released.year)
    return "" if record.newsletter.year is None else str(record.newsletter.year)


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
