"""What is in the graph, in numbers and dates."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib.term import Node, URIRef

from endpoint.reading import Link, Reader
from endpoint.wording import CLASSES
from graph_builder.snapshots import Manifest
from graph_builder.store import Store

NEWEST = 25


@dataclass(frozen=True, slots=True)
class Count:
    """How many things of one kind there are."""

    kind: str
    plural: str
    number: int

    @property
    def name(self) -> str:
        """Return what they are called after their number."""
        return self.kind.replace("-", " ") if self.number == 1 else self.plural.casefold()


@dataclass(frozen=True, slots=True)
class Issue:
    """A newsletter, and the days that what it reports took place on."""

    link: Link
    number: str
    #: Of what it reports, or its own date or year.
    dates: str
    occasions: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What the start page and the command line say of a snapshot."""

    counts: tuple[Count, ...]
    #: The newest only, by what they report.
    newsletters: tuple[Issue, ...]
    triples: int
    inferred: int

    def number_of(self, kind: str) -> int:
        """Return how many things of a kind there are."""
        return next((count.number for count in self.counts if count.kind == kind), 0)


def overview_of(store: Store, manifest: Manifest) -> Overview:
    """Count what a snapshot holds."""
    counts = tuple(
        Count(kind, plural, _number(store, f"SELECT (COUNT(?s) AS ?n) {{ ?s a <{class_}> }}"))
        for kind, (class_, plural) in CLASSES.items()
    )
    in_graph = "SELECT (COUNT(*) AS ?n) {{ GRAPH <{}> {{ ?s ?p ?o }} }}"
    return Overview(
        counts,
        tuple(issues(Reader(store, manifest.base), limit=NEWEST, offset=0)),
        _number(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        _number(store, in_graph.format(manifest.iris.inferred)),
    )


def issues(reader: Reader, *, limit: int, offset: int) -> list[Issue]:
    """Return newsletters, those first whose events are newest."""
    rows = reader.store.select(
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
        LIMIT {limit} OFFSET {offset}"""
    )
    return [
        Issue(
            reader.link(URIRef(str(issue))),
            _text(number),
            period(_text(first), _text(last)) or _text(released) or _text(year),
            int(_text(occasions) or 0),
        )
        for issue, number, released, year, first, last, occasions in rows
    ]


def period(first: str, last: str) -> str:
    """Return one day, or the first and the last of several."""
    return f"{first} to {last}" if last and last != first else first


def _number(store: Store, query: str) -> int:
    return next(int(str(number)) for (number,) in store.select(query))


def _text(node: Node | None) -> str:
    return "" if node is None else str(node)
