"""What is noted of a request while it is answered, for the log, the metrics and the cache."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import has_request_context, request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_KEY: Final = "newsgraph.note"


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


def attach(environ: WSGIEnvironment) -> Note:
    """Return a new note on a request."""
    found = Note()
    environ[_KEY] = found
    return found


def note() -> Note:
    """Return the note on the present request; outside of one, a note that nobody reads."""
    found = request.environ.get(_KEY) if has_request_context() else None
    return found if isinstance(found, Note) else Note()
