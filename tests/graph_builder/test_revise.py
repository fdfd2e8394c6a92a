"""Writes to what is published: checked, inferred from anew, and all of it or nothing."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import RDFS

from graph_builder.build import build
from graph_builder.changes import Changes
from graph_builder.errors import Nonconforming, NoSnapshot, Outdated, StoreBusy
from graph_builder.infer import infer, rules
from graph_builder.inputs import gather
from graph_builder.knowledge import load_knowledge
from graph_builder.ontology import load_ontology
from graph_builder.parsing import read_image
from graph_builder.project import Project
from graph_builder.revise import Revision, Rulebook, Write, empty_manifest, revise, start
from graph_builder.snapshots import Manifest, Snapshot, current, current_name
from graph_builder.store import Store
from graph_builder.terms import NEWS
from tests.graph_builder.killing import TEXTS
from tests.support import ROOT

KILLS = 40
NOTES = "http://e.org/notes"
rulebook = cache(Rulebook)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of two newsletters. Copy it to write."""
    store = tmp_path_factory.mktemp("two") / "store"
    assert build(gather(TEXTS[:2], Project()), Project(), load_knowledge(Project().iris), store).snapshot
    return store


@pytest.fixture
def store(two: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(two, tmp_path / "store"))


def write(store: Path, change: Write, *, unless: str | None = None, patience: float = 5.0) -> Revision:
    return revise(store, change, rulebook, patience=patience, unless=unless)


def putting(folder: Path, graph: str, turtle: str, *, merge: bool = False) -> Write:
    """Return a write that puts Turtle into a graph."""
    path = folder / "sent.ttl"
    path.write_text(turtle, encoding="utf-8")
    image = read_image(path, "ttl", graph)
    return lambda changes, _: changes.put(graph, image, merge=merge)


def running(update: str) -> Write:
    """Return a write that runs an update on whatever graphs."""

    def run(changes: Changes, manifest: Manifest) -> None:
        changes.watch(None)
        changes.run(update, manifest.base)

    return run


def first(snapshot: Snapshot) -> str:
    return str(snapshot.manifest.iris.graph(snapshot.manifest.newsletters[0]))


def in_step(snapshot: Snapshot) -> bool:
    """Tell whether the default graph is the set of all triples, and all is inferred that follows."""
    iris = snapshot.manifest.iris
    named = {graph: set(snapshot.store.triples(graph=graph)) for graph in snapshot.store.graphs()}
    anew = Store.in_memory()
    for graph, triples in named.items():
        if graph != iris.inferred:
            anew.add(graph, triples)
    infer(anew, rules(load_ontology(), iris.base), iris)
    everything = list(snapshot.store.triples())
    return (
        len(everything) == len(set(everything))
        and set(everything) == set().union(*named.values())
        and set(anew.triples(graph=iris.inferred)) == named.get(iris.inferred, set())
    )


def test_a_graph_of_a_user_is_a_new_snapshot(store: Path, tmp_path: Path) -> None:
    before = current(store)
    done = write(store, putting(tmp_path, NOTES, "<a> <b> 'c' ."))
    after = current(store)
    assert done.snapshot == after.name == current_name(store) != before.name
    assert set(after.store.graphs()) == {*before.store.graphs(), URIRef(NOTES)}
    assert len(list(after.store.triples())) == len(list(before.store.triples())) + 1
    assert after.manifest.digest != before.manifest.digest
    assert after.manifest.newsletters == before.manifest.newsletters
    assert after.source(after.manifest.newsletters[0]) == before.source(before.manifest.newsletters[0])
    assert in_step(after)


def test_a_write_that_changes_nothing_publishes_nothing(store: Path, tmp_path: Path) -> None:
    write(store, putting(tmp_path, NOTES, "<a> <b> 'c' ."))
    before = current_name(store)
    assert write(store, putting(tmp_path, NOTES, "<a> <b> 'c' .", merge=True)).snapshot == before
    assert current_name(store) == before


@pytest.mark.parametrize(
    "update",
    [
        "INSERT { GRAPH <http://e.org/more> { ?e news:organizer ?o } }"
        " WHERE { ?e a news:Event . ?o a news:Organization }",
        # A newsletter's own graph, which still conforms.
        "INSERT { GRAPH ?g { ?s news:about ?t } } WHERE { GRAPH ?g { ?s a news:Session } ?t a news:Topic }",
        "INSERT DATA { GRAPH <http://e.org/more> { [] news:organizer <https://newsgraph.example/id/x> } }",
        "CLEAR ALL",
        "DELETE WHERE { GRAPH <https://newsgraph.example/graph/inferred> { ?s ?p ?o } }",
    ],
)  # fmt: skip
def test_what_follows_is_inferred_anew(store: Path, update: str) -> None:
    before = len(list(current(store).store.triples(graph=Project().iris.inferred)))
    write(store, running(update))
    assert in_step(current(store))
    assert before > 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("DELETE {GRAPH ?g {?e rdfs:label ?l}} WHERE {GRAPH ?g {?e a news:Event; rdfs:label ?l}}", "label"),
        ("INSERT { GRAPH ?g { ?n news:year 1, 2 } } WHERE { GRAPH ?g { ?n a news:Newsletter } }", "year"),
    ],
)  # fmt: skip
def test_what_violates_a_shape_is_refused_with_the_report(store: Path, change: str, words: str) -> None:
    before = current_name(store)
    with pytest.raises(Nonconforming) as caught:
        write(store, running(change))
    assert any(words in line and "violation" in line for line in caught.value.lines)
    assert current_name(store) == before
    assert not list((store / "snapshots").glob(".unfinished-*"))


def test_what_was_sent_is_validated_as_it_was_written(store: Path, tmp_path: Path) -> None:
    # The store would make an integer of it, which is what the shape wants.
    graph = first(current(store))
    newsletter = graph.replace("/graph/", "/id/newsletter/")
    sent = f'<{newsletter}> <{NEWS.year}> "2021"^^<http://www.w3.org/2001/XMLSchema#int> .'
    with pytest.raises(Nonconforming, match="would break the shapes"):
        write(store, putting(tmp_path, graph, sent, merge=True))


def test_a_graph_that_calls_itself_a_newsletter_s_is_validated(store: Path, tmp_path: Path) -> None:
    with pytest.raises(Nonconforming):
        write(
            store,
            putting(tmp_path, NOTES, f"<https://newsgraph.example/id/newsletter/x> a <{NEWS.Newsletter}> ."),
        )


def test_a_newsletter_whose_graph_is_removed_is_no_longer_published(store: Path) -> None:
    before = current(store).manifest
    graph = str(before.iris.graph(before.newsletters[0]))
    write(store, lambda changes, _: changes.drop(graph))
    after = current(store)
    assert after.manifest.newsletters == before.newsletters[1:]
    assert after.source(before.newsletters[0]) is None
    assert in_step(after)


def test_a_build_keeps_the_graphs_of_users_and_replaces_its_own(store: Path, tmp_path: Path) -> None:
    label = (URIRef("http://e.org/x"), RDFS.label, Literal("written"))
    built = current(store)
    newsletter = first(built)
    said = set(built.store.triples(graph=URIRef(newsletter)))
    own = str(built.manifest.iris.default)
    for graph in (NOTES, own, newsletter):
        write(
            store,
            putting(
                tmp_path,
                graph,
                '<http://e.org/x> <http://www.w3.org/2000/01/rdf-schema#label> "written" .',
                merge=True,
            ),
        )
    write(store, putting(tmp_path, "http://e.org/empty", ""))
    write(
        store,
        putting(
            tmp_path, "http://e.org/rule", f"<https://newsgraph.example/id/person/x> a <{NEWS.Person}> ."
        ),
    )
    outcome = build(gather(TEXTS[:1], Project()), Project(), load_knowledge(Project().iris), store)
    after = current(store)
    assert outcome.snapshot == after.name
    assert set(after.written) == {
        URIRef(name) for name in (NOTES, own, "http://e.org/empty", "http://e.org/rule")
    }
    assert list(after.store.triples(graph=URIRef(NOTES))) == [label]
    assert list(after.store.triples(graph=URIRef(own))) == [label]
    # The newsletter is as the build made it, and the other one is gone.
    assert label not in set(after.store.triples(graph=URIRef(newsletter)))
    assert {triple for triple in said if triple[1] == RDFS.label} == {
        triple for triple in after.store.triples(graph=URIRef(newsletter)) if triple[1] == RDFS.label
    }
    assert after.manifest.newsletters == built.manifest.newsletters[:1]
    assert in_step(after)


def test_what_was_written_to_no_graph_moves_with_the_base(store: Path, tmp_path: Path) -> None:
    write(store, putting(tmp_path, str(Project().iris.default), "<http://e.org/a> <http://e.org/b> 1 ."))
    project = Project().with_base("https://data.example.org/", "test")
    build(gather(TEXTS[:1], project), project, load_knowledge(project.iris), store)
    assert current(store).written == (project.iris.default,)


def test_who_has_seen_another_snapshot_is_told(store: Path, tmp_path: Path) -> None:
    seen = current_name(store)
    write(store, putting(tmp_path, NOTES, "<a> <b> 1 ."), unless=seen)
    with pytest.raises(Outdated):
        write(store, putting(tmp_path, NOTES, "<a> <b> 2 ."), unless=seen)


def test_an_empty_store_can_be_started_and_filled(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with pytest.raises(NoSnapshot):
        write(store, putting(tmp_path, NOTES, ""))
    start(store, empty_manifest(Project(title="Nothing yet")))
    assert list(current(store).store.triples()) == []
    write(store, putting(tmp_path, NOTES, "<a> <b> 1 ."))
    assert (current(store).manifest.title, len(list(current(store).store.triples()))) == ("Nothing yet", 1)


def hold(store: Path, ready: str, seconds: float) -> None:
    def wait(changes: Changes, _: Manifest) -> None:
        Path(ready).touch()
        multiprocessing.Event().wait(seconds)
        changes.put(NOTES, frozenset())

    revise(store, wait, rulebook, patience=0)


def test_writers_wait_for_one_another_and_not_for_ever(tmp_path: Path) -> None:
    store, ready = tmp_path / "store", tmp_path / "ready"
    start(store, empty_manifest(Project()))
    other = multiprocessing.get_context("spawn").Process(target=hold, args=(store, str(ready), 1.0))
    other.start()
    try:
        while not ready.exists():
            assert other.is_alive()
            other.join(0.05)
        with pytest.raises(StoreBusy, match="another build"):
            write(store, putting(tmp_path, "http://e.org/mine", "<a> <b> 1 ."), patience=0.05)
        write(store, putting(tmp_path, "http://e.org/mine", "<a> <b> 1 ."), patience=30)
    finally:
        other.join(30)
    # Nothing that the other wrote is lost.
    assert set(map(str, current(store).store.graphs())) == {NOTES, "http://e.org/mine"}


def test_snapshots_that_may_still_be_read_stay(tmp_path: Path) -> None:
    store = tmp_path / "store"
    start(store, empty_manifest(Project()))
    first_ = current(store)
    for number in range(5):
        write(store, putting(tmp_path, NOTES, f"<a> <b> {number} ."))
    assert first_.folder.is_dir()
    assert len(list((store / "snapshots").iterdir())) == 6


def test_a_write_that_is_killed_is_done_or_not(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "tests.graph_builder.killing_writes", str(tmp_path / "store"), str(KILLS)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["kills"], told["broken"]) == (KILLS, [])
    # Some were killed before they were done, some after: else this proves little.
    assert 0 < told["done"] < KILLS
