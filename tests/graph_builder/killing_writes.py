"""Writes that are killed at random moments: `python -m tests.graph_builder.killing_writes STORE KILLS`.

As in `killing`, each write and each look at what is served is a child of a process that opens no store.
Each write gives two graphs one number more. Printed is how many writes were killed, how many of them
were done all the same, and what was then served that was neither the old numbers nor the new ones.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from rdflib import URIRef
from rdflib.namespace import RDF

from graph_builder.changes import Changes
from graph_builder.parsing import read_image
from graph_builder.revise import Rulebook, revise, start
from graph_builder.snapshots import Manifest, current
from tests.graph_builder.killing import child, ended_well

BASE = "https://data.example.org/"
GRAPHS = (f"{BASE}one", f"{BASE}two")
rulebook = cache(Rulebook)


def numbered(store: Path, number: int) -> None:
    """Write a number to both graphs."""
    data = store.with_name(f"{number}.nt")
    data.write_text(f'<{BASE}x> <{RDF.value}> "{number}" .\n', encoding="utf-8")
    image = read_image(data, "nt", BASE)

    def write(changes: Changes, _: Manifest) -> None:
        for graph in GRAPHS:
            changes.put(graph, image)

    revise(store, write, rulebook, patience=5)


def number_of(store: Path) -> int:
    """Return the number that is served; fails where the graphs, or the set of their triples, disagree."""
    snapshot = current(store)
    told = [
        {int(str(value)) for *_, value in snapshot.store.triples(graph=URIRef(graph))} for graph in GRAPHS
    ]
    everything = [int(str(value)) for *_, value in snapshot.store.triples()]
    assert told[0] == told[1]
    assert everything == list(told[0])
    assert snapshot.name.endswith(snapshot.manifest.digest[:12])
    return everything[0]


def seen(store: Path) -> int | None:
    """Return the number that a child sees, or None where something is broken."""
    told = store.with_name("told")
    told.unlink(missing_ok=True)

    def look() -> None:
        told.write_text(str(number_of(store)), encoding="ascii")

    return int(told.read_text(encoding="ascii")) if ended_well(child(look)) else None


def writing(store: Path, number: int) -> Callable[[], object]:
    """Return a write to run."""
    return lambda: numbered(store, number)


def kill(store: Path, kills: int) -> dict[str, object]:
    """Kill writes, and return what came of it."""
    # Loaded now, so that the children need not.
    assert rulebook(BASE).read
    assert ended_well(child(lambda: start(store, Manifest(base=BASE, title=""))))
    began = time.monotonic()
    assert all(ended_well(child(writing(store, number))) for number in (1, 2, 3))
    duration = (time.monotonic() - began) / 3
    moments = random.Random(2021)  # noqa: S311 - the same moments each time
    done, broken = 0, []
    before = 3
    for number in range(4, 4 + kills):
        victim = child(writing(store, number))
        time.sleep(moments.uniform(0, duration * 1.2))
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        now = seen(store)
        if now not in (before, number):
            broken.append(number)
        done += now == number
        before = now or before
    # Nothing that a killed write left stands in the way of the next.
    assert ended_well(child(writing(store, 10_000)))
    assert seen(store) == 10_000
    return {"kills": kills, "done": done, "broken": broken}


if __name__ == "__main__":
    print(json.dumps(kill(Path(sys.argv[1]), int(sys.argv[2]))))
