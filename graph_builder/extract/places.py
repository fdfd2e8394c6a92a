"""Where something took place: a city or province with its country."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph_builder.extract.names import CAPITAL
from graph_builder.lexicon import Lexicon
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
#: "in Arles, Bouches Province", "Arles, France", and the dateline "Arles, France - ".
_IN = re.compile(
    rf"\b(?:in|at)\s+(?:the\s+city\s+of\s+)?(?P<at>{_NAME})(?:(?:,\s+|\s+\((?:the\s+)?)(?P<first>{_NAME}))?(?:,\s+(?P<second>{_NAME}))?"
)
_LISTED = re.compile(rf"(?:^|,\s+|\bto\s+)(?P<at>{_NAME}),\s+(?P<first>{_NAME})(?P<second>(?!))?")
_REGION = ("Province", "Region", "State", "District", "County")


def venue(text: str, lexicon: Lexicon, start: int = 0, end: int | None = None) -> Venue | None:
    """Return the first place in a part of a text that something may be held in."""
    stop = len(text) if end is None else end
    for pattern in (_IN, _LISTED):
        position = start
        while (match := pattern.search(text, position, stop)) is not None:
            found = _venue(match, lexicon, sure=pattern is _IN)
            if found:
                return found
            position = match.end("at")
    return None


def _venue(match: re.Match[str], lexicon: Lexicon, *, sure: bool) -> Venue | None:
    name = match["at"]
    key = fold_name(name)
    if name in lexicon.countries:
        return None
    behind = [part for part in (match["first"], match["second"]) if part]
    country = next((lexicon.countries[part] for part in behind if part in lexicon.countries), None)
    region = next((part for part in behind if part.split()[-1] in _REGION), None)
    known = lexicon.places.get(key)
    if country is None and not (sure and key in lexicon.places):
        return None
    return Venue(name, region, country or (known.country if known else None), match.start("at"), match.end())
