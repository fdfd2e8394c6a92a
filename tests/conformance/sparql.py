"""The W3C suites of SPARQL 1.1 over HTTP: `python -m tests.conformance.sparql`.

A server begins with an empty store whose default graph is its own. The data of each approved test are
put by the Graph Store Protocol, the query or the update is sent by the SPARQL Protocol, and what comes
back is compared with what the suite wants. Tests that are known to fail are listed in
`sparql-failing.txt`, with the reason; any other failure, and any test listed there that passes, is an
error.
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, RDFS, XSD
from rdflib.query import Result
from rdflib.term import BNode, Identifier, Node, Variable

from tests.conformance.shacl import Outcome
from tests.endpoint.example import Answer
from tests.endpoint.writable import UPDATE, Client, graph, writing
from tests.support import SHARED

SUITE = SHARED / "w3c" / "sparql11"
KNOWN = Path(__file__).with_name("sparql-failing.txt")
#: Where the files of the suite are, as far as the tests know.
BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
QUERY = "application/sparql-query"
_MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
_UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
_DAWG = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#")
_MEDIA_TYPES = {".ttl": "text/turtle", ".nt": "application/n-triples", ".rdf": "application/rdf+xml"}
_RESULTS = {".srx": "xml", ".srj": "json"}
_INTEGERS = frozenset(
    XSD[name]
    for name in (
        "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger",
        "nonPositiveInteger", "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort",
        "unsignedByte",
    )
)  # fmt: skip
#: Why what is SPARQL cannot be answered in an empty store without functions of one's own.
_NO_MATTER_OF_SYNTAX = ("does not exist", "already exists", "LOAD <", "custom function")


@dataclass(frozen=True)
class Data:
    """A dataset as files: that of the default graph, and those of named graphs by their names."""

    default: Path | None = None
    named: tuple[tuple[str, Path], ...] = ()


@dataclass(frozen=True)
class Case:
    """One test of the suites."""

    suite: str
    name: str
    kind: str
    text: Path
    data: Data = field(default_factory=Data)
    result: Path | Data | None = None


def cases(folders: Iterable[str] | None = None) -> Iterator[Case]:
    """Yield the approved tests, of some folders or of all."""
    for folder in sorted(folders or (path.parent.name for path in SUITE.glob("*/manifest.ttl"))):
        manifest = Graph().parse(SUITE / folder / "manifest.ttl", publicID=f"{BASE}{folder}/manifest")
        (entries,) = manifest.objects(None, _MF.entries)
        for test in Collection(manifest, entries):
            if (test, _DAWG.approval, _DAWG.Approved) in manifest:
                yield _case(manifest, test, folder)


def _case(manifest: Graph, test: Node, folder: str) -> Case:
    kind = str(next(manifest.objects(test, RDF.type))).partition("#")[2]
    action, result = manifest.value(test, _MF.action), manifest.value(test, _MF.result)
    assert action is not None
    name = f"{folder}/{str(test).partition('#')[2]}"
    if "Syntax" in kind:
        return Case("syntax", name, kind, _path(action))
    if kind == "UpdateEvaluationTest":
        request = manifest.value(action, _UT.request)
        return Case("update", name, kind, _path(request), _data(manifest, action), _data(manifest, result))
    suite = "results" if folder in ("csv-tsv-res", "json-res") else "query"
    text = manifest.value(action, _QT.query)
    return Case(suite, name, kind, _path(text), _data(manifest, action), _path(result))


def _data(manifest: Graph, node: Node | None) -> Data:
    default = next(
        (manifest.value(node, terms.data) for terms in (_QT, _UT) if manifest.value(node, terms.data)), None
    )
    named = [(str(iri), _path(iri)) for iri in manifest.objects(node, _QT.graphData)]
    named += [
        (str(manifest.value(one, RDFS.label)), _path(manifest.value(one, _UT.graph)))
        for one in manifest.objects(node, _UT.graphData)
    ]
    return Data(_path(default) if default else None, tuple(sorted(named)))


def _path(iri: Node | None) -> Path:
    return SUITE / unquote(str(iri).removeprefix(BASE))


# --- asking the server ----------------------------------------------------------------------------


class Suite:
    """Runs tests against one server; what the store holds is put anew only where it differs."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._held: Data | None = None

    def outcome(self, case: Case) -> Outcome:
        """Return what came of a test."""
        return Outcome(case.name, self._reason(case))

    def _reason(self, case: Case) -> str:
        if case.suite == "syntax":
            return self._syntax(case)
        self._hold(case.data)
        if case.suite == "update":
            return self._update(case)
        return self._query(case)

    def _syntax(self, case: Case) -> str:
        update = "Update" in case.kind
        if update:
            self._held = None
        answer = self._send(case.text, update=update)
        refused = answer.status == 400 and not any(words in answer.text for words in _NO_MATTER_OF_SYNTAX)
        if answer.status >= 500:
            return f"{answer.status} {answer.text}"
        wanted = case.kind.startswith("Negative")
        return (
            "" if refused == wanted else f"{'refused' if refused else 'taken'}: {answer.text.strip()[:200]}"
        )

    def _update(self, case: Case) -> str:
        self._held = None
        answer = self._send(case.text, update=True)
        assert isinstance(case.result, Data)
        if answer.status != 204:
            return f"{answer.status}: {answer.text.strip()[:200]}"
        wanted = {name: _graph(path) for name, path in case.result.named}
        names = self._client.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
        if set(names) != {name for name, triples in wanted.items() if triples}:
            return f"other named graphs: {sorted(names)}"
        for name, triples in ((None, _graph(case.result.default)), *wanted.items()):
            place = "/data?default" if name is None else graph(name)
            found = self._client.ask(place, Accept="application/n-triples")
            if found.status == 404 and not triples:
                continue
            if not isomorphic(_comparable(Graph().parse(data=found.body, format="nt")), _comparable(triples)):
                return f"other triples in {name or 'the default graph'}"
        return ""

    def _query(self, case: Case) -> str:
        assert isinstance(case.result, Path)
        ending = case.result.suffix
        if ending in (".ttl", ".rdf"):
            answer = self._send(case.text, accept="application/n-triples")
            if answer.status == 200:
                found = Graph().parse(data=answer.body, format="nt")
                same = isomorphic(_comparable(found), _comparable(_graph(case.result)))
                return "" if same else "other triples"
        elif ending in (".csv", ".tsv"):
            answer = self._send(
                case.text, accept={".csv": "text/csv", ".tsv": "text/tab-separated-values"}[ending]
            )
            if answer.status == 200:
                compare = _same_csv if ending == ".csv" else _same_tsv
                return "" if compare(answer.text, case.result.read_text(encoding="utf-8")) else "other rows"
        else:
            form = _RESULTS[ending]
            answer = self._send(case.text, accept=f"application/sparql-results+{form}")
            if answer.status == 200:
                found_rows = Result.parse(io.BytesIO(answer.body), format=form)
                wanted = Result.parse(io.BytesIO(case.result.read_bytes()), format=form)
                return "" if _same(found_rows, wanted) else "other rows"
        return f"{answer.status}: {answer.text.strip()[:200]}"

    def _send(self, path: Path, *, update: bool = False, accept: str = "*/*") -> Answer:
        # As they lie there, the texts are relative to where they lie.
        text = path.read_bytes()
        if path.suffix == ".rq" or update:
            text = f"BASE <{BASE}{path.parent.name}/{path.name}>\n".encode() + text
        address, kind = ("/update", UPDATE) if update else ("/sparql", QUERY)
        return self._client.ask(address, "POST", text, Content_Type=kind, Accept=accept)

    def _hold(self, data: Data) -> None:
        if self._held == data:
            return
        done = [self._client.update("DROP ALL")]
        done += [self._put(graph(name), path) for name, path in data.named]
        if data.default:
            done.append(self._put("/data?default", data.default))
        for answer in done:
            assert answer.status in (201, 204), answer.text
        self._held = data

    def _put(self, place: str, path: Path) -> Answer:
        body = path.read_bytes()
        if path.suffix == ".ttl":
            body = f"@base <{BASE}{path.parent.name}/{path.name}> .\n".encode() + body
        return self._client.ask(place, "PUT", body, Content_Type=_MEDIA_TYPES[path.suffix])


# --- comparing ------------------------------------------------------------------------------------


def _graph(path: Path | None) -> Graph:
    if path is None:
        return Graph()
    return Graph().parse(path, publicID=f"{BASE}{path.parent.name}/{path.name}")


def _comparable(triples: Graph) -> Graph:
    found = Graph()
    for subject, predicate, object_ in triples:
        found.add((subject, predicate, _value(object_)))
    return found


def _value(term: Node) -> Node:
    """Return a term by its value: the store writes numbers in its own form."""
    if (
        isinstance(term, Literal)
        and isinstance(term.value, (int, float))
        and not isinstance(term.value, bool)
    ):
        return Literal(
            repr(term.value), datatype=XSD.integer if term.datatype in _INTEGERS else term.datatype
        )
    if isinstance(term, Literal) and term.datatype == XSD.decimal and term.value is not None:
        return Literal(format(term.value.normalize(), "f"), datatype=XSD.decimal)
    if isinstance(term, Literal) and term.language:
        # Languages are told in any case.
        return Literal(str(term), lang=term.language.lower())
    if isinstance(term, Literal) and term.datatype == XSD.string:
        return Literal(str(term))
    return term


def _same(found: Result, wanted: Result) -> bool:
    if found.type != wanted.type:
        return False
    if found.type == "ASK":
        return bool(found.askAnswer == wanted.askAnswer)
    if set(map(str, found.vars or [])) != set(map(str, wanted.vars or [])):
        return False
    return isomorphic(_rows(found.bindings), _rows(wanted.bindings))


def _rows(bindings: Iterable[Mapping[Variable, Identifier]]) -> Graph:
    """Return rows as a graph, so that blank nodes may be called what they will."""
    counted = Counter(frozenset((str(name), _value(term)) for name, term in row.items()) for row in bindings)
    found = Graph()
    for row, number in counted.items():
        node = BNode()
        found.add((node, RDF.value, Literal(number)))
        for name, term in row:
            found.add((node, URIRef(f"urn:variable:{name}"), term))
    return found


def _same_csv(found: str, wanted: str) -> bool:
    def rows(text: str) -> tuple[list[str], Counter[tuple[str, ...]]]:
        head, *others = csv.reader(io.StringIO(text, newline=""))
        order = sorted(range(len(head)), key=lambda place: head[place])
        return sorted(head), Counter(
            tuple("_:" if row[place].startswith("_:") else row[place] for place in order) for row in others
        )

    return rows(found) == rows(wanted)


def _same_tsv(found: str, wanted: str) -> bool:
    return _same(*(Result.parse(io.BytesIO(text.encode()), format="tsv") for text in (found, wanted)))


# --- telling --------------------------------------------------------------------------------------


def known_failures() -> dict[str, str]:
    """Return the tests that are known to fail, and why."""
    lines = KNOWN.read_text(encoding="utf-8").splitlines()
    return {name: reason for name, _, reason in (line.partition("\t") for line in lines if line)}


def main() -> int:
    """Run the suites, and print what passed."""
    outcomes: dict[str, list[Outcome]] = {}
    with tempfile.TemporaryDirectory() as folder, writing(Path(folder) / "store", apart=True) as client:
        suite = Suite(client)
        for case in cases():
            outcomes.setdefault(case.suite, []).append(suite.outcome(case))
    known, failed = known_failures(), {}
    for name, found in sorted(outcomes.items()):
        wrong = {one.name: one.reason for one in found if one.reason}
        failed.update(wrong)
        print(f"SPARQL {name}: {len(found) - len(wrong)}/{len(found)} passed")
    for name, reason in failed.items():
        print(f"  {'known' if name in known else 'NEW  '}  {name}: {known.get(name) or reason}")
    mended = sorted(set(known) - set(failed))
    for name in mended:
        print(f"  passes now, take it from the list: {name}")
    return 1 if set(failed) - set(known) or mended or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
