"""The patterns of names of gatherings: quoted, counted, apposed, in a series."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from graph_builder.cued import CuedPattern, cued, telling
from graph_builder.extract.names import name_word
from graph_builder.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class GatheringGrammar:
    """The patterns of names of gatherings."""

    lexicon: Lexicon
    #: Where none of these words stands, only `phrase` and `happened` find a name.
    cues: frozenset[str]
    phrase: re.Pattern[str]
    label: re.Pattern[str]
    split: re.Pattern[str]
    loose_split: re.Pattern[str]
    quoted_session: CuedPattern
    quoted: CuedPattern
    frame: re.Pattern[str]
    anniversary: CuedPattern
    #: "its colloquium Lending, Sharing: The Future of Museums", "a seminar called Healthy Soils".
    titled: CuedPattern
    #: "the fourth meeting of the Lake Group".
    counted: CuedPattern
    #: "the third event in the Board's Seasons of Reed", "Reed Talks is our series of talks".
    #: "Reednor 2022 was held".
    happened: CuedPattern
    in_series: CuedPattern
    is_series: CuedPattern
    #: What is still to come.
    future: CuedPattern
    #: "Salt and Rice, the third talk in ..."; "the third talk of the series, Salt and Rice, ...".
    apposed: tuple[CuedPattern, ...]
    #: "came to Hue for the"; "... in Hue"; where a part of a name may end.
    purpose: re.Pattern[str]
    in_place: re.Pattern[str]
    #: "... on Monday": the day is none of the name.
    on_day: re.Pattern[str]
    #: ", Austria" behind a place; "2024" behind a name.
    wider: re.Pattern[str]
    year: re.Pattern[str]
    separator: re.Pattern[str]
    heads: frozenset[str]
    noun: CuedPattern
    #: Ends a label without a colon: "Session 2 on".
    theme_link: re.Pattern[str]


_QUOTES = {"“", '"'}
QUOTE = r"[“\"]([^“”\"]{4,200})[”\"]"


@cache
def gathering_grammar(lexicon: Lexicon) -> GatheringGrammar:
    """Return what the names of gatherings are read with."""
    word = name_word(lexicon)
    elision = lexicon.any_of("grammar.elisions")
    links = lexicon.any_of("events.name_links")
    inside = lexicon.any_of("events.name_links", "grammar.in")
    name = rf"{word}(?::?\s+(?:{inside}\s+){{0,3}}{word}){{1,11}}"
    item = rf"{word}(?:\s+{word})?"
    title = rf"{word}(?:(?::|,(?=[^:.]{{1,80}}:))?\s+(?:{inside}\s+){{0,3}}{word})+"
    plural = rf"{lexicon.any_of('grammar.plural_endings')}?"
    label_words = lexicon.with_endings("events.session_labels", "grammar.plural_endings")
    noun_words = lexicon.phrases("events.nouns")
    labels = rf"{lexicon.any_of('events.session_labels')}{plural}"
    heads = lexicon.with_endings("events.heads", "grammar.plural_endings")
    head = lexicon.any_of("events.heads")
    nouns = lexicon.any_of("events.nouns")
    definite = lexicon.led_by("grammar.definite")
    joined = lexicon.led_by("grammar.and")
    ours = lexicon.led_by("grammar.articles", "grammar.possessors")
    session_links = lexicon.led_by("events.session_links")
    theme = lexicon.led_by("events.theme_links")
    of_year = rf"{lexicon.led_by('grammar.of')}{lexicon.led_by('grammar.definite')}(?:19|20)\d\d"
    days = lexicon.any_of("calendar.weekdays", "calendar.months", "calendar.ordinals", "events.parts_of_day")
    when = rf"(?:{lexicon.any_of('events.when_where')}\b|{days}\b|\d{{1,2}}\b)"
    titled = lexicon.any_of("events.titled")
    series = (
        rf"{lexicon.led_by('grammar.in', 'grammar.of')}{ours}(?:\w+\s+)?{lexicon.any_of('events.series')}"
    )
    in_series = lexicon.any_of("events.series")
    month = lexicon.any_of("calendar.months")
    counts = lexicon.any_of("calendar.ordinals", "calendar.last")
    item_of = (
        rf"{lexicon.any_of('events.series_items')}\s+{lexicon.led_by('grammar.in', 'grammar.of')}(?:{ours})?"
    )
    return GatheringGrammar(
        lexicon=lexicon,
        cues=telling(
            _QUOTES
            | noun_words
            | lexicon.phrases("events.anniversary", "events.series_items", "events.series")
        ),
        phrase=re.compile(
            rf"(?<![\w“\"])(?:(?:19|20)\d\d\s+)?{word}"
            rf"(?:(?:['’]?\s+(?:{links}\s+){{0,3}}(?:{of_year}\s+)?{elision}?|:\s+|\s?&\s?|,\s+(?={item}(?:,\s+{item}){{0,3}},?\s+{joined})){word}|\s+\d{{1,2}}(?=\s|:))*"
        ),
        label=re.compile(
            rf"(?:{definite})?({labels})\b(?:\s+(\d{{1,2}}|[A-Z])\b)?(?:\s*[:–—-]\s*|\.\s+|\s+{theme})(?=[“\"]?\w)",
            re.IGNORECASE,
        ),
        split=re.compile(rf"\s+{session_links}{definite}(?=(?:[^\s,]+\s+){{0,12}}?{head}\b)"),
        loose_split=re.compile(rf"\s+{session_links}(?=(?:[^\s,]+\s+){{0,12}}?{head}\b)"),
        quoted_session=cued(
            rf"\b{labels}\b(?:\s+(\d{{1,2}}|(?-i:[A-H]|[IVX]{{1,4}}))\b)?(?:\s+{when}){{0,6}}"
            rf"(?:,?\s+{titled})?,?\s+{QUOTE}(?:,?\s+{joined}{QUOTE})?",
            _QUOTES,
            label_words,
            flags=re.IGNORECASE,
        ),
        quoted=cued(
            rf"\b({nouns})\b,?\s+(?:{titled},?\s+){{0,2}}{QUOTE}",
            _QUOTES,
            noun_words,
            flags=re.IGNORECASE,
        ),
        frame=re.compile(
            rf"{lexicon.any_of('events.frames')}\s+(?:{ours})?[“\"]?$",
            re.IGNORECASE,
        ),
        anniversary=cued(
            rf"\b(?:{definite})?(\d{{1,3}}{lexicon.any_of('calendar.ordinal_endings')}\s+"
            rf"(?i:{lexicon.led_by('events.anniversary')})(?:{definite})?{word}(?:\s+(?:{links}\s+){{0,3}}{word}){{0,7}})",
            lexicon.phrases("events.anniversary"),
        ),
        titled=cued(
            rf"\b(?i:{ours})(?:[\w-]+\s+){{0,3}}?(?i:{nouns})\s+"
            rf"(?:(?:{lexicon.any_of('events.called')})\s+(?P<called>{title})|(?P<name>{title}))",
            noun_words,
        ),
        counted=cued(
            rf"\b((?:(?i:{lexicon.any_of('calendar.ordinals', 'events.periodic')})"
            rf"|\d{{1,3}}{lexicon.any_of('calendar.ordinal_endings')})\s+(?:[a-z-]+\s+){{0,2}}?{nouns}\s+{lexicon.led_by('grammar.of')}(?:{definite})?(?!(?i:{month})\b){word}(?:\s+(?:{links}\s+){{0,3}}{word}){{0,8}})",
            noun_words,
            lexicon.phrases("grammar.of"),
        ),
        happened=cued(
            rf"(?<![\w“\"’'-])(?:(?i:{definite}))?(?P<name>{word}(?:\s+(?:{links}\s+){{0,2}}{word}){{1,5}}(?:\s(?:19|20)\d\d)?"
            rf"|{word}\s(?:19|20)\d\d)\s+{lexicon.any_of('events.happened')}\b",
            lexicon.phrases("events.happened"),
        ),
        in_series=cued(
            rf"\b(?i:{counts})\s+(?:{item_of}(?:{word}['’]s?\s+(?={word}))?|(?:{nouns}\s+)?{series}\s+)"
            rf"[“\"]?(?P<name>{word}(?:\s+(?:{links}\s+){{0,2}}{word}){{1,6}})",
            lexicon.phrases("calendar.ordinals", "calendar.last"),
            lexicon.phrases("events.series_items", "events.series"),
        ),
        is_series=cued(
            rf"(?P<name>{word}(?:\s+{word}){{1,4}})\s+{lexicon.any_of('grammar.is')}\s+(?:{ours})(?:\w+\s+){{0,2}}{in_series}\b",
            lexicon.phrases("events.series"),
        ),
        future=lexicon["events.future"].pattern,
        apposed=(
            cued(
                rf"(?<![\w-])(?P<name>{name}),\s+(?:[a-z-]+\s+){{0,2}}{nouns}(?=,\s+(?:\w+\s)?\d)",
                {","},
                noun_words,
            ),
            cued(
                rf"(?<![\w-])(?P<name>{name}),\s+{ours}(?:[a-z-]+\s+){{0,4}}{nouns}"
                rf"(?=\s+{lexicon.any_of('events.apposition_links')}\b|[,.;])",
                {","},
                noun_words,
            ),
            cued(
                rf"\b(?!(?i:{labels})\b)(?i:{nouns})(?:\s+\d{{1,2}})?(?:\s+{series})?,\s+(?P<name>{name}),",
                {","},
                noun_words,
            ),
            cued(
                rf"\b(?i:{nouns})\s+{series},\s+[“\"](?P<name>[^“”\"]{{4,200}}?),?[”\"]",
                _QUOTES,
                noun_words,
            ),
        ),
        purpose=re.compile(
            rf"\s{lexicon.led_by('events.purpose_links')}{lexicon.led_by('grammar.articles')}"
        ),
        in_place=re.compile(rf"\s{lexicon.led_by('grammar.in')}((?:[^\W\d_][\w’'-]*\s?){{1,3}})$"),
        on_day=re.compile(
            rf"\s+{links}\s+(?i:{lexicon.any_of('calendar.weekdays', 'calendar.months')})\b.*$", re.DOTALL
        ),
        wider=re.compile(r",\s+(?=[A-Z])"),
        year=re.compile(r"\s(?:19|20)\d\d(?![\w/–-])"),
        separator=re.compile(rf":\s|\s{lexicon.any_of('events.subject_links')}\s"),
        heads=heads,
        noun=cued(rf"\b{nouns}\b", noun_words, flags=re.IGNORECASE),
        theme_link=re.compile(rf"\s{lexicon.any_of('events.theme_links')}\s*$", re.IGNORECASE),
    )
