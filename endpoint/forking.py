"""Where the workers of a server come from: processes that fork them, one of which may hold the snapshot.

The engine answers from memory two to four times as fast as from disk, and a copy costs seconds and some
350 bytes for each quad. So one process makes it, and workers are its forks, which share it: see
`forkserver`. Until it is there, where there is no room for it, or when it is lost, workers come from
a process that holds nothing, and read the snapshot from disk.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from queue import SimpleQueue
from typing import IO, Final

from endpoint.frames import FORK, News, read_news
from endpoint.streaming import CHUNK

LOG = logging.getLogger(__name__)

#: Seconds that a new snapshot is current before it is copied, or as long as the last copy took: of several
#: writes in a row only the last is.
_QUIET: Final = 1.0
#: Seconds in which a process that was ended is gone.
_GRACE: Final = 1.0
#: Bytes of memory for a quad, measured with 1 and 10 million; more while they are read.
_QUAD: Final = 400


class InMemory(Enum):
    """Whether a snapshot is in memory."""

    HELD = "held"
    COMING = "coming"
    #: There is no room for it, or it could not be read.
    LEFT = "left"


class NoFork(OSError):
    """The process that workers are forked from is gone."""


@dataclass(slots=True)
class _Ending:
    """How a process ended, when it has."""

    known: threading.Event = field(default_factory=threading.Event)
    code: int | None = None


class Forked:
    """A process that was forked for us, and what it reads and writes."""

    def __init__(self, origin: ForkServer, pid: int, ending: _Ending, pipes: tuple[int, int]) -> None:
        self.origin, self.pid = origin, pid
        self._ending = ending
        source, target = pipes
        # A short answer is read at once.
        self.output: IO[bytes] = os.fdopen(source, "rb", buffering=2 * CHUNK)
        self.input: IO[bytes] = os.fdopen(target, "wb", buffering=2 * CHUNK)
        self._hung_up = select.poll()
        self._hung_up.register(source, 0)

    def alive(self) -> bool:
        """Tell whether the process runs: nobody else writes to its pipe."""
        return self._ending.code is None and not self._hung_up.poll(0)

    def wait(self, seconds: float) -> int | None:
        """Return with what it ended, below 0 by a signal; None where nobody tells in time."""
        self._ending.known.wait(seconds)
        return self._ending.code

    def kill(self) -> None:
        """End it at once."""
        if self.alive():
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """End it at once, and let go of its pipes."""
        self.kill()
        self.wait(_GRACE)
        self.output.close()
        # What was still to be sent has no reader.
        with suppress(OSError):
            self.input.close()


class ForkServer:
    """A process that forks others when it is asked to; with a dataset, they hold it in memory."""

    def __init__(self, dataset: str | None = None) -> None:
        """Start it; it is ready later."""
        self._asked, theirs = socket.socketpair()
        self._process = subprocess.Popen(  # noqa: S603 - a program of our own, and a path
            [sys.executable, "-m", "endpoint.forkserver", *([dataset] if dataset else [])],
            stdin=theirs.fileno(),
            # What anything prints is for the log, and Ctrl-C for the server, which ends its workers when
            # the queries at work are answered.
            stdout=sys.stderr.fileno(),
            process_group=0,
        )
        theirs.close()
        self.dataset = dataset
        self._ready = threading.Event()
        self._lost = False
        self._asking = threading.Lock()
        self._forked: SimpleQueue[tuple[int, _Ending] | None] = SimpleQueue()
        threading.Thread(target=self._listen, name="forks", daemon=True).start()

    def ready(self) -> bool:
        """Wait until forks can be had; returns whether they ever can."""
        self._ready.wait()
        return not self._lost

    @property
    def lost(self) -> bool:
        """Tell whether it has ended."""
        return self._lost

    def fork(self) -> Forked:
        """Return a new process; raises `NoFork` where there will be none."""
        with self._asking:
            if not self.ready():
                raise NoFork
            # Ours and theirs of what it reads, theirs and ours of what it writes.
            their_source, our_target = os.pipe()
            our_source, their_target = os.pipe()
            try:
                socket.send_fds(self._asked, [FORK], [their_source, their_target])
                found = self._forked.get()
            except OSError:
                found = None
            os.close(their_source)
            os.close(their_target)
            if found is None:
                os.close(our_source)
                os.close(our_target)
                raise NoFork
        return Forked(self, *found, (our_source, our_target))

    def retire(self) -> None:
        """Want no more forks: it ends with the last one."""
        with suppress(OSError):
            self._asked.shutdown(socket.SHUT_WR)

    def kill(self) -> None:
        """End it at once; its forks go on."""
        self._process.kill()

    def _listen(self) -> None:
        """Take note of what it tells, until it is gone."""
        endings: dict[int, _Ending] = {}
        with self._asked.makefile("rb") as source, suppress(OSError):
            while (told := read_news(source)) is not None:
                if told.news is News.FORKED:
                    endings[told.worker] = _Ending()
                    self._forked.put((told.worker, endings[told.worker]))
                elif told.news is News.ENDED:
                    ending = endings.pop(told.worker)
                    ending.code = told.code
                    ending.known.set()
                else:
                    self._ready.set()
        self._lost = True
        for ending in endings.values():
            # Nobody will tell any more.
            ending.known.set()
        self._ready.set()
        self._forked.put(None)
        self._asked.close()
        self._process.wait()


class Forks:
    """The processes that the workers of one server are forked from. Close it when done."""

    def __init__(self, room: int = 0) -> None:
        """`room` are the bytes of memory that copies of a snapshot may take."""
        self._room = room
        self._lock = threading.Lock()
        self._plain: ForkServer | None = None
        self._holding: ForkServer | None = None
        self._coming: ForkServer | None = None
        #: Seconds that the next snapshot waits before it is read.
        self._quiet = 0.0
        #: The dataset that is to be held, and is not yet.
        self._wanted: str | None = None
        self._closed = threading.Event()

    def plain(self) -> ForkServer:
        """Return the process whose forks read snapshots from disk."""
        with self._lock:
            if (self._plain is None or self._plain.lost) and not self._closed.is_set():
                self._plain = ForkServer()
            if self._plain is None:
                raise NoFork
            return self._plain

    def best(self) -> ForkServer:
        """Return the process whose forks answer fastest: one that holds a snapshot, where there is one."""
        holding = self._holding
        return self.plain() if holding is None or holding.lost else holding

    def memory(self, dataset: str) -> InMemory:
        """Tell whether a dataset is there in memory."""
        with self._lock:
            if self._holding is not None and not self._holding.lost and self._holding.dataset == dataset:
                return InMemory.HELD
            return InMemory.COMING if dataset == self._wanted else InMemory.LEFT

    def hold(self, dataset: str, quads: int, copies: int) -> None:
        """Have a dataset of so many quads read into memory, in the place of another; returns at once.

        Each of the `copies` may come to take memory of its own, as the engine counts in it who reads.
        """
        fits = quads * _QUAD * copies <= self._room
        with self._lock:
            quiet, self._quiet = self._quiet, max(_QUIET, self._quiet)
            self._wanted = dataset if fits else None
            if self._coming is not None:
                self._coming.kill()
                self._coming = None
            if not fits:
                self._take(None)
        if fits:
            threading.Thread(target=self._read, args=(dataset, quiet), name="hold", daemon=True).start()

    def close(self) -> None:
        """End them, not their forks."""
        self._closed.set()
        with self._lock:
            for server in (self._plain, self._holding, self._coming):
                if server is not None:
                    server.kill()

    def _read(self, dataset: str, quiet: float) -> None:
        self._closed.wait(quiet)
        with self._lock:
            if self._wanted != dataset or self._closed.is_set():
                return
            self._coming = coming = ForkServer(dataset)
        began = time.monotonic()
        ready = coming.ready()
        took = time.monotonic() - began
        with self._lock:
            if self._coming is not coming or self._closed.is_set():
                # Another is wanted, or none.
                coming.kill()
                self._quiet = max(self._quiet, took)
                return
            self._coming = self._wanted = None
            # Who writes sooner again than it takes to read would have it read in vain each time.
            self._quiet = max(_QUIET, took)
            if ready:
                self._take(coming)
        if not ready:
            LOG.warning("The snapshot is read from disk: %s", dataset)

    def _take(self, server: ForkServer | None) -> None:
        """Put a process, or none, in the place of the one that holds a snapshot; the lock is held."""
        before, self._holding = self._holding, server
        if before is not None:
            before.retire()
