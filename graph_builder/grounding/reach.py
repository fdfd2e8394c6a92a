"""Which occasion a sentence may be about."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from graph_builder.grounding.source import Source
from graph_builder.records import Event, OccasionId, Session
from graph_builder.text import Span, fold_name

#: Of the words of an occasion's name, so many stand at a span of its evidence that names it.
NAMED: Final = 0.5
#: So far before a name stands what says that it was held beside another.
_BEFORE: Final = 40


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Where occasions are named, and which of them belong together."""

    source: Source
    #: Where an occasion is named, and which one it is, in the order of the text.
    places: Sequence[int]
    owners: Sequence[OccasionId]
    #: For each occasion itself, what it is a part of, and what is a part of it.
    family: Mapping[OccasionId, frozenset[OccasionId]]
    #: The sentences that take an event up by its kind: "the Session".
    called: Mapping[OccasionId, frozenset[int]]

    def holds(self, occasion: OccasionId, sentence: int, *, ahead: bool = False) -> bool:
        """Return whether a sentence may be about an occasion: it is named in it, or was named last.

        Before any is named, all is about the first one. With `ahead`, the one that is named next counts
        too, as with a day or place in the head of a programme.
        """
        span = self.source.sentence_span(sentence)
        first, behind = bisect_left(self.places, span.start), bisect_left(self.places, span.end)
        near = set(self.owners[first:behind] or self.owners[max(0, first - 1) : first])
        if first == behind and (first == 0 or ahead):
            near |= set(self.owners[behind : behind + 1])
        taken_up = sentence in self.called.get(occasion, ())
        return taken_up or not near.isdisjoint(self.family[occasion]) or not self.places

    def named(self, occasion: OccasionId, sentence: int) -> bool:
        """Return whether a sentence names an occasion."""
        span = self.source.sentence_span(sentence)
        return (
            occasion in self.owners[bisect_left(self.places, span.start) : bisect_left(self.places, span.end)]
        )


def reach_of(source: Source, events: Collection[Event], sessions: Collection[Session]) -> Reach:
    """Return where the occasions of a record are named in a text."""
    occasions: tuple[Event | Session, ...] = (*events, *sessions)
    named = sorted(
        (span.start, occasion.id)
        for occasion in occasions
        for span in {*source.found(occasion.name), *_naming(source, occasion)}
    )
    called: dict[OccasionId, frozenset[int]] = {
        event.id: frozenset(_called(source, event, occasions)) for event in events
    }
    families = _families(events, sessions, _beside(source, named))
    return Reach(source, [place for place, _ in named], [owner for _, owner in named], families, called)


def _beside(
    source: Source, named: Sequence[tuple[int, OccasionId]]
) -> Iterable[tuple[OccasionId, OccasionId]]:
    """Yield each occasion with one that only took place beside it: the text goes on with either."""
    beside = source.lexicon["events.beside"]
    for (_, before), (place, owner) in pairwise(named):
        if before != owner and beside.find(source.text, max(0, place - _BEFORE), place):
            yield before, owner


def _naming(source: Source, occasion: Event | Session) -> Iterable[Span]:
    """Yield the spans of an occasion's evidence that hold enough of its name."""
    name = fold_name(occasion.name).split()
    for span in occasion.evidence:
        words = source.words_at(span)
        if sum(word in words for word in name) >= NAMED * len(name):
            yield span


def _called(source: Source, event: Event, occasions: Collection[Event | Session]) -> Iterable[int]:
    """Yield the sentences that take up an event by its kind, where no other occasion is of that kind."""
    kinds = source.lexicon["events.heads"].words
    kind = next((word for word in reversed(fold_name(event.name).split()) if word in kinds), None)
    if kind is None or sum(kind in fold_name(other.name).split() for other in occasions) > 1:
        return
    definite = source.lexicon["grammar.definite"].words
    for place in source.found(kind):
        before = source.text[max(0, place.start - 12) : place.start].split()
        if before and before[-1].casefold() in definite:
            yield source.sentence(place.start)


def _families(
    events: Collection[Event],
    sessions: Collection[Session],
    beside: Iterable[tuple[OccasionId, OccasionId]],
) -> dict[OccasionId, frozenset[OccasionId]]:
    above: dict[OccasionId, tuple[OccasionId, ...]] = {event.id: event.part_of for event in events}
    above |= {session.id: (session.event,) for session in sessions}
    family: dict[OccasionId, set[OccasionId]] = {occasion: {occasion} for occasion in above}
    for occasion in above:
        seen: set[OccasionId] = set()
        todo = list(above[occasion])
        while todo:
            here = todo.pop()
            if here in family and here not in seen:
                seen.add(here)
                todo.extend(above[here])
                family[here].add(occasion)
        family[occasion] |= seen
    # The sessions of one event take turns in a report, often by less than their names.
    for session in sessions:
        family[session.id] |= {other.id for other in sessions if other.event == session.event}
    for one, other in beside:
        family[one].add(other)
        family[other].add(one)
    return {occasion: frozenset(others) for occasion, others in family.items()}
