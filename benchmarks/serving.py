"""How many queries a second a running server answers, by the kinds of query users put.

    python -m benchmarks.serving

The graph is that of data/, the queries are the competency questions, the server is `newsgraph serve`
on loopback in a process of its own, and one client asks over one connection.
"""

from __future__ import annotations

import http.client
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from benchmarks.results import ROOT, keep
from tests.support import free_port

ROUNDS: Final = 20
QUESTIONS: Final = ROOT / "tests" / "questions"


def main() -> None:
    """Measure, print and keep."""
    command = str(Path(sys.executable).with_name("newsgraph"))
    questions = sorted(QUESTIONS.glob("*.rq"))
    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder) / "store")
        subprocess.run(
            [command, "build", "--project", "data", "--store", store],
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        port = free_port()
        server = subprocess.Popen(
            [command, "serve", "--store", store, "--port", str(port), "--log", str(Path(folder) / "log")],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        try:
            wait(port)
            taken = {path.stem: ask(port, path.read_text(encoding="utf-8")) for path in questions}
        finally:
            server.terminate()
            server.wait()
    keep(
        "serving",
        {"queries": len(questions), "rounds": ROUNDS, "clients": 1},
        {
            "queries a second": round(len(taken) / sum(taken.values()), 1),
            "median query, milliseconds": round(statistics.median(taken.values()) * 1000, 2),
            "slowest query, milliseconds": round(max(taken.values()) * 1000, 2),
            "slowest query": max(taken, key=lambda name: taken[name]),
        },
    )


def ask(port: int, query: str) -> float:
    """Return the median time of a query in seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    path = f"/sparql?{urlencode({'query': query})}"
    measured = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        # Made anew each time, not given again.
        headers = {"Accept": "application/sparql-results+json", "Cache-Control": "no-cache"}
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        measured.append(time.perf_counter() - started)
        assert response.status == 200, body
    connection.close()
    return statistics.median(measured)


def wait(port: int) -> None:
    """Wait until the server answers."""
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server does not answer")


if __name__ == "__main__":
    main()
