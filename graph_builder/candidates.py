"""The authorities that a name may mean, each with a score and what speaks for and against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph_builder.authorities import Authority, Form, Index, NameKind, Standing
from graph_builder.gazetteer import Match
from graph_builder.likeness import similarity, spelling
from graph_builder.naming import Wording, folded, is_acronym, unbracketed

#: From here on two are perhaps the same.
UNSURE: Final = 0.6

#: What begins with one of these, each state may have.
OF_A_STATE: Final = frozenset({
    "ministry", "government", "parliament", "senate", "cabinet", "department", "directorate", "bureau",
})  # fmt: skip
#: What is called by one of these has a namesake in the next town.
_OF_A_TOWN: Final = frozenset({"hospital", "school", "college", "clinic", "church", "library", "museum"})
#: What is called by one of these has a namesake in the next state, however rare the name is here.
_OF_A_SAINT: Final = frozenset({"hospital", "clinic"})
#: A name with such words is told from others by them: at most so many bear one, or one in so many.
_RARE, _ONE_IN = 3, 2_000
#: A word of so many letters or fewer may be anybody's.
_SHORT: Final = 6
#: A likeness from which on two names differ in a slip only.
_SLIP: Final = 0.95
#: So many words tell a name from others, however common each is.
_LONG: Final = 5
#: So many words that are not common tell as much as a rare one.
_MANY: Final = 3
#: An acronym of fewer letters says nothing by itself, and nothing even in its country.
_ALONE, _HERE = 5, 3
#: One a letter shorter counts too where an encyclopedia knows the body.
_KNOWN_ALONE: Final = 4


def _between_states(words: Sequence[str]) -> bool:
    """Tell whether a name says itself that it is of no one country, and what its bearer works on."""
    return words[0] == "international" and len(set(words)) > _MANY


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is known of where a thing named is, and what is said beside its name."""

    sought: str  #: organization, place or country
    country: str = ""  #: ISO alpha-2
    places: frozenset[str] = frozenset()  #: keys of cities
    acronyms: tuple[str, ...] = ()  #: those in brackets
    context: str = ""  #: key of the text around it, with a blank before and behind
    nearby: frozenset[str] = frozenset()  #: ISO codes of the countries that the text around it names


@dataclass(frozen=True, slots=True)
class Candidate:
    """An authority with what speaks for it."""

    authority: Authority
    score: float
    reasons: tuple[str, ...]
    near: bool = False  #: it lies in a city that is named
    whole: bool = True  #: it bears the name as it stands

    def rescored(self, score: float, reason: str) -> Candidate:
        """Return it with another score and one more reason."""
        return replace(self, score=score, reasons=(*self.reasons, reason))

    def close(self) -> Candidate:
        """Return it as a close match."""
        return replace(self, authority=replace(self.authority, match=Match.CLOSE))


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds what bears a name, or one like it, in some indexes."""

    indexes: tuple[Index, ...]
    wording: Wording

    # --- by the name --------------------------------------------------------------------------------

    def exact(self, text: str, setting: Setting) -> Iterator[Candidate]:
        """Yield the authorities that bear a name just so, or so but for the country or city in it."""
        plain, _ = unbracketed(text)
        words = self.wording.words(plain)
        rest, within = self.wording.without_country(words)
        for index in self.indexes:
            for n, form in index.named(" ".join(words)):
                one = index.authority(n)
                if one.kind != setting.sought:
                    continue
                # "University of New Mexico" is in no other country for that.
                country = setting.country or (within if within == self.country_of(one) else "")
                here = replace(setting, country=country)
                if form is Form.ACRONYM or (
                    form is Form.FULL
                    and is_acronym(plain)
                    and not (country and country == self.country_of(one))
                ):
                    yield from self._by_acronym(plain, one, here, index)
                elif form is Form.FULL:
                    yield self._weighed(one, 1.0, f"bears the name {plain!r}", here, words, index)
                elif form is Form.BARE and country == one.country:
                    # "Ministry of Lakes" in Uganda, of which only "Ministry of Lakes, Uganda" is known.
                    told = words[0] in OF_A_STATE or any(word not in self.wording.generic for word in words)
                    base = 0.94 if told else 0.85
                    yield self._weighed(one, base, "bears the name with its country", here, words, index)
                elif form is Form.LOCAL:
                    told = self.wording.key(one.city) in here.places or index.only_holder(one.iri, words)
                    base = 0.96 if told else 0.88
                    yield self._weighed(one, base, "bears the name with its city", here, words, index)
            yield from self._with_acronym_before(plain, setting, index)
            there = replace(setting, country=setting.country or within)
            yield from self._but_for_the_place(words, rest, within, there, index)
        yield from self._beside_its_acronym(plain, setting)

    def whole(self, text: str, setting: Setting) -> Iterator[Candidate]:
        """Yield what bears a name with what stands in brackets in it: "University of Dale (North)"."""
        inner = unbracketed(text)[1]
        if not inner or all(is_acronym(one) for one in inner):
            return
        words = self.wording.words(text)
        for index in self.indexes:
            for n, form in index.named(" ".join(words)):
                one = index.authority(n)
                if one.kind == setting.sought and form is Form.FULL:
                    yield self._weighed(one, 1.0, f"bears the name {text!r}", setting, words, index)

    def _but_for_the_place(
        self, words: Sequence[str], rest: Sequence[str], within: str, setting: Setting, index: Index
    ) -> Iterator[Candidate]:
        """Yield what bears a name but for the country in it, or the city behind it, that it lies in."""
        if within and len(rest) > 1:
            for n, form in index.named(" ".join(rest)):
                one = index.authority(n)
                if one.kind == setting.sought and one.country == within and form is not Form.ACRONYM:
                    yield self._weighed(one, 0.98, "bears the name but for its country", setting, rest, index)
        for length in (1, 2):
            head, city = words[:-length], " ".join(words[-length:])
            if len(head) < 2 or not index.is_city(city):
                continue
            for n, form in index.named(" ".join(head)):
                one = index.authority(n)
                if form is Form.FULL and one.kind == setting.sought and self.wording.key(one.city) == city:
                    yield self._weighed(one, 0.91, "bears the name but for its city", setting, head, index)

    def _beside_its_acronym(self, plain: str, setting: Setting) -> Iterator[Candidate]:
        """Yield what bears the name beside an acronym that is its own: "Institute of Rivers IOR"."""
        first, _, behind = plain.partition(" ")
        before, _, last = plain.rpartition(" ")
        name, ends = (behind, [first]) if is_acronym(first) else (before, last.split("/"))
        if not name or not all(is_acronym(end) for end in ends) or plain.isupper():
            return
        initials = "".join(word[0] for word in folded(name).split())
        for one in self.exact(name, setting):
            own = {known.text.casefold() for known in one.authority.names if known.kind is NameKind.ACRONYM}
            if any(end.casefold() in own or initials.endswith(end.casefold()) for end in ends):
                yield one

    def _with_acronym_before(self, plain: str, setting: Setting, index: Index) -> Iterator[Candidate]:
        """Yield what is called by its acronym and what or where it is: "IOR University", "IOR Leiden"."""
        first, _, kind = plain.partition(" ")
        common = self.wording.words(kind)
        if not is_acronym(first) or not common:
            return
        for n, form in index.named(self.wording.key(first)):
            one = index.authority(n)
            if form is not Form.ACRONYM or one.kind != setting.sought:
                continue
            if self.wording.words(one.city) == common and setting.country in ("", one.country):
                yield Candidate(one, 0.93, (f"bears the acronym {first}", f"in {one.city}"), near=True)
                continue
            own = {word for name in one.names for word in self.wording.words(name.text)}
            told = self.wording.generic.issuperset(common) and one.country == setting.country
            if told and own.issuperset(common):
                yield self._weighed(one, 0.93, f"is called {first!r}", setting, common, index)

    def _by_acronym(self, plain: str, one: Authority, setting: Setting, index: Index) -> Iterator[Candidate]:
        """Yield an authority by its acronym, as surely as the acronym is its alone."""
        bearers = [
            known
            for n, form in index.named(self.wording.key(plain))
            if (known := index.authority(n)).standing is not Standing.WITHDRAWN
        ]
        # "Postech" is POSTECH, and "Science" is not every body that is abbreviated so.
        if not is_acronym(plain) and not (len(plain) > _ALONE and plain.isalpha() and len(bearers) == 1):
            return
        country = setting.country
        here = [known for known in bearers if self.country_of(known) == country]
        where = self.country_of(one)
        # Its own offices bear it as well.
        alone = (
            all(known.iri == one.iri or one.iri in self.ancestors(known) for known in bearers[: _RARE + 1])
            and len(bearers) <= _RARE + 1
        )
        told = self._told(one, plain, setting)
        reasons: tuple[str, ...] = (f"bears the acronym {plain}", f"{len(bearers)} bear it")
        if country and where and country != where:
            yield Candidate(one, 0.4, reasons)
            return
        only_here = country != "" and len(here) == 1 and len(plain) >= (_HERE if alone else _KNOWN_ALONE)
        only_one = alone and len(plain) >= (_KNOWN_ALONE if one.wikidata else _ALONE)
        score = 0.92 if (only_here and country == where) or only_one else 0.7
        if told:
            score, reasons = 0.95, (*reasons, told)
        yield Candidate(one, score, reasons)

    # --- by the words -------------------------------------------------------------------------------

    def similar(self, name: str, setting: Setting) -> Iterator[Candidate]:
        """Yield the authorities whose names share most of the words that tell."""
        words = self.wording.words(name)
        rest, within = self.wording.without_country(words)
        country = setting.country or within
        here = replace(setting, country=country)
        for index in self.indexes:
            spelt = {word: spelling(word, index, self.wording) for word in words}
            for n in index.sharing([spelt[word] for word in words]):
                one = index.authority(n)
                if one.kind != setting.sought or (country and one.country and country != one.country):
                    continue
                kept = rest if within and within == one.country else words
                alone = index.only_holder(one.iri, [spelt[word] for word in kept])
                scores = [
                    (similarity(kept, spelt, known.text, one, index, self.wording, alone=alone), known.text)
                    for known in one.names
                    if known.kind is not NameKind.ACRONYM
                ]
                score, text = max(scores, default=(0.0, ""))
                if score >= UNSURE:
                    reason = f"similar to {text!r} ({score:.2f})"
                    base = score if alone and score >= _SLIP else score * 0.98
                    yield self._weighed(one, base, reason, here, words, index)

    # --- what else speaks for it --------------------------------------------------------------------

    def _weighed(
        self, one: Authority, base: float, reason: str, setting: Setting, words: Sequence[str], index: Index
    ) -> Candidate:
        score, reasons = base, [reason]
        country, where = setting.country, self.country_of(one)
        city = self.wording.key(one.city)
        near = bool(city) and city in setting.places
        distinct = self.distinct(words, index)
        told = self._told(one, " ".join(words), setting)
        if country and where:
            score -= 0.0 if country == where else 0.45
            reasons.append(f"in {where}" if country == where else f"in {where}, not {country}")
        elif not near and not told:
            drawn, why = self._unlocated(one, where, words, setting, index, rare=distinct)
            score -= drawn
            reasons.append(why)
        if setting.places and city:
            # A name that few bear means its bearer wherever it has an office.
            common = _OF_A_TOWN & set(words) or self.wording.generic.issuperset(words)
            away = 0.04 if distinct else 0.11 if common else 0.07
            score += 0.03 if near else -away
            reasons.append(f"in {one.city}" if near else f"in {one.city}, not where the mention is")
        elif _OF_A_SAINT & set(words) and not (told or index.only_holder(one.iri, words)):
            # Every state has a "St. Luke's Hospital", and an index just one of them.
            score -= 0.0 if set(city.split()) & set(words) - self.wording.generic else 0.11
        own = {known.text.casefold() for known in one.names if known.kind is NameKind.ACRONYM}
        if shared := next((acronym for acronym in setting.acronyms if acronym.casefold() in own), None):
            score += 0.08
            reasons.append(f"has the acronym {shared}")
        if told:
            score += 0.06
            reasons.append(told)
        if one.standing is Standing.INACTIVE:
            score -= 0.02
        if one.standing is Standing.LABEL_ONLY:
            score -= 0.01
        return Candidate(one, min(score, 1.0), tuple(reasons), near, whole=base == 1.0)

    def _unlocated(
        self, one: Authority, where: str, words: Sequence[str], setting: Setting, index: Index, *, rare: bool
    ) -> tuple[float, str]:
        """Return what is taken from a score because nobody says which country is meant, and why."""
        telling = len(set(words)) >= _LONG or any(word not in self.wording.generic for word in words)
        if where and where in setting.nearby:
            return 0.0, f"the text around it speaks of {where}"
        if words[0] in OF_A_STATE and (where or one.standing is Standing.LABEL_ONLY):
            return 0.3, "many states have one, and no country known"
        if not where and not setting.country and one.standing is Standing.ACTIVE and telling:
            return 0.0, "of no country"
        if self._is_branch(one):
            return 0.15, "one in each of several countries, and no country known"
        rest = {word for word in words if word not in self.wording.generic}
        if (
            len(rest) == 1
            and len(words) < _MANY
            and rest.isdisjoint(self.wording.words(one.city))
            and index.is_common(*rest)
        ):
            # "Southern University": many places have a south.
            return 0.15, "one common word, and no country known"
        if (telling and (len(words) > 1 or not words[0].isascii())) or _between_states(words):
            return 0.05, "country not known"
        if telling and one.kind == "place":
            # Another place of the name fits as well, and then none is sure.
            return 0.08, "country not known"
        if telling and len(words[0]) > _SHORT and rare:
            return 0.1, "a single word, but a rare one"
        return 0.15 if telling else 0.3, (
            f"a {'single word' if telling else 'common name'}, and no country known"
        )

    def _told(self, one: Authority, name: str, setting: Setting) -> str:
        """Return what the text around a mention says of an authority: another name, its city, its parent."""
        if not setting.context:
            return ""
        own = self.wording.key(name)
        for known in one.names:
            key = self.wording.key(known.text)
            if key != own and known.kind is not NameKind.ACRONYM and f" {key} " in setting.context:
                return f"the text around it says {known.text!r}"
        for iri in one.parents:
            above = self.by_iri(iri)
            for known in above.names if above else ():
                if f" {self.wording.key(known.text)} " in setting.context:
                    return f"the text around it names {known.text!r}, which it belongs to"
        city = self.wording.key(one.city)
        return f"the text around it names {one.city}" if city and f" {city} " in setting.context else ""

    def distinct(self, words: Sequence[str], index: Index) -> bool:
        """Tell whether a name tells its bearer from others: by a rare word, or by several of some weight."""
        telling = [word for word in words if word not in self.wording.generic]
        rare = max(_RARE, index.size // _ONE_IN)
        return len(telling) >= _MANY or any(index.bearers(word) <= rare for word in telling)

    def _is_branch(self, one: Authority) -> bool:
        """Tell whether a body is called after the country in which it is a part of a body elsewhere."""
        said = {self.wording.countries.get(self.wording.key(text)) for text in unbracketed(one.label)[1]}
        above = [found.country for iri in one.parents if one.country in said and (found := self.by_iri(iri))]
        return any(country not in ("", one.country) for country in above)

    def country_of(self, one: Authority) -> str:
        """Return the country of an authority, or what stands in brackets after its name."""
        if one.country:
            return one.country
        inner = unbracketed(one.label)[1]
        return next(
            (code for text in inner if (code := self.wording.countries.get(self.wording.key(text)))), ""
        )

    def by_iri(self, iri: str) -> Authority | None:
        """Return the authority of an IRI."""
        return next((found for index in self.indexes if (found := index.by_iri(iri))), None)

    def ancestors(self, authority: Authority) -> frozenset[str]:
        """Return the IRIs of all that an authority belongs to."""
        seen: set[str] = set()
        todo = list(authority.parents)
        while todo and len(seen) < 50:
            iri = todo.pop()
            if iri not in seen:
                seen.add(iri)
                above = self.by_iri(iri)
                todo += above.parents if above else ()
        return frozenset(seen)
