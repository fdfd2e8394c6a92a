"""Builds that are killed at random moments.

    python -m tests.graph_builder.killing STORE KILLS

It runs in a process of its own that opens no store itself, and so may fork: each build and each look
at what is served is a child. Printed is how many builds were killed, and what was then served though
it was neither the old snapshot nor the new one, whole.
"""

import hashlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from graph_builder.build import build
from graph_builder.inputs import Gathered, gather
from graph_builder.iris import Iris
from graph_builder.knowledge import Knowledge, load_knowledge
from graph_builder.project import Project
from graph_builder.snapshots import Snapshot, current, current_name
from tests.support import NEWSLETTERS

TEXTS = sorted(NEWSLETTERS.glob("*.txt"))


def whole(snapshot: Snapshot) -> bool:
    """Tell whether a snapshot holds just what was published."""
    return hashlib.sha256(snapshot.store.nquads()).hexdigest() == snapshot.manifest.digest


def child(work: Callable[[], object]) -> int:
    """Run `work` in a child of this process, and return the child's id; it exits with 0 if all went well."""
    number = os.fork()
    if number == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return number


def ended_well(number: int) -> bool:
    """Wait for a child, and tell whether it exited with 0."""
    return os.waitpid(number, 0)[1] == 0


def kill(store: Path, kills: int) -> list[str]:
    """Kill builds of two different inputs by turns, and return the snapshots served that are not whole."""
    knowledge = load_knowledge(Iris())
    inputs = (gather(TEXTS[:1], Project()), gather(TEXTS[:2], Project()))
    started = time.monotonic()
    expected = []
    for gathered in inputs:
        assert ended_well(child(building(gathered, knowledge, store)))
        expected.append(digest_named(store))
    duration = (time.monotonic() - started) / len(inputs)
    moments = random.Random(2020)  # noqa: S311 - the same moments each time
    broken = []
    for number in range(kills):
        victim = child(building(inputs[number % 2], knowledge, store))
        time.sleep(moments.uniform(0, duration * 1.2))
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        if not ended_well(child(lambda: check(store, expected))):
            broken.append(current_name(store))
    return broken


def building(gathered: Gathered, knowledge: Knowledge, store: Path) -> Callable[[], object]:
    """Return a build to run."""
    return lambda: build(gathered, Project(), knowledge, store)


def digest_named(store: Path) -> str:
    """Return the digest in the name of the current snapshot."""
    return current_name(store).split("-")[1]


def check(store: Path, expected: list[str]) -> None:
    """Fail unless what is served is one of the two inputs' graphs, whole."""
    assert digest_named(store) in expected
    assert whole(current(store))


if __name__ == "__main__":
    times = int(sys.argv[2])
    print(json.dumps({"kills": times, "broken": kill(Path(sys.argv[1]), times)}))
