"""Which events and sessions are one: of a series, each edition is its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from graph_builder.identify.clusters import Facts, Rules, blocks
from graph_builder.identify.judgement import Judgement, Reason, doubt, veto, weigh
from graph_builder.identify.mentions import Group, OfGathering
from graph_builder.identify.words import slip_keys, slipped_term

LARGEST: Final = 60
#: Days between two dates up to which they may be of one gathering, and from which they are of two.
NEAR: Final = 7
FAR: Final = 31


def facts(gathering: OfGathering) -> Facts:
    """Return what a gathering has one of."""
    found = {
        "year": str(gathering.year) if gathering.year and gathering.sure_year else "",
        "number": str(gathering.number or gathering.name.number or ""),
        "event": " ".join(gathering.event or ()),
    }
    return {name: value for name, value in found.items() if value}


def key(gathering: OfGathering, newsletter: str) -> tuple[str, ...]:
    """Return the key of all mentions that say the same of a gathering; one without a year says too little."""
    when = (gathering.start, gathering.end, gathering.year, gathering.sure_year, gathering.number)
    own = () if gathering.event or (gathering.year and gathering.sure_year) else (newsletter,)
    return (
        gathering.name.term.key, str(gathering.name.number), *map(str, when), gathering.place,
        *(gathering.event or ()), *own,
    )  # fmt: skip


def candidates(groups: Sequence[Group[OfGathering]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of gatherings worth a look: of one name, or of near names in about one year."""

    def keys(gathering: OfGathering) -> Iterator[str]:
        yield gathering.name.term.key
        for name in (gathering.name.term.key, *slip_keys(gathering.name.term)):
            # Of a gathering that recurs very often, those near in time are compared in any case.
            yield from (f"{name} {year}" for year in _years(gathering))

    yield from blocks([list(keys(group.features)) for group in groups], LARGEST)


def _years(gathering: OfGathering) -> tuple[int | None, ...]:
    return (gathering.year, gathering.year + 1) if gathering.year else (None,)


def judge(first: Group[OfGathering], second: Group[OfGathering]) -> Judgement:
    """Weigh whether two gatherings are one."""
    one, other = first.features, second.features
    if one.name.term == other.name.term:
        named = Reason("equal names", 40)
    elif slipped_term(one.name.term, other.name.term):
        named = Reason("one word of the name may have a slip", 30)
    else:
        return weigh(())
    return weigh(
        (named, *_compare_events(one, other), *_compare_numbers(one, other), *_compare_time(one, other))
    )


RULES: Final = Rules(judge=judge, facts=facts, told_apart=True)


def _compare_events(one: OfGathering, other: OfGathering) -> Iterator[Reason]:
    if one.event and other.event:
        yield Reason("sessions of one event", 10) if one.event == other.event else veto("of two events")


def _compare_numbers(one: OfGathering, other: OfGathering) -> Iterator[Reason]:
    for mine, theirs in ((one.number, other.number), (one.name.number, other.name.number)):
        if mine is not None and theirs is not None:
            yield Reason("equal numbers", 5) if mine == theirs else veto(f"number {mine} and number {theirs}")


def _compare_time(one: OfGathering, other: OfGathering) -> Iterator[Reason]:
    if one.year and other.year:
        yield from _compare_years(one, other)
    elif not one.event:
        yield doubt("the year of one is not known")
    if one.start and other.start:
        days = _between(one.start, one.end or one.start, other.start, other.end or other.start)
        if days > FAR:
            yield veto(f"{days} days lie between them")
        elif days > NEAR:
            yield doubt(f"{days} days lie between them")
        else:
            yield Reason("on the same days" if days == 0 else f"within {days} days", 10)
        if one.place and other.place:
            yield Reason("at one place", 5) if one.place == other.place else doubt("at two places")


def _compare_years(one: OfGathering, other: OfGathering) -> Iterator[Reason]:
    assert one.year  # noqa: S101 - both years are known here
    assert other.year  # noqa: S101
    if one.year == other.year:
        yield Reason("in one year", 10)
    elif (one.sure_year and other.sure_year) or abs(one.year - other.year) > 1:
        yield veto(f"editions of {min(one.year, other.year)} and {max(one.year, other.year)}")
    else:
        yield doubt("one has the year of the issue that names it, which may be the year after")


def _between(start: dt.date, end: dt.date, other_start: dt.date, other_end: dt.date) -> int:
    return max((other_start - end).days, (start - other_end).days, 0)
