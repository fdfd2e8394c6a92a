"""Grounding: what does not stand in the text is left out, whoever says that it does.

Every item of a record is held against the words at its spans, and what it adds in other fields against
the words of the whole text. An item that fails is dropped with all that depends on it, and the reason is
told. It knows nothing of how a record was made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from graph_builder.lexicon import Lexicon
from graph_builder.records import (
    Affiliation,
    Event,
    Finding,
    Occasion,
    Organization,
    Participation,
    Person,
    Recommendation,
    Record,
    Role,
    Session,
)
from graph_builder.text import Span, fold_name

#: Whatever is claimed stands somewhere in a whole chapter: so long a span proves nothing.
LONGEST: Final = 4000
#: Of the words of an occasion's name, so many stand at its spans; the rest elsewhere in the text.
_NAMED: Final = 0.5

F = TypeVar("F", bound=Finding)
Gathering = TypeVar("Gathering", Event, Session)


@dataclass(frozen=True, slots=True)
class Grounded:
    """What is left of a record, and a line for each item that was dropped."""

    record: Record
    dropped: tuple[str, ...] = ()


def ground(record: Record, text: str, lexicon: Lexicon) -> Grounded:
    """Return the record without what the text does not bear out; its spans refer to `text`."""
    words = frozenset(fold_name(text).split())
    source = _Source(text, words, lexicon, _named(record, words, lexicon))
    dropped: list[str] = []

    def kept(kind: str, items: Iterable[F], check: Callable[[F], F | str]) -> tuple[F, ...]:
        found: list[F] = []
        for item in items:
            outcome = check(item)
            if isinstance(outcome, str):
                name = getattr(item, "name", None) or getattr(item, "rule", None) or ""
                dropped.append(f"{kind} {name!r}: {outcome}")
            else:
                found.append(outcome)
        return tuple(found)

    bodies = kept("organization", record.organizations, source.organization)
    known: set[str] = {body.id for body in bodies}
    bodies = tuple(
        body if body.part_of is None or body.part_of in known else replace(body, part_of=None)
        for body in bodies
    )
    persons = tuple(
        replace(
            person,
            affiliations=kept("post", person.affiliations, lambda post: source.post(post, record, known)),
        )
        for person in kept("person", record.persons, source.person)
    )
    known |= {person.id for person in persons}
    events = kept("event", record.events, lambda event: source.occasion(event, known))
    known |= {event.id for event in events}
    events = tuple(
        replace(event, part_of=tuple(outer for outer in event.part_of if outer in known)) for event in events
    )
    sessions = kept("session", record.sessions, lambda session: source.session(session, known))
    known |= {session.id for session in sessions}
    names = {person.id: person.name for person in persons}
    cues = {role: source.cues(role) for role in {part.role for part in record.participations}}
    parts = kept("part", record.participations, lambda part: source.part(part, names, known, cues[part.role]))
    said: list[Recommendation] = []
    for item in record.recommendations:
        reason = source.saying(item, known)
        if reason:
            dropped.append(f"recommendation {item.text[:60]!r}: {reason}")
        else:
            by = tuple(person for person in item.by if person in known)
            said.append(replace(item, by=by, countries=source.countries(item.countries)))
    return Grounded(
        Record(
            newsletter=source.newsletter(record, known),
            events=events,
            sessions=sessions,
            persons=persons,
            organizations=bodies,
            countries=source.countries(record.countries),
            participations=parts,
            recommendations=tuple(said),
        ),
        tuple(dropped),
    )


@dataclass(frozen=True, slots=True)
class _Source:
    """A text, its words, and what is known of the language."""

    text: str
    words: frozenset[str]
    lexicon: Lexicon
    #: The codes of the countries that it names, of those that the record has.
    named: frozenset[str]

    # --- words ---

    def quotes(self, spans: Iterable[Span]) -> dict[Span, frozenset[str]]:
        """Return the words at each span that lies in the text and is no longer than proves something."""
        return {
            span: frozenset(fold_name(span.of(self.text)).split())
            for span in spans
            if 0 <= span.start < span.end <= min(len(self.text), span.start + LONGEST)
        }

    def printed(self, words: str | None) -> str | None:
        """Return the words where each of them stands somewhere in the text."""
        return words if words and self.words.issuperset(fold_name(words).split()) else None

    def held(self, item: F, forms: Iterable[str | None]) -> F | None:
        """Return the item with the spans that hold something of its forms; None where there is none."""
        parts = {word for form in forms if form for word in fold_name(form).split()}
        spans = tuple(span for span, words in self.quotes(item.evidence).items() if words & parts)
        return replace(item, evidence=spans) if spans else None

    def at(self, item: Finding) -> frozenset[str]:
        """Return all the words at the spans of an item."""
        return frozenset[str]().union(*self.quotes(item.evidence).values())

    # --- items: each returns what is left, or the reason why nothing is ---

    def organization(self, body: Organization) -> Organization | str:
        held = self.held(body, (body.name, body.acronym, *body.aliases))
        if held is None or not any(
            _all(form, self.at(held)) for form in (body.name, body.acronym, *body.aliases)
        ):
            return "neither its name nor its acronym stands at its spans"
        if self.printed(body.name) is None:
            return "its name does not stand in the text"
        return replace(
            held,
            acronym=self.printed(body.acronym),
            aliases=tuple(alias for alias in body.aliases if self.printed(alias)),
            country=self.country(body.country),
        )

    def person(self, person: Person) -> Person | str:
        held = self.held(person, (person.name,))
        if held is None or not _all(person.name, self.at(held)):
            return "the name does not stand at its spans"
        return replace(
            held,
            family_name=_within(person.family_name, person.name),
            given_name=_within(person.given_name, person.name),
            honorific=self.printed(person.honorific),
            country=self.country(person.country),
        )

    def post(self, post: Affiliation, record: Record, known: Collection[str]) -> Affiliation | str:
        body = next((body for body in record.organizations if body.id == post.organization), None)
        if body is None or body.id not in known:
            return "its organization does not stand in the text"
        words = self.at(post)
        named = any(_all(form, words) for form in (post.title, body.name, body.acronym, *body.aliases))
        if not named:
            return "neither title nor organization stands at its spans"
        return replace(post, title=self.printed(post.title))

    def occasion(self, event: Event, known: Collection[str]) -> Event | str:
        return self._occasion(event, known)

    def session(self, session: Session, known: Collection[str]) -> Session | str:
        if session.event not in known:
            return "its event does not stand in the text"
        return self._occasion(session, known)

    def _occasion(self, occasion: Gathering, known: Collection[str]) -> Gathering | str:
        held = self.held(occasion, (occasion.name,))
        name = fold_name(occasion.name).split()
        if held is None or sum(word in self.at(held) for word in name) < _NAMED * len(name):
            return "the name does not stand at its spans"
        if self.printed(occasion.name) is None:
            return "the name does not stand in the text"
        bodies: dict[str, Any] = {
            role: tuple(body for body in getattr(occasion, role) if body in known)
            for role in ("organizers", "co_organizers", "supporters", "guided_by")
        }
        place = self.printed(occasion.place)
        start = occasion.start if self.dated(occasion.start) else None
        return replace(
            held,
            start=start,
            end=occasion.end if start and self.dated(occasion.end) else start and occasion.end and start,
            place=place,
            region=self.printed(occasion.region),
            country=occasion.country if self._lies_in(place, occasion) else self.country(occasion.country),
            topics=tuple(topic for topic in occasion.topics if self.printed(topic)),
            **bodies,
        )

    def part(
        self, part: Participation, names: dict[Any, str], known: Collection[str], cues: frozenset[str]
    ) -> Participation | str:
        if part.person not in known or part.occasion not in known:
            return "its person or occasion does not stand in the text"
        words, name = self.at(part), frozenset(fold_name(names[part.person]).split())
        if not words & name:
            return "no part of the person's name stands at its spans"
        if not ((words - name) & cues if cues else words - name):
            return f"no word at its spans says {part.role.value.replace('_', ' ')}"
        return part

    def saying(self, said: Recommendation, known: Collection[str]) -> str | None:
        if said.occasion not in known:
            return "its occasion does not stand in the text"
        span = said.evidence
        if span is None or not 0 <= span.start < span.end <= len(self.text):
            return "it has no span in the text"
        if fold_name(span.of(self.text)) != fold_name(said.text):
            return "its span holds other words"
        return None

    def newsletter(self, record: Record, known: Collection[str]) -> Any:
        issue = record.newsletter
        released = issue.released if self.dated(issue.released) else None
        return replace(
            issue,
            title=self.printed(issue.title) or " ".join(self.text.split()[:12]),
            publisher=issue.publisher if issue.publisher in known else None,
            issue=self.printed(issue.issue),
            year=issue.year if str(issue.year) in self.words else None,
            released=released,
        )

    # --- other fields ---

    def cues(self, role: Role) -> frozenset[str]:
        """Return the words that say a role; empty for those who just speak."""
        if role in (Role.SPEAKER, Role.DISCUSSANT):
            return frozenset()
        ways = (self.lexicon[f"roles.{role.value}.{way}"].words for way in ("after", "before", "lead"))
        return frozenset(
            word for way in ways for cue in way for word in fold_name(cue).split() if len(word) > 3
        )

    def dated(self, day: dt.date | None) -> bool:
        """Return whether a day or a weekday, and its month, are printed."""
        if day is None:
            return False
        endings = self.lexicon["calendar.ordinal_endings"].words
        numbers = {str(day.day), f"{day.day:02d}", *(f"{day.day}{end}" for end in endings)}
        weekdays = self.lexicon["calendar.weekdays"].words
        months = {name.casefold() for name, number in self.lexicon.months.items() if number == day.month}
        months |= {str(day.month), f"{day.month:02d}"}
        joined = {f"{number}{month}" for number in numbers for month in months}
        return bool(
            (self.words & numbers and self.words & months) or self.words & joined or self.words & weekdays
        )

    def country(self, code: str | None) -> str | None:
        """Return the code of a country that the text names."""
        return code if code in self.named else None

    def countries(self, codes: Collection[str]) -> tuple[str, ...]:
        """Return those of some countries that the text names, by noun or adjective."""
        return tuple(code for code in codes if code in self.named)

    def _lies_in(self, place: str | None, occasion: Occasion) -> bool:
        known = self.lexicon.places.get(fold_name(place)) if place else None
        return known is not None and known.country == occasion.country


def _named(record: Record, words: frozenset[str], lexicon: Lexicon) -> frozenset[str]:
    """Return the countries of a record that a text names, by noun or adjective."""
    holders = (*record.persons, *record.organizations, *record.occasions)
    wanted = {*record.countries, *(code for said in record.recommendations for code in said.countries)}
    wanted |= {holder.country for holder in holders if holder.country}
    return frozenset(
        code
        for name, code in lexicon.countries.items()
        if code in wanted and words.issuperset(fold_name(name).split())
    )


def _all(form: str | None, words: Collection[str]) -> bool:
    parts = fold_name(form).split() if form else []
    return bool(parts) and all(part in words for part in parts)


def _within(part: str | None, name: str) -> str | None:
    return part if part and _all(part, fold_name(name).split()) else None
