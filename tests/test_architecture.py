"""Imports run one way, and only the edges touch files, clocks, networks or processes."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import ROOT

#: From the ground up: a module imports only what stands in a row above it.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "formats", "resources", "text"),
    ("cued", "iris", "labels", "naming", "pointers", "progress", "read", "reasoner", "reconcile", "xmltext"),
    ("overrides", "records", "registry", "project", "gazetteer"),
    ("authorities", "explain", "languages", "tables", "terms", "lexicon"),
    ("answers", "confidence", "judgement", "likeness", "mentions"),
    ("store",),
    ("parsing",),
    ("candidates", "statistics"),
    (
        "changes",
        "extract",
        "grounding",
        "identify",
        "jsonld",
        "provenance",
        "settling",
        "statistics",
        "validate",
    ),
    ("violations",),
    ("extractors", "infer", "link", "mapping", "matching", "ontology", "shacl", "snapshots", "sssom"),
    ("linkgraph", "lookup"),
    ("decisions", "entities", "inputs", "knowledge", "revise"),
    ("build",),
    ("console",),
    ("linking", "reanchor", "review"),
    ("cli",),
)
RANKS = {module: rank for rank, row in enumerate(LAYERS) for module in row}

#: Modules that may open files or ask the system; the stages are handed what they need.
EDGES = frozenset({
    "authorities", "cli", "confidence", "console", "gazetteer", "inputs", "jsonld", "languages", "lexicon",
    "linking", "ontology", "overrides", "progress", "project", "read", "reanchor", "reasoner", "reconcile",
    "records", "registry", "resources", "review", "snapshots", "store", "validate", "violations",
})  # fmt: skip
#: What an edge is needed for.
OUTSIDE = frozenset({
    "click", "fcntl", "http", "os", "shutil", "socket", "subprocess", "sys", "tempfile", "time",
    "urllib.request",
})  # fmt: skip
OPENERS = frozenset({
    "glob", "iterdir", "mkdir", "open", "read_bytes", "read_text", "rglob", "unlink", "write_bytes",
    "write_text",
})  # fmt: skip


def modules(package: str) -> Iterator[tuple[str, Path]]:
    folder = ROOT / package
    for path in sorted(folder.rglob("*.py")):
        inner = path.relative_to(folder).with_suffix("")
        if inner.name != "__init__" or inner.parts[:-1]:
            yield inner.parts[0], path


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module or ""


BUILDER = list(modules("graph_builder"))
ENDPOINT = list(modules("endpoint"))


def ids(found: list[tuple[str, Path]]) -> list[str]:
    return [str(path.relative_to(ROOT)) for _, path in found]


@pytest.mark.parametrize(("module", "path"), BUILDER, ids=ids(BUILDER))
def test_imports_of_the_builder_run_one_way(module: str, path: Path) -> None:
    assert module in RANKS, f"give {module} a place in LAYERS"
    for name in imported(path):
        package, _, rest = name.partition(".")
        assert package != "endpoint", f"{path}: nothing below knows anything above it"
        other = rest.split(".")[0]
        if package == "graph_builder" and other and other != module:
            assert RANKS[other] < RANKS[module], f"{module} stands below {other}"


@pytest.mark.parametrize(("module", "path"), [*BUILDER, *ENDPOINT], ids=ids([*BUILDER, *ENDPOINT]))
def test_only_four_modules_know_pyoxigraph(module: str, path: Path) -> None:
    knows = any(name.split(".")[0] in ("pyoxigraph", "oxrdflib") for name in imported(path))
    assert knows == (
        path.parent.name == "graph_builder" and module in ("answers", "store", "changes", "parsing")
    )


@pytest.mark.parametrize(("module", "path"), BUILDER, ids=ids(BUILDER))
def test_only_the_edges_do_input_and_output(module: str, path: Path) -> None:
    if module in EDGES:
        return
    reached = {name for name in imported(path) if name in OUTSIDE or name.split(".")[0] in OUTSIDE}
    assert not reached
    calls = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }
    assert not calls & OPENERS


def test_the_edges_are_modules_that_there_are() -> None:
    assert {module for module, _ in BUILDER} >= EDGES
