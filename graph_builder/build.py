"""From a folder of newsletters to a published snapshot."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol, TypeVar

from rdflib.term import URIRef

from graph_builder.answers import Triple
from graph_builder.changes import Changes
from graph_builder.decisions import decided, idle_links, undecided
from graph_builder.entities import entities, labels
from graph_builder.errors import InputError, NoSnapshot, OntologyError, StoreError
from graph_builder.extractors import Extracted, extracted
from graph_builder.identify import Identities, Past, Question, identify
from graph_builder.infer import infer, rules
from graph_builder.inputs import Gathered, Issue, completed, read_issue
from graph_builder.knowledge import Knowledge
from graph_builder.link import link
from graph_builder.linkgraph import link_triples
from graph_builder.lookup import Doubt, looked_up, opened_lookup
from graph_builder.mapping import to_triples
from graph_builder.ontology import violations
from graph_builder.overrides import FILE as OVERRIDES
from graph_builder.overrides import read_overrides
from graph_builder.project import Project
from graph_builder.provenance import Source
from graph_builder.records import Record
from graph_builder.registry import changing, read_registry, recovered
from graph_builder.revise import infer_anew
from graph_builder.snapshots import Draft, Manifest, current, drafting, identities_of, now, publish
from graph_builder.store import Store
from graph_builder.validate import Report, Result, report_lines, validate

T = TypeVar("T")

NO_PAST: Final = Past()


class Track(Protocol):
    """Tells someone how a stage goes on while its items are taken one by one."""

    def __call__(self, stage: str, items: Sequence[T], /) -> Iterable[T]:
        """Yield the items."""


def untracked(_stage: str, items: Sequence[T]) -> Iterable[T]:
    """Yield the items and tell nobody."""
    return items


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What became of each newsletter, for a person to read."""

    snapshot: str | None = None  #: None where nothing could be published
    published: tuple[str, ...] = ()
    quarantined: Mapping[str, tuple[str, ...]]  #: newsletter id to a line for each violation
    rejected: tuple[InputError, ...]  #: files that could not be taken at all
    warnings: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()  #: what may be one thing, for a person to decide
    doubts: tuple[Doubt, ...] = ()  #: what may be a link, for a person to decide

    @property
    def complete(self) -> bool:
        """Tell whether all that was given was published."""
        return self.snapshot is not None and not self.quarantined and not self.rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One newsletter as read: where it came from, and what it says."""

    issue: Issue
    record: Record
    notes: tuple[str, ...] = ()  #: what a person should know of how it was read


def build(
    gathered: Gathered, project: Project, knowledge: Knowledge, store: Path, track: Track = untracked
) -> BuildReport:
    """Read, extract, map, validate, infer, link, publish: one snapshot of all that conforms.

    What cannot be read or does not conform is kept and reported, and the rest is published. Raises
    `OntologyError` where the whole breaks a rule of the ontology, `RegistryError` or `OverrideError`
    where what was decided before cannot be read, and `StoreError` where `store` cannot be written; the
    current snapshot then stays. The registry of identities is written when the snapshot is published.
    """
    with drafting(store) as draft:
        kept = recovered(read_registry(project.folder or store), store, identities_of(store))
        past = Past(kept.registry, read_overrides(project.folder))
        published, outcome = judge(gathered, project, knowledge, draft, track, past)
        if not published:
            return outcome
        names, doubts = fill(draft, published, project, knowledge, track, past)
        lost = keep_written(store, draft, project, knowledge, outcome)
        idle = idle_links(past.overrides, labels(draft.store), project.iris)
        outcome = replace(outcome, warnings=(*outcome.warnings, *idle, *lost))
        summary = manifest(project, outcome, published, draft)
        draft.keep_identities(names.registry.dump())
        with changing(kept, names.registry, store):
            name = publish(store, draft, summary, keep=project.snapshots)
    return replace(outcome, snapshot=name, questions=names.questions, doubts=doubts)


def judge(
    gathered: Gathered,
    project: Project,
    knowledge: Knowledge,
    draft: Draft,
    track: Track = untracked,
    past: Past = NO_PAST,
) -> tuple[list[Reading], BuildReport]:
    """Read and validate: return the newsletters that conform, and what became of all."""
    readings, rejected = read_all(gathered.issues, knowledge, draft, track)
    names = identities(readings, project, knowledge, past)
    reports = validate_all(readings, names, project, knowledge, draft, track)
    quarantined = quarantine(readings, reports, draft)
    conforming = [reading for reading in readings if reading.issue.id not in quarantined]
    return conforming, BuildReport(
        published=tuple(reading.issue.id for reading in conforming),
        quarantined=quarantined,
        rejected=(*gathered.rejected, *rejected),
        warnings=(*idle_lines(names), *notes(readings), *warnings(conforming, reports, draft)),
        left_out=gathered.left_out,
    )


def read_all(
    issues: Sequence[Issue], knowledge: Knowledge, draft: Draft, track: Track
) -> tuple[list[Reading], list[InputError]]:
    """Return what each newsletter says, as a person's record has it or as extraction reads it."""
    readings: list[Reading] = []
    rejected: list[InputError] = []
    for issue in track("read", issues):
        try:
            document, given = read_issue(issue)
            found = Extracted(given) if given else extracted(document, knowledge.extractor, knowledge.lexicon)
        except InputError as error:
            rejected.append(error)
            continue
        draft.keep_source(issue.id, document.text, document.pages)
        record = completed(found.record, document)
        readings.append(Reading(issue=issue, record=record, notes=(*document.notes, *found.notes)))
    return readings, rejected


def validate_all(
    readings: Sequence[Reading],
    names: Identities,
    project: Project,
    knowledge: Knowledge,
    draft: Draft,
    track: Track,
) -> dict[str, Report]:
    """Return how each newsletter's own graph stands to the shapes."""
    reports: dict[str, Report] = {}
    for reading in track("validate", readings):
        triples = triples_of(reading, names, project, knowledge, draft)
        reports[reading.issue.id] = validate(triples, knowledge.shapes, knowledge.topics.graph)
    return reports


def quarantine(
    readings: Sequence[Reading], reports: Mapping[str, Report], draft: Draft
) -> dict[str, tuple[str, ...]]:
    """Set aside what violates a shape, and return a line for each violation."""
    found: dict[str, tuple[str, ...]] = {}
    for reading in readings:
        report = reports[reading.issue.id]
        if not report.conforms:
            lines = _lines(reading, report.violations, draft)
            found[reading.issue.id] = lines
            draft.quarantine(reading.issue.id, reading.record, "\n".join(lines) + "\n")
    return found


def notes(readings: Sequence[Reading]) -> tuple[str, ...]:
    """Return a line for each thing to know of how a file was read."""
    return tuple(f"{reading.issue.file}: {note}" for reading in readings for note in reading.notes)


def warnings(readings: Sequence[Reading], reports: Mapping[str, Report], draft: Draft) -> tuple[str, ...]:
    """Return a line for each thing that should be mended but does not stop publication."""
    return tuple(
        line for reading in readings for line in _lines(reading, reports[reading.issue.id].warnings, draft)
    )


def _lines(reading: Reading, results: tuple[Result, ...], draft: Draft) -> tuple[str, ...]:
    return tuple(report_lines(Report(results), str(reading.issue.file), draft.source(reading.issue.id)))


def idle_lines(names: Identities) -> Iterable[str]:
    """Yield a line for each decision that names what no newsletter says."""
    for override in names.idle:
        yield (
            f"{OVERRIDES}, line {override.line}: {override.subject} or {override.object} is named by no"
            " newsletter, or by several things; mend the line, or delete it"
        )


def keep_written(
    store: Path, draft: Draft, project: Project, knowledge: Knowledge, outcome: BuildReport
) -> tuple[str, ...]:
    """Keep the graphs that users wrote into the snapshot before, and infer what follows with them.

    A graph that this build makes itself is not kept. The rules for what a build makes bind no user, so
    that this comes after they were checked. Returns a warning where the graphs are lost.
    """
    try:
        before = current(store)
    except NoSnapshot:
        return ()
    except StoreError as error:
        return (f"graphs that were written by users, if any, are not kept: {error}",)
    made = {*project.iris.derived, *map(project.iris.graph, outcome.published)}
    for graph in before.written:
        # What was written to no graph moves with the base.
        kept = project.iris.default if graph == before.manifest.iris.default else graph
        if kept not in made:
            draft.store.found(kept)
            draft.store.add(kept, before.store.triples(graph=graph))
    if before.written:
        changes = Changes(draft.store, project.iris.default)
        infer_anew(changes, rules(knowledge.ontology, project.iris.base), project.iris)
    return ()


def fill(
    draft: Draft,
    readings: Sequence[Reading],
    project: Project,
    knowledge: Knowledge,
    track: Track,
    past: Past,
) -> tuple[Identities, tuple[Doubt, ...]]:
    """Write what conforms, what follows from it, and what it is linked to.

    Return what things are called, and what may be linked to what, for a person to decide.

    Names are resolved anew among what is published, so that what is quarantined leaves no trace.
    """
    names = identities(readings, project, knowledge, past)
    iris, store = project.iris, draft.store
    draft.keep_moved(names.moved(iris))
    for reading in track("map", readings):
        draft.keep_record(reading.issue.id, reading.record)
        store.add(iris.graph(reading.issue.id), triples_of(reading, names, project, knowledge, draft))
    doubts: tuple[Doubt, ...] = ()
    named = [
        group
        for (group,) in store.select("SELECT ?g { ?g a news:CountryGroup }")
        if isinstance(group, URIRef)
    ]
    store.add(iris.topics, knowledge.topics.graph)
    store.add(iris.topics, knowledge.groups.triples(named, knowledge.background.countries))
    for step in track("infer, link", ("infer", "link")):
        if step == "infer":
            infer(store, rules(knowledge.ontology, iris.base), iris)
        else:
            doubts = link_all(store, project, knowledge, past)
    store.add(iris.ontology, knowledge.ontology)
    if broken := violations(store, iris.base):
        raise OntologyError("\n".join(("the whole graph breaks a rule of the ontology:", *map(str, broken))))
    return names, doubts


def link_all(store: Store, project: Project, knowledge: Knowledge, past: Past) -> tuple[Doubt, ...]:
    """Write what the things of a store are linked to, and return what is in doubt and was not decided."""
    things, iris = tuple(entities(store)), project.iris
    levels = {word: str(kind) for word, kind in knowledge.gazetteer.designators}
    with opened_lookup(project.indexes, levels) as lookup:
        others, doubts = looked_up(things, lookup)
    found = decided(link(things, knowledge.gazetteer, others), past.overrides, labels(store), iris)
    store.add(iris.links, link_triples(found, iris))
    return undecided(doubts, found, past.overrides, iris)


def identities(readings: Iterable[Reading], project: Project, knowledge: Knowledge, past: Past) -> Identities:
    """Return which mentions of all newsletters are one thing."""
    records = {reading.issue.id: reading.record for reading in readings}
    return identify(records, project.iris, knowledge.lexicon, past)


def triples_of(
    reading: Reading, names: Identities, project: Project, knowledge: Knowledge, draft: Draft
) -> Iterable[Triple]:
    """Yield the triples of one newsletter."""
    language = reading.record.newsletter.language
    source = Source(reading.issue.id, draft.source(reading.issue.id), project.iris, language)
    return to_triples(reading.record, source, names, knowledge.background)


def manifest(project: Project, outcome: BuildReport, readings: Sequence[Reading], draft: Draft) -> Manifest:
    """Return what the snapshot says of itself."""
    return Manifest(
        base=project.base_iri,
        title=project.title,
        description=project.description,
        publisher=project.publisher,
        licence=project.licence,
        contact=project.contact,
        language=project.language,
        texts=project.texts,
        digest=hashlib.sha256(draft.store.nquads()).hexdigest(),
        published=now(),
        newsletters=outcome.published,
        quarantined=tuple(outcome.quarantined),
        warnings=outcome.warnings,
        inputs={reading.issue.file.name: reading.record.newsletter.sha256 or "" for reading in readings},
    )
