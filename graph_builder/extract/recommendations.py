"""Recommendations, commitments and what was agreed: where each begins and ends in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from graph_builder.lexicon import Lexicon, alternation
from graph_builder.records import Kind


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a sentence says should or will be done: where, of which kind, by which rule."""

    start: int
    end: int
    kind: Kind
    rule: str
    #: Said by all or by nobody in particular.
    joint: bool = False


@dataclass(frozen=True, slots=True)
class SayingGrammar:
    """The patterns of proposals and promises."""

    lexicon: Lexicon
    propose_that: re.Pattern[str]
    propose_noun: re.Pattern[str]
    propose_someone: re.Pattern[str]
    promise: re.Pattern[str]
    consensus: re.Pattern[str]
    should: re.Pattern[str]
    needed: re.Pattern[str]
    will: re.Pattern[str]
    can: re.Pattern[str]
    report: re.Pattern[str]
    attribution: re.Pattern[str]
    opening: re.Pattern[str]
    ordinal: re.Pattern[str]
    ordinal_here: re.Pattern[str]
    enumerator: re.Pattern[str]
    joint: re.Pattern[str]
    own_side: re.Pattern[str]
    aside: re.Pattern[str]
    cut: re.Pattern[str]
    that: re.Pattern[str]
    someone_to: re.Pattern[str]
    imperative: re.Pattern[str]
    reason: re.Pattern[str]
    opens_list: re.Pattern[str]
    #: Without one of these, a sentence says nothing of what to do.
    any_cue: re.Pattern[str]


#: Between "the meeting" and a verb: the subject of the verb is somebody else.
_BY = re.compile(r"\b(?:by|who)\b")


_CUES = (
    *(f"recommendations.propose.{way}" for way in ("that", "noun", "someone", "own")),
    *(f"recommendations.modal.{way}" for way in ("should", "needed", "will", "can")),
    "recommendations.consensus.that",
)


@cache
def saying_grammar(lexicon: Lexicon) -> SayingGrammar:
    """Return what recommendations are read with."""

    def words(name: str) -> str:
        return alternation(lexicon[name].words)

    cues = alternation(word for name in _CUES for word in lexicon[name].words)
    verbs = words("roles.speech.verbs")
    weak = lexicon["roles.speech.with_object"].words
    bare = words("roles.speech.without_that")
    determiner = (
        r"(?:[A-Z]|(?:a|all|any|both|each|every|he|her|his|it|its|many|most|no|our|she|the|their|there|these"
        r"|they|this|those|we)\b|\w+\s+(?:should|must|will|would|can|ought|need)\b)"
    )
    clausal = alternation(
        word
        for name in ("roles.speech.verbs", "roles.speech.participles")
        for word in lexicon[name].words
        if word not in weak
    )
    particle = alternation(lexicon["people.particles"].listed)
    subject = rf"(?:he|she|they|(?:(?:{particle})\s+){{0,2}}(?:[A-Z][\w.’'-]+\s+){{0,5}}[A-Z][\w.’'-]+)"
    ordinals = alternation(
        [*lexicon.ordinals, *(f"{word}ly" for word in lexicon.ordinals), "finally", "lastly", "last"]
    )
    wh = r"\b(?:what|who|how|why|where|when|whether|if)\b"
    adverbs = r"(?:(?:also|further|strongly|therefore|then|again|even|\w+ly)\s+){0,2}"
    someone = words("recommendations.propose.someone")
    modal = rf"(?:{words('recommendations.modal.should')}|{words('recommendations.modal.needed')}|will|would)"
    proposing = rf"(?:{words('recommendations.propose.noun')}|{someone})"
    forecast = words("recommendations.modal.forecast")
    possible = words("recommendations.modal.possible")
    return SayingGrammar(
        lexicon=lexicon,
        propose_that=re.compile(
            rf"\b(?:{words('recommendations.propose.that')})(?:\s+(?:to|in|at)\s+[^,.;]{{3,60}}?)?\s+that,?\s+",
            re.IGNORECASE,
        ),
        propose_noun=re.compile(
            rf"\b(?:{words('recommendations.propose.noun')})\s+(?!that\b|to\b|by\b|[,.;:])(?<!-)",
            re.IGNORECASE,
        ),
        propose_someone=re.compile(
            rf"(?:(?<!is )(?<!are )(?<!was )(?<!were )\b(?:{someone})\s+|^Hope\s+)"
            rf"(?=(?!that\b)(?:(?!{wh})[^,.;]){{2,90}}?\s+to\s+\w)",
            re.IGNORECASE,
        ),
        promise=re.compile(rf"\b(?:{words('recommendations.propose.own')})\s+(?=to\s+\w)", re.IGNORECASE),
        consensus=re.compile(
            rf"\b(?:{words('recommendations.consensus.that')})(?:\s+in\s+principle)?(?:,?\s+(?:{ordinals}),)?\s+(?:that,?\s+|(?=to\s+(?!the\b|an?\b|this\b|its\b)))",
            re.IGNORECASE,
        ),
        should=re.compile(rf"\b(?:{words('recommendations.modal.should')})\b", re.IGNORECASE),
        needed=re.compile(rf"\b(?:{words('recommendations.modal.needed')})\b", re.IGNORECASE),
        will=re.compile(
            rf"\b(?:{words('recommendations.modal.will')})\s+(?!(?:\w+ly\s+)?(?:{forecast})\b)", re.IGNORECASE
        ),
        can=re.compile(
            rf"\b(?:{words('recommendations.modal.can')})\s+(?!(?:\w+ly\s+)?(?:{possible})\b)", re.IGNORECASE
        ),
        report=re.compile(
            rf"\b(?:{clausal})\b(?:\s+(?!that\b)[^,.;:“\"]{{1,80}}?)?\s+that,?\s+"
            rf"|\b(?:{verbs})(?:\s+(?:that|\w+))?:\s+[“\"]?|\b(?:{bare})\s+(?={determiner})"
            rf"|\badvice is (?:\w+\s*)?:\s+"
        ),
        # ", she said." and "... ," said Ms X of Y" at the end.
        attribution=re.compile(
            rf"(?:,[”\"]?|[.]?[”\"],?)\s+(?:{subject}\s+{adverbs}(?:{verbs})|(?:{verbs})\s+{subject})"
            rf"(?:\s+(?!that\b)[^,.;“”\"]{{0,60}})?[.]?$"
        ),
        opening=re.compile(
            rf"(?:(?:{words('layout.openings')})\b,?\s+|and\s+|but\s+|that,?\s+|[“\"‘(])", re.IGNORECASE
        ),
        ordinal=re.compile(rf"(?:^|[;,]\s+)(?:and\s+)?(?:{ordinals})\b[,:]\s*", re.IGNORECASE),
        ordinal_here=re.compile(rf"(?:and\s+)?(?:{ordinals})\b[,:]\s*", re.IGNORECASE),
        enumerator=re.compile(
            r"(?:(?<=[:;,.])\s+|^)(?:and\s+)?(?:that\s+)?(?:\(?\d{1,2}[.)]|\([a-z]{1,3}\))\s+(?:that\s+)?"
        ),
        joint=re.compile(rf"\b(?:{words('recommendations.groups.nobody')})\b", re.IGNORECASE),
        own_side=re.compile(rf"\b(?:{words('recommendations.groups.own_side')})\b", re.IGNORECASE),
        aside=re.compile(rf",\s+(?:{words('recommendations.groups.asides')})\b,?"),
        # At semicolons, at "and that", and before a clause with its own subject and modal.
        cut=re.compile(
            rf";\s+|,?\s+and\s+(?=that\s)|,\s+while\s+|,\s+and\s+(?={proposing}\s)|,\s+and\s+(?=\w+\s+to\s+\w+)"
            rf"|,\s+(?:and|but|then)\s+(?=(?:the\s+|an?\s+)?(?!to\b|{modal}\b|\w+ly\s+{modal}\b)[^,;]{{1,70}}?\s{modal}\b)",
            re.IGNORECASE,
        ),
        that=re.compile(r"that,?\s+"),
        someone_to=re.compile(r"[^,.;]{2,60}?\s+to\s+\w"),
        imperative=re.compile(
            rf"[“\"‘]((?:{words('recommendations.groups.imperatives')})\s+[a-z])", re.IGNORECASE
        ),
        opens_list=re.compile(
            rf"\b(?:{alternation(lexicon.numbers)})\s+(?:{words('recommendations.lists.nouns')})\b"
            r"|\bthe following\b[^.]{0,40}\.$",
            re.IGNORECASE,
        ),
        any_cue=re.compile(rf"\b(?:{cues})\b|[“\"‘]", re.IGNORECASE),
        reason=re.compile(
            rf"(?:{words('recommendations.groups.reasons')})\s[^,]{{10,160}},\s+", re.IGNORECASE
        ),
    )


def list_kind(text: str, rules: SayingGrammar) -> Kind | None:
    """Return the kind of the items of a list that a sentence opens, if it opens one of what to do."""
    lexicon = rules.lexicon
    tail = text[-160:]
    if lexicon["recommendations.lists.consensus"].find(tail):
        return Kind.CONSENSUS
    if lexicon["recommendations.lists.commitment"].find(tail) and re.search(r"\bwill\b", text):
        return Kind.COMMITMENT
    if lexicon["recommendations.lists.recommendation"].find(tail):
        return Kind.RECOMMENDATION
    return None


def listed(text: str, rules: SayingGrammar) -> Iterator[Said]:
    """Yield the items of a list that stands in the sentence itself: "...: 1. ...; 2. ..."."""
    marks = list(rules.enumerator.finditer(text))
    if len(marks) < 2 and not (marks and marks[0].start() > 0):
        return
    kind = list_kind(text[: marks[0].start()], rules)
    if kind is None:
        return
    joint = kind is Kind.CONSENSUS or rules.joint.search(text, 0, marks[0].start()) is not None
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = following.start() if following else len(text)
        start, end = trimmed(text, mark.end(), end, rules)
        if end - start > 6:
            yield Said(start, end, kind, "list-item", joint)


def sayings(text: str, rules: SayingGrammar) -> Iterator[Said]:
    """Yield what a sentence says should or will be done."""
    inline = list(listed(text, rules))
    if inline:
        yield from inline
        return
    if not rules.any_cue.search(text):
        return
    end = len(text)
    attributed = rules.attribution.search(text)
    if attributed and attributed.start() > 15:
        end = attributed.start()
    last: Said | None = None
    for begin, stop in _clauses(text, end, rules):
        said = _continued(text, begin, stop, last, rules) or _clause(text, begin, stop, rules)
        if said and said.end - said.start > 8:
            last = said
            yield said


def _clauses(text: str, end: int, rules: SayingGrammar) -> Iterator[tuple[int, int]]:
    """Yield the clauses of a sentence that may each say something of their own."""
    start = 0
    for match in rules.cut.finditer(text, 0, end):
        yield start, match.start()
        start = match.end()
    yield start, end


def _continued(text: str, start: int, end: int, last: Said | None, rules: SayingGrammar) -> Said | None:
    """Return what a clause adds to the one before: "and that ...", "; secondly, ...", "and others to ..."."""
    if last is None:
        return None
    that = rules.that.match(text, start, end)
    if that:
        return replace(_found(text, that.end(), end, last.kind, last.rule, rules), joint=last.joint)
    ordinal = rules.ordinal_here.match(text, start, end)
    if ordinal:
        return replace(_found(text, ordinal.end(), end, last.kind, "ordinal-item", rules), joint=last.joint)
    if last.rule == "asked-someone" and rules.someone_to.match(text, start, end):
        return replace(_found(text, start, end, last.kind, last.rule, rules), joint=last.joint)
    same_subject = rules.propose_someone.match(text, start, end) or rules.propose_noun.match(text, start, end)
    if same_subject:
        said = _clause(text, start, end, rules)
        return replace(said, joint=last.joint) if said else None
    return None


def _clause(text: str, start: int, end: int, rules: SayingGrammar) -> Said | None:
    joint = rules.joint.search(text, start, end)
    consensus = rules.consensus.search(text, start, end)
    if consensus:
        return _found(text, consensus.end(), end, Kind.CONSENSUS, "agreed-that", rules, joint=True)

    def by_all(cue: re.Match[str]) -> bool:
        return (
            joint is not None
            and joint.start() < cue.start()
            and not _BY.search(text, joint.end(), cue.start())
        )

    that = rules.propose_that.search(text, start, end)
    if that:
        nobody = by_all(that) or that[0].casefold().startswith("it ")
        return _found(text, that.end(), end, Kind.RECOMMENDATION, "proposed-that", rules, joint=nobody)
    promise = rules.promise.search(text, start, end)
    if promise:
        return _found(text, promise.end(), end, Kind.COMMITMENT, "promised-to", rules)
    someone = rules.propose_someone.search(text, start, end)
    if someone and not _negated(text, someone.start()):
        return _found(
            text, someone.end(), end, Kind.RECOMMENDATION, "asked-someone", rules, joint=by_all(someone)
        )
    noun = rules.propose_noun.search(text, start, end)
    if noun and not _negated(text, noun.start()):
        return _found(text, noun.end(), end, Kind.RECOMMENDATION, "called-for", rules, joint=by_all(noun))
    order = rules.imperative.match(text, start, end)
    if order:
        return _found(text, order.start(1), end, Kind.RECOMMENDATION, "imperative", rules)
    return _modal(text, start, end, rules)


def _modal(text: str, start: int, end: int, rules: SayingGrammar) -> Said | None:
    should = rules.should.search(text, start, end)
    needed = rules.needed.search(text, start, end)
    will = rules.will.search(text, start, end)
    can = rules.can.search(text, start, end)
    begin = _content(text, start, end, rules)
    first = min((match for match in (should, needed) if match), key=lambda match: match.start(), default=None)
    if first and not _in_relative(text, begin, first.start()) and not _law(text, first):
        return _found(text, _own_start(text, begin, first.start()), end, Kind.RECOMMENDATION, "modal", rules)
    if will and not _in_relative(text, begin, will.start()):
        own = _own_start(text, begin, will.start())
        return _found(text, own, end, Kind.COMMITMENT, "will", rules)
    if can and not _in_relative(text, begin, can.start()):
        return _found(text, _own_start(text, begin, can.start()), end, Kind.RECOMMENDATION, "can", rules)
    return None


def _content(text: str, start: int, end: int, rules: SayingGrammar) -> int:
    """Return where a clause begins behind "she said that"."""
    begin = start
    for report in rules.report.finditer(text, start, end):
        if (
            re.search(r"\b(?:should|must|will|would|can|need|needs)\b", text[begin : report.start()])
            and begin > start
        ):
            break
        begin = report.end()
    return begin


def _own_start(text: str, begin: int, modal: int) -> int:
    """Return where the statement begins: at the modal, where its subject did something else before."""
    before = text[begin:modal]
    joined = re.search(r"\b(?:has|have|had|is|are|was|were|\w+ed)\b[^,;]*\band\s+$", before)
    return modal if joined else begin


def _in_relative(text: str, begin: int, modal: int) -> bool:
    """Return whether the modal belongs to a relative clause: "principles that policymakers can follow"."""
    before = text[begin:modal]
    last = max(
        (
            match.start()
            for match in re.finditer(
                r"\b(?:that|which|who|whom|whose|where|whereby|what|if|whether|because|how)\b", before
            )
        ),
        default=-1,
    )
    return last > 0 and not re.search(r",\s", before[last:])


def _law(text: str, modal: re.Match[str]) -> bool:
    return (
        modal[0].casefold() == "must"
        and re.match(r"\s+be\s+\w+ed\b[^,;]*\bby\b", text[modal.end() :]) is not None
    )


def _negated(text: str, position: int) -> bool:
    return re.search(r"\b(?:no|not|never|nobody)\s+$", text[max(0, position - 12) : position]) is not None


def _found(
    text: str, start: int, end: int, kind: Kind, rule: str, rules: SayingGrammar, *, joint: bool = False
) -> Said:
    aside = rules.aside.search(text, start, end)
    if aside and aside.start() - start > 20:
        end = aside.start()
    start, end = trimmed(text, start, end, rules)
    return Said(start, end, kind, rule, joint)


def trimmed(text: str, start: int, end: int, rules: SayingGrammar) -> tuple[int, int]:
    """Return the edges without openings ("In the future,"), final stops and quotation marks."""
    while start < end:
        opening = rules.opening.match(text, start, end) or rules.reason.match(text, start, end)
        if opening is None or opening.end() == start:
            break
        start = opening.end()
    stripped = text[start:end].rstrip()
    stripped = (
        re.sub(r"(?:[.;,:]|\s+and|[”\"’)](?=$|[.,;]))+$", "", stripped)
        if not stripped.endswith("etc.")
        else stripped
    )
    if stripped.count("(") > stripped.count(")"):
        stripped += text[start + len(stripped) : start + len(stripped) + 1]
    return start, start + len(stripped)
