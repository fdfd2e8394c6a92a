import itertools
from collections.abc import Iterable, Mapping
from pathlib import Path

import owlrl
import pytest
import rdflib
from rdflib import Graph
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import BNode, Literal, URIRef

from graph_builder.answers import Triple
from graph_builder.infer import infer, rules, strata
from graph_builder.iris import DEFAULT_BASE, Iris
from graph_builder.ontology import load_ontology
from graph_builder.snapshots import current
from graph_builder.store import Store
from graph_builder.terms import IN, NEWS
from tests.support import ROOT

#: rdflib warns of itself when it parses TriG.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

IRIS = Iris()
SOUND = ROOT / "tests" / "ontology" / "sound.trig"
SCHEMA = "https://schema.org/"


def thing(path: str) -> URIRef:
    return URIRef(f"{DEFAULT_BASE}id/{path}")


def graphs_of(path: Path) -> dict[URIRef, Graph]:
    """Return the named graphs of a file that inference sees; links come after it."""
    found = {
        URIRef(graph.identifier): graph for graph in rdflib.Dataset().parse(path, format="trig").graphs()
    }
    return {name: graph for name, graph in found.items() if len(graph) and name != IRIS.links}


def graph_of(triples: Iterable[Triple]) -> Graph:
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    return graph


def store_of(graphs: Mapping[URIRef, Iterable[Triple]]) -> Store:
    store = Store.in_memory()
    for name, triples in graphs.items():
        store.add(name, triples)
    return store


def inferred(graphs: Mapping[URIRef, Iterable[Triple]], ontology: Graph) -> set[Triple]:
    store = store_of(graphs)
    infer(store, rules(ontology, DEFAULT_BASE), IRIS)
    return set(store.triples(graph=IRIS.inferred))


def closure(graphs: Mapping[URIRef, Graph]) -> set[Triple]:
    """Return what owlrl infers, less what the vocabulary leaves out.

    Left out are: what is asserted; what is about anything but an instance; `owl:Thing` and `owl:sameAs`;
    and that a thing has an anonymous class (a restriction), since instance graphs have no blank nodes.
    """
    asserted = graph_of(triple for graph in graphs.values() for triple in graph)
    whole = asserted + load_ontology()
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(whole)
    return {
        (subject, predicate, object_)
        for subject, predicate, object_ in whole
        if (subject, predicate, object_) not in asserted
        and str(subject).startswith(f"{DEFAULT_BASE}id/")
        and predicate != OWL.sameAs
        and object_ != OWL.Thing
        and not isinstance(object_, BNode)
    }


# --- on real graphs ---------------------------------------------------------------------------------


def test_what_is_inferred_equals_the_closure_of_owl_2_rl() -> None:
    found = inferred(graphs_of(SOUND), load_ontology())
    assert found
    assert found == closure(graphs_of(SOUND))


def test_what_the_five_newsletters_imply_equals_the_closure_of_owl_2_rl(gold_store: Path) -> None:
    store = current(gold_store).store
    given = set(store.graphs()) - {IRIS.inferred, IRIS.links, IRIS.ontology}
    assert len(given) == 6, "five newsletters, and the topics with the country groups"
    found = set(store.triples(graph=IRIS.inferred))
    assert found
    assert found == closure({name: graph_of(store.triples(graph=name)) for name in given})


def test_the_inferred_triples_of_the_vocabulary_follow() -> None:
    ana, cranes, forum = thing("person/ana-reis"), thing("session/cranes"), thing("event/quay-forum-2022")
    office, ministry = thing("organization/crane-office"), thing("organization/sea-ministry")
    saying = thing("recommendation/harbour-2022-1")
    expected: set[Triple] = {
        (ana, NEWS.tookPartIn, cranes),
        (ana, NEWS.tookPartIn, forum),
        (ana, NEWS.tookPartIn, thing("event/quay-days-2022")),
        (ana, NEWS.tookPartIn, thing("event/tide-week-2022")),
        (ana, NEWS.memberOf, office),
        (office, NEWS.unitOf, ministry),
        (forum, NEWS.partOf, thing("event/tide-week-2022")),
        (saying, NEWS.concerns, thing("country/pt")),
        (forum, NEWS.organizingBody, thing("organization/sea-bank")),
        (cranes, RDF.type, URIRef(f"{SCHEMA}Event")),
        (thing("newsletter/harbour-2022"), RDF.type, URIRef(f"{SCHEMA}PublicationIssue")),
        (thing("post/harbour-2022-1"), RDF.type, URIRef("http://www.w3.org/ns/org#Membership")),
        (ana, RDF.type, URIRef("http://xmlns.com/foaf/0.1/Person")),
        (office, RDF.type, URIRef("http://www.w3.org/ns/org#Organization")),
        (thing("topic/shipping"), RDF.type, URIRef("http://www.w3.org/2004/02/skos/core#Concept")),
        (thing("place/faro"), RDF.type, URIRef(f"{SCHEMA}Place")),
        (thing("country/pt"), RDF.type, URIRef(f"{SCHEMA}Country")),
    }
    found = inferred(graphs_of(SOUND), load_ontology())
    assert expected <= found
    assert (ana, NEWS.memberOf, ministry) not in found, "a post does not reach the parents of its body"


def test_inference_tells_how_much_it_added_and_adds_nothing_twice() -> None:
    store = store_of(graphs_of(SOUND))
    before = set(store.triples())
    derived = rules(load_ontology(), DEFAULT_BASE)
    count = infer(store, derived, IRIS)
    found = set(store.triples(graph=IRIS.inferred))
    assert count == len(found) > 0
    assert not found & before
    assert set(store.triples()) == found | before
    assert infer(store, derived, IRIS) == 0


def test_only_instances_are_inferred_about() -> None:
    stranger = URIRef("https://elsewhere.example/id/person/ana")
    graphs = {IRIS.graph("x"): [(stranger, RDF.type, NEWS.Person), (stranger, NEWS.partOf, stranger)]}
    assert inferred(graphs, load_ontology()) == set()


def test_same_things_are_not_joined() -> None:
    one, other = thing("person/ana"), thing("person/anna")
    graphs: dict[URIRef, list[Triple]] = {
        IRIS.graph("x"): [(one, OWL.sameAs, other), (one, RDF.type, NEWS.Person)]
    }
    assert all(subject == one for subject, _, _ in inferred(graphs, load_ontology()))


def test_a_circle_comes_to_an_end() -> None:
    ring = [thing(f"organization/{number}") for number in range(9)]
    links: list[Triple] = [
        (body, NEWS.unitOf, ring[(place + 1) % len(ring)]) for place, body in enumerate(ring)
    ]
    found = inferred({IRIS.graph("x"): links}, load_ontology())
    assert sum(predicate == NEWS.unitOf for _, predicate, _ in found) == 9 * 9 - 9


def test_a_long_chain_is_followed_to_its_end() -> None:
    chain = [thing(f"event/{number}") for number in range(60)]
    links: list[Triple] = [(inner, NEWS.partOf, outer) for inner, outer in itertools.pairwise(chain)]
    found = inferred({IRIS.graph("x"): links}, load_ontology())
    assert (chain[0], NEWS.partOf, chain[-1]) in found
    assert sum(predicate == NEWS.partOf for _, predicate, _ in found) == 60 * 59 // 2 - 59


# --- rules come from axioms -------------------------------------------------------------------------

A, B, C = thing("a/1"), thing("b/1"), thing("c/1")
EX = rdflib.Namespace("https://vocabulary.example/")
PROPERTY: list[Triple] = [(EX.p, RDF.type, OWL.ObjectProperty)]


@pytest.mark.parametrize(
    ("ontology", "data", "follows"),
    [
        ([(EX.C, RDFS.subClassOf, EX.D)], [(A, RDF.type, EX.C)], [(A, RDF.type, EX.D)]),
        ([(EX.C, OWL.equivalentClass, EX.D)], [(A, RDF.type, EX.D)], [(A, RDF.type, EX.C)]),
        ([(EX.p, RDFS.subPropertyOf, EX.q)], [(A, EX.p, B)], [(A, EX.q, B)]),
        ([(EX.p, RDFS.subPropertyOf, EX.q)], [(A, EX.p, Literal("x"))], [(A, EX.q, Literal("x"))]),
        ([(EX.p, OWL.equivalentProperty, EX.q)], [(A, EX.q, B)], [(A, EX.p, B)]),
        ([(EX.p, OWL.inverseOf, EX.q)], [(A, EX.p, B)], [(B, EX.q, A)]),
        ([(EX.p, OWL.inverseOf, EX.q)], [(A, EX.q, B)], [(B, EX.p, A)]),
        ([(EX.p, RDF.type, OWL.SymmetricProperty)], [(A, EX.p, B)], [(B, EX.p, A)]),
        ([(EX.p, RDF.type, OWL.TransitiveProperty)], [(A, EX.p, B), (B, EX.p, C)], [(A, EX.p, C)]),
        (
            [
                (EX.r, OWL.propertyChainAxiom, BNode("l1")),
                (BNode("l1"), RDF.first, EX.p),
                (BNode("l1"), RDF.rest, BNode("l2")),
                (BNode("l2"), RDF.first, EX.q),
                (BNode("l2"), RDF.rest, RDF.nil),
            ],
            [(A, EX.p, B), (B, EX.q, C)],
            [(A, EX.r, C)],
        ),
        ([*PROPERTY, (EX.p, RDFS.domain, EX.C)], [(A, EX.p, B)], [(A, RDF.type, EX.C)]),
        ([*PROPERTY, (EX.p, RDFS.range, EX.C)], [(A, EX.p, B)], [(B, RDF.type, EX.C)]),
        ([(EX.p, RDFS.range, EX.C)], [(A, EX.p, Literal(str(B)))], []),
        ([*PROPERTY, (EX.p, RDFS.range, EX.C)], [(A, EX.p, Literal(str(B)))], []),
        ([(EX.p, OWL.inverseOf, EX.q)], [(A, EX.p, Literal(str(B)))], []),
        ([(EX.C, RDFS.subClassOf, OWL.Thing)], [(A, RDF.type, EX.C)], []),
        ([(EX.C, RDFS.subClassOf, BNode())], [(A, RDF.type, EX.C)], []),
        ([(EX.p, RDF.type, OWL.FunctionalProperty)], [(A, EX.p, B), (A, EX.p, C)], []),
    ],
)
def test_an_axiom_of_each_kind_becomes_a_rule(
    ontology: list[Triple], data: list[Triple], follows: list[Triple]
) -> None:
    assert inferred({IRIS.graph("x"): data}, graph_of(ontology)) == set(follows)


@pytest.mark.parametrize(
    ("axiom", "lost"),
    [
        (
            (NEWS.Session, RDFS.subClassOf, URIRef(f"{SCHEMA}Event")),
            ("session/cranes", RDF.type, f"{SCHEMA}Event"),
        ),
        (
            (NEWS.supporter, RDFS.subPropertyOf, None),
            ("event/quay-forum-2022", NEWS.organizingBody, "organization/sea-bank"),
        ),
        ((NEWS.participation, OWL.inverseOf, None), ("person/ana-reis", NEWS.tookPartIn, "session/cranes")),
        ((NEWS.post, OWL.inverseOf, None), ("person/ana-reis", NEWS.memberOf, "organization/crane-office")),
        (
            (NEWS.unitOf, RDF.type, OWL.TransitiveProperty),
            ("organization/crane-office", NEWS.unitOf, "organization/sea-ministry"),
        ),
        (
            (NEWS.memberOf, OWL.propertyChainAxiom, None),
            ("person/ana-reis", NEWS.memberOf, "organization/crane-office"),
        ),
        (
            (NEWS.concerns, OWL.propertyChainAxiom, None),
            ("recommendation/harbour-2022-1", NEWS.concerns, "country/pt"),
        ),
        (
            (NEWS.tookPartIn, OWL.propertyChainAxiom, None),
            ("person/ana-reis", NEWS.tookPartIn, "event/tide-week-2022"),
        ),
    ],
)
def test_an_axiom_taken_out_takes_its_inferences_with_it(
    axiom: tuple[URIRef, URIRef, URIRef | None], lost: tuple[str, URIRef, str]
) -> None:
    subject, predicate, object_ = lost
    triple = (thing(subject), predicate, URIRef(object_) if ":" in object_ else thing(object_))
    ontology, graphs = load_ontology(), graphs_of(SOUND)
    assert triple in inferred(graphs, ontology)
    assert axiom in ontology
    ontology.remove(axiom)
    assert triple not in inferred(graphs, ontology)


@pytest.mark.parametrize("axiom", [RDFS.domain, RDFS.range])
def test_a_domain_or_range_taken_out_takes_its_inferences_with_it(axiom: URIRef) -> None:
    part, person = thing("participation/1"), thing("person/1")
    one, what = (part, NEWS.Participation) if axiom == RDFS.domain else (person, NEWS.Person)
    graphs: dict[URIRef, list[Triple]] = {IRIS.graph("x"): [(part, NEWS.participant, person)]}
    ontology = load_ontology()
    assert (one, RDF.type, what) in inferred(graphs, ontology)
    # Its inverse, inferred as well, has the same domain and range the other way round.
    other = RDFS.range if axiom == RDFS.domain else RDFS.domain
    ontology.remove((NEWS.participant, axiom, None))
    ontology.remove((NEWS.participation, other, None))
    assert (one, RDF.type, what) not in inferred(graphs, ontology)


# --- the order of the rules -------------------------------------------------------------------------


def test_nothing_that_a_group_of_rules_adds_is_read_by_a_group_before_it() -> None:
    groups = strata(rules(load_ontology(), DEFAULT_BASE))
    for place, group in enumerate(groups):
        added = {rule.writes for rule in group}
        for earlier in groups[:place]:
            assert not added & {term for rule in earlier for term in rule.reads}
    assert sum(map(len, groups)) == len(rules(load_ontology(), DEFAULT_BASE))


def test_the_outcome_does_not_depend_on_the_order_of_the_rules() -> None:
    derived = rules(load_ontology(), DEFAULT_BASE)
    outcomes = set()
    for order in (derived, derived[::-1], derived[::2] + derived[1::2]):
        store = store_of(graphs_of(SOUND))
        infer(store, order, IRIS)
        outcomes.add(store.nquads())
    assert len(outcomes) == 1


def test_a_participation_reaches_up_through_what_another_newsletter_says() -> None:
    person, part, inner, outer = (
        thing("person/1"), thing("participation/1"), thing("event/1"), thing("event/2"),
    )  # fmt: skip
    graphs: dict[URIRef, list[Triple]] = {
        IRIS.graph("one"): [(part, NEWS.participant, person), (part, IN, inner)],
        IRIS.graph("two"): [(inner, NEWS.partOf, outer)],
    }
    assert (person, NEWS.tookPartIn, outer) in inferred(graphs, load_ontology())
