"""The processes of a server, as Linux tells of them in /proc."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def children(process: int) -> set[int]:
    """Return the processes that a process has started; a thread of it that has just ended has none."""
    found: set[int] = set()
    for told in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            found.update(map(int, told.read_text().split()))
    return found


def command(process: int) -> str:
    """Return the command line of a process; nothing where it has just ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8")
    except OSError:
        return ""


def fork_servers(server: int | None = None) -> set[int]:
    """Return the ids of what the workers of a server are forked from; this process is one, too."""
    return {child for child in children(server or os.getpid()) if "endpoint.forkserver" in command(child)}


def workers(server: int | None = None) -> set[int]:
    """Return the ids of a server's workers."""
    return set().union(*map(children, fork_servers(server)))


def at_last(holds: Callable[[], bool]) -> bool:
    """Tell whether something comes to hold, however slow the machine is."""
    deadline = time.monotonic() + 60
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()


def ticks(process: int) -> int:
    """Return the time that a process has computed, in hundredths of a second."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
