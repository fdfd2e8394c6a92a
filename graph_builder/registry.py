"""The identity registry: every IRI ever given, and what it stands for.

`identities.tsv` in the project folder is a plain table, one line for each IRI, newsletter and printed
name, sorted, for people to read and to keep under version control:

    id                     see                    newsletter  name          detail
    person/ana-ruiz                               river-12    Ana Ruiz      PE
    person/anna-ruiz       person/ana-ruiz        river-07    Anna Ruiz

`id` is the end of the IRI, behind `{base}id/`. A line with `see` is a forwarding entry: the thing was
found to be another one, which has the IRI named there; or to be several, of which none has more of it
than the others, and then `see` names each, with | between. Where one part of it has more and keeps the
id, the lines of the others stay there with the id that they have now: what was once said of it by them
is said there. An id none of whose lines is found in the newsletters any more stands for something that
is gone.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

from graph_builder.errors import RegistryError, StoreError
from graph_builder.iris import KINDS

FILE: Final = "identities.tsv"
#: In a store: what is published there was not yet written to the registry.
BEHIND: Final = "identities.behind"
#: Between the ids that one id was parted into.
SEVERAL: Final = "|"
HEADER: Final = ("id", "see", "newsletter", "name", "detail")


class Sighting(NamedTuple):
    """What a mention is remembered by: the newsletter, the name printed there, what tells it apart."""

    newsletter: str
    name: str
    detail: str


class Row(NamedTuple):
    """One line: an id, the id that it forwards to or nothing, and one mention that it stands for."""

    id: str
    see: str
    sighting: Sighting

    @property
    def kind(self) -> str:
        """Return what kind of thing it is."""
        return self.id.partition("/")[0]


@dataclass(frozen=True)
class Registry:
    """The rows, sorted, each once."""

    rows: tuple[Row, ...] = ()

    @cached_property
    def own(self) -> frozenset[str]:
        """Return the ids that stand for something themselves."""
        return frozenset(row.id for row in self.rows if not row.see)

    def is_ceded(self, row: Row) -> bool:
        """Tell whether a line is of a mention that a thing lost to another and has its id still."""
        return row.see != "" and row.id in self.own

    @cached_property
    def forwards(self) -> Mapping[str, str]:
        """Return the id that has taken the place of each one that was joined to another."""
        return {
            row.id: row.see
            for row in self.rows
            if row.see and SEVERAL not in row.see and not self.is_ceded(row)
        }

    @cached_property
    def parted(self) -> Mapping[str, tuple[str, ...]]:
        """Return the ids that each one was parted into that stands for none of them."""
        return {row.id: tuple(row.see.split(SEVERAL)) for row in self.rows if SEVERAL in row.see}

    @cached_property
    def ids(self) -> frozenset[str]:
        """Return every id ever given."""
        return frozenset(row.id for row in self.rows)

    def moved(self, current: Set[str]) -> dict[str, tuple[str, ...]]:
        """Return each id that is not `current`, with the current ones in its place: one, several or none."""
        return {
            id_: tuple(see for see in self.parted.get(id_, (self.forwards.get(id_, ""),)) if see in current)
            for id_ in sorted(self.ids - current)
        }

    def dump(self) -> str:
        """Return the file."""
        lines = ("\t".join((row.id, row.see, *row.sighting)) for row in self.rows)
        return "\n".join(("\t".join(HEADER), *lines)) + "\n"


def cell(text: str) -> str:
    """Return a text as it stands in a table of tab-separated values: white space is one blank."""
    return " ".join(text.split())


def parse_registry(text: str, source: str | Path) -> Registry:
    """Return what a file says; raises `RegistryError`, with the line, where it is broken."""
    rows: dict[Row, int] = {}
    owners: dict[tuple[str, Sighting], tuple[str, int]] = {}
    sees: dict[str, tuple[str, int]] = {}
    ceded: list[tuple[Row, int]] = []
    lines = text.split("\n")
    if tuple(lines[0].split("\t")) != HEADER:
        raise RegistryError(source, 1, f"is not the head {' '.join(HEADER)!r}", "write it, with tabs between")
    read = [(number, _row(line, number, source)) for number, line in enumerate(lines[1:], 2) if line]
    own = frozenset(row.id for _, row in read if not row.see)
    for number, row in read:
        if row in rows:
            raise RegistryError(source, number, f"repeats line {rows[row]}", "delete one of them")
        rows[row] = number
        if row.id in own and row.see:
            ceded.append((row, number))
            continue
        see, first = sees.setdefault(row.id, (row.see, number))
        if see != row.see:
            raise RegistryError(
                source, number, f"says of {row.id} otherwise than line {first} where it leads", "keep one"
            )
        if not row.see:
            owner, first = owners.setdefault((row.kind, row.sighting), (row.id, number))
            if owner != row.id:
                raise RegistryError(
                    source, number, f"gives {row.id} what line {first} gives {owner}", "keep one of the two"
                )
    led = [(id_, every, number) for id_, (every, number) in sees.items()]
    led += [(row.id, row.see, number) for row, number in ceded]
    for id_, every, number in led:
        for see in filter(None, every.split(SEVERAL)):
            if sees.get(see, ("?", 0))[0]:
                problem = f"forwards {id_} to {see}, which " + (
                    "forwards too" if see in sees else "is not there"
                )
                raise RegistryError(source, number, problem, "name the id in use")
    return Registry(tuple(sorted(rows)))


def _row(line: str, number: int, source: str | Path) -> Row:
    cells = line.split("\t")
    if len(cells) != len(HEADER):
        raise RegistryError(
            source, number, f"has {len(cells)} columns, not {len(HEADER)}", "mend it, or restore the file"
        )
    id_, see, newsletter, name, detail = cells
    for iri in filter(None, (id_, *see.split(SEVERAL))):
        kind, _, slug = iri.partition("/")
        if kind not in KINDS or not slug or "/" in slug or kind != id_.partition("/")[0]:
            raise RegistryError(
                source, number, f"has {iri!r}, which is no id", "write one like person/ana-ruiz"
            )
    if not id_ or not newsletter or not name:
        raise RegistryError(source, number, "lacks an id, a newsletter or a name", "mend it, or delete it")
    return Row(id_, see, Sighting(newsletter, name, detail))


# --- the file -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """A registry as it stood in a folder when it was read."""

    folder: Path
    text: str | None  #: None where there was no file
    registry: Registry


def read_registry(folder: Path) -> Kept:
    """Read the registry of a folder; without a file it is empty.

    Raises `RegistryError` where the file is broken.
    """
    path = folder / FILE
    text = _text(path)
    return Kept(folder, text, Registry() if text is None else parse_registry(text, path))


@contextmanager
def changing(kept: Kept, registry: Registry, store: Path) -> Iterator[None]:
    """Write a registry in place of the one that was read, once what is done inside has succeeded.

    Meanwhile nobody else writes it. A file appears whole or not at all, and one that would say the
    same is left alone. A mark in `store` says that the file is behind what is published there; a build
    that is killed before it is written leaves the mark to the next one (see `recovered`). Raises
    `StoreError`, before anything is done, where the file has changed since it was read or cannot be
    written.
    """
    path = kept.folder / FILE
    text = registry.dump()
    if text == kept.text or not registry.rows:
        yield
        return
    with _locked(kept.folder):
        if _text(path) != kept.text:
            raise StoreError(path, "was changed while this build was at work", "build again")
        fresh, mark = path.with_name(f".{FILE}.new"), store / BEHIND
        try:
            with _refusing(path), fresh.open("w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            with _refusing(store), mark.open("w", encoding="ascii") as file:
                file.write(_mark(kept.text, text))
                file.flush()
                os.fsync(file.fileno())
            yield
            with _refusing(path):
                os.replace(fresh, path)
            # Left where anything fails: it bears only on a snapshot that holds just this registry.
            mark.unlink(missing_ok=True)
        finally:
            # A folder that refuses this, too, has been told of already.
            with suppress(OSError):
                fresh.unlink(missing_ok=True)


def recovered(kept: Kept, store: Path, published: str | None) -> Kept:
    """Return a registry as it should stand in its file, where a build was killed before it wrote that.

    `published` is the registry that the current snapshot of `store` holds. It counts where the mark
    says that it was to follow just the file that was read; a file that a person has put back does not
    bear it.
    """
    mark = store / BEHIND
    if published is None or not mark.is_file() or mark.read_text("ascii") != _mark(kept.text, published):
        return kept
    return replace(kept, registry=parse_registry(published, f"{store}: {FILE}"))


def _mark(before: str | None, after: str) -> str:
    """Return what tells one change of the file from every other."""
    return "\n".join(hashlib.sha256((text or "").encode()).hexdigest() for text in (before, after)) + "\n"


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(path, f"cannot be written ({error.strerror})", "check its rights") from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder itself, so that no file is left behind and the end of a process sets it free."""
    with _refusing(folder):
        handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise RegistryError(path, 1, f"cannot be read ({error})", "restore the file") from error
