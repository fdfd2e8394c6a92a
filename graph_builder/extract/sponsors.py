"""Who organized, co-organized, supported and guided an occasion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph_builder.extract.bodies import Body
from graph_builder.lexicon import Lexicon

ROLES = ("organizers", "co_organizers", "supporters", "guided_by")
#: What may stand between two bodies that one cue introduces.
_JOIN = re.compile(
    r"[\s,/&()]*(?:(?:and|by|with|from|the|as well as|its|both|of)\b[\s,/]*){0,4}"
    r"(?:\([^()]{0,80}\)[\s,/]*)?(?:(?:and|the)\s+){0,2}$"
)
#: Before a verb: what was held did not hold anything itself.
_PASSIVE = re.compile(r"\b(?:was|were|is|are|be|been|being)\s+(?:\w+ly\s+|jointly\s+)?$")


@dataclass(frozen=True, slots=True)
class Sponsorship:
    """One body with its role, and where the cue stands."""

    role: str
    body: Body
    start: int
    end: int


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
    parents = {id(body.parent) for body in named if body.parent}
    used: set[int] = set()
    for number, (begin, stop, role, after) in enumerate(kept):
        limit = kept[number + 1][0] if number + 1 < len(kept) else end
        if after:
            position = stop
            for body in named:
                if body.start < stop or body.start >= limit:
                    continue
                if _JOIN.fullmatch(text, position, body.start) is None and not _owned(
                    text, position, body.start, lexicon
                ):
                    break
                position = _end(body)
                if not body.bare and id(body) not in parents:
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
                if len(gap) > 120 or "." in gap:
                    break
                group.append(body)
            elif _JOIN.fullmatch(text, _end(body), group[-1].start):
                group.append(body)
            else:
                break
        for body in reversed(group):
            if not body.weak or text[_end(body) : begin].strip() == "":
                yield Sponsorship(role, body, begin, stop)


def _cues(text: str, lexicon: Lexicon, start: int, end: int) -> Iterator[tuple[int, int, str, bool]]:
    for role in ROLES:
        for way in ("after", "before"):
            for match in lexicon[f"events.bodies.{role}.{way}"].pattern.finditer(text, start, end):
                if way == "before" and _PASSIVE.search(text, max(start, match.start() - 24), match.start()):
                    continue
                yield match.start(), match.end(), role, way == "after"


def _owned(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Return whether only a possessive stands between: "hosted by Botswana's Department"."""
    gap = text[start:end].strip()
    gap = re.sub(r"^(?:,?\s*and\s+|,\s*|by\s+|the\s+)+", "", gap)
    return gap.removesuffix("'s").removesuffix("’s") in lexicon.countries


def _end(body: Body) -> int:
    last, here = body.end, body.parent
    while here:
        last, here = max(last, here.end), here.parent
    return last
