"""How long `/healthz` takes, looked at from a process of its own.

    python -m benchmarks.probe PORT

It looks until its input ends, and prints the seconds of each look.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

#: Seconds between two looks.
_PAUSE: Final = 0.01


@contextmanager
def probing(port: int) -> Iterator[list[float]]:
    """Look at a server meanwhile; afterwards the list holds the seconds of each look, the shortest first."""
    found = list[float]()
    command = [sys.executable, "-m", "benchmarks.probe", str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield found
        said, _ = process.communicate()
    found += sorted(json.loads(said))


def main() -> None:
    """Look, and print."""
    ended, found = threading.Event(), list[float]()

    def wait() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    with closing(http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=60)) as connection:
        while not ended.wait(_PAUSE):
            began = time.perf_counter()
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            found.append(time.perf_counter() - began)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
