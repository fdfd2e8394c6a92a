"""XML on its way out: no character that XML cannot carry, and none that a parser would change."""

from __future__ import annotations

import io
import re
from typing import IO, TYPE_CHECKING, Final

from graph_builder.errors import Unwritable
from graph_builder.formats import Format

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

#: What XML 1.0 has no way to write, not even as a reference; in UTF-8.
_FORBIDDEN: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
#: The bytes of a character that may stand in the chunk before.
_BEFORE: Final = 2


class XmlText(io.RawIOBase):
    """A file for XML that another writes; raises `Unwritable` with the first character that XML cannot carry.

    A carriage return is written as a reference: a parser reads a bare one as a line feed.
    """

    def __init__(self, target: IO[bytes], form: Format) -> None:
        self._target, self._form = target, form
        self._end = b""
        self._refused: Unwritable | None = None

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        """Take all bytes, or none."""
        if self._refused:
            # The engine tries once more what it has left.
            raise self._refused
        chunk = bytes(data)
        found = _FORBIDDEN.search(self._end + chunk)
        if found:
            self._refused = Unwritable(
                self._form.name,
                f"the answer holds the character U+{ord(found[0].decode()):04X}, which {self._form.label}"
                " cannot write; ask for another format",
            )
            raise self._refused
        self._end = (self._end + chunk)[-_BEFORE:]
        self._target.write(chunk.replace(b"\r", b"&#xD;"))
        return len(chunk)
