"""The whole way, from files to a snapshot."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import URIRef

from graph_builder.build import build
from graph_builder.errors import OntologyError
from graph_builder.inputs import gather
from graph_builder.iris import Iris
from graph_builder.knowledge import Knowledge, load_knowledge
from graph_builder.project import Project
from graph_builder.snapshots import current, current_name
from tests.graph_builder.killing import TEXTS, whole
from tests.graph_builder.test_cli import run
from tests.graph_builder.test_records import SMALL
from tests.support import NEWSLETTERS, ROOT, built

KILLS = 50
#: The lists of a record that tests of events and bodies have no use for.
LEFT_EMPTY = ("sessions", "persons", "participations", "recommendations")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(Iris())


@pytest.fixture
def violating(tmp_path: Path) -> Path:
    """Return a record that ends before it starts, which the schema cannot see and the shapes refuse."""
    event = {"id": "e1", "name": "Backwards Forum", "start": "2020-07-30", "end": "2020-07-01"}
    body = [{"id": "o1", "name": "Ministry of Ecology and Environment"}]
    record = SMALL | {
        "newsletter": {"id": "backwards", "title": "x"},
        "events": [event],
        "organizations": body,
    }
    emptied: dict[str, object] = {
        name: [] for name in ("sessions", "persons", "participations", "recommendations")
    }
    path = tmp_path / "backwards.json"
    path.write_text(json.dumps(record | emptied, indent=1), encoding="utf-8")
    return path


def test_each_newsletter_has_a_graph_and_so_has_each_thing_derived(built_store: Path) -> None:
    snapshot = current(built_store)
    iris = snapshot.manifest.iris
    assert set(snapshot.store.graphs()) == {*(iris.graph(path.stem) for path in TEXTS), *iris.derived}
    assert whole(snapshot)


def test_the_default_graph_is_the_set_of_all_graphs(built_store: Path) -> None:
    store = current(built_store).store
    named = {triple for graph in store.graphs() for triple in store.triples(graph=graph)}
    assert set(store.triples()) == named


def test_the_source_of_a_newsletter_is_its_file(built_store: Path) -> None:
    snapshot = current(built_store)
    for path in TEXTS:
        source = snapshot.source(path.stem)
        assert source is not None
        assert source.encode() == path.read_bytes()


def test_the_same_input_gives_the_same_bytes_under_different_hash_seeds(
    tmp_path: Path, built_store: Path
) -> None:
    for seed in ("1", "2"):
        done = run("build", *reversed(TEXTS), "--store", tmp_path / seed, PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr
    stores = [built_store, tmp_path / "1", tmp_path / "2"]
    assert len({current(store).store.nquads() for store in stores}) == 1


def test_of_six_newsletters_the_one_that_violates_is_not_published(
    tmp_path: Path, violating: Path, built_store: Path, knowledge: Knowledge
) -> None:
    outcome = build(gather([NEWSLETTERS, violating], Project()), Project(), knowledge, tmp_path / "store")
    assert sorted(outcome.published) == [path.stem for path in TEXTS]
    (line,) = outcome.quarantined["backwards"]
    assert str(violating) in line
    assert "Backwards Forum" in line
    snapshot = current(tmp_path / "store")
    # Not one triple, inferred ones included: what is served is what the five alone give.
    assert snapshot.store.nquads() == current(built_store).store.nquads()
    assert snapshot.source("backwards") is None
    kept = {path.name for path in (snapshot.folder / "quarantine").iterdir()}
    assert kept == {"backwards.json", "backwards.txt", "backwards.source.txt"}


def test_a_build_of_nothing_that_conforms_publishes_nothing(
    tmp_path: Path, violating: Path, knowledge: Knowledge
) -> None:
    store = built(tmp_path / "store", TEXTS[0])
    before = current_name(store)
    outcome = build(gather([violating], Project()), Project(), knowledge, store)
    assert (outcome.snapshot, outcome.complete) == (None, False)
    assert current_name(store) == before


def test_a_correction_wins_over_what_is_read(tmp_path: Path, knowledge: Knowledge) -> None:
    project = tmp_path / "project"
    (project / "records").mkdir(parents=True)
    (project / "newsletters").mkdir()
    (project / "newsletters" / "water.txt").write_bytes(TEXTS[0].read_bytes())
    correction = SMALL | {name: [] for name in LEFT_EMPTY}
    (project / "records" / "water.json").write_text(json.dumps(correction), encoding="utf-8")
    settings = Project(folder=project)
    build(gather((), settings), settings, knowledge, tmp_path / "store")
    snapshot = current(tmp_path / "store")
    ((title,),) = snapshot.store.select("SELECT ?label { ?n a news:Newsletter ; rdfs:label ?label }")
    assert str(title) == "Water days"
    assert snapshot.source("water") == TEXTS[0].read_bytes().decode()


def test_a_whole_that_breaks_a_rule_stops_publication(tmp_path: Path, knowledge: Knowledge) -> None:
    """Each of two newsletters is sound, but together they make two events parts of each other."""

    def record(name: str, inner: str, outer: str) -> Path:
        emptied: dict[str, object] = {
            name: [] for name in ("sessions", "persons", "participations", "recommendations")
        }
        events = [{"id": "e1", "name": inner, "part_of": ["e2"]}, {"id": "e2", "name": outer}]
        issue = {"id": name, "title": "x", "year": 2020}
        path = tmp_path / f"{name}.json"
        path.write_text(
            json.dumps(SMALL | emptied | {"newsletter": issue, "events": events}), encoding="utf-8"
        )
        return path

    store = built(tmp_path / "store", TEXTS[0])
    before = current_name(store)
    inputs = gather([record("one", "Forum", "Week"), record("two", "Week", "Forum")], Project())
    with pytest.raises(OntologyError, match="partOf"):
        build(inputs, Project(), knowledge, store)
    assert current_name(store) == before


def test_another_base_changes_every_iri_of_ours(tmp_path: Path) -> None:
    project = Project().with_base("https://data.example.org/news", "test")
    knowledge = load_knowledge(project.iris)
    build(gather(TEXTS[:1], project), project, knowledge, tmp_path)
    store = current(tmp_path).store
    terms = {term for triple in store.triples() for term in triple if isinstance(term, URIRef)}
    assert not [term for term in terms if "newsgraph.example" in term]
    assert [term for term in terms if term.startswith("https://data.example.org/news/id/")]


def test_a_build_that_is_killed_leaves_the_old_snapshot_or_the_new(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "tests.graph_builder.killing", str(tmp_path / "store"), str(KILLS)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, timeout=1200, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"kills": KILLS, "broken": []}
