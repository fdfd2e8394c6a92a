"""The command `newsgraph review`: what may be one thing, and what it may be linked to, for a person."""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from graph_builder.build import fill, judge, read_all
from graph_builder.console import refuse, reported
from graph_builder.errors import InputError, ProjectError
from graph_builder.identify import Past, Question, identify
from graph_builder.identify.mentions import Said
from graph_builder.inputs import gather
from graph_builder.knowledge import load_knowledge
from graph_builder.lexicon import load_lexicon
from graph_builder.lookup import Doubt
from graph_builder.overrides import Decision, Override, add_override, read_overrides
from graph_builder.progress import Shown
from graph_builder.project import Project, load_project
from graph_builder.records import Record
from graph_builder.registry import read_registry
from graph_builder.snapshots import drafting

_LEFT: Final[Mapping[str, Decision | None]] = {"skip": None, "s": None, "quit": None, "q": None}
_ANSWERS: Final[Mapping[str, Decision | None]] = {"y": Decision.SAME, "n": Decision.DIFFERENT, **_LEFT}
_OF_LINKS: Final[Mapping[str, Decision | None]] = {"y": Decision.LINK, "n": Decision.NEVER_LINK, **_LEFT}
_QUIT: Final = ("q", "quit")


@click.command(name="review")
@click.option("--project", type=click.Path(path_type=Path), required=True, help="A publisher's folder.")
@click.option("--list", "listed", is_flag=True, help="Only list what is unsure, as tab-separated values.")
@click.option("--who", default=getpass.getuser, help="Who decides; by default the user's name.")
@reported
def review_command(project: Path, listed: bool, who: str) -> None:
    """List what may be one thing, and what it may be linked to, with the reasons, and take decisions.

    y says that the two are one, n that they are two; skip leaves it open and quit ends. So it is with
    links to what the project's own indexes hold. A decision is a line of overrides.tsv, comes before
    everything else and is not asked again; delete the line to undo it. The next build follows.

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
        for doubt in doubts(settings):
            subject = reference(doubt, settings)
            click.echo("\t".join((doubt.subject.kind, subject, doubt.target, "; ".join(doubt.reasons))))
    else:
        count, ended = decide(records, settings, who)
        count += 0 if ended else decide_links(settings, who)
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


def doubts(project: Project) -> tuple[Doubt, ...]:
    """Return the links that the project's indexes leave in doubt and nobody has decided on."""
    if not project.indexes:
        return ()
    folder = _folder(project)
    past = Past(read_registry(folder).registry, read_overrides(folder))
    knowledge = load_knowledge(project.iris)
    with TemporaryDirectory() as place, drafting(Path(place)) as draft:
        published, _ = judge(gather((), project), project, knowledge, draft, Shown(), past)
        return fill(draft, published, project, knowledge, Shown(), past)[1] if published else ()


def reference(doubt: Doubt, project: Project) -> str:
    """Return the end of our IRI, by which a decision names a thing."""
    return doubt.subject.iri.removeprefix(f"{project.iris.base}id/")


def decide_links(project: Project, who: str) -> int:
    """Ask of each link in doubt whether it is right, write each decision, and return how many were made."""
    made = 0
    for doubt in doubts(project):
        answer = _asked(_link_lines(doubt), "link them?", _OF_LINKS)
        if answer in _QUIT:
            break
        if decision := _OF_LINKS[answer]:
            override = Override(
                decision=decision, kind=doubt.subject.kind, subject=reference(doubt, project),
                object=doubt.target, who=who, when=dt.date.today().isoformat(),
            )  # fmt: skip
            add_override(_folder(project), override)
            made += 1
    return made


def decide(records: Mapping[str, Record], project: Project, who: str) -> tuple[int, bool]:
    """Ask question after question, write each decision; return how many were made, and whether to end."""
    left_open: set[tuple[str, ...]] = set()
    made = 0
    while True:
        decision = None
        for question in questions(records, project):
            if (question.kind, *question.references) in left_open:
                continue
            answer = _asked(_lines(question), "one thing?", _ANSWERS)
            if answer in _QUIT:
                return made, True
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
            return made, False


def _override(question: Question, decision: Decision, who: str) -> Override:
    one, other = question.references
    return Override(
        decision=decision, kind=question.kind, subject=one, object=other, who=who,
        when=dt.date.today().isoformat(),
    )  # fmt: skip


def _asked(lines: Iterable[str], prompt: str, answers: Mapping[str, Decision | None]) -> str:
    click.echo("\n".join(lines))
    try:
        answer: str = click.prompt(prompt, type=click.Choice(list(answers)), default="skip")
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


def _link_lines(doubt: Doubt) -> Iterator[str]:
    yield f"\n{doubt.subject.kind}, {doubt.score:.2f}:"
    yield f"  {doubt.subject.names[0]}"
    yield f"  {doubt.label} <{doubt.target}>"
    for reason in doubt.reasons:
        yield f"    {reason}"


def _described(said: Said) -> str:
    newsletter, name, detail = said.sighting
    return f"{name}{f' ({detail})' if detail else ''}, in {newsletter}"


def _folder(project: Project) -> Path:
    if project.folder is None:
        raise ProjectError("newsgraph review", "has no project", "name one with --project DIR")
    return project.folder
