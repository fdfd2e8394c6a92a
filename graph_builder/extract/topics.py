"""What a gathering was about: the items that those present discussed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from graph_builder.cued import CuedPattern, cued
from graph_builder.lexicon import Lexicon, alternation

#: No list of topics is longer, in characters.
_LONGEST = 1200


@dataclass(frozen=True, slots=True)
class TopicGrammar:
    """What opens a list of topics, and what goes on with another one or ends it."""

    opening: CuedPattern
    again: re.Pattern[str]
    ends: re.Pattern[str]
    #: Between two items: at commas; before the last one; "and" before a comma's item.
    comma: re.Pattern[str]
    semicolon: re.Pattern[str]
    last: re.Pattern[str]
    joint: re.Pattern[str]


@cache
def topic_grammar(lexicon: Lexicon) -> TopicGrammar:
    """Return what topics are read with."""
    who = alternation(lexicon["events.topics.who"].words)
    cues = alternation(lexicon["events.topics.cues"].words)
    more = alternation((*lexicon["events.topics.cues"].words, *lexicon["events.topics.more"].words))
    kinds = alternation(lexicon["events.topics.kinds"].words)
    openers = lexicon.any_of("events.topics.openers")
    joined = lexicon.any_of("grammar.and")
    kind = (
        rf"(?:(?:{lexicon.led_by('events.topics.on')})?(?:\w+\s+)?(?:{kinds})(?:\s+{openers}|\s*:)?\s*"
        rf"|{lexicon.led_by('events.topics.such')}(?:{kinds})\s+{openers}\s+)?:?\s*"
    )
    return TopicGrammar(
        opening=cued(
            rf"\b(?:{who})\b[^.;]{{0,60}}?\b(?:{cues})\s+{kind}",
            lexicon.phrases("events.topics.who"),
            lexicon.phrases("events.topics.cues"),
            flags=re.IGNORECASE,
        ),
        again=re.compile(rf",?\s+{joined}\s+(?:{more})\s+{kind}", re.IGNORECASE),
        ends=re.compile(
            rf"[.]\s*$|[.](?=\s+[A-Z])|,?\s+{joined}\s+{lexicon.any_of('events.topics.ends')}\b"
            rf"|;\s+(?={lexicon.any_of('grammar.everybody')}\b)"
        ),
        comma=re.compile(rf",\s+(?:{joined}\s+)?"),
        semicolon=re.compile(rf";\s+(?:{joined}\s+)?"),
        last=re.compile(rf",\s+{joined}\s"),
        joint=re.compile(rf"\s{joined}\s(?=[^\W\d_A-Z])"),
    )


_NUMBER = re.compile(r"\(\d{1,2}\)\s*")


def topics(text: str, rules: TopicGrammar) -> Iterator[str]:
    """Yield the topics that a sentence lists."""
    opening = rules.opening.search(text)
    while opening:
        stop = rules.ends.search(text, opening.end())
        again = rules.again.search(text, opening.end(), stop.start() if stop else len(text))
        end = again.start() if again else stop.start() if stop else len(text)
        listed = _NUMBER.sub("", text[opening.end() : end][:_LONGEST].strip(" ."))
        yield from (item for item in _items(listed, rules) if len(item) > 3)
        opening = again


def _items(listed: str, rules: TopicGrammar) -> Iterator[str]:
    """Cut a list at semicolons, or at commas and before the last item; "A and B" alone is one item."""
    parts = (rules.semicolon if ";" in listed else rules.comma).split(listed)
    if len(parts) > 1 and ";" not in listed and not rules.last.search(listed):
        # "Low-Carbon and Sustainable" is inside a name; the last item begins in lower case.
        joints = list(rules.joint.finditer(parts[-1]))
        if joints:
            last = parts[-1]
            parts = [*parts[:-1], last[: joints[-1].start()], last[joints[-1].end() :]]
    yield from (" ".join(part.split()) for part in parts if part)
