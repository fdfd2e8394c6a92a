"""The command `newsgraph`: what the builder offers, and `serve`."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

import click

from endpoint.app import create_app
from endpoint.front import Front
from endpoint.limits import Limits
from endpoint.overview import Overview
from endpoint.requestlog import LOG as REQUESTS
from endpoint.server import Listening, Server
from endpoint.serving import Publication
from endpoint.settings import Settings
from graph_builder.cli import newsgraph
from graph_builder.console import WRONG_USE, complain, reported
from graph_builder.errors import NoSnapshot
from graph_builder.project import Project, load_project
from graph_builder.revise import empty_manifest, start
from graph_builder.snapshots import current_name

#: Threads of the server beside those for queries that wait and for long answers that are read slowly:
#: so there is always one for what is short.
THREADS: Final = 16

_LIMITS: Final = Limits()

#: The environment variable that holds the token of those who may write.
TOKEN: Final = "NEWSGRAPH_TOKEN"  # noqa: S105 - its name only

#: Short enough for one line of a shell.
FIRST_QUERY: Final = (
    "SELECT ?session ?chair { ?part news:role news:Chair ; news:in/rdfs:label ?session ;"
    " news:participant/rdfs:label ?chair } ORDER BY ?session LIMIT 10"
)


@newsgraph.command()
@click.option(
    "--store", type=click.Path(path_type=Path), required=True, help="Folder that holds the snapshots."
)
@click.option(
    "--project",
    type=click.Path(path_type=Path),
    help="A publisher's folder; the queries in its questions/ are shown as examples.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    help="Queries that run at once, each in a process of its own; as many as there are cores by default.",
)
@click.option(
    "--timeout",
    default=_LIMITS.seconds,
    show_default=True,
    type=click.FloatRange(0, 86400, min_open=True),
    help="Seconds that a query may take.",
)
@click.option(
    "--memory",
    default=_LIMITS.memory // 2**20,
    show_default=True,
    type=click.IntRange(256),
    help="MiB of memory that a query may take.",
)
@click.option(
    "--room",
    default=_LIMITS.room // 2**20,
    show_default="a quarter of the machine's memory",
    type=click.IntRange(0),
    help="MiB that the snapshot may take in memory, where queries are answered faster than from disk.",
)
@click.option(
    "--rows",
    default=_LIMITS.rows,
    show_default=True,
    type=click.IntRange(0),
    help="Rows or triples that an answer may have; 0 for any number.",
)
@click.option(
    "--bytes",
    "bytes_",
    default=_LIMITS.bytes // 2**20,
    show_default=True,
    type=click.IntRange(0),
    help="MiB that an answer may have; 0 for any number.",
)
@click.option(
    "--waiting",
    default=_LIMITS.waiting,
    show_default=True,
    type=click.IntRange(0, 1000),
    help="Queries that may wait for others; more are refused.",
)
@click.option(
    "--rate",
    default=0.0,
    show_default="no limit",
    type=click.FloatRange(0),
    help="Requests a second that one client may send.",
)
@click.option(
    "--cache",
    default=64,
    show_default=True,
    type=click.IntRange(0),
    help="MiB of answers that are kept to be given again; 0 keeps none.",
)
@click.option("--proxy", help="Address of a proxy before this server, whose X-Forwarded-For is believed.")
@click.option(
    "--log",
    "log_file",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="File for a line of JSON on each request; standard error by default.",
)
@click.option("--log-queries", is_flag=True, help="Write the text of queries into the log, too.")
@click.option(
    "--grace",
    default=30.0,
    show_default=True,
    type=click.FloatRange(0),
    help="Seconds that requests at work have to end when the server is stopped.",
)
@click.option(
    "--default-graph",
    type=click.Choice(["union", "own"]),
    default="union",
    show_default=True,
    help="What a query without GRAPH sees: all triples, or only those that were written to no graph.",
)
@click.option(
    "--writable",
    is_flag=True,
    help="Let clients write that show a token: the one in NEWSGRAPH_TOKEN or in --token-file.",
)
@click.option(
    "--token-file", type=click.Path(path_type=Path), help="File that holds the token of those who may write."
)
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="HOST[:PORT]",
    help="A server that SERVICE may ask and LOAD may fetch from; none by default. May be repeated.",
)
@reported
def serve(
    store: Path,
    project: Path | None,
    host: str,
    port: int,
    workers: int | None,
    timeout: float,
    memory: int,
    room: int,
    rows: int,
    bytes_: int,
    waiting: int,
    rate: float,
    cache: int,
    proxy: str | None,
    log_file: Path | None,
    log_queries: bool,
    grace: float,
    hosts: tuple[str, ...],
    default_graph: str,
    token_file: Path | None,
    *,
    writable: bool,
) -> None:
    """Serve the current snapshot: SPARQL, pages and downloads.

    \b
    Examples:
      newsgraph serve --store store
      newsgraph serve --store store --host 0.0.0.0 --port 8080
      NEWSGRAPH_TOKEN=... newsgraph serve --store store --writable
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # Queries wait for workers, which is as it should be; past a limit they are refused, not logged.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    _log_requests(log_file)
    limits = Limits(
        workers=workers or _LIMITS.workers,
        seconds=timeout,
        memory=memory * 2**20,
        room=room * 2**20,
        waiting=waiting,
        rows=rows,
        bytes=bytes_ * 2**20,
    )
    # A folder that there is not is told, and not taken for one without questions.
    publisher = load_project(project)
    token = token_of_writers(token_file) if writable else None
    if token:
        published(store, publisher)
    settings = Settings(
        store=store,
        limits=limits,
        questions=publisher.folder / "questions" if publisher.folder else None,
        rate=rate,
        kept=cache * 2**20,
        log_queries=log_queries,
        apart=default_graph == "own",
        token=token,
        hosts=tuple(host.casefold() for host in hosts),
    )
    publication = Publication(store, limits, apart=settings.apart, hosts=settings.hosts)
    # Counted now, so that the first visitor need not wait.
    overview = publication().overview
    app = create_app(settings, publication)
    listening = Listening(
        host=host,
        port=port,
        threads=THREADS + limits.workers + limits.waiting + settings.streams,
        longest_head=settings.longest_head,
        # Somewhat longer ones are read, so that the application can say what is wrong.
        longest_body=max(2 * settings.longest_data, settings.longest_write if token else 0),
        proxy=proxy,
    )
    try:
        server = Server(app, listening, app.extensions[Front.__name__].at_once)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        complain(f"cannot listen on {host}:{port} ({reason}); choose another with --port or --host")
        sys.exit(WRONG_USE)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _, __: server.stop())
    publication.start()
    if token:
        publication.writer.start()
    with closing(server), closing(publication):
        click.echo(announcement(address(host, server.port), overview))
        # What is here now stays: to look through all of it for garbage held all requests up for 0.2 s.
        gc.freeze()
        # Ends on Ctrl-C and SIGTERM, when the requests at work are answered.
        server.run(grace)
    click.echo("Stopped.")


def announcement(url: str, overview: Overview) -> str:
    """Return what is said when serving begins: where, what, and one query to try."""
    counts = ", ".join(f"{count.number:,} {count.name}" for count in overview.counts if count.number)
    return f"""Serving at {url}
{overview.triples:,} triples: {counts}
Try:
  curl {url}sparql -H 'Accept: text/csv' --data-urlencode 'query={FIRST_QUERY}'
Stop with Ctrl-C."""


def address(host: str, port: int) -> str:
    """Return the address of the start page; a server on all addresses is also on loopback."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound to
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def main() -> None:
    """Run the command."""
    newsgraph()


def token_of_writers(file: Path | None) -> str:
    """Return what a client must show to write; a command line would show it to everybody."""
    try:
        token = file.read_text(encoding="utf-8") if file else os.environ.get(TOKEN, "")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(
            f"--token-file {file} cannot be read ({error}); name a file that can"
        ) from error
    if not token.strip():
        where = f"{file} is empty" if file else f"{TOKEN} is not set"
        raise click.UsageError(
            f"--writable needs a token, and {where}; set {TOKEN}, or name a file with one by --token-file"
        )
    return token.strip()


def published(store: Path, project: Project) -> None:
    """Publish an empty graph where there is none yet, so that clients can fill it."""
    try:
        current_name(store)
    except NoSnapshot:
        start(store, empty_manifest(project))


def _log_requests(path: Path | None) -> None:
    try:
        handler = logging.FileHandler(path, encoding="utf-8") if path else logging.StreamHandler()
    except OSError as error:
        complain(f"cannot write the log {path} ({error.strerror}); choose another with --log")
        sys.exit(WRONG_USE)
    handler.setFormatter(logging.Formatter("%(message)s"))
    REQUESTS.addHandler(handler)
    REQUESTS.setLevel(logging.INFO)
    REQUESTS.propagate = False
