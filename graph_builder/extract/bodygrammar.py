"""The patterns and heads with which the names of bodies are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from graph_builder.extract.names import WORD
from graph_builder.lexicon import Lexicon, alternation


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns and heads with which the names of bodies are read."""

    lexicon: Lexicon
    acronyms: frozenset[str]
    run: re.Pattern[str]
    link: re.Pattern[str]
    listing: re.Pattern[str]
    bracket: re.Pattern[str]
    owner: re.Pattern[str]
    heads: frozenset[str]
    titles: frozenset[str]

    def ends_in_head(self, words: Sequence[str]) -> bool:
        """Return whether the last word, or the last two, are the head of a body's name."""
        return bool(words) and (words[-1] in self.heads or " ".join(words[-2:]) in self.heads)

    def begins_with_head(self, words: Sequence[str]) -> bool:
        """Return whether the first word, or the first two, are the head of a body's name."""
        return bool(words) and (words[0] in self.heads or " ".join(words[:2]) in self.heads)

    def is_title(self, words: Sequence[str]) -> bool:
        """Return whether the words end in a title, such as "Deputy Director"."""
        return bool(words) and (
            words[-1].casefold() in self.titles or " ".join(words[-2:]).casefold() in self.titles
        )


#: A run of capitals longer than this is no name; without a bound, work would grow with its square.
LONGEST_NAME = 400
FIRST = re.compile(rf"(?<!\w){WORD}")
_BRACKET = r"\s*\((?:hereinafter\s+(?:referred\s+to\s+as\s+)?)?[“\"']?([A-Z][\w&.–-]{1,14})[”\"']?\)"


def grammar(lexicon: Lexicon, acronyms: frozenset[str] = frozenset()) -> Grammar:
    """Return what bodies are read with; `acronyms` are those that the text explains."""
    rules = _grammar(lexicon)
    return replace(rules, acronyms=rules.acronyms | acronyms) if acronyms else rules


@cache
def _grammar(lexicon: Lexicon) -> Grammar:
    links = alternation(lexicon["organizations.name_links"].words)
    legal = alternation(lexicon["organizations.legal_forms"].listed)
    words = rf"{WORD}(?:\s+{WORD}){{0,4}}"
    return Grammar(
        lexicon=lexicon,
        acronyms=frozenset(lexicon["organizations.acronyms"].listed),
        run=re.compile(
            rf"(?<!\w){WORD}(?:(?:['’]?\s+(?:(?:{links})\s+){{0,3}}(?:[LlDd]['’])?|\s?&\s?){WORD})*"
            rf"(?:\.?,?\s*(?:{legal})(?!\w))*"
        ),
        link=re.compile(rf"\s+((?:(?:{links})\s+){{1,3}})(?:[LlDd]['’])?"),
        listing=re.compile(rf"(?:,\s+{words}){{0,3}},\s+{words},?\s+(?:and|&)\s+{words}"),
        bracket=re.compile(_BRACKET),
        owner=re.compile(r"['’]s?\s+(?:the\s+)?$"),
        heads=frozenset(
            {
                *lexicon["organizations.heads"].listed,
                *lexicon["organizations.foreign_heads"].listed,
                *lexicon["organizations.legal_forms"].listed,
            }
        ),
        titles=lexicon["people.title_heads"].words,
    )
