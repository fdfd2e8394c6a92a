"""From a file to a `Document`: a text whose offsets stay true.

One module reads one form; this one finds the form by the file's ending.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from graph_builder.errors import NothingToRead, UnreadableText
from graph_builder.read.document import Content, Document, document_id
from graph_builder.read.docx import read_docx
from graph_builder.read.mail import read_mail
from graph_builder.read.page import read_page
from graph_builder.read.pdf import read_pdf
from graph_builder.read.plain import read_plain

__all__ = ["TEXT_SUFFIXES", "Document", "document_id", "read_document"]

_READERS: Final[Mapping[str, Callable[[bytes, Path], Content]]] = {
    ".txt": read_plain,
    ".md": read_plain,
    ".html": read_page,
    ".htm": read_page,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".eml": read_mail,
}
#: The endings that are taken for newsletters.
TEXT_SUFFIXES: Final = frozenset(_READERS)
#: No newsletter is larger, in bytes; what is, would only fill the memory.
LARGEST: Final = 64 * 1024 * 1024


def read_document(path: Path) -> Document:
    """Read one newsletter; a file of an unknown ending is read as plain text.

    Raises `NothingToRead` where the path is missing or names nothing, and `UnreadableText` where
    the file is too large, holds no text or is not of the form that its ending says.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise NothingToRead(
            path, f"cannot be read ({error.strerror})", "check the path and its rights"
        ) from error
    if len(raw) > LARGEST:
        raise UnreadableText(path, f"is larger than {LARGEST // 2**20} MB", "cut it into issues")
    content = _READERS.get(path.suffix.casefold(), read_plain)(raw, path)
    name = document_id(path.stem)
    if not name:
        raise NothingToRead(path, "its name has no letter or digit to make an id of", "rename the file")
    document = Document(
        id=name,
        text=content.text,
        file=path.name,
        sha256=hashlib.sha256(raw).hexdigest(),
        view=content.view,
        pages=content.pages,
        notes=content.notes,
    )
    if not document.readable.strip():
        raise UnreadableText(path, "is empty", "leave it out, or put the newsletter's text in it")
    return document
