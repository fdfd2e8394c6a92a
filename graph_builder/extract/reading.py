"""What has been read of an issue so far, and the record that it makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from graph_builder.extract.cast import Cast, Member, person_id
from graph_builder.extract.directory import Directory, Entry, organization_id
from graph_builder.extract.drafts import Draft, Scene
from graph_builder.extract.masthead import Masthead
from graph_builder.extract.phrases import Phrases
from graph_builder.extract.recommendations import Said
from graph_builder.extract.roles import RoleGrammar
from graph_builder.extract.sayinggrammar import SayingGrammar
from graph_builder.extract.topics import TopicGrammar
from graph_builder.lexicon import Cues, Lexicon
from graph_builder.read import Document
from graph_builder.records import (
    Event,
    EventId,
    Kind,
    Newsletter,
    OccasionId,
    OrganizationId,
    Participation,
    PersonId,
    Recommendation,
    RecommendationId,
    Record,
    Role,
    Session,
    SessionId,
)
from graph_builder.text import Span

#: What was said, its words, their span, by whom, at what occasion, and the countries it names.
Statement = tuple[Said, str, Span, tuple[Member, ...], Draft, tuple[str, ...]]


def said_by(statement: Statement, member: Member) -> Statement:
    """Return a statement with its speaker."""
    said, words, span, _, occasion, named = statement
    return said, words, span, (member,), occasion, named


@dataclass(slots=True)
class Reading:
    """What has been read so far."""

    lexicon: Lexicon
    directory: Directory
    cast: Cast
    scene: Scene
    roles: RoleGrammar
    sayings: SayingGrammar
    topic: TopicGrammar
    phrases: Phrases
    parts: dict[tuple[int, int, Role], tuple[Member, Draft, Role, list[Span], str]] = field(
        default_factory=dict
    )
    topics: dict[int, dict[str, None]] = field(default_factory=dict)
    sponsors: dict[tuple[int, str], dict[int, Entry]] = field(default_factory=dict)
    said: list[Statement] = field(default_factory=list)
    #: Members who have a part in something.
    taking_part: set[int] = field(default_factory=set)
    #: Quotations whose speaker may be named behind a dash.
    unsigned: list[Statement] = field(default_factory=list)
    countries: dict[str, None] = field(default_factory=dict)
    #: The part of those whom the lines behind "Speakers:" name, and where that stands.
    lined_up: tuple[Role, Span] | None = None
    publisher: Entry | None = None
    speaker: Member | None = None
    listing: Kind | None = None
    list_joint: bool = False
    #: The mark of the paragraph that opened the list.
    lead_mark: str | None = None
    #: The kinds of the columns of the table that is read, and where its heads stand.
    columns: tuple[str | None, ...] = ()
    heads: tuple[Span, ...] = ()
    #: Where the section that is read begins, in the source.
    section: int = 0
    #: Whether the last thing said was agreed by all.
    agreed: bool = False


@cache
def offices(lexicon: Lexicon) -> Mapping[str, Cues]:
    """Return the kinds of bodies, with the titles of those who hold office there."""
    prefix = "organizations.offices."
    return {name.removeprefix(prefix): cues for name, cues in lexicon.cues.items() if name.startswith(prefix)}


def record_of(document: Document, head: Masthead, reading: Reading) -> Record:
    """Return the record of all that has been read."""
    occasions = _with_ids(reading.scene)
    reading.directory.numbered()
    members = [member for member in reading.cast.members if id(member) in reading.taking_part]
    persons = reading.cast.persons(members)
    return Record(
        newsletter=Newsletter(
            id=document.id,
            title=head.title,
            publisher=organization_id(reading.publisher) if reading.publisher else None,
            issue=head.issue,
            year=head.year,
            released=head.released,
            language=reading.lexicon.language,
            file=document.file,
            sha256=document.sha256,
        ),
        events=tuple(_event(draft, occasions, reading) for draft in reading.scene.events),
        sessions=tuple(_session(draft, event, occasions, reading) for draft, event in reading.scene.sessions),
        persons=persons,
        organizations=tuple(reading.directory.organizations()),
        countries=tuple(sorted(reading.countries)),
        participations=tuple(
            Participation(
                person=person_id(member),
                occasion=occasions[id(draft)],
                role=role,
                evidence=tuple(spans),
                rule=rule,
            )
            for member, draft, role, spans, rule in reading.parts.values()
        ),
        recommendations=tuple(_recommendations(reading, occasions)),
    )


def _with_ids(scene: Scene) -> dict[int, OccasionId]:
    ids: dict[int, OccasionId] = {}
    ids |= {id(draft): EventId(f"e{number}") for number, draft in enumerate(scene.events, 1)}
    ids |= {id(draft): SessionId(f"s{number}") for number, (draft, _) in enumerate(scene.sessions, 1)}
    return ids


def _bodies(draft: Draft, role: str, reading: Reading) -> tuple[OrganizationId, ...]:
    found = reading.sponsors.get((id(draft), role), {}).values()
    return tuple(dict.fromkeys(organization_id(entry) for entry in found))


def _event(draft: Draft, ids: dict[int, OccasionId], reading: Reading) -> Event:
    return Event(
        id=EventId(ids[id(draft)]),
        name=draft.name,
        part_of=tuple(EventId(ids[id(outer)]) for outer in draft.part_of),
        start=draft.start,
        end=draft.end,
        mode=draft.mode,
        place=draft.place,
        region=draft.region,
        country=draft.country,
        organizers=_bodies(draft, "organizers", reading),
        co_organizers=_bodies(draft, "co_organizers", reading),
        supporters=_bodies(draft, "supporters", reading),
        guided_by=_bodies(draft, "guided_by", reading),
        topics=tuple(reading.topics.get(id(draft), ())),
        evidence=tuple(draft.evidence),
        rule=draft.rule,
    )


def _session(draft: Draft, event: Draft, ids: dict[int, OccasionId], reading: Reading) -> Session:
    return Session(
        id=SessionId(ids[id(draft)]),
        name=draft.name,
        event=EventId(ids[id(event)]),
        number=draft.number,
        start=draft.start,
        end=draft.end,
        mode=draft.mode,
        place=draft.place,
        region=draft.region,
        country=draft.country,
        organizers=_bodies(draft, "organizers", reading),
        co_organizers=_bodies(draft, "co_organizers", reading),
        supporters=_bodies(draft, "supporters", reading),
        guided_by=_bodies(draft, "guided_by", reading),
        topics=tuple(reading.topics.get(id(draft), ())),
        evidence=tuple(draft.evidence),
        rule=draft.rule,
    )


def _recommendations(reading: Reading, ids: dict[int, OccasionId]) -> Iterator[Recommendation]:
    for number, (said, words, span, by, draft, named) in enumerate(reading.said, 1):
        speakers: tuple[PersonId, ...] = tuple(person_id(member) for member in by)
        yield Recommendation(
            id=RecommendationId(f"r{number}"),
            text=words,
            by=speakers,
            occasion=ids[id(draft)],
            kind=said.kind,
            countries=named,
            evidence=span,
            rule=said.rule,
        )
