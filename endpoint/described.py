"""The dataset and the service as RDF: VoID, DCAT 3 and the SPARQL 1.1 service description.

All numbers are counted (`statistics`). Things and graphs have the IRIs that the publisher gave
them; what is asked or fetched has the address at which it is served (`root`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from rdflib import Graph
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, VOID, XSD, Namespace
from rdflib.term import BNode, Literal, Node, URIRef

from endpoint.namespaces import DCAT_VERSION, SD, SPDX, VCARD
from graph_builder.answers import Triple
from graph_builder.formats import (
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_FORMATS,
    RDF_XML,
    RESULT_FORMATS,
    RESULTS_CSV,
    RESULTS_JSON,
    RESULTS_TSV,
    RESULTS_XML,
    TRIG,
    TURTLE,
    Format,
)
from graph_builder.snapshots import Manifest
from graph_builder.statistics import Statistics
from graph_builder.terms import ONTOLOGY_IRI, PREFIXES

_FORMATS_NS: Final = Namespace("http://www.w3.org/ns/formats/")
#: W3C's own IRI of each format.
_FORMATS: Final = {
    TURTLE: _FORMATS_NS.Turtle,
    JSON_LD: _FORMATS_NS["JSON-LD"],
    N_TRIPLES: _FORMATS_NS["N-Triples"],
    RDF_XML: _FORMATS_NS.RDF_XML,
    TRIG: _FORMATS_NS.TriG,
    N_QUADS: _FORMATS_NS["N-Quads"],
    RESULTS_JSON: _FORMATS_NS.SPARQL_Results_JSON,
    RESULTS_XML: _FORMATS_NS.SPARQL_Results_XML,
    RESULTS_CSV: _FORMATS_NS.SPARQL_Results_CSV,
    RESULTS_TSV: _FORMATS_NS.SPARQL_Results_TSV,
}
_GEOF: Final = Namespace("http://www.opengis.net/def/function/geosparql/")
#: What the engine can compute beyond SPARQL 1.1: the relations of GeoSPARQL between two geometries.
FUNCTIONS: Final = tuple(
    _GEOF[name]
    for name in (
        "sfEquals", "sfDisjoint", "sfIntersects", "sfTouches", "sfCrosses", "sfWithin", "sfContains",
        "sfOverlaps", "ehEquals", "ehDisjoint", "ehMeet", "ehOverlap", "ehCovers", "ehCoveredBy", "ehInside",
        "ehContains", "rcc8eq", "rcc8dc", "rcc8ec", "rcc8po", "rcc8tppi", "rcc8tpp", "rcc8ntpp", "rcc8ntppi",
    )
)  # fmt: skip

_IANA: Final = "https://www.iana.org/assignments/media-types/"
_PROTOCOL: Final = URIRef("https://www.w3.org/TR/sparql11-protocol/")
_NAMESPACES: Final = {
    "dcat": DCAT, "foaf": FOAF, "formats": _FORMATS_NS, "sd": SD, "spdx": SPDX, "vcard": VCARD, "void": VOID,
}  # fmt: skip
_MOST_EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """What the service can do, as far as it is a person's choice."""

    #: Whether the default graph of a query is the set of all triples.
    union: bool = True
    updates: bool = False
    federation: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A dump as it comes: its bytes and their SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A snapshot to describe: what it says of itself, its numbers, and where it is served."""

    manifest: Manifest
    version: str
    statistics: Statistics
    #: The formats that the dump of everything can be had in.
    forms: tuple[Format, ...]
    #: The files of it, by their ending; empty where it is too large to be measured.
    files: Mapping[str, Written]
    #: Things of which a few are shown.
    examples: tuple[URIRef, ...]
    #: The address of the start page, with a slash at its end.
    root: str
    offer: Offer = Offer()

    @property
    def dataset(self) -> URIRef:
        """Return the IRI of the dataset."""
        return URIRef(f"{self.manifest.base}dataset")

    def at(self, path: str) -> URIRef:
        """Return the address of a path."""
        return URIRef(f"{self.root}{path}")

    def dump(self, name: str, form: Format, *, zipped: bool = False) -> URIRef:
        """Return the address of a dump."""
        return self.at(f"dumps/{quote(name)}.{form.name}{'.gz' if zipped else ''}")


def void(of: Described) -> Graph:
    """Return the VoID description of the dataset: its size, classes, properties, links and graphs."""
    return _graph(_void(of))


def dcat(of: Described) -> Graph:
    """Return the dataset as DCAT 3 catalogues it: who publishes it, under what terms, in what files."""
    return _graph(_dcat(of))


def service(of: Described) -> Graph:
    """Return the SPARQL 1.1 service description: languages, formats, functions and graphs."""
    return _graph(_service(of))


def _graph(triples: Iterator[Triple]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in {**PREFIXES, **_NAMESPACES}.items():
        graph.bind(prefix, str(namespace))
    for triple in triples:
        graph.add(triple)
    return graph


def _number(number: int) -> Literal:
    return Literal(number, datatype=XSD.integer)


# --- VoID -----------------------------------------------------------------------------------------


def _void(of: Described) -> Iterator[Triple]:
    counted, dataset = of.statistics, of.dataset
    document = URIRef(f"{of.manifest.base}.well-known/void")
    yield document, RDF.type, VOID.DatasetDescription
    yield document, FOAF.primaryTopic, dataset
    yield document, RDFS.seeAlso, of.at("dataset")
    yield document, RDFS.seeAlso, of.at("sparql")
    yield dataset, RDF.type, VOID.Dataset
    yield from _about(of)
    yield dataset, FOAF.homepage, of.at("")
    yield dataset, VOID.uriSpace, Literal(f"{of.manifest.base}id/")
    yield dataset, VOID.sparqlEndpoint, of.at("sparql")
    for form in of.forms:
        yield dataset, VOID.feature, _FORMATS[form]
        yield dataset, VOID.dataDump, of.dump("newsgraph", form)
    for namespace in _vocabularies(counted):
        yield dataset, VOID.vocabulary, namespace
    for example in of.examples[:_MOST_EXAMPLES]:
        yield dataset, VOID.exampleResource, example
    yield dataset, VOID.triples, _number(counted.triples)
    yield dataset, VOID.entities, _number(counted.entities)
    yield dataset, VOID.classes, _number(len(counted.classes))
    yield dataset, VOID.properties, _number(len(counted.properties))
    yield dataset, VOID.distinctSubjects, _number(counted.subjects)
    yield dataset, VOID.distinctObjects, _number(counted.objects)
    yield from _partitions(counted, dataset)
    for graph, triples in counted.graphs.items():
        yield dataset, VOID.subset, graph
        yield graph, RDF.type, VOID.Dataset
        yield graph, VOID.triples, _number(triples)
    yield from _linksets(of)


def _partitions(counted: Statistics, dataset: URIRef) -> Iterator[Triple]:
    for of_class in counted.classes:
        part = BNode()
        yield dataset, VOID.classPartition, part
        yield part, VOID["class"], of_class.class_
        yield part, VOID.entities, _number(of_class.entities)
    for of_property in counted.properties:
        part = BNode()
        yield dataset, VOID.propertyPartition, part
        yield part, VOID.property, of_property.property
        yield part, VOID.triples, _number(of_property.triples)
        yield part, VOID.distinctSubjects, _number(of_property.subjects)
        yield part, VOID.distinctObjects, _number(of_property.objects)


def _linksets(of: Described) -> Iterator[Triple]:
    for links in of.statistics.linksets:
        linkset, target = BNode(), BNode(f"t{links.target.encode().hex()}")
        yield of.dataset, VOID.subset, linkset
        yield linkset, RDF.type, VOID.Linkset
        yield linkset, VOID.linkPredicate, links.property
        yield linkset, VOID.subjectsTarget, of.dataset
        yield linkset, VOID.objectsTarget, target
        yield linkset, VOID.triples, _number(links.triples)
        yield target, RDF.type, VOID.Dataset
        yield target, VOID.uriSpace, Literal(links.target)


def _vocabularies(counted: Statistics) -> Iterator[URIRef]:
    """Yield the namespaces of the terms in use, as far as we know them."""
    terms = [part.class_ for part in counted.classes] + [part.property for part in counted.properties]
    for namespace in PREFIXES.values():
        if any(term.startswith(namespace) for term in terms):
            yield URIRef(namespace)


# --- DCAT -----------------------------------------------------------------------------------------


def _about(of: Described) -> Iterator[Triple]:
    """Yield what the publisher says of the dataset."""
    manifest, dataset = of.manifest, of.dataset
    language = manifest.language
    yield dataset, DCTERMS.title, Literal(manifest.title, lang=language)
    if manifest.description:
        yield dataset, DCTERMS.description, Literal(manifest.description, lang=language)
    if manifest.publisher:
        publisher = BNode()
        yield dataset, DCTERMS.publisher, publisher
        yield publisher, RDF.type, FOAF.Agent
        yield publisher, FOAF.name, Literal(manifest.publisher)
    yield from _terms_of_use(dataset, manifest.licence)
    if manifest.published:
        yield dataset, DCTERMS.modified, Literal(manifest.published, datatype=XSD.dateTime)


def _terms_of_use(subject: Node, licence: str) -> Iterator[Triple]:
    if licence.startswith(("http://", "https://")):
        yield subject, DCTERMS.license, URIRef(licence)
    elif licence:
        document = BNode()
        yield subject, DCTERMS.license, document
        yield document, RDF.type, DCTERMS.LicenseDocument
        yield document, RDFS.label, Literal(licence)


def _dcat(of: Described) -> Iterator[Triple]:
    dataset, manifest, endpoint = of.dataset, of.manifest, of.at("sparql")
    catalogue = URIRef(f"{dataset}#catalogue")
    yield catalogue, RDF.type, DCAT.Catalog
    yield catalogue, DCTERMS.title, Literal(manifest.title, lang=manifest.language)
    yield catalogue, FOAF.homepage, of.at("")
    yield catalogue, DCAT.dataset, dataset
    yield catalogue, DCAT.service, endpoint
    yield dataset, RDF.type, DCAT.Dataset
    yield from _about(of)
    yield dataset, DCTERMS.identifier, Literal(str(dataset))
    yield dataset, DCAT_VERSION, Literal(of.version)
    yield dataset, DCAT.landingPage, of.at("")
    yield dataset, RDFS.seeAlso, of.at(".well-known/void")
    yield dataset, DCTERMS.conformsTo, ONTOLOGY_IRI
    if len(manifest.language) == 2:
        code = URIRef(f"http://id.loc.gov/vocabulary/iso639-1/{manifest.language}")
        yield dataset, DCTERMS.language, code
        yield code, RDF.type, DCTERMS.LinguisticSystem
    if manifest.contact:
        yield from _contact(dataset, manifest.contact)
    if of.statistics.first:
        period = BNode()
        yield dataset, DCTERMS.temporal, period
        yield period, RDF.type, DCTERMS.PeriodOfTime
        yield period, DCAT.startDate, Literal(of.statistics.first, datatype=XSD.date)
        yield period, DCAT.endDate, Literal(of.statistics.last, datatype=XSD.date)
    for form in of.forms:
        yield from _distribution(of, form, zipped=False)
        yield from _distribution(of, form, zipped=True)
    yield endpoint, RDF.type, DCAT.DataService
    yield endpoint, DCTERMS.title, Literal("SPARQL endpoint", lang="en")
    yield endpoint, DCAT.endpointURL, endpoint
    yield endpoint, DCAT.endpointDescription, endpoint
    yield endpoint, DCTERMS.conformsTo, _PROTOCOL
    yield endpoint, DCAT.servesDataset, dataset
    yield from _terms_of_use(endpoint, manifest.licence)


def _contact(dataset: URIRef, contact: str) -> Iterator[Triple]:
    card = BNode()
    yield dataset, DCAT.contactPoint, card
    yield card, RDF.type, VCARD.Kind
    if contact.startswith(("http://", "https://")):
        yield card, VCARD.hasURL, URIRef(contact)
    elif "@" in contact and " " not in contact:
        yield card, VCARD.hasEmail, URIRef(f"mailto:{contact}")
    yield card, VCARD.fn, Literal(contact)


def _distribution(of: Described, form: Format, *, zipped: bool) -> Iterator[Triple]:
    file = of.dump("newsgraph", form, zipped=zipped)
    yield of.dataset, DCAT.distribution, file
    yield file, RDF.type, DCAT.Distribution
    yield file, DCTERMS.title, Literal(f"{form.label}{', compressed' if zipped else ''}", lang="en")
    yield file, DCAT.accessURL, of.at("dumps/")
    yield file, DCAT.downloadURL, file
    yield file, DCAT.mediaType, URIRef(f"{_IANA}{form.media_type}")
    yield file, DCTERMS.format, _FORMATS[form]
    yield from _terms_of_use(file, of.manifest.licence)
    if of.manifest.published:
        yield file, DCTERMS.modified, Literal(of.manifest.published, datatype=XSD.dateTime)
    if zipped:
        yield file, DCAT.compressFormat, URIRef(f"{_IANA}application/gzip")
    if measured := of.files.get(f"{form.name}{'.gz' if zipped else ''}"):
        checksum = BNode()
        yield file, DCAT.byteSize, Literal(str(measured.size), datatype=XSD.nonNegativeInteger)
        yield file, SPDX.checksum, checksum
        yield checksum, RDF.type, SPDX.Checksum
        yield checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256
        yield checksum, SPDX.checksumValue, Literal(measured.sha256, datatype=XSD.hexBinary)


# --- service description --------------------------------------------------------------------------


def _service(of: Described) -> Iterator[Triple]:
    endpoint = of.at("sparql")
    counted, offer = of.statistics, of.offer
    yield endpoint, RDF.type, SD.Service
    yield endpoint, SD.endpoint, endpoint
    yield endpoint, SD.supportedLanguage, SD.SPARQL11Query
    services = [endpoint]
    if offer.updates:
        update = of.at("update")
        services.append(update)
        yield update, RDF.type, SD.Service
        yield update, SD.endpoint, update
        yield update, SD.supportedLanguage, SD.SPARQL11Update
    for service in services:
        yield from _dataset_of(service, of)
    for form in (*RESULT_FORMATS, *RDF_FORMATS):
        yield endpoint, SD.resultFormat, _FORMATS[form]
    for function in FUNCTIONS:
        yield function, RDF.type, SD.Function
    yield endpoint, RDFS.seeAlso, of.at("dataset")
    yield endpoint, RDFS.seeAlso, of.at(".well-known/void")
    dataset = of.dataset
    yield dataset, RDF.type, SD.Dataset
    yield dataset, DCTERMS.title, Literal(of.manifest.title, lang=of.manifest.language)
    default = BNode()
    yield dataset, SD.defaultGraph, default
    own = of.manifest.iris.default
    yield default, RDF.type, SD.Graph
    yield default, VOID.triples, _number(counted.triples if offer.union else counted.graphs.get(own, 0))
    for name, triples in counted.graphs.items():
        if name == own and not offer.union:
            # It is the default graph then, and has no name.
            continue
        named, graph = BNode(), BNode()
        yield dataset, SD.namedGraph, named
        yield named, RDF.type, SD.NamedGraph
        yield named, SD.name, name
        yield named, SD.graph, graph
        yield graph, RDF.type, SD.Graph
        yield graph, VOID.triples, _number(triples)


def _dataset_of(service: URIRef, of: Described) -> Iterator[Triple]:
    """Yield what queries and updates have in common: the dataset, and what can be done with it."""
    yield service, SD.defaultDataset, of.dataset
    if of.offer.union:
        yield service, SD.feature, SD.UnionDefaultGraph
    if of.offer.updates:
        yield service, SD.feature, SD.EmptyGraphs
    if of.offer.federation:
        yield service, SD.feature, SD.BasicFederatedQuery
    for form in RDF_FORMATS:
        yield service, SD.inputFormat, _FORMATS[form]
    for function in FUNCTIONS:
        yield service, SD.extensionFunction, function
