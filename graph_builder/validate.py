"""What is amiss in a graph, by the SHACL shapes.

A graph is validated as mapping made it, before inference. What violates a shape of `must.ttl` is
not published; what breaks one of `should.ttl` is published and reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

import rdflib
from pyshacl import ShapesGraph, Validator
from pyshacl.graph_abstraction import DataGraph
from rdflib.namespace import RDF, RDFS, SH
from rdflib.plugins.stores.memory import SimpleMemory
from rdflib.term import BNode, Literal, Node, URIRef

from graph_builder.answers import Triple
from graph_builder.terms import NEWS, OA
from graph_builder.text import Span, fold_space


class Severity(StrEnum):
    """How much a result matters, the worst first."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


_SEVERITIES: Final[Mapping[Node, Severity]] = {
    SH.Violation: Severity.VIOLATION,
    SH.Warning: Severity.WARNING,
    SH.Info: Severity.INFO,
}
_RANKS: Final = tuple(Severity)
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One thing that is amiss: where, by which shape, and how to mend it."""

    focus: Node
    #: The property that breaks the shape; None where it is the focus node itself.
    path: URIRef | None = None
    #: The value that does; None where one is missing or too many are there.
    value: Node | None = None
    severity: Severity
    message: str
    shape: URIRef
    #: The constraint of the shape that is broken, such as sh:MinCountConstraintComponent.
    constraint: URIRef
    #: What the focus node is called, and the words of the newsletter that prove it, where they are known.
    label: str = ""
    span: Span | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All that is amiss in one graph, the worst first."""

    results: tuple[Result, ...] = ()

    @property
    def conforms(self) -> bool:
        """Tell whether nothing stands against publishing the graph."""
        return not self.violations

    @property
    def violations(self) -> tuple[Result, ...]:
        """Return what stands against it."""
        return self._of(Severity.VIOLATION)

    @property
    def warnings(self) -> tuple[Result, ...]:
        """Return what somebody should look at."""
        return self._of(Severity.WARNING)

    def _of(self, severity: Severity) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.severity is severity)


class Shapes:
    """The shapes, made ready once for any number of graphs."""

    def __init__(self, graph: rdflib.Graph) -> None:
        self.graph = graph
        #: What the shapes themselves say of classes.
        self.superclasses = list(graph.triples((None, RDFS.subClassOf, None)))
        pairs = {*graph.subject_objects(SH.lessThan), *graph.subject_objects(SH.lessThanOrEquals)}
        paths = {path for shape, _ in pairs for path in graph.objects(shape, SH.path)}
        #: Properties whose values are compared.
        self.compared = frozenset(paths.union(other for _, other in pairs))
        #: Properties whose values must be of a class.
        self.classed = frozenset(graph.value(shape, SH.path) for shape in graph.subjects(SH["class"]))
        #: The same shapes as pySHACL is fast at.
        self.ready = ShapesGraph(_flat(graph))
        aimed = set(self.ready.graph.subjects(SH.targetClass))
        self.aimed = [str(shape.node) for shape in self.ready.shapes if shape.node in aimed]

    @classmethod
    def load(cls, folder: Path) -> Shapes:
        """Read the shapes in the Turtle files of a folder."""
        graph = rdflib.Graph()
        for path in sorted(folder.glob("*.ttl")):
            graph.parse(path, format="turtle")
        return cls(graph)


def validate(data: Iterable[Triple], shapes: Shapes, background: rdflib.Graph | None = None) -> Report:
    """Return what is amiss in `data`.

    `background` is what the data refers to without saying it, such as the topic scheme: it counts
    as said, and nothing is reported of it.
    """
    graph = _graph(data, shapes)
    own = set(graph.subjects())
    if background is not None:
        _add(graph, list(_touched(graph, background, shapes)))
    validator = Validator(
        DataGraph.from_rdflib(graph),
        shacl_graph=shapes.ready.graph,
        options={"inplace": True, "use_shapes": shapes.aimed},
    )
    validator.shacl_graph = shapes.ready  # made once, not for each graph
    _, found, _ = validator.run()  # type: ignore[no-untyped-call]
    results = (_result(found, node, graph) for node in found.subjects(RDF.type, SH.ValidationResult))
    return Report(tuple(sorted((result for result in results if result.focus in own), key=_rank)))


def report_lines(report: Report, file: str, text: str | None = None) -> Iterator[str]:
    """Yield a line for each result: file and line, how bad, what, how to mend it, the words concerned.

    `text` is what the spans refer to; without it no line numbers are known.
    """
    for result in report.results:
        place = file
        if result.span and text is not None and 0 <= result.span.start < len(text):
            place = f"{file}:{text.count(chr(10), 0, result.span.start) + 1}"
        name = f"{result.label!r} <{result.focus}>" if result.label else f"<{result.focus}>"
        told = result.value not in (None, result.focus)
        value = f" [found {_shown(result.value)}]" if told else ""
        words = f" [words: {_short(result.quote)!r}]" if result.quote else ""
        yield f"{place}: {result.severity}: {name}: {result.message}{value}{words} ({_local(result.shape)})"


# --- how pySHACL is asked, and what it answers ----------------------------------------------------


def _flat(graph: rdflib.Graph) -> rdflib.Graph:
    """Return shapes that find the same, with each property shape aimed at its classes itself.

    pySHACL takes a property shape within a node shape anew for every focus node, one with a target
    once for them all.
    """
    flat = rdflib.Graph(store="SimpleMemory")  # without named graphs, and a fifth faster for it
    _add(flat, graph)
    for outer, inner in graph.subject_objects(SH.property):
        flat.remove((outer, SH.property, inner))
        _add(flat, [(inner, SH.targetClass, aim) for aim in graph.objects(outer, SH.targetClass)])
    return flat


def _graph(data: Iterable[Triple], shapes: Shapes) -> rdflib.Graph:
    """Return the data in the form that pySHACL is fast at and can take.

    In memory, since it asks so many small questions that a graph in a store is fifteen times as slow.
    """
    graph = rdflib.Graph(store=_Plain())
    _add(
        graph,
        (
            (subject, path, _comparable(value) if path in shapes.compared else value)
            for subject, path, value in data
        ),
    )
    _add(graph, shapes.superclasses)
    return graph


class _Plain(SimpleMemory):
    """Triples in dictionaries: pySHACL wants a store that could hold named graphs, and asks for none.

    The usual one in memory looks up for each triple in which graphs it is, at a quarter of all the time.
    Triples are only put in.
    """

    context_aware = True
    graph_aware = True
    _size: int | None = None

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
        """Take up a triple, in whatever graph it is said to be."""
        self._size = None
        super().add(triple, context, quoted)

    def add_graph(self, graph: rdflib.Graph) -> None:
        """Take up nothing: there is one graph."""

    def __len__(self, context: Any = None) -> int:
        """Return how many triples there are; pySHACL asks it of one graph again and again."""
        if self._size is None:
            self._size = super().__len__()
        return self._size


def _comparable(value: Node) -> Node:
    """Return a value that can be compared: plain words for what would stop pySHACL, and as wrong."""
    if isinstance(value, BNode):
        return Literal(value.n3())
    return Literal(str(value)) if isinstance(value, Literal) and value.ill_typed else value


def _add(graph: rdflib.Graph, triples: Iterable[Triple]) -> None:
    graph.addN((*triple, graph) for triple in triples)


def _touched(data: rdflib.Graph, background: rdflib.Graph, shapes: Shapes) -> Iterator[Triple]:
    """Yield what the background says of the things in the data, and of which class their values are.

    Of values, only where a shape asks: each thing more that has a class is validated too, in vain.
    """
    for node in {*data.subjects(), *data.objects()}:
        if isinstance(node, URIRef):
            for triple in background.triples((node, None, None)):
                yield triple
                if triple[1] in shapes.classed:
                    yield from background.triples((triple[2], RDF.type, None))


def _result(found: rdflib.Graph, node: Node, data: rdflib.Graph) -> Result:
    said: dict[Node, Any] = dict(found.predicate_objects(node))
    focus = said[SH.focusNode]
    path = said.get(SH.resultPath)
    span, quote = _evidence(data, focus)
    return Result(
        focus=focus,
        path=path if isinstance(path, URIRef) else None,
        value=said.get(SH.value),
        severity=_SEVERITIES[said[SH.resultSeverity]],
        message=str(said[SH.resultMessage]),
        shape=said[SH.sourceShape],
        constraint=said[SH.sourceConstraintComponent],
        label=min((str(label) for label in data.objects(focus, RDFS.label)), default=""),
        span=span,
        quote=quote,
    )


def _evidence(data: rdflib.Graph, focus: Node) -> tuple[Span | None, str]:
    """Return where the words that prove a node stand, and the words: of several the first."""
    # Evidence proves itself, and so do its selectors, whose IRIs are its own and a fragment.
    proofs = {URIRef(str(focus).partition("#")[0]), *data.objects(focus, NEWS.evidence)}
    return min(
        (
            (Span(start, end), quote)
            for proof in proofs
            for start in _said(data, proof, OA.start, int)
            for end in _said(data, proof, OA.end, int)
            for quote in _said(data, proof, OA.exact, str) or [""]
        ),
        default=(None, ""),
    )


def _said(data: rdflib.Graph, proof: Node, path: URIRef, kind: type[_Value]) -> list[_Value]:
    """Return the values of one type that the selectors of a piece of evidence give."""
    values = (
        value.value
        for selector in data.objects(proof, OA.hasSelector)
        for value in data.objects(selector, path)
        if isinstance(value, Literal)
    )
    return [value for value in values if isinstance(value, kind)]


def _rank(result: Result) -> tuple[int, str, str, str, str, str]:
    return (
        _RANKS.index(result.severity),
        str(result.shape),
        str(result.focus),
        str(result.path),
        repr(result.value),
        str(result.constraint),
    )


# --- words for people -----------------------------------------------------------------------------

_SHORT: Final = 80


def _short(text: str) -> str:
    folded = fold_space(text)
    return folded if len(folded) <= _SHORT else f"{folded[: _SHORT - 1].rstrip()}…"


def _shown(value: Node | None) -> str:
    if not isinstance(value, Literal):
        return f"<{value}>"
    if value.language:
        return f"{_short(value)!r}@{value.language}"
    return f"{_short(value)!r}^^{_local(value.datatype)}" if value.datatype else f"{_short(value)!r}"


def _local(iri: URIRef) -> str:
    return iri.rpartition("#")[2]
