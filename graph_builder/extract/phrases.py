"""How one sentence or paragraph goes on where the one before left off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from graph_builder.cued import CuedPattern, cued
from graph_builder.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Phrases:
    """The patterns of sentences that go on with a speaker, a list or what was agreed."""

    #: At the head of a paragraph: "She ...".
    goes_on: re.Pattern[str]
    #: At the head of a sentence: "They ...".
    everybody: re.Pattern[str]
    #: A caption that says who had what part.
    caption: re.Pattern[str]
    #: At the end of a sentence whose items follow: "... agreed that".
    goes_over: CuedPattern
    #: A heading that says what the items under it are.
    agreed: re.Pattern[str]
    recommended: re.Pattern[str]
    #: "... ” — Ann Lee" at the end of a paragraph.
    signature: re.Pattern[str]
    #: "“...” — Ann Lee": a quotation and who said it.
    signed: re.Pattern[str]
    #: The verb behind a subject.
    verb_behind: re.Pattern[str]


@cache
def phrases(lexicon: Lexicon) -> Phrases:
    """Return what tells how sentences go on."""
    adverb = rf"(?:{lexicon.any_of('grammar.adverbs')}|{lexicon.ending_in('grammar.adverb_endings')})"
    return Phrases(
        goes_on=re.compile(rf"{lexicon.any_of('grammar.goes_on')}\b", re.IGNORECASE),
        everybody=re.compile(lexicon.led_by("grammar.everybody"), re.IGNORECASE),
        caption=re.compile(rf"{lexicon.any_of('layout.caption_cues')}\b", re.IGNORECASE),
        goes_over=cued(
            rf"(?::|\b{lexicon.any_of('recommendations.goes_over.words', 'grammar.that')})$",
            {":"} | lexicon.phrases("recommendations.goes_over.words", "grammar.that"),
        ),
        agreed=_heading(lexicon, "recommendations.lists.headings_consensus"),
        recommended=_heading(lexicon, "recommendations.lists.headings_recommendation"),
        signature=re.compile(r"[”\"’]\s*[—–-]{1,2}\s*$"),
        signed=re.compile(r"[“\"][^“”\"]{10,}[”\"]\s*[—–-]{1,2}\s*[^\W\d_a-z]"),
        verb_behind=re.compile(rf"\s+(?:{adverb}\s+)?(\w+)\b"),
    )


def _heading(lexicon: Lexicon, name: str) -> re.Pattern[str]:
    # "Voted - all hands up": how it was done stands behind a dash.
    return re.compile(rf"\W*{lexicon.any_of(name)}(?:\s+[-–—]\s+[^:]{{2,60}}|\W*)$", re.IGNORECASE)
