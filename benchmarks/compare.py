"""newsgraph and other SPARQL servers over one made-up corpus, side by side, over HTTP on loopback.

    python -m benchmarks.compare            about 1 million quads for all, 10 million for two
    python -m benchmarks.compare --quick    100,000 and 400,000 quads, fewer rounds
    python -m benchmarks.compare --peers newsgraph "Oxigraph server"    those alone; only printed

Every server gets the same quads: each triple in its named graph, and once in the default graph, which
so is the set of all triples (Virtuoso, which has no default graph of its own, gets it as a graph that
each request names as `default-graph-uri`). The queries of `mix` are put to all of them in turn, so
that whatever else the machine does hits all alike; each turn begins with another, since the first one
finds the processor's caches filled by others. First answers are to queries with parameters drawn
anew, with `Cache-Control: no-cache`; repeated ones to the same text again. The figure of a server is
the geometric mean over the mix of its median times. Oxigraph's server reads the files of the very
snapshot that newsgraph serves. newsgraph holds the smaller corpus in memory, as it does where there is
room; it is also asked with none, and Oxigraph's server with the same quads in memory, so that what
memory gives and what is ours can be told apart. For the larger corpus there is no room by default.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import statistics
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.corpus import BASE, write_corpus
from benchmarks.mix import MIX, ROWS, Asked
from benchmarks.peers import (
    Corpora,
    Peer,
    Start,
    fuseki,
    newsgraph,
    newsgraph_from_disk,
    oxigraph,
    oxigraph_in_memory,
    rdflib_endpoint,
    running,
    virtuoso,
)
from benchmarks.results import RESULTS, commit, keep, machine
from graph_builder.snapshots import Manifest, drafting, now, publish

STARTS: Final[dict[str, Start]] = {
    "newsgraph": newsgraph,
    "newsgraph, from disk": newsgraph_from_disk,
    "Oxigraph server": oxigraph,
    "Oxigraph server, in memory": oxigraph_in_memory,
    "rdflib-endpoint": rdflib_endpoint,
    "Apache Jena Fuseki": fuseki,
    "Virtuoso": virtuoso,
}
LARGE: Final[dict[str, Start]] = {
    "newsgraph": newsgraph,
    "Oxigraph server": oxigraph,
}
OURS: Final = "newsgraph"
CLIENTS: Final = (1, 8, 64)
#: Seconds that a query may take; one that takes longer counts with this.
LONGEST: Final = 60.0
#: Milliseconds of Oxigraph's server above which a query counts as work for the engine.
WORK: Final = 5.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    small: int
    large: int
    rounds: int
    #: Seconds that one server may take for one query after the fewest rounds; four times that in any case.
    budget: float
    fewest: int
    #: Seconds of one measurement of throughput.
    span: float


WHOLE: Final = Plan(1_000_000, 10_000_000, 7, 3.0, 3, 3.0)
QUICK: Final = Plan(100_000, 400_000, 5, 1.0, 2, 1.0)


@dataclass(slots=True)
class Measured:
    """The times of one server, in milliseconds by query, and its rows."""

    first: dict[str, list[float]]
    repeated: dict[str, list[float]]
    rows: dict[str, int]


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only-small", action="store_true")
    parser.add_argument("--only-large", action="store_true")
    parser.add_argument("--peers", nargs="+", choices=STARTS, default=list(STARTS), metavar="NAME")
    arguments = parser.parse_args()
    plan = QUICK if arguments.quick else WHOLE
    name = "peers-quick" if arguments.quick else "peers"
    figures, tables = dict[str, object](), list[str]()
    for quads, starts in ((plan.small, STARTS), (plan.large, LARGE)):
        if arguments.only_small if quads == plan.large else arguments.only_large:
            continue
        chosen = {name: start for name, start in starts.items() if name in arguments.peers}
        began = time.monotonic()
        found, table = compared(quads, chosen, plan)
        print(f"{quads:,} quads took {time.monotonic() - began:.0f} s in all", flush=True)
        figures[f"{quads:,} quads"] = found
        tables.append(table)
    heading = f"Commit {commit()}, {machine()['cores']} cores of {machine()['processor']}.\n\n"
    text = heading + "\n\n".join(tables) + "\n"
    # What was measured in part must not take the place of the whole.
    if len(arguments.peers) == len(STARTS) and not (arguments.only_small or arguments.only_large):
        keep(name, {"rounds": plan.rounds, "queries": len(MIX)}, figures)
        (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    print(text)


def compared(quads: int, starts: dict[str, Start], plan: Plan) -> tuple[dict[str, object], str]:
    """Return figures and a table of some servers over a corpus of a size."""
    with tempfile.TemporaryDirectory(prefix="newsgraph-bench-") as name:
        corpora = built(quads, Path(name))
        with running(starts, corpora) as (peers, left_out):
            measured = {peer.name: Measured(defaultdict(list), defaultdict(list), {}) for peer in peers}
            for asked in MIX:
                _measure(asked, peers, measured, plan)
            rates = {peer.name: [_rate(peer, clients, plan) for clients in CLIENTS] for peer in peers}
    return _figures(peers, measured, rates, left_out), _table(quads, peers, measured, rates, left_out)


def built(quads: int, folder: Path) -> Corpora:
    """Write a corpus to a folder, and publish it there."""
    path, store = folder / "corpus.nq", folder / "store"
    began = time.monotonic()
    corpus = write_corpus(quads, path)
    took = time.monotonic() - began
    print(f"{corpus.written:,} quads, {corpus.newsletters:,} newsletters, written in {took:.1f} s")
    began = time.monotonic()
    with drafting(store) as draft:
        draft.store.load(path)
        digest = hashlib.sha256(f"{quads}".encode()).hexdigest()
        snapshot = publish(store, draft, Manifest(base=BASE, title="Made up", digest=digest, published=now()))
    print(f"loaded into a snapshot in {time.monotonic() - began:.1f} s", flush=True)
    return Corpora(path, store, store / "snapshots" / snapshot / "dataset", folder)


# --- measuring ------------------------------------------------------------------------------------


def _measure(asked: Asked, peers: Sequence[Peer], measured: dict[str, Measured], plan: Plan) -> None:
    connections = {
        peer.name: http.client.HTTPConnection("127.0.0.1", peer.port, timeout=LONGEST) for peer in peers
    }
    spent: defaultdict[str, float] = defaultdict(float)
    # The first round warms up.
    for turn in range(-1, plan.rounds):
        query = asked.drawn(Random(f"{asked.name} {max(turn, 0)}"))  # noqa: S311 - no secret
        first = turn % len(peers)
        for peer in (*peers[first:], *peers[:first]):
            done = measured[peer.name].first[asked.name]
            enough = len(done) >= plan.fewest and spent[peer.name] > plan.budget
            if enough or (done and spent[peer.name] > 4 * plan.budget):
                continue
            took, rows = _ask(connections[peer.name], peer, query, asked.accept, fresh=True)
            spent[peer.name] += took / 1000
            # What takes so long was warm when it ended.
            if turn >= 0 or took > plan.budget * 1000:
                done.append(took)
            if turn <= 0:
                measured[peer.name].rows[asked.name] = rows
    query = asked.drawn(Random(f"{asked.name} 0"))  # noqa: S311 - no secret
    for peer in peers:
        done = measured[peer.name].repeated[asked.name]
        for turn in range(-1, plan.rounds):
            took, _ = _ask(connections[peer.name], peer, query, asked.accept, fresh=False)
            if turn >= 0 or took > plan.budget * 1000:
                done.append(took)
            if sum(done) > plan.budget * 1000:
                break
    for connection in connections.values():
        connection.close()
    print(
        f"  {asked.name}: "
        + ", ".join(
            f"{peer.name} {statistics.median(measured[peer.name].first[asked.name]):.1f} ms" for peer in peers
        ),
        flush=True,
    )


def _ask(
    connection: http.client.HTTPConnection, peer: Peer, query: str, accept: str, *, fresh: bool
) -> tuple[float, int]:
    """Return the milliseconds of an answer, to its last byte, and its rows; -1 for no table."""
    headers = {"Accept": accept} | ({"Cache-Control": "no-cache"} if fresh else {})
    began = time.perf_counter()
    try:
        connection.request("GET", peer.address(query), headers=headers)
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        return LONGEST * 1000, -1
    took = (time.perf_counter() - began) * 1000
    if answer.status != 200:
        raise RuntimeError(f"{peer.name} answers {answer.status} to\n{query}\n{body[:500]!r}")
    return took, len(json.loads(body)["results"]["bindings"]) if accept == ROWS else -1


def _rate(peer: Peer, clients: int, plan: Plan) -> float:
    """Return how many short queries a second a server answers to some clients at once."""
    short = [asked for asked in MIX if asked.short]
    answered = [0] * clients
    until = time.monotonic() + plan.span

    def client(number: int) -> None:
        random = Random(number)  # noqa: S311 - no secret
        connection = http.client.HTTPConnection("127.0.0.1", peer.port, timeout=LONGEST)
        while time.monotonic() < until:
            asked = random.choice(short)
            try:
                _ask(connection, peer, asked.drawn(random), asked.accept, fresh=True)
            except RuntimeError:
                # Refused, since there are too many at once: not answered.
                time.sleep(0.01)
            else:
                answered[number] += 1
        connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return round(sum(answered) / (time.monotonic() - began), 1)


# --- telling --------------------------------------------------------------------------------------


def mean(times: dict[str, list[float]], names: Sequence[str]) -> float:
    """Return the geometric mean of medians."""
    return statistics.geometric_mean(statistics.median(times[name]) for name in names)


def _names(measured: dict[str, Measured]) -> tuple[list[str], list[str]]:
    """Return the names of all queries, and of those that the engine works at."""
    names = [asked.name for asked in MIX]
    oxigraph_times = measured.get("Oxigraph server")
    heavy = [
        name for name in names if oxigraph_times and statistics.median(oxigraph_times.first[name]) > WORK
    ]
    return names, heavy


def _figures(
    peers: Sequence[Peer],
    measured: dict[str, Measured],
    rates: dict[str, list[float]],
    left_out: dict[str, str],
) -> dict[str, object]:
    names, heavy = _names(measured)
    found: dict[str, object] = {"left out": left_out}
    for peer in peers:
        times = measured[peer.name]
        found[peer.name] = {
            "version": peer.version,
            "loading, seconds": round(peer.loading, 2),
            "start, seconds": round(peer.starting, 2),
            "first, milliseconds": round(mean(times.first, names), 2),
            "repeated, milliseconds": round(mean(times.repeated, names), 2),
            "short queries a second": dict(zip(map(str, CLIENTS), rates[peer.name], strict=True)),
            "queries": {
                name: [
                    round(statistics.median(times.first[name]), 2),
                    round(statistics.median(times.repeated[name]), 2),
                    times.rows.get(name, -1),
                ]
                for name in names
            },
        }
    if OURS in measured:
        ours = measured[OURS]
        for peer in peers[1:]:
            theirs = measured[peer.name]
            faster = {
                "first": round(mean(theirs.first, names) / mean(ours.first, names), 2),
                "repeated": round(mean(theirs.repeated, names) / mean(ours.repeated, names), 2),
            }
            if heavy:
                work = mean(theirs.first, heavy) / mean(ours.first, heavy)
                faster["first, of work for the engine"] = round(work, 2)
            found[f"times faster than {peer.name}"] = faster
    return found


def _table(
    quads: int,
    peers: Sequence[Peer],
    measured: dict[str, Measured],
    rates: dict[str, list[float]],
    left_out: dict[str, str],
) -> str:
    names, heavy = _names(measured)
    columns = [(peer, measured[peer.name]) for peer in peers]
    lines = [
        f"| {quads:,} quads | " + " | ".join(peer.name for peer in peers) + " |",
        "|---" * (len(peers) + 1) + "|",
    ]

    def row(label: str, cells: Sequence[str]) -> None:
        lines.append(f"| {label} | " + " | ".join(cells) + " |")

    row("version", [peer.version for peer in peers])
    row("start, s", [f"{peer.starting:.2f}" for peer in peers])
    row("loaded, s", [f"{peer.loading:.1f}" for peer in peers])
    row("first answers, ms", [f"{mean(times.first, names):.2f}" for _, times in columns])
    row(
        "of work for the engine, ms",
        [f"{mean(times.first, heavy):.2f}" if heavy else "-" for _, times in columns],
    )
    row("repeated answers, ms", [f"{mean(times.repeated, names):.2f}" for _, times in columns])
    for place, clients in enumerate(CLIENTS):
        row(
            f"short queries a second, {clients} clients",
            [f"{rates[peer.name][place]:,.0f}" for peer in peers],
        )
    ours = measured[peers[0].name]
    for name in names:
        cells = []
        for _, times in columns:
            # Answers differ where servers disagree about what a query means.
            other = "" if times.rows.get(name) == ours.rows.get(name) else f" ({times.rows.get(name)} rows)"
            cells.append(f"{statistics.median(times.first[name]):.1f}{other}")
        row(
            f"{name} ({max(ours.rows.get(name, 0), 0):,} rows)" if ours.rows.get(name, -1) >= 0 else name,
            cells,
        )
    left = "".join(f"\nLeft out: {name}: {reason}." for name, reason in left_out.items())
    return "\n".join(lines) + ("\n" + left if left else "")


if __name__ == "__main__":
    main()
