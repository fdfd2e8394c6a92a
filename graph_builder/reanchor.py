"""The command `newsgraph reanchor`: the spans of a record, found again after its text was edited."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import accumulate
from pathlib import Path

import click

from graph_builder.console import REJECTED, complain, reported
from graph_builder.errors import NothingToRead, StoreError
from graph_builder.read import Document, document_id, read_document
from graph_builder.records import Record, check_spans, dump_record, findings, moved, parse_record, spans
from graph_builder.snapshots import current
from graph_builder.text import Span

#: Characters of a quote that a message shows.
_SHOWN = 60


@click.command(name="reanchor")
@click.argument("record", type=click.Path(path_type=Path))
@click.argument("text", type=click.Path(path_type=Path))
@click.option("--before", type=click.Path(path_type=Path), help="The text that the record was made from.")
@click.option(
    "--store", type=click.Path(path_type=Path), help="Or a store where it was published: that has the text."
)
@click.option("--out", type=click.Path(path_type=Path), help="File to write; standard output without it.")
@reported
def reanchor_command(
    record: Path, text: Path, before: Path | None, store: Path | None, out: Path | None
) -> None:
    """Find the spans of RECORD again in TEXT, which was edited since.

    A record keeps offsets and no words, so that the text is needed as it was: its file, or the store that
    it was published in. Each span is sought by its words, near where it stood. Where the words of one are
    gone, nothing is written and each is listed: mend the record there, or take the item out.

    \b
    Example:
      newsgraph reanchor records/issue-7.json newsletters/issue-7.txt --store store --out records/issue-7.json
    """
    if bool(before) == bool(store):
        raise click.UsageError("name the text as it was: --before FILE, or --store DIR that has it")
    given, after = parse_record(_bytes(record), record), read_document(text)
    then = read_document(before).text if before else published(store, given, text) if store else ""
    check_spans(given, then, record)
    anchored, lost = reanchored(given, then, after)
    for line in lost:
        complain(f"{record}: {line}")
    if lost:
        raise SystemExit(REJECTED)
    check_spans(anchored, after.text, record, after.words)
    if not out:
        click.echo(dump_record(anchored), nl=False)
        return
    try:
        out.write_text(dump_record(anchored), encoding="utf-8")
    except OSError as error:
        raise StoreError(out, f"cannot be written ({error.strerror})", "name another file") from error


def reanchored(record: Record, before: str, after: Document) -> tuple[Record, tuple[str, ...]]:
    """Return the record with its spans in the new text, and a line for each whose words are gone."""
    nearest, lost = _nearest(before, after.text), set[Span]()

    def place(span: Span) -> Span:
        words = re.compile(r"\s+".join(map(re.escape, span.of(before).split())))
        found = [Span(*match.span()) for match in words.finditer(after.text)]
        if not found:
            lost.add(span)
            return span
        there = nearest(span.start)
        return min(found, key=lambda one: abs(one.start - there))

    anchored = moved(record, place)
    issue = record.newsletter
    if issue.sha256:
        anchored = replace(anchored, newsletter=replace(issue, sha256=after.sha256))
    lines = (
        f"{where}: the words of line {before.count(chr(10), 0, span.start) + 1} are gone:"
        f" {' '.join(span.of(before).split())[:_SHOWN]!r}"
        for where, item in findings(record)
        for span in spans(item)
        if span in lost
    )
    return anchored, tuple(lines)


def published(store: Path, record: Record, text: Path) -> str:
    """Return a newsletter's text as it was published; raises `NothingToRead` where it was not."""
    issue = document_id(record.newsletter.id or text.stem)
    found = current(store).source(issue)
    if found is None:
        raise NothingToRead(store, f"holds no newsletter {issue}", "name its text as it was with --before")
    return found


def _nearest(before: str, after: str) -> Callable[[int], int]:
    """Return what tells where an offset of one text is in another, to the line that it stands in."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    ends, others = ([0, *accumulate(map(len, lines))] for lines in (old, new))
    starts, places = [ends[block.a] for block in blocks], [others[block.b] for block in blocks]

    def place(offset: int) -> int:
        number = max(0, bisect_right(starts, offset) - 1)
        return places[number] + offset - starts[number]

    return place


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NothingToRead(path, f"cannot be read ({error.strerror})", "check the path") from error
