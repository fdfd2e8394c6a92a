"""The patterns with which names of persons are read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from graph_builder.extract.bodygrammar import grammar
from graph_builder.extract.names import CAPITAL
from graph_builder.extract.titlegrammar import TitleGrammar, title_grammar
from graph_builder.lexicon import Lexicon, alternation
from graph_builder.records import Role


@dataclass(frozen=True, slots=True)
class NameGrammar:
    """The patterns of persons' names."""

    titles: TitleGrammar
    person: re.Pattern[str]
    honorific: re.Pattern[str]
    #: Within a name: what friends say, in quotation marks.
    nickname: re.Pattern[str]
    #: Behind a name: what only a person does; degrees and orders; "a dyer from ...".
    speech: re.Pattern[str]
    nominal: re.Pattern[str]
    occupation: re.Pattern[str]
    #: Before a name: "a farmer called", "moderated by".
    introduced: re.Pattern[str]
    #: Behind a name that opens a sentence: a verb, and a pronoun that takes the person up.
    taken_up: re.Pattern[str]
    relative: re.Pattern[str]
    #: ", who ran a school and is today": a title follows.
    who_is: re.Pattern[str]
    runs_body: re.Pattern[str]
    #: ", who teaches law at the": the same, with a body behind. "The Bank was represented by Ann Lee".
    works: re.Pattern[str]
    sends: re.Pattern[str]
    home: re.Pattern[str]
    #: Between a name and its post; of these, what makes them one sentence: "Berg is Director".
    joint: re.Pattern[str]
    is_: re.Pattern[str]
    #: "..., representing Peru,"; "On behalf of Peru, ...".
    represents: re.Pattern[str]
    represented: re.Pattern[str]
    #: The same with a body behind.
    stands_for: re.Pattern[str]
    spoken_for: re.Pattern[str]
    of_country: re.Pattern[str]
    possessive: re.Pattern[str]
    definite: re.Pattern[str]
    #: Before words that are only the rest of a longer name: "Conference on Mobile Clinics".
    inside: re.Pattern[str]
    #: Between two persons of a list: "Ann Lee, who ..., and Bo Berg".
    continues: re.Pattern[str]
    #: Before a title, in words that run up to it: "recalled its founder".
    before_title: re.Pattern[str]
    #: "Minister of ", before a subject and a name.
    titled: re.Pattern[str]
    not_names: frozenset[str]


def name_grammar(titles: TitleGrammar) -> NameGrammar:
    """Return what persons are read with."""
    return replace(_name_grammar(titles.lexicon), titles=titles)


#: Accents that stand behind their letter: not every pair of the two has a letter of its own.
_MARKS = "\u0300-\u036f"


@cache
def _name_grammar(lexicon: Lexicon) -> NameGrammar:
    strong = alternation(
        form
        for form in lexicon["people.honorifics"].listed
        if form not in lexicon["people.weak_honorifics"].listed
    )
    word = (
        rf"(?:{lexicon.any_of('people.name_abbreviations')}|(?!(?:{strong})\s+[{CAPITAL}])[‘’'ʻ]?[{CAPITAL}][\w{_MARKS}’'ʻ-]*[\w{_MARKS}ʻ]|[{CAPITAL}]\."
        rf"|{lexicon.any_of('people.name_prefixes')}[{CAPITAL}]\w+)"
    )
    particles = alternation(lexicon["people.particles"].listed)
    nickname = rf"\s+[“\"][{CAPITAL}]\w+[”\"](?=\s+[{CAPITAL}])"
    suffixes = lexicon.any_of("people.honorific_suffixes")
    honorifics = rf"{lexicon.any_of('people.honorifics')}(?:\s+{suffixes})?"
    verbs = alternation(lexicon["roles.speech.verbs"].words)
    # Whoever chairs, opens or closes is a person; who only attends may be a body.
    takes_part = [role for role in Role if role is not Role.PARTICIPANT]
    parts = alternation(
        word for role in takes_part for word in lexicon[".".join(("roles", role.value, "before"))].words
    )
    # "delivered the vote of thanks", "gave a warm welcome address".
    spoken = alternation(
        word for role in takes_part for word in lexicon[".".join(("roles", role.value, "speech"))].words
    )
    cued = alternation(
        word for role in Role for word in lexicon[".".join(("roles", role.value, "after"))].words
    )
    gives = rf"{lexicon.led_by('roles.gives.words')}{lexicon.led_by('grammar.articles')}"
    acts = rf"(?:{lexicon.any_of('roles.acts.verbs')}|{parts}|{gives}(?:\w+\s+){{0,2}}?{spoken})"
    with_that = rf"{lexicon.any_of('roles.speech.with_that')}(?=\s+{lexicon.any_of('grammar.that')}\b)"
    adverb = rf"(?:{lexicon.any_of('grammar.adverbs')}|{lexicon.ending_in('grammar.adverb_endings')})\s+"
    heads = lexicon.any_of("people.title_heads")
    somebody = (
        rf"(?i:{lexicon.led_by('grammar.articles')})(?:[a-z]+(?:-[a-z]+)*\s+){{0,3}}?"
        rf"(?!{lexicon.any_of('people.not_occupations')}\b)[a-z-]+{lexicon.any_of('people.occupation_endings')}"
    )
    definite = lexicon.led_by("grammar.definite")
    joined = lexicon.led_by("grammar.and")
    stands_for = rf"{lexicon.led_by('people.stands_for')}(?:{definite})?"
    state = lexicon.country_names.pattern
    return NameGrammar(
        titles=title_grammar(grammar(lexicon)),
        person=re.compile(
            rf"(?<![\w-])(?P<hon>(?:(?:{honorifics})(?:(?<=\.)\s*|\s+)(?=[{CAPITAL}‘’'ʻ])){{1,4}})?"
            rf"(?P<name>{word}(?:\s+(?:(?:{particles})\s+){{0,3}}{word}|{nickname}){{0,6}})(?!\w)"
        ),
        honorific=re.compile(rf"(?:{honorifics})(?:(?<=\.)\s*|\s+)"),
        nickname=re.compile(nickname),
        speech=re.compile(
            rf"\s*,?\s*(?:{lexicon.led_by('grammar.perfect')})?(?:{adverb}){{0,2}}(?:{verbs}|{acts}|{with_that})\b"
            r"|\s*:\s+[“\"‘]"
        ),
        nominal=re.compile(
            rf"(?:,?\s+\(?{lexicon.any_of('people.post_nominals')}(?![\w-])(?!\s+(?i:{heads})\b)\)?)+"
        ),
        occupation=re.compile(rf",\s+{somebody}(?![\w-])"),
        introduced=re.compile(
            rf"(?<!\w)(?:{somebody}\s+{lexicon.any_of('people.introductions')}|(?i:{cued}))"
            rf"\s*[:,]?\s+(?:{definite})?$|[”\"’,]\s*(?:{verbs})\s+$|[”\"]\s*[—–-]{{1,2}}\s*$"
        ),
        who_is=re.compile(
            rf",\s+{lexicon.led_by('grammar.who')}[^,.;]{{0,80}}?\b{lexicon.led_by('people.is')}"
            rf"(?:{lexicon.led_by('grammar.now')})?(?:{lexicon.led_by('grammar.articles')})?"
            rf"(?=(?i:(?:\w+\s+){{0,3}}{heads}\b))"
        ),
        taken_up=re.compile(
            r"\s+[a-z][^.;:\n]{0,160}(?:[.,]\s+[“\"]?|\s)"
            rf"{lexicon.any_of('grammar.one', 'grammar.owners')}\b",
            re.IGNORECASE,
        ),
        relative=re.compile(rf"\s*,\s*{lexicon.any_of('grammar.who')}\b"),
        runs_body=re.compile(
            rf"(?:(?P<who>,\s+{lexicon.led_by('grammar.who')})|\s+)"
            rf"{lexicon.led_by('people.runs_body')}(?:{lexicon.led_by('grammar.articles')}[a-z-]+\s+"
            rf"{lexicon.led_by('people.home_links')})?(?:{definite})?"
        ),
        works=re.compile(
            rf",\s+{lexicon.led_by('grammar.who')}(?:{lexicon.led_by('grammar.now')})?{lexicon.led_by('people.works')}"
            rf"(?:[\w’'-]+\s+){{0,8}}?{lexicon.led_by('people.works_for')}(?:{definite})?"
        ),
        sends=re.compile(rf"\s+{lexicon.led_by('people.sends')}(?:{definite})?$"),
        home=re.compile(
            rf"\s+{lexicon.led_by('people.homes')}(?:{definite})?{word}(?:\s+{word}){{0,3}}(?:,\s+{word})?"
        ),
        joint=re.compile(
            rf"\s*,\s*(?:{lexicon.led_by('people.home_links')}(?:{definite})?)?|\s*\(\s*|\s+[–—|-]\s+|\s*/\s*"
            rf"|\s+{lexicon.led_by('people.home_links')}(?:{definite})?"
            rf"|\s+{lexicon.led_by('people.is')}(?=(?:[a-z-]+\s)?(?i:{heads}\b)|[A-Z])"
        ),
        of_country=re.compile(rf"(?:,\s*)?{lexicon.any_of('people.homes')}"),
        represents=re.compile(
            rf"\s*,?\s+{stands_for}({state})(?![\w’'-]|\s+[A-Z]|,?\s+{joined}(?:{definite})?{state})"
        ),
        represented=re.compile(rf"(?<!\w)(?i:{stands_for})({state}),\s+$"),
        stands_for=re.compile(rf"\s*,?\s+{stands_for}"),
        spoken_for=re.compile(rf"(?<!\w)(?i:{stands_for})"),
        is_=re.compile(lexicon.any_of("people.is")),
        possessive=re.compile(rf"{lexicon.any_of('grammar.possessive')}$"),
        definite=re.compile(rf"(?i:{definite})$"),
        inside=re.compile(rf"[{CAPITAL}]\w+\s+{lexicon.led_by('people.inside_links')}(?:{definite})?$"),
        continues=re.compile(rf"(?:^|,)\s*(?:{joined})?$|\b{joined}$"),
        before_title=re.compile(rf"(?:^|\s){lexicon.led_by('people.before_titles')}", re.IGNORECASE),
        titled=re.compile(
            rf"\b(?i:{lexicon.any_of('people.ministerial')})\s+{lexicon.led_by('people.subject_links')}"
            rf"(?:{definite})?(?:[A-Z][\w-]*\s+)*?(?:{joined})?$"
        ),
        not_names=frozenset(
            word
            for list_name in (
                "people.not_names",
                "people.openers",
                "people.name_stops",
                "organizations.heads",
                "events.heads",
                "organizations.not_bodies",
                "organizations.foreign_heads",
                "organizations.regions",
            )
            for phrase in lexicon[list_name].listed
            for word in phrase.split()
        )
        - lexicon["people.also_names"].listed,
    )
