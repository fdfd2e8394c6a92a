"""Snapshots: immutable builds beside one another, and a pointer to the one that counts.

    STORE/
      current               the name of the snapshot that is served
      lock                  held by whoever builds
      snapshots/000007-3f2a…/
        dataset/            the RDF store
        sources/            the text of each newsletter published, as spans refer to it, and where
                            its pages begin
        records/            the record of each newsletter published
        quarantine/         text, record and report of each newsletter that was not
        identities.tsv      the registry of identities that it was published with
        moved.tsv           IRIs given up, each with those in its place: one, several or none
        statistics.json     what it holds, counted
        manifest.json       what was built, from what

A build fills a folder of its own, and one `os.replace` of the pointer makes it current: a crash at
any moment leaves the old snapshot or the new one, whole. What a crash leaves over is cleared by the
next build.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import itertools
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import cattrs
import rdflib
from rdflib.term import URIRef

from graph_builder.errors import NoSnapshot, StoreBusy, StoreError
from graph_builder.iris import Iris
from graph_builder.records import Record, dump_record
from graph_builder.statistics import Statistics, dumped, loaded, statistics_of
from graph_builder.store import Store

KEEP: Final = 3
#: Seconds that a snapshot stays after its time, for whoever still reads it.
GRACE: Final = 60.0
_POINTER: Final = "current"
IDENTITIES: Final = "identities.tsv"
_MANIFEST: Final = "manifest.json"
_STATISTICS: Final = "statistics.json"
#: What a snapshot never shares with the one before it.
_OWN: Final = frozenset({_MANIFEST, _STATISTICS})
_UNFINISHED: Final = ".unfinished-"
_NUMBERS: Final = itertools.count()
#: Seconds between two looks at whether another has done with writing.
_TICK: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a snapshot says of itself."""

    base: str
    title: str
    description: str = ""
    publisher: str = ""
    licence: str = ""
    contact: str = ""
    language: str = "en"
    #: "full" where whole source texts are published, "quotes" where only the quotes of evidence are.
    texts: str = "full"
    #: SHA-256 of the sorted N-Quads: equal for equal content.
    digest: str = ""
    #: When it was published, in UTC, to the second.
    published: str = ""
    newsletters: tuple[str, ...] = ()
    quarantined: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    #: Name of each input file and the SHA-256 of its bytes.
    inputs: dict[str, str] = field(default_factory=dict)

    @property
    def iris(self) -> Iris:
        """Return what mints the snapshot's IRIs."""
        return Iris(self.base)


class Snapshot:
    """One published build, opened read-only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name
        try:
            raw = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
            self.manifest = cattrs.structure(raw, Manifest)
        except (OSError, ValueError, cattrs.BaseValidationError) as error:
            raise StoreError(folder, f"is no snapshot ({error})", "build anew") from error
        self.dataset = folder / "dataset"
        self.store = Store.read_only(self.dataset)

    @property
    def written(self) -> tuple[URIRef, ...]:
        """Return the graphs that no build made."""
        iris = self.manifest.iris
        made = {*iris.derived, *map(iris.graph, self.manifest.newsletters)}
        return tuple(graph for graph in self.store.graphs() if graph not in made)

    def source(self, newsletter: str) -> str | None:
        """Return the text of a newsletter as spans refer to it; None where there is none of that id."""
        if newsletter not in self.manifest.newsletters:
            return None
        path = self.folder / "sources" / f"{newsletter}.txt"
        return path.read_bytes().decode("utf-8") if path.is_file() else None

    def pages(self, newsletter: str) -> tuple[int, ...]:
        """Return where each page begins in the text of a newsletter; empty where it has none."""
        path = self.folder / "sources" / f"{newsletter}.pages.json"
        return tuple(json.loads(path.read_text(encoding="ascii"))) if path.is_file() else ()

    @cached_property
    def statistics(self) -> Statistics:
        """Return what it holds, as counted when it was published.

        Of a snapshot that an older version published it is counted now.
        """
        path = self.folder / _STATISTICS
        if not path.is_file():
            return statistics_of(self.store, self.manifest.iris)
        try:
            return loaded(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, cattrs.BaseValidationError) as error:
            raise StoreError(path, f"cannot be read ({error})", "build anew") from error

    @cached_property
    def moved(self) -> Mapping[str, tuple[str, ...]]:
        """Return each IRI that was given once and is not in use now, with those in its place."""
        path = self.folder / "moved.tsv"
        if not path.is_file():
            return {}
        lines = path.read_text(encoding="utf-8").splitlines()
        return {old: tuple(new) for old, *new in (line.split("\t") for line in lines)}


_PARTS: Final = ("sources", "records", "quarantine")


class Draft:
    """A snapshot being written: a new one, or one that begins as another is."""

    def __init__(self, folder: Path, before: Snapshot | None = None) -> None:
        self.folder = folder
        for name in _PARTS:
            (folder / name).mkdir(parents=True)
        if before:
            # Nothing of a snapshot ever changes, so that two can share its files.
            before.store.copy(folder / "dataset")
            for name in (*_PARTS, "."):
                for path in (before.folder / name).iterdir():
                    if path.is_file() and path.name not in _OWN:
                        os.link(path, folder / name / path.name)
        self.store = Store.create(folder / "dataset")

    def keep_source(self, newsletter: str, text: str, pages: tuple[int, ...] = ()) -> None:
        """Keep the text of a newsletter, and where its pages begin."""
        (self.folder / "sources" / f"{newsletter}.txt").write_bytes(text.encode("utf-8"))
        if pages:
            place = self.folder / "sources" / f"{newsletter}.pages.json"
            place.write_text(json.dumps(pages) + "\n", encoding="ascii")

    def keep_record(self, newsletter: str, record: Record) -> None:
        """Keep the record that a newsletter's graph was mapped from."""
        (self.folder / "records" / f"{newsletter}.json").write_text(dump_record(record), encoding="utf-8")

    def keep_moved(self, moved: Mapping[str, Sequence[str]]) -> None:
        """Keep where IRIs lead that are no longer in use."""
        lines = ("\t".join((old, *new)) + "\n" for old, new in moved.items())
        (self.folder / "moved.tsv").write_text("".join(lines), encoding="utf-8")

    def keep_identities(self, text: str) -> None:
        """Keep the registry of identities, for the case that its own file is never written."""
        (self.folder / IDENTITIES).write_text(text, encoding="utf-8", newline="\n")

    def source(self, newsletter: str) -> str:
        """Return a text that was kept."""
        return (self.folder / "sources" / f"{newsletter}.txt").read_bytes().decode("utf-8")

    def quarantine(self, newsletter: str, record: Record, report: str) -> None:
        """Keep what is not published, its text, and why."""
        place = self.folder / "quarantine"
        (self.folder / "sources" / f"{newsletter}.txt").rename(place / f"{newsletter}.source.txt")
        (self.folder / "sources" / f"{newsletter}.pages.json").unlink(missing_ok=True)
        (place / f"{newsletter}.json").write_text(dump_record(record), encoding="utf-8")
        (place / f"{newsletter}.txt").write_text(report, encoding="utf-8")


def current(store: Path) -> Snapshot:
    """Open the snapshot that counts.

    Raises `NoSnapshot` where nothing was published, `StoreError` where it cannot be opened.
    """
    return Snapshot(store / "snapshots" / current_name(store))


def current_name(store: Path) -> str:
    """Return the name of the snapshot that counts; cheap enough to ask before every answer.

    Raises `NoSnapshot` where nothing was published.
    """
    try:
        return (store / _POINTER).read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise NoSnapshot(store) from error
    except (OSError, ValueError) as error:
        raise StoreError(store, f"cannot be read ({error})", "name the folder that a build wrote") from error


def identities_of(store: Path) -> str | None:
    """Return the registry of identities that was published last; None where there is none."""
    try:
        path = store / "snapshots" / current_name(store) / IDENTITIES
        return path.read_bytes().decode("utf-8")
    except (NoSnapshot, FileNotFoundError):
        return None
    except (OSError, ValueError) as error:
        raise StoreError(store, f"cannot be read ({error})", "name the folder that a build wrote") from error


def pointer_mark(store: Path) -> object:
    """Return what changes when another snapshot is made current; cheaper than to read its name.

    None where nothing was published.
    """
    try:
        found = (store / _POINTER).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def open_dataset(store: Path | str) -> rdflib.Dataset:
    """Return the current snapshot as an rdflib dataset, read-only.

    The default graph is the set of all triples; each newsletter's own are in its named graph.
    """
    return current(Path(store)).store.dataset()


@contextmanager
def drafting(store: Path) -> Iterator[Draft]:
    """Lend a draft to fill; leaving without `publish` throws it away.

    Raises `StoreError` where the folder cannot be written or another build is at work.
    """
    with _locked(store), _draft(store, None) as draft:
        yield draft


@contextmanager
def revising(store: Path, patience: float) -> Iterator[tuple[Snapshot, Draft]]:
    """Lend the current snapshot, and a draft that begins as it is; leaving without `publish` throws it away.

    Raises `StoreBusy` where another goes on writing for `patience` seconds, `NoSnapshot` where
    nothing was published.
    """
    with _locked(store, patience):
        before = current(store)
        with _draft(store, before) as draft:
            yield before, draft


@contextmanager
def _draft(store: Path, before: Snapshot | None) -> Iterator[Draft]:
    _clear_leftovers(store)
    folder = store / "snapshots" / f"{_UNFINISHED}{os.getpid()}-{next(_NUMBERS)}"
    try:
        draft = Draft(folder, before)
        try:
            yield draft
        finally:
            # An error that is being told may still hold the draft.
            draft.store.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(
    store: Path,
    draft: Draft,
    manifest: Manifest,
    *,
    keep: int = KEEP,
    grace: float = 0.0,
    compact: bool = True,
) -> str:
    """Make a filled draft the current snapshot, in one atomic step, and return its name.

    Of the older ones the newest `keep` - 1 stay, and those that counted less than `grace` seconds ago.
    What is not compacted is written faster, and read slower.
    """
    draft.store.finish(compact=compact)
    counted = dumped(statistics_of(draft.store, manifest.iris))
    (draft.folder / _STATISTICS).write_text(counted, encoding="utf-8")
    # Closed, so that nothing is written to the folder any more.
    draft.store.close()
    (draft.folder / _MANIFEST).write_text(
        json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    _sync_tree(draft.folder)
    name = f"{_next_number(store):06d}-{manifest.digest[:12]}"
    os.rename(draft.folder, store / "snapshots" / name)
    _sync(store / "snapshots")
    fresh = store / f"{_POINTER}.new"
    fresh.write_text(f"{name}\n", encoding="ascii")
    _sync(fresh)
    os.replace(fresh, store / _POINTER)
    _sync(store)
    _remove_old(store, keep, grace, spare=name)
    return name


def now() -> str:
    """Return the present moment as a snapshot writes it."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat()


@contextmanager
def _locked(store: Path, patience: float = 0.0) -> Iterator[None]:
    try:
        (store / "snapshots").mkdir(parents=True, exist_ok=True)
        handle = (store / "lock").open("w")
    except OSError as error:
        raise StoreError(
            store, f"cannot be written ({error.strerror})", "name a folder that you may write"
        ) from error
    with handle:
        end = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if time.monotonic() >= end:
                    raise StoreBusy(store) from error
                time.sleep(_TICK)
            else:
                break
        yield


def _finished(store: Path) -> list[Path]:
    return sorted(path for path in (store / "snapshots").iterdir() if not path.name.startswith(_UNFINISHED))


def _next_number(store: Path) -> int:
    return max((int(path.name.split("-")[0]) for path in _finished(store)), default=0) + 1


def _clear_leftovers(store: Path) -> None:
    for path in (store / "snapshots").glob(f"{_UNFINISHED}*"):
        shutil.rmtree(path, ignore_errors=True)


def _remove_old(store: Path, keep: int, grace: float, spare: str) -> None:
    others = [path for path in _finished(store) if path.name != spare]
    # A snapshot's time was over when the next one was made.
    followed = dict(itertools.pairwise((*others, store / "snapshots" / spare)))
    for path in others[: len(others) - (keep - 1)] if keep > 1 else others:
        if time.time() - followed[path].stat().st_mtime >= grace:
            shutil.rmtree(path, ignore_errors=True)


def _sync_tree(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        # What is shared with another snapshot was synced with that.
        if path.is_file() and path.stat().st_nlink == 1:
            _sync(path)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
