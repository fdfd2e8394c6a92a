"""XML on its way out and in: no character that XML cannot carry or a parser would change, any encoding."""

from __future__ import annotations

import codecs
import io
import re
from typing import IO, TYPE_CHECKING, Final

from graph_builder.errors import Unwritable
from graph_builder.formats import RDF_XML, Format

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

#: What XML 1.0 has no way to write, not even as a reference; in UTF-8.
_FORBIDDEN: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
#: The bytes of a character that may stand in the chunk before.
_BEFORE: Final = 2
_NAME: Final = re.compile(r"[^\W\d][\w.-]*\Z")
_DECLARED: Final = re.compile(r"""(\A\s*<\?xml\b[^>]*?)\s+encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
#: How a text of XML begins in an encoding of two bytes, with a mark of their order or without.
_TWO_BYTES: Final = {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\x00": "utf-16-le",
    b"\x00<": "utf-16-be",
}
_KNOWN: Final = re.compile(
    r"(?:utf-?8(?:-sig)?|utf-?16(?:-?[bl]e)?|(?:us-)?ascii|iso-8859-\d+|windows-125\d)\Z"
)


def is_name_of_xml(iri: str) -> bool:
    """Tell whether an IRI ends in what can be the name of an element, as a property of RDF/XML must."""
    return bool(_NAME.search(iri))


def checked_property(iri: str) -> None:
    """Raise `Unwritable` for a property that RDF/XML cannot name, which would break it."""
    if not is_name_of_xml(iri):
        raise Unwritable(
            RDF_XML.name,
            f"the answer holds the property <{iri}>, which RDF/XML cannot write, since it ends in no XML"
            " name; ask for another format",
        )


def in_utf8(data: bytes, charset: str | None = None) -> bytes:
    """Return XML as UTF-8 that says of no other encoding that it is in it.

    A mark of the order of bytes tells the encoding, else `charset`, else the text itself (RFC 7303).
    Raises `LookupError` where there is no such encoding, and `UnicodeDecodeError` where it is in another.
    """
    declared = _DECLARED.search(data[:200].decode("latin-1"))
    told = charset or (declared[2] if declared else "utf-8")
    if data.startswith(codecs.BOM_UTF8):
        told = "utf-8-sig"
    encoding = _TWO_BYTES.get(data[:2], told).casefold()
    if not _KNOWN.match(encoding):
        # Some that Python knows, such as punycode, are no charsets of texts.
        raise LookupError(encoding[:50])
    text = data.decode(encoding)
    return _DECLARED.sub(r"\1", text, count=1).encode()


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
