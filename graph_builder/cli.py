"""The command line of the builder; `endpoint.cli` adds `serve` to it."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Final

import click

from graph_builder.answers import Solutions, Triples
from graph_builder.build import build, judge
from graph_builder.confidence import reasons
from graph_builder.console import (
    REJECTED,
    complain,
    refuse,
    report,
    reported,
    show,
    show_finds,
    tell_left_out,
)
from graph_builder.errors import InputError, NothingToRead, StoreError
from graph_builder.extractors import RULES, Extracted, extracted, extractor
from graph_builder.formats import BY_NAME, JSON_LD, RDF_FORMATS, RESULT_FORMATS, RESULTS_CSV, TURTLE, Format
from graph_builder.inputs import completed, gather, read_issue
from graph_builder.iris import is_placeholder
from graph_builder.jsonld import write_jsonld
from graph_builder.knowledge import Knowledge, load_knowledge
from graph_builder.lexicon import load_lexicon
from graph_builder.linking import gazetteer_group, link_command
from graph_builder.ontology import check, violations
from graph_builder.parsing import RDF_SUFFIXES, parse_rdf
from graph_builder.progress import Shown
from graph_builder.project import Project, load_project
from graph_builder.reanchor import reanchor_command
from graph_builder.records import dump_record
from graph_builder.review import review_command
from graph_builder.snapshots import Snapshot, current, drafting
from graph_builder.sssom import FILE as LINKS
from graph_builder.sssom import check_ours, links_in, sssom_table
from graph_builder.store import Store
from graph_builder.validate import report_lines, validate

_PATHS: Final = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
_STORE: Final = click.option(
    "--store", type=click.Path(path_type=Path), required=True, help="Folder that holds the snapshots."
)
_PROJECT: Final = click.option(
    "--project",
    type=click.Path(path_type=Path),
    help="A publisher's folder: newsgraph.toml, newsletters/, records/.",
)


def _installed(name: str) -> str:
    """Return the name of an extractor that there is."""
    try:
        extractor(name)
    except InputError as error:
        raise click.BadParameter(f"{error.problem}; {error.remedy}") from error
    return name


_EXTRACTOR: Final = click.option(
    "--extractor",
    "reader",
    default=RULES,
    show_default=True,
    metavar="NAME",
    callback=lambda _, __, name: _installed(name),
    help="What reads the texts: ours, or one that an installed package brings.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="newsgraph")
def newsgraph() -> None:
    """Turn newsletters into linked data that people can query, check and cite.

    \b
    newsgraph build --project data --store store
    newsgraph serve --store store
    """


newsgraph.add_command(gazetteer_group)
newsgraph.add_command(link_command)
newsgraph.add_command(review_command)
newsgraph.add_command(reanchor_command)


@newsgraph.command(name="extract")
@_PATHS
@click.option("--out", type=click.Path(path_type=Path), help="Folder for one ID.json a newsletter.")
@click.option("--explain", is_flag=True, help="Print each text with its finds marked, and why.")
@_EXTRACTOR
@reported
def extract_command(paths: tuple[Path, ...], out: Path | None, reader: str, *, explain: bool) -> None:
    """Read newsletters and write what each says as a record.

    A PATH is a text or a folder of texts. Without --out the records are printed, one JSON object a
    line.

    \b
    Example:
      newsgraph extract data/newsletters --out records
      newsgraph extract --explain data/newsletters/lmec-2019-03.txt
    """
    if not paths:
        raise click.UsageError("name at least one text or folder")
    gathered = gather(paths, Project())
    tell_left_out(gathered.left_out)
    rejected = list(gathered.rejected)
    if out:
        make_folder(out)
    for issue in Shown()("extract", gathered.issues) if out else gathered.issues:
        try:
            document, given = read_issue(issue)
            found = Extracted(given) if given else extracted(document, reader)
        except InputError as error:
            rejected.append(error)
            continue
        for note in (*document.notes, *found.notes):
            complain(f"warning: {issue.file}: {note}")
        record = completed(found.record, document)
        if explain:
            why = reasons(record, load_lexicon()) if reader == RULES and not given else {}
            show_finds(document, record, why)
        elif out:
            (out / f"{issue.id}.json").write_text(dump_record(record), encoding="utf-8")
        else:
            click.echo(dump_record(record, indent=None), nl=False)
    refuse(rejected)


@newsgraph.command(name="build")
@_PATHS
@_STORE
@_PROJECT
@click.option("--base-iri", help="Base of all IRIs; wins over newsgraph.toml.")
@_EXTRACTOR
@reported
def build_command(
    paths: tuple[Path, ...], store: Path, project: Path | None, base_iri: str | None, reader: str
) -> None:
    """Build a graph and publish it as the current snapshot of a store.

    A PATH is a text, a record (.json) or a folder of them; without one, the newsletters and records
    of --project are built. A record with the id of a text stands in place of what is read from it.
    What is published of a whole project is also written to its links.sssom.tsv: each link, and why.

    \b
    Example:
      newsgraph build --project data --store store
    """
    settings = load_project(project)
    if base_iri:
        settings = settings.with_base(base_iri, "--base-iri")
    # A part of a project, or one under another base, says less than the file beside the project.
    links = settings.folder / LINKS if settings.folder and not paths and not base_iri else None
    if links and links.is_file():
        check_ours(links.read_text(encoding="utf-8"), links)
    gathered = gather(paths, settings)
    knowledge = replace(load_knowledge(settings.iris), extractor=reader)
    outcome = build(gathered, settings, knowledge, store, Shown())
    if links and outcome.snapshot:
        with opened(links) as output:
            output.write(sssom_table(links_in(current(store).store), settings.iris).encode())
    report(outcome, store)


@newsgraph.command(name="validate")
@_PATHS
@click.option("--store", type=click.Path(path_type=Path), help="Validate what is published here instead.")
@_PROJECT
@_EXTRACTOR
@reported
def validate_command(paths: tuple[Path, ...], store: Path | None, project: Path | None, reader: str) -> None:
    """Hold texts, records or RDF against the shapes, and publish nothing.

    \b
    Examples:
      newsgraph validate data/newsletters
      newsgraph validate graph.ttl
      newsgraph validate --store store
    """
    if bool(paths) == bool(store):
        raise click.UsageError("name texts, records or RDF files, or a --store")
    settings = load_project(project)
    if store:
        refused = validate_snapshot(current(store))
    else:
        knowledge = replace(load_knowledge(settings.iris), extractor=reader)
        rdf = [path for path in paths if path.suffix.casefold() in RDF_SUFFIXES]
        others = [path for path in paths if path not in rdf]
        refused = False
        for path in rdf:
            refused |= validate_rdf(path, knowledge)
        if others:
            refused |= validate_issues(others, settings, knowledge)
    if refused:
        sys.exit(REJECTED)
    click.echo("conforms")


@newsgraph.command(name="dump")
@_STORE
@click.option(
    "--format",
    "name",
    type=click.Choice([form.name for form in RDF_FORMATS]),
    default=TURTLE.name,
    show_default=True,
)
@click.option("--out", type=click.Path(path_type=Path), help="File to write; standard output without it.")
@reported
def dump_command(store: Path, name: str, out: Path | None) -> None:
    """Write the whole graph.

    ttl, nt, rdf and jsonld hold the set of all triples, nq and trig the named graphs.

    \b
    Example:
      newsgraph dump --store store --format ttl --out newsgraph.ttl
    """
    snapshot = current(store)
    if is_placeholder(snapshot.manifest.base):
        complain(
            f"warning: the base IRI is {snapshot.manifest.base}, which resolves for nobody else;"
            " set base_iri in newsgraph.toml before you publish"
        )
    with opened(out) as output:
        dump(snapshot.store, BY_NAME[name], output)


@newsgraph.command(name="query")
@_STORE
@click.option(
    "--format", "name", type=click.Choice(sorted(BY_NAME)), help="Default: a table on a terminal, else CSV."
)
@click.argument("query")
@reported
def query_command(store: Path, query: str, name: str | None) -> None:
    """Put a SPARQL query to the current snapshot; @FILE reads it from a file.

    The default graph is the set of all triples; prefixes such as news: are known, and IRIs such as
    <id/country/KE> are read from the base IRI of the project.

    \b
    Example:
      newsgraph query --store store 'SELECT ?label { ?e a news:Event ; rdfs:label ?label }'
    """
    snapshot = current(store)
    answer = snapshot.store.query(query_text(query), base=snapshot.manifest.base)
    if isinstance(answer, Solutions) and name is None and sys.stdout.isatty():
        show(answer)
        return
    form = BY_NAME[name] if name else TURTLE if isinstance(answer, Triples) else RESULTS_CSV
    if (form in RESULT_FORMATS) == isinstance(answer, Triples):
        kind = "triples" if isinstance(answer, Triples) else "rows or a truth value"
        raise click.UsageError(f"the query gives {kind}, which {form.name} cannot hold")
    if isinstance(answer, Triples) and form is JSON_LD:
        write_jsonld(answer, sys.stdout.buffer)
    else:
        answer.write(form, sys.stdout.buffer)


@newsgraph.command(name="check-ontology")
@reported
def check_ontology_command() -> None:
    """Check the ontology: loaded by owlready2, consistent by HermiT, every class satisfiable.

    Needs Java, which the extra newsgraph[reasoner] brings.

    \b
    Example:
      newsgraph check-ontology
    """
    outcome = check()
    for line in outcome.lines:
        click.echo(line)
    if not outcome.passed:
        sys.exit(REJECTED)


# --- what the commands do --------------------------------------------------------------------------


def validate_issues(paths: Iterable[Path], project: Project, knowledge: Knowledge) -> bool:
    """Tell whether a text or record is refused, and say why."""
    gathered = gather(paths, project)
    with tempfile.TemporaryDirectory() as folder, drafting(Path(folder)) as draft:
        _, outcome = judge(gathered, project, knowledge, draft, Shown())
    tell_left_out(outcome.left_out)
    for line in outcome.warnings:
        complain(f"warning: {line}")
    for lines in outcome.quarantined.values():
        for line in lines:
            complain(line)
    for error in outcome.rejected:
        complain(str(error))
    return bool(outcome.quarantined or outcome.rejected)


def validate_rdf(path: Path, knowledge: Knowledge) -> bool:
    """Tell whether an RDF file is refused, and say why."""
    outcome = validate(parse_rdf(path), knowledge.shapes, knowledge.topics.graph)
    for line in report_lines(outcome, str(path)):
        complain(line)
    return not outcome.conforms


def validate_snapshot(snapshot: Snapshot) -> bool:
    """Tell whether something published breaks a shape or a rule, and say what."""
    knowledge = load_knowledge(snapshot.manifest.iris)
    refused = False
    for name in Shown()("validate", snapshot.manifest.newsletters):
        triples = snapshot.store.triples(graph=snapshot.manifest.iris.graph(name))
        outcome = validate(triples, knowledge.shapes, knowledge.topics.graph)
        refused |= not outcome.conforms
        for line in report_lines(outcome, name, snapshot.source(name)):
            complain(line)
    for broken in violations(snapshot.store, snapshot.manifest.base):
        refused = True
        complain(str(broken))
    return refused


def dump(store: Store, form: Format, output: IO[bytes]) -> None:
    """Write the whole graph in a format."""
    if form is JSON_LD:
        write_jsonld(store.triples(), output)
    else:
        store.dump(form, output)


def query_text(query: str) -> str:
    """Return the query, or what the file after an @ holds."""
    if not query.startswith("@"):
        return query
    path = Path(query[1:])
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NothingToRead(path, f"cannot be read ({error})", "name a UTF-8 file with a query") from error


def make_folder(folder: Path) -> None:
    """Make a folder to write to; raises `StoreError` where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(folder, f"cannot be a folder ({error.strerror})", "name another") from error


@contextmanager
def opened(out: Path | None) -> Iterator[IO[bytes]]:
    """Lend a file to write, or standard output; a file appears whole or not at all."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    unfinished = out.with_name(f".{out.name}.unfinished")
    try:
        with unfinished.open("wb") as output:
            yield output
        unfinished.replace(out)
    except OSError as error:
        raise StoreError(out, f"cannot be written ({error.strerror})", "name another file") from error
    finally:
        # A folder that refuses this, too, has been told of already.
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
