"""Bytes that one thread writes and another reads, in flat memory.

Serialisers push bytes into a file, WSGI pulls chunks; and an answer of pyoxigraph has to be read in
the thread that asked. So asking and writing go into a thread of their own, and a short queue
between the two makes the writer wait for a slow reader.
"""

from __future__ import annotations

import io
import queue
import threading
import traceback
from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

CHUNK: Final = 64 * 1024
#: How many chunks the writer may be ahead of the reader.
AHEAD: Final = 8

Work = Callable[[IO[bytes]], None]


class Stream(Iterator[bytes]):
    """The chunks that `work` writes; an error of its own is raised where the chunks end.

    The thread starts with the first chunk that is asked for. Closing makes its next write fail,
    which ends it.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._queue: queue.Queue[bytes | BaseException | None] = queue.Queue(AHEAD)
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        self._peeked: bytes | None = None

    def peek(self) -> None:
        """Wait for the first chunk and keep it; raises what went wrong before it."""
        self._peeked = next(self, None)

    def __next__(self) -> bytes:
        if self._peeked is not None:
            chunk, self._peeked = self._peeked, None
            return chunk
        if self._closed.is_set():
            raise StopIteration
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="stream", daemon=True)
            self._thread.start()
        item = self._queue.get()
        if isinstance(item, bytes):
            return item
        self._closed.set()
        if item is not None:
            raise item
        raise StopIteration

    def close(self) -> None:
        """Take no more chunks, and let the writer know."""
        self._closed.set()
        # The writer may be waiting for a free place.
        while not self._queue.empty():
            self._queue.get_nowait()

    def _run(self) -> None:
        try:
            with Sink(self._put) as sink:
                self._work(cast("IO[bytes]", sink))
                sink.flush()
        except BaseException as error:
            _let_go(error)
            self._queue.put(error)
        else:
            self._queue.put(None)

    def _put(self, chunk: bytes) -> None:
        if self._closed.is_set():
            raise BrokenPipeError("nobody reads this answer any more")
        self._queue.put(chunk)


def _let_go(error: BaseException | None) -> None:
    """Drop what the frames of an error hold: an answer of pyoxigraph must end in its own thread, too."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


class Sink(io.RawIOBase):
    """A file that gathers small writes into chunks."""

    def __init__(self, put: Callable[[bytes], None]) -> None:
        self._put = put
        self._gathered = bytearray()

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        """Take all bytes, and send them when there are enough."""
        self._gathered += data
        if len(self._gathered) >= CHUNK:
            self._send()
        return memoryview(data).nbytes

    def close(self) -> None:
        """Drop what was not sent."""
        # What was gathered before an error is no answer: only `flush` sends it.
        self._gathered.clear()
        super().close()

    def flush(self) -> None:
        """Send what was gathered."""
        if self._gathered:
            self._send()

    def _send(self) -> None:
        chunk = bytes(self._gathered)
        self._gathered.clear()
        self._put(chunk)
