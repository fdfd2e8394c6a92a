"""Where something took place: a city or province with its country."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph_builder.extract.names import CAPITAL
from graph_builder.lexicon import Lexicon, Place
from graph_builder.text import fold_name


@dataclass(frozen=True, slots=True)
class Venue:
    """A city, its region and its country, as far as they are known."""

    place: str
    region: str | None
    country: str | None
    start: int
    end: int


_WORD = rf"[{CAPITAL}][\w’'-]*"
_NAME = rf"{_WORD}(?:\s+(?:(?:of|de|del|la)\s+)?{_WORD}){{0,3}}"
_IN = re.compile(
    rf"(?:\b(?:in|at|to)\s+|^|,\s+)(?:the\s+city\s+of\s+)?({_NAME})(?:,\s+({_NAME}))?(?:,\s+({_NAME}))?"
)
_REGION = ("Province", "Region", "State", "District", "County")


def venue(text: str, lexicon: Lexicon, start: int = 0, end: int | None = None) -> Venue | None:
    """Return the first place in a part of a text that something may be held in."""
    stop = len(text) if end is None else end
    for match in _IN.finditer(text, start, stop):
        found = _venue(match, lexicon)
        if found:
            return found
    return None


def _venue(match: re.Match[str], lexicon: Lexicon) -> Venue | None:
    name = match[1]
    if name in lexicon.countries:
        return None
    known = lexicon.places.get(fold_name(name))
    behind = [part for part in (match[2], match[3]) if part]
    country = next((lexicon.countries[part] for part in behind if part in lexicon.countries), None)
    region = next((part for part in behind if part.split()[-1] in _REGION), None)
    in_front = match[0][:3].strip() in ("in", "at", "to")
    listed = fold_name(name) in lexicon.places
    if (listed and (in_front or country)) or (
        country and behind[0] in lexicon.countries and (in_front or match.start() == 0 or match[0][0] == ",")
    ):
        if not listed and not in_front and country is None:
            return None
        return Venue(
            name,
            region,
            country or (known.country if isinstance(known, Place) else None),
            match.start(1),
            match.end(),
        )
    return None
