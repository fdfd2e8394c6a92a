"""Days and ranges of days, in the orders in which they are printed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from graph_builder.cued import CuedPattern, cued
from graph_builder.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Days:
    """A first and a last day, and where the text gives them."""

    first: dt.date
    last: dt.date
    start: int
    end: int


@cache
def _pattern(lexicon: Lexicon) -> CuedPattern:
    of = lexicon.led_by("grammar.of")
    month = rf"{lexicon.any_of('calendar.months')}\.?(?!\w)"
    day = rf"\d{{1,2}}{lexicon.any_of('calendar.ordinal_endings')}?(?!\d)"
    named = lexicon.any_of("calendar.weekdays", "calendar.short_weekdays")
    weekday = rf"(?:{named}\b[.,]{{0,2}}\s+)?(?:{lexicon.led_by('grammar.definite')})?"
    year = r"(?:19|20)[0-9]{2}(?!\w)"
    behind = rf",?\s+(?:{of})?"
    to = rf"\s*(?:[-–—]|\b{lexicon.any_of('calendar.range_words')}\b)\s*"
    years = {f"{century}{number:02d}" for century in (19, 20) for number in range(100)}
    return cued(
        rf"(?<![\w/-])(?:"
        rf"(?P<d1>{day})(?:\s+(?:{of})?(?P<m1>{month}))?(?:{behind}(?P<y1>{year}))?{to}{weekday}(?P<d2>{day})\s+(?:{of})?(?P<m2>{month})(?:{behind}(?P<y2>{year}))?"
        rf"|(?P<m3>{month})\s+(?P<d3>{day})(?:{to}(?:(?P<m4>{month})\s+)?{weekday}(?P<d4>{day})(?!\s*:))?(?:,?\s+(?P<y3>{year}))?"
        rf"|(?P<d5>{day})\s+(?:{of})?(?P<m5>{month})(?:{behind}(?P<y5>{year}))?"
        rf"|(?P<iso>{year}-\d\d-\d\d)(?!\d)"
        rf"|(?P<d6>\d{{1,2}})(?:\.?\s?[-–—]\s?(?P<d7>\d{{1,2}}))?\.\s?(?P<n6>\d{{1,2}})\.\s?(?P<y6>{year})"
        rf")",
        lexicon.phrases("calendar.months") | years,
        flags=re.IGNORECASE,
    )


def days(
    text: str, lexicon: Lexicon, year: int | None, start: int = 0, end: int | None = None
) -> Iterator[Days]:
    """Yield the days that a part of a text names; those without a year are of `year`, if that is known."""
    for match in _pattern(lexicon).finditer(text, start, len(text) if end is None else end):
        found = _days(match, lexicon, year)
        if found:
            yield Days(*found, match.start(), match.end())


def _days(match: re.Match[str], lexicon: Lexicon, year: int | None) -> tuple[dt.date, dt.date] | None:
    if match["iso"]:
        try:
            day = dt.date.fromisoformat(match["iso"])
        except ValueError:
            return None
        return day, day
    if match["n6"]:
        # "12.11.2020": with full stops, the day comes first.
        first = _date(int(match["y6"]), int(match["n6"]), int(match["d6"]))
        last = _date(int(match["y6"]), int(match["n6"]), int(match["d7"] or match["d6"]))
        return (first, last) if first and last and first <= last else None
    printed = match["y2"] or match["y3"] or match["y5"] or match["y1"]
    last_year = int(printed) if printed else year
    if last_year is None:
        return None
    last_month = match["m2"] or match["m4"] or match["m3"] or match["m5"]
    first_month = match["m1"] or (match["m3"] if match["m3"] else last_month)
    last_day = match["d2"] or match["d4"] or match["d3"] or match["d5"]
    first_day = match["d1"] or match["d3"] or match["d5"]
    first_year = int(match["y1"]) if match["y1"] else last_year
    first = _day(first_year, first_month, first_day, lexicon)
    last = _day(last_year, last_month, last_day, lexicon)
    if first is None or last is None:
        return None
    if first > last and match["d1"] and not match["m1"]:
        # "No. 31 - 15 March": the number before the dash is no day.
        first = last
    if first > last and not match["y1"]:
        first = _day(last_year - 1, first_month, first_day, lexicon)
    return (first, last) if first and first <= last else None


def _day(year: int, month: str, day: str, lexicon: Lexicon) -> dt.date | None:
    return _date(year, lexicon.months[month.rstrip(".").casefold()], int(re.sub(r"\D", "", day)))


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


@cache
def _spoken(lexicon: Lexicon) -> CuedPattern:
    """Return the pattern of days told from the day of writing: "yesterday", "last Tuesday"."""
    weekday = lexicon.any_of("calendar.weekdays")
    to = rf"\s+{lexicon.led_by('calendar.range_words')}"
    return cued(
        rf"\b(?:(?P<today>{lexicon.any_of('calendar.today')})|(?P<yesterday>{lexicon.any_of('calendar.yesterday')})"
        rf"|(?P<again>{lexicon.any_of('calendar.past')})\s+(?P<weekday>{weekday})"
        rf"|{lexicon.led_by('calendar.range_openings')}(?P<w1>{weekday}){to}(?P<w2>{weekday}))\b",
        lexicon.phrases("calendar.today", "calendar.yesterday", "calendar.weekdays"),
        flags=re.IGNORECASE,
    )


def spoken_day(text: str, lexicon: Lexicon, released: dt.date | None) -> Days | None:
    """Return the day that a text names by its distance from the day of release, if that is known."""
    match = _spoken(lexicon).search(text) if released else None
    if match is None or released is None:
        return None
    back, length = 0 if match["today"] else 1, 0
    named = match["weekday"] or match["w2"]
    if named:
        weekday = lexicon.weekdays[named.casefold()]
        back = (released.weekday() - weekday) % 7
        if back == 0 and match["again"] in lexicon["calendar.last"]:
            back = 7
        length = (weekday - lexicon.weekdays[match["w1"].casefold()]) % 7 if match["w1"] else 0
    day = released - dt.timedelta(days=back)
    return Days(day - dt.timedelta(days=length), day, match.start(), match.end())


def day_within(text: str, first: dt.date, last: dt.date, lexicon: Lexicon) -> dt.date | None:
    """Return the day of a gathering that a heading names: "Friday", "Day 2"."""
    words = [word.casefold() for word in re.findall(r"\w+", text)]
    span = (last - first).days
    if not words or span > 6:
        return None
    if words[0] in lexicon.weekdays:
        after = (lexicon.weekdays[words[0]] - first.weekday()) % 7
        return first + dt.timedelta(days=after) if after <= span else None
    named = {*lexicon["calendar.day_words"].words} & {*words[:2]}
    counts = {**lexicon.ordinals, **lexicon.numbers, **{str(number): number for number in range(1, 8)}}
    number = next((counts[word] for word in words[:2] if word in counts), None) if named else None
    return first + dt.timedelta(days=number - 1) if number and number - 1 <= span else None


@cache
def _lasting(lexicon: Lexicon) -> CuedPattern:
    """Return the pattern of how many days something took: "two-day"."""
    number = rf"(?P<number>[2-9]|{lexicon.any_of('calendar.numbers')})"
    return cued(
        rf"\b{number}[\s-]{lexicon.any_of('calendar.day_words')}\b",
        lexicon.phrases("calendar.day_words"),
        flags=re.IGNORECASE,
    )


def length(text: str, lexicon: Lexicon) -> int | None:
    """Return how many days a gathering took, as a sentence says it: "the three-day conference"."""
    match = _lasting(lexicon).search(text)
    if match is None:
        return None
    return lexicon.numbers.get(match["number"].casefold()) or int(match["number"])


def written_on(text: str, lexicon: Lexicon, year: int | None) -> Days | None:
    """Return the day that a dateline gives before its dash: "Hue, 4 May 2021 - "."""
    day = next(days(text, lexicon, year, 0, 80), None)
    line = day and _DATELINE.fullmatch(text, 0, day.start)
    return day if line and day and _DASHED.match(text, day.end) else None


_DATELINE = re.compile(r"[^\W\d_a-z][\w .’'-]{1,40}(?:,\s*[^\W\d_a-z][\w .’'-]{1,40})?,?\s*\(?")
_DASHED = re.compile(r"\)?\s*[–—-]{1,2}\s|\)?:\s")
