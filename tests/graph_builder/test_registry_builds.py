"""The registry of identities under builds: two at once, killed ones, refused ones."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from graph_builder.errors import StoreError
from graph_builder.records import (
    dump_record,
)
from graph_builder.registry import (
    BEHIND,
    FILE,
    HEADER,
    changing,
    read_registry,
    recovered,
)
from graph_builder.snapshots import current
from tests.graph_builder.test_cli import one_line, run
from tests.graph_builder.test_registry import issue, resolved
from tests.support import NEWSLETTERS, ROOT, copied


def test_of_two_builds_at_once_the_second_is_told(tmp_path: Path) -> None:
    first, second = resolved({"a": issue("Ana Ruiz")}).registry, resolved({"b": issue("Bo Lind")}).registry
    kept = read_registry(tmp_path)
    holding, told = threading.Event(), []

    def later() -> None:
        holding.wait()
        try:
            with changing(kept, second, tmp_path):
                raise AssertionError("the second must not get here")
        except StoreError as error:
            told.append(str(error))

    other = threading.Thread(target=later)
    other.start()
    with changing(kept, first, tmp_path):
        holding.set()
        other.join(0.2)
        # It waits as long as the first is at work.
        assert other.is_alive()
    other.join()
    assert told == [f"{tmp_path / FILE}: was changed while this build was at work; build again"]
    assert read_registry(tmp_path).registry == first


#: A build that is killed in the moment between publishing and writing the registry.
KILLED = """
import os, signal, sys
from pathlib import Path
from graph_builder import registry
from graph_builder.cli import newsgraph

def replace(source, target):
    if Path(target).name == registry.FILE:
        os.kill(os.getpid(), signal.SIGKILL)
    rename(source, target)

rename, os.replace = os.replace, replace
newsgraph(sys.argv[1:])
"""


@pytest.mark.parametrize("before", [0, 1], ids=["first build", "second build"])
def test_a_build_killed_before_it_wrote_the_registry_loses_no_iri(before: int, tmp_path: Path) -> None:
    project, store = tmp_path / "project", tmp_path / "store"
    (project / "records").mkdir(parents=True)
    arguments = ("build", "--project", project, "--store", store)

    def write(name: str, body: str) -> None:
        text = dump_record(issue("Jon Berg", body=body))
        (project / "records" / f"{name}.json").write_text(text, encoding="utf-8")

    def people() -> set[str]:
        found = current(store).store.select("SELECT ?p { ?p a news:Person }")
        return {str(person) for (person,) in found}

    write("m", "River Trust")
    if before:
        assert run(*arguments).returncode == 0
        write("n", "Fjord Bank")
    killed = subprocess.run([sys.executable, "-c", KILLED, *map(str, arguments)], capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    given = people()
    assert len(given) == before + 1
    assert {row.id for row in read_registry(project).registry.rows if row.kind == "person"} == {
        "person/jon-berg" for _ in range(before)
    }
    # Others of that name come, and each thing that was published keeps its IRI.
    write("a", "Moss College")
    assert run(*arguments).returncode == 0
    assert given < people()
    recorded = {row.id for row in read_registry(project).registry.rows}
    assert {one.rpartition("/id/")[2] for one in people()} <= recorded
    assert not (store / BEHIND).exists()
    assert [path.name for path in project.glob(".*")] == []


def test_a_registry_that_a_person_put_back_is_not_brought_forward(tmp_path: Path) -> None:
    first, second = (resolved({name: issue("Ana Ruiz")}).registry for name in "ab")
    (tmp_path / FILE).write_text(first.dump(), encoding="utf-8")
    kept = read_registry(tmp_path)
    with changing(kept, second, tmp_path):
        pass
    (tmp_path / FILE).write_text(first.dump(), encoding="utf-8")
    assert recovered(read_registry(tmp_path), tmp_path, second.dump()).registry == first


def test_a_build_that_is_refused_leaves_the_registry_alone(tmp_path: Path) -> None:
    project = copied(ROOT / "data", tmp_path / "project", registry=True)
    broken = "\t".join(HEADER) + "\nperson/a\n"
    (project / FILE).write_text(broken, encoding="utf-8")
    done = run("build", "--project", project, "--store", tmp_path / "store")
    assert done.returncode == 1
    assert f"{project / FILE}, line 2: has 1 columns, not 5" in one_line(done.stderr)
    assert (project / FILE).read_text(encoding="utf-8") == broken


def test_without_a_project_the_registry_lies_in_the_store(tmp_path: Path) -> None:
    text = NEWSLETTERS / "lmec-2021-06.txt"
    assert run("build", text, "--store", tmp_path).returncode == 0
    names = {row.sighting.newsletter for row in read_registry(tmp_path).registry.rows}
    assert names == {text.stem}


def test_a_build_of_the_projects_own_newsletters_leaves_its_registry_as_it_is(tmp_path: Path) -> None:
    """Where this fails, extraction has changed: run `make build`, read the difference and commit it."""
    project = copied(ROOT / "data", tmp_path / "project", registry=True)
    done = run("build", "--project", project, "--store", tmp_path / "store")
    assert done.returncode == 0, done.stderr
    assert (project / FILE).read_text(encoding="utf-8") == (ROOT / "data" / FILE).read_text(encoding="utf-8")
