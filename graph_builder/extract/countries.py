"""Countries that a text names, by noun or adjective."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from graph_builder.lexicon import Lexicon
from graph_builder.text import Span


@dataclass(frozen=True, slots=True)
class _Speech:
    """What tells that an adjective is a language: "in Thai and Lao."."""

    spoken: re.Pattern[str]
    #: Between two languages; behind the last one.
    joint: re.Pattern[str]
    ends: re.Pattern[str]
    languages: frozenset[str]


@cache
def _speech(lexicon: Lexicon) -> _Speech:
    joined = lexicon.any_of("grammar.and", "grammar.or", "grammar.but")
    return _Speech(
        spoken=re.compile(
            rf"(?<!\w)(?i:{lexicon.any_of('countries.spoken')})\s+"
            rf"(?:{lexicon.any_of('countries.languages')}(?:,\s+|,?\s+{joined}\s+))*$"
        ),
        joint=re.compile(
            rf"(?:\s*,|\s*,?\s+{joined})?\s+(?:{lexicon.led_by('grammar.in')})?"
            rf"(?:{lexicon.any_of('countries.languages')}(?:,\s+|,?\s+{joined}\s+))*$"
        ),
        # Over the other languages of the list: "in Lao and Thai rivers" names none.
        ends=re.compile(
            rf"(?:(?:,\s+|,?\s+{joined}\s+)(?:{lexicon.led_by('grammar.in')})?{lexicon.any_of('countries.languages')}\b)*+"
            rf"(?:\s*(?:[.,;:)!?”\"]|$)|\s+(?:{joined}|{lexicon.any_of('grammar.after_speech')})\b)"
        ),
        languages=lexicon["countries.languages"].listed,
    )


def countries(
    text: str, lexicon: Lexicon, start: int = 0, end: int | None = None
) -> Iterator[tuple[str, Span]]:
    """Yield the code and the place of each country that a part of a text names.

    A river and a language take their names from a country, and a person may bear one; none of them
    names it.
    """
    #: Where the last language ended.
    spoken = -1
    for match in lexicon.named_countries(text, start, end):
        behind = text[match.end() : match.end() + 24].lstrip(" -").split(" ")[0].strip(".,;")
        if behind in lexicon["organizations.natural"].listed:
            continue
        if match[0] in _speech(lexicon).languages and _is_spoken(text, match, spoken, lexicon):
            spoken = match.end()
            continue
        yield lexicon.countries[" ".join(match[0].split())], Span(match.start(), match.end())


def _is_spoken(text: str, match: re.Match[str], last: int, lexicon: Lexicon) -> bool:
    """Return whether an adjective stands alone where a language does, or in a list with one."""
    rules = _speech(lexicon)
    if rules.ends.match(text, match.end()) is None:
        return False
    if rules.spoken.search(text, max(0, match.start() - 64), match.start()):
        return True
    return (
        last >= 0 and match.start() - last < 60 and rules.joint.match(text[last : match.start()]) is not None
    )
