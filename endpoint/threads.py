"""The threads that answer requests: as many as are needed at once, the one that worked last first."""

from __future__ import annotations

import logging
import threading
from collections import deque
from queue import SimpleQueue
from typing import Final, Protocol

LOG: Final = logging.getLogger(__name__)


class Task(Protocol):
    """Something to do; of waitress, a connection with a request to answer."""

    def service(self) -> None:
        """Do it."""
        ...

    def cancel(self) -> None:
        """Do it no more."""
        ...


_Inbox = SimpleQueue[Task | None]


class Threads:
    """Does tasks in threads, in the place of waitress' own dispatcher.

    That one takes the thread that has rested longest, whose stack and memory are out of every cache.
    """

    def __init__(self, most: int) -> None:
        """`most` threads are started, each when it is needed first."""
        self._most = most
        self._lock = threading.Lock()
        self._started = 0
        self._closed = False
        self._resting: list[_Inbox] = []
        self._waiting: deque[Task] = deque()

    @property
    def resting(self) -> int:
        """Return how many threads have nothing to do."""
        return len(self._resting)

    def add_task(self, task: Task) -> None:
        """Have a task done as soon as a thread is free."""
        with self._lock:
            if self._resting:
                self._resting.pop().put(task)
            elif self._started < self._most:
                self._started += 1
                inbox: _Inbox = SimpleQueue()
                inbox.put(task)
                threading.Thread(
                    target=self._work, args=(inbox,), name=f"answers-{self._started}", daemon=True
                ).start()
            else:
                self._waiting.append(task)

    def shutdown(self) -> None:
        """Begin nothing more, and let the threads end that rest; those at work end when they are done."""
        with self._lock:
            self._closed = True
            waiting, resting = list(self._waiting), list(self._resting)
            self._waiting.clear()
            self._resting.clear()
        for task in waiting:
            task.cancel()
        for inbox in resting:
            inbox.put(None)

    def _work(self, inbox: _Inbox) -> None:
        while (task := inbox.get()) is not None:
            while task is not None:
                try:
                    task.service()
                except Exception:
                    LOG.exception("A request could not be answered")
                task = self._next(inbox)
            if self._closed:
                return

    def _next(self, inbox: _Inbox) -> Task | None:
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            if not self._closed:
                self._resting.append(inbox)
            return None
