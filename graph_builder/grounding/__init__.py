"""Grounding: what does not stand in the text is left out, whoever says that it does.

Every item of a record is held against the words at its spans, every detail and every relation against
the sentences that may be about it. An item that fails is dropped with all that depends on it, a detail
or relation is taken off; the reason is told. It knows nothing of how a record was made.
docs/extractors.md has the table of what must stand where.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from graph_builder.grounding.items import Items, Tell, all_in, forms_of, held, with_values, words_at
from graph_builder.grounding.people import people_of
from graph_builder.grounding.reach import NAMED, reach_of
from graph_builder.grounding.relations import Relations
from graph_builder.grounding.source import LONGEST, Source, source_of
from graph_builder.lexicon import Lexicon
from graph_builder.records import (
    Event,
    Finding,
    Organization,
    OrganizationId,
    Person,
    Recommendation,
    Record,
    Session,
)
from graph_builder.text import Span, fold_name

__all__ = ["LONGEST", "Grounded", "ground"]

F = TypeVar("F", bound=Finding)
T = TypeVar("T")
Gathering = TypeVar("Gathering", Event, Session)


@dataclass(frozen=True, slots=True)
class Grounded:
    """What is left of a record, and a line for each item, detail and relation that is not."""

    record: Record
    dropped: tuple[str, ...] = ()


def ground(record: Record, text: str, lexicon: Lexicon) -> Grounded:
    """Return the record without what the text does not bear out; its spans refer to `text`."""
    grounding = _Grounding(source_of(text, lexicon))
    return Grounded(grounding.of(record), tuple(grounding.dropped))


class _Grounding:
    """A text, and what a record said that it does not."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.dropped: list[str] = []

    def of(self, record: Record) -> Record:
        """Return what is left of a record: bodies, persons and occasions first, then what ties them."""
        items = Items(self.source, people_of(self.source, record.persons), {}, ())
        bodies = self._kept("organization", record.organizations, items.organization)
        known = {body.id: body for body in bodies}
        places = sorted((span, body.id) for body in bodies for span in body.evidence)
        items = replace(items, bodies=known, places=places)
        bodies = tuple(self._within(body, known, items) for body in bodies)
        persons = self._kept("person", record.persons, items.person)
        people = people_of(self.source, persons)
        items = replace(items, bodies={body.id: body for body in bodies}, people=people)
        persons = tuple(self._with_posts(person, items) for person in persons)
        events, sessions = self._occasions(record, items)
        relations = Relations(self.source, reach_of(self.source, events, sessions), people)
        grounded = replace(record, events=events, sessions=sessions, persons=persons, organizations=bodies)
        ids = frozenset[str]({*(one.id for one in grounded.occasions), *(one.id for one in persons)})
        anchors = _anchors(record, items)
        events = tuple(
            replace(
                self._about(event, items, relations, anchors), part_of=self._frames(event, events, relations)
            )
            for event in events
        )
        return replace(
            grounded,
            newsletter=items.newsletter(record.newsletter, self._teller("newsletter", "")),
            events=events,
            sessions=tuple(self._about(session, items, relations, anchors) for session in sessions),
            countries=self._countries(record),
            participations=tuple(self._parts(record, ids, relations)),
            recommendations=tuple(self._sayings(record, ids, relations)),
        )

    def _teller(self, kind: str, name: str) -> Tell:
        def tell(what: str, reason: str) -> None:
            self.dropped.append(f"{kind} {name!r}, {what}: {reason}" if name else f"{kind}, {what}: {reason}")

        return tell

    def _kept(self, kind: str, items: Iterable[F], check: Callable[[F, Tell], F | str]) -> tuple[F, ...]:
        found: list[F] = []
        for item in items:
            name = getattr(item, "name", "")
            outcome = check(item, self._teller(kind, name))
            if isinstance(outcome, str):
                self.dropped.append(f"{kind} {name!r}: {outcome}")
            else:
                found.append(outcome)
        return tuple(found)

    # --- bodies and persons ---

    def _within(
        self, body: Organization, known: dict[OrganizationId, Organization], items: Items
    ) -> Organization:
        if body.part_of is None:
            return body
        above = known.get(body.part_of)
        if above is not None and items.belongs(body, above):
            return body
        self._teller("organization", body.name)("what it is a part of", "no sentence names both")
        return replace(body, part_of=None)

    def _with_posts(self, person: Person, items: Items) -> Person:
        posts = []
        for post in person.affiliations:
            outcome = items.post(post, person)
            if isinstance(outcome, str):
                self._teller("person", person.name)(f"post {post.title or ''!r}", outcome)
            else:
                if post.title and not outcome.title:
                    self._teller("person", person.name)(
                        f"title {post.title!r}", "it does not stand with the post"
                    )
                posts.append(outcome)
        return with_values(person, affiliations=tuple(posts))

    # --- occasions ---

    def _occasions(self, record: Record, items: Items) -> tuple[tuple[Event, ...], tuple[Session, ...]]:
        def named(occasion: Gathering, tell: object) -> Gathering | str:
            kept = held(self.source, occasion, (occasion.name,))
            name = fold_name(occasion.name).split()
            words = words_at(self.source, kept) if kept else ()
            if kept is None or sum(word in words for word in name) < NAMED * len(name):
                return "the name does not stand at its spans"
            if self.source.printed(occasion.name) is None:
                return "the name does not stand in the text"
            return kept

        events = self._kept("event", record.events, named)
        known = {event.id for event in events}
        events = tuple(
            replace(event, part_of=tuple(outer for outer in event.part_of if outer in known))
            for event in events
        )
        reach = reach_of(self.source, events, ())

        def inside(session: Session, tell: Tell) -> Session | str:
            if session.event not in known:
                return "its event does not stand in the text"
            kept = named(session, tell)
            if isinstance(kept, str):
                return kept
            places = [*self.source.found(session.name), *kept.evidence]
            if not any(reach.holds(session.event, self.source.sentence(place.start)) for place in places):
                return "it is named where the text is about another event"
            numbered = map(self.source.sentence_span, self.source.sentences_at(kept.evidence))
            if kept.number is None or any(
                str(kept.number) in self.source.words_in(span) for span in numbered
            ):
                return kept
            tell(f"number {kept.number}", "it does not stand with the name")
            return replace(kept, number=None)

        return events, self._kept("session", record.sessions, inside)

    def _frames(self, event: Event, events: Iterable[Event], relations: Relations) -> tuple[Any, ...]:
        found = {outer.id: outer for outer in events}
        kept = tuple(outer for outer in event.part_of if relations.framed(event, found[outer]))
        for outer in event.part_of:
            if outer not in kept:
                self._teller("event", event.name)(f"part of {found[outer].name!r}", "no cue says so")
        return kept

    def _about(
        self, occasion: Gathering, items: Items, relations: Relations, anchors: Iterable[dt.date]
    ) -> Gathering:
        """Return an occasion with what the text says of it: when, where, how, by whom, on what.

        The words that say so join its evidence.
        """
        tell = self._teller(type(occasion).__name__.casefold(), occasion.name)
        proofs: dict[Span, None] = {}

        def kept(name: str, value: T | None, proof: Span | None) -> T | None:
            if value is not None and proof is None:
                tell(f"{name} {value}", "the text does not say it of this one")
                return None
            if value is not None and proof is not None:
                proofs[proof] = None
            return value

        def said(words: str | None, *, ahead: bool = True) -> Span | None:
            return relations.near(occasion.id, self.source.found(words) if words else (), ahead=ahead)

        def dated(day: dt.date | None) -> Span | None:
            if day is None:
                return None
            printed = relations.near(occasion.id, items.printed_days(day))
            return printed or relations.near(occasion.id, items.told_days(day, anchors))

        def body(role: str, organization: OrganizationId) -> OrganizationId | None:
            known = items.bodies.get(organization)
            if known is None:
                return None
            called = forms_of(known) + items.house_forms(known)
            proof = relations.runs(called, role, occasion.id)
            if proof is None:
                tell(f"{role} {known.name!r}", "no cue says so of this one")
                return None
            proofs[proof] = None
            return organization

        place = kept("place", occasion.place, said(occasion.place))
        start = kept("start", occasion.start, dated(occasion.start))
        end = kept("end", occasion.end, dated(occasion.end) if start else None)
        mode = occasion.mode
        known = self.source.lexicon.places.get(fold_name(place)) if place else None
        inside = said(place) if known and known.country == occasion.country else None
        about: Gathering = replace(
            occasion,
            start=start,
            end=end or (start if occasion.end else None),
            mode=kept("mode", mode, relations.met(mode, occasion.id, said(place)) if mode else None),
            place=place,
            region=kept("region", occasion.region, said(occasion.region)),
            country=kept("country", occasion.country, inside or self._names(occasion, relations)),
            topics=tuple(
                topic for topic in occasion.topics if kept("topic", topic, said(topic, ahead=False))
            ),
            organizers=tuple(filter(None, (body("organizers", one) for one in occasion.organizers))),
            co_organizers=tuple(filter(None, (body("co_organizers", one) for one in occasion.co_organizers))),
            supporters=tuple(filter(None, (body("supporters", one) for one in occasion.supporters))),
            guided_by=tuple(filter(None, (body("guided_by", one) for one in occasion.guided_by))),
        )
        return replace(about, evidence=(*about.evidence, *self._together(proofs, about.evidence)))

    def _together(self, proofs: Iterable[Span], shown: Iterable[Span]) -> Iterator[Span]:
        """Yield the proofs that are not shown already, those of one sentence as one span."""
        together: dict[int, Span] = {}
        for proof in proofs:
            if not any(span.start <= proof.start and proof.end <= span.end for span in shown):
                sentence = self.source.sentence(proof.start)
                other = together.get(sentence, proof)
                together[sentence] = Span(min(proof.start, other.start), max(proof.end, other.end))
        yield from sorted(together.values())

    def _names(self, occasion: Event | Session, relations: Relations) -> Span | None:
        """Return where the text names the country of an occasion."""
        if occasion.country is None:
            return None
        return relations.near(occasion.id, self.source.country_names(occasion.country))

    def _countries(self, record: Record) -> tuple[str, ...]:
        for country in record.countries:
            if country not in self.source.countries:
                self.dropped.append(f"country {country}: the text does not name it")
        return tuple(country for country in record.countries if country in self.source.countries)

    # --- parts and sayings ---

    def _parts(self, record: Record, known: frozenset[str], relations: Relations) -> Iterator[Any]:
        names = {person.id: person.name for person in record.persons}
        for part in record.participations:
            reason = (
                relations.part(part)
                if part.person in known and part.occasion in known
                else "its person or occasion does not stand in the text"
            )
            if reason:
                self.dropped.append(f"part {part.role.value!r} of {names[part.person]!r}: {reason}")
            else:
                yield part

    def _sayings(
        self, record: Record, known: frozenset[str], relations: Relations
    ) -> Iterator[Recommendation]:
        names = {person.id: person.name for person in record.persons}
        for item in record.recommendations:
            span = item.evidence
            if item.occasion not in known:
                reason: str | None = "its occasion does not stand in the text"
            elif span is None or not 0 <= span.start < span.end <= len(self.source.text):
                reason = "it has no span in the text"
            elif fold_name(span.of(self.source.text)) != fold_name(item.text):
                reason = "its span holds other words"
            else:
                reason = relations.said(item.kind, item.occasion, span)
            if reason or span is None:
                self.dropped.append(f"recommendation {item.text[:60]!r}: {reason}")
                continue
            by = tuple(person for person in item.by if person in known and relations.said_by(person, span))
            self.dropped.extend(
                f"recommendation {item.text[:60]!r}, by {names[person]!r}: somebody else speaks there"
                for person in item.by
                if person not in by
            )
            if item.by and not by:
                # Somebody said it, but not the one who is named: it must not pass for the word of all.
                continue
            countries = tuple(code for code in item.countries if self.source.names_country(code, span))
            groups = tuple(
                group for group in item.country_groups if all_in(group, self.source.words_at(span))
            )
            yield with_values(item, by=by, countries=countries, country_groups=groups)


def _anchors(record: Record, items: Items) -> tuple[dt.date, ...]:
    """Return the days of a record that are printed in full, from which others may be told."""
    days = [record.newsletter.released, *(day for one in record.occasions for day in (one.start, one.end))]
    known = [day for day in dict.fromkeys(days) if day]
    latest = dt.date.max - dt.timedelta(days=8)
    # A dateline gives the day of writing, a few days later.
    written = (day + dt.timedelta(days=more) for day in known if day < latest for more in range(8))
    return tuple(day for day in dict.fromkeys(written) if any(items.printed_days(day)))
