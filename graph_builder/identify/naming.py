"""What each thing is called: the label that it has everywhere, and the IRI that it keeps for good.

An IRI once given stays with what it was given to. A thing is known again by its mentions: the same
newsletter, the same or a corrected name. Of two things found to be one, the IRI that more mentions had
stays and the other forwards to it; parted again, each has its own back. Of one thing found to be two,
the larger part keeps the IRI, and of equal ones that which more mentions name as before; where there is
none it would name the wrong one half of the time, so it is given up, and each part gets a new one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz
from rdflib.term import Literal, URIRef

from graph_builder.identify.mentions import Said
from graph_builder.identify.words import is_acronym
from graph_builder.iris import MAX_SLUG, Iris, Kind, digest, slug
from graph_builder.registry import SEVERAL, Registry, Row, Sighting

#: How like its old form a corrected name is, of 100.
CORRECTED: Final = 70


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing of the graph."""

    iri: URIRef
    label: Literal  #: the same in every graph


@dataclass(frozen=True, slots=True)
class Thing:
    """A cluster that wants a name."""

    kind: Kind
    said: tuple[Said, ...]

    @property
    def label(self) -> tuple[str, str]:
        """Return the commonest printed form and its language; between equals the longest, then by alphabet.

        A slip more often leaves a letter out than puts one in. An acronym is a label only where no
        newsletter has the full name.
        """
        forms = Counter((said.name, said.language) for said in self.said)
        return min(forms, key=lambda form: (is_acronym(form[0]), -forms[form], -len(form[0]), form))

    @property
    def detail(self) -> str:
        """Return what most often tells it apart."""
        details = Counter(said.sighting.detail for said in self.said)
        return min(details, key=lambda detail: (-details[detail], detail))

    @property
    def edition(self) -> str:
        """Return the label with the year, which is what tells an event apart, if it lacks that."""
        name, _ = self.label
        told = self.kind == "event" and self.detail
        return f"{name} ({self.detail})" if told and self.detail not in name else name

    @property
    def sightings(self) -> frozenset[Sighting]:
        """Return what it is remembered by."""
        return frozenset(said.sighting for said in self.said)


def named(
    things: Sequence[Thing], iris: Iris, registry: Registry, newsletters: Set[str]
) -> tuple[list[Entity], Registry]:
    """Return an entity for each thing, and the registry that remembers them.

    `newsletters` are those that the things were found in; what the registry says of others stays.
    """
    ids: dict[int, str] = {}
    owned: list[tuple[_Claims, list[int]]] = []
    for kind in dict.fromkeys(thing.kind for thing in things):
        numbers = [number for number, thing in enumerate(things) if thing.kind == kind]
        claims = _claims(
            kind, {number: things[number].sightings for number in numbers}, registry, newsletters
        )
        ids |= claims.settled()
        owned.append((claims, numbers))
    ids |= _minted({n: thing for n, thing in enumerate(things) if n not in ids}, registry.ids)
    forwards = {loser: ids[number] for claims, _ in owned for loser, number in claims.losers(ids).items()}
    forwards |= {
        lost: SEVERAL.join(sorted(ids[number] for number in numbers))
        for claims, _ in owned
        for lost, numbers in claims.parted.items()
    }
    bearers = Counter((thing.kind, *thing.label) for thing in things)
    entities = []
    for number, thing in enumerate(things):
        name, language = thing.label
        if bearers[thing.kind, name, language] > 1:
            name = thing.edition
        slug_ = ids[number].partition("/")[2]
        entities.append(Entity(iris.thing(thing.kind, slug_), Literal(name, lang=language)))
    rows = _rows(registry, {ids[n]: thing.sightings for n, thing in enumerate(things)}, forwards, newsletters)
    return entities, Registry(tuple(sorted(rows)))


@dataclass(slots=True)
class _Claims:
    """Which ids the things of one kind had before, by how many mentions."""

    forwards: Mapping[str, str]
    #: Ids that were given up when their thing was found to be several, and those that came in their place.
    before: Mapping[str, tuple[str, ...]]
    votes: defaultdict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    #: How many of a thing's mentions are as they were; what else it is known by is a guess.
    unchanged: Counter[int] = field(default_factory=Counter)
    #: Ids that a mention has now, beside the one that it had before it was joined to them.
    since: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    #: What has just the mentions that an id had: it keeps that id, whatever else they were called before.
    unmoved: dict[int, str] = field(default_factory=dict)
    #: Ids that several things have an equal claim to, and these.
    parted: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def settled(self) -> dict[int, str]:
        """Return the id that each thing keeps: ids in use before ones that forward, by most mentions."""
        whole = {part: id_ for id_, parts in self.before.items() for part in parts}
        for votes in self.votes.values():
            for id_ in {whole[part] for part in votes if part in whole}:
                # What was parted is one again.
                if all(part in votes for part in self.before[id_]):
                    votes[id_] = votes.total() + 1
        holders: defaultdict[str, list[int]] = defaultdict(list)
        for number, votes in self.votes.items():
            for id_ in votes:
                holders[id_].append(number)
        claims = sorted(
            (id_ in self.forwards, -count, -self.unchanged[number], id_, number)
            for number, votes in self.votes.items()
            for id_, count in votes.items()
        )
        kept = dict(self.unmoved)
        taken = set(kept.values())
        for _, count, unchanged, id_, number in claims:
            if number in kept or id_ in taken:
                continue
            taken.add(id_)
            equals = [
                n
                for n in holders[id_]
                if n not in kept and (self.votes[n][id_], self.unchanged[n]) == (-count, -unchanged)
            ]
            if len(equals) > 1:
                self.parted[id_] = tuple(sorted(equals))
            else:
                kept[number] = id_
        return kept

    def losers(self, kept: Mapping[int, str]) -> dict[str, int]:
        """Return the ids given up, each with the thing that took up most of its mentions."""
        taken = {*kept.values(), *self.parted}
        best: dict[str, tuple[int, bool, int]] = {}
        for number, votes in self.votes.items():
            for id_, count in (*votes.items(), *((id_, 0) for id_ in self.since[number])):
                # Of two that took up as many, it goes on leading to the one that it led to.
                elsewhere = kept.get(number) != self.forwards.get(id_)
                if id_ not in taken and (-count, elsewhere, number) < best.get(id_, (1, True, 0)):
                    best[id_] = (-count, elsewhere, number)
        return {id_: number for id_, (*_, number) in best.items()}


def _claims(
    kind: Kind, things: Mapping[int, frozenset[Sighting]], registry: Registry, newsletters: Set[str]
) -> _Claims:
    claims = _Claims(
        registry.forwards, registry.parted, unmoved=_unmoved(kind, things, registry, newsletters)
    )
    memory = _Memory(kind, registry, newsletters)
    left: list[tuple[Sighting, int]] = []
    for number, sightings in things.items():
        for sighting in sightings:
            if ids := memory.exact(sighting):
                _vote(claims, number, ids)
                claims.unchanged[number] += 1
            else:
                left.append((sighting, number))
    for sighting, number in sorted(left):
        if ids := memory.same_name(sighting):
            _vote(claims, number, ids)
        elif id_ := memory.corrected(sighting):
            _vote(claims, number, {id_})
    return claims


def _unmoved(
    kind: Kind, things: Mapping[int, frozenset[Sighting]], registry: Registry, newsletters: Set[str]
) -> dict[int, str]:
    """Return the id of each thing that stands for just the mentions that it stood for."""
    had: defaultdict[str, set[Sighting]] = defaultdict(set)
    for row in registry.rows:
        if row.kind == kind and not row.see and row.sighting.newsletter in newsletters:
            had[row.id].add(row.sighting)
    ids = {frozenset(sightings): id_ for id_, sightings in had.items()}
    return {number: ids[sightings] for number, sightings in things.items() if sightings in ids}


def _vote(claims: _Claims, number: int, ids: Set[str]) -> None:
    # A mention of something joined to another has two ids: first it speaks for the one that it had.
    former = {id_ for id_ in ids if id_ in claims.forwards}
    claims.votes[number].update(former or ids)
    claims.since[number] |= set(ids) - former


class _Memory:
    """What the registry says of one kind, by newsletter and name."""

    def __init__(self, kind: Kind, registry: Registry, newsletters: Set[str]) -> None:
        self._exact: defaultdict[Sighting, set[str]] = defaultdict(set)
        self._names: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._newsletters: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self._found: set[tuple[str, str]] = set()  #: id and newsletter
        for row in registry.rows:
            # What was parted stands for nothing, nor does what went to another: they speak for themselves.
            if row.id in registry.parted or registry.is_ceded(row):
                continue
            if row.kind == kind and row.sighting.newsletter in newsletters:
                newsletter, name, _ = row.sighting
                self._exact[row.sighting].add(row.id)
                self._names[newsletter, name].add(row.id)
                self._newsletters[newsletter].add((row.id, name))

    def exact(self, sighting: Sighting) -> set[str]:
        """Return the ids of a mention."""
        found = self._exact.get(sighting, set())
        self._found.update((id_, sighting.newsletter) for id_ in found)
        return found

    def same_name(self, sighting: Sighting) -> set[str]:
        """Return the ids of a name, whatever told it apart, unless they are still found by that."""
        ids = self._names.get((sighting.newsletter, sighting.name), set())
        free = {id_ for id_ in ids if (id_, sighting.newsletter) not in self._found}
        self._found.update((id_, sighting.newsletter) for id_ in free)
        return free

    def corrected(self, sighting: Sighting) -> str:
        """Return the id that the newsletter had under a like name and has no more; else nothing."""
        likeness = sorted(
            (-fuzz.ratio(sighting.name.casefold(), name.casefold()), id_)
            for id_, name in self._newsletters.get(sighting.newsletter, ())
            if (id_, sighting.newsletter) not in self._found
        )
        if not likeness or -likeness[0][0] < CORRECTED:
            return ""
        self._found.add((likeness[0][1], sighting.newsletter))
        return likeness[0][1]


def _minted(things: Mapping[int, Thing], taken: Set[str]) -> dict[int, str]:
    """Return a new id for each thing; where names collide, each ends in a hash of what tells it apart."""
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for number, thing in things.items():
        wanted[f"{thing.kind}/{slug(thing.label[0])}"].append(number)
    found: dict[int, str] = {}
    used = set(taken)
    for id_ in sorted(wanted):
        numbers = wanted[id_]
        if len(numbers) == 1 and id_ not in used:
            found[numbers[0]] = id_
            continue
        details = Counter(things[number].detail for number in numbers)
        for number in numbers:
            thing = things[number]
            parts: tuple[str, ...] = (thing.label[0], thing.detail)
            if details[thing.detail] > 1 or _hashed(thing.kind, id_, parts) in used:
                parts = (*parts, *min(thing.sightings))
            # A mention that once gave an id its hash may have gone from what has that id.
            again = 1
            while (minted := _hashed(thing.kind, id_, parts if again == 1 else (*parts, str(again)))) in used:
                again += 1
            found[number] = minted
            used.add(minted)
    return found


def _hashed(kind: Kind, id_: str, parts: tuple[str, ...]) -> str:
    """Return an id that ends in a hash of what tells its thing apart."""
    room = len(kind) + MAX_SLUG - len(digest(*parts))
    return f"{id_[:room].rstrip('-')}-{digest(*parts)}"


def _rows(
    registry: Registry,
    found: Mapping[str, Iterable[Sighting]],
    forwards: Mapping[str, str],
    newsletters: Set[str],
) -> set[Row]:
    def leads(id_: str) -> str:
        """Return where an id forwards to in the end."""
        if id_ in found:
            return ""
        see = forwards.get(id_) or SEVERAL.join(registry.parted.get(id_, (registry.forwards.get(id_, ""),)))
        ends = {forwards.get(one, one) for one in see.split(SEVERAL)}
        return SEVERAL.join(sorted(end for one in ends for end in one.split(SEVERAL)))

    current = {Row(id_, "", sighting) for id_, sightings in found.items() for sighting in sightings}
    # What was joined and is parted again takes its mentions back, also those that are not built now.
    owners = {(row.kind, row.sighting): row.id for row in current}
    back = {
        (row.kind, row.sighting): row.id
        for row in registry.rows
        if row.see and row.id in found and not registry.is_ceded(row)
    } | owners
    kept = {
        Row(row.id, leads(row.id), row.sighting)
        for row in registry.rows
        if not registry.is_ceded(row)
        # What a thing that is still there is no longer called by a newsletter is of no use.
        if row.id not in found or row.sighting.newsletter not in newsletters
    }
    current |= _ceded(registry, found, owners, leads)
    return current | {row for row in kept if row.see or back.get((row.kind, row.sighting), row.id) == row.id}


def _ceded(
    registry: Registry,
    found: Mapping[str, Iterable[Sighting]],
    owners: Mapping[tuple[str, Sighting], str],
    leads: Callable[[str], str],
) -> set[Row]:
    """Return the lines of mentions that were one of a thing's, which keeps its id, and are another's now."""
    lost: set[Row] = set()
    for row in registry.rows:
        if row.id not in found or (row.see and not registry.is_ceded(row)):
            continue
        now = owners.get((row.kind, row.sighting), row.see and (leads(row.see) or row.see))
        # What was joined to it and has its own id back leads nowhere else than it did before.
        back = registry.forwards.get(now) == row.id
        if now and now != row.id and SEVERAL not in now and not back:
            lost.add(Row(row.id, now, row.sighting))
    return lost
