"""Lines of a page: a participation, a post or a recommendation with what it joins, and its quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib.namespace import OWL, PROV, RDF, RDFS, XSD
from rdflib.term import Literal, Node, URIRef

from endpoint.overview import period
from endpoint.reading import Link, Reader, Words
from endpoint.wording import KIND_OF
from graph_builder.iris import Kind
from graph_builder.terms import IN, NEWS, OA, SSSOM

#: What a line of each kind shows, under the names that the templates use.
FIELDS: Final[Mapping[str, Mapping[str, URIRef]]] = {
    "participation": {"person": NEWS.participant, "occasion": IN, "role": NEWS.role},
    "post": {"person": NEWS.holder, "title": NEWS.title, "body": NEWS.at},
    "recommendation": {
        "text": NEWS.text,
        "kind": NEWS.kind,
        "person": NEWS.madeBy,
        "occasion": NEWS.madeIn,
    },
    "link": {
        "relation": OWL.annotatedProperty,
        "target": OWL.annotatedTarget,
        "target_name": SSSOM.object_label,
        "matched": SSSOM.match_string,
        "confidence": SSSOM.confidence,
        "source": RDFS.comment,
    },
}

#: By what a line has its date: what it was part of, or where it is told.
_DATED_BY: Final[Mapping[str, URIRef]] = {
    "participation": IN,
    "recommendation": NEWS.madeIn,
    "post": PROV.wasDerivedFrom,
}


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of evidence: the words, and where they stand."""

    link: Link
    text: str
    newsletter: Link | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """One thing in a group, with what it joins."""

    link: Link
    kind: str
    dates: str
    fields: Mapping[str, tuple[Link | Words, ...]]
    quotes: tuple[Quote, ...]


def kind_of(classes: Iterable[Node]) -> Kind | None:
    """Return the kind that one of a thing's classes makes it."""
    known = [URIRef(str(class_)) for class_ in classes if class_ in KIND_OF]
    return KIND_OF[known[0]] if known else None


def row_of(iri: URIRef, reader: Reader) -> Row:
    """Return a thing as one line."""
    facts = reader.facts(iri)
    classes = facts.get(RDF.type, [])
    kind = "link" if OWL.Axiom in classes else kind_of(classes) or ""
    fields = FIELDS.get(kind, {})
    dated = next(iter(facts.get(_DATED_BY.get(kind, IN), ())), None)
    return Row(
        link=reader.link(iri),
        kind=kind,
        dates=dates_of(reader.facts(URIRef(str(dated))) if dated else facts, reader),
        fields={
            name: tuple(sorted(map(reader.shown, facts.get(property_, ())), key=_shown_order))
            for name, property_ in fields.items()
        },
        quotes=quotes_of(facts.get(NEWS.evidence, ()), reader) if fields else (),
    )


def dates_of(facts: Mapping[URIRef, list[Node]], reader: Reader) -> str:
    """Return when something was, as one day or the first and the last.

    A newsletter is of the day that it bears, else of the first day that it reports, else of its year.
    """
    starts, ends = (sorted(map(str, facts.get(term, ()))) for term in (NEWS.startDate, NEWS.endDate))
    if starts:
        return period(starts[0], ends[-1] if ends else "")
    reported = (reader.facts(URIRef(str(one))).get(NEWS.startDate, ()) for one in facts.get(NEWS.reports, ()))
    days = (
        facts.get(NEWS.released) or [day for found in reported for day in found] or facts.get(NEWS.year, [])
    )
    return min(map(str, days), default="")


def quotes_of(evidence: Iterable[Node], reader: Reader) -> tuple[Quote, ...]:
    """Return pieces of evidence in the order of the text."""
    found = [quote_of(URIRef(str(iri)), reader) for iri in evidence]
    return tuple(
        sorted(
            (quote for quote in found if quote),
            key=lambda quote: (quote.newsletter.iri if quote.newsletter else "", quote.start, quote.end),
        )
    )


def quote_of(iri: URIRef, reader: Reader) -> Quote | None:
    """Return what one piece of evidence quotes, or None where it is none."""
    facts = reader.facts(iri)
    selected: dict[URIRef, Node] = {}
    for selector in facts.get(OA.hasSelector, ()):
        for property_, objects in reader.facts(URIRef(str(selector))).items():
            selected[property_] = objects[0]
    source = next(iter(facts.get(OA.hasSource, ())), None)
    if OA.exact not in selected:
        return None
    return Quote(
        link=reader.link(iri),
        text=str(selected[OA.exact]),
        newsletter=reader.link(URIRef(str(source))) if source else None,
        start=_number(selected.get(OA.start)),
        end=_number(selected.get(OA.end)),
    )


def _number(node: Node | None) -> int:
    return int(str(node)) if isinstance(node, Literal) and node.datatype == XSD.integer else 0


def _shown_order(shown: Link | Words) -> str:
    return (shown.label if isinstance(shown, Link) else shown.text).casefold()
