from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from endpoint.threads import Threads
from tests.endpoint.processes import at_last


class Work:
    """A task that notes which thread does it, and ends when it is let go."""

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.thread: threading.Thread | None = None
        self.cancelled = False
        self.let_go = threading.Event()
        self.done = threading.Event()

    def service(self) -> None:
        self.thread = threading.current_thread()
        self.let_go.wait(10)
        self.done.set()
        if self.fails:
            raise ValueError("no answer")

    def cancel(self) -> None:
        self.cancelled = True

    def finish(self) -> threading.Thread | None:
        """Let it go; returns the thread that did it."""
        self.let_go.set()
        assert self.done.wait(10)
        return self.thread


@contextmanager
def threads(most: int) -> Iterator[Threads]:
    found = Threads(most)
    try:
        yield found
    finally:
        found.shutdown()


def begun(found: Threads, *tasks: Work) -> None:
    for task in tasks:
        found.add_task(task)
    at_last(lambda: all(task.thread for task in tasks))


def test_the_thread_that_worked_last_works_first() -> None:
    with threads(8) as found:
        one, other = Work(), Work()
        begun(found, one, other)
        one.finish()
        at_last(lambda: found.resting == 1)
        last = other.finish()
        at_last(lambda: found.resting == 2)
        workers = []
        for _ in range(5):
            task = Work()
            begun(found, task)
            workers.append(task.finish())
            at_last(lambda: found.resting == 2)
    assert workers == [last] * 5


def test_what_no_thread_is_free_for_waits_and_is_done_in_its_turn() -> None:
    with threads(1) as found:
        first, second, third = Work(), Work(), Work()
        begun(found, first)
        found.add_task(second)
        found.add_task(third)
        assert (second.thread, third.thread) == (None, None)
        first.finish()
        at_last(lambda: second.thread is not None)
        assert third.thread is None
        assert {first.thread, second.finish(), third.finish()} == {first.thread}


def test_a_task_that_fails_ends_no_thread() -> None:
    with threads(1) as found:
        failing, next_one = Work(fails=True), Work()
        begun(found, failing)
        found.add_task(next_one)
        assert failing.finish() == next_one.finish()


def test_what_waits_at_the_end_is_cancelled_and_what_is_at_work_ends() -> None:
    found = Threads(1)
    first, second = Work(), Work()
    begun(found, first)
    found.add_task(second)
    found.shutdown()
    assert (first.cancelled, second.cancelled) == (False, True)
    first.finish()
    assert at_last(lambda: not first.thread.is_alive() if first.thread else False)
    assert second.thread is None
