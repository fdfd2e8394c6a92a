"""Names of sessions: in a heading, in a line of a programme, and in passing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from graph_builder.cued import CuedPattern, cued
from graph_builder.extract.gatherings import Gathering, cleaned
from graph_builder.extract.names import name_word
from graph_builder.lexicon import Lexicon
from graph_builder.text import fold_name


@dataclass(frozen=True, slots=True)
class SessionGrammar:
    """The patterns of names and numbers of sessions."""

    lexicon: Lexicon
    #: "Session 1: ", "11.00, Panel One - ", "Third Round: ".
    label: re.Pattern[str]
    #: Nothing but "FIRST SESSION": its theme stands on the next line.
    bare: re.Pattern[str]
    #: Where a name in a heading ends.
    stop: re.Pattern[str]
    #: What sets apart the person behind it.
    apart: re.Pattern[str]
    #: In a sentence, where its verb ends the name: "Session 1: Rain was chaired by Ann Berg."
    told_of: re.Pattern[str]
    #: Before such a verb or at the head of a name: it belongs to the name.
    asks: re.Pattern[str]
    #: "the panel on water prices", "the session What May a Life Cost?".
    passing: CuedPattern
    #: "The round table “Whose Water?” closed the day", where an event is on.
    quoted_part: CuedPattern
    #: "The first session, on sea walls," "The second day was given over to nets."
    told: CuedPattern
    #: "Panel on wallets: Ann Berg explained ..."
    opening: re.Pattern[str]
    #: "In Session 1", "the third session".
    again: CuedPattern
    #: "On Saturday", "On the second day", at the head of a paragraph.
    next_day: re.Pattern[str]
    #: "Side event: Reed and Rain": a gathering of its own within the one that is on.
    side: re.Pattern[str]
    #: "Panel, Chair, Speakers": the head of a table of sessions.
    table: re.Pattern[str]
    #: What a session's theme is not: a day, a part of the day.
    day: re.Pattern[str]


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
#: The hour that a line of a programme begins with: "9.00 - 10.30, ".
_HOUR = r"(?:\d{1,2}[.:h]\d\d(?:\s*[-–—]\s*\d{1,2}[.:h]\d\d)?[\s,|:–—-]+)?"


@cache
def session_grammar(lexicon: Lexicon) -> SessionGrammar:
    """Return what the names of sessions are read with."""
    plural = rf"{lexicon.any_of('grammar.plural_endings')}?"
    labels = lexicon.with_endings("events.session_labels", "grammar.plural_endings")
    plain = rf"{lexicon.any_of('events.session_labels')}{plural}"
    numbered = lexicon.any_of("events.session_labels", "events.numbered_labels")
    ordinal = (
        rf"(?:{lexicon.any_of('calendar.ordinals')}|\d{{1,2}}{lexicon.any_of('calendar.ordinal_endings')})"
    )
    number = rf"(?:\d{{1,2}}|[A-H]|[IVX]{{1,4}}|{lexicon.any_of('calendar.numbers')})"
    definite = lexicon.led_by("grammar.definite")
    chair = lexicon.any_of("roles.chair.titles")
    any_one = lexicon.led_by("grammar.articles", "grammar.quantifiers")
    which = lexicon.led_by("grammar.not_subjects")
    nth = lexicon.any_of("calendar.ordinals", "calendar.last", "calendar.next")
    mark = r"(?:\s*[:–—|·•»-]\s*|\.\s+|\s+(?=[“\"‘]))"
    word = name_word(lexicon)
    links = lexicon.any_of("events.name_links", "grammar.in", "grammar.or")
    name = rf"{word}(?:(?:,?\s+(?:{links}\s+){{0,3}}|:\s+){word}){{1,11}}\??"
    no_theme = lexicon.any_of("grammar.finite", "grammar.who", "grammar.relatives")
    theme = rf"[a-z][\w’'-]*(?:,?\s+(?!{no_theme}\b)[\w’'-]+){{0,7}}?"
    deals = lexicon.any_of("events.theme_links", "events.deals_with")
    titled = lexicon.any_of("events.theme_links", "events.titled")
    days = ("calendar.weekdays", "calendar.months", "calendar.day_words", "events.parts_of_day")
    verb = lexicon.any_of("grammar.finite", "grammar.relatives", "roles.speech.verbs", "events.held")
    end = rf"(?=\s*[,.;:(–—]|\s*$|\s+{verb}\b)"
    adverb = rf"(?:{lexicon.ending_in('grammar.adverb_endings')}|{lexicon.any_of('grammar.adverbs')})\s+"
    participle = (
        rf"(?:{lexicon.ending_in('grammar.participle_endings')}|{lexicon.any_of('events.participles')})"
    )
    no_verb_behind = lexicon.any_of("grammar.relatives", "grammar.not_subjects")
    return SessionGrammar(
        lexicon=lexicon,
        label=re.compile(
            rf"{_HOUR}(?:{definite})?(?:(?:(?P<ordinal>{ordinal})\s+{numbered}|{numbered}\s+(?P<number>{number})|{plain}|{numbered}(?=\s*[“\"]))"
            rf"\b{mark})(?=[“\"‘]?\w)",
            re.IGNORECASE,
        ),
        bare=re.compile(
            rf"{_HOUR}(?:{definite})?(?:(?P<ordinal>{ordinal})\s+{plain}|{plain}\s+(?P<number>{number}))\W*$",
            re.IGNORECASE,
        ),
        stop=re.compile(
            r"(?<=[\w”\"’])(?:[.?!]\s|[.?!]?$|[?!](?=,)|\s+\(|\s+\||[,;]\s+(?=[A-Z][\w-]*(?:\s\w+)?:\s))"
            r"|(?<=[?!])\s*[”\"]"
        ),
        apart=re.compile(rf"[,;(|–—-]\s*(?:{lexicon.any_of('people.honorifics')}\.?\s*)*$", re.IGNORECASE),
        told_of=re.compile(
            rf"\s+(?:{lexicon.any_of('grammar.auxiliaries')}\s+(?:{adverb}){{0,2}}{participle}\b"
            rf"|{lexicon.any_of('events.session_verbs')}\b)"
        ),
        asks=re.compile(
            rf"[“\"‘]?{lexicon.any_of('grammar.questions')}\b|.*\b{no_verb_behind}$",
            re.IGNORECASE | re.DOTALL,
        ),
        passing=cued(
            rf"\b(?i:{any_one}|{lexicon.any_of('calendar.weekdays')}['’]s\s+)(?:[a-z-]+\s+)?"
            rf"{lexicon.any_of('events.session_labels')}\s*"
            rf"(?:(?i:{titled})\s+(?P<title>{name}|{theme})|(?P<name>{name})|,\s+(?P<apposed>{name})(?=,)){end}",
            lexicon.phrases("events.session_labels"),
        ),
        quoted_part=cued(
            rf"\b{definite}(?:\w+\s+)?{lexicon.any_of('events.quoted_parts')}(?:,?\s+{titled})?,?\s+[“\"](?P<title>[^“”\"]{{4,200}})[”\"]",
            {"“", '"'},
            lexicon.phrases("events.quoted_parts"),
            flags=re.IGNORECASE,
        ),
        told=cued(
            rf"\b(?i:(?:{any_one}(?P<ordinal>{ordinal})\s+(?:{plain}|{lexicon.any_of('calendar.day_words')})"
            rf"|{lexicon.led_by('grammar.quantifiers')}{plain}|{plain}\s+(?P<number>{number})),?\s+(?:{which})?{deals})\s+"
            rf"(?P<title>{name}|{theme})(?=\s*[,.;:(–—]|\s*$)",
            labels | lexicon.phrases("calendar.day_words"),
        ),
        opening=re.compile(
            rf"(?i:{plain})\s+(?i:{lexicon.any_of('events.theme_links')})\s+(?P<title>{theme}):\s"
        ),
        again=cued(
            rf"\b(?:{numbered}\s+(?P<number>{number})|{definite}(?P<ordinal>{ordinal})\s+{numbered})\b(?!\s*[:–—-])",
            lexicon.phrases("events.session_labels", "events.numbered_labels"),
            flags=re.IGNORECASE,
        ),
        next_day=re.compile(
            rf"(?:{lexicon.led_by('calendar.past')})(?:{lexicon.any_of('calendar.weekdays')}\b"
            rf"|{definite}{nth}\s+{lexicon.any_of('calendar.day_words')}\b)",
            re.IGNORECASE,
        ),
        side=re.compile(
            rf"{lexicon.any_of('events.side_labels')}\s*[:–—]\s+(?P<name>\S.{{2,150}})$", re.IGNORECASE
        ),
        table=re.compile(
            rf"[\s|]*(?:{plain})(?:\s*\||,)\s*(?:[^|,]+(?:\||,)\s*)?"
            rf"(?:(?P<chair>{chair})|{lexicon.any_of('roles.columns')})\b",
            re.IGNORECASE,
        ),
        day=re.compile(rf"\d|\b{lexicon.any_of(*days)}\b", re.IGNORECASE),
    )


def session_heading(
    text: str, rules: SessionGrammar, person: int | None = None
) -> tuple[Gathering, str | None] | None:
    """Return the session that a heading or the head of a paragraph opens, and its number or letter.

    A name in a line of a programme ends before the first person, where a comma or dash sets it apart.
    """
    label = rules.label.match(text)
    if label is None:
        opening = rules.opening.match(text)
        if opening is None:
            return None
        return Gathering(cleaned(opening["title"]), *opening.span("title"), True, "session-label"), None
    stop = rules.stop.search(text, label.end())
    end = stop.start() if stop else len(text)
    if stop and stop[0][:1] in "?!":
        end += 1
    told = text.rstrip('”" ').endswith((".", "!", "?"))
    verb = rules.told_of.search(text, label.end()) if told else None
    if verb and verb.start() < end and not rules.asks.match(text[label.end() : verb.start()]):
        end = verb.start()
    if person is not None and label.end() < person <= len(text):
        apart = rules.apart.search(text, label.end(), person)
        # A full stop may be that of the person's form of address.
        end = apart.start() if apart and (apart.start() < end or end < person) else end
    name = cleaned(text[label.end() : end])
    if not name or fold_name(name) in rules.lexicon["events.plain_parts"].words:
        return None
    key = _key(label, rules.lexicon)
    number = int(key) if key and key.isdigit() else None
    return Gathering(name, label.end(), end, True, "session-label", number), key


#: A name has fewer words than the title of a session that stands in its place.
_TITLE = 3


def session_number(text: str, rules: SessionGrammar) -> str | None:
    """Return the number or letter of a line that is nothing but a session's label: "FIRST SESSION"."""
    match = rules.bare.match(text)
    return _key(match, rules.lexicon) if match else None


def sessions_in_passing(text: str, rules: SessionGrammar) -> Iterator[Gathering]:
    """Yield the sessions that a sentence names without quotation marks: "the panel on water prices"."""
    honorifics = rules.lexicon["people.honorifics"].listed
    for match in rules.quoted_part.finditer(text):
        yield Gathering(cleaned(match["title"]), *match.span("title"), True, "session-quoted")
    for match in rules.told.finditer(text):
        name = cleaned(match["title"])
        if not rules.day.search(name):
            key = _key(match, rules.lexicon)
            number = int(key) if key and key.isdigit() else None
            yield Gathering(name, *match.span("title"), True, "session-told", number)
    for match in rules.passing.finditer(text):
        group = match.lastgroup or "title"
        if group == "apposed" and len(match["apposed"].split()) < _TITLE:
            # "the panel, Ann Berg, ..."
            continue
        name = cleaned(match[group])
        # "the session on Tuesday", but "the panel What May a Well Cost?".
        day = rules.day.search(name) and (name[:1].islower() or len(name.split()) < 3)
        if name and name.split()[0] not in honorifics and not day:
            yield Gathering(name, match.start(group), match.end(group), True, "session-passing")


def session_again(text: str, rules: SessionGrammar) -> str | None:
    """Return the number or letter of the session that a sentence goes back to: "In Session 2"."""
    match = rules.again.search(text)
    return _key(match, rules.lexicon) if match else None


def _key(match: re.Match[str], lexicon: Lexicon) -> str | None:
    """Return a number or letter of a session in one form: "2" for "Two", "II" and "second"."""
    groups = match.groupdict()
    printed = groups.get("number") or groups.get("ordinal")
    if printed is None:
        return None
    folded = printed.casefold()
    digits = re.match(r"\d+", folded)
    if digits:
        return str(int(digits[0]))
    number = lexicon.numbers.get(folded) or lexicon.ordinals.get(folded)
    if (number is None and len(folded) > 1) or folded == "i":
        number = _ROMAN.get(folded)
    return str(number) if number else folded
