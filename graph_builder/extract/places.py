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
    """Return the patterns of "in Arles, Bouches Province", "Arles, France", a place alone, and a house."""
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
        # "at the Castle Hotel, Graz": the house stands before its city.
        cued(
            rf"\b{lexicon.led_by('places.in')}(?:{lexicon.led_by('grammar.definite')})?(?:{word}\s+){{1,3}}{lexicon.any_of('places.houses')},\s+"
            rf"(?P<place>{name})(?:,\s+(?P<wider>{name}))?(?P<widest>(?!))?",
            lexicon.phrases("places.in"),
            lexicon.phrases("places.houses"),
        ),
    )


def venue(text: str, lexicon: Lexicon, start: int = 0, end: int | None = None) -> Venue | None:
    """Return the first place in a part of a text that something may be held in."""
    stop = len(text) if end is None else end
    inside, listed, _, housed = _patterns(lexicon)
    for pattern in (inside, housed, listed):
        position = start
        while (match := pattern.search(text, position, stop)) is not None:
            found = _venue(match, lexicon, sure=pattern is not listed)
            if found:
                return found
            position = match.end("place")
    return None


def place_named(text: str, lexicon: Lexicon) -> Venue | None:
    """Return the place of words that are nothing but a place: the value of "Venue: Arles, France"."""
    match = _patterns(lexicon)[2].match(text)
    return _venue(match, lexicon, sure=True) if match else venue(text, lexicon)


def place_beside(text: str, start: int, end: int, lexicon: Lexicon) -> Venue | None:
    """Return the place that a list names right before or behind a gathering: "Reed Fair, Hue, 3 May".

    Between commas before a day, it need not be a known one.
    """
    behind, before, _ = _beside(lexicon)
    for match in (behind.match(text, end), before.search(text[:start])):
        if match is None:
            continue
        found = _venue(match, lexicon, sure=True)
        if found or match["unknown"] is None:
            return found
        if _may_be_place(match["place"], lexicon):
            return Venue(match["place"], None, None, *match.span("place"))
    return None


def place_of(heading: str, lexicon: Lexicon) -> Venue | None:
    """Return the place that a heading is about: "2. Hue, 13 June", "Hue, Viet Nam · 14 – 18 July"."""
    match = _beside(lexicon)[2].match(heading)
    if match is None:
        return venue(heading, lexicon)
    found = _venue(match, lexicon, sure=True)
    if found or match["unknown"] is None or not _may_be_place(match["place"], lexicon):
        return found
    return Venue(match["place"], None, None, *match.span("place"))


def _may_be_place(name: str, lexicon: Lexicon) -> bool:
    """Return whether a word that stands where a place does may be an unknown one."""
    word = name.casefold()
    said = lexicon["events.mode.online"].words | set(lexicon.weekdays) | set(lexicon.months)
    said |= lexicon["calendar.day_words"].words
    return " " not in word and word not in said and name not in lexicon.countries


@cache
def _beside(lexicon: Lexicon) -> tuple[re.Pattern[str], ...]:
    word = rf"[{CAPITAL}][\w’'-]*"
    place = rf"(?P<place>{word}(?:\s+(?:{lexicon.led_by('places.links')})?{word}){{0,3}})"
    wider = rf"(?:,\s+(?P<wider>{word}(?:\s+{word}){{0,2}}))?(?P<widest>(?!))?"
    day = rf"(?:{lexicon.any_of('calendar.weekdays', 'calendar.months')}\b|\d)"
    return (
        re.compile(
            rf"\s*[,(·|–—-]\s*{place}{wider}(?:(?=(?P<unknown>,\s+(?i:{day})))|(?=\s*(?:[,;.()·|–—-]|$)))"
        ),
        re.compile(
            rf"(?:^|[,.·|–—]\s+|\d\s+)(?P<unknown>(?!))?{place}{wider}(?:,?\s+\(?\d[^,:()]{{0,30}}\)?)?(?:[:,]|\s[·|–—-])\s+$"
        ),
        re.compile(rf"\W*(?:\d{{1,2}}[.)]?\s+)?\W*{place}{wider}(?P<unknown>\s*[,·|–—(-]\s*(?i:{day}))?"),
    )


def _venue(match: re.Match[str], lexicon: Lexicon, *, sure: bool) -> Venue | None:
    name = match["place"]
    key = fold_name(name)
    house = " " in name and name.split()[-1] in lexicon["places.houses"].listed
    if house or name in lexicon.countries or name in lexicon["events.mode.online"]:
        return None
    behind = [part for part in (match["wider"], match["widest"]) if part]
    regions = lexicon["places.regions"].listed
    country = next((lexicon.countries[part] for part in behind if part in lexicon.countries), None)
    region = next((part for part in behind if part.split()[-1] in regions), None)
    known = lexicon.places.get(key)
    if name.isupper() and len(name) > 3:
        name = name.title()
    if country is None and not (sure and key in lexicon.places):
        return None
    return Venue(
        name, region, country or (known.country if known else None), match.start("place"), match.end()
    )
