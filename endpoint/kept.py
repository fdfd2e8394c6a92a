"""Answers kept to be given again: as many bytes of them as may be, those asked for last."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from endpoint.message import Headers

#: One answer takes at most this part of all that may be kept.
_PART: Final = 16
#: What an entry takes beside its body.
_BESIDE: Final = 2048
#: A query with one of these words may have another answer the next time. Where one stands in a string
#: nothing is lost but time.
_CHANGING: Final = re.compile(r"\b(?:now|rand|uuid|struuid|bnode|service)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Key:
    """What an answer depends on: the snapshot and all of the request that is looked at."""

    snapshot: str
    method: str
    host: str
    path: str
    parameters: str
    accept: str
    content_type: str
    body: bytes
    coding: str | None
    #: The client's, where names are asked for.
    languages: str = ""

    def tag(self, salt: str) -> str:
        """Return an entity tag's text: equal for requests that get the same bytes before coding."""
        parts = (salt, self.snapshot, self.host, self.path, self.parameters, self.accept, self.languages)
        return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole answer, and what the log says of it."""

    status: str
    headers: Headers
    body: bytes
    query: str | None = None
    form: str | None = None
    rows: int | None = None

    @property
    def size(self) -> int:
        """Return about how many bytes it takes."""
        return len(self.body) + len(self.query or "") + _BESIDE


class Shelf:
    """Keeps answers up to a number of bytes; safe to use from several threads."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.size = 0
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._snapshot = ""
        self._lock = threading.Lock()

    @property
    def largest(self) -> int:
        """Return how large one answer may be."""
        return self.room // _PART

    def __len__(self) -> int:
        """Return how many answers are kept."""
        return len(self._kept)

    def get(self, key: Key) -> Kept | None:
        """Return the answer to a request, if it is kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Key, answer: Kept) -> None:
        """Keep an answer; those of another snapshot go, and those not asked for longest."""
        if answer.size > self.largest:
            return
        with self._lock:
            if key.snapshot != self._snapshot:
                self._kept.clear()
                self._snapshot, self.size = key.snapshot, 0
            before = self._kept.pop(key, None)
            self.size += answer.size - (before.size if before else 0)
            self._kept[key] = answer
            while self.size > self.room:
                self.size -= self._kept.popitem(last=False)[1].size


def lasting(query: str | None) -> bool:
    """Tell whether a query has the same answer whenever it is asked of one snapshot."""
    return query is None or not _CHANGING.search(query)
