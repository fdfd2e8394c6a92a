"""The tokens of HTML with the offsets where they stand.

It cuts as the HTML standard says (13.2.5), as far as tags, comments and text go. What is not closed
runs to the end of the page, so each character is looked at once, whatever the page holds.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Sort(Enum):
    """What a token is."""

    START = "start"
    END = "end"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Token:
    """A tag or a stretch of text, from `start` to `end` of the page."""

    sort: Sort
    start: int
    end: int
    name: str = ""
    #: Of a start tag: what stands between its name and its end, unread.
    inside: str = ""

    @property
    def attributes(self) -> Mapping[str, str]:
        """Return the attributes of a start tag; of a very long one, those that stand first."""
        found: dict[str, str] = {}
        for name, value in _ATTRIBUTE.findall(self.inside[:4000]):
            found.setdefault(name.casefold(), html.unescape(value.strip("\"'")))
        return found


#: Their content is no markup, and ends only with their own end tag.
RAW: Final = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})

_OPENING: Final = re.compile(r"<!--|<[!?]|<(/?)([a-zA-Z][^\s/>]*+)")
_INSIDE: Final = re.compile(r"""((?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])))*+)>""")
_ATTRIBUTE: Final = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")


def tokens(page: str) -> Iterator[Token]:
    """Yield the tags and texts of a page in their order; comments and declarations are passed over."""
    here = 0
    while (opening := _OPENING.search(page, here)) is not None:
        if opening.start() > here:
            yield Token(Sort.TEXT, here, opening.start())
        if opening[2] is None:
            close = "-->" if opening[0] == "<!--" else ">"
            here = _behind(page, close, opening.end())
            continue
        inside = _INSIDE.match(page, opening.end())
        if inside is None:
            return
        name = opening[2].casefold()
        here = inside.end()
        yield Token(Sort.END if opening[1] else Sort.START, opening.start(), here, name, inside[1])
        if name in RAW and not opening[1]:
            end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(page, here)
            stop = end.start() if end else len(page)
            yield Token(Sort.TEXT, here, stop)
            here = stop
    if here < len(page):
        yield Token(Sort.TEXT, here, len(page))


def _behind(page: str, close: str, start: int) -> int:
    found = page.find(close, start)
    return len(page) if found < 0 else found + len(close)
