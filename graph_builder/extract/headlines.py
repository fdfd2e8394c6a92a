"""Names of gatherings that stand in a headline only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from graph_builder.lexicon import Lexicon
from graph_builder.text import fold_name


def headline_name(title: str, noun: str, lexicon: Lexicon) -> str | None:
    """Return the name that a headline gives to the kind of gathering that a sentence speaks of.

    The headline's own words for that kind win, then the whole headline where it reads as a name, then
    its words for a gathering of any kind, behind "Notes from" and the like.
    """
    bare = re.sub(r"[“”\"]", "", title)
    named = named_kind(bare, noun, lexicon)
    if named and is_name(named, lexicon):
        return named
    paper = lexicon["layout.masthead_words"].find(bare)
    return bare if is_name(bare, lexicon) and not paper else described(bare, lexicon)


def is_name(words: str, lexicon: Lexicon) -> bool:
    """Return whether words read as a name: several, mostly capitalised, without a finite verb."""
    found = re.findall(r"[^\W\d_][\w’'-]*", words)
    long = [word for word in found if len(word) > 3]
    verbs = (lexicon["roles.speech.verbs"].words | lexicon["events.held"].words) - lexicon[
        "events.heads"
    ].words
    said = any(word.casefold() in verbs for word in found)
    capitals = sum(word[0].isupper() for word in long)
    return len(found) > 1 and not said and not has_verb(words, lexicon) and capitals * 2 > len(long)


def has_verb(text: str, lexicon: Lexicon) -> bool:
    """Return whether a finite verb stands in a text."""
    return _patterns(lexicon).verb.search(text) is not None


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What the names of gatherings in a headline end before."""

    verb: re.Pattern[str]
    headline_verb: re.Pattern[str]
    article: re.Pattern[str]
    in_place: re.Pattern[str]
    noun: re.Pattern[str]
    next_noun: re.Pattern[str]
    #: What a gathering is on, up to a place, a day or a verb.
    about: re.Pattern[str]
    #: What a verb is followed by.
    object: re.Pattern[str]
    #: "Minutes of the Reed Forum"; "Webinar recap: Heat at Work".
    record_of: re.Pattern[str]
    recap: re.Pattern[str]


@cache
def _patterns(lexicon: Lexicon) -> _Patterns:
    asked = lexicon.ending_in("grammar.participle_endings")
    ends = lexicon.any_of("events.about_ends")
    records = lexicon.any_of("events.records")
    return _Patterns(
        record_of=re.compile(
            rf"(?:[^\W\d_][\w’'-]*\s+){{0,2}}?{records}\s*(?::|\s{lexicon.any_of('events.record_links')}\b)\s*"
            rf"(?:{lexicon.led_by('grammar.articles', 'grammar.possessors')})?",
            re.IGNORECASE,
        ),
        recap=re.compile(
            rf"(?:[^\W\d_][\w’'-]*\s+){{0,2}}?{lexicon.any_of('events.nouns')}\s+{records}\s*[:–—-]\s+(?P<name>[^|·]+)",
            re.IGNORECASE,
        ),
        verb=re.compile(rf"\b(?:{lexicon.any_of('grammar.finite')}|{asked})\b"),
        headline_verb=re.compile(rf"\s+{lexicon.any_of('events.headline_verbs')}\b"),
        article=re.compile(lexicon.led_by("grammar.articles"), re.IGNORECASE),
        in_place=re.compile(rf"\s{lexicon.led_by('grammar.in')}([A-Z]\w+(?:\s[A-Z]\w+)?)$"),
        noun=re.compile(rf"\b{lexicon.any_of('events.heads', 'events.nouns')}\b", re.IGNORECASE),
        next_noun=re.compile(rf"\s+{lexicon.any_of('events.nouns')}\b"),
        object=re.compile(rf"\s+{lexicon.led_by('grammar.articles', 'grammar.possessors')}"),
        about=re.compile(
            rf"\s+{lexicon.led_by('events.about')}[^\W\d_][^,:;.()\d–—|]*?(?=\s+{ends}\s|\s*[,:;.()\d–—|]|$)"
        ),
    )


def recorded(title: str, lexicon: Lexicon) -> int | None:
    """Return where a title names the gathering that the text is a record of: "Minutes of the Reed Forum"."""
    found = _patterns(lexicon).record_of.match(title)
    return found.end() if found else None


def recapped(title: str, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return where a title names a gathering behind its kind: "Webinar recap: Rain"."""
    found = _patterns(lexicon).recap.match(title)
    return found.span("name") if found else None


def named_kind(title: str, noun: str, lexicon: Lexicon) -> str | None:
    """Return the words of a headline that begin with a kind of gathering, up to a verb or a place."""
    match = re.search(rf"\b(?:[A-Z][\w-]*\s+){{0,4}}(?i:{re.escape(noun)})\b", title)
    if match is None:
        return None
    end = _patterns(lexicon).headline_verb.search(title, match.end())
    name = title[match.start() : end.start() if end else len(title)]
    in_place = _patterns(lexicon).in_place.search(name)
    if in_place and fold_name(in_place[1]) in lexicon.places:
        name = name[: in_place.start()]
    folded = " ".join(name.split())
    article = _patterns(lexicon).article.match(folded)
    return folded[article.end() :] if article else folded


def described(title: str, lexicon: Lexicon) -> str | None:
    """Return the noun phrase of a gathering in a headline or a sentence, of two words or more."""
    for match in _patterns(lexicon).noun.finditer(title):
        if match[0].islower() and match[0] in lexicon["events.ambiguous"].words:
            # "Growers meet in Hue", "closed for a week": a verb, a time.
            continue
        if match[0].islower() and _patterns(lexicon).object.match(title, match.end()):
            # "Growers debate the price of reed".
            continue
        left: list[str] = []
        for word in reversed(title[: match.start()].split()):
            if word[-1] in ":,;.!?|–—" or word.casefold() in lexicon["events.before_names"].words:
                break
            left.insert(0, word)
        # "plenary meeting", "general assembly week": the nouns that follow belong to it.
        last = match
        while (more := _patterns(lexicon).next_noun.match(title, last.end())) is not None:
            last = more
        noun = title[match.start() : last.end()]
        verb = lexicon["events.held"].find(title, last.end())
        about = _patterns(lexicon).about.match(title, last.end(), verb.start() if verb else len(title))
        if left or about:
            return " ".join([*left, *noun.split(), *(about[0].split() if about else ())])
    return None
