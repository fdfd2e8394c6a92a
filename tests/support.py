"""What several tests need: where things lie, and how a test says that something is not there."""

from __future__ import annotations

import csv
import io
import os
import shutil
import socket
from pathlib import Path

import pytest
import rdflib
from rdflib.term import URIRef

from graph_builder.answers import Solutions
from graph_builder.build import build
from graph_builder.formats import RESULTS_CSV
from graph_builder.inputs import gather
from graph_builder.iris import Iris
from graph_builder.knowledge import load_knowledge
from graph_builder.ontology import load_ontology
from graph_builder.project import load_project
from graph_builder.records import Record, parse_record
from graph_builder.registry import FILE as REGISTRY
from graph_builder.store import Store

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
NEWSLETTERS = ROOT / "data" / "newsletters"
GOLD = SHARED / "contract" / "gold"
#: Each question lies beside its answer, as `NAME.rq` and `NAME.csv`.
QUESTIONS = tuple(sorted((ROOT / "tests" / "questions").glob("*.rq")))

Table = list[list[str]]


def need(tool: str, found: object, reason: str) -> None:
    """Skip with a reason where a tool is missing, or fail where NEWSGRAPH_REQUIRE names it."""
    if found:
        return
    if tool in os.environ.get("NEWSGRAPH_REQUIRE", "").split(","):
        pytest.fail(f"{tool} is required here: {reason}")
    pytest.skip(reason)


def need_shared() -> Path:
    """Return the folder of contract and test data that lies beside a checkout."""
    need("shared", SHARED.is_dir(), f"no folder {SHARED.name} beside the checkout")
    return SHARED


def need_browser() -> str:
    """Return the path of Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    need(
        "browser", found, "no Chromium on this machine: install it, for example with apt-get install chromium"
    )
    assert found
    return found


def need_tool(name: str, program: str) -> Path:
    """Return a program of an environment of its own, which `make tools` sets up."""
    path = ROOT / ".tools" / name / "bin" / program
    need("tools", path.is_file(), f"{name} is not set up: run make tools")
    return path


def gold_paths() -> list[Path]:
    """Return the files of the five gold records."""
    need_shared()
    return sorted(GOLD.glob("lmec-*.json"))


def built(store: Path, *paths: Path, project: Path | None = None) -> Path:
    """Build a store from files or from a project, and return it.

    The project is copied beside the store, without the IRIs that it has given, and stays as it is.
    """
    if project:
        project = copied(project, store.with_name(f"{store.name}-project"))
    settings = load_project(project)
    outcome = build(gather(paths, settings), settings, load_knowledge(settings.iris), store)
    assert outcome.complete, outcome
    return store


def copied(project: Path, folder: Path, *, registry: bool = False) -> Path:
    """Copy a project to a folder, and return it; without its registry it gives all IRIs anew."""
    left = () if registry else (REGISTRY,)
    shutil.copytree(project, folder, ignore=shutil.ignore_patterns("gazetteers", "lexicons", *left))
    return folder


def gold_records() -> dict[str, Record]:
    """Return the five gold records by newsletter id."""
    return {path.stem: parse_record(path.read_bytes(), path) for path in gold_paths()}


def store_of(path: Path) -> Store:
    """Return a store of a TriG file and the ontology.

    What stands in no graph of the file goes to the default graph alone.
    """
    store = Store.in_memory()
    dataset = rdflib.Dataset()
    dataset.parse(path, format="trig")
    for graph in dataset.graphs():
        if graph.identifier == dataset.default_graph.identifier:
            triples = " ".join(f"{s.n3()} {p.n3()} {o.n3()} ." for s, p, o in graph)
            store.update(f"INSERT DATA {{ {triples} }}")
        else:
            store.add(URIRef(graph.identifier), graph)
    store.add(Iris().ontology, load_ontology())
    return store


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(store: Store, question: Path) -> Table:
    """Return what a store answers: the names of the columns, then the rows in one order."""
    found = store.query(question.read_text(encoding="utf-8"))
    assert isinstance(found, Solutions)
    output = io.BytesIO()
    found.write(RESULTS_CSV, output)
    return _table(output.getvalue().decode())


def right_answer(question: Path) -> Table:
    """Return what a reader of the newsletters answers, in the same form."""
    return _table(question.with_suffix(".csv").read_text(encoding="utf-8"))


def _table(text: str) -> Table:
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    return [head, *sorted(rows)]
