"""Which cities and provinces are one: by name and country."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from graph_builder.identify.clusters import Facts, Rules, blocks
from graph_builder.identify.judgement import Judgement, Reason, doubt, veto, weigh
from graph_builder.identify.mentions import Group, OfPlace

LARGEST: Final = 60


def facts(place: OfPlace) -> Facts:
    """Return what a place has one of."""
    return {"country": place.country} if place.country else {}


def key(place: OfPlace, newsletter: str) -> tuple[str, ...]:
    """Return the key of all mentions that say the same of a place."""
    own = () if place.country else (place.publisher or newsletter,)
    return ("".join(place.name.tokens), place.country, *own)


def candidates(groups: Sequence[Group[OfPlace]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of places of one name."""
    yield from blocks([["".join(group.features.name.tokens)] for group in groups], LARGEST)


def rules(groups: Sequence[Group[OfPlace]]) -> Rules[OfPlace]:
    """Return how places are compared among these groups."""
    countries: defaultdict[str, set[str]] = defaultdict(set)
    for group in groups:
        if group.features.country:
            countries["".join(group.features.name.tokens)].add(group.features.country)

    def judge(first: Group[OfPlace], second: Group[OfPlace]) -> Judgement:
        one, other = first.features, second.features
        name = "".join(one.name.tokens)
        if name != "".join(other.name.tokens):
            return weigh(())
        return weigh((Reason("equal names", 40), *_compare(one, other, countries[name])))

    return Rules(judge=judge, facts=facts, told_apart=False)


def _compare(one: OfPlace, other: OfPlace, known: set[str]) -> Iterator[Reason]:
    if one.country and other.country:
        if one.country == other.country:
            yield Reason(f"both in {one.country}", 10)
        else:
            yield veto(f"one is in {one.country}, the other in {other.country}")
    elif one.publisher and one.publisher == other.publisher and len(known) < 2:
        yield Reason("in newsletters of one publisher, and no country but one has such a place", 10)
    else:
        yield doubt("the country of one is not known")
