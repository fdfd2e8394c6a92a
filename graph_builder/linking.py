"""The commands `newsgraph gazetteer import` and `newsgraph link`."""

from __future__ import annotations

import csv
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from graph_builder.authorities import Authority, Imported, Index, build_index, open_index, read_authorities
from graph_builder.authorities.files import Row, head_of, rows_of
from graph_builder.authorities.geonames import adds_names
from graph_builder.authorities.index import is_index
from graph_builder.authorities.types import AuthorityKind
from graph_builder.console import reported
from graph_builder.errors import GazetteerError, NothingToRead
from graph_builder.gazetteer import NAMES, load_gazetteer, load_unit_words, load_wording
from graph_builder.judgement import Judgement, Verdict
from graph_builder.matching import Matcher
from graph_builder.mentions import MENTION_KINDS, Mention
from graph_builder.reconcile import WIKIDATA, Candidate, Service
from graph_builder.resources import GAZETTEERS

#: Codes that people write for others.
_SAID: Final = {"UK": "GB", "EL": "GR"}
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
    or JSON), items of a Wikidata dump, a GeoNames table (allCountries, cities..., countryInfo; behind
    it alternateNames, which adds names), or any table with --columns. Cells of several values are
    separated by |. Tables under a share-alike licence belong in an index of their own.

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


@click.command(name="link")
@click.option("--mentions", type=click.Path(path_type=Path), required=True, help="Table of names to link.")
@click.option(
    "--gazetteer",
    "gazetteers",
    type=click.Path(path_type=Path),
    multiple=True,
    help="An index, or a file that one can be made of; may be given several times. Without it, the"
    " tables that travel with newsgraph.",
)
@click.option(
    "--reconcile",
    "service",
    is_flag=False,
    flag_value=WIKIDATA,
    help="Ask this reconciliation service, or Wikidata's, for what is not sure.",
)
@click.option("--contact", help="Mail or web address that the service is told; needed to ask one.")
@click.option(
    "--cache",
    type=click.Path(path_type=Path),
    default=".reconcile",
    show_default=True,
    help="Folder for answers.",
)
@reported
def link_command(
    mentions: Path, gazetteers: tuple[Path, ...], service: str | None, contact: str | None, cache: Path
) -> None:
    """Link a plain list of names, offline.

    The table has the columns mention and kind (organization, place, country, or affiliation for the
    line that says where someone works), and if known country (ISO alpha-2) and context. It is printed
    back with target, wikidata, verdict (same, unsure, none), score, match (closeMatch where the target
    is surely wider or narrower), unit_of and reasons. The target of what is unsure is a candidate for a
    person to look at, no more; so is all that a service answers, and none is asked unless --reconcile
    says so. A unit without an id of its own is none, and unit_of is the body that it belongs to; as an
    affiliation it is linked to that body.

    \b
    Example:
      newsgraph link --mentions names.tsv --gazetteer ror.index
    """
    if service and (not contact or not service.startswith(("http://", "https://"))):
        raise click.UsageError("--reconcile needs an http or https address, and --contact")
    rows = list(mentions_of(mentions))
    with matching(gazetteers) as matcher:
        judged = [matcher.judge(mention) for _, mention in rows]
        open_ = {
            mention.text
            for (_, mention), found in zip(rows, judged, strict=True)
            if found.verdict is not Verdict.SAME and mention.text.strip()
        }
        asked = Service(url=service, contact=contact, cache=cache) if service and contact else None
        offered = asked.candidates(sorted(open_)) if asked else {}
        output = csv.writer(
            sys.stdout,
            delimiter="\t",
            quoting=csv.QUOTE_NONE,
            escapechar="\\",
            lineterminator="\n",
        )
        columns = [name for name in rows[0][0] if name not in ANSWERS] if rows else []
        output.writerow([*columns, *ANSWERS])
        for (row, mention), found in zip(rows, judged, strict=True):
            cells = answer(found)
            if mention.text in open_ and offered.get(mention.text):
                cells = offer(cells, offered[mention.text], str(service))
            output.writerow([*(_cell(row[name]) for name in columns), *cells])


#: What is added to a list of mentions.
ANSWERS: Final = ("target", "wikidata", "verdict", "score", "match", "unit_of", "reasons")


def answer(found: Judgement) -> tuple[str, ...]:
    """Return a judgement as the cells of `ANSWERS`."""
    one = found.authority
    return (
        one.iri if one else "",
        one.wikidata[0] if one and one.wikidata else "",
        found.verdict,
        f"{found.score:.3f}",
        found.match if one else "",
        found.unit_of.iri if found.unit_of else "",
        _cell("; ".join(found.reasons)),
    )


def offer(cells: tuple[str, ...], candidates: Sequence[Candidate], service: str) -> tuple[str, ...]:
    """Return the cells of what is not sure, with what a service offers: always unsure, whatever its score."""
    target, wikidata, _, score, match, unit_of, reasons = cells
    listed = ", ".join(f"{one.name} <{one.iri}> ({one.score:g})" for one in candidates)
    return (
        target or candidates[0].iri,
        wikidata,
        Verdict.UNSURE,
        score,
        match,
        unit_of,
        _cell(f"{reasons}; {service} offers {listed}"),
    )


def mentions_of(path: Path) -> Iterator[tuple[Row, Mention]]:
    """Yield the rows of a list of mentions; raises `GazetteerError` where one cannot be taken.

    Raises `NothingToRead` where there is no file.
    """
    if not path.is_file():
        raise NothingToRead(path, "is no file", "check the path")
    for line, row in rows_of(path):
        where = f"{path}:{line}"
        kind, written = row.get("kind") or "organization", row.get("country", "").strip()
        country = _SAID.get(written.upper(), written.upper())
        if "mention" not in row:
            raise GazetteerError(where, "has no column mention", f"name one of {', '.join(row)} so")
        if kind not in MENTION_KINDS:
            raise GazetteerError(where, f"has the kind {kind!r}", f"give one of {', '.join(MENTION_KINDS)}")
        if country and not re.fullmatch("[A-Z]{2}", country):
            raise GazetteerError(
                where, f"has the country {written!r}", "give an ISO alpha-2 code, such as KH"
            )
        yield (
            row,
            Mention(text=row["mention"], kind=kind, country=country, context=row.get("context", "")),
        )


@contextmanager
def matching(gazetteers: Sequence[Path]) -> Iterator[Matcher]:
    """Lend what judges mentions by some gazetteers, or by those that travel with newsgraph."""
    known = load_gazetteer()
    with ExitStack() as stack, TemporaryDirectory() as folder:
        indexes = tuple(
            stack.enter_context(closing(_index(path, Path(folder) / str(number))))
            for number, path in enumerate(gazetteers or (GAZETTEERS / f"{table.name}.tsv" for table in NAMES))
        )
        levels = {word: str(kind) for word, kind in known.designators}
        yield Matcher(indexes, load_wording(), load_unit_words(), levels)


def _index(path: Path, made: Path) -> Index:
    """Return the index in a file, or one made of it for this once."""
    if not path.is_file():
        raise NothingToRead(
            path, "is no file", "check the path, or make one with: newsgraph gazetteer import"
        )
    if is_index(path):
        return open_index(path, load_wording())
    import_files((path,), made, None, None, None)
    return open_index(made, load_wording())


def _cell(text: str) -> str:
    return " ".join(text.split())


def import_files(
    files: tuple[Path, ...], out: Path, columns: str | None, kind: AuthorityKind | None, date: str | None
) -> Imported:
    """Build the index of some files; without a date, the latest one that a file name holds counts."""
    countries = {row.wikidata: code for code, row in load_gazetteer().countries.items() if row.wikidata}
    mapping = columns_of(columns)

    def each() -> Iterator[tuple[str, Authority]]:
        # What only adds names to others comes after them.
        for path in sorted(files, key=lambda path: path.is_file() and adds_names(head_of(path))):
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
