"""Where the name of a gathering begins and ends, in a phrase that holds its day, place or a call as well."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from graph_builder.extract.names import CAPITAL
from graph_builder.lexicon import Lexicon
from graph_builder.text import fold_name


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What is none of a name, and what goes on with one."""

    #: "Next: Reed Day", "Hue: Reed Day".
    prefix: re.Pattern[str]
    #: "Reed Day: May 30".
    day: re.Pattern[str]
    #: "the Union's Year of Reeds": whose it is.
    owner: re.Pattern[str]
    #: "Reed Day with the Hill Council": by whom it was held.
    company: re.Pattern[str]
    #: "Reed Forum: Open Roofs, Open Minds": the second half repeats a word of the first.
    again: re.Pattern[str]
    #: "Scientific Conference “Broad Roofs”": the kind alone is no name.
    quoted: re.Pattern[str]
    #: "Reed Talks #14: Who mends a roof?"
    episode: re.Pattern[str]


@cache
def _patterns(lexicon: Lexicon) -> _Patterns:
    word = rf"[{CAPITAL}][\w’'-]*"
    owners = lexicon.any_of("events.owners")
    return _Patterns(
        prefix=re.compile(rf"(?P<prefix>{word}(?:\s[\w’'-]+){{0,3}}):\s+"),
        day=re.compile(rf":\s+(?i:{lexicon.any_of('calendar.weekdays', 'calendar.months')})\b.*$", re.DOTALL),
        owner=re.compile(rf"{owners}['’]s?\s+", re.IGNORECASE),
        company=re.compile(
            rf"\s+{lexicon.led_by('grammar.company')}(?=.*?\b{lexicon.any_of('organizations.heads')}\b)"
        ),
        again=re.compile(rf",\s+({word}(?:\s+[\w’'-]+){{0,4}}?)(?=\s*[.;)”\"]|\s*$|,\s|\s+[a-z])"),
        quoted=re.compile(r",?\s*[“\"]([^“”\"]{4,200})[”\"]"),
        episode=re.compile(r"\s+#\d{1,4}(?::\s+[^,.;:?!()\n]{3,80}\??)?"),
    )


def bounds(text: str, begin: int, end: int, lexicon: Lexicon) -> tuple[int, int]:
    """Return where a name in a phrase begins and ends."""
    patterns = _patterns(lexicon)
    begin = behind_call(text, begin, end, lexicon)
    owner = patterns.owner.match(text, begin, end)
    begin = owner.end() if owner else begin
    company = patterns.company.search(text, begin, end)
    end = company.start() if company else end
    day = patterns.day.search(text, begin, end)
    if day:
        return begin, day.start()
    more = patterns.again.match(text, end)
    if more and ": " in text[begin:end]:
        first = fold_name(text[begin:end].rpartition(": ")[2]).split()
        second = fold_name(more[1]).split()
        if len(first) == len(second) and (first[0] == second[0] or first[-1] == second[-1]):
            end = more.end(1)
    return begin, end


def behind_call(text: str, begin: int, end: int, lexicon: Lexicon) -> int:
    """Return where a phrase begins behind a call or a place: "Next: Reed Day", "Hue: Reed Day"."""
    prefix = _patterns(lexicon).prefix.match(text, begin, end)
    called = fold_name(prefix["prefix"]) if prefix else ""
    known = prefix and (called in lexicon["events.calls"].words or called in lexicon.places)
    return prefix.end() if prefix and known else begin


def title_behind(text: str, begin: int, end: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return where the title in quotation marks stands that names what a phrase only gives the kind of."""
    quoted = _patterns(lexicon).quoted.match(text, end)
    if quoted is None:
        return None
    plain = lexicon["events.plain_words"].words | lexicon["events.periodic"].words
    words = text[begin:end].casefold().split()
    heads = lexicon["events.heads"].words | lexicon["grammar.and"].words
    return quoted.span(1) if all(word in plain or word in heads for word in words) else None


def episode_end(text: str, end: int, lexicon: Lexicon) -> int:
    """Return where a name ends that goes on with a number and a theme: "Reed Talks #14: Who mends?"."""
    episode = _patterns(lexicon).episode.match(text, end)
    return episode.end() if episode else end
