"""The bytes of a gazetteer file as rows or JSON, whatever it is packed in, a piece at a time."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from graph_builder.errors import GazetteerError

if TYPE_CHECKING:
    import _csv

#: A cell of a table may hold all names of a thing in all languages.
csv.field_size_limit(1 << 24)

_CHUNK: Final = 1 << 20
_BETWEEN: Final = re.compile(r"[\s,]*")
_BROKEN: Final = (OSError, EOFError, UnicodeDecodeError, csv.Error, zlib.error, zipfile.BadZipFile)

Row = dict[str, str]


@contextmanager
def opened_text(path: Path) -> Iterator[IO[str]]:
    """Lend a file as text: plain, gzip, bzip2, or the one table or JSON file in a zip archive.

    A ROR archive holds the same records in several forms; JSON is taken before CSV and the newer
    schema before the older. Raises `GazetteerError` where the file cannot be read to its end.
    """
    try:
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive, archive.open(_best_member(archive, path)) as member:
                yield io.TextIOWrapper(member, encoding="utf-8-sig", newline="")
        elif path.suffix in (".gz", ".bz2"):
            opened = gzip.open if path.suffix == ".gz" else bz2.open
            with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
                yield file
        else:
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield file
    except _BROKEN as error:
        raise GazetteerError(path, f"cannot be read to its end ({error})", "fetch the file again") from error


def _best_member(archive: zipfile.ZipFile, path: Path) -> str:
    found = [one for one in archive.infolist() if one.filename.endswith((".json", ".csv", ".tsv", ".txt"))]
    if not found:
        raise GazetteerError(path, "holds no JSON, CSV, TSV or TXT file", "unpack it and name the file")
    # What explains the data is shorter than the data.
    return min(
        found,
        key=lambda one: (not one.filename.endswith(".json"), "schema_v2" not in one.filename, -one.file_size),
    ).filename


def head_of(path: Path) -> str:
    """Return how a file begins, to tell what it is."""
    with opened_text(path) as file:
        return file.read(_CHUNK)


def rows_of(path: Path) -> Iterator[tuple[int, Row]]:
    """Yield each row of a table with its line; the first line names the columns.

    A table is tab-separated without quoting where its first line holds a tab, else CSV. Raises
    `GazetteerError` where a row has more or fewer cells than there are columns.
    """
    with opened_text(path) as file:
        head = file.readline()
        tabbed = "\t" in head
        names = next(_cells([head], tabbed=tabbed), [])
        reader = _cells(file, tabbed=tabbed)
        for cells in reader:
            line = reader.line_num + 1
            if not cells:
                continue
            if len(cells) != len(names):
                raise GazetteerError(
                    f"{path}:{line}",
                    f"has {len(cells)} cells, not {len(names)}",
                    "mend the row or fetch the file again",
                )
            yield line, dict(zip(names, cells, strict=True))


def _cells(lines: Iterable[str], *, tabbed: bool) -> _csv.Reader:
    if tabbed:
        return csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return csv.reader(lines, strict=True)


def objects_of(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield each object of a JSON array or of JSON Lines with its place, counted from 1.

    Only one piece of the file is held at a time. Raises `GazetteerError` where it is cut off.
    """
    decoder = json.JSONDecoder()
    place = 0
    with opened_text(path) as file:
        buffer = file.read(_CHUNK).lstrip()
        array = buffer.startswith("[")
        position = 1 if array else 0
        while True:
            between = _BETWEEN.match(buffer, position)
            position = between.end() if between else position
            if position < len(buffer) and buffer[position] == "]" and array:
                return
            try:
                item, position = decoder.raw_decode(buffer, position)
            except json.JSONDecodeError as error:
                added = file.read(_CHUNK)
                if added:
                    buffer, position = buffer[position:] + added, 0
                    continue
                if position >= len(buffer) and not array:
                    return
                raise GazetteerError(
                    f"{path}: object {place + 1}",
                    f"is cut off or no JSON ({error.msg})",
                    "fetch the file again",
                ) from error
            place += 1
            if not isinstance(item, dict):
                raise GazetteerError(f"{path}: item {place}", "is no JSON object", "give a list of objects")
            yield place, item
