"""How a worker does a write: it makes the next snapshot, or says why it must not."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from endpoint.fetching import Hosts
from endpoint.jobs import GraphJob, UpdateJob
from endpoint.updates import Update
from graph_builder.changes import Changes
from graph_builder.errors import (
    Derived,
    NewsgraphError,
    Nonconforming,
    NoSnapshot,
    NoSuchGraph,
    QueryError,
    RdfError,
    StoreBusy,
    WriteError,
)
from graph_builder.parsing import read_image
from graph_builder.revise import Rulebook, revise
from graph_builder.snapshots import Manifest

#: The rules of a base are read once in a process.
rulebook = cache(Rulebook)


def written(job: UpdateJob | GraphJob) -> bytes:
    """Do a write, and return what came of it as JSON: the snapshot, or the error that refused it."""
    try:
        return json.dumps(_done(job)).encode()
    except (QueryError, RdfError, WriteError, StoreBusy, NoSnapshot) as error:
        return json.dumps(_refusal(error)).encode()


def _done(job: UpdateJob | GraphJob) -> dict[str, object]:
    created = False

    def write(changes: Changes, manifest: Manifest) -> None:
        nonlocal created
        if isinstance(job, UpdateJob):
            _update(job, manifest).run(changes)
        else:
            created = _graph(job, changes, manifest)

    revision = revise(
        Path(job.store),
        write,
        rulebook,
        patience=job.patience,
        unless=job.unless if isinstance(job, GraphJob) else None,
    )
    return {"snapshot": revision.snapshot, "changed": bool(revision.deltas), "created": created}


def _update(job: UpdateJob, manifest: Manifest) -> Update:
    return Update(
        text=job.text,
        base=manifest.base,
        using=tuple(job.using),
        using_named=tuple(job.using_named),
        apart=job.apart,
        hosts=Hosts(tuple(job.hosts)),
    )


def _graph(job: GraphJob, changes: Changes, manifest: Manifest) -> bool:
    """Write a graph; returns whether it was not there before."""
    graph = job.graph or changes.own
    there = changes.has(graph)
    if graph == str(manifest.iris.inferred):
        raise Derived(graph)
    if job.replace and job.files is None:
        if job.graph and not there:
            raise NoSuchGraph(graph)
        changes.drop(graph)
        return False
    images = [read_image(Path(path), form, job.base) for path, form in job.files or ()]
    changes.put(graph, frozenset().union(*images), merge=not job.replace)
    return not there


def _refusal(error: NewsgraphError) -> dict[str, object]:
    said: dict[str, object] = {"refused": type(error).__name__, "detail": str(error)}
    if isinstance(error, RdfError) and error.line:
        said.update(line=error.line, column=error.column)
    if isinstance(error, Nonconforming):
        said.update(violations=list(error.lines))
    return said
