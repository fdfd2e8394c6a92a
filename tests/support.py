"""What several tests need: where things lie, and how a test says that something is not there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import rdflib
from rdflib.term import URIRef

from graph_builder.iris import Iris
from graph_builder.ontology import load_ontology
from graph_builder.records import Record, parse_record
from graph_builder.store import Store

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
NEWSLETTERS = ROOT / "data" / "newsletters"
GOLD = SHARED / "contract" / "gold"


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


def gold_records() -> dict[str, Record]:
    """Return the five gold records by newsletter id."""
    need_shared()
    return {path.stem: parse_record(path.read_bytes(), path) for path in sorted(GOLD.glob("lmec-*.json"))}


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
