"""Where each value of a JSON text stands: a JSON pointer (RFC 6901) and its span.

The standard decoder tells values, not places; a record that has no text beside it is its own
source, and its items are cited by where they stand in the file.
"""

from __future__ import annotations

import json
import re
from typing import Final

from graph_builder.text import Span

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_SCALAR: Final = json.JSONDecoder()


def spans(text: str) -> dict[str, Span]:
    """Return the span of every value by its pointer; the whole is ``""``.

    `text` must be JSON that the standard decoder has taken already.
    """
    found: dict[str, Span] = {}
    _value(text, _skip(text, 0), "", found)
    return found


def _value(text: str, start: int, pointer: str, found: dict[str, Span]) -> int:
    if text[start : start + 1] == "{":
        end = _members(text, start, pointer, found)
    elif text[start : start + 1] == "[":
        end = _elements(text, start, pointer, found)
    else:
        end = _SCALAR.raw_decode(text, start)[1]
    found[pointer] = Span(start, end)
    return end


def _elements(text: str, start: int, pointer: str, found: dict[str, Span]) -> int:
    here, index = _skip(text, start + 1), 0
    while text[here] != "]":
        here = _skip(text, _value(text, here, f"{pointer}/{index}", found))
        here, index = _past_comma(text, here), index + 1
    return here + 1


def _members(text: str, start: int, pointer: str, found: dict[str, Span]) -> int:
    here = _skip(text, start + 1)
    while text[here] != "}":
        name, here = _SCALAR.raw_decode(text, here)
        step = str(name).replace("~", "~0").replace("/", "~1")
        colon = _skip(text, here)
        here = _skip(text, _value(text, _skip(text, colon + 1), f"{pointer}/{step}", found))
        here = _past_comma(text, here)
    return here + 1


def _past_comma(text: str, here: int) -> int:
    return _skip(text, here + 1) if text[here] == "," else here


def _skip(text: str, start: int) -> int:
    match = _SPACE.match(text, start)
    return match.end() if match else start
