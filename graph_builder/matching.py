"""Which authority a mention means: same, unsure or none, with the reasons.

A name in full in the right country is the same; a name that differs in a few letters or in words that
tell little may be. Everything that speaks against it lowers the score, and a second authority that
fits about as well makes it unsure. A unit without an id of its own is never taken for the body above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from graph_builder.authorities import Authority, Index
from graph_builder.authorities.index import code_key
from graph_builder.candidates import UNSURE, Candidate, Finder, Setting
from graph_builder.judgement import Judgement, Verdict
from graph_builder.likeness import SLIPS, respelt
from graph_builder.mentions import (
    Mention,
    Parts,
    alternatives,
    cleaned,
    cuts,
    pairs,
    parts_of,
    stretches,
    unglued,
)
from graph_builder.naming import Wording, is_acronym, unbracketed
from graph_builder.settling import MARGIN, SAME, settled

#: So many parts of a mention, from the end, are looked at: an affiliation has hardly more.
_PARTS: Final = 8
#: Words of the longest name that is looked for inside a part.
_WORDS: Final = 9
#: A hospital of a university is a body by itself, with or without an id.
_APART: Final = frozenset({"hospital"})
#: What several universities under one head are called by.
_SYSTEM: Final = "system"
#: What a body calls its parts in other countries.
_OFFICES: Final = frozenset(
    {"office", "delegation", "mission", "representation", "representative", "secretariat"}
)
#: An acronym behind the name of a body is part of an address, unless it has as many letters.
_LETTERS: Final = 4


@dataclass(frozen=True, slots=True)
class _Hit:
    """A stretch of the parts of a mention that an authority surely bears as its name."""

    start: int
    end: int
    found: Judgement


@dataclass(frozen=True)
class Matcher:
    """Judges mentions by some indexes of authorities."""

    indexes: tuple[Index, ...]
    wording: Wording
    units: frozenset[str]  #: words that name a unit of a body
    designators: Mapping[str, str]  #: words after the name of a place, and the level that they tell

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self.indexes, self.wording)

    def judge(self, mention: Mention) -> Judgement:
        """Return what a mention means. Two names with a stroke between them must mean one thing."""
        found = [
            self._judge_one(replace(mention, text=plain))
            for text in alternatives(mention.text)
            if (plain := cleaned(text))
        ]
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
        match mention.sought:
            case "country":
                return self._settled(self._countries(mention))
            case "place":
                return self._place(mention)
        text = respelt(mention.text, self.indexes, self.wording)
        found = self._body(replace(mention, text=text))
        if found.verdict is Verdict.SAME:
            return found
        if (apart := respelt(unglued(text), self.indexes, self.wording, borne=SLIPS)) != text:
            again = self._body(replace(mention, text=apart))
            return again if again.verdict is Verdict.SAME else found
        return found

    def _setting(self, mention: Mention, parts: Parts) -> Setting:
        """Return what a mention, its country and its context say of where the thing named is."""
        # "Western University (University of Western Ontario)" names it twice.
        beside = [text for text in unbracketed(mention.text)[1] if not is_acronym(text)]
        key = self.wording.key(" ".join((mention.context, *beside)))
        return Setting(
            sought=mention.sought,
            country=mention.country or parts.country,
            places=parts.places,
            acronyms=parts.acronyms,
            context=f" {key} " if key else "",
            nearby=frozenset(self.wording.countries_in(key.split())),
        )

    # --- countries and places ---------------------------------------------------------------------

    def _countries(self, mention: Mention) -> Iterator[Candidate]:
        """Yield the country that an ISO code or a name tells; both must tell the same."""
        said = self.wording.countries.get(self.wording.key(mention.text), "")
        code = mention.country or said
        agree = said in ("", code)
        for index in self.indexes:
            for n, _ in index.named(code_key(code)) if code else ():
                reason = (
                    f"has the ISO code {code}" if agree else f"is {code} by its code and {said} by its name"
                )
                yield Candidate(index.authority(n), 1.0 if agree else 0.7, (reason,))

    def _place(self, mention: Mention) -> Judgement:
        """Judge a place: a city, or what a word such as "Province" after the name tells."""
        parts = parts_of(mention.text, self.wording, self._is_city)
        setting = self._setting(mention, parts)
        name = parts.bodies[0]
        for word, level in self.designators.items():
            if name.endswith(f" {word}"):
                found = list(self._finder.exact(name.removesuffix(word), setting))
                judged = self._settled(one for one in found if one.authority.level in ("", level))
                if judged.verdict is not Verdict.NONE:
                    return judged
        found = list(self._finder.exact(name, setting))
        cities = [one for one in found if one.authority.level == "city"]
        return self._settled(cities or found, name)

    # --- bodies -----------------------------------------------------------------------------------

    def _body(self, mention: Mention) -> Judgement:
        """Judge a body, or a unit with the bodies above it, from the outside in."""
        parts = parts_of(mention.text, self.wording, self._is_city)
        setting = self._setting(mention, parts)
        printed = self._settled(self._finder.whole(mention.text, setting), mention.text)
        if printed.verdict is Verdict.SAME:
            return printed
        segments = (parts.segments or parts.bodies)[:_PARTS]
        known = {
            stretch: found
            for stretch in stretches(len(segments))
            if (found := self._bearers(segments, stretch, setting))
        }
        # "University of California, San Diego": what looks like an address may belong to the name.
        for end in range(len(segments), min(len(parts.bodies), len(segments)) - 1, -1):
            whole = self._settled(known.get((0, end), ()), ", ".join(segments[:end]))
            if whole.verdict is Verdict.SAME:
                return whole
        within = self._within_its_parent(mention, segments, known)
        if within:
            return within
        hits = self._hits(segments, known)
        if not hits:
            return self._by_likeness(mention, parts, segments, known, setting)
        if len(hits) > 1:
            inner, outer = hits[0], hits[-1]
            if inner.found.authority == outer.found.authority:
                # Two of its names.
                return max((inner.found, outer.found), key=lambda one: one.score)
            if not self._lies_with(", ".join(segments[inner.start : inner.end]), inner.found, outer.found):
                return self._part(segments[: outer.start], outer.found) or self._unit(mention, outer.found)
            hits = [inner]
        return self._alone(mention, segments, hits[0])

    def _bearers(
        self, segments: Sequence[str], stretch: tuple[int, int], setting: Setting
    ) -> list[Candidate]:
        """Return what bears the name that some parts make together; an address is no name."""
        start, end = stretch
        name = ", ".join(segments[start:end])
        plain = name.removesuffix(" City") if end - start > 1 else name
        if start > 0 and end == start + 1 and (self._is_address(name) or self._says_nothing(name)):
            return []
        found = [
            found for form in dict.fromkeys((name, plain)) for found in self._finder.exact(form, setting)
        ]
        if start > 0 and end == start + 1 and is_acronym(name):
            # "Delta Centre for Rivers  DCR": an acronym behind a name is its own, whoever else bears it.
            before = self.wording.words(segments[start - 1])
            if "".join(word[0] for word in before).endswith(name[-2:].casefold()):
                return [one for one in found if self._shares_a_name(one.authority, before)]
        return found

    def _says_nothing(self, segment: str) -> bool:
        """Tell whether a part is one word that many bodies share."""
        return (
            " " not in segment
            and not is_acronym(segment)
            and self.wording.key(segment) in self.wording.generic
        )

    def _shares_a_name(self, one: Authority, words: Sequence[str]) -> bool:
        """Tell whether a word of a name that is not common is one of an authority's."""
        own = {word for name in one.names for word in self.wording.words(name.text)}
        return not own.isdisjoint(set(words) - self.wording.generic)

    def _is_address(self, segment: str) -> bool:
        key = self.wording.key(segment)
        return (
            self._is_city(key)
            or key in self.wording.countries
            or (is_acronym(segment) and len(segment) < _LETTERS)
        )

    def _within_its_parent(
        self, mention: Mention, segments: Sequence[str], known: Mapping[tuple[int, int], list[Candidate]]
    ) -> Judgement | None:
        """Judge a body that is named beside one that it belongs to."""
        spans = sorted(known)
        for first, second in pairs(len(spans)):
            inner, outer = spans[first], spans[second]
            if inner[0] < outer[1] and outer[0] < inner[1]:
                continue
            above = {one.authority.iri for one in known[outer] if one.score >= UNSURE}
            within = [
                one
                for one in known[inner]
                if one.whole and one.score >= UNSURE and above & self._finder.ancestors(one.authority)
            ]
            if within:
                found = self._settled(
                    one.rescored(max(one.score, SAME + MARGIN), "its parent is named beside it")
                    for one in within
                )
                covered = {*range(*inner), *range(*outer)}
                others = [
                    text for n, text in enumerate(segments) if n not in covered and (n, n + 1) not in known
                ]
                return self._unit(mention, found) if self._names_unit(others) else found
        return None

    def _hits(self, segments: Sequence[str], known: Mapping[tuple[int, int], list[Candidate]]) -> list[_Hit]:
        """Return the stretches that surely name a body, in their order; of two that overlap the longer."""
        hits: list[_Hit] = []
        for (start, end), candidates in known.items():
            if any(start < hit.end and hit.start < end for hit in hits):
                continue
            found = self._settled(candidates, ", ".join(segments[start:end]))
            if found.verdict is Verdict.SAME:
                hits.append(_Hit(start, end, found))
        return sorted(hits, key=lambda hit: hit.start)

    def _lies_with(self, name: str, inner: Judgement, outer: Judgement) -> bool:
        """Tell whether the inner of two bodies is no namesake: its name tells, they are in one country."""
        one, other = inner.authority, outer.authority
        if one is None or other is None or one.country != other.country or not one.country:
            return False
        words = self.wording.words(name)
        return any(self._finder.distinct(words, index) for index in self.indexes)

    def _alone(self, mention: Mention, segments: Sequence[str], hit: _Hit) -> Judgement:
        """Judge a mention of which one stretch names a body: what else is there is a unit, or an address."""
        before = [
            one
            for one in segments[: hit.start]
            if not self._is_address(one) and not self._is_its_acronym(one, hit.found)
        ]
        if before or self._names_unit(segments[hit.end :]):
            return self._part(before, hit.found) or self._unit(mention, hit.found)
        return hit.found

    def _part(self, names: Sequence[str], parent: Judgement) -> Judgement | None:
        """Judge a unit that is known by its own name with its parent's, in other words than are printed."""
        assert parent.authority  # noqa: S101 - callers hand in what was found
        setting = Setting(sought="organization", country=parent.authority.country)
        above = [name.text for name in parent.authority.names if not is_acronym(name.text)]
        for unit in reversed(names):
            forms = [f"{first}, {second}" for name in above for first, second in ((unit, name), (name, unit))]
            # Hardly any unit is known so: a look at the keys alone spares the rest.
            known = [
                form for form in forms if any(index.named(self.wording.key(form)) for index in self.indexes)
            ]
            found = self._settled(one for form in known for one in self._finder.exact(form, setting))
            if found.verdict is Verdict.SAME and found.authority != parent.authority:
                return found
        return None

    def _is_its_acronym(self, text: str, found: Judgement) -> bool:
        """Tell whether a part of a mention is the acronym of the body that another part names."""
        own = {name.text for name in found.authority.names} if found.authority else set()
        return is_acronym(text) and text in own

    def _by_likeness(
        self,
        mention: Mention,
        parts: Parts,
        segments: Sequence[str],
        known: Mapping[tuple[int, int], list[Candidate]],
        setting: Setting,
    ) -> Judgement:
        """Judge a mention of which nothing surely is a name as it is printed."""
        joined = ", ".join(parts.bodies)
        similar = () if is_acronym(joined) else self._finder.similar(joined, setting)
        found = self._settled([*similar, *(known.get((0, len(parts.bodies)), ()))], joined)
        if found.verdict is Verdict.SAME:
            return found
        for number in range(len(parts.bodies) - 1, -1, -1) if len(parts.bodies) > 1 else ():
            name = parts.bodies[number]
            if is_acronym(name) or self._is_address(name):
                continue
            one = self._settled([*self._finder.similar(name, setting), *known.get((number, number + 1), ())])
            if one.verdict is Verdict.SAME:
                return self._alone(mention, segments, _Hit(number, number + 1, one))
            if number == 0 or mention.kind == "affiliation":
                found = max(found, one, key=lambda judged: judged.score)
        if found.authority and self._covers(found.authority, joined):
            # "Dale University Medical Branch" may be the one at Harbourtown, and is no unit of its namesake.
            return found
        inside = self._inside(mention, parts.bodies, setting)
        likely = found.verdict is Verdict.UNSURE and mention.kind != "affiliation"
        return found if inside is None or (likely and inside.verdict is not Verdict.SAME) else inside

    def _belongs(self, inner: Judgement, outer: Judgement) -> bool:
        """Tell whether a gazetteer says that one body is a part of the other."""
        one, other = inner.authority, outer.authority
        return one is not None and other is not None and other.iri in self._finder.ancestors(one)

    def _covers(self, one: Authority, name: str) -> bool:
        """Tell whether a name that an authority bears holds all words of another, and others besides."""
        words = set(self.wording.words(name))
        known = (set(self.wording.words(held.text)) for held in one.names)
        return len(words) > 1 and any(words < held for held in known)

    def _inside(self, mention: Mention, bodies: Sequence[str], setting: Setting) -> Judgement | None:
        """Judge a part that names a unit and its body without a comma: "Dale University School of Law"."""
        for number, body in reversed(list(enumerate(bodies))):
            for inner, outer in cuts(body, _WORDS):
                # Most cuts name nothing, not even without a city behind.
                key = self.wording.key(outer)
                forms = (key, key.rpartition(" ")[0])
                if not any(index.named(form) for form in forms for index in self.indexes):
                    continue
                # An office stands in another country than its body.
                office = self._is_office(inner)
                above = replace(setting, country="", places=frozenset()) if office else setting
                parent = self._settled(self._finder.exact(outer, above), outer)
                if parent.verdict is not Verdict.SAME:
                    continue
                if office and body.startswith(outer):
                    return self._unit(mention, parent)
                itself = self._settled(self._finder.exact(inner, setting), inner)
                first = body.startswith(inner)
                if not first and itself.verdict is Verdict.SAME and self._belongs(itself, parent):
                    # "LAS Institute of Physics" names the body above it first.
                    return self._unit(mention, itself) if number else itself
                if first and itself.verdict is Verdict.SAME and self._lies_with(inner, itself, parent):
                    # "Dale University Institute of Law" names the unit last.
                    below = number or self.wording.words(outer)[0] in self.units
                    return self._unit(mention, itself) if below else itself
                if self._names_unit([inner]) and _APART.isdisjoint(self.wording.words(inner)):
                    return self._unit(mention, parent)
        return None

    def _is_office(self, name: str) -> bool:
        """Tell whether what stands beside the name of a body says where in the world a part of it is."""
        words = self.wording.words(name)
        return not _OFFICES.isdisjoint(words) or " ".join(words) in self.wording.countries

    def _unit(self, mention: Mention, parent: Judgement) -> Judgement:
        """Say that a unit has no id of its own; where someone works is then the body above it."""
        assert parent.authority  # noqa: S101 - callers hand in what was found
        reason = f"unit of {parent.authority.label} <{parent.authority.iri}>"
        if mention.kind == "affiliation":
            if self.wording.words(parent.authority.label)[-1:] == (_SYSTEM,):
                # Each of its universities has such a unit.
                return replace(parent, verdict=Verdict.UNSURE, reasons=(reason, *parent.reasons))
            return replace(parent, reasons=(reason, *parent.reasons))
        return Judgement(
            verdict=Verdict.NONE, score=0.0, reasons=(reason, "no id of its own"), unit_of=parent.authority
        )

    def _names_unit(self, names: Iterable[str]) -> bool:
        return any(not self.units.isdisjoint(self.wording.words(name)) for name in names)

    def _settled(self, candidates: Iterable[Candidate], printed: str = "") -> Judgement:
        return settled(candidates, self._finder, printed)

    def _is_city(self, key: str) -> bool:
        return bool(key) and any(index.is_city(key) for index in self.indexes)
