"""Bytes gathered into chunks on their way from who writes them to who reads them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

CHUNK: Final = 64 * 1024


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
