"""Who organized, co-organized, supported and guided an occasion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from graph_builder.cued import CuedPattern, cued
from graph_builder.extract.bodies import Body
from graph_builder.lexicon import Cues, Lexicon

ROLES = ("organizers", "co_organizers", "supporters", "guided_by")


@dataclass(frozen=True, slots=True)
class Sponsorship:
    """One body with its role, and where the cue stands."""

    role: str
    body: Body
    start: int
    end: int


_BRACKET = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What stands around the bodies of a cue."""

    #: Between two bodies that one cue introduces.
    join: re.Pattern[str]
    #: Before a verb: what was held did not hold anything itself.
    passive: re.Pattern[str]
    #: Behind one: it is a verb of saying ("held that").
    view: re.Pattern[str]
    #: Before an owner: "and by Botswana's Department".
    front: re.Pattern[str]
    #: Between a body and a verb: the verb is said of somebody else.
    who: re.Pattern[str]
    possessive: re.Pattern[str]
    #: "was held in Hue on 4 May by": the agent stands behind place and day.
    agent: CuedPattern
    #: Each role's cues, and on which side of a cue its bodies stand.
    cues: tuple[tuple[str, str, CuedPattern], ...]
    any_cue: CuedPattern


@cache
def _patterns(lexicon: Lexicon) -> _Patterns:
    joined, definite = lexicon.led_by("grammar.and"), lexicon.led_by("grammar.definite")
    small = lexicon.any_of("events.when_where")
    sides = [(role, way) for role in ROLES for way in ("after", "before")]
    adverb = rf"(?:{lexicon.ending_in('grammar.adverb_endings')}|{lexicon.any_of('grammar.joint')})\s+"
    return _Patterns(
        join=re.compile(
            rf"(?:{lexicon.led_by('grammar.possessive')})?[\s,/&()]*(?:{lexicon.any_of('events.between')}\b[\s,/]*){{0,4}}"
            rf"(?:\([^()]{{0,80}}\)[\s,/]*)?(?:{joined}|{definite}|{lexicon.led_by('grammar.ours')}){{0,2}}"
            rf"(?:(?:[\w-]+\s+){{0,3}}?{lexicon.any_of('organizations.kinds')}\s+)?$"
        ),
        passive=re.compile(rf"\b{lexicon.led_by('grammar.be', 'grammar.articles')}(?:{adverb})?$"),
        view=re.compile(rf"\s+{lexicon.any_of('grammar.that')}\b"),
        front=re.compile(rf"(?:,?\s*{joined}|,\s*|{lexicon.led_by('grammar.by')}|{definite})+"),
        who=re.compile(rf"\b{lexicon.any_of('grammar.who')}\b"),
        possessive=re.compile(rf"{lexicon.any_of('grammar.possessive')}$"),
        agent=cued(
            rf"\b{lexicon.led_by('grammar.be')}(?:{adverb})?(?P<cue>{lexicon.any_of('events.staged')}"
            rf"(?:,?\s+(?:{small}\b|[A-Z\d][\w.’'/-]*)|\s*[–—-]\s*\d+){{1,16}},?\s+{lexicon.any_of('grammar.by')}\b)",
            lexicon.phrases("events.staged"),
        ),
        cues=tuple((role, way, lexicon[f"events.bodies.{role}.{way}"].pattern) for role, way in sides),
        any_cue=Cues.of(
            word for role, way in sides for word in lexicon[f"events.bodies.{role}.{way}"].listed
        ).pattern,
    )


def sponsorships(
    text: str, found: Sequence[Body], lexicon: Lexicon, start: int, end: int
) -> Iterator[Sponsorship]:
    """Yield the bodies that a sentence ties to its occasion."""
    named = [body for body in found if start <= body.start < end]
    if not named:
        return
    cues = sorted(_cues(text, lexicon, start, end), key=lambda cue: (cue[0], -cue[1]))
    kept: list[tuple[int, int, str, bool]] = []
    for cue in cues:
        if not kept or cue[0] >= kept[-1][1]:
            kept.append(cue)
    join = _patterns(lexicon).join
    parents = {id(body.parent) for body in named if body.parent}
    used: set[int] = set()
    for number, (begin, stop, role, after) in enumerate(kept):
        limit = kept[number + 1][0] if number + 1 < len(kept) else end
        if after:
            position = stop
            subject = number + 1 < len(kept) and not kept[number + 1][3]
            for body in named:
                if body.start < stop or body.start >= limit:
                    continue
                if subject and position > stop and not _BRACKET.sub("", text[_end(body) : limit]).strip():
                    # "with the Hill Bank, and the Lake Fund paid": who paid is the subject of a verb.
                    break
                if join.fullmatch(text, position, body.start) is None and not _owned(
                    text, position, body.start, lexicon
                ):
                    break
                position = _end(body)
                if id(body) not in parents:
                    used.add(body.start)
                    yield Sponsorship(role, body, begin, stop)
    for begin, stop, role, after in kept:
        if after:
            continue
        group: list[Body] = []
        for body in reversed(named):
            if body.start >= begin or body.start in used or body.bare or id(body) in parents:
                continue
            if not group:
                gap = text[_end(body) : begin]
                if len(gap) > 120 or "." in gap or _patterns(lexicon).who.search(gap):
                    break
                group.append(body)
            elif join.fullmatch(text, _end(body), group[-1].start):
                group.append(body)
            else:
                break
        for body in reversed(group):
            if not body.weak or text[_end(body) : begin].strip() == "":
                yield Sponsorship(role, body, begin, stop)


def _cues(text: str, lexicon: Lexicon, start: int, end: int) -> Iterator[tuple[int, int, str, bool]]:
    rules = _patterns(lexicon)
    for match in rules.agent.finditer(text, start, end):
        yield *match.span("cue"), "organizers", True
    # Most sentences hold no cue at all: one look at all of them saves eight.
    for role, way, pattern in rules.cues if rules.any_cue.search(text, start, end) else ():
        for match in pattern.finditer(text, start, end):
            if way == "before" and rules.passive.search(text, max(start, match.start() - 24), match.start()):
                continue
            if way == "before" and rules.view.match(text, match.end()):
                continue
            yield match.start(), match.end(), role, way == "after"


def _owned(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Return whether only a possessive stands between: "hosted by Botswana's Department"."""
    rules = _patterns(lexicon)
    gap = text[start:end].strip()
    front = rules.front.match(gap)
    return rules.possessive.sub("", gap[front.end() :] if front else gap) in lexicon.countries


def _end(body: Body) -> int:
    last, here = body.end, body.parent
    while here:
        last, here = max(last, here.end), here.parent
    return last
