"""What follows from a dataset by the ontology, as SPARQL rules that are read off its axioms.

The rules are those of OWL 2 RL that newsgraph's vocabulary needs: subclass and equivalent class,
sub-property and equivalent property, inverse, symmetric and transitive property, property chain,
domain and range. `owl:sameAs` takes no part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rdflib import Graph
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import Node, URIRef

from graph_builder.iris import Iris
from graph_builder.store import Store

Pattern = tuple[str, str, str]


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """One axiom as a step: wherever its body holds, its head does."""

    #: The axiom's kind, such as "subclass".
    kind: str
    #: Triple patterns, their terms as SPARQL writes them.
    body: tuple[Pattern, ...]
    #: The triple that follows, likewise.
    head: Pattern
    base: str

    @property
    def reads(self) -> frozenset[str]:
        """Return the properties and classes that the body asks for."""
        return frozenset(map(_term, self.body))

    @property
    def writes(self) -> str:
        """Return the property or class that the head states."""
        return _term(self.head)

    @property
    def update(self) -> str:
        """Return the rule as a SPARQL update of a store.

        What it adds goes to the graph of inferred triples and to the default graph, the set of all.
        """
        subject, _, object_ = self.head
        head = " ".join(self.head)
        body = " . ".join(map(" ".join, self.body))
        variables = " ".join(term for term in (subject, object_) if term.startswith("?"))
        return (
            f"INSERT {{ {head} . GRAPH <{Iris(self.base).inferred}> {{ {head} }} }} WHERE {{ "
            f"SELECT DISTINCT {variables} WHERE {{ {body} "
            f'FILTER(isIRI({subject}) && STRSTARTS(STR({subject}), "{self.base}id/")) '
            f"FILTER NOT EXISTS {{ {head} }} }} }}"
        )


def _term(pattern: Pattern) -> str:
    """Return what tells a pattern apart: the class where it states a class, else the property."""
    _, predicate, object_ = pattern
    return object_ if predicate == "a" else predicate


#: A rule before it is known where instances lie: kind, body and head.
_Step = tuple[str, tuple[Pattern, ...], Pattern]


def rules(ontology: Graph, base: str) -> tuple[Rule, ...]:
    """Return one rule for each axiom of `ontology` that something can follow from, sorted.

    They add to what is known of instances below `base`.
    """
    steps = {
        *_class_steps(ontology),
        *_property_steps(ontology),
        *_chain_steps(ontology),
        *_domain_and_range_steps(ontology),
    }
    return tuple(Rule(*step, base) for step in sorted(steps))


def infer(store: Store, rules: Sequence[Rule], iris: Iris) -> int:
    """Add to `store` all that follows by `rules`, and return how many triples that is.

    They are about instances only, and none of them was asserted.
    """
    before = _inferred(store, iris)
    for stratum in strata(rules):
        _saturate(store, stratum, iris)
    return _inferred(store, iris) - before


def strata(rules: Sequence[Rule]) -> tuple[tuple[Rule, ...], ...]:
    """Return the rules in groups, so that nothing that a group adds is read by a group before it.

    Rules that feed each other stand in one group; most groups are one rule, which runs once.
    """
    fed = {rule: _fed(rule, rules) for rule in rules}
    groups: defaultdict[frozenset[Rule], list[Rule]] = defaultdict(list)
    for rule, reached in fed.items():
        groups[reached].append(rule)
    # A rule that feeds another, and is not fed by it, reaches all that the other reaches and itself.
    return tuple(tuple(groups[reached]) for reached in sorted(groups, key=len, reverse=True))


def _fed(rule: Rule, rules: Sequence[Rule]) -> frozenset[Rule]:
    """Return a rule and all that read what it adds, directly or through others."""
    found, todo = {rule}, [rule]
    while todo:
        added = todo.pop().writes
        readers = {reader for reader in rules if added in reader.reads} - found
        found |= readers
        todo += readers
    return frozenset(found)


def _saturate(store: Store, stratum: tuple[Rule, ...], iris: Iris) -> None:
    """Run the rules of one group until nothing is new.

    The rounds are few: each round of a transitive property doubles the length of the paths known.
    """
    recursive = any(one.writes in other.reads for one in stratum for other in stratum)
    before = _inferred(store, iris) if recursive else 0
    while True:
        for rule in stratum:
            store.update(rule.update)
        if not recursive or (now := _inferred(store, iris)) == before:
            return
        before = now


def _inferred(store: Store, iris: Iris) -> int:
    ((count,),) = store.select(f"SELECT (COUNT(*) AS ?count) {{ GRAPH <{iris.inferred}> {{ ?x ?y ?z }} }}")
    return int(str(count))


def _class_steps(ontology: Graph) -> Iterator[_Step]:
    for below, above in ontology.subject_objects(RDFS.subClassOf):
        yield from _subclass("subclass", below, above)
    for one, other in ontology.subject_objects(OWL.equivalentClass):
        yield from _subclass("equivalent class", one, other)
        yield from _subclass("equivalent class", other, one)


def _subclass(kind: str, below: Node, above: Node) -> Iterator[_Step]:
    # A restriction or an enumeration has no IRI, and what it says is the reasoner's to check.
    if _named(below, above) and above != OWL.Thing:
        yield kind, (("?x", "a", below.n3()),), ("?x", "a", above.n3())


def _property_steps(ontology: Graph) -> Iterator[_Step]:
    for below, above in ontology.subject_objects(RDFS.subPropertyOf):
        yield from _implied("sub-property", below, above)
    for one, other in ontology.subject_objects(OWL.equivalentProperty):
        yield from _implied("equivalent property", one, other)
        yield from _implied("equivalent property", other, one)
    for one, other in ontology.subject_objects(OWL.inverseOf):
        yield from _implied("inverse property", one, other, turned=True)
        yield from _implied("inverse property", other, one, turned=True)
    for symmetric in ontology.subjects(RDF.type, OWL.SymmetricProperty):
        yield from _implied("symmetric property", symmetric, symmetric, turned=True)
    for transitive in ontology.subjects(RDF.type, OWL.TransitiveProperty):
        yield from _chained("transitive property", (transitive, transitive), transitive)


def _implied(kind: str, below: Node, above: Node, *, turned: bool = False) -> Iterator[_Step]:
    if _named(below, above):
        start, end = ("?y", "?x") if turned else ("?x", "?y")
        yield kind, ((start, below.n3(), end),), ("?x", above.n3(), "?y")


def _chain_steps(ontology: Graph) -> Iterator[_Step]:
    for whole, links in ontology.subject_objects(OWL.propertyChainAxiom):
        yield from _chained("property chain", tuple(Collection(ontology, links)), whole)


def _chained(kind: str, links: tuple[Node, ...], whole: Node) -> Iterator[_Step]:
    if _named(*links, whole):
        body = tuple((f"?x{step}", link.n3(), f"?x{step + 1}") for step, link in enumerate(links))
        yield kind, body, ("?x0", whole.n3(), f"?x{len(links)}")


def _domain_and_range_steps(ontology: Graph) -> Iterator[_Step]:
    for kind, axiom, subject in (("domain", RDFS.domain, "?x"), ("range", RDFS.range, "?y")):
        for used, target in ontology.subject_objects(axiom):
            # The values of a data property are literals, of which nothing follows.
            values = kind == "range" and (used, RDF.type, OWL.ObjectProperty) not in ontology
            if _named(used, target) and target != OWL.Thing and not values:
                yield kind, (("?x", used.n3(), "?y"),), (subject, "a", target.n3())


def _named(*terms: Node) -> bool:
    return all(isinstance(term, URIRef) for term in terms)
