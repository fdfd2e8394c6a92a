"""Where something took place: a city or province with its country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from graph_builder.cued import CuedPattern, cued
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


@cache
def _patterns(lexicon: Lexicon) -> tuple[CuedPattern, ...]:
    """Return the patterns of "in Arles, Bouches Province", and of "Arles, France", as in a dateline."""
    word = rf"[{CAPITAL}][\w’'-]*"
    name = rf"{word}(?:\s+(?:{lexicon.led_by('places.links')})?{word}){{0,3}}"
    inside = rf"\b{lexicon.led_by('places.in')}(?:{lexicon.led_by('places.city')})?"
    there = rf"(?P<place>{name})(?:(?:,\s+|\s+\((?:{lexicon.led_by('grammar.definite')})?)(?P<wider>{name}))?"
    return (
        cued(rf"{inside}{there}(?:,\s+(?P<widest>{name}))?", lexicon.phrases("places.in")),
        cued(
            rf"(?:^|,\s+|\b{lexicon.led_by('grammar.to')})(?P<place>{name}),\s+(?P<wider>{name})(?P<widest>(?!))?",
            {","},
        ),
        cued(rf"{there}(?:,\s+(?P<widest>{name}))?"),
    )


def venue(text: str, lexicon: Lexicon, start: int = 0, end: int | None = None) -> Venue | None:
    """Return the first place in a part of a text that something may be held in."""
    stop = len(text) if end is None else end
    inside, listed, _ = _patterns(lexicon)
    for pattern in (inside, listed):
        position = start
        while (match := pattern.search(text, position, stop)) is not None:
            found = _venue(match, lexicon, sure=pattern is inside)
            if found:
                return found
            position = match.end("place")
    return None


def place_named(text: str, lexicon: Lexicon) -> Venue | None:
    """Return the place of words that are nothing but a place: the value of "Venue: Arles, France"."""
    match = _patterns(lexicon)[2].match(text)
    return _venue(match, lexicon, sure=True) if match else venue(text, lexicon)


def _venue(match: re.Match[str], lexicon: Lexicon, *, sure: bool) -> Venue | None:
    name = match["place"]
    key = fold_name(name)
    if name in lexicon.countries:
        return None
    behind = [part for part in (match["wider"], match["widest"]) if part]
    regions = lexicon["places.regions"].listed
    country = next((lexicon.countries[part] for part in behind if part in lexicon.countries), None)
    region = next((part for part in behind if part.split()[-1] in regions), None)
    known = lexicon.places.get(key)
    if country is None and not (sure and key in lexicon.places):
        return None
    return Venue(
        name, region, country or (known.country if known else None), match.start("place"), match.end()
    )
