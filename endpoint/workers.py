"""The workers: processes that run users' queries, within limits of time and memory.

A query can be ended only by ending its process, so that each runs in one of a few (`worker`), which
is replaced when that happens. A worker is forked not from the server and its threads, but from a
process that does nothing else (`forking`), and is fed through its pipes: a full pipe makes it wait for
a slow reader, a closed one ends it.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from endpoint.forking import Forked, ForkServer
from endpoint.frames import Tag, read_frame, write_frame
from endpoint.limits import Busy, Limits, MemoryPassed, TimePassed, TooComplex, WorkerLost
from endpoint.notes import note
from graph_builder.errors import QueryError

LOG = logging.getLogger(__name__)

#: Seconds between two looks at how long and how large the queries at work are.
_TICK: Final = 0.05
#: Seconds that a worker has to stop when nobody wants its answer any more.
_GRACE: Final = 1.0
#: Seconds before another try, where a worker could not be started.
_PAUSE: Final = 1.0
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
#: What the system sends to a process that overflows its stack or gives itself up.
_CRASHES: Final = frozenset({signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGILL, signal.SIGTRAP})


@dataclass(frozen=True, slots=True)
class State:
    """What the workers are at, and how many were replaced, by why."""

    idle: int
    busy: int
    waiting: int
    replaced: Mapping[str, int]


class _Worker:
    """One process, and what the server knows of it."""

    def __init__(self, process: Forked) -> None:
        self._process = process
        #: What the system says of its memory: opened once, as it is read after every answer.
        self._memory: IO[bytes] | None = None
        with suppress(OSError):
            statm = Path(f"/proc/{process.pid}/statm")
            self._memory = statm.open("rb", buffering=0)
        #: What it held before its first query, much of it shared with others.
        self._began_with = self._held()
        #: When its present query must have ended, and why it was ended by us.
        self.seconds = 0.0
        self.deadline: float | None = None
        self.reason: QueryError | None = None

    def send(self, tag: Tag, payload: bytes = b"") -> None:
        """Send a frame; raises `OSError` where the process is gone."""
        write_frame(self._process.input, tag, payload)

    def receive(self) -> tuple[Tag, bytes]:
        """Return the next frame; raises why there is none."""
        try:
            frame = read_frame(self._process.output)
        except ValueError:
            # The server ends, and has closed the pipe.
            frame = None
        if frame is None:
            raise self.reason or self._end()
        return frame

    def _end(self) -> QueryError:
        code = self._process.wait(_GRACE)
        self._process.kill()
        return TooComplex() if code is not None and (code > 0 or -code in _CRASHES) else WorkerLost()

    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self._process.alive()

    def comes_from(self, origin: ForkServer | None) -> bool:
        """Tell whether it was forked from a process."""
        return self._process.origin is origin

    def ending(self) -> str:
        """Return why it is of no more use, in one word."""
        if self.reason is not None:
            return "memory" if isinstance(self.reason, MemoryPassed) else "time"
        if self.alive():
            return "large"
        return "crash" if isinstance(self._end(), TooComplex) else "killed"

    def memory(self) -> int:
        """Return the bytes of memory that it has taken since it began; 0 where that cannot be told."""
        return max(0, self._held() - self._began_with)

    def _held(self) -> int:
        try:
            return int(os.pread(self._memory.fileno(), 100, 0).split()[1]) * _PAGE if self._memory else 0
        except (OSError, ValueError, IndexError):
            # It is gone.
            return 0

    def kill(self, reason: QueryError | None = None) -> None:
        """End the process at once."""
        self.reason = self.reason or reason
        self._process.kill()

    def bury(self) -> None:
        """End the process and let go of its pipes."""
        if self._memory:
            self._memory.close()
        self._process.close()


class Running(Iterator[tuple[Tag, bytes]]):
    """What a worker says to one job, up to its last frame."""

    def __init__(self, worker: _Worker, release: Callable[[_Worker], None]) -> None:
        self._worker: _Worker | None = worker
        self._release = release

    def __next__(self) -> tuple[Tag, bytes]:
        if self._worker is None:
            raise StopIteration
        try:
            frame = self._worker.receive()
        except QueryError:
            self._let_go()
            raise
        if frame[0] in (Tag.END, Tag.ERROR):
            self._let_go()
        return frame

    def close(self) -> None:
        """Want no more of it: the worker stops when it writes next, or is ended."""
        if self._worker is None:
            return
        try:
            self._worker.deadline = min(self._worker.deadline or 0.0, time.monotonic() + _GRACE)
            self._worker.send(Tag.STOP)
            while self._worker.receive()[0] not in (Tag.END, Tag.ERROR):
                pass
        except (QueryError, OSError):
            LOG.debug("a worker was ended, since nobody reads its answer")
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self._worker is not None:
            worker, self._worker = self._worker, None
            self._release(worker)


class Pool:
    """The workers of one server. They start with the first query, or by `start`; close it when done."""

    def __init__(self, limits: Limits, origin: Callable[[], ForkServer]) -> None:
        """`origin` gives what workers are forked from; when it gives another, others take their place."""
        self.limits = limits
        self._origin = origin
        self._changed = threading.Condition()
        self._all: set[_Worker] = set()
        self._idle: deque[_Worker] = deque()
        self._waiting = 0
        self._replaced: Counter[str] = Counter()
        self._started = self._closed = False

    def start(self) -> None:
        """Start the workers; does not wait until they are ready."""
        with self._changed:
            if self._started or self._closed:
                return
            self._started = True
        for _ in range(self.limits.workers):
            self._add()
        threading.Thread(target=self._watch, name="watch", daemon=True).start()

    def run(self, job: bytes, seconds: float | None = None) -> Running:
        """Have a worker do a job; `seconds` lowers the limit of its time.

        Raises `Busy` where none is free in time.
        """
        self.start()
        limit = min(seconds or self.limits.seconds, self.limits.seconds)
        began = time.monotonic()
        while True:
            worker = self._taken(limit)
            note().waited = time.monotonic() - began
            try:
                worker.send(Tag.JOB, job)
            except OSError:
                # It ended while nobody looked; the query has not begun.
                self._release(worker)
            else:
                return Running(worker, self._release)

    def state(self) -> State:
        """Return what the workers are at; those that are being started are neither idle nor busy."""
        with self._changed:
            busy = sum(worker.deadline is not None for worker in self._all)
            # A query that finds a worker free has waited for nothing.
            waiting = max(0, self._waiting - len(self._idle))
            return State(len(self._idle), busy, waiting, dict(self._replaced))

    def close(self) -> None:
        """End all workers, whatever they do."""
        with self._changed:
            self._closed = True
            workers, self._all = self._all, set()
            self._idle.clear()
            self._changed.notify_all()
        for worker in workers:
            worker.bury()

    def _taken(self, seconds: float) -> _Worker:
        with self._changed:
            if self._closed or (not self._idle and self._waiting >= self.limits.waiting):
                raise Busy
            self._waiting += 1
            try:
                self._changed.wait_for(lambda: self._idle or self._closed, self.limits.patience)
            finally:
                self._waiting -= 1
            if not self._idle:
                raise Busy
            # The one that was at work last: what it has read of the dataset is still at hand.
            worker = self._idle.pop()
            worker.seconds, worker.deadline = seconds, time.monotonic() + seconds
            return worker

    def _release(self, worker: _Worker) -> None:
        # One that stays large would make the next query pass its limit.
        fit = worker.reason is None and worker.alive() and worker.memory() <= self.limits.memory // 2
        with self._changed:
            worker.deadline = None
            # Ended meanwhile, for the query that it has just answered.
            fit = fit and worker.reason is None
        if fit:
            self._admit(worker)
        else:
            self._replace(worker)

    def _admit(self, worker: _Worker) -> None:
        """Have a worker wait for queries; where that is one too many, one goes."""
        with self._changed:
            if self._closed:
                surplus: _Worker | None = worker
            else:
                self._idle.append(worker)
                surplus = self._surplus()
                self._changed.notify()
        if surplus:
            surplus.bury()

    def _replace(self, worker: _Worker) -> None:
        with self._changed:
            known = worker in self._all
            self._all.discard(worker)
            missing = len(self._all) < self.limits.workers
            if known:
                self._replaced[worker.ending()] += 1
        if known:
            worker.bury()
            if missing:
                self._add()

    def _surplus(self) -> _Worker | None:
        """Take out an idle worker, where there are too many; first one of another origin."""
        if len(self._all) <= self.limits.workers or not self._idle:
            return None
        origin = self._best()
        found = next((worker for worker in self._idle if not worker.comes_from(origin)), self._idle[0])
        self._idle.remove(found)
        self._all.discard(found)
        return found

    def _best(self) -> ForkServer | None:
        """Return what workers are forked from now; None where it cannot be started."""
        try:
            return self._origin()
        except OSError:
            return None

    def _add(self) -> None:
        threading.Thread(target=self._welcome, name="welcome", daemon=True).start()

    def _welcome(self) -> None:
        """Start a worker, and try again where it does not become ready."""
        while not self._closed:
            try:
                worker = _Worker(self._origin().fork())
            except OSError:
                # Another will be forked from, or there is no room for a process or its pipes now.
                time.sleep(_PAUSE)
                continue
            with self._changed:
                self._all.add(worker)
            try:
                worker.receive()
            except QueryError:
                self._failed(worker)
            else:
                self._admit(worker)
                return

    def _failed(self, worker: _Worker) -> None:
        with self._changed:
            known = worker in self._all
            self._all.discard(worker)
        if known:
            LOG.error("A worker could not be started; another is tried")
            worker.bury()
            time.sleep(_PAUSE)

    def _watch(self) -> None:
        """End the queries that pass a limit, and replace workers that are gone or of another origin."""
        before: ForkServer | None = None
        while True:
            time.sleep(_TICK)
            with self._changed:
                if self._closed:
                    return
                origin = self._best()
                for worker in self._all:
                    if worker.deadline is not None and worker.reason is None:
                        self._look_at(worker)
                gone = [worker for worker in self._idle if not worker.alive()]
                for worker in gone:
                    self._idle.remove(worker)
            for worker in gone:
                self._replace(worker)
            if None not in (before, origin) and before is not origin:
                # Each takes the place of one when it is ready.
                for _ in range(self.limits.workers):
                    self._add()
            before = origin or before

    def _look_at(self, worker: _Worker) -> None:
        if worker.deadline is not None and time.monotonic() > worker.deadline:
            worker.kill(TimePassed(worker.seconds))
        elif worker.memory() > self.limits.memory:
            worker.kill(MemoryPassed(self.limits.memory))
