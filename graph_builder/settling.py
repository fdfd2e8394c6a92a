"""Which of several candidates is meant: the one that fits best by a margin, or none for sure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from rapidfuzz.fuzz import ratio

from graph_builder.authorities import Authority, NameKind, Standing
from graph_builder.authorities.types import ROR
from graph_builder.candidates import OF_A_STATE, UNSURE, Candidate, Finder
from graph_builder.gazetteer import Match
from graph_builder.judgement import Judgement, Verdict
from graph_builder.naming import folded, is_acronym

#: From here on two are the same; another as near as the margin makes it unsure.
SAME: Final = 0.9
MARGIN: Final = 0.04

#: How many successors of a withdrawn authority are followed.
_HOPS: Final = 5
#: By so much the spelling of one name must be nearer than that of another, of 100.
_NEARER: Final = 8.0


def settled(candidates: Iterable[Candidate], finder: Finder, printed: str = "") -> Judgement:
    """Return the one that fits best, unsure where another fits as well.

    Of two that fit alike, the one is meant that the other belongs to, or whose name is spelt more like
    what was printed.
    """
    best: dict[str, Candidate] = {}
    for one in candidates:
        current = _current(one, finder)
        if current is None:
            continue
        held = best.get(current.authority.iri)
        if held and Match.CLOSE in (held.authority.match, current.authority.match):
            # Two gazetteers hold it, and one knows better than to call it the same.
            held, current = held.close(), current.close()
        best[current.authority.iri] = max(held or current, current, key=lambda which: which.score)
    ranked = _united(sorted(best.values(), key=lambda one: (-one.score, one.authority.iri)))
    if not ranked or ranked[0].score < UNSURE:
        return Judgement(verdict=Verdict.NONE, reasons=("nothing fits",))
    first = ranked[0]
    tied = [one for one in ranked[1:] if one.score > first.score - MARGIN]
    if tied:
        chosen = _above((first, *tied), finder) or _living((first, *tied)) or _nearer((first, *tied), printed)
        if chosen is None:
            names = ", ".join(f"<{one.authority.iri}>" for one in tied[:3])
            return judgement(first, Verdict.UNSURE, f"fits {names} as well")
        first = chosen
    if first.authority.contested:
        return judgement(first, Verdict.UNSURE, "its id stands for two things in its gazetteer")
    return judgement(first, Verdict.SAME if first.score >= SAME else Verdict.UNSURE)


def judgement(one: Candidate, verdict: Verdict, *more: str) -> Judgement:
    """Return a candidate with what is held of it."""
    return Judgement(
        verdict=verdict, authority=one.authority, score=round(one.score, 3), reasons=(*one.reasons, *more)
    )


def _above(tied: Sequence[Candidate], finder: Finder) -> Candidate | None:
    """Return the one that all others belong to."""
    for one in tied:
        if all(one is other or one.authority.iri in finder.ancestors(other.authority) for other in tied):
            # A campus may be meant where its own city is named.
            apart = not any(other.near for other in tied if other is not one)
            return one.rescored(one.score, "the others belong to it") if apart else None
    return None


def _living(tied: Sequence[Candidate]) -> Candidate | None:
    """Return the only one that is still at work."""
    living = [one for one in tied if one.authority.standing is not Standing.INACTIVE]
    return living[0].rescored(living[0].score, "the others are no more") if len(living) == 1 else None


def _nearer(tied: Sequence[Candidate], printed: str) -> Candidate | None:
    """Return the one whose name is spelt most like what was printed, if by far."""
    if not printed or is_acronym(printed):
        return None
    ranked = sorted(((_likeness(one.authority, printed), n) for n, one in enumerate(tied)), reverse=True)
    (best, first), (second, _) = ranked[:2]
    if best - second < _NEARER:
        return None
    one = tied[first]
    return one.rescored(one.score, "and is spelt most like it")


def _likeness(authority: Authority, printed: str) -> float:
    spelt = folded(printed)
    return max(
        (ratio(spelt, folded(name.text)) for name in authority.names if name.kind is not NameKind.ACRONYM),
        default=0.0,
    )


def _current(one: Candidate, finder: Finder) -> Candidate | None:
    """Return what stands in place of a withdrawn authority; None where nothing or several do."""
    authority, reasons = one.authority, one.reasons
    for _ in range(_HOPS):
        if authority.standing is not Standing.WITHDRAWN:
            return replace(one, authority=authority, reasons=reasons)
        if len(authority.successors) != 1:
            return None
        after = finder.by_iri(authority.successors[0])
        if after is None:
            return None
        reasons = (*reasons, f"stands in place of the withdrawn <{authority.iri}>")
        authority = after
    return None


def _united(ranked: Sequence[Candidate]) -> list[Candidate]:
    """Return each thing once: where several data sets hold it under one Wikidata item, by its ROR id."""
    kept: list[Candidate] = []
    for one in ranked:
        twin = next((n for n, other in enumerate(kept) if _twins(one.authority, other.authority)), None)
        if twin is None:
            kept.append(one)
        else:
            kept[twin] = _joined(kept[twin], one)
    return kept


def _joined(better: Candidate, other: Candidate) -> Candidate:
    """Return one thing that two data sets hold: by its ROR id, as likely as the better says."""
    first, second = (better, other) if better.authority.iri.startswith(ROR) else (other, better)
    items = tuple(dict.fromkeys((*first.authority.wikidata, *second.authority.wikidata)))
    authority = replace(first.authority, wikidata=items)
    joined = replace(first, authority=authority).rescored(better.score, "other data sets agree")
    return joined.close() if Match.CLOSE in (better.authority.match, other.authority.match) else joined


def _twins(one: Authority, other: Authority) -> bool:
    """Tell whether two data sets hold one thing: they share its Wikidata item, or call it alike.

    The name tells where one of them knows of no country for it and the other of no item: it is of all
    countries.
    """
    if one.iri.startswith(ROR) == other.iri.startswith(ROR):
        return False
    if one.wikidata and other.wikidata:
        return bool(set(one.wikidata) & set(other.wikidata))
    alike = folded(one.label) == folded(other.label)
    return (
        alike
        and not (one.country and other.country)
        and folded(one.label).partition(" ")[0] not in OF_A_STATE
    )
