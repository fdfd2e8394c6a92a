"""What passes between the server and its workers: frames of a tag, a length and a payload.

And what passes between it and the process that workers are forked from, which is shorter.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import Enum
from typing import Final, Protocol

_HEAD: Final = struct.Struct("!cI")


class Tag(Enum):
    """What a frame is."""

    #: From a worker: it can take jobs.
    READY = b"R"
    #: To a worker: a query to answer, as JSON; and the wish that it stop.
    JOB = b"J"
    STOP = b"S"
    #: From a worker: what sort of answer follows, its bytes, that it ended, or what went wrong (JSON).
    KIND = b"K"
    CHUNK = b"C"
    END = b"E"
    ERROR = b"X"


class Reading(Protocol):
    """Something to read bytes from; fewer come only at its end."""

    def read(self, size: int, /) -> bytes:
        """Return as many bytes as are asked for."""
        ...


class Writing(Protocol):
    """Something buffered to write bytes to."""

    def write(self, data: bytes, /) -> int:
        """Take all bytes."""
        ...

    def flush(self) -> None:
        """Send what was taken."""
        ...


def write_frame(output: Writing, tag: Tag, payload: bytes = b"", *, flush: bool = True) -> None:
    """Send one frame, or with the next one where it need not go at once; waits while the reader is behind."""
    output.write(_HEAD.pack(tag.value, len(payload)))
    if payload:
        output.write(payload)
    if flush:
        output.flush()


def read_frame(source: Reading) -> tuple[Tag, bytes] | None:
    """Return the next frame; None where the writer is gone, be it in the midst of one."""
    head = source.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    tag, length = _HEAD.unpack(head)
    payload = source.read(length)
    return (Tag(tag), payload) if len(payload) == length else None


# --- forking --------------------------------------------------------------------------------------

#: The wish for a fork, sent with the ends of two pipes: what the worker reads from, and writes to.
FORK: Final = b"F"
_NEWS: Final = struct.Struct("!cii")


class News(Enum):
    """What is told of forks."""

    #: They can be had; one is there; one has ended.
    READY = b"R"
    FORKED = b"F"
    ENDED = b"E"


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a worker: its process, and with what it ended, below 0 by a signal."""

    news: News
    worker: int = 0
    code: int = 0

    def packed(self) -> bytes:
        """Return it as bytes."""
        return _NEWS.pack(self.news.value, self.worker, self.code)


def read_news(source: Reading) -> Told | None:
    """Return what is told next; None where nobody is there to tell."""
    found = source.read(_NEWS.size)
    if len(found) < _NEWS.size:
        return None
    news, worker, code = _NEWS.unpack(found)
    return Told(News(news), worker, code)
