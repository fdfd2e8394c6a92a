"""What commands say to people, and how they end: 0 done, 1 data rejected, 2 wrong use."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from pathlib import Path
from typing import Final, ParamSpec

import click
from rich.console import Console
from rich.table import Table

from graph_builder.answers import Solutions
from graph_builder.build import BuildReport
from graph_builder.errors import (
    GazetteerError,
    InputError,
    LineError,
    NewsgraphError,
    OntologyError,
    RecordError,
    RepeatedId,
    UnreadableText,
)
from graph_builder.explain import finds, marked, reasons
from graph_builder.read import Document
from graph_builder.records import Record

REJECTED: Final = 1
WRONG_USE: Final = 2

P = ParamSpec("P")


def reported(command: Callable[P, None]) -> Callable[P, None]:
    """Turn an error of newsgraph into one clear line on standard error and an exit code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except NewsgraphError as error:
            complain(str(error))
            sys.exit(REJECTED if isinstance(error, DATA_ERRORS) else WRONG_USE)
        except BrokenPipeError:
            # Whoever reads our output has closed it; nothing more can be said there.
            sys.stderr.close()
            sys.exit(0)

    return run


#: The data is at fault; every other error is a wrong path, setting or query.
DATA_ERRORS: Final = (UnreadableText, RecordError, RepeatedId, GazetteerError, LineError, OntologyError)


def complain(line: str) -> None:
    """Say what is wrong."""
    click.echo(f"newsgraph: {line}", err=True)


def report(outcome: BuildReport, store: Path) -> None:
    """Tell what became of each newsletter; exit with 1 where something was not published."""
    tell_left_out(outcome.left_out)
    for line in outcome.warnings:
        complain(f"warning: {line}")
    for name, lines in outcome.quarantined.items():
        complain(f"{name} violates the shapes and is not published:")
        for line in lines:
            click.echo(f"  {line}", err=True)
    if outcome.snapshot:
        count = len(outcome.published)
        click.echo(
            f"{store}: published {count} newsletter{'s' * (count != 1)} as snapshot {outcome.snapshot}"
        )
        if count := len(outcome.questions):
            pairs = "1 pair" if count == 1 else f"{count} pairs"
            click.echo(f"{pairs} of things may be one: newsgraph review --project DIR lists them")
    else:
        complain(f"{store}: nothing could be published; what was served before stays")
    refuse(outcome.rejected)
    if not outcome.complete:
        sys.exit(REJECTED)


def refuse(rejected: Iterable[InputError]) -> None:
    """Name what could not be taken, and exit with 1 if there is any."""
    errors = list(rejected)
    for error in errors:
        complain(str(error))
    if errors:
        sys.exit(REJECTED)


def tell_left_out(lines: Iterable[str]) -> None:
    """Name the files of a folder that are no newsletters."""
    for line in lines:
        complain(line)


def show(answer: Solutions) -> None:
    """Print rows as a table for people."""
    table = Table(*answer.variables)
    for row in answer:
        table.add_row(*("" if term is None else str(term) for term in row))
    Console().print(table)


def show_finds(document: Document, record: Record, why: Mapping[str, tuple[str, ...]]) -> None:
    """Print a text with what was found in it marked, then the reasons for each find."""
    console = Console(soft_wrap=True, highlight=False)
    found = finds(record, why)
    console.print(marked(document, found))
    console.print()
    for line in reasons(document, found):
        console.print(line, markup=False)
