"""The patterns and heads with which the names of bodies are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from graph_builder.cued import CuedPattern
from graph_builder.extract.names import name_word
from graph_builder.lexicon import Lexicon, alternation


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns and heads with which the names of bodies are read."""

    lexicon: Lexicon
    acronyms: frozenset[str]
    #: The first word of a name, and a whole one.
    first: re.Pattern[str]
    run: re.Pattern[str]
    link: re.Pattern[str]
    listing: re.Pattern[str]
    #: Between two parts of such a list.
    comma: re.Pattern[str]
    bracket: re.Pattern[str]
    #: "“Green Hill”", behind the kind of a body.
    quoted: re.Pattern[str]
    #: The legal form of a company, where one may stand in a text and at the end of a name.
    company: CuedPattern
    legal: re.Pattern[str]
    #: "Berg's ", with nothing behind it, and what else is joined to its owner.
    possessive: re.Pattern[str]
    owner: re.Pattern[str]
    owned: re.Pattern[str]
    #: Between a body and the larger one behind it.
    under: re.Pattern[str]
    of_place: re.Pattern[str]
    article: re.Pattern[str]
    #: Before the name of a body, and with what stands before that: "the Peruvian utility ".
    kind: re.Pattern[str]
    of_kind: re.Pattern[str]
    #: Before the name of a house: "at the ".
    held_in: re.Pattern[str]
    #: Forms of address, and those that mean other things as well.
    honorifics: frozenset[str]
    ranks: frozenset[str]
    mechanism: re.Pattern[str]
    #: "9th", "Third": the number of one gathering of several.
    edition: re.Pattern[str]
    #: The first words of links behind which a larger body stands, or the subject of this one.
    parent_links: frozenset[str]
    heads: frozenset[str]
    #: Heads that are written as one word with what is before them: "Lagerhausgenossenschaft".
    compound_heads: tuple[str, ...]
    #: "Republic", "Kingdom": before "of" and the name of a state.
    states: frozenset[str]
    titles: frozenset[str]

    def ends_in_head(self, words: Sequence[str]) -> bool:
        """Return whether the last word, or the last two, are the head of a body's name, a number aside."""
        words = words[:-1] if len(words) > 1 and words[-1].isdigit() else words
        if not words:
            return False
        return (
            words[-1] in self.heads
            or " ".join(words[-2:]) in self.heads
            or words[-1].endswith(self.compound_heads)
        )

    def begins_with_head(self, words: Sequence[str]) -> bool:
        """Return whether the first word, or the first two, are the head of a body's name."""
        if not words:
            return False
        return (
            words[0] in self.heads
            or " ".join(words[:2]) in self.heads
            or words[0].endswith(self.compound_heads)
        )

    def is_title(self, words: Sequence[str]) -> bool:
        """Return whether the words end in a title, such as "Deputy Director"."""
        return bool(words) and (
            words[-1].casefold() in self.titles or " ".join(words[-2:]).casefold() in self.titles
        )


#: A run of capitals longer than this is no name; without a bound, work would grow with its square.
LONGEST_NAME = 400


def grammar(lexicon: Lexicon, acronyms: frozenset[str] = frozenset()) -> Grammar:
    """Return what bodies are read with; `acronyms` are those that the text explains."""
    rules = _grammar(lexicon)
    return replace(rules, acronyms=rules.acronyms | acronyms) if acronyms else rules


@cache
def _grammar(lexicon: Lexicon) -> Grammar:
    plain = name_word(lexicon)
    numbered = lexicon.any_of("organizations.numbered")
    named = rf"(?:(?:{numbered}|[A-Z]{{2,6}})\s+\d{{1,3}}(?![\w.:-])|{plain})"
    honorifics = lexicon["people.honorifics"].listed - lexicon["people.weak_honorifics"].listed
    honorifics -= lexicon["people.ranks"].listed
    word = rf"(?!{alternation(honorifics)}\.?\s+[A-Z]){named}"
    links = alternation(lexicon["organizations.name_links"].words)
    legal = lexicon.any_of("organizations.legal_forms")
    elision = lexicon.any_of("grammar.elisions")
    definite = lexicon.led_by("grammar.definite")
    possessive = rf"{lexicon.any_of('grammar.possessive')}\s"
    joined = rf"(?:{lexicon.any_of('grammar.and')}|&)"
    kinds = lexicon.any_of("organizations.kinds")
    words = rf"{plain}(?:\s+{plain}){{0,4}}"
    return Grammar(
        lexicon=lexicon,
        acronyms=frozenset(lexicon["organizations.acronyms"].listed),
        first=re.compile(rf"(?<!\w){named}"),
        run=re.compile(
            rf"(?<!\w){named}(?:(?:['’]?\s+(?:{links}\s+){{0,3}}{elision}?|\s?&\s?){word})*"
            rf"(?:\.?,?\s*{legal}(?!\w))*"
        ),
        link=re.compile(rf"\s+((?:{links}\s+){{1,3}}){elision}?"),
        listing=re.compile(rf"(?:,\s+{words}){{0,3}},\s+{words},?\s+{joined}\s+{words}"),
        comma=re.compile(rf",\s+|\s+{joined}\s+"),
        bracket=re.compile(
            rf"\s*\((?:{lexicon.any_of('grammar.called')}[\s,:–-]+(?:{definite})?)?"
            r"[“\"']?([A-Z][\w&.–-]{1,14}(?:\s\d{1,3}|(?:\s[A-Z][\w&–-]{1,14}){1,2})?)[”\"']?\)"
        ),
        company=lexicon["organizations.legal_forms"].pattern,
        legal=re.compile(rf"(?:\.?,?\s*{legal}(?!\w))+\.?$"),
        quoted=re.compile(rf"\s+[“\"«]{plain}(?:\s+{plain}){{0,3}}[”\"»]"),
        possessive=re.compile(rf"{possessive}\s*"),
        owner=re.compile(rf"{lexicon.any_of('grammar.possessive')}$"),
        owned=re.compile(rf"{possessive}|-"),
        under=re.compile(rf",\s+(?:{definite})?"),
        of_place=re.compile(rf"\s+{lexicon.led_by('grammar.under')}(?:{definite})?"),
        kind=re.compile(rf"(?<![\w-]){kinds}\s+$"),
        of_kind=re.compile(
            rf"(?:{lexicon.led_by('grammar.articles')})?(?:[\w-]+\s+){{0,3}}?{kinds}\s+(?=[A-Z])"
        ),
        held_in=re.compile(rf"\b{lexicon.led_by('grammar.in')}(?:{definite})?$"),
        honorifics=honorifics,
        ranks=lexicon["people.ranks"].listed,
        article=re.compile(definite, re.IGNORECASE),
        edition=re.compile(
            rf"(?:\d{{1,3}}{lexicon.any_of('calendar.ordinal_endings')}|{alternation(lexicon.ordinals)})$",
            re.IGNORECASE,
        ),
        mechanism=re.compile(rf"\b{lexicon.any_of('organizations.mechanisms')}\b[^.]*$"),
        parent_links=frozenset(phrase.split()[0] for phrase in lexicon["organizations.parent_links"].words),
        heads=frozenset(
            {
                *lexicon["organizations.heads"].listed,
                *lexicon["organizations.foreign_heads"].listed,
                *lexicon["organizations.legal_forms"].listed,
            }
        ),
        compound_heads=tuple(sorted(lexicon["organizations.compound_heads"].listed)),
        states=frozenset(
            name.split(f" {link} ")[0].split()[-1]
            for link in lexicon["grammar.of"].words
            for name in lexicon.countries
            if f" {link} " in name
        ),
        titles=lexicon["people.title_heads"].words,
    )
