"""Furniture: contact text, credits and notices about the publisher, which are no content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from graph_builder.extract.layout import Block, Part
from graph_builder.lexicon import Cues, Lexicon

#: "About X: ...", "Background. ..."
_NOTICE = re.compile(r"[^:]{1,78}:|\w+(?:\s\w+)?\.\s")


def without_furniture(parts: Iterable[Block], lexicon: Lexicon) -> Iterator[Block]:
    """Yield blocks with text in their order, what is no content marked as furniture."""
    zone = False
    level = 0
    after_rule = False
    for block in parts:
        if not block.text:
            after_rule = True
            continue
        opening = block.text[:60].casefold().rstrip(":").strip()
        opens = _opens(opening, lexicon["layout.furniture_headings"])
        notice = _opens(opening, lexicon["layout.notice_openings"]) and _NOTICE.match(block.text) is not None
        credit = _opens(opening, lexicon["layout.credit_openings"]) and (
            ":" in block.text[:30] or lexicon["layout.disclaimers"].find(opening) is not None
        )
        contact = _contact_marks(block.text, lexicon)
        words = block.text.count(" ") + 1
        if opens and words < 12 and not notice:
            zone, level = True, block.level
        elif (
            (zone and 0 < block.level <= level)
            or (
                zone
                and block.part is Part.HEADING
                and words > 4
                and not contact
                and block.gap > 2
                and not _address_like(block.text)
            )
            or (zone and words > 60 and not contact and not notice)
        ):
            zone = False
        furniture = (
            zone or notice or credit or opens or contact >= 2 or (contact and (words < 40 or after_rule))
        )
        yield replace(block, part=Part.FURNITURE) if furniture else block
        after_rule = after_rule and bool(furniture)


def _opens(opening: str, cues: Cues) -> bool:
    return cues.pattern.match(opening) is not None


def _contact_marks(text: str, lexicon: Lexicon) -> int:
    lowered = text.casefold()
    return sum(map(lowered.__contains__, lexicon["layout.contact_marks"].words)) + ("@" in text)


def _address_like(text: str) -> bool:
    return sum(map(str.isdigit, text)) > 3 or text.count(",") > 1
