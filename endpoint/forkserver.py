"""The process that workers are forked from: `python -m endpoint.forkserver [DATASET]`.

A fork takes milliseconds where a program takes half a second to start, and what this process holds in
memory its forks share with it for as long as they do not change it. Given a dataset, it reads it into
memory first. It is told to fork over the socket that is its standard input, with the two ends of pipes
that the worker reads and writes, and says there what became of each: see `forking`.

It has one thread, and never opens a store on disk: a fork has only the thread that forked, and would
wait for the engine's others in vain.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Final, NoReturn

from rdflib.term import URIRef

from endpoint.frames import FORK, News, Told
from endpoint.worker import serve
from graph_builder.store import Store

#: Seconds between two looks at whether a copy that is being made is still wanted.
_LOOK: Final = 0.2


def held(dataset: Path, wanted: Callable[[], bool]) -> Store:
    """Return a copy in memory of a dataset, as long as it is wanted.

    Raises `OSError` or `ValueError` where it cannot be made.
    """
    quads, quads_end = os.pipe()
    names, names_end = os.pipe()
    reader = os.fork()
    if not reader:
        os.close(quads)
        os.close(names)
        _ended(lambda: _written(dataset, quads_end, names_end))
    os.close(quads_end)
    os.close(names_end)
    store = Store.in_memory()
    # Not in the thread that forks: the engine keeps a source of random numbers for each thread, and all
    # forks would have the same. By its path, since the engine then asks Python for nothing.
    with ThreadPoolExecutor(1) as other:
        loading = other.submit(store.load, Path(f"/dev/fd/{quads}"))
        while not wait([loading], _LOOK).done:
            if not wanted():
                # Not by an exception: the other thread would first come to its end.
                os._exit(0)
        loading.result()
    os.close(quads)
    with os.fdopen(names, encoding="utf-8") as told:
        said = told.read()
    if os.waitpid(reader, 0)[1]:
        raise ValueError("it cannot be read")
    there = json.loads(said)
    for name in there["graphs"]:
        store.found(URIRef(name))
    if len(store) != there["quads"]:
        raise ValueError(f"it has {there['quads']:,} quads, of which {len(store):,} were read")
    return store


def _written(dataset: Path, quads: int, names: int) -> None:
    """Write the quads of a dataset to one pipe, and its graphs to another: N-Quads has no empty ones."""
    store = Store.read_only(dataset)
    with os.fdopen(quads, "wb") as output:
        store.write(output)
    with os.fdopen(names, "w", encoding="utf-8") as output:
        json.dump({"graphs": store.graphs(), "quads": len(store)}, output)


class _Forking:
    """Forks workers as long as anybody may want one, and tells how they ended."""

    def __init__(self, asked: socket.socket, store: tuple[str, Store] | None) -> None:
        self._asked, self._store = asked, store
        self._workers = set[int]()
        self._woken, self._wake = os.pipe()
        os.set_blocking(self._wake, False)
        signal.set_wakeup_fd(self._wake)
        signal.signal(signal.SIGCHLD, lambda _, __: None)

    def run(self) -> None:
        """Return when nobody asks any more, and no worker is left."""
        self._say(News.READY)
        wanted = True
        while wanted or self._workers:
            ready = select.select([self._woken, *([self._asked.fileno()] if wanted else [])], [], [])[0]
            if self._woken in ready:
                os.read(self._woken, 4096)
                for worker, code in self._gone():
                    self._say(News.ENDED, worker, code)
            if self._asked.fileno() in ready:
                wanted = self._fork()

    def _fork(self) -> bool:
        """Fork a worker as asked; returns whether anybody asked."""
        message, pipes, _, _ = socket.recv_fds(self._asked, len(FORK), 2)
        if message != FORK:
            return False
        source, target = pipes
        worker = os.fork()
        if not worker:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._asked.close()
            os.close(self._woken)
            os.close(self._wake)
            _ended(lambda: serve(source, target, self._store))
        self._workers.add(worker)
        os.close(source)
        os.close(target)
        self._say(News.FORKED, worker)
        return True

    def _gone(self) -> Iterator[tuple[int, int]]:
        """Yield the workers that have ended, and how, as `subprocess` tells it."""
        for worker in tuple(self._workers):
            found, status = os.waitpid(worker, os.WNOHANG)
            if found:
                self._workers.remove(worker)
                yield worker, os.waitstatus_to_exitcode(status)

    def _say(self, news: News, worker: int = 0, code: int = 0) -> None:
        self._asked.sendall(Told(news, worker, code).packed())


def _ended(work: Callable[[], None]) -> NoReturn:
    """Work in a fork, and end it: what its parent has still to do is not its business."""
    try:
        work()
    except BrokenPipeError:
        # Nobody wants it any more.
        os._exit(1)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def main() -> None:
    """Fork workers until the server is gone."""
    # A crash is the query's end, and of no use to anybody as a file of gigabytes.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    # Forks must not hold it open.
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), sys.stdin.fileno())

    def wanted() -> bool:
        # Nothing is asked before it is ready, so that what comes is the server's end.
        return not select.select([asked.fileno()], [], [], 0)[0]

    dataset = sys.argv[1] if len(sys.argv) > 1 else None
    try:
        store = (dataset, held(Path(dataset), wanted)) if dataset else None
    except (OSError, ValueError, MemoryError) as error:
        sys.exit(f"{dataset} cannot be held in memory: {error}")
    # What there is now no collection looks at, which would make copies of what is shared.
    gc.freeze()
    try:
        _Forking(asked, store).run()
    except ConnectionError:
        # The server is gone, and its workers see that themselves.
        return


if __name__ == "__main__":
    main()
