"""How much queries may take, and what is told of one that passes a limit or finds no room."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from graph_builder.errors import NewsgraphError, QueryError


class Busy(NewsgraphError):
    """All workers are at work, and as many queries wait as may."""

    def __init__(self) -> None:
        super().__init__("The endpoint is busy with other queries. Ask again in a few seconds.")


class TimePassed(QueryError):
    """A query took longer than it may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The query was ended at its time limit of {seconds:g} seconds. Ask for less: add a LIMIT, name"
            " more of what you look for, or take the whole graph from /dumps/ and ask it at home."
        )
        self.seconds = seconds


class MemoryPassed(QueryError):
    """A query took more memory than it may."""

    def __init__(self, size: int) -> None:
        super().__init__(
            f"The query was ended at its memory limit of {size / 2**20:,.0f} MiB. Ask for less: sort, group"
            " or tell apart fewer rows, or take the whole graph from /dumps/ and ask it at home."
        )
        self.size = size


class TooComplex(QueryError):
    """A query's text is more than the engine can take."""

    def __init__(self) -> None:
        super().__init__(
            "The query is too complex: it is nested too deeply, or chains too much. Write it with fewer"
            " levels, VALUES for long lists of alternatives, or several queries."
        )


class WorkerLost(QueryError):
    """Somebody else ended the process that answered a query."""

    def __init__(self) -> None:
        super().__init__("The process that answered this query was ended from outside. Ask again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many queries run at once, and how long and how large each may become."""

    workers: int = os.cpu_count() or 1
    #: Queries that may wait for a worker, and for how many seconds.
    waiting: int = 16
    patience: float = 10.0
    seconds: float = 30.0
    #: Bytes of memory that a worker may take beside what it began with; looked at where the system shows
    #: them in /proc.
    memory: int = 2 * 2**30
    #: Bytes of memory that copies of the snapshot may take; 0 to read it from disk always.
    room: int = field(default_factory=lambda: memory_of_machine() // 4)
    #: Rows or triples, and bytes, that an answer may have; 0 for any number.
    rows: int = 0
    bytes: int = 4 * 2**30


def memory_of_machine() -> int:
    """Return the bytes of memory that there are, by the system and by the control group."""
    most = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        # There is none, or it says "max", where nothing is set.
        return min(most, int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")))
    except (OSError, ValueError):
        return most
