# ruff: noqa: N815 - the names of terms are their vocabularies'
"""Vocabularies that describe data sets and services, as closed namespaces: a misspelt term fails at once."""

from __future__ import annotations

from rdflib import Namespace
from rdflib.namespace import DCAT, DefinedNamespace
from rdflib.term import URIRef

#: New in DCAT 3; rdflib's own list is of DCAT 2.
DCAT_VERSION = URIRef(f"{DCAT}version")


class SD(DefinedNamespace):
    """The terms of the SPARQL 1.1 service description."""

    _NS = Namespace("http://www.w3.org/ns/sparql-service-description#")
    _fail = True

    Service: URIRef
    Dataset: URIRef
    Graph: URIRef
    NamedGraph: URIRef
    Function: URIRef
    endpoint: URIRef
    supportedLanguage: URIRef
    feature: URIRef
    extensionFunction: URIRef
    resultFormat: URIRef
    inputFormat: URIRef
    defaultDataset: URIRef
    defaultGraph: URIRef
    namedGraph: URIRef
    name: URIRef
    graph: URIRef
    SPARQL11Query: URIRef
    SPARQL11Update: URIRef
    EmptyGraphs: URIRef
    UnionDefaultGraph: URIRef
    BasicFederatedQuery: URIRef


class SPDX(DefinedNamespace):
    """The terms of SPDX for the checksum of a file."""

    _NS = Namespace("http://spdx.org/rdf/terms#")
    _fail = True

    Checksum: URIRef
    checksum: URIRef
    algorithm: URIRef
    checksumValue: URIRef
    checksumAlgorithm_sha256: URIRef


class VCARD(DefinedNamespace):
    """The terms of vCard for whom to ask."""

    _NS = Namespace("http://www.w3.org/2006/vcard/ns#")
    _fail = True

    Kind: URIRef
    fn: URIRef
    hasEmail: URIRef
    hasURL: URIRef
