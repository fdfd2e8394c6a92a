"""DOCX: the paragraphs, lists and tables of a Word document, in their order."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import docx
from docx.document import Document as Docx
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph

from graph_builder.errors import UnreadableText
from graph_builder.read.characters import clean, without_unseen
from graph_builder.read.document import Content

#: All parts of a document together are no larger when unpacked, in bytes: a zip bomb is.
LARGEST: Final = 256 * 1024 * 1024
LARGEST_PART: Final = 64 * 1024 * 1024
_HEADING: Final = re.compile(r"(?:heading|überschrift|titre|título|kop)\s*([1-9])", re.IGNORECASE)


def read_docx(raw: bytes, path: Path) -> Content:
    """Return the text of a document without its headers, footers and notes.

    Raises `UnreadableText` where it is no DOCX, is broken or encrypted, or unpacks to too much.
    """
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableText(
            path, "is encrypted, or an old Word document (.doc)", "save it as .docx without a password"
        )
    _check_size(raw, path)
    try:
        document = docx.Document(io.BytesIO(raw))
        text = "".join(_text(document))
    except (
        OpcError,
        KeyError,
        ValueError,
        AttributeError,
        SyntaxError,
        OSError,
        zipfile.BadZipFile,
    ) as error:
        raise UnreadableText(path, f"is no Word document ({error})", "save it anew as .docx") from error
    text = clean(text)
    if not text.strip():
        raise UnreadableText(path, "holds no text", "leave it out, or put the newsletter's text in it")
    return Content(text=text, view=without_unseen(text))


def _check_size(raw: bytes, path: Path) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            # No more than what is declared here is ever unpacked.
            sizes = [part.file_size for part in parts.infolist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableText(path, f"is no DOCX ({error})", "save it as .docx") from error
    if sum(sizes) > LARGEST or max(sizes, default=0) > LARGEST_PART:
        raise UnreadableText(
            path,
            f"unpacks to {sum(sizes) // 2**20} MB, too much for a newsletter",
            "save it without pictures",
        )


def _text(document: Docx) -> Iterator[str]:
    """Yield the blocks: headings and items marked as in Markdown, the rows of a table by commas."""
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                # A merged cell stands in the row once for each column that it spans.
                cells = {id(cell._tc): " ".join(cell.text.split()) for cell in row.cells}
                yield ", ".join(filter(None, cells.values())) + "\n"
            yield "\n"
        elif words := block.text.strip():
            yield f"{_mark(block)}{words}\n\n"


def _mark(paragraph: Paragraph) -> str:
    """Return the mark of a heading or of an item of a list."""
    style = paragraph.style.name if paragraph.style is not None else ""
    heading = _HEADING.match(style or "")
    if heading:
        return "#" * min(int(heading[1]), 6) + " "
    if style == "Title":
        return "# "
    properties = paragraph._p.pPr
    listed = (properties is not None and properties.numPr is not None) or (style or "").startswith("List ")
    return "- " if listed else ""
