"""What a snapshot holds, counted when it is published: what fixed pages and descriptions tell of it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import cattrs
from rdflib.namespace import OWL, RDFS, SKOS
from rdflib.term import Node, URIRef

from graph_builder.iris import Iris
from graph_builder.store import Store

#: Newsletters that are told of; all of them are listed elsewhere.
NEWEST: Final = 25

#: Properties that tie our things to those of other data sets.
_LINKING: Final = (
    OWL.sameAs, SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch,
    RDFS.seeAlso,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClassPart:
    """The things of one class."""

    class_: URIRef
    entities: int


@dataclass(frozen=True, slots=True)
class PropertyPart:
    """The triples of one property."""

    property: URIRef
    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class Linkset:
    """The links by one property to the things of one other data set, whose IRIs begin with `target`."""

    property: URIRef
    target: str
    triples: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A newsletter, and what it says of itself and of the days that it reports."""

    iri: URIRef
    number: str = ""
    released: str = ""
    year: str = ""
    #: The first and the last day of what it reports.
    first: str = ""
    last: str = ""
    #: Events and sessions that it reports.
    occasions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """The numbers of one snapshot; triples are those of the set of all triples."""

    triples: int
    #: Things whose IRIs are the publisher's own.
    entities: int
    subjects: int
    objects: int
    classes: tuple[ClassPart, ...]
    properties: tuple[PropertyPart, ...]
    #: Triples of each named graph, empty ones too.
    graphs: Mapping[URIRef, int]
    linksets: tuple[Linkset, ...]
    #: The first and the last day of what is reported.
    first: str
    last: str
    #: The newest only, by what they report.
    newest: tuple[Issue, ...]

    @property
    def quads(self) -> int:
        """Return the number of quads, the set of all triples among them."""
        return self.triples + sum(self.graphs.values())

    def entities_of(self, class_: URIRef) -> int:
        """Return how many things of a class there are."""
        return next((part.entities for part in self.classes if part.class_ == class_), 0)


_CONVERTER: Final = cattrs.Converter()
_CONVERTER.register_structure_hook(URIRef, lambda written, _: URIRef(written))


def dumped(statistics: Statistics) -> str:
    """Return statistics as a file holds them."""
    return json.dumps(_CONVERTER.unstructure(statistics), ensure_ascii=False, indent=1) + "\n"


def loaded(text: str) -> Statistics:
    """Return the statistics that a file holds; raises `ValueError` or `cattrs.BaseValidationError`."""
    return _CONVERTER.structure(json.loads(text), Statistics)


def statistics_of(store: Store, iris: Iris) -> Statistics:
    """Count what a snapshot holds."""
    first, last = _row(
        store,
        "SELECT (MIN(?start) AS ?first) (MAX(?until) AS ?last) { ?occasion news:startDate ?start"
        " OPTIONAL { ?occasion news:endDate ?end } BIND(COALESCE(?end, ?start) AS ?until) }",
    )
    # In one go: to look at the IRI in each triple takes five times as long.
    subjects, entities = _row(
        store,
        "SELECT (COUNT(*) AS ?all)"
        f" (SUM(IF(isIRI(?s) && STRSTARTS(STR(?s), STR(<{iris.base}id/>)), 1, 0)) AS ?own)"
        " { SELECT DISTINCT ?s { ?s ?p ?o } }",
    )
    properties = tuple(
        PropertyPart(URIRef(str(property_)), int(str(triples)), int(str(subjects)), int(str(objects)))
        for property_, triples, subjects, objects in store.select(
            "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) (COUNT(DISTINCT ?o) AS ?k)"
            " { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n) ?p"
        )
    )
    return Statistics(
        triples=sum(part.triples for part in properties),
        entities=int(str(entities)),
        subjects=int(str(subjects)),
        objects=int(str(_row(store, "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }")[0])),
        classes=tuple(
            ClassPart(URIRef(str(class_)), int(str(number)))
            for class_, number in store.select(
                "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) { ?s a ?class FILTER(isIRI(?class)) }"
                " GROUP BY ?class ORDER BY DESC(?n) ?class"
            )
        ),
        properties=properties,
        # No pattern finds an empty one.
        graphs=dict.fromkeys(store.graphs(), 0)
        | {
            URIRef(str(graph)): int(str(number))
            for graph, number in store.select(
                "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
            )
        },
        linksets=_linksets(store, iris),
        first=_text(first),
        last=_text(last),
        newest=_newest(store),
    )


def _newest(store: Store) -> tuple[Issue, ...]:
    """Return newsletters, those first whose events are newest."""
    rows = store.select(
        f"""SELECT ?issue ?number ?released ?year ?first ?last ?occasions WHERE {{
          ?issue a news:Newsletter .
          OPTIONAL {{ ?issue news:issueNumber ?number }}
          OPTIONAL {{ ?issue news:released ?released }}
          OPTIONAL {{ ?issue news:year ?year }}
          OPTIONAL {{
            SELECT ?issue (MIN(?start) AS ?first) (MAX(?until) AS ?last) {{
              ?issue news:reports ?occasion .
              ?occasion news:startDate ?start .
              OPTIONAL {{ ?occasion news:endDate ?end }}
              BIND(COALESCE(?end, ?start) AS ?until)
            }} GROUP BY ?issue
          }}
          OPTIONAL {{
            SELECT ?issue (COUNT(DISTINCT ?occasion) AS ?occasions) {{ ?issue news:reports ?occasion }}
            GROUP BY ?issue
          }}
        }}
        ORDER BY DESC(COALESCE(STR(?first), STR(?released), STR(?year))) ?issue
        LIMIT {NEWEST}"""
    )
    return tuple(
        Issue(
            iri=URIRef(str(issue)),
            number=_text(number),
            released=_text(released),
            year=_text(year),
            first=_text(first),
            last=_text(last),
            occasions=int(_text(occasions) or 0),
        )
        for issue, number, released, year, first, last, occasions in rows
    )


def _linksets(store: Store, iris: Iris) -> tuple[Linkset, ...]:
    found = store.select(
        f"""SELECT ?p ?o {{ GRAPH <{iris.links}> {{ ?s ?p ?o }}
          FILTER(isIRI(?o) && STRSTARTS(STR(?s), STR(<{iris.base}id/>))
                 && !STRSTARTS(STR(?o), STR(<{iris.base}>)))
          VALUES ?p {{ {" ".join(term.n3() for term in _LINKING)} }} }}"""
    )
    counted = Counter(
        (URIRef(str(property_)), target) for property_, object_ in found if (target := _space(str(object_)))
    )
    return tuple(Linkset(*key, number) for key, number in sorted(counted.items()))


def _space(iri: str) -> str:
    """Return what the IRIs of the data set that an IRI is of begin with; nothing for what is no address."""
    space = re.match(r"https?://[^/]+/(?:.*[/#])?(?=[^/#]+/?\Z)", iri)
    return space[0] if space else ""


def _row(store: Store, query: str) -> tuple[Node | None, ...]:
    return next(iter(store.select(query)))


def _text(node: Node | None) -> str:
    return "" if node is None else str(node)
