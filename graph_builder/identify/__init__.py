"""Which mentions, across newsletters, are one thing, and what IRI and label it has.

Each kind goes the same way: mentions that say the same are one group, groups that may be one are
judged pair by pair, with reasons, and those judged the same are joined. Places and organizations come
first, bodies before their units; persons are then compared by their bodies, sessions by their events.
What is unsure stays apart and is told. What a person decided comes before everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from graph_builder.identify import bodies, gatherings, persons, places
from graph_builder.identify.clusters import Clusters, Decisions, Doubt, Rules
from graph_builder.identify.judgement import Judgement, Reason, Verdict
from graph_builder.identify.mentions import (
    Group,
    Mention,
    OfBody,
    OfGathering,
    OfPerson,
    OfPlace,
    Reader,
    Said,
    groups,
    place_id,
)
from graph_builder.identify.naming import Entity, Thing, named
from graph_builder.identify.words import Words, words_of
from graph_builder.iris import Iris, Kind
from graph_builder.lexicon import Lexicon
from graph_builder.overrides import Decision, Override
from graph_builder.records import OrganizationId, Record
from graph_builder.registry import Registry, Sighting

__all__ = [
    "Entity", "Identities", "Judgement", "Mention", "Past", "Question", "Reason", "Verdict", "identify",
]  # fmt: skip

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Past:
    """What was decided before: the IRIs given, and a person's word."""

    registry: Registry = field(default_factory=Registry)
    overrides: tuple[Override, ...] = ()


_NO_PAST: Final = Past()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Two things that may be one, for a person to decide."""

    kind: Kind
    one: Said
    other: Said
    #: How each is named in a decision, as `overrides.tsv` has it.
    references: tuple[str, str]
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Identities:
    """The entity that each mention stands for, and what is left to decide."""

    _mentions: Mapping[Mention, Entity]
    registry: Registry = field(default_factory=Registry)
    questions: tuple[Question, ...] = ()
    #: Decisions that name a mention which is not there.
    idle: tuple[Override, ...] = ()

    def of(self, newsletter: str, local: str) -> Entity:
        """Return the entity of an item (e1, s1, p1, o1) of a newsletter's record."""
        return self._mentions[newsletter, local]

    def place(self, newsletter: str, name: str, country: str | None) -> Entity:
        """Return the entity of a city or province as a newsletter prints it."""
        return self._mentions[newsletter, place_id(name, country)]

    def moved(self, iris: Iris) -> dict[str, tuple[str, ...]]:
        """Return each IRI once given and no longer in use, with those in its place: one, several or none."""
        start = f"{iris.base}id/"
        current = {str(entity.iri).removeprefix(start) for entity in self._mentions.values()}
        moved = self.registry.moved(current).items()
        return {start + old: tuple(start + one for one in new) for old, new in moved}


def identify(
    records: Mapping[str, Record], iris: Iris, lexicon: Lexicon, past: Past = _NO_PAST
) -> Identities:
    """Return which mentions of `records` (by newsletter id) are one thing.

    The outcome does not depend on the order of the records.
    """
    return _Resolution(records, words_of(lexicon), past).identities(iris)


class _Resolution:
    """One pass over all records."""

    def __init__(self, records: Mapping[str, Record], words: Words, past: Past) -> None:
        self._words = words
        self._past = past
        self._readers = [Reader(name, records[name], words) for name in sorted(records)]
        self._seen: dict[tuple[str, Sighting], str] = {}
        self._references: dict[Kind, _References] = {}

    def identities(self, iris: Iris) -> Identities:
        """Resolve each kind, and name what was found."""
        in_places = self._places()
        organizations = self._organizations()
        people = self._persons(organizations)
        events = self._events()
        sessions = self._sessions(events)
        found: tuple[Clusters[Any], ...] = (events, sessions, people, organizations, in_places)
        things = [
            Thing(cluster[0].kind, tuple(sorted({said for group in cluster for said in group.said})))
            for clusters in found
            for cluster in clusters.clusters()
        ]
        newsletters = frozenset(reader.newsletter for reader in self._readers)
        entities, registry = named(things, iris, self._past.registry, newsletters)
        return Identities(
            {
                said.mention: entity
                for thing, entity in zip(things, entities, strict=True)
                for said in thing.said
            },
            registry,
            tuple(self._question(doubt) for clusters in found for doubt in clusters.doubts()),
            self._idle(newsletters),
        )

    # --- one kind after the other ---------------------------------------------------------------------

    def _places(self) -> Clusters[OfPlace]:
        read = [self._once("place", *place) for reader in self._readers for place in reader.places()]
        decisions = self._decisions("place", [said for said, _ in read])
        found = groups(
            "place",
            ((said, place, places.key(place, said.mention[0])) for said, place in read),
            decisions.apart,
        )
        return _resolved(places.rules(found), decisions, found, places.candidates)

    def _organizations(self) -> Clusters[OfBody]:
        """Bodies first, then their units, level by level: a unit is told by the body above it."""
        levels: defaultdict[int, list[tuple[Reader, OrganizationId]]] = defaultdict(list)
        for reader in self._readers:
            for local in reader.bodies:
                levels[_depth(reader, local)].append((reader, OrganizationId(local)))
        # What is above a body plays no part in how a decision names it.
        every = [
            reader.body(reader.bodies[local], None)[0] for level in levels.values() for reader, local in level
        ]
        every = [self._once("organization", said, None)[0] for said in every]
        said_of = {said.mention: said for said in every}
        decisions = self._decisions("organization", every)
        corpus = bodies.Corpus()
        clusters = Clusters(bodies.rules(corpus, self._words), decisions)
        for level in sorted(levels):
            read = []
            for reader, local in levels[level]:
                above = reader.bodies[local].part_of
                parent = clusters.cluster_of((reader.newsletter, above)) if above else None
                said, body = reader.body(reader.bodies[local], parent)
                read.append((said_of[said.mention], body, bodies.key(body, reader.newsletter, self._words)))
            fresh = groups("organization", read, decisions.apart)
            corpus.learn(fresh)
            known = len(clusters.groups)
            clusters.add(fresh)
            clusters.resolve(pair for pair in bodies.candidates(clusters.groups) if max(pair) >= known)
        return clusters

    def _persons(self, organizations: Clusters[OfBody]) -> Clusters[OfPerson]:
        bodies_of = _BodiesOf(self._readers, organizations, self._words)
        read = [
            self._once("person", *reader.person(person, organizations.cluster_of))
            for reader in self._readers
            for person in reader.record.persons
        ]
        decisions = self._decisions("person", [said for said, _ in read])
        found = groups(
            "person",
            ((said, person, persons.key(person, said.mention[0])) for said, person in read),
            decisions.apart,
        )
        company: defaultdict[str, set[str]] = defaultdict(set)
        for said, person in read:
            company[said.mention[0]] |= person.name.keys
        around = persons.Around(
            bodies_of.above, bodies_of.names, bodies_of.countries, bodies_of.fields,
            {newsletter: frozenset(names) for newsletter, names in company.items()},
        )  # fmt: skip
        return _resolved(
            persons.rules(around), decisions, found, lambda given: persons.candidates(given, around)
        )

    def _events(self) -> Clusters[OfGathering]:
        read = [
            self._once("event", *reader.event(event))
            for reader in self._readers
            for event in reader.record.events
        ]
        return self._gatherings("event", read)

    def _sessions(self, events: Clusters[OfGathering]) -> Clusters[OfGathering]:
        read = [
            self._once(
                "session", *reader.session(session, events.cluster_of((reader.newsletter, session.event)))
            )
            for reader in self._readers
            for session in reader.record.sessions
        ]
        return self._gatherings("session", read)

    def _gatherings(self, kind: Kind, read: list[tuple[Said, OfGathering]]) -> Clusters[OfGathering]:
        decisions = self._decisions(kind, [said for said, _ in read])
        found = groups(
            kind,
            ((said, what, gatherings.key(what, said.mention[0])) for said, what in read),
            decisions.apart,
        )
        return _resolved(gatherings.RULES, decisions, found, gatherings.candidates)

    # --- what a person says of them -------------------------------------------------------------------

    def _once(self, kind: str, said: Said, features: F) -> tuple[Said, F]:
        """Return a mention remembered by what no other of its newsletter is remembered by."""
        if self._seen.setdefault((kind, said.sighting), said.mention[1]) == said.mention[1]:
            return said, features
        newsletter, name, detail = said.sighting
        return said._replace(
            sighting=Sighting(newsletter, name, f"{detail} {said.mention[1]}".strip())
        ), features

    def _decisions(self, kind: Kind, said: Iterable[Said]) -> Decisions:
        references = self._references[kind] = _References(said)
        found: dict[Decision, list[tuple[Mention, Mention]]] = {Decision.SAME: [], Decision.DIFFERENT: []}
        for override in self._past.overrides:
            if override.kind == kind and override.decision in found:
                one, other = references.find(override.subject), references.find(override.object)
                if one and other:
                    found[override.decision].append((one, other))
        return Decisions(tuple(found[Decision.SAME]), tuple(found[Decision.DIFFERENT]))

    def _idle(self, newsletters: frozenset[str]) -> tuple[Override, ...]:
        """Return the decisions of which a mention is not there, though its newsletter is."""
        return tuple(
            override
            for override in self._past.overrides
            for references in [self._references.get(override.kind)]  # type: ignore[call-overload]
            if references and override.decision in (Decision.SAME, Decision.DIFFERENT)
            if any(
                name.partition("#")[0] in newsletters and not references.find(name)
                for name in (override.subject, override.object)
            )
        )

    def _question(self, doubt: Doubt[Any]) -> Question:
        kind, one, other = doubt.one.kind, doubt.one.said[0], doubt.other.said[0]
        references = self._references[kind]
        return Question(
            kind=kind, one=one, other=other,
            references=(references.to(one), references.to(other)), judgement=doubt.judgement,
        )  # fmt: skip


def _resolved(
    rules: Rules[F],
    decisions: Decisions,
    found: list[Group[F]],
    candidates: Callable[[list[Group[F]]], Iterable[tuple[int, int]]],
) -> Clusters[F]:
    clusters = Clusters(rules, decisions)
    clusters.add(found)
    clusters.resolve(candidates(clusters.groups))
    return clusters


def _depth(reader: Reader, local: str) -> int:
    above = reader.bodies[local].part_of
    return 1 + _depth(reader, above) if above else 0


class _References:
    """How mentions of one kind are named in `overrides.tsv`."""

    def __init__(self, said: Iterable[Said]) -> None:
        self._found: defaultdict[str, dict[Mention, None]] = defaultdict(dict)
        for one in said:
            for reference in self._forms(one):
                self._found[reference][one.mention] = None

    def find(self, reference: str) -> Mention | None:
        """Return the mention that a decision names; None where there is none, or several."""
        found = self._found.get(reference, {})
        return next(iter(found)) if len(found) == 1 else None

    def to(self, said: Said) -> str:
        """Return the shortest reference that names this mention alone."""
        short, long = self._forms(said)
        return short if self.find(short) else long

    @staticmethod
    def _forms(said: Said) -> tuple[str, str]:
        newsletter, name, detail = said.sighting
        return f"{newsletter}#{name}", f"{newsletter}#{name}|{detail}"


class _BodiesOf:
    """What the resolved bodies tell of the persons who work there."""

    def __init__(self, readers: list[Reader], organizations: Clusters[OfBody], words: Words) -> None:
        self._above: dict[Mention, Mention] = {}
        self._own: dict[Mention, OfBody] = {}
        self._names: dict[Mention, frozenset[str]] = {}
        self._countries: dict[Mention, str] = {}
        spread: defaultdict[str, set[Mention]] = defaultdict(set)
        self._fields: dict[Mention, frozenset[str]] = {}
        for cluster in organizations.clusters():
            first = organizations.cluster_of(cluster[0].said[0].mention)
            for group in cluster:
                if group.features.parent:
                    self._above[first] = organizations.cluster_of(group.features.parent)
                if group.features.country:
                    self._countries[first] = group.features.country
            self._names[first] = frozenset(name.key for group in cluster for name in group.features.names)
            tokens = {
                token
                for group in cluster
                for name in group.features.names[:1]
                for token in name.tokens
                if len(token) > 3 and token not in words.fieldless
            }
            self._fields[first] = frozenset(tokens)
            for token in tokens:
                spread[token].add(first)
        self._rare: Final = {token for token, owners in spread.items() if len(owners) <= persons.RARE}

    def above(self, body: Mention) -> tuple[Mention, ...]:
        """Return a body and all above it."""
        found = [body]
        while (above := self._above.get(found[-1])) and above not in found:
            found.append(above)
        return tuple(found)

    def names(self, body: Mention) -> frozenset[str]:
        """Return the folded names of a body of which no more is known; of others the name says too little."""
        vague = body not in self._above and body not in self._countries
        return self._names[body] if vague else frozenset()

    def countries(self, body: Mention) -> frozenset[str]:
        """Return the countries of a body and of those above it."""
        return frozenset(self._countries[one] for one in self.above(body) if one in self._countries)

    def fields(self, body: Mention) -> frozenset[str]:
        """Return the words for its field that few bodies have in their names."""
        return frozenset(token for one in self.above(body) for token in self._fields[one] & self._rare)
