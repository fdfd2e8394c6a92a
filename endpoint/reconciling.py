"""Which of our things a name means, for people who match their tables to the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rapidfuzz import fuzz
from rapidfuzz.process import extract
from rdflib.namespace import OWL, RDFS, SKOS
from rdflib.term import Literal, Node, URIRef

from endpoint.wording import CLASSES
from graph_builder.iris import Iris, Kind
from graph_builder.naming import folded
from graph_builder.store import Store
from graph_builder.terms import NEWS

#: What has a name of its own; the others are told by what they join.
KINDS: Final[tuple[Kind, ...]] = (
    "event", "session", "person", "organization", "country", "country-group", "place", "topic", "newsletter",
)  # fmt: skip
TYPES: Final[Mapping[str, Kind]] = {str(CLASSES[kind][0]).rpartition("#")[2]: kind for kind in KINDS}

#: Properties by which things are told apart, or with which a table is extended.
PROPERTIES: Final[Mapping[str, URIRef]] = {
    **{
        name: getattr(NEWS, name)
        for name in (
            "country", "acronym", "unitOf", "isoCode", "year", "startDate", "endDate", "place", "represents",
            "memberOf", "organizer", "sessionOf", "partOf", "issueNumber", "topic",
        )
    },
    "sameAs": OWL.sameAs,
    "altLabel": SKOS.altLabel,
}  # fmt: skip

#: A value as the specification has it in JSON.
Cell = dict[str, Any]

_CERTAIN: Final = 100.0
_LEAST: Final = 50.0
#: What each property that does not agree takes from the score.
_DISAGREES: Final = 20.0
#: A word that more names hold finds too many; without another, that many are compared.
_COMMON: Final = 2_000
_PER_WORD: Final = 400
_DEFAULT_LIMIT: Final = 10
_LONGEST_LIST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One query of a batch."""

    text: str
    types: tuple[str, ...] = ()
    limit: int = _DEFAULT_LIMIT
    properties: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that may be meant."""

    id: str
    name: str
    type: str
    score: float
    match: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A thing, what it is called and what it is."""

    id: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Cells:
    """What some properties say of a thing, as cells of a table; it is None where there is no such thing."""

    thing: Named | None
    cells: Mapping[str, list[Cell]]


class Names:
    """The names of one snapshot, by the words in them."""

    def __init__(self, store: Store, base: str) -> None:
        self._store = store
        self._things = f"{Iris(base).base}id/"
        self.label: dict[str, str] = {}
        self.type: dict[str, str] = {}
        self._names: list[tuple[str, str]] = []
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        for type_, kind in TYPES.items():
            query = (
                f"SELECT ?s ?p ?name {{ ?s a <{CLASSES[kind][0]}> ; ?p ?name ."
                " VALUES ?p { rdfs:label skos:altLabel news:acronym news:isoCode } }"
            )
            for thing, property_, name in store.select(query):
                self._add(str(thing), type_, property_, str(name))

    def _add(self, iri: str, type_: str, property_: Node | None, name: str) -> None:
        if not iri.startswith(self._things):
            return
        id_ = iri.removeprefix(self._things)
        self.type[id_] = type_
        if property_ == RDFS.label:
            self.label[id_] = name
        key = folded(name)
        number = len(self._names)
        self._names.append((key, id_))
        for word in set(key.split()):
            self._by_word[word].append(number)

    def matching(self, asked: Asked) -> list[Found]:
        """Return the things that a query may mean, best first; sure where just one bears the name."""
        scores: dict[str, float] = {}
        for id_, score in self._alike(asked.text) if asked.text.strip() else self._all():
            if (not asked.types or self.type[id_] in asked.types) and id_ in self.label:
                scores[id_] = max(score, scores.get(id_, 0.0))
        for id_ in scores if asked.properties else ():
            wrong = sum(not self._agrees(id_, pid, wanted) for pid, wanted in asked.properties)
            scores[id_] = max(0.0, scores[id_] - _DISAGREES * wrong)
        ranked = sorted(scores, key=lambda id_: (-scores[id_], self.label[id_], id_))
        certain = [id_ for id_ in ranked if scores[id_] >= _CERTAIN]
        return [
            Found(id_, self.label[id_], self.type[id_], round(scores[id_], 1), certain == [id_])
            for id_ in ranked[: asked.limit]
        ]

    def _all(self) -> Iterable[tuple[str, float]]:
        """Yield everything: a query without a name goes by its properties alone, and is never sure."""
        return ((id_, _CERTAIN - 1) for id_ in self.label)

    def _alike(self, text: str) -> Iterable[tuple[str, float]]:
        key = folded(text)
        words = sorted(set(key.split()), key=lambda word: len(self._by_word.get(word, ())))
        numbers: dict[int, None] = {}
        for word in words:
            bearers = self._by_word.get(word, ())
            if len(bearers) <= _COMMON or not numbers:
                numbers.update(dict.fromkeys(bearers[:_PER_WORD] if len(bearers) > _COMMON else bearers))
        if not numbers:
            # No word is known: perhaps a slip, so names with a word that is almost this one.
            near = [
                found
                for word in words
                for found, *_ in extract(word, self._by_word.keys(), score_cutoff=80, limit=5)
            ]
            numbers = dict.fromkeys(number for word in near for number in self._by_word[word][:_PER_WORD])
        for number in numbers:
            name, id_ = self._names[number]
            score = _CERTAIN if name == key else min(99.0, fuzz.token_sort_ratio(name, key))
            if score >= _LEAST:
                yield id_, score

    def _agrees(self, id_: str, pid: str, wanted: Sequence[str]) -> bool:
        if pid not in PROPERTIES:
            return False
        known = {folded(text) for node in self.values(id_, pid) for text in self._said(node)}
        return any(folded(value) in known for value in wanted)

    def values(self, id_: str, pid: str) -> list[Node]:
        """Return the values of a property of a thing, in one order; none of what has no name."""
        if id_ not in self.label:
            return []
        found = self._store.triples(URIRef(self._things + id_), PROPERTIES[pid])
        return sorted((object_ for _, _, object_ in found), key=str)

    def _said(self, node: Node) -> Iterable[str]:
        """Yield every way to write a value: a literal, or the id, label and code of a thing."""
        yield str(node)
        if isinstance(node, URIRef):
            yield str(node).removeprefix(self._things)
            for property_ in (RDFS.label, NEWS.isoCode, NEWS.acronym):
                yield from (str(value) for _, _, value in self._store.triples(node, property_))

    def cells(self, id_: str, pids: Iterable[str]) -> Cells:
        """Return what some properties say of a thing."""
        thing = Named(id_, self.label[id_], self.type[id_]) if id_ in self.label else None
        return Cells(thing, {pid: [self.cell(node) for node in self.values(id_, pid)] for pid in pids})

    def cell(self, node: Node) -> Cell:
        """Return a value as a cell of an extended table."""
        if isinstance(node, Literal):
            value = node.value
            if isinstance(value, bool) or not isinstance(value, int):
                date = str(node.datatype or "").endswith("#date")
                return {"date": f"{node}T00:00:00"} if date else {"str": str(node)}
            return {"int": value}
        id_ = str(node).removeprefix(self._things)
        return {"id": id_, "name": self.label[id_]} if id_ in self.label else {"str": str(node)}

    def beginning(self, prefix: str) -> list[Named]:
        """Return the things one of whose names begins so, or holds a word that does."""
        key = folded(prefix)
        if not key:
            return []
        found = {id_: name.startswith(key) for name, id_ in self._names if f" {key}" in f" {name}"}
        ranked = sorted(found, key=lambda id_: (not found[id_], self.label.get(id_, id_), id_))
        known = [id_ for id_ in ranked if id_ in self.label][:_LONGEST_LIST]
        return [Named(id_, self.label[id_], self.type[id_]) for id_ in known]
