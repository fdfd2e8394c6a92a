"""Any data against any shapes: what SHACL reports, as a graph and as a list.

Both come from people, so nothing outside is asked: shapes import nothing, load nothing and call no
other server, and rules, functions and scripts in them do not run.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from typing import Final

import rdflib
import rdflib.plugins.sparql
from pyshacl import Validator
from pyshacl.errors import ReportableRuntimeError
from pyshacl.graph_abstraction import DataGraph
from rdflib.namespace import OWL, RDF, SH
from rdflib.term import BNode, Literal, Node, URIRef

from graph_builder.answers import Triple
from graph_builder.errors import ShapesError
from graph_builder.validate import Report, Severity

_QUERIES: Final = (SH.select, SH.ask)
_SEVERITIES: Final = {
    Severity.VIOLATION: SH.Violation,
    Severity.WARNING: SH.Warning,
    Severity.INFO: SH.Info,
}
_RANKS: Final = {SH.Violation: 0, SH.Warning: 1, SH.Info: 2}
_MARKS: Final = (
    (SH.inversePath, "^", ""),
    (SH.zeroOrMorePath, "", "*"),
    (SH.oneOrMorePath, "", "+"),
    (SH.zeroOrOnePath, "", "?"),
)
#: pySHACL tells of what it decides in ways that nobody reads here.
_SILENT: Final = logging.getLogger("newsgraph.shacl")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One result of a report, in words: IRIs as they are, literals as Turtle writes them."""

    focus: str
    path: str
    value: str
    severity: str
    messages: tuple[str, ...]
    shape: str
    constraint: str


def report_of(data: Iterable[Triple], shapes: Iterable[Triple]) -> rdflib.Graph:
    """Return the validation report of data against shapes.

    Raises `ShapesError` where the shapes are not well-formed or cannot be run.
    """
    # FROM in a query would fetch what it names.
    rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False
    asked, held = _graph(shapes), _graph(data)
    for query, prefixes in list(asked.subject_objects(SH.prefixes)):
        # pySHACL does not look for the prefixes of what an ontology imports.
        for imported in list(asked.transitive_objects(prefixes, OWL.imports)):
            if imported is not None:
                asked.add((query, SH.prefixes, imported))
    for shape, said in list(asked.subject_objects(SH.uniqueLang)):
        # By the standard it is "true" and nothing else, be it equal; pySHACL looks at the value.
        if str(said) != "true":
            asked.remove((shape, SH.uniqueLang, said))
    try:
        validator = Validator(
            DataGraph.from_rdflib(held), shacl_graph=asked, options={"inplace": True, "logger": _SILENT}
        )
        _, found, _ = validator.run()  # type: ignore[no-untyped-call]
    except ReportableRuntimeError as error:
        raise ShapesError(" ".join(str(error).split())) from error
    except RecursionError as error:
        raise ShapesError("the shapes are nested too deeply") from error
    except Exception as error:
        # pySHACL answers much that is ill-formed with an error of Python.
        raise ShapesError(f"they cannot be run ({type(error).__name__}: {error})") from error
    assert isinstance(found, rdflib.Graph)  # noqa: S101 - pySHACL is not typed
    return found


def queries_of(shapes: Iterable[Triple]) -> Iterator[str]:
    """Yield the SPARQL queries that shapes hold."""
    return (str(object_) for _, property_, object_ in shapes if property_ in _QUERIES)


def own_report(report: Report) -> rdflib.Graph:
    """Return a report of our own shapes as SHACL writes it; it conforms where it holds no result."""
    graph = rdflib.Graph()
    whole = BNode()
    graph.add((whole, RDF.type, SH.ValidationReport))
    graph.add((whole, SH.conforms, Literal(not report.results)))
    for result in report.results:
        node = BNode()
        graph.add((whole, SH.result, node))
        graph.add((node, RDF.type, SH.ValidationResult))
        graph.add((node, SH.focusNode, result.focus))
        graph.add((node, SH.resultSeverity, _SEVERITIES[result.severity]))
        graph.add((node, SH.resultMessage, Literal(result.message, lang="en")))
        graph.add((node, SH.sourceShape, result.shape))
        graph.add((node, SH.sourceConstraintComponent, result.constraint))
        if result.path is not None:
            graph.add((node, SH.resultPath, result.path))
        if result.value is not None:
            graph.add((node, SH.value, result.value))
    return graph


def conforms(report: rdflib.Graph) -> bool:
    """Tell what a report says of the whole."""
    return any(str(object_) == "true" for object_ in report.objects(None, SH.conforms))


def findings(report: rdflib.Graph) -> list[Finding]:
    """Return the results of a report, the worst first."""
    tops = {
        result
        for whole in report.subjects(RDF.type, SH.ValidationReport)
        for result in report.objects(whole, SH.result)
    }
    found = [_finding(report, node) for node in tops]
    return [finding for _, finding in sorted(found, key=lambda one: (one[0], astuple(one[1])))]


def _finding(report: rdflib.Graph, node: Node) -> tuple[int, Finding]:
    severity = report.value(node, SH.resultSeverity)
    finding = Finding(
        focus=_shown(report.value(node, SH.focusNode)),
        path=path_text(report, report.value(node, SH.resultPath)),
        value=_shown(report.value(node, SH.value)),
        severity=str(severity or "").rpartition("#")[2].casefold(),
        messages=tuple(sorted(str(message) for message in report.objects(node, SH.resultMessage))),
        shape=_shown(report.value(node, SH.sourceShape)),
        constraint=str(report.value(node, SH.sourceConstraintComponent) or "").rpartition("#")[2],
    )
    return _RANKS.get(severity, 3) if isinstance(severity, URIRef) else 3, finding


def path_text(graph: rdflib.Graph, path: Node | None) -> str:
    """Return a SHACL path as SPARQL writes it; a single property as its bare IRI."""
    return str(path) if isinstance(path, URIRef) else _path(graph, path)


def _path(graph: rdflib.Graph, path: Node | None) -> str:
    if path is None:
        return ""
    if isinstance(path, URIRef):
        return path.n3()
    if (path, RDF.first, None) in graph:
        return "/".join(_inner(graph, step) for step in graph.items(path))
    for choice in graph.objects(path, SH.alternativePath):
        return "|".join(_inner(graph, step) for step in graph.items(choice))
    for property_, before, after in _MARKS:
        for inner in graph.objects(path, property_):
            return f"{before}{_inner(graph, inner)}{after}"
    return path.n3()


def _inner(graph: rdflib.Graph, path: Node) -> str:
    return _path(graph, path) if isinstance(path, URIRef) else f"({_path(graph, path)})"


def _shown(node: Node | None) -> str:
    if node is None:
        return ""
    return str(node) if isinstance(node, URIRef) else node.n3()


def _graph(triples: Iterable[Triple]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for triple in triples:
        graph.add(triple)
    return graph
