"""The ontology, its alignments, the topics and the country groups, read from `ontology/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import Graph
from rdflib.namespace import RDF, RDFS, SKOS
from rdflib.term import Literal, URIRef

from graph_builder.answers import Triple
from graph_builder.iris import DEFAULT_BASE, Iris
from graph_builder.labels import Labels
from graph_builder.reasoner import Consistency, check_consistency
from graph_builder.resources import ONTOLOGY
from graph_builder.store import Store
from graph_builder.terms import NEWS
from graph_builder.violations import Violation, violations

__all__ = [
    "Check",
    "Concepts",
    "Consistency",
    "CountryGroups",
    "Topics",
    "Violation",
    "check",
    "check_consistency",
    "load_alignments",
    "load_country_groups",
    "load_ontology",
    "load_topics",
    "violations",
]


@dataclass(frozen=True, slots=True)
class Concepts:
    """Things of our own that texts name, with IRIs below one base."""

    graph: Graph
    labels: Labels

    def match(self, text: str) -> tuple[URIRef, ...]:
        """Return what a text names, in the order of its first mention, each once."""
        return self.labels.match(text)

    def label(self, concept: URIRef) -> Literal:
        """Return the label of one of them."""
        label = self.graph.value(concept, RDFS.label, any=False)
        assert isinstance(label, Literal), concept  # noqa: S101 - our own data, and tested
        return label


class Topics(Concepts):
    """The topic scheme: what gatherings and recommendations are about."""


class CountryGroups(Concepts):
    """The named groups of countries."""

    def triples(self, groups: Iterable[URIRef], names: Mapping[str, str]) -> Iterator[Triple]:
        """Yield all that is known of some groups, with class, label and code of each member.

        `names` are those of countries by ISO code. Only the groups that are asked for come: the
        members of all would fill a dataset with countries that nobody spoke of.
        """
        for group in sorted(set(groups)):
            yield from self.graph.triples((group, None, None))
            for member in self.graph.objects(group, NEWS.member):
                code = str(member).rsplit("/", 1)[1].upper()
                yield member, RDF.type, NEWS.Country
                yield member, RDFS.label, Literal(names.get(code, code), lang="en")
                yield member, NEWS.isoCode, Literal(code)


def load_ontology() -> Graph:
    """Return the ontology: every term, and every axiom that inference follows."""
    return _parsed("newsgraph.ttl")


def load_alignments() -> Graph:
    """Return what joins our terms to other vocabularies, over and above what the ontology says."""
    return _parsed("alignments.ttl")


def load_topics(base: str = DEFAULT_BASE) -> Topics:
    """Return the topic scheme of the project whose base IRI is `base`."""
    graph = _parsed("topics.ttl", base)
    return Topics(graph, Labels.of(_labels(graph, NEWS.Topic)))


def load_country_groups(base: str = DEFAULT_BASE) -> CountryGroups:
    """Return the country groups of the project whose base IRI is `base`."""
    graph = _parsed("country-groups.ttl", base)
    return CountryGroups(graph, Labels.of(_labels(graph, NEWS.CountryGroup)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a check of the ontology, alone or with what was built, has found."""

    consistency: Consistency
    violations: tuple[Violation, ...] = ()

    @property
    def passed(self) -> bool:
        """Tell whether nothing is wrong."""
        return self.consistency.holds and not self.violations

    @property
    def lines(self) -> tuple[str, ...]:
        """Return what to print."""
        return (*self.consistency.lines, *map(str, self.violations))


def check(store: Store | None = None, base: str = DEFAULT_BASE) -> Check:
    """Check the ontology with its alignments, topics and country groups, and with all of `store`.

    The OWL reasoner looks for contradictions; the rules look for what breaks them in `store`. Raises
    `MissingTool` where there is no Java for the reasoner.
    """
    graph = load_alignments() + load_topics(base).graph + load_country_groups(base).graph
    if store is None:
        return Check(consistency=check_consistency(load_ontology(), graph))
    iris = Iris(base)
    # What is inferred follows for the reasoner anyway; without it, it takes half the time.
    for name in set(store.graphs()) - {iris.inferred, iris.ontology}:
        for triple in store.triples(graph=name):
            graph.add(triple)
    return Check(
        consistency=check_consistency(load_ontology(), graph), violations=tuple(violations(store, base))
    )


def _parsed(name: str, base: str | None = None) -> Graph:
    # Read by ourselves: rdflib would take a path with odd characters for an IRI.
    return Graph().parse(data=Path(ONTOLOGY / name).read_bytes(), format="turtle", publicID=base)


def _labels(graph: Graph, kind: URIRef) -> Iterator[tuple[str, URIRef]]:
    for thing in graph.subjects(RDF.type, kind):
        for predicate in (RDFS.label, SKOS.prefLabel, SKOS.altLabel):
            for label in graph.objects(thing, predicate):
                if isinstance(thing, URIRef) and isinstance(label, Literal):
                    yield str(label), thing
