"""The words of the pages: what classes and properties are called where the ontology has no word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from rdflib.namespace import OWL, PROV, RDF, RDFS, SDO, SKOS
from rdflib.term import URIRef

from graph_builder.iris import Kind
from graph_builder.terms import GEO, IN, NEWS, OA, ONTOLOGY_IRI, PREFIXES

#: The kinds of things that can be browsed: their class, and the plural that pages use.
CLASSES: Final[Mapping[Kind, tuple[URIRef, str]]] = {
    "newsletter": (NEWS.Newsletter, "Newsletters"),
    "event": (NEWS.Event, "Events"),
    "session": (NEWS.Session, "Sessions"),
    "person": (NEWS.Person, "People"),
    "organization": (NEWS.Organization, "Organizations"),
    "country": (NEWS.Country, "Countries"),
    "country-group": (NEWS.CountryGroup, "Country groups"),
    "place": (NEWS.Place, "Places"),
    "participation": (NEWS.Participation, "Participations"),
    "post": (NEWS.Post, "Posts"),
    "recommendation": (NEWS.Recommendation, "Recommendations"),
    "topic": (NEWS.Topic, "Topics"),
    "evidence": (OA.SpecificResource, "Evidence"),
}
KIND_OF: Final[Mapping[URIRef, Kind]] = {class_: kind for kind, (class_, _) in CLASSES.items()}

#: Properties of other vocabularies, which the ontology does not name.
_PROPERTIES: Final[Mapping[URIRef, str]] = {
    RDF.type: "class",
    RDFS.label: "name",
    RDFS.seeAlso: "see also",
    SKOS.prefLabel: "preferred name",
    SKOS.altLabel: "also called",
    SKOS.definition: "definition",
    SKOS.scopeNote: "note",
    SKOS.broader: "broader topic",
    SKOS.narrower: "narrower topics",
    SKOS.inScheme: "in the scheme",
    SKOS.topConceptOf: "top topic of",
    SKOS.closeMatch: "close to",
    SKOS.exactMatch: "same concept as",
    SKOS.broadMatch: "belongs to",
    OWL.sameAs: "same as",
    PROV.wasDerivedFrom: "derived from",
    SDO.url: "address",
    GEO.lat: "latitude",
    GEO.long: "longitude",
    OA.hasSource: "source",
    OA.hasSelector: "selector",
    OA.exact: "quote",
}

#: What the subjects of a property are called on the page of its object.
_INVERSE: Final[Mapping[URIRef, str]] = {
    NEWS.publisher: "Publishes",
    NEWS.reports: "Reported in",
    NEWS.place: "What happened here",
    NEWS.country: "In this country",
    NEWS.region: "In this region",
    NEWS.organizingBody: "Had a hand in",
    NEWS.organizer: "Organized",
    NEWS.coOrganizer: "Co-organized",
    NEWS.supporter: "Supported",
    NEWS.guidedBy: "Guided",
    NEWS.topic: "On this topic",
    NEWS.partOf: "Parts",
    NEWS.sessionOf: "Sessions",
    NEWS.represents: "Represented by",
    NEWS.memberOf: "Members",
    NEWS.unitOf: "Units",
    NEWS.member: "Member of",
    NEWS.participant: "Took part",
    IN: "Who took part",
    NEWS.holder: "Posts",
    NEWS.at: "Posts here",
    NEWS.tookPartIn: "Who took part, in its parts too",
    NEWS.madeBy: "Recommended",
    NEWS.madeIn: "Recommended here",
    NEWS.concerns: "Recommendations that concern it",
    NEWS.addresses: "Recommendations that address it",
    NEWS.mode: "Met in this way",
    NEWS.role: "Had this role",
    NEWS.kind: "Statements of this kind",
    NEWS.evidence: "Proves",
    NEWS.participation: "Participation of",
    NEWS.post: "Post of",
    SKOS.broader: "Narrower topics",
    SKOS.narrower: "Broader topic",
    PROV.wasDerivedFrom: "Derived from it",
    OA.hasSource: "Quoted passages",
    OWL.annotatedSource: "Why it is linked",
}

#: The order of facts on a page; what is not named here follows, by name.
ORDER: Final[tuple[URIRef, ...]] = (
    NEWS.honorific, NEWS.givenName, NEWS.familyName, NEWS.acronym, SKOS.altLabel, SKOS.definition,
    SKOS.scopeNote, NEWS.issueNumber, NEWS.year, NEWS.released, NEWS.publisher, NEWS.participant,
    NEWS.holder, NEWS.title, NEWS.at, NEWS.role, IN, NEWS.kind, NEWS.madeBy, NEWS.madeIn, NEWS.startDate,
    NEWS.endDate, NEWS.mode, NEWS.sessionNumber, NEWS.sessionOf, NEWS.partOf, NEWS.place, NEWS.region,
    NEWS.country, NEWS.organizer, NEWS.coOrganizer, NEWS.supporter, NEWS.guidedBy, NEWS.theme, NEWS.topic,
    NEWS.represents, NEWS.unitOf, NEWS.isoCode, NEWS.member, NEWS.concerns, NEWS.addresses, SKOS.broader,
    SKOS.narrower, NEWS.reports, OWL.sameAs, SKOS.closeMatch, GEO.lat, GEO.long, SDO.url, NEWS.file,
    NEWS.sha256, PROV.wasDerivedFrom,
)  # fmt: skip
#: The order of what points to a thing.
INVERSE_ORDER: Final[tuple[URIRef, ...]] = (
    NEWS.holder, NEWS.at, NEWS.participant, NEWS.sessionOf, NEWS.partOf, IN, NEWS.madeBy, NEWS.madeIn,
    NEWS.concerns, NEWS.addresses, NEWS.organizer, NEWS.coOrganizer, NEWS.supporter, NEWS.guidedBy,
    NEWS.unitOf, NEWS.publisher, NEWS.represents, NEWS.member, NEWS.place, NEWS.region, NEWS.country,
    NEWS.topic, NEWS.reports, PROV.wasDerivedFrom, OA.hasSource, OWL.annotatedSource,
)  # fmt: skip


def property_name(property_: URIRef, label: str | None) -> str:
    """Return what a property is called; `label` is what the ontology says."""
    return label or _PROPERTIES.get(property_) or words_of(property_)


def inverse_name(property_: URIRef, label: str | None) -> str:
    """Return what the things that point by a property are called on the page of what they point to."""
    return _INVERSE.get(property_) or f"{property_name(property_, label).capitalize()} of"


def words_of(iri: URIRef) -> str:
    """Return the last part of an IRI as words."""
    local = re.split(r"[/#]", iri.rstrip("/#"))[-1]
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).replace("_", " ").casefold()


def compact(iri: str) -> str:
    """Return an IRI in its short form, where a prefix is known, else in full."""
    for prefix, namespace in PREFIXES.items():
        rest = iri.removeprefix(namespace)
        if rest != iri and re.fullmatch(r"[\w-]+", rest):
            return f"{prefix}:{rest}"
    return iri


def is_term(iri: str) -> bool:
    """Tell whether an IRI is a term of the ontology."""
    return iri.startswith(f"{ONTOLOGY_IRI}#")
