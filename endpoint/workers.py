"""The workers: processes that run users' queries, within limits of time and memory.

A query can be ended only by ending its process, so that each runs in one of a few (`worker`), which
is replaced when that happens. A worker is started without being forked from the server's threads,
and is fed through its pipes: a full pipe makes it wait for a slow reader, a closed one ends it.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from endpoint.frames import Tag, read_frame, write_frame
from endpoint.limits import Busy, Limits, MemoryPassed, TimePassed, TooComplex, WorkerLost
from endpoint.notes import note
from endpoint.streaming import CHUNK
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

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "endpoint.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # A short answer is read at once.
            bufsize=2 * CHUNK,
            # Ctrl-C is for the server, which ends its workers when the queries at work are answered.
            process_group=0,
        )
        #: What the system says of its memory: opened once, as it is read after every answer.
        self._memory: IO[bytes] | None = None
        with suppress(OSError):
            statm = Path(f"/proc/{self._process.pid}/statm")
            self._memory = statm.open("rb", buffering=0)
        self._input = cast("IO[bytes]", self._process.stdin)
        self._output = cast("IO[bytes]", self._process.stdout)
        #: When its present query must have ended, and why it was ended by us.
        self.seconds = 0.0
        self.deadline: float | None = None
        self.reason: QueryError | None = None

    def send(self, tag: Tag, payload: bytes = b"") -> None:
        """Send a frame; raises `OSError` where the process is gone."""
        write_frame(self._input, tag, payload)

    def receive(self) -> tuple[Tag, bytes]:
        """Return the next frame; raises why there is none."""
        try:
            frame = read_frame(self._output)
        except ValueError:
            # The server ends, and has closed the pipe.
            frame = None
        if frame is None:
            raise self.reason or self._end()
        return frame

    def _end(self) -> QueryError:
        try:
            code = self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        return TooComplex() if code > 0 or -code in _CRASHES else WorkerLost()

    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self._process.poll() is None

    def ending(self) -> str:
        """Return why it is of no more use, in one word."""
        if self.reason is not None:
            return "memory" if isinstance(self.reason, MemoryPassed) else "time"
        if self.alive():
            return "large"
        return "crash" if isinstance(self._end(), TooComplex) else "killed"

    def memory(self) -> int:
        """Return the bytes of memory that it holds; 0 where that cannot be told."""
        try:
            return int(os.pread(self._memory.fileno(), 100, 0).split()[1]) * _PAGE if self._memory else 0
        except (OSError, ValueError):
            # It is gone.
            return 0

    def kill(self, reason: QueryError | None = None) -> None:
        """End the process at once."""
        self.reason = self.reason or reason
        self._process.kill()

    def bury(self) -> None:
        """End the process and let go of its pipes."""
        self._process.kill()
        self._process.wait()
        if self._memory:
            self._memory.close()
        self._output.close()
        try:
            self._input.close()
        except OSError:
            # What was still to be sent has no reader.
            LOG.debug("a worker ended before it read all")


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

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
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
            fit = fit and worker.reason is None and not self._closed
            if fit:
                self._idle.append(worker)
                self._changed.notify()
        if not fit:
            self._replace(worker)

    def _replace(self, worker: _Worker) -> None:
        with self._changed:
            known = worker in self._all
            self._all.discard(worker)
            if known:
                self._replaced[worker.ending()] += 1
        if known:
            worker.bury()
            self._add()

    def _add(self) -> None:
        threading.Thread(target=self._welcome, name="welcome", daemon=True).start()

    def _welcome(self) -> None:
        """Start a worker, and try again where it does not become ready."""
        while (worker := self._new()) is not None:
            try:
                worker.receive()
            except QueryError:
                self._failed(worker)
            else:
                with self._changed:
                    self._idle.append(worker)
                    self._changed.notify()
                return

    def _new(self) -> _Worker | None:
        with self._changed:
            if self._closed:
                return None
            worker = _Worker()
            self._all.add(worker)
            return worker

    def _failed(self, worker: _Worker) -> None:
        with self._changed:
            known = worker in self._all
            self._all.discard(worker)
        if known:
            LOG.error("A worker could not be started; another is tried")
            worker.bury()
            time.sleep(_PAUSE)

    def _watch(self) -> None:
        """End the queries that pass a limit, and replace idle workers that somebody else ended."""
        while True:
            time.sleep(_TICK)
            with self._changed:
                if self._closed:
                    return
                for worker in self._all:
                    if worker.deadline is not None and worker.reason is None:
                        self._look_at(worker)
                gone = [worker for worker in self._idle if not worker.alive()]
                for worker in gone:
                    self._idle.remove(worker)
            for worker in gone:
                self._replace(worker)

    def _look_at(self, worker: _Worker) -> None:
        if worker.deadline is not None and time.monotonic() > worker.deadline:
            worker.kill(TimePassed(worker.seconds))
        elif worker.memory() > self.limits.memory:
            worker.kill(MemoryPassed(self.limits.memory))
