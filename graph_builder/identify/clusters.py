"""Groups that are judged the same, joined: the surest first, and never over a contradiction.

Being the same is handed on from pair to pair, and so is every mistake. So two clusters are joined only
where nothing that is known of the one contradicts the other, and where no person has parted them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from graph_builder.identify.judgement import Judgement, Verdict, doubt, weigh
from graph_builder.identify.mentions import Group, Mention

F = TypeVar("F")

#: What is known of a thing and may have one value only, such as its country.
Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a person said of mentions of one kind."""

    same: tuple[tuple[Mention, Mention], ...] = ()
    different: tuple[tuple[Mention, Mention], ...] = ()

    @property
    def apart(self) -> frozenset[Mention]:
        """Return the mentions that were parted from another."""
        return frozenset(mention for pair in self.different for mention in pair)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules(Generic[F]):
    """How the mentions of one kind are compared."""

    judge: Callable[[Group[F], Group[F]], Judgement]
    facts: Callable[[F], Facts]
    #: Two groups that one newsletter names are two things: it would name one thing in one way.
    told_apart: bool


@dataclass(frozen=True, slots=True)
class Doubt(Generic[F]):
    """Two groups that stay apart until a person decides."""

    one: Group[F]
    other: Group[F]
    judgement: Judgement


@dataclass(slots=True)
class _Cluster:
    facts: dict[str, str]
    newsletters: set[str]
    parted: set[int] = field(default_factory=set)  #: groups that a person parted from one of these


class Clusters(Generic[F]):
    """Groups of one kind, and which of them are one thing."""

    def __init__(self, rules: Rules[F], decisions: Decisions) -> None:
        self.groups: list[Group[F]] = []
        self._rules = rules
        self._decisions = decisions
        self._roots: list[int] = []
        self._clusters: dict[int, _Cluster] = {}
        self._where: dict[Mention, int] = {}
        self._doubts: dict[tuple[int, int], Judgement] = {}

    def add(self, groups: Iterable[Group[F]]) -> None:
        """Take in more groups, and join what a person said is the same."""
        for group in groups:
            number = len(self.groups)
            self.groups.append(group)
            self._roots.append(number)
            newsletters = {said.mention[0] for said in group.said} if self._rules.told_apart else set[str]()
            self._clusters[number] = _Cluster(dict(self._rules.facts(group.features)), newsletters)
            for said in group.said:
                self._where[said.mention] = number
        for one, other in self._decisions.different:
            if one in self._where and other in self._where:
                self._clusters[self._root(self._where[one])].parted.add(self._where[other])
                self._clusters[self._root(self._where[other])].parted.add(self._where[one])
        for one, other in self._decisions.same:
            if one in self._where and other in self._where:
                self._join(self._where[one], self._where[other])

    def resolve(self, candidates: Iterable[tuple[int, int]]) -> None:
        """Judge pairs of groups, and join those that are the same."""
        judged: list[tuple[int, int, int, Judgement]] = []
        for one, other in dict.fromkeys(tuple(sorted(pair)) for pair in candidates):
            judgement = self._rules.judge(self.groups[one], self.groups[other])
            if judgement.verdict is not Verdict.DIFFERENT:
                judged.append((-judgement.points, one, other, judgement))
        # The surest first; among equals the order of the keys, which no order of files changes.
        for _, one, other, judgement in sorted(judged, key=lambda item: self._rank(*item[:3])):
            if self._root(one) == self._root(other):
                continue
            if judgement.verdict is Verdict.SAME:
                if not (clash := self._clash(one, other)):
                    self._join(one, other)
                    continue
                judgement = weigh((*judgement.reasons, doubt(clash)))
            self._doubts[one, other] = judgement

    def cluster_of(self, mention: Mention) -> Mention:
        """Return the first mention of the cluster that a mention is in."""
        return self.groups[self._root(self._where[mention])].said[0].mention

    def clusters(self) -> list[list[Group[F]]]:
        """Return the groups of each cluster."""
        found: dict[int, list[Group[F]]] = {}
        for number, group in enumerate(self.groups):
            found.setdefault(self._root(number), []).append(group)
        return list(found.values())

    def doubts(self) -> list[Doubt[F]]:
        """Return the pairs of clusters that may be one, each once, the surest first."""
        best: dict[tuple[int, int], tuple[int, int, Judgement]] = {}
        for (one, other), judgement in self._doubts.items():
            pair = tuple(sorted((self._root(one), self._root(other))))
            if pair[0] == pair[1] or self._parted(*pair):
                continue
            known = best.get((pair[0], pair[1]))
            if known is None or judgement.points > known[2].points:
                best[pair[0], pair[1]] = (one, other, judgement)
        ordered = sorted(best.values(), key=lambda item: self._rank(-item[2].points, item[0], item[1]))
        return [Doubt(self.groups[one], self.groups[other], judgement) for one, other, judgement in ordered]

    def _rank(self, points: int, one: int, other: int) -> tuple[object, ...]:
        return points, *sorted((self.groups[one].key, self.groups[other].key))

    def _root(self, number: int) -> int:
        roots = self._roots
        while roots[number] != number:
            roots[number] = roots[roots[number]]
            number = roots[number]
        return number

    def _join(self, one: int, other: int) -> None:
        first, second = self._root(one), self._root(other)
        if first == second:
            return
        # The smaller key leads, whatever was joined first.
        if self.groups[second].key < self.groups[first].key:
            first, second = second, first
        self._roots[second] = first
        kept, gone = self._clusters[first], self._clusters.pop(second)
        kept.facts |= {name: value for name, value in gone.facts.items() if name not in kept.facts}
        kept.newsletters |= gone.newsletters
        kept.parted |= gone.parted

    def _clash(self, one: int, other: int) -> str:
        """Return why two clusters cannot be one though two of their groups look the same; else nothing."""
        first, second = self._root(one), self._root(other)
        if self._parted(first, second):
            return "a person decided that they are two"
        a, b = self._clusters[first], self._clusters[second]
        for name in sorted(a.facts.keys() & b.facts.keys()):
            if a.facts[name] != b.facts[name]:
                return f"what is joined to them has another {name}"
        small, large = sorted((a.newsletters, b.newsletters), key=len)
        if not small.isdisjoint(large):
            return "one newsletter names both"
        return ""

    def _parted(self, first: int, second: int) -> bool:
        parted = self._clusters[first].parted
        return any(self._root(number) == second for number in parted)


def blocks(keys: Sequence[Iterable[str]], largest: int) -> Iterable[tuple[int, int]]:
    """Yield pairs of positions that share a key.

    Of a key that more than `largest` have, only neighbours are paired, so that the number of pairs
    grows with the number of positions; they stand in the order of their names.
    """
    members: dict[str, list[int]] = {}
    for at, own in enumerate(keys):
        for key in own:
            members.setdefault(key, []).append(at)
    for numbers in members.values():
        reach = len(numbers) if len(numbers) <= largest else max(1, largest // 8)
        for at, one in enumerate(numbers):
            for other in numbers[at + 1 : at + 1 + reach]:
                yield one, other
