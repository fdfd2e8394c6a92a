"""From a file to a `Document`: a text whose offsets stay true."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from graph_builder.errors import NothingToRead, UnreadableText

#: The endings that are taken for newsletters in a folder. PDF, DOCX and the like are told apart by
#: their own readers; a plain text has no furniture to take off.
TEXT_SUFFIXES = frozenset({".txt", ".md"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One newsletter as read.

    `text` is what spans refer to, and what is served as the source: line ends and blanks are those
    of the file. `id` is the file's stem as a slug.
    """

    id: str
    text: str
    file: str
    sha256: str


def document_id(stem: str) -> str:
    """Return the newsletter id of a file's stem: letters and digits, case-folded, joined by hyphens."""
    return re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", stem).casefold()).strip("-")


def read_document(path: Path) -> Document:
    """Read one newsletter.

    Raises `NothingToRead` where the path is missing or names nothing, and `UnreadableText` where
    the file is empty, binary or not UTF-8.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise NothingToRead(
            path, f"cannot be read ({error.strerror})", "check the path and its rights"
        ) from error
    text = _decode(raw, path)
    name = document_id(path.stem)
    if not name:
        raise NothingToRead(path, "its name has no letter or digit to make an id of", "rename the file")
    return Document(id=name, text=text, file=path.name, sha256=hashlib.sha256(raw).hexdigest())


def _decode(raw: bytes, path: Path) -> str:
    if b"\0" in raw:
        raise UnreadableText(path, "is binary, not text", "convert it to UTF-8 text")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableText(
            path, f"is not UTF-8 (line {line}, byte {error.start}: {error.reason})", "convert it to UTF-8"
        ) from error
    if not text.strip():
        raise UnreadableText(path, "is empty", "leave it out, or put the newsletter's text in it")
    return text
