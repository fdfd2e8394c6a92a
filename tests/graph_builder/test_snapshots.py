import json
import multiprocessing
from pathlib import Path

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import RDFS

from graph_builder.errors import NoSnapshot, StoreError
from graph_builder.snapshots import (
    Manifest,
    current,
    current_name,
    drafting,
    open_dataset,
    publish,
    revising,
)

THING = URIRef("https://newsgraph.example/id/event/forum")
GRAPH = URIRef("https://newsgraph.example/graph/water")


def build(store: Path, label: str = "Forum", keep: int = 3) -> str:
    with drafting(store) as draft:
        draft.store.add(GRAPH, [(THING, RDFS.label, Literal(label, lang="en"))])
        draft.keep_source("water", "Water\r\nForum")
        return publish(
            store,
            draft,
            Manifest(base="https://newsgraph.example/", title=label, newsletters=("water",)),
            keep=keep,
        )


def labels(store: Path) -> list[str]:
    return [str(term) for _, _, term in current(store).store.triples(THING)]


def test_what_is_published_is_what_is_read(tmp_path: Path) -> None:
    name = build(tmp_path / "store")
    snapshot = current(tmp_path / "store")
    assert snapshot.name == name
    assert snapshot.manifest.title == "Forum"
    assert snapshot.source("water") == "Water\r\nForum"
    assert snapshot.source("soil") is None
    assert snapshot.source("../manifest") is None
    assert labels(tmp_path / "store") == ["Forum"]


def test_rdflib_reads_the_set_and_the_named_graphs(tmp_path: Path) -> None:
    build(tmp_path)
    dataset = open_dataset(tmp_path)
    assert list(dataset.triples((None, None, None))) == [(THING, RDFS.label, Literal("Forum", lang="en"))]
    assert list(dataset.graph(GRAPH)) == [(THING, RDFS.label, Literal("Forum", lang="en"))]


def test_the_newest_three_are_kept(tmp_path: Path) -> None:
    names = [build(tmp_path, label) for label in "abcde"]
    assert sorted(path.name for path in (tmp_path / "snapshots").iterdir()) == names[2:]
    assert current_name(tmp_path) == names[-1]


def test_how_many_are_kept_is_a_setting(tmp_path: Path) -> None:
    names = [build(tmp_path, label, keep=1) for label in "abc"]
    assert [path.name for path in (tmp_path / "snapshots").iterdir()] == names[2:]


def test_the_pointer_moved_back_is_a_roll_back(tmp_path: Path) -> None:
    first, _ = build(tmp_path, "old"), build(tmp_path, "new")
    (tmp_path / "current").write_text(first, encoding="ascii")
    assert labels(tmp_path) == ["old"]
    build(tmp_path, "newest")
    assert labels(tmp_path) == ["newest"]


def test_a_reader_keeps_what_it_opened(tmp_path: Path) -> None:
    build(tmp_path, "old")
    reader = current(tmp_path)
    build(tmp_path, "new")
    assert [str(term) for _, _, term in reader.store.triples(THING)] == ["old"]


def test_a_draft_left_without_publishing_changes_nothing(tmp_path: Path) -> None:
    build(tmp_path, "old")
    with drafting(tmp_path) as draft:
        draft.store.add(GRAPH, [(THING, RDFS.label, Literal("new", lang="en"))])
    assert labels(tmp_path) == ["old"]
    assert len(list((tmp_path / "snapshots").iterdir())) == 1


def hold(store: Path, ready: str) -> None:
    with drafting(store):
        Path(ready).touch()
        multiprocessing.Event().wait(60)


def test_two_builds_do_not_write_one_store(tmp_path: Path) -> None:
    build(tmp_path, "old")
    ready = tmp_path / "ready"
    other = multiprocessing.get_context("spawn").Process(target=hold, args=(tmp_path, str(ready)))
    other.start()
    try:
        while not ready.exists():
            assert other.is_alive()
            other.join(0.05)
        with pytest.raises(StoreError, match="another build"):
            build(tmp_path, "new")
    finally:
        other.kill()
        other.join()
    assert labels(tmp_path) == ["old"]
    build(tmp_path, "new")
    assert labels(tmp_path) == ["new"]
    assert not list((tmp_path / "snapshots").glob(".unfinished-*"))


def test_a_store_without_a_snapshot_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot, match="newsgraph build"):
        current(tmp_path)


def test_a_store_path_that_is_a_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(StoreError, match="file: cannot be written"), drafting(path):
        pass
    with pytest.raises(StoreError, match="file"):
        current(path)


def test_a_snapshot_with_a_broken_manifest_is_named(tmp_path: Path) -> None:
    name = build(tmp_path)
    manifest = tmp_path / "snapshots" / name / "manifest.json"
    manifest.write_text(json.dumps({"colour": "red"}), encoding="utf-8")
    with pytest.raises(StoreError, match=name):
        current(tmp_path)


def test_a_revision_is_counted_anew_and_leaves_the_numbers_before_as_they_were(tmp_path: Path) -> None:
    build(tmp_path)
    before = current(tmp_path)
    with revising(tmp_path, 1.0) as (_, draft):
        draft.store.add(GRAPH, [(THING, RDFS.label, Literal("Foro", lang="es"))])
        publish(tmp_path, draft, before.manifest)
    assert current(tmp_path).statistics.graphs == {GRAPH: 2}
    assert (before.statistics.triples, before.statistics.graphs) == (1, {GRAPH: 1})
