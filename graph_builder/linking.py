"""The commands `newsgraph gazetteer import` and `newsgraph link`."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from graph_builder.authorities import Authority, Imported, build_index, read_authorities
from graph_builder.authorities.types import AuthorityKind
from graph_builder.console import reported
from graph_builder.errors import GazetteerError
from graph_builder.gazetteer import load_gazetteer, load_wording

#: ROR puts the day of a release into the names of its files.
_DAY: Final = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")


@click.group(name="gazetteer")
def gazetteer_group() -> None:
    """Keep what linking looks names up in."""


@gazetteer_group.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The index to write.")
@click.option("--columns", help="Which column holds what: id=..,name=..,aliases=..,country=..")
@click.option(
    "--kind",
    type=click.Choice(["organization", "place", "country"]),
    help="What the rows are, where they do not say it.",
)
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="Day of the data; else as in a file's name.")
@reported
def import_command(
    files: tuple[Path, ...], out: Path, columns: str | None, kind: AuthorityKind | None, date: object
) -> None:
    """Build an index of organizations, places or countries that linking works with offline.

    A FILE is a ROR dump (JSON or CSV, schema 1 or 2, zipped or not), results of a Wikidata query (CSV
    or JSON), items of a Wikidata dump, a GeoNames table, or any table with --columns. Cells of several
    values are separated by |. Tables under a share-alike licence belong in an index of their own.

    \b
    Examples:
      newsgraph gazetteer import v2.9-2026-06-23-ror-data.zip --out ror.index
      newsgraph gazetteer import bodies.csv --columns id=qid,name=title,aliases=other --out bodies.index
    """
    started = time.monotonic()
    done = import_files(files, out, columns, kind, str(date)[:10] if date else None)
    doubtful = (
        f", {done.doubtful} ids stand for two things and are close matches only" if done.doubtful else ""
    )
    click.echo(
        f"{out}: {done.authorities} authorities with {done.names} names{doubtful}"
        f" ({time.monotonic() - started:.1f} s)"
    )


def import_files(
    files: tuple[Path, ...], out: Path, columns: str | None, kind: AuthorityKind | None, date: str | None
) -> Imported:
    """Build the index of some files; without a date, the latest one that a file name holds counts."""
    countries = {row.wikidata: code for code, row in load_gazetteer().countries.items() if row.wikidata}
    mapping = columns_of(columns)

    def each() -> Iterator[tuple[str, Authority]]:
        for path in files:
            yield from read_authorities(path, countries, mapping, kind)

    dates = sorted(found for path in files for found in _DAY.findall(path.name))
    return build_index(
        out,
        each(),
        load_wording(),
        date=date or (dates[-1] if dates else None),
        sources=[path.name for path in files],
    )


def columns_of(text: str | None) -> dict[str, str] | None:
    """Return a mapping written `id=..,name=..`; raises `GazetteerError` where it is written otherwise."""
    if not text:
        return None
    pairs = [pair.partition("=") for pair in text.split(",")]
    if not all(what and column for what, _, column in pairs):
        raise GazetteerError("--columns", f"is {text!r}", "write it as id=COLUMN,name=COLUMN")
    return {what.strip(): column.strip() for what, _, column in pairs}
