"""Where persons are named, whose a post is, and who may speak in a sentence."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

from graph_builder.grounding.source import Source, cue_pattern
from graph_builder.lexicon import Lexicon, alternation
from graph_builder.records import Person, PersonId
from graph_builder.text import Span, fold_name

#: A word that more persons have in their names tells none of them.
_SHARED: Final = 12
#: A pronoun takes up one of so many persons before it at most.
_REMEMBERED: Final = 8


class Mention(NamedTuple):
    """One word of a name, and whom it may mean."""

    start: int
    end: int
    persons: frozenset[PersonId]


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """The words of names in a text, in its order."""

    source: Source
    #: Of each word of a name, in the order of the text: which word of it, and whom it may mean.
    numbers: array[int]
    holders: Sequence[frozenset[PersonId]]
    _speakers: dict[int, tuple[PersonId, ...]] = field(default_factory=dict)

    def within(self, span: Span) -> Sequence[Mention]:
        """Return the words of names that begin within a span."""
        starts, ends = self.source.starts, self.source.ends
        first = bisect_left(self.numbers, span.start, key=starts.__getitem__)
        behind = bisect_left(self.numbers, span.end, key=starts.__getitem__)
        return [
            Mention(starts[number], ends[number], held)
            for number, held in zip(self.numbers[first:behind], self.holders[first:behind], strict=True)
        ]

    def named(self, sentence: int) -> Sequence[Mention]:
        """Return the words of names in a sentence."""
        return self.within(self.source.sentence_span(sentence))

    def nearest(self, span: Span, person: PersonId) -> bool:
        """Return whether words stand in apposition to a person: no other one is named in between.

        Behind a name, or before it. Where another one stands on the other side, nothing but forms of
        address may part words from the name that they stand before: "Ann Lee, Director of X, and Bo Berg".
        """
        if not 0 <= span.start < span.end <= len(self.source.text):
            return False
        mentions = self.named(self.source.sentence(span.start))
        inside = next((one for one in mentions if one.start < span.end and span.start < one.end), None)
        if inside:
            return person in inside.persons
        before = [one for one in mentions if one.end <= span.start]
        if before and person in before[-1].persons:
            return True
        behind = next((one for one in mentions if one.start >= span.end), None)
        if behind is None or person not in behind.persons:
            return False
        gap = _address(self.source.lexicon)
        return not before or gap.fullmatch(self.source.text, span.end, behind.start) is not None

    def speakers(self, sentence: int) -> tuple[PersonId, ...]:
        """Return who may speak in a sentence: those whom it names, or those named last."""
        chain: list[tuple[int, Sequence[Mention]]] = []
        number = sentence
        known: tuple[PersonId, ...] | None = None
        while number >= 0 and (known := self._speakers.get(number)) is None:
            named = self.named(number)
            chain.append((number, named))
            number = -1 if named and not self._takes_up(number) else number - 1
        # Nobody else speaks in a sentence that names persons and takes up none.
        known = known or ()
        for here, named in reversed(chain):
            own = dict.fromkeys(person for one in named for person in one.persons)
            known = self._speakers[here] = tuple(own | dict.fromkeys(known[:_REMEMBERED]))
        return known

    def _takes_up(self, sentence: int) -> bool:
        """Return whether a pronoun in a sentence takes up somebody named before."""
        span = self.source.sentence_span(sentence)
        pronouns = cue_pattern(self.source.lexicon, ("people.pronouns",))
        return pronouns.search(self.source.text, span.start, span.end) is not None


def people_of(source: Source, persons: Collection[Person]) -> People:
    """Return where the persons of a record are named in a text, with capitals as names have them."""
    holders: dict[str, set[PersonId]] = {}
    for person in persons:
        for word in fold_name(person.name).split():
            if len(word) > 1:
                holders.setdefault(word, set()).add(person.id)
    found = sorted(
        (number, word)
        for word, held in holders.items()
        if len(held) <= _SHARED
        for number in source.where(word)
        if not source.text[source.starts[number]].islower()
    )
    meant = {word: frozenset(held) for word, held in holders.items()}
    return People(source, array("I", [number for number, _ in found]), [meant[word] for _, word in found])


@cache
def _address(lexicon: Lexicon) -> re.Pattern[str]:
    forms = alternation(lexicon["people.honorifics"].words)
    return re.compile(rf"[\s,]*(?:{forms}[\s,]*)*", re.IGNORECASE)
