"""What happens when far more is asked than can be answered: 200 endless queries at once.

    python -m benchmarks.pressure

The server is `newsgraph serve` over the graph of data/, with two workers and two seconds for a query; it
is started anew for each of several rounds. Beside the endless queries, somebody looks at `/healthz` all
the time, and somebody asks a short query. A second server that is asked nothing else is looked at, too:
what it takes is not the doing of the first, but of the machine and of those who ask.
"""

from __future__ import annotations

import http.client
import itertools
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from benchmarks.probe import probing
from benchmarks.results import ROOT, keep
from benchmarks.serving import wait
from tests.support import free_port

#: No worker ends it while anybody waits.
ENDLESS: Final = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?s{i} ?p{i} ?o{i} .' for i in range(9))} }}"
SECONDS: Final = 2
WORKERS: Final = 2
WAITING: Final = 4
ROUNDS: Final = 5
OPTIONS: Final = ("--workers", str(WORKERS), "--waiting", str(WAITING), "--timeout", str(SECONDS))


@dataclass(frozen=True, slots=True)
class Pressure:
    """What was seen while the queries were asked."""

    #: How many ended how: the status, and the limit that was named or "busy".
    endings: Counter[tuple[int, str]]
    #: Seconds from when a worker began to the end of the answer, of those that a worker began.
    running: tuple[float, ...]
    #: Seconds until those were refused that found no place to wait.
    refusals: tuple[float, ...]
    health: tuple[float, ...]
    #: Statuses of the short queries.
    ordinary: Counter[int]
    workers: tuple[int, int, int]
    #: MiB of the server and its workers: before, at most, and afterwards.
    memory: tuple[int, int, int]


def pressed(port: int, server: int, log: Path, queries: int = 200) -> Pressure:
    """Ask a server, which writes its log to a file, too much at once; `server` is its process."""
    counts, sizes = [len(_family(server))], [size_of(server)]
    ordinary = Counter[int]()
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.05):
            counts.append(len(_family(server)))
            sizes.append(size_of(server))

    def go_on() -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            for number in itertools.count():
                if done.wait(0.05):
                    return
                path = f"/sparql?query={quote(f'SELECT ({number} AS ?n) {{}}')}"
                ordinary[_asked(connection, path)[0]] += 1

    watching = [threading.Thread(target=work) for work in (look, go_on)]
    barrier, told, answers = threading.Barrier(queries), log.stat().st_size, list[tuple[int, float, str]]()

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        barrier.wait()
        answers.append(_asked(connection, f"/sparql?query={quote(f'{ENDLESS} # {number}')}"))
        connection.close()

    asking = [threading.Thread(target=ask, args=(number,)) for number in range(queries)]
    with probing(port) as health:
        for thread in (*watching, *asking):
            thread.start()
        for thread in asking:
            thread.join()
        # Short queries go on when the endless ones are gone.
        time.sleep(2)
        done.set()
        for thread in watching:
            thread.join()
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8")[told:].splitlines()]
    limited = [line for line in lines if line.get("limit") == "time"]
    running = tuple((line["ms"] - line.get("waited", 0.0)) / 1000 for line in limited)
    endings = Counter((status, _limit(body)) for status, _, body in answers)
    # Who had a place to wait may have waited long; the others were told at once.
    refused = sorted(took for status, took, body in answers if status == 503 and _limit(body) == "busy")
    return Pressure(
        endings,
        running,
        tuple(refused[: max(0, len(refused) - WAITING)]),
        tuple(health),
        ordinary,
        (counts[0], max(counts), len(_family(server))),
        (sizes[0], max(sizes), size_of(server)),
    )


def _asked(connection: http.client.HTTPConnection, path: str) -> tuple[int, float, str]:
    began = time.perf_counter()
    connection.request("GET", path, headers={"Accept": "application/json"})
    answer = connection.getresponse()
    body = answer.read().decode()
    return answer.status, time.perf_counter() - began, body


def _limit(body: str) -> str:
    said = json.loads(body)
    return str(said.get("limit", "busy"))


def _family(process: int) -> list[int]:
    """Return the processes that a process has started, and those that they have, by Linux's /proc."""
    found = list[int]()
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        # One that has just ended has none.
        with suppress(OSError):
            for child in map(int, children.read_text(encoding="ascii").split()):
                found += (child, *_family(child))
    return found


def size_of(process: int) -> int:
    """Return the MiB of memory of a process and those that it has started; what they share counts once."""
    total = 0
    for one in (process, *_family(process)):
        # It may have just ended.
        with suppress(OSError):
            told = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii")
            total += int(told.partition("\nPss:")[2].split()[0])
    return total // 2**10


@contextmanager
def _serving(store: Path, log: Path) -> Iterator[tuple[int, int]]:
    """Lend a server: its port and its process."""
    command, port = str(Path(sys.executable).with_name("newsgraph")), free_port()
    log.touch()
    serve = [command, "serve", "--store", str(store), "--port", str(port), "--log", str(log), *OPTIONS]
    with subprocess.Popen(serve, cwd=ROOT, stdout=subprocess.DEVNULL) as server:
        try:
            wait(port)
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
                while _asked(connection, "/readyz")[0] != 200:
                    time.sleep(0.1)
            yield port, server.pid
        finally:
            server.terminate()


def measured(store: Path, log: Path) -> tuple[Pressure, list[float]]:
    """Return what was seen of a new server, and how long an idle one beside it took."""
    with ExitStack() as stack:
        port, server = stack.enter_context(_serving(store, log))
        beside, _ = stack.enter_context(_serving(store, log.with_suffix(".beside")))
        idle = stack.enter_context(probing(beside))
        seen = pressed(port, server, log)
    return seen, idle


def main() -> None:
    """Measure, print and keep."""
    with tempfile.TemporaryDirectory() as name:
        store = Path(name) / "store"
        command = str(Path(sys.executable).with_name("newsgraph"))
        build = [command, "build", "--project", "data", "--store", str(store)]
        subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
        found = [measured(store, Path(name) / f"{number}.log") for number in range(ROUNDS)]
    rounds = [seen for seen, _ in found]
    keep(
        "pressure",
        {
            "queries": 200,
            "workers": WORKERS,
            "waiting": WAITING,
            "seconds a query": SECONDS,
            "rounds": ROUNDS,
        },
        {
            "endings, all rounds": _added(seen.endings for seen in rounds),
            "longest from start to end, seconds": round(max(max(seen.running) for seen in rounds), 2),
            "longest refusal of those without a place to wait, seconds": round(
                max(max(seen.refusals) for seen in rounds), 2
            ),
            **_taken("healthz", [seen.health for seen in rounds]),
            **_taken("the same of an idle server beside", [idle for _, idle in found]),
            "short queries, by status": dict(sum((seen.ordinary for seen in rounds), Counter[int]())),
            "workers before, at most, after": [seen.workers for seen in rounds],
            "MiB before, at most, after": [seen.memory for seen in rounds],
        },
    )


def _added(endings: Iterator[Counter[tuple[int, str]]]) -> dict[str, int]:
    return {f"{status} {limit}": number for (status, limit), number in sum(endings, Counter()).items()}


def _taken(what: str, rounds: list[Sequence[float]]) -> dict[str, object]:
    """Return the milliseconds that looks took, each round's sorted."""
    longest = [round(looks[-1] * 1000) for looks in rounds]
    every = sorted(itertools.chain.from_iterable(rounds))
    return {
        f"{what}, median, milliseconds": round(every[len(every) // 2] * 1000, 1),
        f"{what}, 99 of 100, milliseconds": round(every[len(every) * 99 // 100] * 1000, 1),
        f"{what}, longest of each round, milliseconds": longest,
        f"{what}, median of the longest, milliseconds": statistics.median(longest),
    }


if __name__ == "__main__":
    main()
