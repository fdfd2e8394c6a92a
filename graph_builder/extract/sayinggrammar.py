"""The patterns of proposals, promises and what was agreed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from graph_builder.cued import CuedPattern, cued
from graph_builder.lexicon import Lexicon, alternation


@dataclass(frozen=True, slots=True)
class SayingGrammar:
    """The patterns of proposals and promises."""

    lexicon: Lexicon
    propose_that: CuedPattern
    propose_noun: CuedPattern
    propose_someone: CuedPattern
    propose_do: CuedPattern
    #: "Her advice was that"; "Her advice: "; "Her advice was to".
    named_that: CuedPattern
    named: CuedPattern
    #: "According to Dr. Berg, ...".
    viewed: re.Pattern[str]
    #: "agreed on two things: "; "agreed on a closed season".
    agreed_on: CuedPattern
    agreed_thing: CuedPattern
    #: "Dr. Berg: towns should", "... from Dr. Berg: towns should".
    introduced: re.Pattern[str]
    #: ",” she said, “": the part of a quotation before it counts.
    broken: re.Pattern[str]
    promise: CuedPattern
    #: "promised money for wells".
    promised: CuedPattern
    consensus: CuedPattern
    should: CuedPattern
    needed: CuedPattern
    will: CuedPattern
    can: CuedPattern
    report: CuedPattern
    attribution: CuedPattern
    opening: re.Pattern[str]
    ordinal: re.Pattern[str]
    ordinal_here: re.Pattern[str]
    #: "Two, ...", "Resolution 7  ..." at the head of a block, and the columns behind what is listed.
    label: re.Pattern[str]
    #: "Decision 2: ...", before what was decided.
    labelled: re.Pattern[str]
    column: re.Pattern[str]
    enumerator: CuedPattern
    joint: CuedPattern
    aside: re.Pattern[str]
    cut: re.Pattern[str]
    that: re.Pattern[str]
    someone_to: re.Pattern[str]
    #: An order: at the head of a quotation, behind "told us: ", and inside a quotation.
    imperative: re.Pattern[str]
    told: CuedPattern
    order: re.Pattern[str]
    #: Behind a quotation: "..." demanded she; "...", promised he.
    asks: re.Pattern[str]
    swears: re.Pattern[str]
    #: At the head of a statement: "nobody will", "we shall".
    nobody: re.Pattern[str]
    own_will: re.Pattern[str]
    #: "by her", behind what was put forward.
    by: re.Pattern[str]
    reason: re.Pattern[str]
    opens_list: CuedPattern
    #: Between "the meeting" and a verb: the subject of the verb is somebody else.
    agent: re.Pattern[str]
    #: "It was also", before "recommended": nobody in particular did; "it is": whoever speaks.
    impersonal: re.Pattern[str]
    #: "It also", before "proposed": a meeting or a body did.
    neuter: re.Pattern[str]
    #: A verb of what should, will or can be done; "will" alone.
    modal: re.Pattern[str]
    plain_will: re.Pattern[str]
    #: "has come and", before a modal: its subject did something else before.
    joined: re.Pattern[str]
    relative: re.Pattern[str]
    #: The verb right behind a relative pronoun.
    finite: re.Pattern[str]
    #: "must", and "be labelled by" behind it: a law in force.
    law: re.Pattern[str]
    law_behind: re.Pattern[str]
    negated: re.Pattern[str]
    #: What is cut from the end of a statement.
    tail: re.Pattern[str]
    et_cetera: re.Pattern[str]
    #: Without one of these, a sentence says nothing of what to do.
    any_cue: CuedPattern


#: ① to ⑳.
_CIRCLED = tuple(chr(code) for code in range(0x2460, 0x2474))
_CUES = (
    *(
        f"recommendations.propose.{way}"
        for way in ("that", "noun", "nouns", "someone", "do", "own", "promised")
    ),
    *(f"recommendations.modal.{way}" for way in ("should", "needed", "will", "can")),
    "recommendations.consensus.that",
    "recommendations.consensus.on",
)
_REPORTS = tuple(f"roles.speech.{name}" for name in ("verbs", "participles", "with_that", "without_that"))


@cache
def saying_grammar(lexicon: Lexicon) -> SayingGrammar:
    """Return what recommendations are read with."""

    def words(*names: str) -> str:
        return alternation(word for name in names for word in lexicon[name].words)

    phrases = lexicon.phrases
    verbs = words("roles.speech.verbs")
    weak = lexicon["roles.speech.with_object"].words
    bare = words("roles.speech.without_that")
    to = lexicon.led_by("grammar.to")
    that = words("grammar.that")
    that_clause = rf"{that},?\s+"
    joined = lexicon.led_by("grammar.and")
    joint = words("grammar.and")
    auxiliary = words("recommendations.modal.auxiliaries")
    determiner = rf"(?:[A-Z]|{words('grammar.determiners')}\b|\w+\s+{auxiliary}\b)"
    clausal = alternation(
        word
        for name in ("roles.speech.verbs", "roles.speech.participles")
        for word in lexicon[name].words
        if word not in weak
    )
    particle = alternation(lexicon["people.particles"].listed)
    subject = (
        rf"(?:{words('grammar.subjects')}|(?:(?:{particle})\s+){{0,2}}"
        r"(?:[A-Z][\w.’'-]+\s+){0,5}[A-Z][\w.’'-]+)"
    )
    endings = lexicon["calendar.ordinal_adverb_endings"].words
    adverbial = [word + ending for word in lexicon.ordinals for ending in endings]
    ordinals = alternation([*lexicon.ordinals, *adverbial, *lexicon["calendar.last"].words])
    adverb = rf"(?:{words('grammar.particles')}|{lexicon.ending_in('grammar.adverb_endings')})\s+"
    ly = lexicon.ending_in("grammar.adverb_endings")
    asked = lexicon.ending_in("grammar.participle_endings")
    someone = words("recommendations.propose.someone")
    is_ = "".join(rf"(?<!{word} )" for word in sorted(lexicon["grammar.is"].words))
    aimed = "".join(rf"(?<!\b{word} )" for word in sorted(lexicon["recommendations.modal.aims"].words))
    modal = alternation(
        word
        for name in ("should", "needed", "will")
        for word in lexicon[f"recommendations.modal.{name}"].words
    )
    # "can train staff, urge cities to save": what is proposed goes on.
    orders = lexicon["recommendations.groups.imperatives"].words
    proposing = alternation(
        word
        for name in ("noun", "someone")
        for word in lexicon[f"recommendations.propose.{name}"].words
        if word not in orders
    )
    forecast = words("recommendations.modal.forecast")
    possible = words("recommendations.modal.possible")
    wish = lexicon.led_by("recommendations.wish.words")
    noun = words("recommendations.propose.noun")
    addressed = lexicon.led_by("grammar.to", "grammar.in", "grammar.by")
    imperative = rf"{words('recommendations.groups.imperatives')}\s+[a-z]"
    comma = words("layout.openings_before_comma")
    with_that = words("roles.speech.with_that")
    no_thing = words("recommendations.lists.nouns", "recommendations.consensus.papers")
    behind_that = "|".join(rf"(?<=\b{word})\s+(?=\()" for word in sorted(lexicon["grammar.that"].words))
    own_noun = words("grammar.articles", "grammar.demonstratives", "grammar.possessors")
    return SayingGrammar(
        lexicon=lexicon,
        propose_that=cued(
            rf"\b(?:{words('recommendations.propose.that')})"
            rf"(?:\s+{addressed}(?:[^,.;]|\.(?=\s\w)){{2,60}}?)?:?\s+{that_clause}",
            phrases("recommendations.propose.that"),
            flags=re.IGNORECASE,
        ),
        propose_noun=cued(
            rf"\b{noun}\s+"
            rf"(?!{words('grammar.that', 'grammar.objects', 'grammar.in', 'recommendations.modal.nobody')}\b"
            r"|[,.;:])(?<!-)",
            phrases("recommendations.propose.noun"),
            flags=re.IGNORECASE,
        ),
        propose_someone=cued(
            rf"(?:\b(?={someone}\s){is_}{someone}\s+|^{wish})"
            rf"(?=(?!{that}\b)(?:(?!\b{words('grammar.questions')}\b)[^,.;:]){{2,90}}?\s+{to}"
            rf"(?!{words('grammar.articles', 'grammar.demonstratives')}\b)\w)",
            phrases("recommendations.propose.someone", "recommendations.wish.words"),
            flags=re.IGNORECASE,
        ),
        named_that=cued(
            rf"\b{words('recommendations.propose.nouns')}\s+(?:{to}[\w\s]{{1,30}}?\s)?"
            rf"{words('grammar.is')}\s+(?:\w+\s*)?:?\s*{that_clause}"
            rf"|\b{lexicon.led_by('grammar.is')}{lexicon.led_by('grammar.possessors')}"
            rf"{words('recommendations.propose.nouns')}\s+{that_clause}",
            phrases("recommendations.propose.nouns"),
            flags=re.IGNORECASE,
        ),
        named=cued(
            rf"\b{words('recommendations.propose.asked')}(?:\s+[^:.;,]{{1,30}})?:\s+(?:{that_clause})?"
            rf"|\b{words('recommendations.propose.nouns')}\s+{words('grammar.is')}\s+(?={to}(?!{own_noun}\b)\w)",
            phrases("recommendations.propose.asked", "recommendations.propose.nouns"),
            flags=re.IGNORECASE,
        ),
        viewed=re.compile(
            rf"{lexicon.led_by('recommendations.viewed.before', 'recommendations.viewed.behind')}",
            re.IGNORECASE,
        ),
        agreed_on=cued(
            rf"\b{words('recommendations.consensus.on')}\s+[^:.;]{{1,60}}:\s+",
            phrases("recommendations.consensus.on"),
            flags=re.IGNORECASE,
        ),
        agreed_thing=cued(
            rf"\b{words('recommendations.consensus.on')}\s+(?={words('grammar.indefinite')}\s"
            rf"(?![^,.;:]{{0,60}}?\b{no_thing}\b))",
            phrases("recommendations.consensus.on"),
            flags=re.IGNORECASE,
        ),
        introduced=re.compile(r"[“\"]?[A-Z][^:;“”\"]{2,160}[^:;“”\"\d]:\s+(?:[“\"]|(?=[a-z]))"),
        broken=re.compile(
            rf",[”\"]\s+(?:{subject}\s+(?:{adverb}){{0,2}}(?:{verbs})|(?:{verbs})\s+{subject})(?:\s+[^,.;“”\"]{{0,40}})?,\s+[“\"]"
        ),
        propose_do=cued(
            rf"\b{words('recommendations.propose.do')}\s+(?={to}\w)",
            phrases("recommendations.propose.do"),
            flags=re.IGNORECASE,
        ),
        promise=cued(
            rf"\b(?:{words('recommendations.propose.own')})"
            rf"(?:\s+{lexicon.led_by('grammar.by')}[^,;]{{2,40}}?)?\s+(?={to}\w)",
            phrases("recommendations.propose.own"),
            flags=re.IGNORECASE,
        ),
        promised=cued(
            rf"\b{is_}{words('recommendations.propose.promised')}\s+"
            rf"(?!{words('grammar.that', 'grammar.to', 'grammar.by')}\b|[,.;:])",
            phrases("recommendations.propose.promised"),
            flags=re.IGNORECASE,
        ),
        consensus=cued(
            rf"\b(?:{words('recommendations.consensus.that')})(?:\s+{words('recommendations.consensus.qualifiers')})?"
            rf"(?:,\s+{words('recommendations.consensus.asides')},)?(?:,?\s+(?:{ordinals}),)?\s+(?:{that_clause}|(?={to}(?!{own_noun}\b)))"
            rf"|\b(?:{words('recommendations.consensus.that')}):\s+(?=\w)",
            phrases("recommendations.consensus.that"),
            flags=re.IGNORECASE,
        ),
        should=cued(
            rf"\b(?:{words('recommendations.modal.should')})\b",
            phrases("recommendations.modal.should"),
            flags=re.IGNORECASE,
        ),
        needed=cued(
            rf"\b(?:{words('recommendations.modal.needed')})\b",
            phrases("recommendations.modal.needed"),
            flags=re.IGNORECASE,
        ),
        will=cued(
            rf"\b(?={words('recommendations.modal.will')}\s){aimed}{words('recommendations.modal.will')}\s+(?!(?:{ly}\s+)?(?:{forecast})\b)",
            phrases("recommendations.modal.will"),
            flags=re.IGNORECASE,
        ),
        can=cued(
            rf"\b(?:{words('recommendations.modal.can')})\s+(?!(?:{ly}\s+)?(?:{possible})\b)",
            phrases("recommendations.modal.can"),
            flags=re.IGNORECASE,
        ),
        report=cued(
            rf"\b(?:(?i:{clausal})|{with_that}(?=\s+{that}\b))\b(?:\s+(?!{that}\b)(?:[^,.;:“\"]|\.(?=\s\w)){{1,80}}?)?\s+{that_clause}"
            rf"|\b(?:{verbs})(?:\s+\w+){{0,6}}:\s+[“\"]?|\b(?:{bare})\s+(?={determiner})"
            rf"|\b{words('recommendations.advice.words')}\s+(?:\w+\s*)?:\s+",
            phrases(*_REPORTS, "recommendations.advice.words"),
        ),
        # ", she said." and "... ," said Ms X of Y" at the end.
        attribution=cued(
            rf"(?:,[”\"]?|[.]?[”\"],?)\s+(?:{subject}\s+(?:{adverb}){{0,2}}(?:{verbs})|(?:{verbs})\s+{subject})"
            rf"(?:\s+(?!{that}\b)[^,.;“”\"]{{0,60}})?(?:,\s+(?!{words('grammar.but')}\b)[^,.;“”\"]{{1,80}}){{0,3}}[.]?$"
            rf"|,\s+{lexicon.led_by('recommendations.viewed.behind')}[^;:“”\"]{{2,120}}$"
            rf"|,?[”\"],?\s+{lexicon.led_by('grammar.is')}(?:{own_noun}\s+)"
            rf"{words('recommendations.propose.nouns')}(?:\s[^;:“”\"]{{2,120}}|[.]?)$"
            r"|[.!]?[”\"](?:\s*:|\s+[–—-])\s+[A-Z][^“”\"]*$",
            phrases("roles.speech.verbs", "recommendations.viewed.behind") | {"”", '"'},
        ),
        opening=re.compile(
            rf"(?:(?:{words('layout.openings')})\b,?\s+|{comma},\s+|{lexicon.led_by('grammar.but')}|{that_clause}|[“\"‘(])",
            re.IGNORECASE,
        ),
        ordinal=re.compile(
            rf"(?:^|[;,]\s+)(?:{joined})?(?:{ordinals})\b[,:]\s*|^(?:{alternation(lexicon.numbers)})[,:]\s+",
            re.IGNORECASE,
        ),
        ordinal_here=re.compile(rf"(?:{joined})?(?:{ordinals})\b[,:]\s*", re.IGNORECASE),
        label=re.compile(
            rf"(?:(?:{alternation(lexicon.numbers)})[,:]"
            rf"|{words('layout.item_labels')}\s+\d+(?:[./-]\d+)*\s*[:.–-]?)\s+",
            re.IGNORECASE,
        ),
        labelled=re.compile(
            rf"(?:({words('recommendations.lists.labels_consensus')})"
            rf"|{words('recommendations.lists.labels_recommendation')})"
            r"(?:\s+(?:[A-Z]{1,2}-?)?\d{1,3}(?:[./-]\d+)*)?\s*[:–—]\s+(?=\w+\s+\w+\s+\w)",
            re.IGNORECASE,
        ),
        column=re.compile(r"\s{3,}"),
        enumerator=cued(
            rf"(?:(?<=[:;,.])\s+|{behind_that}|^)(?:{joined})?(?:{that}\s+)?"
            rf"(?:\(?[0-9]{{1,2}}[.)]|\([a-z]{{1,3}}\))\s+(?:{that}\s+)?"
            rf"|(?<=\s)(?:{joined})?(?:\((?:[a-h]|[ivx]{{1,4}})\)|[①-⑳])\s+(?:{that}\s+)?",
            {")", *_CIRCLED, *(f"{number:{width}}" for number in range(100) for width in ("d", "02d"))},
        ),
        joint=cued(
            rf"\b(?:{words('recommendations.groups.nobody')})\b",
            phrases("recommendations.groups.nobody"),
            flags=re.IGNORECASE,
        ),
        aside=re.compile(
            rf",\s+(?:(?:{words('recommendations.groups.asides')})\b,?|{words('grammar.subjects')}\s+(?:{verbs})\s*$)"
        ),
        # At semicolons, at "and that", and before a clause with its own subject and modal.
        cut=re.compile(
            rf";\s+|,?\s+{joint}\s+(?={that}\s)|,\s+{lexicon.led_by('grammar.contrast')}"
            rf"|\s+{joined}(?={words('recommendations.propose.that')}\s+{that}\s)"
            rf"|,\s+{joined}(?=(?:{adverb})?(?:{verbs})\b)|(?:,\s+(?:{joined})?|\s+{joined})(?={proposing}\s)"
            rf"|,\s+{joined}(?=(?-i:{subject})\s+(?:{adverb})?{words('recommendations.propose.that')}\b)|,\s+{joined}(?=\w+\s+{to}\w+)"
            rf"|,\s+{lexicon.led_by('grammar.again')}(?=(?:{lexicon.led_by('grammar.articles')})?"
            rf"(?!{words('grammar.to')}\b|{modal}\b|{ly}\s+{modal}\b)[^,;]{{1,70}}?\s{modal}\b)",
            re.IGNORECASE,
        ),
        that=re.compile(that_clause),
        someone_to=re.compile(rf"[^,.;]{{2,60}}?\s+{to}\w"),
        imperative=re.compile(rf"[“\"‘]({imperative})", re.IGNORECASE),
        told=cued(
            rf":\s+[“\"‘]({imperative})|\b(?:{verbs})\b[^:;.“\"]{{0,40}}:\s+({imperative})",
            {":"},
            phrases("recommendations.groups.imperatives"),
            flags=re.IGNORECASE,
        ),
        order=re.compile(rf"[“\"]?({imperative})", re.IGNORECASE),
        asks=re.compile(rf"[”\"]\s+(?:{subject}\s+)?(?:{adverb})?{words('recommendations.propose.said')}\b"),
        swears=re.compile(rf"\b{words('recommendations.propose.promised')}\b"),
        nobody=re.compile(rf"{words('recommendations.modal.nobody')}\b", re.IGNORECASE),
        own_will=re.compile(rf"[“\"]?{words('recommendations.modal.own_will')}\b", re.IGNORECASE),
        by=re.compile(rf"\s{lexicon.led_by('grammar.by')}"),
        opens_list=cued(
            rf"\b(?:{alternation(lexicon.numbers)})\s+(?:{words('recommendations.lists.nouns')})\b(?!:\s)"
            rf"|\b{words('recommendations.follows.words')}\b[^.]{{0,40}}\.$",
            phrases("recommendations.lists.nouns", "recommendations.follows.words"),
            flags=re.IGNORECASE,
        ),
        agent=re.compile(rf"\b{words('grammar.agents')}\b"),
        impersonal=re.compile(
            rf"\b(?:{lexicon.led_by('recommendations.impersonal.subjects')}"
            rf"(?:(?P<now>{words('recommendations.impersonal.now')})|{words('grammar.auxiliaries')})\s+"
            rf"(?:{words('grammar.be')}\s+)?(?:{adverb}){{0,2}})",
            re.IGNORECASE,
        ),
        neuter=re.compile(
            rf"{lexicon.led_by('grammar.neuter')}(?!{words('grammar.auxiliaries')}\b)", re.IGNORECASE
        ),
        modal=re.compile(rf"\b{auxiliary}\b"),
        plain_will=re.compile(rf"\b{words('recommendations.modal.will')}\b"),
        joined=re.compile(rf"\b(?:{words('grammar.auxiliaries')}|{asked})\b[^,;]*\b{joined}$"),
        relative=re.compile(rf"\b{words('grammar.relatives')}\b"),
        finite=re.compile(rf"\s+(?:{ly}\s+)?(?:{words('grammar.auxiliaries')}|{asked})\b"),
        law=re.compile(words("recommendations.modal.law"), re.IGNORECASE),
        law_behind=re.compile(
            rf"\s+{lexicon.led_by('recommendations.modal.law_links')}{asked}\b[^,;]*\b{words('grammar.by')}\b"
        ),
        negated=re.compile(rf"\b{lexicon.led_by('grammar.negations')}$"),
        tail=re.compile(rf"(?:[.;,:]|\s+{joint}|[”\"’)](?=$|[.,;]))+$"),
        et_cetera=re.compile(rf"{words('layout.et_cetera')}$"),
        any_cue=cued(
            rf"\b(?:{words(*_CUES)})\b|[“\"‘]", phrases(*_CUES) | {"“", '"', "‘"}, flags=re.IGNORECASE
        ),
        reason=re.compile(
            rf"(?:{words('recommendations.groups.reasons')})\s[^,]{{10,160}},\s+", re.IGNORECASE
        ),
    )
