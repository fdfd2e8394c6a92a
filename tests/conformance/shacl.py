"""The W3C SHACL suite over HTTP: `python -m tests.conformance.shacl`.

Each approved test is posted to `/validate` of a server, and the report that comes back is compared
with the one that the suite wants. Tests that are known to fail are listed in `shacl-failing.txt`,
with the reason; any other failure, and any test listed there that passes, is an error.
"""

from __future__ import annotations

import http.client
import logging
import sys
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from rdflib import Graph, Literal, Namespace
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SH
from rdflib.term import BNode, Node

from endpoint.app import create_app
from endpoint.settings import Settings
from graph_builder.formats import N_TRIPLES, TURTLE
from graph_builder.parsing import parse_text
from graph_builder.shacl import path_text
from tests.endpoint.example import publish_example, serving
from tests.support import SHARED

SUITE = SHARED / "w3c" / "shacl" / "tests"
KNOWN = Path(__file__).with_name("shacl-failing.txt")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")


@dataclass(frozen=True)
class Case:
    """One test: files of data and shapes, and the report that is wanted, or None for a failure."""

    name: str
    data: Path
    shapes: Path
    expected: Graph | None


@dataclass(frozen=True)
class Outcome:
    """What came of one test; `reason` is empty where it passed."""

    name: str
    reason: str


def cases() -> Iterator[Case]:
    """Yield the approved tests of the suite."""
    for path in sorted(SUITE.rglob("*.ttl")):
        graph = graph_of(path)
        for test in sorted(graph.subjects(RDF.type, SHT.Validate), key=str):
            if graph.value(test, MF.status) != SHT.approved:
                continue
            action, wanted = graph.value(test, MF.action), graph.value(test, MF.result)
            assert wanted is not None
            yield Case(
                str(path.relative_to(SUITE).with_suffix("")),
                file_of(graph.value(action, SHT.dataGraph)),
                file_of(graph.value(action, SHT.shapesGraph)),
                None if wanted == SHT.Failure else told(graph, wanted, messages=with_messages(graph, wanted)),
            )


def graph_of(path: Path) -> Graph:
    """Return a file of the suite, with the literals as they are written."""
    graph = Graph()
    for triple in parse_text(path.read_text(encoding="utf-8"), TURTLE, what=path.name, base=path.as_uri()):
        graph.add(triple)
    return graph


def file_of(iri: Node | None) -> Path:
    """Return the file that a manifest names."""
    return Path(unquote(urlsplit(str(iri)).path))


def with_messages(graph: Graph, report: Node) -> bool:
    """Tell whether a report says anything of messages: where it does not, any are right."""
    return any((result, SH.resultMessage, None) in graph for result in graph.objects(report, SH.result))


def told(graph: Graph, report: Node, *, messages: bool) -> Graph:
    """Return what a report must say, without what the standard leaves open."""
    kept = [SH.focusNode, SH.value, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape]
    found, whole = Graph(), BNode()
    for said in graph.objects(report, SH.conforms):
        found.add((whole, SH.conforms, Literal(str(said) == "true")))
    for result in graph.objects(report, SH.result):
        node = BNode()
        found.add((whole, SH.result, node))
        for property_ in (*kept, SH.resultMessage) if messages else kept:
            for value in graph.objects(result, property_):
                found.add((node, property_, value))
        for path in graph.objects(result, SH.resultPath):
            found.add((node, SH.resultPath, Literal(path_text(graph, path))))
    return found


def outcome(case: Case, port: int) -> Outcome:
    """Post one test, and compare."""
    boundary = uuid.uuid4().hex
    parts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{path.name}"\r\n'
        f"Content-Type: text/turtle\r\n\r\n@base <{path.as_uri()}> .\n{path.read_text(encoding='utf-8')}\r\n"
        for name, path in (("data", case.data), ("shapes", case.shapes))
    )
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(
        "POST",
        "/validate",
        f"{parts}--{boundary}--\r\n".encode(),
        {"Content-Type": f"multipart/form-data; boundary={boundary}", "Accept": N_TRIPLES.media_type},
    )
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    if case.expected is None:
        return Outcome(case.name, "" if answer.status == 422 else f"no failure, but {answer.status}")
    if answer.status != 200:
        return Outcome(case.name, f"{answer.status}: {body.strip().splitlines()[-1]}")
    report = Graph()
    for triple in parse_text(body, N_TRIPLES, what="report"):
        report.add(triple)
    (whole,) = report.subjects(RDF.type, SH.ValidationReport)
    messages = (None, SH.resultMessage, None) in case.expected
    same = isomorphic(told(report, whole, messages=messages), case.expected)
    return Outcome(case.name, "" if same else "another report than the suite wants")


def known_failures() -> dict[str, str]:
    """Return the tests that are known to fail, and why."""
    lines = KNOWN.read_text(encoding="utf-8").splitlines()
    return {name: reason for name, _, reason in (line.partition("\t") for line in lines if line)}


def run(port: int) -> list[Outcome]:
    """Run the suite against the server at a port of loopback."""
    return [outcome(case, port) for case in cases()]


def main() -> int:
    """Run the suite, and print what passed."""
    # The suite is full of literals that are not of their type.
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore", UserWarning)
    with tempfile.TemporaryDirectory() as folder:
        store = publish_example(Path(folder) / "store")
        with serving(create_app(Settings(store=store))) as server:
            outcomes = run(server.port)
    known = known_failures()
    failed = {one.name: one.reason for one in outcomes if one.reason}
    print(f"SHACL: {len(outcomes) - len(failed)}/{len(outcomes)} passed")
    for name, reason in failed.items():
        print(f"  {'known' if name in known else 'NEW  '}  {name}: {reason}")
    mended = sorted(set(known) - set(failed))
    for name in mended:
        print(f"  passes now, take it from the list: {name}")
    return 1 if set(failed) - set(known) or mended or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
