"""What a build is made of: which files, and what newsletter each is.

A path is a text, a record (.json) or a folder of them. A record with the id of a text stands in
place of what extraction says of that text; a record without a text is its own source. Two texts, or
two records, of one id are an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from graph_builder.errors import InputError, NothingToRead, RecordError, RepeatedId
from graph_builder.iris import RESERVED_IDS
from graph_builder.pointers import spans as json_spans
from graph_builder.project import Project
from graph_builder.read import TEXT_SUFFIXES, Document, document_id, read_document
from graph_builder.records import Record, check_spans, located, parse_record
from graph_builder.tables import Part
from graph_builder.tables import newsletters as table_newsletters
from graph_builder.tables import record_of as table_record

RECORD_SUFFIX: Final = ".json"
#: Files that hold the records of several newsletters: one a line, or one a row.
LINES_SUFFIX: Final = ".jsonl"
TABLE_SUFFIX: Final = ".csv"
_RECORD_SUFFIXES: Final = frozenset({RECORD_SUFFIX, LINES_SUFFIX, TABLE_SUFFIX})


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One newsletter to build: its text, its record, or both."""

    id: str
    text: Path | None = None
    record: Path | None = None
    #: Of a record in a file of several.
    part: Part | None = None

    @property
    def file(self) -> Path:
        """Return the file that stands for the issue in messages."""
        found = self.text or self.record
        assert found  # noqa: S101 - an issue is made from a file
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The issues found, sorted by id, and what was left out with the reason."""

    issues: tuple[Issue, ...]
    left_out: tuple[str, ...] = ()
    rejected: tuple[InputError, ...] = ()


def gather(paths: Iterable[Path], project: Project) -> Gathered:
    """Find the newsletters of a build.

    Without paths, those of the project folder; with paths, those, and the project's records for
    them. Raises `NothingToRead` where a path is missing or nothing was found, and `RepeatedId`
    where two inputs have one id.
    """
    named = list(paths)
    given = named or [
        folder for folder in (project.newsletters, project.records) if folder and folder.is_dir()
    ]
    if not given:
        raise NothingToRead(
            project.folder or "newsgraph build",
            "no newsletters are named",
            "give a file or folder, or --project DIR",
        )
    left_out: list[str] = []
    rejected: list[InputError] = []
    texts: dict[str, Path] = {}
    records: dict[str, Path] = {}
    parts: dict[str, Part] = {}
    spoiled: set[str] = set()
    for path in given:
        for file in _files(path, left_out):
            into = records if _is_record(file) else texts
            try:
                found = _parts(file) if into is records else {_text_id(file): None}
            except InputError as error:
                rejected.append(error)
                spoiled.add(document_id(file.stem))
                continue
            for issue, part in found.items():
                if issue in into:
                    raise RepeatedId(issue, into[issue], file)
                into[issue] = file
                if part is not None:
                    parts[issue] = part
    if named and project.records and project.records.is_dir():
        _add_corrections(project.records, texts, records)
    # What a broken correction was to replace must not come back by itself.
    for issue in spoiled:
        texts.pop(issue, None)
    if not texts and not records and not rejected:
        places = ", ".join(map(str, given))
        raise NothingToRead(
            places, "holds no newsletter", f"put texts ({_SUFFIXES}) or records (.json) there"
        )
    return Gathered(
        issues=tuple(
            Issue(id=issue, text=texts.get(issue), record=records.get(issue), part=parts.get(issue))
            for issue in sorted(texts | records)
        ),
        left_out=tuple(left_out),
        rejected=tuple(rejected),
    )


_SUFFIXES: Final = ", ".join(sorted(TEXT_SUFFIXES))
_ALL: Final = f"{_SUFFIXES}, .json, .jsonl or .csv"


def read_issue(issue: Issue) -> tuple[Document, Record | None]:
    """Return an issue's source text, and its record where a person gave one.

    Raises `InputError` where the text cannot be read, or the record breaks the schema, was made
    from another state of the text or has a span that the text does not bear out.
    """
    if issue.text:
        document = replace(read_document(issue.text), id=issue.id)
        if not issue.record:
            return document, None
        if issue.record.suffix.casefold() == TABLE_SUFFIX:
            raise RepeatedId(issue.id, issue.text, issue.record)
        record = parse_record(issue.part.text if issue.part else issue.record.read_bytes(), issue.record)
        if record.newsletter.sha256 not in (None, document.sha256):
            # Its spans may still lie within the text, and prove nothing any more.
            raise RecordError(
                issue.record,
                f"the text {issue.text} has changed since this record was made (sha256)",
                "find its spans again with newsgraph reanchor, or extract it again",
            )
        check_spans(record, document.text, issue.record, document.words)
        return document, record
    document = replace(read_document(issue.file), id=issue.id)
    if issue.part is not None:
        document = replace(document, text=issue.part.text, view=None)
        if issue.file.suffix.casefold() == TABLE_SUFFIX:
            return document, table_record(issue.part, issue.file)
    record = parse_record(document.text, issue.file)
    return document, located(record, json_spans(document.text))


def completed(record: Record, document: Document) -> Record:
    """Return the record with the id, file and checksum that its document gives."""
    issue = record.newsletter
    return replace(
        record,
        newsletter=replace(
            issue, id=document.id, file=issue.file or document.file, sha256=issue.sha256 or document.sha256
        ),
    )


def _files(path: Path, left_out: list[str]) -> Iterator[Path]:
    if not path.exists():
        raise NothingToRead(path, "does not exist", "check the path")
    if not path.is_dir():
        if path.suffix.casefold() not in TEXT_SUFFIXES | _RECORD_SUFFIXES:
            raise NothingToRead(path, "is of no form that is read", f"give {_ALL}")
        yield path
        return
    for file in sorted(path.iterdir()):
        if file.is_dir() or file.name.startswith("."):
            continue
        if file.stem.casefold() == "readme" or file.suffix.casefold() not in TEXT_SUFFIXES | _RECORD_SUFFIXES:
            left_out.append(f"{file}: no {_ALL} of a newsletter, left out")
        else:
            yield file


def _is_record(file: Path) -> bool:
    return file.suffix.casefold() in _RECORD_SUFFIXES


def _parts(file: Path) -> dict[str, Part | None]:
    """Return the newsletters of a file of records, each with its part of the file if that has several."""
    if file.suffix.casefold() == RECORD_SUFFIX:
        return {_record_id(file): None}
    text = read_document(file).text
    found: dict[str, Part | None] = {}
    if file.suffix.casefold() == TABLE_SUFFIX:
        named = table_newsletters(text, file).items()
        parts = [(_checked_id(document_id(name), file), rows) for name, rows in named]
    else:
        parts = [
            (_line_id(line, number, file), Part(line))
            for number, line in enumerate(text.split("\n"), 1)
            if line.strip()
        ]
    for issue, part in parts:
        if issue in found:
            raise RepeatedId(issue, file, file)
        found[issue] = part
    return found


def _line_id(line: str, number: int, file: Path) -> str:
    record = parse_record(line, f"{file}, line {number}")
    return _checked_id(document_id(record.newsletter.id or f"{file.stem}-{number}"), file)


def _text_id(file: Path) -> str:
    return _checked_id(document_id(file.stem), file)


def _record_id(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise NothingToRead(file, f"cannot be read ({error.strerror})", "check its rights") from error
    record = parse_record(raw, file)
    return _checked_id(document_id(record.newsletter.id or file.stem), file)


def _checked_id(issue: str, file: Path) -> str:
    if not issue or issue in RESERVED_IDS:
        raise NothingToRead(
            file, f"gives the newsletter id {issue!r}, which is empty or our own", "rename the file"
        )
    return issue


def _add_corrections(folder: Path, texts: dict[str, Path], records: dict[str, Path]) -> None:
    for file in sorted(folder.glob(f"*{RECORD_SUFFIX}")):
        issue = _record_id(file)
        if issue in texts and issue not in records:
            records[issue] = file
