"""From a record to triples: one function for each kind of item, and nothing but triples comes out.

All triples of a record belong to the named graph of its newsletter, and that graph types and labels
everything it mentions. The terms are those of `ontology/newsgraph.ttl`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from rdflib.namespace import PROV, RDF, RDFS, SDO, SKOS, XSD
from rdflib.term import Literal, URIRef

from graph_builder.answers import Triple
from graph_builder.identify import Entity, Identities
from graph_builder.iris import Iris, digest
from graph_builder.provenance import Source, evidence_triples
from graph_builder.records import (
    Affiliation,
    Event,
    Occasion,
    Organization,
    Participation,
    Person,
    Recommendation,
    Record,
    Session,
)
from graph_builder.terms import IN, KINDS, MODES, NEWS, ROLES

#: How much of a recommendation its label shows, in characters.
LABEL_LENGTH: Final = 100


class Concepts(Protocol):
    """Things of our own that texts name: topics of the scheme, groups of countries."""

    def match(self, text: str) -> Iterable[URIRef]:
        """Return what the text names."""

    def label(self, concept: URIRef) -> Literal:
        """Return the label of one of them."""


@dataclass(frozen=True, slots=True)
class Background:
    """What mapping knows beside the record."""

    countries: Mapping[str, str]  #: English short names by ISO 3166-1 alpha-2 code
    topics: Concepts
    groups: Concepts


@dataclass(frozen=True, slots=True)
class _Context:
    """What every function below needs: whose words these are, and what things are called."""

    source: Source
    names: Identities
    background: Background

    @property
    def iris(self) -> Iris:
        return self.source.iris

    def entity(self, local: str) -> Entity:
        return self.names.of(self.source.newsletter, local)

    def iri(self, local: str) -> URIRef:
        return self.entity(local).iri

    def text(self, words: str) -> Literal:
        """Return words of the newsletter with their language; no language is claimed for another script."""
        foreign = not any("LATIN" in unicodedata.name(char, "") for char in words if char.isalpha())
        return Literal(
            words, lang="und" if foreign and any(map(str.isalpha, words)) else self.source.language
        )

    def own(self, *parts: str) -> str:
        """Return a slug that tells what is joined within this newsletter, whatever stands before it."""
        return f"{self.source.newsletter}-{digest(*parts)}"


def to_triples(record: Record, source: Source, names: Identities, background: Background) -> Iterator[Triple]:
    """Yield all that a record says; a triple may come more than once."""
    context = _Context(source, names, background)
    yield from newsletter_triples(record, context)
    for event in record.events:
        yield from event_triples(event, context)
    for session in record.sessions:
        yield from session_triples(session, context)
    for person in record.persons:
        yield from person_triples(person, context)
        for post in person.affiliations:
            yield from post_triples(person, post, context)
    for body in record.organizations:
        yield from organization_triples(body, context)
    for part in record.participations:
        yield from participation_triples(part, context)
    for said in record.recommendations:
        yield from recommendation_triples(said, context)
    for code in record.countries:
        yield from country_triples(code, context)


def newsletter_triples(record: Record, context: _Context) -> Iterator[Triple]:
    """Yield the issue: headline, masthead, file, and what it reports."""
    issue = record.newsletter
    subject = context.source.iri
    yield subject, RDF.type, NEWS.Newsletter
    yield subject, RDFS.label, context.text(issue.title)
    yield subject, PROV.wasDerivedFrom, context.iris.source(context.source.newsletter)
    if issue.issue:
        yield subject, NEWS.issueNumber, Literal(issue.issue)
    if issue.year is not None:
        yield subject, NEWS.year, Literal(issue.year)
    if issue.released:
        yield subject, NEWS.released, Literal(issue.released)
    if issue.url:
        yield subject, SDO.url, Literal(issue.url, datatype=XSD.anyURI)
    if issue.file:
        yield subject, NEWS.file, Literal(issue.file)
    if issue.sha256:
        yield subject, NEWS.sha256, Literal(issue.sha256)
    if issue.publisher:
        yield subject, NEWS.publisher, context.iri(issue.publisher)
    yield from ((subject, NEWS.reports, context.iri(occasion.id)) for occasion in record.occasions)


def event_triples(event: Event, context: _Context) -> Iterator[Triple]:
    """Yield an event and the larger ones that it belongs to."""
    subject = context.iri(event.id)
    yield from _occasion_triples(event, event.id, event.name, NEWS.Event, context)
    yield from ((subject, NEWS.partOf, context.iri(outer)) for outer in event.part_of)


def session_triples(session: Session, context: _Context) -> Iterator[Triple]:
    """Yield a session, its number and its event."""
    subject = context.iri(session.id)
    yield from _occasion_triples(session, session.id, session.name, NEWS.Session, context)
    yield subject, NEWS.sessionOf, context.iri(session.event)
    if session.number is not None:
        yield subject, NEWS.sessionNumber, Literal(session.number)


def _occasion_triples(
    occasion: Occasion, local: str, name: str, kind: URIRef, context: _Context
) -> Iterator[Triple]:
    subject = context.iri(local)
    yield from _thing(context.entity(local), kind, context, name)
    yield from evidence_triples(subject, occasion.evidence, context.source)
    if occasion.start:
        yield subject, NEWS.startDate, Literal(occasion.start)
    if occasion.end or occasion.start:
        yield subject, NEWS.endDate, Literal(occasion.end or occasion.start)
    if occasion.mode:
        yield subject, NEWS.mode, MODES[occasion.mode]
    if occasion.country:
        yield subject, NEWS.country, _country(occasion.country, context)
        yield from country_triples(occasion.country, context)
    yield from _place_triples(subject, occasion, context)
    for role, bodies in (
        (NEWS.organizer, occasion.organizers),
        (NEWS.coOrganizer, occasion.co_organizers),
        (NEWS.supporter, occasion.supporters),
        (NEWS.guidedBy, occasion.guided_by),
    ):
        yield from ((subject, role, context.iri(body)) for body in bodies)
    yield from ((subject, NEWS.theme, context.text(theme)) for theme in occasion.topics)
    for words in (name, *occasion.topics):
        yield from _topic_triples(subject, words, context)


def _place_triples(subject: URIRef, occasion: Occasion, context: _Context) -> Iterator[Triple]:
    """Yield where it was: the city and its province, or the province alone."""
    printed = [name for name in (occasion.place, occasion.region) if name]
    places = [context.names.place(context.source.newsletter, name, occasion.country) for name in printed]
    for place, name in zip(places, printed, strict=True):
        yield from _thing(place, NEWS.Place, context, name)
        if occasion.country:
            yield place.iri, NEWS.country, _country(occasion.country, context)
    if places:
        yield subject, NEWS.place, places[0].iri
    if len(places) > 1 and places[0] != places[1]:
        yield places[0].iri, NEWS.region, places[1].iri


def person_triples(person: Person, context: _Context) -> Iterator[Triple]:
    """Yield a person: the parts of the name, and the country that the person speaks for."""
    subject = context.iri(person.id)
    yield from _thing(context.entity(person.id), NEWS.Person, context, person.name)
    yield from evidence_triples(subject, person.evidence, context.source)
    for term, words in (
        (NEWS.familyName, person.family_name),
        (NEWS.givenName, person.given_name),
        (NEWS.honorific, person.honorific),
    ):
        if words:
            yield subject, term, Literal(words)
    if person.country:
        yield subject, NEWS.represents, _country(person.country, context)
        yield from country_triples(person.country, context)


def post_triples(person: Person, post: Affiliation, context: _Context) -> Iterator[Triple]:
    """Yield one post: who holds it, where, under what title."""
    holder, body = context.entity(person.id), context.entity(post.organization)
    subject = context.iris.thing("post", context.own(holder.iri, body.iri, post.title or ""))
    words = ", ".join(part for part in (str(holder.label), post.title, str(body.label)) if part)
    yield from _own(subject, NEWS.Post, context.text(words), context)
    yield from evidence_triples(subject, post.evidence, context.source)
    yield subject, NEWS.holder, holder.iri
    yield subject, NEWS.at, body.iri
    if post.title:
        yield subject, NEWS.title, context.text(post.title)


def organization_triples(body: Organization, context: _Context) -> Iterator[Triple]:
    """Yield a body: its short form and other spellings, its country, the body that it is a unit of."""
    subject = context.iri(body.id)
    yield from _thing(context.entity(body.id), NEWS.Organization, context, body.name, *body.aliases)
    yield from evidence_triples(subject, body.evidence, context.source)
    if body.acronym:
        yield subject, NEWS.acronym, Literal(body.acronym)
    if body.part_of:
        yield subject, NEWS.unitOf, context.iri(body.part_of)
    if body.country:
        yield subject, NEWS.country, _country(body.country, context)
        yield from country_triples(body.country, context)


def participation_triples(part: Participation, context: _Context) -> Iterator[Triple]:
    """Yield one person's part in one event or session."""
    person, occasion = context.entity(part.person), context.entity(part.occasion)
    subject = context.iris.thing("participation", context.own(person.iri, occasion.iri, part.role))
    words = f"{person.label}, {part.role.replace('_', ' ')}, {occasion.label}"
    yield from _own(subject, NEWS.Participation, context.text(words), context)
    yield from evidence_triples(subject, part.evidence, context.source)
    yield subject, NEWS.participant, person.iri
    yield subject, IN, occasion.iri
    yield subject, NEWS.role, ROLES[part.role]


def recommendation_triples(said: Recommendation, context: _Context) -> Iterator[Triple]:
    """Yield what should or will be done, by whom it was said and where, and what it is about."""
    occasion = context.iri(said.occasion)
    subject = context.iris.thing("recommendation", context.own(said.text, occasion))
    yield from _own(subject, NEWS.Recommendation, context.text(_shortened(said.text)), context)
    if said.evidence:
        yield from evidence_triples(subject, (said.evidence,), context.source)
    yield subject, NEWS.text, context.text(said.text)
    yield subject, NEWS.kind, KINDS[said.kind]
    yield subject, NEWS.madeIn, occasion
    yield from ((subject, NEWS.madeBy, context.iri(person)) for person in said.by)
    for code in said.countries:
        yield subject, NEWS.concerns, _country(code, context)
        yield from country_triples(code, context)
    for words in (said.text, *said.country_groups):
        for group in context.background.groups.match(words):
            yield subject, NEWS.addresses, group
            yield from _own(group, NEWS.CountryGroup, context.background.groups.label(group), context)
    yield from _topic_triples(subject, said.text, context)


def country_triples(code: str, context: _Context) -> Iterator[Triple]:
    """Yield a country by its ISO code; an unknown code is its own label, and the shapes refuse it."""
    subject = _country(code, context)
    name = context.background.countries.get(code, code)
    yield from _own(subject, NEWS.Country, Literal(name, lang="en"), context)
    yield subject, NEWS.isoCode, Literal(code)


def _topic_triples(subject: URIRef, words: str, context: _Context) -> Iterator[Triple]:
    for topic in context.background.topics.match(words):
        yield subject, NEWS.topic, topic
        yield from _own(topic, NEWS.Topic, context.background.topics.label(topic), context)


def _thing(entity: Entity, kind: URIRef, context: _Context, *printed: str) -> Iterator[Triple]:
    """Yield an entity that other newsletters may name too, with the forms printed in this one."""
    yield from _own(entity.iri, kind, entity.label, context)
    for form in printed:
        if form != str(entity.label):
            yield entity.iri, SKOS.altLabel, context.text(form)


def _own(subject: URIRef, kind: URIRef, label: Literal, context: _Context) -> Iterator[Triple]:
    yield subject, RDF.type, kind
    yield subject, RDFS.label, label
    yield subject, PROV.wasDerivedFrom, context.source.iri


def _country(code: str, context: _Context) -> URIRef:
    return context.iris.thing("country", code.casefold())


def _shortened(text: str) -> str:
    if len(text) <= LABEL_LENGTH:
        return text
    return text[:LABEL_LENGTH].rsplit(" ", 1)[0].rstrip(",;:") + " …"
