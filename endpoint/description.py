"""All that is known of one thing, in both directions, as a page shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from rdflib.namespace import PROV, RDF, RDFS, SKOS
from rdflib.term import URIRef

from endpoint.reading import Link, Reader, Words, query_link
from endpoint.rows import FIELDS, Quote, Row, kind_of, quotes_of, row_of
from endpoint.wording import (
    CLASSES,
    INVERSE_ORDER,
    ORDER,
    inverse_name,
    property_name,
)
from graph_builder.iris import Kind, slug
from graph_builder.terms import IN, NEWS, OA

#: Shown in a place of its own, or as the table that its inverse makes.
_SHOWN_ELSEWHERE: Final = frozenset(
    {RDFS.label, NEWS.evidence, NEWS.participation, NEWS.post, NEWS.text, SKOS.prefLabel, OA.hasSelector}
)
#: Too many and too plain to be listed: their number is shown.
_COUNTED_ONLY: Final = frozenset({OA.hasSource})
#: Which column of a group's lines a property makes superfluous.
_OMITTED: Final[Mapping[URIRef, str]] = {
    NEWS.participant: "person",
    NEWS.holder: "person",
    NEWS.madeBy: "person",
    NEWS.at: "body",
    NEWS.madeIn: "occasion",
    IN: "occasion",
}
#: On a newsletter's page everything is derived from it; this is the order that tells it best.
_DERIVED: Final[tuple[Kind, ...]] = (
    "event", "session", "participation", "recommendation", "post", "person", "organization", "place",
    "country", "country-group", "topic",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    """One object of a property; `inferred` follows by the ontology and stands in no newsletter."""

    shown: Link | Words
    inferred: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A property and all its values."""

    property: Link
    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Things that point to the one described, by one property; `total` may be more than are shown."""

    heading: str
    anchor: str
    rows: tuple[Row, ...]
    total: int
    all_of_them: str
    #: The column that would name the thing described itself, on every line.
    omitted: str = ""

    @property
    def shape(self) -> str:
        """Return how the group is best shown: as the table of a kind, or as a list."""
        kinds = {row.kind for row in self.rows}
        kind = kinds.pop() if len(kinds) == 1 else ""
        return kind if kind in FIELDS else "list"


@dataclass(frozen=True, slots=True)
class Description:
    """All that is known of one thing."""

    iri: str
    label: str
    language: str | None
    kind: str
    text: Words | None
    facts: tuple[Fact, ...]
    inferred: tuple[Fact, ...]
    groups: tuple[Group, ...]
    inferred_groups: tuple[Group, ...]
    quotes: tuple[Quote, ...]


def describe(iri: URIRef, reader: Reader, *, length: int) -> Description | None:
    """Return what is known of a thing, at most `length` things in a group; None where it is unknown."""
    values: defaultdict[URIRef, list[Value]] = defaultdict(list)
    facts = reader.facts(iri)
    inbound = _inbound(iri, reader)
    if not facts and not inbound:
        return None
    follows = {
        (property_, object_)
        for _, property_, object_ in reader.store.triples(iri, graph=reader.iris.inferred)
    }
    for property_, objects in facts.items():
        if property_ not in _SHOWN_ELSEWHERE:
            values[property_] = [Value(reader.shown(node), (property_, node) in follows) for node in objects]
    label = reader.label(iri)
    told = {property_: found for property_, found in values.items() if not all(v.inferred for v in found)}
    inferred = {property_: found for property_, found in values.items() if property_ not in told}
    kind = kind_of(facts.get(RDF.type, ())) or ""
    plain, follow = _groups(iri, kind, inbound, reader, length)
    words = facts.get(NEWS.text, [])
    return Description(
        iri=str(iri),
        label=str(label or iri),
        language=label.language if label else None,
        kind=kind,
        text=Words(str(words[0]), getattr(words[0], "language", None)) if words else None,
        facts=_facts(told, reader),
        inferred=_facts(inferred, reader),
        groups=plain,
        inferred_groups=follow,
        quotes=quotes_of(facts.get(NEWS.evidence, [])[:length], reader),
    )


def _facts(values: Mapping[URIRef, list[Value]], reader: Reader) -> tuple[Fact, ...]:
    def order(property_: URIRef) -> tuple[int, str]:
        return ORDER.index(property_) if property_ in ORDER else len(ORDER), str(property_)

    return tuple(
        Fact(
            reader.link(property_),
            property_name(property_, reader.label(property_)),
            tuple(sorted(values[property_], key=_value_order)),
        )
        for property_ in sorted(values, key=order)
    )


def _value_order(value: Value) -> tuple[bool, str]:
    shown = value.shown
    return value.inferred, (shown.label if isinstance(shown, Link) else shown.text).casefold()


def _inbound(iri: URIRef, reader: Reader) -> dict[URIRef, tuple[int, int]]:
    """Return how many things point to one by each property: all of them, and those inferred."""
    counted = "SELECT ?p (COUNT(*) AS ?n) {{ {} }} GROUP BY ?p"
    pattern = f"?s ?p <{iri}>"
    total = {URIRef(str(p)): int(str(n)) for p, n in reader.store.select(counted.format(pattern))}
    inferred = {
        p: int(str(n))
        for p, n in reader.store.select(counted.format(f"GRAPH <{reader.iris.inferred}> {{ {pattern} }}"))
    }
    return {property_: (number, inferred.get(property_, 0)) for property_, number in total.items()}


def _groups(
    iri: URIRef, kind: str, inbound: Mapping[URIRef, tuple[int, int]], reader: Reader, length: int
) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """Return what points to a thing, and what points to it only by inference."""

    def order(property_: URIRef) -> tuple[int, str]:
        known = property_ in INVERSE_ORDER
        return INVERSE_ORDER.index(property_) if known else len(INVERSE_ORDER), str(property_)

    plain: list[Group] = []
    follow: list[Group] = []
    for property_ in sorted(inbound, key=order):
        total, inferred = inbound[property_]
        pattern = f"?thing <{property_}> <{iri}>"
        if property_ == PROV.wasDerivedFrom:
            plain += _derived(pattern, reader, length)
        else:
            heading = inverse_name(property_, reader.label(property_))
            shown = 0 if property_ in _COUNTED_ONLY else length
            group = _group(heading, pattern, total, reader, shown)
            omitted = _OMITTED.get(property_, "")
            (follow if total == inferred else plain).append(replace(group, omitted=omitted))
    if kind == "event":
        for property_, heading in (
            (IN, "Who took part in its sessions"),
            (NEWS.madeIn, "Recommended in its sessions"),
        ):
            pattern = f"?thing <{property_}>/news:sessionOf <{iri}>"
            plain += _counted(heading, pattern, reader, length)
    return tuple(plain), tuple(follow)


def _derived(pattern: str, reader: Reader, length: int) -> Iterator[Group]:
    for kind in _DERIVED:
        class_, plural = CLASSES[kind]
        yield from _counted(plural, f"{pattern} ; a <{class_}>", reader, length)


def _counted(heading: str, pattern: str, reader: Reader, length: int) -> Iterator[Group]:
    """Yield the group of what fits a pattern, if anything does."""
    count = f"SELECT (COUNT(DISTINCT ?thing) AS ?n) {{ {pattern} }}"
    total = next(int(str(number)) for (number,) in reader.store.select(count))
    if total:
        yield _group(heading, pattern, total, reader, length)


def _group(heading: str, pattern: str, total: int, reader: Reader, length: int) -> Group:
    # By date; then what was said and done in the order of the text, and things by name. Said without the
    # inner SELECT, which begins at the thing itself, the engine would go through all evidence there is.
    found = reader.store.select(
        f"""SELECT ?thing (MIN(?date) AS ?day) (MIN(?start) AS ?place) (MIN(?label) AS ?name) WHERE {{
          {pattern} .
          OPTIONAL {{
            SELECT ?thing (MIN(?begins) AS ?start) {{
              {pattern} . ?thing a ?class ; news:evidence/oa:hasSelector/oa:start ?begins
              FILTER (?class IN (news:Participation, news:Post, news:Recommendation))
            }} GROUP BY ?thing
          }}
          OPTIONAL {{ ?thing rdfs:label ?label }}
          OPTIONAL {{ ?thing news:startDate|news:released|(news:in|news:madeIn)/news:startDate ?date }}
        }} GROUP BY ?thing ORDER BY ?day ?place LCASE(STR(?name)) ?thing LIMIT {length}"""
    )
    everything = f"""SELECT DISTINCT ?thing ?name
WHERE {{
  {pattern} .
  OPTIONAL {{ ?thing rdfs:label ?name }}
}}
ORDER BY ?name"""
    return Group(
        heading=heading,
        anchor=slug(heading),
        rows=tuple(row_of(URIRef(str(thing)), reader) for thing, *_ in found if isinstance(thing, URIRef)),
        total=total,
        all_of_them=query_link(everything),
    )
