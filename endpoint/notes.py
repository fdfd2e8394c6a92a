"""What is noted of a request while it is answered, for the log, the metrics and the cache."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final


@dataclass(slots=True)
class Note:
    """What one request was about."""

    #: The query that it put, and the name of the format that it is answered in.
    query: str | None = None
    form: str | None = None
    rows: int | None = None
    #: Seconds that it waited for a worker.
    waited: float | None = None
    #: The limit that the answer met with: time, memory, rows, ...
    limit: str | None = None
    #: "hit" or "miss" where the cache was asked.
    cache: str | None = None
    #: The problem for which it is refused before anybody looks at what it wants.
    refusal: Exception | None = None


class _Here(threading.local):
    """The note of the request that a thread answers."""

    note: Note | None = None


_HERE: Final = _Here()


def begin() -> Note:
    """Return a new note, on the request that this thread answers from now on."""
    _HERE.note = found = Note()
    return found


def note() -> Note:
    """Return the note on the present request; outside of one, a note that nobody reads."""
    return _HERE.note or Note()
