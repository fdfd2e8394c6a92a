"""Links from our entities to Wikidata, ROR and GeoNames, each with the reason for it.

Precision comes first: a wrong link joins two things for everybody who reads the graph, a missing one
can be added. So a country is known by its ISO code only, a place or body by a full name in the right
country, a place without a namesake by its name alone, and an acronym counts only where the text gives
nothing but the acronym and a country. What contradicts itself or fits several rows is left alone.

What a project's own indexes of authorities find is added by `lookup`; `linkgraph` writes all of it as
triples.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from urllib.parse import urlsplit

from rdflib.namespace import OWL, RDFS, SKOS
from rdflib.term import URIRef

from graph_builder.gazetteer import (
    COUNTRIES,
    GOALS,
    PLACES,
    Gazetteer,
    Match,
    Place,
    PlaceKind,
    Verified,
)
from graph_builder.iris import Kind
from graph_builder.terms import NEWS
from graph_builder.text import fold_name

WIKIDATA: Final = "http://www.wikidata.org/entity/"
ROR: Final = "https://ror.org/"
GEONAMES: Final = "https://sws.geonames.org/"
SDG: Final = "http://metadata.un.org/sdg/"

#: In place of a table: a person decided.
DECISIONS: Final = "decisions"

PREDICATES: Final[Mapping[Match, URIRef]] = {
    Match.EXACT: OWL.sameAs,
    Match.CLOSE: SKOS.closeMatch,
    Match.BROAD: SKOS.broadMatch,
}

#: How many sources must agree on the Wikidata id of a country before it is the same thing for sure.
SOURCES_OF_COUNTRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a link was made: the field that agreed, and how much that weighs from 0 to 1."""

    field: URIRef
    confidence: float


BY_CODE: Final = Reason(NEWS.isoCode, 1.0)
BY_NAME_AND_COUNTRY: Final = Reason(RDFS.label, 0.99)
BY_NAME: Final = Reason(RDFS.label, 0.9)
BY_TARGET: Final = Reason(SKOS.prefLabel, 1.0)
BY_DECISION: Final = Reason(RDFS.label, 1.0)
BY_ACRONYM_AND_COUNTRY: Final = Reason(NEWS.acronym, 0.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One thing of the graph, as far as linking needs to know it."""

    iri: URIRef
    kind: Kind
    names: tuple[str, ...]  #: the label first, then the other full names
    acronym: str | None = None
    country: str | None = None  #: ISO alpha-2; of a country, its own
    parent: URIRef | None = None  #: the body that it is a unit of


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """One of our entities is, or is close to, a thing of another data set."""

    subject: Entity
    target: URIRef
    label: str
    match: Match
    reason: Reason
    matched: str
    source: str
    table: str
    author: str = ""  #: who decided it; empty where a rule did
    date: str = ""  #: of the decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """One of our places or countries lies here."""

    subject: Entity
    latitude: Decimal
    longitude: Decimal


Link = Identified | Located


def link(
    entities: Iterable[Entity], gazetteer: Gazetteer, others: Iterable[Identified] = ()
) -> tuple[Link, ...]:
    """Return the links of all entities, in the order of their IRIs.

    `others` were found elsewhere; they count in data sets that the gazetteer links an entity to nothing in.
    """
    known = {entity.iri: entity for entity in entities}
    index = _Index(gazetteer)
    found: dict[URIRef, list[Link]] = {iri: list(_links(entity, index)) for iri, entity in known.items()}
    for other in others:
        ours = found[other.subject.iri]
        settled = {one.target for one in ours if isinstance(one, Identified) and one.table != other.table}
        if not {urlsplit(target).hostname for target in settled} & {urlsplit(other.target).hostname}:
            ours.append(other)
    return tuple(
        one
        for iri in sorted(found)
        for one in found[iri]
        if not isinstance(one, Identified) or one.target not in _targets_above(known[iri], known, found)
    )


def _targets_above(
    unit: Entity, known: Mapping[URIRef, Entity], found: Mapping[URIRef, Sequence[Link]]
) -> frozenset[URIRef]:
    """Return what the bodies that a unit belongs to are linked to: the unit is none of them."""
    targets: set[URIRef] = set()
    seen = {unit.iri}
    above = unit.parent
    while above is not None and above not in seen and above in known:
        seen.add(above)
        targets |= {one.target for one in found[above] if isinstance(one, Identified)}
        above = known[above].parent
    return frozenset(targets)


def _links(entity: Entity, index: _Index) -> Iterator[Link]:
    match entity.kind:
        case "country":
            yield from _country_links(entity, index.gazetteer)
            yield from _capitals(entity, index)
        case "organization":
            rows = index.organizations(entity)
            yield from _verified_links(entity, rows)
        case "place":
            rows = index.places(entity)
            yield from _verified_links(entity, rows) if rows else _place_links(entity, index)
            yield from _positions(entity, rows, index)
        case "topic":
            yield from _goal_links(entity, index.gazetteer)
        case _:
            return


def _country_links(entity: Entity, gazetteer: Gazetteer) -> Iterator[Identified]:
    row = gazetteer.countries.get(entity.country or "")
    if row is None:
        return
    agreed = len(row.wikidata_sources) == SOURCES_OF_COUNTRIES
    for target, match, source in (
        (_wikidata(row.wikidata), Match.EXACT if agreed else Match.CLOSE, ", ".join(row.wikidata_sources)),
        (_geonames(row.geonames), Match.EXACT, "country-codes"),
    ):
        if target is not None:
            yield Identified(
                subject=entity,
                target=target,
                label=row.name,
                match=match,
                reason=BY_CODE,
                matched=row.iso2,
                source=source,
                table=COUNTRIES.name,
            )


def _capitals(entity: Entity, index: _Index) -> Iterator[Located]:
    """Yield where the capital of a country lies, if the gazetteer knows just one city of that name there."""
    row = index.gazetteer.countries.get(entity.country or "")
    cities = index.cities(row.capital, row.iso2) if row and row.capital else []
    if len(cities) == 1:
        yield Located(subject=entity, latitude=cities[0].latitude, longitude=cities[0].longitude)


def _goal_links(entity: Entity, gazetteer: Gazetteer) -> Iterator[Identified]:
    topic = entity.iri.rpartition("/")[2]
    for goal in gazetteer.goals:
        if goal.topic == topic:
            yield Identified(
                subject=entity,
                target=URIRef(SDG + goal.number),
                label=goal.title,
                match=goal.match,
                reason=BY_TARGET,
                matched=entity.names[0],
                source=goal.source,
                table=GOALS.name,
            )


def _verified_links(entity: Entity, rows: Iterable[_Hit]) -> Iterator[Identified]:
    for hit in rows:
        for target in (_wikidata(hit.row.wikidata), _ror(hit.row.ror), _geonames(hit.row.geonames)):
            if target is not None:
                yield Identified(
                    subject=entity,
                    target=target,
                    label=hit.row.name,
                    match=hit.row.match,
                    reason=hit.reason,
                    matched=hit.matched,
                    source=hit.row.source,
                    table=hit.row.table,
                )


def _place_links(entity: Entity, index: _Index) -> Iterator[Identified]:
    """Yield what the only place of a name is called elsewhere, unless its row is in doubt."""
    places = _nearest(index.located(entity))
    if len(places) != 1 or index.is_contested(places[0].wikidata):
        return
    place = places[0]
    for target in (_wikidata(place.wikidata), _geonames(place.geonames)):
        if target is not None:
            yield Identified(
                subject=entity,
                target=target,
                label=place.name,
                match=Match.EXACT,
                reason=BY_NAME_AND_COUNTRY if entity.country else BY_NAME,
                matched=entity.names[0],
                source=PLACES.name,
                table=PLACES.name,
            )


def _positions(entity: Entity, rows: Sequence[_Hit], index: _Index) -> Iterator[Located]:
    """Yield where a place lies, if the gazetteer knows just one such place."""
    candidates = index.located(entity)
    if rows:
        ids = {hit.row.wikidata for hit in rows}
        candidates = [place for place in candidates if place.wikidata in ids]
    elif entity.country is None:
        return
    chosen = _nearest(candidates)
    if len(chosen) == 1:
        yield Located(subject=entity, latitude=chosen[0].latitude, longitude=chosen[0].longitude)


def _nearest(places: Sequence[Place]) -> Sequence[Place]:
    """Return the cities of some places, or all of them where none is one.

    A city that is a province of its own stands in two rows, and the city is what is meant.
    """
    return [place for place in places if place.kind is PlaceKind.CITY] or places


# --- looking up -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Hit:
    """A verified row that an entity fits, and why."""

    row: Verified
    reason: Reason
    matched: str


class _Index:
    """The gazetteer by folded name."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._verified: defaultdict[tuple[str, str], list[Verified]] = defaultdict(list)
        self._acronyms: defaultdict[str, list[Verified]] = defaultdict(list)
        self._places: defaultdict[str, list[Place]] = defaultdict(list)
        self._kinds: defaultdict[str, set[PlaceKind]] = defaultdict(set)
        for row in gazetteer.verified:
            for name in row.names:
                if is_acronym(name):
                    self._acronyms[name].append(row)
                else:
                    self._verified[row.kind, fold_name(name)].append(row)
        self._rows: defaultdict[str, list[Place]] = defaultdict(list)
        for place in gazetteer.places:
            self._rows[place.wikidata].append(place)
            self._kinds[place.wikidata].add(place.kind)
            for folded in {fold_name(name) for name in (place.name, *place.aliases)}:
                self._places[folded].append(place)

    def organizations(self, entity: Entity) -> tuple[_Hit, ...]:
        """Return the verified bodies that an organization is."""
        full = [name for name in entity.names if not is_acronym(name) and name != entity.acronym]
        if full:
            return _settled(
                _Hit(row, BY_NAME_AND_COUNTRY if entity.country else BY_NAME, name)
                for name in full
                for row in self._verified["organization", fold_name(name)]
                if entity.country in (None, row.country)
            )
        short = entity.acronym or next(iter(entity.names), "")
        return _settled(
            _Hit(row, BY_ACRONYM_AND_COUNTRY, short)
            for row in self._acronyms[short]
            if entity.country and entity.country == row.country
        )

    def places(self, entity: Entity) -> tuple[_Hit, ...]:
        """Return the verified places that a place is."""
        return _settled(
            _Hit(row, BY_NAME_AND_COUNTRY if entity.country else BY_NAME, name)
            for name, kind in self._spoken(entity)
            for row in self._verified["place", fold_name(name)]
            if kind is None or kind in self._kinds[row.wikidata]
            if entity.country == row.country
            or (entity.country is None and self._countries(name) <= {row.country})
        )

    def located(self, entity: Entity) -> list[Place]:
        """Return the rows of all places that have a name, the kind and the country of a place."""
        found = {
            place: None
            for name, kind in self._spoken(entity)
            for place in self._places[fold_name(name)]
            if kind in (None, place.kind) and entity.country in (None, place.country)
        }
        return list(found)

    def is_contested(self, item: str) -> bool:
        """Tell whether one Wikidata item stands for what may be two places."""
        one, *others = self._rows[item]
        names = {fold_name(name) for name in (one.name, *one.aliases)}
        return any(
            other.country != one.country
            or names.isdisjoint(fold_name(name) for name in (other.name, *other.aliases))
            for other in others
        )

    def cities(self, name: str, country: str) -> list[Place]:
        """Return the cities of a name in a country."""
        bearers = dict.fromkeys(self._places[fold_name(name)])
        return [one for one in bearers if one.kind is PlaceKind.CITY and one.country == country]

    def _countries(self, name: str) -> set[str]:
        return {place.country for place in self._places[fold_name(name)]}

    def _spoken(self, entity: Entity) -> Iterator[tuple[str, PlaceKind | None]]:
        """Yield each name as printed, and without a word that tells the kind, with that kind."""
        for name in entity.names:
            yield name, None
            for word, kind in self.gazetteer.designators:
                if name.endswith(f" {word}"):
                    yield name.removesuffix(word).rstrip(), kind


def _settled(hits: Iterable[_Hit]) -> tuple[_Hit, ...]:
    """Return one hit for each row, or none where they lead to different countries."""
    rows: dict[Verified, _Hit] = {}
    for hit in hits:
        rows.setdefault(hit.row, hit)
    countries = {row.country for row in rows if row.country}
    return tuple(rows.values()) if len(countries) <= 1 else ()


def is_acronym(name: str) -> bool:
    """Tell whether a name is an acronym: one word without a small letter, and at least two capitals."""
    return re.fullmatch(r"[A-Z][A-Z0-9&.-]*[A-Z0-9.]", name) is not None


def _wikidata(item: str) -> URIRef | None:
    return URIRef(f"{WIKIDATA}{item}") if item else None


def _ror(item: str) -> URIRef | None:
    return URIRef(f"{ROR}{item}") if item else None


def _geonames(item: str) -> URIRef | None:
    return URIRef(f"{GEONAMES}{item}/") if item else None
