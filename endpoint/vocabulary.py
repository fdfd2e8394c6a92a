"""The terms of the ontology, for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rdflib.namespace import OWL, RDF, RDFS, SKOS
from rdflib.term import Node, URIRef

from endpoint.reading import Link, Reader
from endpoint.wording import is_term

_SECTIONS: Final[Mapping[str, tuple[URIRef, ...]]] = {
    "Classes": (OWL.Class,),
    "Properties": (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty),
    "Individuals": (OWL.NamedIndividual,),
}
_RELATIONS: Final[Mapping[URIRef, str]] = {
    RDFS.subClassOf: "kind of",
    RDFS.subPropertyOf: "narrower than",
    RDFS.domain: "from",
    RDFS.range: "to",
    OWL.inverseOf: "inverse of",
    OWL.disjointWith: "disjoint with",
    OWL.equivalentClass: "same as",
    OWL.equivalentProperty: "same as",
    SKOS.closeMatch: "close to",
}


@dataclass(frozen=True, slots=True)
class Term:
    """One term: what it is, how it differs, what it looks like."""

    name: str
    iri: str
    label: str
    definition: str
    note: str
    example: str
    relations: tuple[tuple[str, tuple[Link, ...]], ...]


def terms_of(reader: Reader) -> Mapping[str, tuple[Term, ...]]:
    """Return all terms of the ontology, in sections, by name."""
    graph = reader.iris.ontology
    sections: dict[str, tuple[Term, ...]] = {}
    for heading, classes in _SECTIONS.items():
        found = {
            URIRef(str(subject))
            for class_ in classes
            for subject, _, _ in reader.store.triples(None, RDF.type, class_, graph=graph)
            if is_term(str(subject))
        }
        sections[heading] = tuple(sorted((_term(iri, reader) for iri in found), key=lambda term: term.name))
    return sections


def _term(iri: URIRef, reader: Reader) -> Term:
    facts: dict[URIRef, list[Node]] = {}
    for _, property_, object_ in reader.store.triples(iri, graph=reader.iris.ontology):
        facts.setdefault(URIRef(str(property_)), []).append(object_)

    def words(property_: URIRef) -> str:
        return " ".join(sorted(map(str, facts.get(property_, ()))))

    relations = (
        (
            name,
            tuple(
                reader.link(node)
                for node in sorted(facts.get(property_, ()), key=str)
                if isinstance(node, URIRef)
            ),
        )
        for property_, name in _RELATIONS.items()
    )
    return Term(
        name=iri.partition("#")[2],
        iri=str(iri),
        label=words(RDFS.label),
        definition=words(SKOS.definition),
        note=words(SKOS.scopeNote),
        example=words(SKOS.example),
        relations=tuple((name, links) for name, links in relations if links),
    )
