"""Recommendations, commitments and what was agreed: where each begins and ends in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

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
    enumerator: re.Pattern[str]
    joint: re.Pattern[str]
    own_side: re.Pattern[str]
    aside: re.Pattern[str]


def saying_grammar(lexicon: Lexicon) -> SayingGrammar:
    """Return what recommendations are read with."""

    def words(name: str) -> str:
        return alternation(lexicon[name].words)

    verbs = words("roles.speech.verbs")
    ordinals = alternation(
        [*lexicon.ordinals, *(f"{word}ly" for word in lexicon.ordinals), "finally", "lastly", "last"]
    )
    adverbs = r"(?:(?:also|further|strongly|therefore|then|again|even|\w+ly)\s+){0,2}"
    forecast = words("recommendations.modal.forecast")
    possible = words("recommendations.modal.possible")
    return SayingGrammar(
        lexicon=lexicon,
        propose_that=re.compile(
            rf"\b(?:{words('recommendations.propose.that')})(?:\s+(?:to|in|at)\s+[^,.;]{{3,60}}?)?\s+that,?\s+",
            re.IGNORECASE,
        ),
        propose_noun=re.compile(
            rf"\b(?:{words('recommendations.propose.noun')})\s+(?!that\b|to\b|by\b|[,.;:])", re.IGNORECASE
        ),
        propose_someone=re.compile(
            rf"(?:\b(?:{words('recommendations.propose.someone')})\s+|^Hope\s+)(?=(?!that\b)[^,.;]{{2,90}}?\s+to\s+\w)",
            re.IGNORECASE,
        ),
        promise=re.compile(rf"\b(?:{words('recommendations.propose.own')})\s+(?=to\s+\w)", re.IGNORECASE),
        consensus=re.compile(
            rf"\b(?:{words('recommendations.consensus.that')})(?:\s+in\s+principle)?\s+(?:that,?\s+|(?=to\s))",
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
            rf"\b(?:{verbs})\b(?:\s+(?!that\b)[^,.;:“\"]{{1,80}}?)?\s+that,?\s+|\b(?:{verbs})(?:\s+(?:that|\w+))?:\s+[“\"]?|\bsaid\s+(?=[A-Z])"
        ),
        attribution=re.compile(
            rf"[,.]?[”\"]?,?\s+[”\"]?(?:(?:he|she|they|[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+){{0,3}})\s+{adverbs}(?:{verbs})|(?:{verbs})\s+(?:he|she|they|[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+){{0,5}}))(?:\s+[^,.;“”\"]{{0,60}})?[.]?$"
        ),
        opening=re.compile(
            rf"(?:(?:{words('layout.openings')})\b,?\s+|and\s+|but\s+|that,?\s+|[“\"‘(])", re.IGNORECASE
        ),
        ordinal=re.compile(rf"(?:^|[;,]\s+)(?:and\s+)?(?:{ordinals})\b[,:]\s*", re.IGNORECASE),
        enumerator=re.compile(
            r"(?:(?<=[:;,.])\s+|^)(?:and\s+)?(?:that\s+)?(?:\(?\d{1,2}[.)]|\([a-z]{1,3}\))\s+(?:that\s+)?"
        ),
        joint=re.compile(rf"\b(?:{words('recommendations.groups.nobody')})\b", re.IGNORECASE),
        own_side=re.compile(rf"\b(?:{words('recommendations.groups.own_side')})\b", re.IGNORECASE),
        aside=re.compile(rf",\s+(?:{words('recommendations.groups.asides')})\b,?"),
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
    """Yield what a sentence without a list says should or will be done."""
    inline = list(listed(text, rules))
    if inline:
        yield from inline
        return
    body_end = len(text)
    attributed = rules.attribution.search(text)
    if attributed and attributed.start() > 15:
        body_end = attributed.start()
    for start, end in _clauses(text, body_end, rules):
        said = _clause(text, start, end, rules)
        if said and said.end - said.start > 8:
            yield replace(said, joint=said.joint or said.kind is Kind.CONSENSUS)


def _clauses(text: str, end: int, rules: SayingGrammar) -> Iterator[tuple[int, int]]:
    """Cut a sentence at semicolons, at "and that", and before a clause with its own subject and modal."""
    modal = rf"(?:{alternation(rules.lexicon['recommendations.modal.should'].words)}|will|would)"
    cut = re.compile(
        rf";\s+|,?\s+and\s+(?=that\s)|,\s+(?:and|while|but|then)\s+(?=(?:the\s+|a\s+|an\s+)?(?!to\b|{modal}\b|\w+ly\s+{modal}\b)[^,;]{{1,70}}?\s{modal}\b)"
        rf"|,\s+and\s+(?=(?:{alternation(rules.lexicon['recommendations.propose.noun'].words)})\s)|,\s+and\s+(?=\w+\s+to\s+\w+)|,\s+and\s+(?=(?:called|asked|proposed|recommended|requested|urged)\b)",
        re.IGNORECASE,
    )
    start = 0
    for match in cut.finditer(text, 0, end):
        yield start, match.start()
        start = match.end()
    yield start, end


def _clause(text: str, start: int, end: int, rules: SayingGrammar) -> Said | None:
    consensus = rules.consensus.search(text, start, end)
    if consensus:
        return _found(text, consensus.end(), end, Kind.CONSENSUS, "agreed-that", rules)
    that = rules.propose_that.search(text, start, end)
    if that:
        joint = rules.joint.search(text, start, that.start()) is not None
        return _found(text, that.end(), end, Kind.RECOMMENDATION, "proposed-that", rules, joint=joint)
    promise = rules.promise.search(text, start, end)
    if promise:
        return _found(text, promise.end(), end, Kind.COMMITMENT, "promised-to", rules)
    someone = rules.propose_someone.search(text, start, end)
    if someone and not _negated(text, someone.start()):
        return _found(text, someone.end(), end, Kind.RECOMMENDATION, "asked-someone", rules)
    noun = rules.propose_noun.search(text, start, end)
    if noun and not _negated(text, noun.start()) and text[noun.start() - 1 : noun.start()] != "-":
        return _found(text, noun.end(), end, Kind.RECOMMENDATION, "called-for", rules)
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
        opening = rules.opening.match(text, start, end)
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
