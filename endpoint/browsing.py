"""Lists of all things of one kind, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rdflib.term import URIRef

from endpoint.reading import Link, Reader
from endpoint.rows import dates_of
from endpoint.wording import CLASSES
from graph_builder.iris import Kind

#: What has a date is listed newest first; the rest by name.
_DATED: Final[frozenset[Kind]] = frozenset({"newsletter", "event", "session"})


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in a list."""

    link: Link
    dates: str


def listed(kind: Kind, reader: Reader, *, page: int, length: int) -> list[Line]:
    """Return one page of the things of a kind; pages count from 1."""
    date = "news:reports?/news:startDate" if kind == "newsletter" else "news:startDate"
    order = "DESC(?day) LCASE(STR(?name))" if kind in _DATED else "LCASE(STR(?name))"
    found = reader.store.select(
        f"""SELECT ?thing (MIN(?label) AS ?name) (MIN(?date) AS ?day) WHERE {{
          ?thing a <{CLASSES[kind][0]}> .
          OPTIONAL {{ ?thing rdfs:label ?label }}
          {f"OPTIONAL {{ ?thing {date} ?date }}" if kind in _DATED else ""}
        }} GROUP BY ?thing ORDER BY {order} ?thing LIMIT {length} OFFSET {(page - 1) * length}"""
    )
    lines = []
    for thing, _, day in found:
        iri = URIRef(str(thing))
        dates = "" if kind not in _DATED else dates_of(reader.facts(iri), reader) or (str(day) if day else "")
        lines.append(Line(reader.link(iri), dates))
    return lines
