"""How much memory a large answer takes: ten million rows of CSV, and a whole dump, over HTTP.

    python -m benchmarks.flat [QUADS]

The graph is made up (`corpus`), of 1,000,000 quads if no other number is named; the query has ten
million rows whatever the size of the graph. The figure is the largest that the server's process and
its workers together took while the answer was read, looked at ten times a second.
"""

from __future__ import annotations

import http.client
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from benchmarks.compare import built
from benchmarks.peers import newsgraph_from_disk
from benchmarks.pressure import size_of
from benchmarks.results import keep

ROWS: Final = 10_000_000
#: A person, a part taken and a newsletter: far more than are asked for, found one after the other.
QUERY: Final = f"""SELECT ?a ?b ?c {{
  ?a a news:Person . ?b a news:Participation . ?c a news:Newsletter
}} LIMIT {ROWS}"""


def main() -> None:
    """Measure, print and keep."""
    quads = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory(prefix="newsgraph-bench-") as name:
        server = newsgraph_from_disk(built(quads, Path(name)))
        try:
            query = f"/sparql?{urlencode({'query': QUERY, 'format': 'csv'})}"
            figures = {
                "CSV": read(server.port, server.process.pid, query),
                "dump as N-Quads": read(server.port, server.process.pid, "/dumps/newsgraph.nq"),
            }
        finally:
            server.process.terminate()
            server.process.wait()
    keep("flat", {"quads": quads, "rows": ROWS}, dict(figures))


def read(port: int, process: int, path: str) -> dict[str, object]:
    """Read an answer to its end, and return its lines, its size, and what the server took meanwhile."""
    most, done = [size_of(process)], threading.Event()

    def look() -> None:
        while not done.wait(0.1):
            most.append(size_of(process))

    watching = threading.Thread(target=look)
    watching.start()
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("GET", path)
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    size = lines = 0
    while chunk := answer.read(2**20):
        size += len(chunk)
        lines += chunk.count(b"\n")
    connection.close()
    took = time.monotonic() - began
    done.set()
    watching.join()
    return {
        "lines": lines,
        "MB": round(size / 1e6),
        "seconds": round(took, 1),
        "MiB before": most[0],
        "MiB at most": max(most),
    }


if __name__ == "__main__":
    main()
