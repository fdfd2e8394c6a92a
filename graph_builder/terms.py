# ruff: noqa: N815 - the names of terms are the ontology's
"""The terms that newsgraph writes, as closed namespaces: a misspelt one fails at once."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import Namespace
from rdflib.namespace import DefinedNamespace
from rdflib.term import URIRef

from graph_builder.records import Kind, Mode, Role

ONTOLOGY_IRI = URIRef("https://w3id.org/newsgraph/ontology")


class NEWS(DefinedNamespace):
    """Every term of `ontology/newsgraph.ttl`, and none besides (tested both ways)."""

    _NS = Namespace(f"{ONTOLOGY_IRI}#")
    _fail = True

    # classes
    Newsletter: URIRef
    Occasion: URIRef
    Event: URIRef
    Session: URIRef
    Person: URIRef
    Organization: URIRef
    Country: URIRef
    CountryGroup: URIRef
    Place: URIRef
    Participation: URIRef
    Post: URIRef
    Recommendation: URIRef
    Topic: URIRef
    Role: URIRef
    Mode: URIRef
    Kind: URIRef

    # of a newsletter
    issueNumber: URIRef
    year: URIRef
    released: URIRef
    file: URIRef
    sha256: URIRef
    publisher: URIRef
    reports: URIRef

    # of an event or session
    startDate: URIRef
    endDate: URIRef
    mode: URIRef
    place: URIRef
    country: URIRef
    region: URIRef
    organizingBody: URIRef
    organizer: URIRef
    coOrganizer: URIRef
    supporter: URIRef
    guidedBy: URIRef
    theme: URIRef
    topic: URIRef
    partOf: URIRef
    sessionOf: URIRef
    sessionNumber: URIRef

    # of a person, a post, an organization
    familyName: URIRef
    givenName: URIRef
    honorific: URIRef
    represents: URIRef
    holder: URIRef
    at: URIRef
    title: URIRef
    memberOf: URIRef
    acronym: URIRef
    unitOf: URIRef
    isoCode: URIRef
    member: URIRef

    # of a participation, a recommendation
    participant: URIRef
    role: URIRef
    tookPartIn: URIRef
    text: URIRef
    kind: URIRef
    madeBy: URIRef
    madeIn: URIRef
    concerns: URIRef
    addresses: URIRef
    evidence: URIRef

    # inverses that the property chains go through
    participation: URIRef
    post: URIRef

    # named individuals
    Onsite: URIRef
    Online: URIRef
    Hybrid: URIRef
    Chair: URIRef
    OpeningSpeaker: URIRef
    KeynoteSpeaker: URIRef
    Speaker: URIRef
    Discussant: URIRef
    ClosingSpeaker: URIRef
    Participant: URIRef
    Proposal: URIRef
    Commitment: URIRef
    Consensus: URIRef

    # rdflib's own way to name a term that is a word of Python
    _extras: list[str] = ["in"]  # noqa: RUF012


IN: URIRef = NEWS["in"]

ROLES: Mapping[Role, URIRef] = {
    Role.CHAIR: NEWS.Chair,
    Role.OPENING_SPEAKER: NEWS.OpeningSpeaker,
    Role.KEYNOTE_SPEAKER: NEWS.KeynoteSpeaker,
    Role.SPEAKER: NEWS.Speaker,
    Role.DISCUSSANT: NEWS.Discussant,
    Role.CLOSING_SPEAKER: NEWS.ClosingSpeaker,
    Role.PARTICIPANT: NEWS.Participant,
}
MODES: Mapping[Mode, URIRef] = {
    Mode.ONSITE: NEWS.Onsite,
    Mode.ONLINE: NEWS.Online,
    Mode.HYBRID: NEWS.Hybrid,
}
KINDS: Mapping[Kind, URIRef] = {
    Kind.RECOMMENDATION: NEWS.Proposal,
    Kind.COMMITMENT: NEWS.Commitment,
    Kind.CONSENSUS: NEWS.Consensus,
}


class OA(DefinedNamespace):
    """The Web Annotation terms that evidence is written in."""

    _NS = Namespace("http://www.w3.org/ns/oa#")
    _fail = True

    SpecificResource: URIRef
    TextPositionSelector: URIRef
    TextQuoteSelector: URIRef
    hasSource: URIRef
    hasSelector: URIRef
    start: URIRef
    end: URIRef
    exact: URIRef


class GEO(DefinedNamespace):
    """WGS84 positions."""

    _NS = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
    _fail = True

    lat: URIRef
    long: URIRef


class SSSOM(DefinedNamespace):
    """The terms of SSSOM that a mapping record is written in; its RDF form takes more from OWL."""

    _NS = Namespace("https://w3id.org/sssom/")
    _fail = True

    MappingSet: URIRef
    mappings: URIRef
    mapping_justification: URIRef
    author_label: URIRef
    mapping_date: URIRef
    mapping_tool: URIRef
    confidence: URIRef
    subject_label: URIRef
    object_label: URIRef
    subject_match_field: URIRef
    match_string: URIRef


class SEMAPV(DefinedNamespace):
    """How a mapping was found."""

    _NS = Namespace("https://w3id.org/semapv/vocab/")
    _fail = True

    LexicalMatching: URIRef
    ManualMappingCuration: URIRef


#: Prefixes of every Turtle, TriG and RDF/XML that newsgraph writes and of every query it is asked.
PREFIXES: Mapping[str, str] = {
    "news": f"{ONTOLOGY_IRI}#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "sssom": "https://w3id.org/sssom/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
