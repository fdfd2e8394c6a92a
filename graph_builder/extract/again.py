"""Whether a sentence speaks again of the gathering that is on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from graph_builder.cued import CuedPattern, cued
from graph_builder.extract.drafts import Draft
from graph_builder.extract.stage import Stage
from graph_builder.lexicon import Lexicon
from graph_builder.text import fold_name


@dataclass(frozen=True, slots=True)
class _Again:
    """How a sentence takes up a gathering: "It was ...", "The meeting ...", "at this second meeting"."""

    pronoun: re.Pattern[str]
    opening: re.Pattern[str]
    before: re.Pattern[str]
    #: "Called by", "Hosts:" at the head of a sentence.
    run_by: re.Pattern[str]
    #: "The Congress ..." at the head of a sentence.
    kind: re.Pattern[str]
    #: "as part of the Congress".
    within: CuedPattern


@cache
def _again(lexicon: Lexicon) -> _Again:
    here = lexicon.led_by("grammar.definite", "grammar.demonstratives", "grammar.ours")
    any_one = lexicon.led_by(
        "grammar.articles", "grammar.demonstratives", "grammar.ours", "grammar.quantifiers"
    )
    return _Again(
        pronoun=re.compile(rf"(?i:{lexicon.any_of('grammar.neuter', 'grammar.demonstratives')})\b"),
        opening=re.compile(rf"(?i:{here})"),
        kind=re.compile(
            rf"(?i:{lexicon.led_by('grammar.definite')})({lexicon.any_of('events.heads')})\b(?!\s+[A-Z])"
        ),
        run_by=re.compile(
            lexicon.any_of(
                "events.bodies.organizers.after",
                "events.bodies.co_organizers.after",
                "events.bodies.supporters.after",
            ),
            re.IGNORECASE,
        ),
        within=cued(
            rf"\b(?i:{lexicon.any_of('events.frames')}\s+{lexicon.led_by('grammar.definite')})"
            rf"({lexicon.any_of('events.heads')})\b(?!\s+[A-Z])",
            lexicon.with_endings("events.heads", "grammar.plural_endings"),
        ),
        before=re.compile(rf"\b{any_one}(?:\w+\s+)?$", re.IGNORECASE),
    )


def takes_up(text: str, stage: Stage) -> bool:
    """Return whether the sentence speaks of the gathering again: "It was ...", "The meeting ..."."""
    again = _again(stage.lexicon)
    return (
        again.pronoun.match(text) is not None
        or opens_again(text, stage)
        or any(
            again.before.search(text, max(0, match.start() - 24), match.start())
            for match in stage.rules.noun.finditer(text)
        )
    )


def opens_again(text: str, stage: Stage) -> bool:
    """Return whether the sentence opens with a known thing: "The seminar ..."."""
    return _again(stage.lexicon).opening.match(text) is not None


def runs_on(text: str, stage: Stage) -> bool:
    """Return whether a sentence goes on with who holds what was named: "Called by", "Hosts:"."""
    return _again(stage.lexicon).run_by.match(text) is not None


def says_event(text: str, stage: Stage) -> bool:
    """Return whether the noun of the running event stands in the sentence."""
    if stage.event is None:
        return False
    nouns = {word.casefold() for word in f"{stage.event.name} {stage.event.kind}".split()} & stage.lexicon[
        "events.nouns"
    ].words
    nouns |= stage.lexicon["events.generic"].words
    return (
        any(
            match[0].casefold() in nouns and not _beside(text, match.start(), stage)
            for match in stage.rules.noun.finditer(text)
        )
        or stage.lexicon["events.endings"].find(text) is not None
    )


def opens_with_event(text: str, stage: Stage) -> bool:
    """Return whether the sentence opens with the gathering that is on: "The seminar ran", "It lasted"."""
    again = _again(stage.lexicon)
    opening = again.opening.match(text)
    noun = stage.rules.noun.match(text, opening.end()) if opening else None
    return again.pronoun.match(text) is not None or (noun is not None and says_event(noun[0], stage))


def event_again(text: str, stage: Stage) -> Draft | None:
    """Return the event that alone is of the kind that a sentence opens with: "The Congress ..."."""
    match = _again(stage.lexicon).kind.match(text)
    if match is None:
        return None
    word = match[1].casefold()
    kinds = [draft for draft in stage.drafts.values() if not draft.session and word in fold_name(draft.name)]
    return kinds[0] if len(kinds) == 1 and kinds[0].start else None


def within_event(text: str, stage: Stage) -> bool:
    """Return whether a sentence tells what belongs to the event that is on: "As part of the Congress"."""
    match = _again(stage.lexicon).within.search(text) if stage.event else None
    return match is not None and stage.event is not None and match[1] in stage.event.name.split()


def _beside(text: str, position: int, stage: Stage) -> bool:
    """Return whether a noun only says what something was a part of: "held on the margins of the Week"."""
    before = max(0, position - 80)
    frame = stage.rules.frame.search(text[before:position])
    return frame is not None and before + frame.start() > 0
