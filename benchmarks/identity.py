"""How well mentions are joined across newsletters: precision and recall of pairs.

    python -m benchmarks.identity

scores the gold records, and the records that extraction makes of data/newsletters, against the groups of
`same_as.json` beside the checkout. An extracted item stands for the gold item of its newsletter and kind
that has its name or, failing that, an alias; pairs that extraction did not find both of are counted apart.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph_builder.extract import extract
from graph_builder.identify import Mention, identify
from graph_builder.iris import Iris
from graph_builder.lexicon import load_lexicon
from graph_builder.read import read_document
from graph_builder.records import Event, Organization, Person, Record, Session
from graph_builder.text import fold_name
from tests.support import GOLD, NEWSLETTERS, gold_records

Pair = tuple[Mention, Mention]
Item = Event | Session | Person | Organization

#: What an item is scored as: sessions stand among the events.
KINDS: Final[Mapping[str, str]] = {
    "persons": "person", "organizations": "organization", "events": "event", "sessions": "event",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Truth:
    """The pairs of mentions that are one, and those that are not scored."""

    same: frozenset[Pair]
    distinct: frozenset[Pair]
    undecided: frozenset[Pair]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What was joined, of what should be."""

    right: int
    wrong: tuple[Pair, ...]
    missed: tuple[Pair, ...]
    not_extracted: int = 0

    @property
    def precision(self) -> float:
        """Return which part of the pairs that were joined is right."""
        joined = self.right + len(self.wrong)
        return self.right / joined if joined else 1.0

    @property
    def recall(self) -> float:
        """Return which part of the pairs to join was joined."""
        wanted = self.right + len(self.missed)
        return self.right / wanted if wanted else 1.0


def truth(path: Path = GOLD / "same_as.json") -> Truth:
    """Return what people say of the pairs of the gold records; countries, which have codes, are left out."""
    found: dict[str, set[Pair]] = {"members": set(), "distinct": set(), "undecided": set()}
    for group in json.loads(path.read_text(encoding="utf-8")):
        if group["type"] != "country":
            for name, pairs in found.items():
                pairs |= set(_pairs(_mention(text) for text in group.get(name, ())))
    same = frozenset(found["members"])
    return Truth(same, frozenset(found["distinct"]), frozenset(found["undecided"] - same))


def score(records: Mapping[str, Record], items: Mapping[Mention, Mention], right: Truth) -> Score:
    """Return how the mentions of some records are joined; `items` leads from a gold mention to theirs."""
    names = identify(records, Iris(), load_lexicon())
    kinds = {
        (newsletter, item.id): kind
        for newsletter, record in gold_records().items()
        for field, kind in KINDS.items()
        for item in getattr(record, field)
    }
    joined = {
        (one, other)
        for one, other in _pairs(items)
        if kinds[one] == kinds[other] and names.of(*items[one]) == names.of(*items[other])
    }
    found = {pair for pair in right.same if items.keys() >= set(pair)}
    return Score(
        right=len(joined & right.same),
        wrong=tuple(sorted(joined - right.same - right.undecided)),
        missed=tuple(sorted(found - joined)),
        not_extracted=len(right.same - found),
    )


def on_gold() -> Score:
    """Return the score on the gold records."""
    records = gold_records()
    own = {mention: mention for mention in _mentions(records)}
    return score(records, own, truth())


def on_extracted() -> Score:
    """Return the score on what extraction makes of the same newsletters."""
    lexicon = load_lexicon()
    gold = gold_records()
    records = {name: extract(read_document(NEWSLETTERS / f"{name}.txt"), lexicon) for name in gold}
    return score(records, dict(_aligned(gold, records)), truth())


def _aligned(gold: Mapping[str, Record], found: Mapping[str, Record]) -> Iterator[Pair]:
    for newsletter, record in gold.items():
        for field in KINDS:
            free = list(getattr(found[newsletter], field))
            wanted = list(getattr(record, field))
            # Equal names first, so that no alias takes what another item is called.
            for names_of in (_name, _aliases):
                for item in tuple(wanted):
                    match = next((other for other in free if fold_name(other.name) in names_of(item)), None)
                    if match is not None:
                        wanted.remove(item)
                        free.remove(match)
                        yield (newsletter, item.id), (newsletter, match.id)


def _name(item: Item) -> set[str]:
    return {fold_name(item.name)}


def _aliases(item: Item) -> set[str]:
    return {fold_name(name) for name in item.aliases} if isinstance(item, Organization) else set()


def _mentions(records: Mapping[str, Record]) -> Iterator[Mention]:
    for newsletter, record in records.items():
        for field in KINDS:
            yield from ((newsletter, item.id) for item in getattr(record, field))


def _mention(text: str) -> Mention:
    newsletter, _, local = text.partition("#")
    return newsletter, local


def _pairs(mentions: Iterable[Mention]) -> Iterator[Pair]:
    yield from itertools.combinations(sorted(mentions), 2)


def main() -> None:
    """Print both scores, and every pair that is not as it should be."""
    if not GOLD.is_dir():
        print("no scores of identity: the gold records do not lie beside the checkout", file=sys.stderr)
        return
    for title, found in (("gold records", on_gold()), ("extracted records", on_extracted())):
        print(
            f"identity, {title}: precision {found.precision:.3f}, recall {found.recall:.3f}"
            f" ({found.right} pairs right, {found.not_extracted} not extracted)"
        )
        for word, pairs in (("wrong", found.wrong), ("missed", found.missed)):
            for one, other in pairs:
                print(f"  {word}: {'#'.join(one)} = {'#'.join(other)}")


if __name__ == "__main__":
    main()
