"""DOCX: the paragraphs, lists and tables of a Word document, in their order."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import docx
from docx.document import Document as Docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from graph_builder.errors import UnreadableText
from graph_builder.read.characters import clean, without_unseen
from graph_builder.read.document import Content

#: All parts of a document together are no larger when unpacked, in bytes: a zip bomb is.
LARGEST: Final = 256 * 1024 * 1024
LARGEST_PART: Final = 64 * 1024 * 1024
#: What the libraries raise for a package or a part of one that is broken.
_BROKEN: Final = (
    OpcError, KeyError, ValueError, TypeError, AttributeError, SyntaxError, OSError, NotImplementedError,
    RuntimeError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
_HEADING: Final = re.compile(r"(?:heading|überschrift|titre|título|kop)\s*([1-9])", re.IGNORECASE)


def read_docx(raw: bytes, path: Path) -> Content:
    """Return the text of a document without its headers, footers, notes and comments.

    Changes that are tracked count as accepted, as a reader sees them by default.

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
    except _BROKEN as error:
        reason = " ".join(str(error).split())[:200]
        raise UnreadableText(path, f"is no Word document ({reason})", "save it anew as .docx") from error
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


#: What is not there for a reader: what was taken out or moved away, codes of fields, marks of notes.
_UNREAD: Final = frozenset(
    map(qn, ("w:del", "w:moveFrom", "w:delText", "w:instrText", "w:pPr", "w:rPr", "w:sectPr", "w:tblPr"))
)
_SIGNS: Final = {
    qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:softHyphen"): "",
}  # fmt: skip
#: Each drawing stands in a document twice: as it is, and for programs that are too old to show it.
_ALTERNATIVE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"


def _text(document: Docx) -> Iterator[str]:
    """Yield the blocks: headings and items marked as in Markdown, the rows of a table by commas."""
    yield from _blocks(document.element.body, document)


def _blocks(parent: BaseOxmlElement, document: Docx) -> Iterator[str]:
    for element in parent.iterchildren():
        if element.tag == qn("w:p"):
            yield from _paragraph(element, document)
        elif element.tag == qn("w:tbl"):
            for row in element.iterchildren(qn("w:tr")):
                if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
                    cells = (_cell(cell, document) for cell in _cells(row))
                    yield ",  ".join(filter(None, cells)) + "\n"
            yield "\n"
        elif element.tag not in _UNREAD:
            # Controls, tags and the like hold blocks of their own.
            yield from _blocks(element, document)


def _paragraph(element: BaseOxmlElement, document: Docx) -> Iterator[str]:
    """Yield a paragraph, then what stands in the boxes that are fixed to it."""
    boxes: list[BaseOxmlElement] = []
    words = "".join(_pieces(element, boxes)).strip()
    if words:
        yield f"{_mark(Paragraph(element, document._body))}{words}\n\n"
    for box in boxes:
        yield from _blocks(box, document)


def _pieces(parent: BaseOxmlElement, boxes: list[BaseOxmlElement]) -> Iterator[str]:
    """Yield the words of a paragraph, those that were put in and not yet accepted among them."""
    for element in parent.iterchildren():
        if element.tag == qn("w:t"):
            yield element.text or ""
        elif element.tag in _SIGNS:
            yield _SIGNS[element.tag]
        elif element.tag == qn("w:txbxContent"):
            boxes.append(element)
        elif element.tag == _ALTERNATIVE:
            yield from _pieces(element[0], boxes) if len(element) else ()
        elif element.tag not in _UNREAD and not _hidden(element):
            yield from _pieces(element, boxes)


def _hidden(run: BaseOxmlElement) -> bool:
    """Return whether a run of letters is there but not shown."""
    mark = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}") if run.tag == qn("w:r") else None
    return mark is not None and mark.get(qn("w:val")) not in ("0", "false", "off")


def _cells(row: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """Yield the cells of a row, those that stand within a control, too."""
    for element in row.iterchildren():
        if element.tag == qn("w:tc"):
            yield element
        elif element.tag not in _UNREAD:
            yield from _cells(element)


def _cell(cell: BaseOxmlElement, document: Docx) -> str:
    """Return the words of a cell; of one that is merged over rows, in its first row only."""
    merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    if merged is not None and merged.get(qn("w:val")) != "restart":
        return ""
    return " ".join("".join(_blocks(cell, document)).split())


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
