"""One line of JSON for each request answered."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
from dataclasses import dataclass
from typing import Final

from endpoint.notes import Note

#: Where the lines go; nowhere, unless somebody listens.
LOG: Final = logging.getLogger("newsgraph.requests")


def hashed(query: str) -> str:
    """Return what stands for a query in the log: equal for equal text, and no way back."""
    return hashlib.sha256(query.encode("utf-8", "replace")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Told:
    """How a request was answered: in how many seconds, with how many bytes, and whether it broke off."""

    status: int
    seconds: float
    size: int
    broken: bool


def line(method: str, path: str, told: Told, note: Note, *, texts: bool) -> str:
    """Return the line of one request; no parameters, no headers, and a query's text only with `texts`."""
    said: dict[str, object] = {
        "time": dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"),
        "method": method,
        "path": path,
        "status": told.status,
        "ms": round(told.seconds * 1000, 2),
        "waited": None if note.waited is None else round(note.waited * 1000, 2),
        "bytes": told.size,
        "query": hashed(note.query) if note.query is not None else None,
        "text": note.query if texts else None,
        "format": note.form,
        "rows": note.rows,
        "limit": note.limit,
        "cache": note.cache,
        # The answer ended before its end: the client has noticed, too.
        "broken": told.broken or None,
    }
    return json.dumps({name: value for name, value in said.items() if value is not None}, ensure_ascii=False)
