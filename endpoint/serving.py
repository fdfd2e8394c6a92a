"""The snapshot that is being served, taken up anew when a build publishes another."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Final

from endpoint.catalogue import Catalogue
from endpoint.cutting import Bounds
from endpoint.dumping import Copy, Dump
from endpoint.engine import Engine, begun
from endpoint.forking import Forks, InMemory
from endpoint.jobs import DumpJob
from endpoint.limits import Limits
from endpoint.overview import Overview, overview_of
from endpoint.reading import Reader
from endpoint.workers import Pool
from graph_builder.errors import StoreError
from graph_builder.formats import Format
from graph_builder.snapshots import Manifest, Snapshot, current, current_name, pointer_mark
from graph_builder.statistics import Statistics
from graph_builder.store import Store

LOG = logging.getLogger(__name__)

#: Dumps that are written at once, those that may wait for them, and seconds that one may take, however
#: slowly it is read.
_COPIERS: Final = 2
_COPIES_WAITING: Final = 4
_COPYING: Final = 3600.0
#: Pages that are read at once, and those that may wait for them.
_READERS: Final = 2
_PAGES_WAITING: Final = 16


class Served:
    """One snapshot, what answers queries on it, and what its fixed pages show."""

    def __init__(
        self,
        snapshot: Snapshot,
        pool: Pool,
        copiers: Pool,
        readers: Pool,
        *,
        apart: bool = False,
        hosts: tuple[str, ...] = (),
    ) -> None:
        self.snapshot = snapshot
        self._copiers = copiers
        self.catalogue = Catalogue(readers, snapshot.dataset, snapshot.manifest.base)
        own = str(snapshot.manifest.iris.default) if apart else None
        bounds = Bounds(pool.limits.rows, pool.limits.bytes)
        self.engine = Engine(pool, snapshot.dataset, snapshot.manifest.base, own, hosts=hosts, bounds=bounds)

    @property
    def manifest(self) -> Manifest:
        """Return what the snapshot says of itself."""
        return self.snapshot.manifest

    @property
    def dataset(self) -> str:
        """Return where its quads lie on disk."""
        return str(self.snapshot.dataset.absolute())

    @property
    def store(self) -> Store:
        """Return its dataset, for questions of our own only."""
        return self.snapshot.store

    @property
    def base(self) -> str:
        """Return the base of its IRIs."""
        return self.snapshot.manifest.base

    @cached_property
    def graph_names(self) -> frozenset[str]:
        """Return the names of the graphs: newsletter ids, and those that are derived."""
        start = str(self.manifest.iris.graph(""))
        return frozenset(graph.removeprefix(start) for graph in self.statistics.graphs)

    def copy(self, dump: Dump, form: Format, *, zipped: bool = False) -> Copy:
        """Return the bytes of a dump."""
        job = DumpJob(
            dataset=self.dataset,
            graph=str(dump.graph) if dump.graph else None,
            without=tuple(sorted(map(str, dump.without))),
            form=form.name,
            zipped=zipped,
        )
        return Copy(lambda: begun(self._copiers, job))

    def graph_size(self, name: str) -> int:
        """Return the number of triples in a graph."""
        return self.statistics.graphs.get(self.manifest.iris.graph(name), 0)

    @cached_property
    def overview(self) -> Overview:
        """Return what is in the graph, in the words of the pages."""
        return overview_of(self.statistics, Reader(self.store, self.base))

    @property
    def statistics(self) -> Statistics:
        """Return the numbers that were counted when the snapshot was published."""
        return self.snapshot.statistics


class Publication:
    """Gives whoever asks the current snapshot; safe to ask from several threads. Close it when done."""

    def __init__(
        self, store: Path, limits: Limits | None = None, *, apart: bool = False, hosts: tuple[str, ...] = ()
    ) -> None:
        """Where `apart`, queries see as default graph what was written to no graph, not all triples.

        `hosts` are the servers that they may ask.
        """
        self._hosts = hosts
        self._store = store
        self._apart = apart
        limits = limits or Limits()
        self._forks = Forks(limits.room)
        self.pool = Pool(limits, self._forks.best)
        #: Writes wait for one another, and not for queries.
        self.writer = Pool(replace(limits, workers=1), self._forks.plain)
        #: So do dumps: one that is read slowly must keep no query waiting.
        self._copiers = Pool(
            replace(limits, workers=_COPIERS, waiting=_COPIES_WAITING, seconds=_COPYING), self._forks.plain
        )
        #: And pages: who leafs through them must not wait for queries.
        self._readers = Pool(
            replace(limits, workers=min(_READERS, limits.workers), waiting=_PAGES_WAITING), self._forks.plain
        )
        self._lock = threading.Lock()
        self._served: Served | None = None
        #: What told the pointer from others when it was read last.
        self._mark: object = None

    def __call__(self) -> Served:
        """Return the snapshot to serve.

        Raises `NoSnapshot` where nothing was ever published. One that cannot be opened is logged,
        and the one before it stays in service.
        """
        served, mark = self._served, pointer_mark(self._store)
        if served is not None and mark == self._mark:
            return served
        with self._lock:
            name = current_name(self._store)
            if self._served is None or self._served.snapshot.name != name:
                self._served = self._opened(self._served)
            if self._served.snapshot.name == name:
                # Only now: whoever sees this mark is answered from this snapshot.
                self._mark = mark
            return self._served

    @property
    def served(self) -> Served | None:
        """Return the snapshot in service; None before anybody has asked."""
        return self._served

    @property
    def memory(self) -> InMemory:
        """Tell whether the snapshot in service is held in memory."""
        return self._forks.memory(self._served.dataset) if self._served else InMemory.LEFT

    @property
    def at_hand(self) -> Served | None:
        """Return the snapshot in service where it is the current one, or None; opens nothing."""
        served = self._served
        return served if pointer_mark(self._store) == self._mark else None

    def start(self) -> None:
        """Start the workers now, so that the first query need not wait for them."""
        self.pool.start()

    def close(self) -> None:
        """End the workers."""
        self.pool.close()
        self.writer.close()
        self._copiers.close()
        self._readers.close()
        self._forks.close()

    def _opened(self, before: Served | None) -> Served:
        try:
            served = Served(
                current(self._store),
                self.pool,
                self._copiers,
                self._readers,
                apart=self._apart,
                hosts=self._hosts,
            )
            # In memory it lies once for each worker, for what they are forked from, and for what comes next.
            self._forks.hold(served.dataset, served.statistics.quads, self.pool.limits.workers + 2)
            return served
        except StoreError:
            if before is None:
                raise
            LOG.exception("The new snapshot cannot be opened; the one before it stays in service")
            return before
