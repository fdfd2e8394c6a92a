"""What a record is made of.

The types equal `record.schema.json` field by field, save that ``in`` is spelt ``occasion`` here,
since it is a word of Python.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from graph_builder.text import Span

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
