"""The patterns with which titles of posts are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from graph_builder.extract.bodygrammar import Grammar, grammar
from graph_builder.lexicon import Lexicon, alternation


@dataclass(frozen=True, slots=True)
class TitleGrammar:
    """The patterns of titles."""

    bodies: Grammar
    title: re.Pattern[str]
    #: Its main words; what no title goes over.
    head: re.Pattern[str]
    stops: frozenset[str]
    #: The same with a pair in it, where nothing else may stand: "Senior Land and Water Officer".
    paired: re.Pattern[str]
    #: Between the subject of a title and the body it is held at: "Head of Cards at the Hill Bank".
    held_at: re.Pattern[str]
    #: "its", "their": the body named before.
    its: re.Pattern[str]
    link: re.Pattern[str]
    #: "of law at", "of procurement,": the subject of a title in small letters, and what follows it.
    low: re.Pattern[str]
    #: "newly elected", before a title.
    newly: re.Pattern[str]
    #: "the association's": a body that is only called by its kind.
    kinds: Mapping[str, str]
    again: re.Pattern[str]
    under: re.Pattern[str]
    country: re.Pattern[str]
    #: "Samoa's", "'s", "the", "our", "the", "of", and each word of a title's main words.
    owner: re.Pattern[str]
    possessive: re.Pattern[str]
    definite: re.Pattern[str]
    ours: re.Pattern[str]
    the: re.Pattern[str]
    of: re.Pattern[str]
    head_words: frozenset[str]

    @property
    def lexicon(self) -> Lexicon:
        """Return the lexicon that both grammars were made of."""
        return self.bodies.lexicon


def title_grammar(rules: Grammar) -> TitleGrammar:
    """Return what titles are read with."""
    return replace(_title_grammar(rules.lexicon), bodies=rules)


#: Lists of words that no title goes over.
_STOPS = ("people.title_links", "people.title_stops", "grammar.articles")


@cache
def _title_grammar(lexicon: Lexicon) -> TitleGrammar:
    heads = alternation(lexicon["people.title_heads"].words)
    stops = rf"(?!{lexicon.any_of(*_STOPS, 'grammar.possessors')}\b)"
    word = rf"{stops}[^\W\d_][\w’'&.-]*"
    article = lexicon.led_by("grammar.articles")
    definite = lexicon.led_by("grammar.definite")
    joined = lexicon.led_by("grammar.and")
    of = lexicon.led_by("grammar.of")
    possessive = rf"{lexicon.any_of('grammar.possessive')}\s+"
    owners = rf"(?:{lexicon.led_by('grammar.articles', 'grammar.possessors')}){{0,2}}"
    low = (
        rf"(?!{lexicon.any_of('people.title_links', 'people.title_stops', 'grammar.articles')}\b)[a-z][\w-]*"
    )
    head = rf"(?:{heads})(?:[\s-](?:{word}\s+)?(?:{heads})){{0,4}}(?![\w’'])"
    subject = rf"((?-i:-[A-Z]\w+(?:\s+(?:{joined})?[A-Z]\w+)*))?"
    pair = rf"(?-i:(?!(?:{heads})\b)[A-Z][\w-]*\s+(?:{joined}|&\s+)(?=[A-Z]))"
    state = lexicon.country_names.pattern
    return TitleGrammar(
        bodies=grammar(lexicon),
        title=re.compile(rf"{owners}((?:{word}\s+){{0,6}}?{head}){subject}", re.IGNORECASE),
        head=re.compile(head, re.IGNORECASE),
        stops=frozenset(word for name in _STOPS for word in lexicon[name].words),
        paired=re.compile(rf"{owners}((?:(?:{pair}|{word}\s+)){{0,6}}?{head}){subject}", re.IGNORECASE),
        held_at=re.compile(rf"\s+{lexicon.led_by('people.held_at')}({article})?"),
        its=re.compile(rf"\b{lexicon.led_by('grammar.its')}", re.IGNORECASE),
        link=re.compile(rf"\s+{lexicon.led_by('people.title_links')}(?:{article})?"),
        low=re.compile(
            rf"\s+{lexicon.led_by('people.subject_links')}(?:{low}\s+){{0,4}}?{low}"
            rf"(?:(?P<at>\s+{lexicon.led_by('people.held_at', 'people.low_links')}(?:{article})?"
            rf"|,\s+(?:{definite})?(?=[A-Z]))|(?=[,.;)]|$))"
        ),
        newly=re.compile(rf"(?:{lexicon.led_by('people.title_adverbs')})+", re.IGNORECASE),
        kinds={head.casefold(): head for head in lexicon["organizations.heads"].listed if " " not in head},
        owner=re.compile(rf"(?:{definite})?(?:{state}){possessive}"),
        possessive=re.compile(possessive),
        definite=re.compile(definite, re.IGNORECASE),
        ours=re.compile(rf"\b{lexicon.led_by('grammar.ours')}", re.IGNORECASE),
        the=re.compile(rf"\b{definite}", re.IGNORECASE),
        of=re.compile(rf"[\s,]*{of}"),
        head_words=frozenset(
            word for phrase in lexicon["people.title_heads"].words for word in phrase.split()
        ),
        again=re.compile(rf"\s*/\s*|,?\s+{joined}(?:{article})?"),
        under=re.compile(
            rf"(?:,|\s[|–—])\s+(?:{definite})?|\s+{lexicon.led_by('grammar.below')}(?:{definite})?"
        ),
        country=re.compile(rf"(?:,\s+|\s+{of})(?:{definite})?({state})"),
    )
