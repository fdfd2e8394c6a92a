"""The pieces of text on the pages of a PDF: a program of its own, which only knows pypdfium2.

    python -P pdfium.py LARGEST < FILE > PIECES

It is run apart because PDFium is compiled code that is fed files from anywhere: whatever a file
does to it, memory and time stay bounded and only this process ends. It prints one JSON object:
`pages`, for each a list of pieces `[left, bottom, right, top, text]` in points from the lower left,
or `problem`, a word that `pdf.py` knows.
"""

from __future__ import annotations

import ctypes
import json
import sys
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

#: A piece ends where the next character stands this many times its height away.
GAP = 0.9
#: What stands further off than this, in points, is on no page.
FAR = 20_000


def main() -> None:
    """Read a PDF from standard input and print its pieces."""
    limit(int(sys.argv[1]))
    json.dump(pieces_of(sys.stdin.buffer.read()), sys.stdout)


def limit(memory: int) -> None:
    """Let this process take so many bytes at most, where the system can hold it to that."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def pieces_of(data: bytes) -> dict[str, Any]:
    """Return the pieces of each page, or what is the problem."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        encrypted = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        return {"problem": "encrypted" if encrypted else "broken"}
    pages = []
    for number in range(len(document)):
        try:
            page = document[number]
            text = page.get_textpage()
        except pdfium.PdfiumError:
            return {"problem": "broken"}
        pages.append({"height": page.get_height(), "pieces": list(pieces(text))})
        text.close()
        page.close()
    return {"pages": pages}


def pieces(text: pdfium.PdfTextPage) -> Iterator[tuple[float, float, float, float, str]]:
    """Yield runs of characters that stand in one line without a gap."""
    box = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = box
    run: list[str] = []
    edges = (0.0, 0.0, 0.0, 0.0)
    blank = False
    for index in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, index))
        if char in "\r\n" or raw.FPDFText_IsGenerated(text, index) == 1 or char.isspace():
            blank = True
            continue
        loose = raw.FS_RECTF()
        if not raw.FPDFText_GetLooseCharBox(text, index, loose):
            continue
        raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        here = (min(loose.left, left.value), loose.bottom, max(loose.right, right.value), loose.top)
        if not all(-FAR < edge < FAR for edge in here):
            continue
        if run and not _continues(edges, here):
            yield (*edges, "".join(run))
            run, blank = [], False
        if run:
            run.append(f" {char}" if blank else char)
            edges = (edges[0], min(edges[1], here[1]), max(edges[2], here[2]), max(edges[3], here[3]))
        else:
            run, edges = [char], here
        blank = False
    if run:
        yield (*edges, "".join(run))


def _continues(run: tuple[float, float, float, float], char: tuple[float, float, float, float]) -> bool:
    """Return whether a character stands in the line of a run, and near its end."""
    height = max(run[3] - run[1], 1.0)
    overlap = min(run[3], char[3]) - max(run[1], char[1])
    smaller = max(min(height, char[3] - char[1]), 0.5)
    near = -GAP * height < char[0] - run[2] < GAP * height
    return overlap > smaller / 2 and near


if __name__ == "__main__":
    main()
