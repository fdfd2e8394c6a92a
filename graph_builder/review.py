"""The command `newsgraph review`: what may be one thing, for a person to decide."""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from graph_builder.build import read_all
from graph_builder.console import refuse, reported
from graph_builder.errors import InputError, ProjectError
from graph_builder.identify import Past, Question, identify
from graph_builder.identify.mentions import Said
from graph_builder.inputs import gather
from graph_builder.knowledge import load_knowledge
from graph_builder.lexicon import load_lexicon
from graph_builder.overrides import Decision, Override, add_override, read_overrides
from graph_builder.progress import Shown
from graph_builder.project import Project, load_project
from graph_builder.records import Record
from graph_builder.registry import read_registry
from graph_builder.snapshots import drafting

_ANSWERS: Final[Mapping[str, Decision | None]] = {
    "y": Decision.SAME, "n": Decision.DIFFERENT, "skip": None, "s": None, "quit": None, "q": None,
}  # fmt: skip


@click.command(name="review")
@click.option("--project", type=click.Path(path_type=Path), required=True, help="A publisher's folder.")
@click.option("--list", "listed", is_flag=True, help="Only list what is unsure, as tab-separated values.")
@click.option("--who", default=getpass.getuser, help="Who decides; by default the user's name.")
@reported
def review_command(project: Path, listed: bool, who: str) -> None:
    """List what may be one thing, with the reasons, and take decisions.

    y says that the two are one, n that they are two; skip leaves it open and quit ends. A decision is a
    line of overrides.tsv, comes before everything else and is not asked again; delete the line to undo
    it. The next build follows.

    \b
    Example:
      newsgraph review --project my-newsletters
    """
    settings = load_project(project)
    records, rejected = read(settings)
    if listed:
        for question in questions(records, settings):
            reasons = "; ".join(map(str, question.judgement.reasons))
            click.echo("\t".join((question.kind, *question.references, reasons)))
    else:
        count = decide(records, settings, who)
        click.echo(f"{project}: {count} decision{'s' * (count != 1)} written; newsgraph build follows them")
    refuse(rejected)


def read(project: Project) -> tuple[dict[str, Record], list[InputError]]:
    """Return what each newsletter of a project says, as a build reads it, and what could not be read."""
    gathered = gather((), project)
    with TemporaryDirectory() as folder, drafting(Path(folder)) as draft:
        readings, rejected = read_all(gathered.issues, load_knowledge(project.iris), draft, Shown())
    return {reading.issue.id: reading.record for reading in readings}, [*gathered.rejected, *rejected]


def questions(records: Mapping[str, Record], project: Project) -> tuple[Question, ...]:
    """Return what is left to decide after all that was decided before."""
    folder = _folder(project)
    past = Past(read_registry(folder).registry, read_overrides(folder))
    return identify(records, project.iris, load_lexicon(), past).questions


def decide(records: Mapping[str, Record], project: Project, who: str) -> int:
    """Ask question after question, write each decision, and return how many were made."""
    left_open: set[tuple[str, ...]] = set()
    made = 0
    while True:
        decision = None
        for question in questions(records, project):
            if (question.kind, *question.references) in left_open:
                continue
            answer = _asked(question)
            if answer in ("q", "quit"):
                return made
            decision = _ANSWERS[answer]
            if decision is None:
                left_open.add((question.kind, *question.references))
                continue
            add_override(_folder(project), _override(question, decision, who))
            made += 1
            if decision is Decision.SAME:
                # What is joined may answer other questions, or raise them.
                break
        if decision is not Decision.SAME:
            return made


def _override(question: Question, decision: Decision, who: str) -> Override:
    one, other = question.references
    return Override(
        decision=decision, kind=question.kind, subject=one, object=other, who=who,
        when=dt.date.today().isoformat(),
    )  # fmt: skip


def _asked(question: Question) -> str:
    click.echo("\n".join(_lines(question)))
    try:
        answer: str = click.prompt("one thing?", type=click.Choice(list(_ANSWERS)), default="skip")
    except click.Abort:
        # The end of what is typed is an answer, too: what was decided stands.
        return "quit"
    return answer


def _lines(question: Question) -> Iterator[str]:
    yield f"\n{question.kind}, {question.judgement.points} points:"
    for said in (question.one, question.other):
        yield f"  {_described(said)}"
    for reason in question.judgement.reasons:
        yield f"    {reason}"


def _described(said: Said) -> str:
    newsletter, name, detail = said.sighting
    return f"{name}{f' ({detail})' if detail else ''}, in {newsletter}"


def _folder(project: Project) -> Path:
    if project.folder is None:
        raise ProjectError("newsgraph review", "has no project", "name one with --project DIR")
    return project.folder
