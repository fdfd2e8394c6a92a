"""Names of gatherings: how events and sessions are named in a sentence or a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph_builder.cued import words_of
from graph_builder.extract.bounds import behind_call, bounds, episode_end, title_behind
from graph_builder.extract.gatheringgrammar import QUOTE, GatheringGrammar
from graph_builder.lexicon import Lexicon
from graph_builder.text import fold_name


@dataclass(frozen=True, slots=True)
class Gathering:
    """A name of an event or session, where it stands, and how it was known."""

    name: str
    start: int
    end: int
    session: bool
    rule: str
    number: int | None = None
    #: The event that a session's name goes on with: "Session 1: X of the Y Conference".
    event: tuple[str, int, int] | None = None
    #: Named only as what another one is a part of.
    frame: bool = False


def gatherings(text: str, rules: GatheringGrammar, start: int, end: int) -> Iterator[Gathering]:
    """Yield the gatherings that a sentence names, in their order."""
    # Most sentences hold no cue at all: one look at all of them saves eight.
    silent = words_of(text[start:end]).isdisjoint(rules.cues)
    found = [] if silent else _cued(text, rules, start, end)
    for match in rules.phrase.finditer(text, start, end):
        gathering = _phrase(text, match.start(), match.end(), start, rules)
        if gathering and not _overlaps(found, gathering.start, gathering.end):
            found.append(gathering)
    for match in rules.happened.finditer(text, start, end):
        begin, last = _bare(match, rules)
        if begin < last and not _overlaps(found, begin, last):
            found.append(Gathering(cleaned(text[begin:last]), begin, last, False, "event-happened"))
    yield from sorted(found, key=lambda one: one.start)


def _cued(text: str, rules: GatheringGrammar, start: int, end: int) -> list[Gathering]:
    """Return the gatherings that a quotation or a word such as "meeting" tells."""
    found: list[Gathering] = []
    for match in rules.quoted_session.finditer(text, start, end):
        found.extend(
            Gathering(cleaned(match[group]), *match.span(group), True, "session-quoted", _number(match[1]))
            for group in (2, 3)
            if match[group]
        )
    for match in re.finditer(QUOTE, text[start:end]):
        if _has_head(match[1], rules) and not _overlaps(found, start + match.start(1), start + match.end(1)):
            first = start + match.start(1)
            found.append(
                Gathering(
                    cleaned(match[1]),
                    first,
                    start + match.end(1),
                    False,
                    "event-quoted",
                    frame=_framed(text, first, start, rules),
                )
            )
    for match in (*rules.in_series.finditer(text, start, end), *rules.is_series.finditer(text, start, end)):
        if not _of_body(match["name"], rules.lexicon):
            span = match.span("name")
            found.append(Gathering(cleaned(match["name"]), *span, False, "event-frame", frame=True))
    found.extend(
        Gathering(
            cleaned(match["name"]),
            match.start("name"),
            match.end("name"),
            False,
            "event-apposed",
            frame=_framed(text, match.start("name"), start, rules),
        )
        for pattern in rules.apposed
        for match in pattern.finditer(text, start, end)
        if not _overlaps(found, match.start("name"), match.end("name"))
    )
    for match in rules.counted.finditer(text, start, end):
        if _overlaps(found, *match.span()):
            continue
        last = _before_place(text, match.start(1), match.end(1), rules)
        framed = _framed(text, match.start(), start, rules)
        name = cleaned(text[match.start(1) : last])
        found.append(
            Gathering(name[:1].upper() + name[1:], match.start(1), last, False, "event-counted", frame=framed)
        )
    for match in rules.titled.finditer(text, start, end):
        group = "called" if match["called"] else "name"
        first, last = match.start(group), _before_place(text, *match.span(group), rules)
        if group == "called" or ":" in text[first:last]:
            framed = _framed(text, match.start(), start, rules)
            found.append(
                Gathering(cleaned(text[first:last]), first, last, False, "event-quoted", frame=framed)
            )
    found.extend(
        Gathering(cleaned(match[1]), match.start(1), match.end(1), False, "event-frame", frame=True)
        for match in rules.anniversary.finditer(text, start, end)
        if _framed(text, match.start(), start, rules) or _framed(text, match.start(1), start, rules)
    )
    return found


def _phrase(text: str, begin: int, end: int, start: int, rules: GatheringGrammar) -> Gathering | None:
    phrase = text[begin:end]
    first = phrase.split()[0]
    while (
        first in rules.lexicon["people.not_names"].listed
        or first.casefold() in rules.lexicon["calendar.months"].words
    ):
        rest = phrase[len(first) :]
        begin += len(first) + len(rest) - len(rest.lstrip())
        phrase = text[begin:end]
        if not phrase.strip():
            return None
        first = phrase.split()[0]
        while first.isdigit() or (first.islower() and not first[0].isdigit()):
            rest = phrase[len(first) :]
            begin += len(first) + len(rest) - len(rest.lstrip())
            phrase = text[begin:end]
            if not phrase.strip():
                return None
            first = phrase.split()[0]
    label = rules.label.match(text, begin, end)
    if label and (label[2] or rules.theme_link.search(label[0]) or ":" in label[0]):
        split = rules.split.search(text, label.end(), end) or rules.loose_split.search(text, label.end(), end)
        name_end = split.start() if split else end
        event = (cleaned(text[split.end() : end]), split.end(), end) if split else None
        if name_end > label.end():
            return Gathering(
                cleaned(text[label.end() : name_end]),
                label.end(),
                name_end,
                True,
                "session-named",
                _number(label[2]),
                event,
            )
    if ":" in phrase:
        begin = behind_call(text, begin, end, rules.lexicon)
        phrase = text[begin:end]
    # "came to Hue for the Orchard Seminar": the name begins behind the link, where only that has a head.
    for link in rules.purpose.finditer(phrase):
        if not _has_head(f"x {phrase[: link.start()]}", rules) and _has_head(phrase[link.end() :], rules):
            begin += link.end()
            phrase = phrase[link.end() :]
            break
    if not _has_head(phrase, rules):
        return None
    day = rules.on_day.search(phrase)
    if day:
        end = begin + day.start()
        phrase = text[begin:end]
    place = rules.in_place.search(phrase)
    if place and phrase[: place.start()].split()[-1] in rules.heads:
        end = begin + place.start()
        phrase = text[begin:end]
    framed = _framed(text, begin, start, rules)
    behind = title_behind(text, begin, end, rules.lexicon)
    if behind:
        return Gathering(cleaned(text[slice(*behind)]), *behind, False, "event-quoted", frame=framed)
    begin, end = bounds(text, begin, _before_city(text, begin, end, rules), rules.lexicon)
    if not _has_head(text[begin:end], rules):
        return None
    if text[begin:end].split()[-1] in rules.heads:
        end = episode_end(text, end, rules.lexicon)
        year = rules.year.match(text, end)
        end = year.end() if year else end
    return Gathering(
        cleaned(text[begin:end]), begin, end, False, "event-frame" if framed else "event-named", frame=framed
    )


def _bare(match: re.Match[str], rules: GatheringGrammar) -> tuple[int, int]:
    """Return where the name stands of what took place; nothing where it is of a part, a body or a person."""
    lexicon = rules.lexicon
    name, begin = match["name"], match.start("name")
    words = name.split()
    while words and words[0] in lexicon["people.not_names"].listed:
        begin += len(name) - len(name[len(words[0]) :].lstrip())
        name = name[len(words[0]) :].lstrip()
        words = name.split()
    parts = lexicon["events.session_labels"].words | lexicon["events.plain_parts"].words
    addressed = match.string[max(0, begin - 3) : begin].strip().endswith(".")
    none = (
        len(words) < 2
        or addressed
        or _of_body(name, lexicon)
        or any(word.casefold() in parts for word in words)
    )
    return (begin, begin) if none else (begin, match.end("name"))


def _of_body(name: str, lexicon: Lexicon) -> bool:
    """Return whether a name is one of a body: "the first event of the Lake Council"."""
    heads = lexicon["organizations.heads"].listed
    return any(word in heads for word in name.split())


def _before_city(text: str, start: int, end: int, rules: GatheringGrammar) -> int:
    """Return where a name ends that goes on with a city: "Hearing on Early Warning in Hue".

    A country behind its comma makes a place of any name: "in Huesdorf, Austria".
    """
    place = rules.in_place.search(text, start, end)
    if place is None or place[1] in rules.lexicon.countries:
        return end
    wider = rules.wider.match(text, end)
    country = wider is not None and rules.lexicon.country_names.match(text, wider.end()) is not None
    return place.start() if country or fold_name(place[1]) in rules.lexicon.places else end


def _before_place(text: str, start: int, end: int, rules: GatheringGrammar) -> int:
    """Return where a name ends that goes on with the place: "... of Museums in Port Vila"."""
    place = rules.in_place.search(text, start, end)
    lexicon = rules.lexicon
    known = place and (fold_name(place[1]) in lexicon.places or place[1] in lexicon.countries)
    return place.start() if place and known else end


def _has_head(phrase: str, rules: GatheringGrammar) -> bool:
    """Return whether a part of the phrase ends in what gatherings are called, and is more than that."""
    words = phrase.split()
    if len(words) < 2:
        return False
    leading = rules.lexicon["events.leading_heads"].listed
    articles = rules.lexicon["grammar.articles"]
    cut = (part.split() for part in rules.separator.split(phrase))
    # "Session A" bears a letter, and no article.
    parts = [
        part for words in cut if (part := [one for one in words if one.isupper() or one not in articles])
    ]
    # A head alone closes no name: "Farmer of the Year".
    headed = any(
        (part[-1] in rules.heads and (len(part) > 1 or number == 0))
        or (len(part) > 1 and " ".join(part[-2:]) in rules.heads)
        or part[0] in leading
        for number, part in enumerate(parts)
    )
    return headed and fold_name(phrase) not in rules.lexicon["events.plain_parts"].words


def _framed(text: str, position: int, start: int, rules: GatheringGrammar) -> bool:
    return rules.frame.search(text[max(start, position - 80) : position]) is not None


def _overlaps(found: list[Gathering], start: int, end: int) -> bool:
    return any(one.start < end and start < one.end for one in found)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None


def cleaned(name: str) -> str:
    """Return a name without quotation marks and bracketed acronyms."""
    bare = re.sub(r"\s*\([A-Z][\w&.-]{1,11}\)", "", re.sub(r"[“”\"]", "", name))
    return " ".join(bare.split()).strip(" ,;.")
