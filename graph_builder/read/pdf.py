"""PDF: the text of its pages in the order of reading, through PDFium in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph_builder.errors import UnreadableText
from graph_builder.read.characters import clean, without_unseen
from graph_builder.read.columns import Piece, lines, without_running_heads
from graph_builder.read.document import Content
from graph_builder.read.paragraphs import paragraphs

#: What the process that reads a PDF may take: bytes of address space, seconds.
MEMORY: Final = 2 * 1024**3
TIME: Final = 120

_PROBLEMS: Final = {
    "encrypted": ("is encrypted", "save it without a password"),
    "broken": ("is no PDF, or a broken one", "save it anew"),
}


def read_pdf(raw: bytes, path: Path) -> Content:
    """Return the text of a PDF, and where its pages begin in it.

    Raises `UnreadableText` where it is encrypted, cut off or broken, takes too much memory or time,
    or holds pictures of text only.
    """
    if b"%PDF-" not in raw[:1024]:
        raise UnreadableText(path, *_PROBLEMS["broken"])
    # PDFium would mend a PDF that is cut off and show the pages that are left, without a word.
    if b"%%EOF" not in raw[-4096:]:
        raise UnreadableText(path, "is cut off: its end is missing", "copy or download it anew")
    pages = _pages(raw, path)
    content = without_running_heads([page.pieces for page in pages], [page.height for page in pages])
    text, starts = paragraphs([list(lines(pieces)) for pieces in content])
    if not text.strip():
        raise UnreadableText(path, "holds no text, only pictures of it", "run a text recognition (OCR) on it")
    empty = sum(not page.pieces for page in pages)
    notes = (f"has {empty} of {len(pages)} pages without text, which are not read",) if empty else ()
    text = clean(text)
    return Content(text=text, view=without_unseen(text), pages=starts, notes=notes)


@dataclass(frozen=True, slots=True)
class _Page:
    height: float
    pieces: tuple[Piece, ...]


def _pages(raw: bytes, path: Path) -> list[_Page]:
    program = Path(__file__).with_name("pdfium.py")
    command = [sys.executable, "-P", str(program), str(MEMORY)]
    try:
        ended = subprocess.run(command, input=raw, capture_output=True, timeout=TIME, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise UnreadableText(
            path, f"takes more than {TIME} seconds to read", "save it anew, simpler"
        ) from error
    if ended.returncode != 0:
        raise UnreadableText(
            path, "cannot be read: it breaks the reader or its memory", "save it anew, simpler"
        )
    found = json.loads(ended.stdout)
    if "problem" in found:
        raise UnreadableText(path, *_PROBLEMS[found["problem"]])
    return [
        _Page(page["height"], tuple(Piece(*piece) for piece in page["pieces"])) for page in found["pages"]
    ]
