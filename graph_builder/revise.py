"""A write to what is published: a new snapshot of it, in which all that is derived is made anew.

A build writes the newsletters' graphs from their texts; here anybody who may writes any graph. What
is refused changes nothing, and what is accepted counts as a whole from one moment on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import rdflib
from rdflib.namespace import RDF

from graph_builder.changes import Changes, Delta, digest_of
from graph_builder.errors import Nonconforming, Outdated
from graph_builder.infer import Rule, infer, rules
from graph_builder.iris import Iris
from graph_builder.ontology import load_ontology, load_topics
from graph_builder.project import Project
from graph_builder.resources import SHAPES
from graph_builder.snapshots import (
    GRACE,
    Draft,
    Manifest,
    Snapshot,
    drafting,
    now,
    publish,
    revising,
)
from graph_builder.terms import NEWS
from graph_builder.validate import Shapes, report_lines, validate

#: What a writer does to the graphs of a snapshot.
Write = Callable[[Changes, Manifest], None]


class Rulebook:
    """What holds for newsletters below one base, loaded when it is first needed."""

    def __init__(self, base: str) -> None:
        self.base = base

    @cached_property
    def ontology(self) -> rdflib.Graph:
        """Return the ontology."""
        return load_ontology()

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Return the rules of inference."""
        return rules(self.ontology, self.base)

    @cached_property
    def read(self) -> frozenset[str]:
        """Return the properties and classes that a rule reads."""
        return frozenset(term for rule in self.rules for term in rule.reads)

    @cached_property
    def shapes(self) -> Shapes:
        """Return the shapes."""
        return Shapes.load(SHAPES)

    @cached_property
    def topics(self) -> rdflib.Graph:
        """Return the topic scheme, which newsletters refer to."""
        return load_topics(self.base).graph


@dataclass(frozen=True, slots=True)
class Revision:
    """What came of a write: the snapshot that now counts, and the graphs that changed."""

    snapshot: str
    deltas: Mapping[str, Delta]


def revise(
    store: Path,
    write: Write,
    rulebook: Callable[[str], Rulebook],
    *,
    patience: float,
    unless: str | None = None,
) -> Revision:
    """Write, check, infer and publish; a write that changes nothing publishes nothing.

    `unless` is the snapshot that the writer has seen, where that matters. Raises `Outdated` where
    another counts now, `Nonconforming` where a newsletter's graph would break a shape, `StoreBusy` where
    another goes on writing for `patience` seconds, and what `write` raises.
    """
    with revising(store, patience) as (before, draft):
        if unless not in (None, before.name):
            raise Outdated(
                "What is published has changed since you have seen it. Look again, and write anew."
            )
        iris = before.manifest.iris
        changes = Changes(draft.store, iris.default)
        write(changes, before.manifest)
        changes.settle()
        deltas = changes.deltas()
        if not deltas:
            return Revision(before.name, {})
        book = rulebook(iris.base)
        if lines := list(_complaints(changes, deltas, before, book)):
            raise Nonconforming(lines)
        if _bears_on(deltas, book, iris):
            infer_anew(changes, book.rules, iris)
        return Revision(_published(store, draft, deltas, before.manifest), deltas)


def empty_manifest(project: Project) -> Manifest:
    """Return what a snapshot of a project says of itself before anything is in it."""
    return Manifest(
        base=project.base_iri,
        title=project.title,
        description=project.description,
        publisher=project.publisher,
        licence=project.licence,
        contact=project.contact,
        language=project.language,
        texts=project.texts,
    )


def start(store: Path, manifest: Manifest) -> str:
    """Publish a snapshot that holds nothing yet, and return its name."""
    with drafting(store) as draft:
        digest = hashlib.sha256(draft.store.nquads()).hexdigest()
        return publish(store, draft, replace(manifest, digest=digest, published=now()))


def _published(store: Path, draft: Draft, deltas: Mapping[str, Delta], before: Manifest) -> str:
    gone = {graph for graph, delta in deltas.items() if not delta.exists}
    manifest = replace(
        before,
        digest=digest_of(before.digest, deltas),
        published=now(),
        newsletters=tuple(name for name in before.newsletters if str(before.iris.graph(name)) not in gone),
    )
    return publish(store, draft, manifest, grace=GRACE, compact=False)


def _complaints(
    changes: Changes, deltas: Mapping[str, Delta], before: Snapshot, book: Rulebook
) -> Iterator[str]:
    """Yield a line for each violation in the newsletters' graphs that changed."""
    iris = before.manifest.iris
    known = {str(iris.graph(name)): name for name in before.manifest.newsletters}
    for graph in deltas:
        if graph in {str(name) for name in iris.derived}:
            continue
        triples = list(changes.said(graph))
        told = any(said == RDF.type and what == NEWS.Newsletter for _, said, what in triples)
        if told or (triples and graph in known):
            report = validate(triples, book.shapes, book.topics)
            if not report.conforms:
                name = known.get(graph)
                yield from report_lines(report, graph, before.source(name) if name else None)


def _bears_on(deltas: Mapping[str, Delta], book: Rulebook, iris: Iris) -> bool:
    """Tell whether something may follow from what changed, or no longer follows."""
    return str(iris.inferred) in deltas or any(
        term in book.read for delta in deltas.values() for term in delta.terms()
    )


def infer_anew(changes: Changes, rules: Sequence[Rule], iris: Iris) -> None:
    """Make the graph of what is inferred hold what follows now, and nothing else."""
    changes.drop(str(iris.inferred))
    changes.settle()
    infer(changes.store, rules, iris)
