"""From the lines of pages to paragraphs: words broken over lines are made whole again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from graph_builder.read.columns import Line

_WORDS: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
#: A hyphen that a line ends with; PDFium writes U+0002 for one that it takes for the line's own.
_BROKEN: Final = re.compile(r"([^\W\d_]+)[-\u00ad\u2010\u0002]$")
_BULLET: Final = re.compile(r"[•●▪■◦–*-]\s+\S")
#: A number may also begin a line in the middle of a paragraph: then the line above is full.
_NUMBER: Final = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+\S")
_STOPS: Final = (".", "!", "?", ":", ";", "”", '"')


def paragraphs(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[int, ...]]:
    """Return the text of some pages, a blank line between paragraphs, and where each page begins.

    A paragraph that runs over to the next column or page stays whole; the page that it begins on
    has it.
    """
    known = frozenset(
        word.casefold() for page in pages for line in page for word in _WORDS.findall(line.text)
    )
    leading = _leading(pages)
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    last: Line | None = None
    for page in pages:
        starts.append(length)
        for line in page:
            text = line.text.strip()
            if last is None:
                joint = ""
            elif _begins_anew(last, line, leading):
                joint = "\n\n"
            else:
                kept, joint = _joint(parts[-1], text, known)
                length -= len(parts[-1]) - len(kept)
                parts[-1] = kept
            if starts[-1] == length and joint == "\n\n":
                starts[-1] = length + 2
            parts.extend((joint, text))
            length += len(joint) + len(text)
            last = line
    return "".join(parts), tuple(min(start, length) for start in starts)


def _leading(pages: Sequence[Sequence[Line]]) -> float:
    """Return how far the lines of a paragraph stand apart, in heights of a line."""
    steps = [
        (above.piece.middle - below.piece.middle) / below.piece.height
        for page in pages
        for above, below in pairwise(page)
        if 0 < above.piece.middle - below.piece.middle < 3 * below.piece.height
    ]
    return median(steps) if steps else 1.2


def _begins_anew(last: Line, line: Line, leading: float) -> bool:
    """Return whether a line begins a paragraph."""
    above, below = last.piece, line.piece
    text = line.text.lstrip()
    if _BULLET.match(text):
        return True
    step = above.middle - below.middle
    size = abs(above.height - below.height) > 0.15 * max(above.height, below.height)
    word = len(text.split(None, 1)[0]) / max(len(text), 1) * (below.right - below.left)
    room = last.column_right - above.right
    short = room > word + 1.5 * above.height
    if step < 0 or step > 4 * below.height:
        # Another column or page: the paragraph goes on where the line was full and no sentence ended.
        return size or short or (above.text.rstrip().endswith(_STOPS) and not text[:1].islower())
    if size or step / below.height > 1.25 * leading + 0.1:
        return True
    indented = below.left - above.left > 0.8 * below.height and above.text.rstrip().endswith(_STOPS)
    return indented or (short and (not text[:1].islower() or _NUMBER.match(text) is not None))


def _joint(before: str, text: str, known: frozenset[str]) -> tuple[str, str]:
    """Return the words before without the hyphen of a broken line, and what joins the next ones."""
    broken = _BROKEN.search(before)
    if broken is None:
        return before, " "
    head = _WORDS.match(text)
    whole = before[: broken.end(1)]
    if head is None or not text[:1].islower():
        return f"{whole}-", ""
    compound = f"{_last_word(whole)}-{head[0]}".casefold()
    if compound in known and compound.replace("-", "") not in known:
        return f"{whole}-", ""
    return whole, ""


def _last_word(text: str) -> str:
    found = re.search(r"[^\W\d_]+(?:-[^\W\d_]+)*$", text)
    return found[0] if found else ""
