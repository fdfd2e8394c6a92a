from pathlib import Path

import pytest

from graph_builder.iris import DEFAULT_BASE, Iris
from graph_builder.violations import RULES, violations
from tests.support import ROOT, store_of

#: rdflib warns of itself when it parses TriG.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

FIXTURES = ROOT / "tests" / "ontology"
SOUND = FIXTURES / "sound.trig"
IRIS = Iris()
BROKEN = sorted((FIXTURES / "rules").glob("*.trig"))


def test_a_sound_dataset_breaks_no_rule() -> None:
    assert violations(store_of(SOUND), DEFAULT_BASE) == []


@pytest.mark.parametrize("path", BROKEN, ids=[path.stem for path in BROKEN])
def test_what_breaks_a_rule_is_found_by_that_rule_alone(path: Path) -> None:
    found = violations(store_of(path), DEFAULT_BASE)
    assert {violation.rule for violation in found} == {path.stem}


def test_every_rule_is_proven_able_to_fail() -> None:
    assert {path.name.removesuffix("-violation.rq") for path in RULES.glob("*.rq")} == {
        path.stem for path in BROKEN
    }


def test_a_triple_that_the_set_of_all_lacks_breaks_a_rule() -> None:
    store = store_of(SOUND)
    person = IRIS.thing("person", "ana-reis").n3()
    store.update(
        f'INSERT DATA {{ GRAPH {IRIS.graph("x").n3()} {{ {person} skos:altLabel "Reis, Ana"@en }} }}'
    )
    assert [violation.rule for violation in violations(store, DEFAULT_BASE)] == ["default-graph"]


def test_a_violation_says_what_is_wrong_where_and_what_to_do() -> None:
    (found,) = violations(store_of(FIXTURES / "rules" / "no-type.trig"), DEFAULT_BASE)
    assert str(found) == (
        "no-type: Every thing that the dataset names is described in it: give it its class, or leave out "
        "what names it. thing <https://newsgraph.example/id/event/forgotten>"
    )


def test_rules_look_below_the_base_that_they_are_given() -> None:
    store = store_of(FIXTURES / "rules" / "no-type.trig")
    assert "no-type" not in {found.rule for found in violations(store, "https://other.example/")}
