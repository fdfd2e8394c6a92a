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
from collections.abc import Iterable, Iterator
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

#: A piece ends where the next character stands this many times its height away.
GAP = 0.9
#: What stands further off than this, in points, is on no page.
FAR = 20_000
#: A page of fewer characters is not turned: it tells nothing of how it lies.
FEW = 40


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
        left, bottom, right, top = page.get_mediabox()
        width, height = right - left, top - bottom
        turn, found = upright(list(characters(text)), width, height)
        pages.append({"height": width if turn % 2 else height, "pieces": found})
        text.close()
        page.close()
    return {"pages": pages}


Box = tuple[float, float, float, float]


def characters(text: pdfium.PdfTextPage) -> Iterator[tuple[str, Box]]:
    """Yield the characters of a page with their boxes; for white space, a blank without one."""
    box = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = box
    for index in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, index))
        if char in "\r\n" or raw.FPDFText_IsGenerated(text, index) == 1 or char.isspace():
            yield " ", (0.0, 0.0, 0.0, 0.0)
            continue
        loose = raw.FS_RECTF()
        if not raw.FPDFText_GetLooseCharBox(text, index, loose):
            continue
        raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        here = (
            min(loose.left, left.value),
            min(loose.bottom, loose.top),
            max(loose.right, right.value),
            max(loose.bottom, loose.top),
        )
        if all(-FAR < edge < FAR for edge in here):
            yield char, here


def upright(
    found: list[tuple[str, Box]], width: float, height: float
) -> tuple[int, list[tuple[float, float, float, float, str]]]:
    """Return the pieces of a page, turned by quarters until its letters stand side by side.

    A page that lies on its side, or on its head, would fall into single letters.
    """
    straight = list(pieces(found))
    if len(found) < FEW or len(straight) * 3 < sum(char != " " for char, _ in found):
        return 0, straight
    turned = {
        turn: list(pieces([(char, _turned(box, turn, width, height)) for char, box in found]))
        for turn in (1, 2, 3)
    }
    best = min(turned, key=lambda turn: len(turned[turn]))
    return (best, turned[best]) if len(turned[best]) * 2 < len(straight) else (0, straight)


def _turned(box: Box, turn: int, width: float, height: float) -> Box:
    """Return a box on the page when that is turned clockwise by some quarters."""
    left, bottom, right, top = box
    if turn == 1:
        return bottom, width - right, top, width - left
    if turn == 2:
        return width - right, height - top, width - left, height - bottom
    return height - top, left, height - bottom, right


def pieces(found: Iterable[tuple[str, Box]]) -> Iterator[tuple[float, float, float, float, str]]:
    """Yield runs of characters that stand in one line without a gap."""
    run: list[str] = []
    edges = (0.0, 0.0, 0.0, 0.0)
    blank = False
    for char, here in found:
        if char == " ":
            blank = True
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
