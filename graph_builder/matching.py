"""Which authority a mention means: same, unsure or none, with the reasons.

A name in full in the right country is the same; a name that differs in a few letters or in words that
tell little may be. Everything that speaks against it lowers the score, and a second authority that
fits about as well makes it unsure. A unit without an id of its own is never taken for the body above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph_builder.authorities import Authority, Form, Index, NameKind, Standing
from graph_builder.authorities.index import code_key
from graph_builder.authorities.types import ROR
from graph_builder.gazetteer import Match
from graph_builder.judgement import Judgement, Verdict
from graph_builder.likeness import similarity, spelling
from graph_builder.mentions import Mention, Parts, alternatives, pairs, parts_of, splits
from graph_builder.naming import Wording, is_acronym, unbracketed

#: From here on two are the same, from there on perhaps; another as near as the margin makes it unsure.
SAME: Final = 0.9
UNSURE: Final = 0.6
MARGIN: Final = 0.04

#: What begins with one of these, each state may have.
_OF_A_STATE: Final = frozenset({"ministry", "government", "parliament", "senate", "cabinet"})
#: How many successors of a withdrawn authority are followed.
_HOPS: Final = 5


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An authority with what speaks for it."""

    authority: Authority
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matcher:
    """Judges mentions by some indexes of authorities."""

    indexes: tuple[Index, ...]
    wording: Wording
    units: frozenset[str]  #: words that name a unit of a body
    designators: Mapping[str, str]  #: words after the name of a place, and the level that they tell

    def judge(self, mention: Mention) -> Judgement:
        """Return what a mention means. Two names with a stroke between them must mean one thing."""
        found = [self._judge_one(replace(mention, text=text)) for text in alternatives(mention.text)]
        if not found:
            return Judgement(verdict=Verdict.NONE, reasons=("no name",))
        first = found[0]
        targets = {one.authority.iri for one in found if one.authority}
        if len(found) == 1 or (len(targets) == 1 and all(one.authority for one in found)):
            return min(found, key=lambda one: one.score)
        if not targets:
            return first
        best = max(found, key=lambda one: one.score)
        return replace(best, verdict=Verdict.UNSURE, reasons=("names two bodies", *best.reasons))

    def _judge_one(self, mention: Mention) -> Judgement:
        parts = parts_of(mention.text, self.wording, self._is_city)
        match mention.sought:
            case "country":
                return self._settled(self._countries(mention))
            case "place":
                return self._place(mention, parts)
        # "University of California, San Diego": what looks like an address may belong to the name.
        for end in range(len(parts.segments), len(parts.bodies) - 1, -1):
            whole = self._settled(self._exact(", ".join(parts.segments[:end]), mention, parts))
            if whole.verdict is Verdict.SAME:
                return whole
        return self._single(mention, parts) if len(parts.bodies) == 1 else self._chain(mention, parts)

    # --- countries and places ---------------------------------------------------------------------

    def _countries(self, mention: Mention) -> Iterator[_Candidate]:
        """Yield the country that an ISO code or a name tells; both must tell the same."""
        said = self.wording.countries.get(self.wording.key(mention.text), "")
        code = mention.country or said
        agree = said in ("", code)
        for index in self.indexes:
            for n, _ in index.named(code_key(code)) if code else ():
                reason = (
                    f"has the ISO code {code}" if agree else f"is {code} by its code and {said} by its name"
                )
                yield _Candidate(index.authority(n), 1.0 if agree else 0.7, (reason,))

    def _place(self, mention: Mention, parts: Parts) -> Judgement:
        """Judge a place: a city, or what a word such as "Province" after the name tells."""
        name = parts.bodies[0]
        for word, level in self.designators.items():
            if name.endswith(f" {word}"):
                found = list(self._exact(name.removesuffix(word), mention, parts))
                judged = self._settled(one for one in found if one.authority.level in ("", level))
                if judged.verdict is not Verdict.NONE:
                    return judged
        found = list(self._exact(name, mention, parts))
        cities = [one for one in found if one.authority.level == "city"]
        return self._settled(cities or found)

    # --- one name ---------------------------------------------------------------------------------

    def _single(self, mention: Mention, parts: Parts) -> Judgement:
        """Judge a name that no authority surely bears just so."""
        name = parts.bodies[0]
        similar = () if is_acronym(name) else self._similar(name, mention, parts)
        best = self._settled([*similar, *self._exact(name, mention, parts)])
        if best.verdict is Verdict.SAME:
            return best
        for unit, above in splits(name):
            if self._names_unit([unit]):
                parent = self._settled(self._exact(above, mention, parts))
                if parent.verdict is Verdict.SAME and parent.authority:
                    return self._unit(mention, parent)
        return best

    def _unit(self, mention: Mention, parent: Judgement) -> Judgement:
        """Say that a unit has no id of its own; where someone works is then the body above it."""
        assert parent.authority  # noqa: S101 - callers hand in what was found
        reason = f"unit of {parent.authority.label} <{parent.authority.iri}>"
        if mention.kind == "affiliation":
            return replace(parent, reasons=(reason, *parent.reasons))
        return Judgement(
            verdict=Verdict.NONE, score=0.0, reasons=(reason, "no id of its own"), unit_of=parent.authority
        )

    # --- several names ----------------------------------------------------------------------------

    def _chain(self, mention: Mention, parts: Parts) -> Judgement:
        """Judge a unit with the bodies above it, from the outside in."""
        hits = [list(self._exact(body, mention, parts)) for body in parts.bodies]
        for inner, outer in pairs(len(hits)):
            above = {one.authority.iri for one in hits[outer]}
            within = [one for one in hits[inner] if above & self._ancestors(one.authority)]
            if within:
                found = self._settled(
                    _rescored(one, max(one.score, SAME + MARGIN), "its parent is named beside it")
                    for one in within
                )
                others = [
                    body for n, body in enumerate(parts.bodies) if n not in (inner, outer) and not hits[n]
                ]
                return self._unit(mention, found) if self._names_unit(others) else found
        settled = [self._settled(found) for found in hits]
        sure = [number for number, one in enumerate(settled) if one.verdict is Verdict.SAME]
        if len(sure) == 1:
            others = [body for number, body in enumerate(parts.bodies) if number != sure[0]]
            if self._names_unit(others) or sure[0] > 0:
                return self._unit(mention, settled[sure[0]])
            only = settled[sure[0]]
            reason = f"and what is {', '.join(map(repr, others))}?"
            return replace(only, verdict=Verdict.UNSURE, reasons=(*only.reasons, reason))
        if sure:
            # Nothing says that one belongs to the other: the first may be a namesake of the unit meant.
            last = settled[sure[-1]]
            return replace(last, verdict=Verdict.UNSURE, reasons=("names several bodies", *last.reasons))
        return self._settled(self._similar(", ".join(parts.bodies), mention, parts))

    def _names_unit(self, names: Iterable[str]) -> bool:
        return any(not self.units.isdisjoint(self.wording.words(name)) for name in names)

    def _ancestors(self, authority: Authority) -> frozenset[str]:
        seen: set[str] = set()
        todo = list(authority.parents)
        while todo and len(seen) < 50:
            iri = todo.pop()
            if iri not in seen:
                seen.add(iri)
                above = self._by_iri(iri)
                todo += above.parents if above else ()
        return frozenset(seen)

    # --- candidates -------------------------------------------------------------------------------

    def _exact(self, text: str, mention: Mention, parts: Parts) -> Iterator[_Candidate]:
        """Yield the authorities that bear a name just so, or so but for the country in it."""
        plain, _ = unbracketed(text)
        words = self.wording.words(plain)
        rest, within = self.wording.without_country(words)
        country = mention.country or parts.country or within
        for index in self.indexes:
            for n, form in index.named(" ".join(words)):
                one = index.authority(n)
                if one.kind != mention.sought:
                    continue
                if form is Form.ACRONYM or (
                    form is Form.FULL
                    and is_acronym(plain)
                    and not (country and country == self._country(one))
                ):
                    yield from self._by_acronym(plain, one, country, index)
                elif form is Form.FULL:
                    yield self._weighed(one, 1.0, f"bears the name {plain!r}", country, parts, words)
                elif country == one.country:
                    # "Ministry of Lakes" in Uganda, of which only "Ministry of Lakes, Uganda" is known.
                    government = words[0] in _OF_A_STATE
                    base = 0.95 if government else 0.85
                    yield self._weighed(one, base, "bears the name with its country", country, parts, words)
            if not within:
                continue
            for n, form in index.named(" ".join(rest)):
                one = index.authority(n)
                if (
                    one.kind == mention.sought
                    and one.country == within
                    and form is not Form.ACRONYM
                    and len(rest) > 1
                ):
                    reason = "bears the name but for its country"
                    yield self._weighed(one, 0.98, reason, country, parts, rest)

    def _by_acronym(self, plain: str, one: Authority, country: str, index: Index) -> Iterator[_Candidate]:
        """Yield an authority by its acronym, as surely as the acronym is its alone."""
        if not is_acronym(plain):
            return
        bearers = [
            known
            for n, form in index.named(self.wording.key(plain))
            if (known := index.authority(n)).standing is not Standing.WITHDRAWN
        ]
        here = [known for known in bearers if self._country(known) == country]
        where = self._country(one)
        alone = len(bearers) == 1
        if country and where and country != where:
            score = 0.4
        elif (country == where and len(here) == 1 and len(plain) >= (4 if alone else 5)) or (
            alone and len(plain) >= 5
        ):
            score = 0.92
        else:
            score = 0.7
        yield _Candidate(one, score, (f"bears the acronym {plain}", f"{len(bearers)} bear it"))

    def _similar(self, name: str, mention: Mention, parts: Parts) -> Iterator[_Candidate]:
        """Yield the authorities whose names share most of the words that tell."""
        words = self.wording.words(name)
        rest, within = self.wording.without_country(words)
        country = mention.country or parts.country or within
        for index in self.indexes:
            spelt = {word: spelling(word, index, self.wording) for word in words}
            for n in index.sharing([spelt[word] for word in words]):
                one = index.authority(n)
                if one.kind != mention.sought or (country and one.country and country != one.country):
                    continue
                here = rest if within and within == one.country else words
                scores = [
                    (similarity(here, spelt, known.text, one, index, self.wording), known.text)
                    for known in one.names
                    if known.kind is not NameKind.ACRONYM
                ]
                score, text = max(scores, default=(0.0, ""))
                if score >= UNSURE:
                    yield self._weighed(
                        one, score * 0.98, f"similar to {text!r} ({score:.2f})", country, parts, words
                    )

    # --- weighing ---------------------------------------------------------------------------------

    def _weighed(
        self, one: Authority, base: float, reason: str, country: str, parts: Parts, words: Sequence[str]
    ) -> _Candidate:
        score, reasons = base, [reason]
        where = self._country(one)
        telling = [word for word in words if word not in self.wording.generic]
        if country and where:
            score -= 0.0 if country == where else 0.45
            reasons.append(f"in {where}" if country == where else f"in {where}, not {country}")
        elif where and words[0] in _OF_A_STATE:
            score -= 0.3
            reasons.append("many states have one, and no country known")
        elif telling and (len(words) > 1 or not words[0].isascii() or _of_the_world(one)):
            score -= 0.05
            reasons.append("country not known")
        else:
            score -= 0.15 if telling else 0.3
            reasons.append(f"a {'single word' if telling else 'common name'}, and no country known")
        city = self.wording.key(one.city)
        if parts.places and city:
            agree = city in parts.places
            score += 0.03 if agree else -0.11
            reasons.append(f"in {one.city}" if agree else f"in {one.city}, not where the mention is")
        if one.standing is Standing.INACTIVE:
            score -= 0.02
        if one.standing is Standing.LABEL_ONLY:
            score -= 0.01
        return _Candidate(one, min(score, 1.0), tuple(reasons))

    def _settled(self, candidates: Iterable[_Candidate]) -> Judgement:
        """Return the one that fits best, unsure where another fits as well."""
        best: dict[str, _Candidate] = {}
        for one in candidates:
            current = self._current(one)
            if current is None:
                continue
            held = best.get(current.authority.iri)
            if held and Match.CLOSE in (held.authority.match, current.authority.match):
                # Two gazetteers hold it, and one knows better than to call it the same.
                held, current = _close(held), _close(current)
            best[current.authority.iri] = max(held or current, current, key=lambda which: which.score)
        ranked = self._united(sorted(best.values(), key=lambda one: (-one.score, one.authority.iri)))
        if not ranked or ranked[0].score < UNSURE:
            return Judgement(verdict=Verdict.NONE, reasons=("nothing fits",))
        first = ranked[0]
        tied = [one for one in ranked[1:] if one.score > first.score - MARGIN]
        if tied:
            group = [first, *tied]
            above = [
                one
                for one in group
                if all(
                    one is other or one.authority.iri in self._ancestors(other.authority) for other in group
                )
            ]
            if not above:
                names = ", ".join(f"<{one.authority.iri}>" for one in tied[:3])
                return _judgement(first, Verdict.UNSURE, f"fits {names} as well")
            first = above[0]
            first = _Candidate(first.authority, first.score, (*first.reasons, "the others belong to it"))
        verdict = Verdict.SAME if first.score >= SAME else Verdict.UNSURE
        if first.authority.match is Match.CLOSE:
            return _judgement(first, Verdict.UNSURE, "only a close match by its gazetteer")
        return _judgement(first, verdict)

    def _current(self, one: _Candidate) -> _Candidate | None:
        """Return what stands in place of a withdrawn authority; None where nothing or several do."""
        authority, reasons = one.authority, one.reasons
        for _ in range(_HOPS):
            if authority.standing is not Standing.WITHDRAWN:
                return _Candidate(authority, one.score, reasons)
            if len(authority.successors) != 1:
                return None
            after = self._by_iri(authority.successors[0])
            if after is None:
                return None
            reasons = (*reasons, f"stands in place of the withdrawn <{authority.iri}>")
            authority = after
        return None

    def _united(self, ranked: Sequence[_Candidate]) -> list[_Candidate]:
        """Return each thing once: where several data sets hold it under one Wikidata item, by its ROR id."""
        kept: list[_Candidate] = []
        for one in ranked:
            twin = next((n for n, other in enumerate(kept) if _twins(one.authority, other.authority)), None)
            if twin is None:
                kept.append(one)
            elif one.authority.iri.startswith(ROR):
                kept[twin] = _rescored(one, kept[twin].score, "other data sets agree")
        return kept

    def _country(self, one: Authority) -> str:
        """Return the country of an authority, or what stands in brackets after its name."""
        if one.country:
            return one.country
        inner = unbracketed(one.label)[1]
        return next(
            (code for text in inner if (code := self.wording.countries.get(self.wording.key(text)))), ""
        )

    def _by_iri(self, iri: str) -> Authority | None:
        return next((found for index in self.indexes if (found := index.by_iri(iri))), None)

    def _is_city(self, key: str) -> bool:
        return bool(key) and any(index.is_city(key) for index in self.indexes)


def _of_the_world(one: Authority) -> bool:
    """Tell whether a body belongs to no country, and not only to none that is known."""
    return not one.country and one.standing is Standing.ACTIVE


def _twins(one: Authority, other: Authority) -> bool:
    """Tell whether two data sets hold one thing: they share its Wikidata item."""
    apart = one.iri.startswith(ROR) != other.iri.startswith(ROR)
    return apart and bool(set(one.wikidata) & set(other.wikidata))


def _rescored(one: _Candidate, score: float, reason: str) -> _Candidate:
    """Return a candidate with another score and one more reason."""
    return _Candidate(one.authority, score, (*one.reasons, reason))


def _close(one: _Candidate) -> _Candidate:
    return replace(one, authority=replace(one.authority, match=Match.CLOSE))


def _judgement(one: _Candidate, verdict: Verdict, *more: str) -> Judgement:
    return Judgement(
        verdict=verdict, authority=one.authority, score=round(one.score, 3), reasons=(*one.reasons, *more)
    )
