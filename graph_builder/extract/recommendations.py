"""Recommendations, commitments and what was agreed: where each begins and ends in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph_builder.extract.sayinggrammar import SayingGrammar
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
    #: Of several who act together: theirs where nobody else speaks.
    group: bool = False


def list_kind(text: str, rules: SayingGrammar) -> Kind | None:
    """Return the kind of the items of a list that a sentence opens, if it opens one of what to do."""
    lexicon = rules.lexicon
    tail = text[-160:]
    if lexicon["recommendations.lists.consensus"].find(tail):
        return Kind.CONSENSUS
    if lexicon["recommendations.lists.commitment"].find(tail) and rules.plain_will.search(text):
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
        if end - start > 6 and not is_courtesy(text, start, rules):
            yield Said(start, end, kind, "list-item", joint)


def is_courtesy(text: str, start: int, rules: SayingGrammar) -> bool:
    """Return whether an item of a list asks nothing of anybody: "to take note of", "thanks its host"."""
    return rules.lexicon["recommendations.courtesies.words"].find(text, start, start + 60) is not None


def sayings(text: str, rules: SayingGrammar, *, quoted: bool = False) -> Iterator[Said]:
    """Yield what a sentence says should or will be done; `quoted` tells that it goes on with a quotation."""
    inline = list(listed(text, rules))
    if inline:
        yield from inline
        return
    if not quoted and not rules.any_cue.search(text):
        return
    end = len(text)
    # "On behalf of the bank, Ann Lee asked": who is named last is no second speaker.
    attributed = None if rules.viewed.match(text) else rules.attribution.search(text)
    if attributed and not quoted and _leads_in(text, attributed, rules):
        attributed = None
    if attributed and attributed.start() > 15:
        end = attributed.start()
    broken = rules.broken.search(text, 0, end)
    if broken and broken.start() > 8:
        end = broken.start()
    order = rules.order.match(text) if quoted or attributed else None
    if order:
        yield _found(text, order.start(1), end, Kind.RECOMMENDATION, "imperative", rules)
        return
    whole = _attributed(text, end, attributed, rules)
    if whole:
        yield whole
        return
    last: Said | None = None
    for begin, stop in _clauses(text, end, rules):
        said = _continued(text, begin, stop, last, rules) or _clause(text, begin, stop, rules)
        if said and said.end - said.start > (6 if said.rule == "promised-to" else 8):
            last = said
            yield said


def _leads_in(text: str, attributed: re.Match[str], rules: SayingGrammar) -> bool:
    """Return whether only an adverbial stands before the speaker: "In the debate, Ann Lee asked for ..."."""
    before = text[: attributed.start()]
    cue = rules.any_cue.plain.search(before) or rules.order.match(before)
    return cue is None and rules.any_cue.plain.search(text, attributed.start()) is not None


def _attributed(text: str, end: int, attributed: re.Match[str] | None, rules: SayingGrammar) -> Said | None:
    """Return what the verb behind it makes a demand or a promise: "Plugs first!" demanded she."""
    if attributed is None:
        return None
    if text[:1] in '“"' and rules.asks.search(text, end):
        return _found(text, 0, end, Kind.RECOMMENDATION, "imperative", rules)
    if rules.swears.search(text, end) and rules.plain_will.search(text, 0, end):
        return _found(text, 0, end, Kind.COMMITMENT, "will", rules)
    return None


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
    if last.rule == "proposed-to" and text[:start].rstrip()[-1:] == ";" and _behind_colon(text, last):
        # "Her wishes: a bell; a clock": each is one.
        return replace(_found(text, start, end, last.kind, last.rule, rules), joint=last.joint)
    if last.rule == "agreed-on":
        return replace(_found(text, start, end, last.kind, last.rule, rules), joint=True)
    that = rules.that.match(text, start, end)
    if that:
        return replace(_found(text, that.end(), end, last.kind, last.rule, rules), joint=last.joint)
    ordinal = rules.ordinal_here.match(text, start, end)
    if ordinal:
        return replace(_found(text, ordinal.end(), end, last.kind, "ordinal-item", rules), joint=last.joint)
    same_subject = (
        rules.propose_someone,
        rules.propose_noun,
        rules.promise,
        rules.propose_do,
        rules.promised,
    )
    if any(pattern.match(text, start, end) for pattern in same_subject):
        said = _clause(text, start, end, rules)
        return replace(said, joint=last.joint) if said else None
    told = rules.report.search(text, start, end)
    if last.rule == "asked-someone" and not told and rules.someone_to.match(text, start, end):
        return replace(_found(text, start, end, last.kind, last.rule, rules), joint=last.joint)
    return None


def _behind_colon(text: str, said: Said) -> bool:
    return text[: said.start].rstrip().endswith(":")


def _clause(text: str, start: int, end: int, rules: SayingGrammar) -> Said | None:
    joint = rules.joint.search(text, start, end)
    on = rules.agreed_on.search(text, start, end)
    if on:
        return _found(text, on.end(), end, Kind.CONSENSUS, "agreed-on", rules, joint=True)
    consensus = rules.consensus.search(text, start, end)
    if consensus:
        return _found(text, consensus.end(), end, Kind.CONSENSUS, "agreed-that", rules, joint=True)
    thing = rules.agreed_thing.search(text, start, end)
    if thing and not _negated(text, thing.start(), rules):
        return _found(text, thing.end(), end, Kind.CONSENSUS, "agreed-on", rules, joint=True)

    def by_all(cue: re.Match[str]) -> bool:
        return (
            joint is not None
            and joint.start() < cue.start()
            and not rules.agent.search(text, joint.end(), cue.start())
        )

    that = rules.propose_that.search(text, start, end) or rules.named_that.search(text, start, end)
    if that:
        # "It was recommended by Ann Lee that", "it was her wish that": somebody did.
        owned = that.re is rules.named_that.plain or rules.by.search(that[0]) is not None
        passive = None if owned else rules.impersonal.search(text, start, that.end())
        passive = passive if passive and passive.end() >= that.start() else None
        # "It is recommended that" may go on with what the last speaker said, "it was" does not.
        now = passive is not None and passive["now"] is not None
        nobody = by_all(that) or (passive is not None and not now)
        found = _found(text, that.end(), end, Kind.RECOMMENDATION, "proposed-that", rules, joint=nobody)
        return replace(found, group=now)
    named = rules.named.search(text, start, end)
    if named and text[named.end() : end].strip() and not _negated(text, named.start(), rules):
        return _found(text, named.end(), end, Kind.RECOMMENDATION, "proposed-to", rules, joint=by_all(named))
    do = rules.propose_do.search(text, start, end)
    if do and not _negated(text, do.start(), rules):
        return _found(text, do.end(), end, Kind.RECOMMENDATION, "proposed-to", rules, joint=by_all(do))
    promise = rules.promise.search(text, start, end)
    if promise:
        return _found(text, promise.end(), end, Kind.COMMITMENT, "promised-to", rules)
    someone = rules.propose_someone.search(text, start, end)
    if someone and not _negated(text, someone.start(), rules):
        return _found(
            text, someone.end(), end, Kind.RECOMMENDATION, "asked-someone", rules, joint=by_all(someone)
        )
    noun = rules.propose_noun.search(text, start, end)
    if noun and not _negated(text, noun.start(), rules):
        return _found(text, noun.end(), end, Kind.RECOMMENDATION, "called-for", rules, joint=by_all(noun))
    order = rules.imperative.match(text, start, end) or rules.told.search(text, start, end)
    if order:
        begin = order.start(order.lastindex or 0)
        return _found(text, begin, end, Kind.RECOMMENDATION, "imperative", rules)
    said = _modal(text, start, end, rules)
    promised = None if said else rules.promised.search(text, start, end)
    if promised and not _negated(text, promised.start(), rules):
        return _found(text, promised.end(), end, Kind.COMMITMENT, "promised-to", rules)
    return said


def _modal(text: str, start: int, end: int, rules: SayingGrammar) -> Said | None:
    should = rules.should.search(text, start, end)
    needed = rules.needed.search(text, start, end)
    will = rules.will.search(text, start, end)
    can = rules.can.search(text, start, end)
    begin = _content(text, start, end, rules)
    if rules.nobody.match(text, begin, end):
        will = can = None
    if should and rules.own_will.match(text, begin, end) and rules.plain_will.fullmatch(should[0]):
        # "We shall", "we will": a promise.
        should = None
    first = min((match for match in (should, needed) if match), key=lambda match: match.start(), default=None)
    if first and not _in_relative(text, begin, first.start(), rules) and not _law(text, first, rules):
        return _found(
            text, _own_start(text, begin, first.start(), rules), end, Kind.RECOMMENDATION, "modal", rules
        )
    if will and not _in_relative(text, begin, will.start(), rules):
        own = _own_start(text, begin, will.start(), rules)
        group = rules.joint.search(text, begin, will.start()) is not None
        return replace(_found(text, own, end, Kind.COMMITMENT, "will", rules), group=group)
    if can and not _in_relative(text, begin, can.start(), rules):
        return _found(
            text, _own_start(text, begin, can.start(), rules), end, Kind.RECOMMENDATION, "can", rules
        )
    return None


def _content(text: str, start: int, end: int, rules: SayingGrammar) -> int:
    """Return where a clause begins behind "she said that" and "according to her,"."""
    if rules.viewed.match(text, start, end):
        modal = rules.modal.search(text, start, end)
        comma = text.rfind(", ", start, modal.start() if modal else end)
        return comma + 2 if comma > 0 else start
    introduced = rules.introduced.match(text, start, end)
    begin = introduced.end() if introduced else start
    for report in rules.report.finditer(text, start, end):
        if begin > start and rules.modal.search(text, begin, report.start()):
            break
        begin = report.end()
    return begin


def _own_start(text: str, begin: int, modal: int, rules: SayingGrammar) -> int:
    """Return where the statement begins: at the modal, where its subject did something else before."""
    return modal if rules.joined.search(text, begin, modal) else begin


def _in_relative(text: str, begin: int, modal: int, rules: SayingGrammar) -> bool:
    """Return whether the modal belongs to a relative clause: "principles that policymakers can follow"."""
    last = max(rules.relative.finditer(text, begin, modal), key=lambda match: match.start(), default=None)
    if last is None or last.start() <= begin or re.search(r",\s", text[last.start() : modal]):
        return False
    # "teachers who have fled should be allowed": the relative clause has its own verb, and is over.
    verb = rules.finite.match(text, last.end())
    return verb is None or verb.end() >= modal


def _law(text: str, modal: re.Match[str], rules: SayingGrammar) -> bool:
    return rules.law.fullmatch(modal[0]) is not None and rules.law_behind.match(text, modal.end()) is not None


def _negated(text: str, position: int, rules: SayingGrammar) -> bool:
    return rules.negated.search(text, max(0, position - 12), position) is not None


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
    stripped = stripped if rules.et_cetera.search(stripped) else rules.tail.sub("", stripped)
    if stripped.count("(") > stripped.count(")"):
        stripped += text[start + len(stripped) : start + len(stripped) + 1]
    return start, start + len(stripped)
