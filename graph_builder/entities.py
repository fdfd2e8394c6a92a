"""What a store knows of its countries, places and organizations, gathered for linking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from rdflib.namespace import RDFS, SKOS
from rdflib.term import Node, URIRef

from graph_builder.iris import Kind
from graph_builder.link import Entity
from graph_builder.store import Store
from graph_builder.terms import NEWS

_LINKED: Final[Mapping[Kind, URIRef]] = {
    "country": NEWS.Country,
    "place": NEWS.Place,
    "organization": NEWS.Organization,
    "topic": NEWS.Topic,
}


def entities(store: Store) -> Iterator[Entity]:
    """Yield the entities that may be linked, in the order of their IRIs.

    Where newsletters differ on the country or the parent of a body, neither is known.
    """
    for kind, class_ in _LINKED.items():
        labels = _values(store, class_, RDFS.label)
        others = _values(store, class_, SKOS.altLabel)
        acronyms = _values(store, class_, NEWS.acronym)
        parents = _values(store, class_, NEWS.unitOf)
        codes = _countries(store, class_)
        for iri in sorted(labels):
            parent = _only(parents[iri])
            yield Entity(
                iri=iri,
                kind=kind,
                names=(*map(str, labels[iri]), *sorted(map(str, others[iri]))),
                acronym=_text(_only(acronyms[iri])),
                country=_text(_only(codes[iri])),
                parent=parent if isinstance(parent, URIRef) else None,
            )


def labels(store: Store) -> Mapping[URIRef, str]:
    """Return the label of everything in a store that has one."""
    rows = store.select("SELECT DISTINCT ?s ?label { ?s rdfs:label ?label }")
    return {subject: str(label) for subject, label in rows if isinstance(subject, URIRef)}


def _values(store: Store, class_: URIRef, property_: URIRef) -> defaultdict[URIRef, set[Node]]:
    return _rows(store, f"SELECT ?s ?o {{ ?s a <{class_}> ; <{property_}> ?o }}")


def _countries(store: Store, class_: URIRef) -> defaultdict[URIRef, set[Node]]:
    path = "news:isoCode" if class_ == NEWS.Country else "news:country/news:isoCode"
    return _rows(store, f"SELECT ?s ?o {{ ?s a <{class_}> ; {path} ?o }}")


def _rows(store: Store, query: str) -> defaultdict[URIRef, set[Node]]:
    found: defaultdict[URIRef, set[Node]] = defaultdict(set)
    for subject, value in store.select(query):
        if isinstance(subject, URIRef) and value is not None:
            found[subject].add(value)
    return found


def _only(values: set[Node]) -> Node | None:
    return next(iter(values)) if len(values) == 1 else None


def _text(value: Node | None) -> str | None:
    return None if value is None else str(value)
