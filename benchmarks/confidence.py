"""How often a find of a given confidence is right, on gold records: the tables of docs/confidence.md.

    python -m benchmarks.confidence           print the tables
    python -m benchmarks.confidence --learn   count anew how much each feature speaks for a find

The weights are learned from the texts that the rules were made with (`LEARNED`), and measured on those
that nobody who writes rules has read as well (`APART`).
"""

from __future__ import annotations

import importlib.util
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from benchmarks.score import CONTRACT, ROOT
from graph_builder.confidence import ANY, kind_of, load_weights, reasons
from graph_builder.extractors import extracted
from graph_builder.lexicon import load_lexicon
from graph_builder.read import TEXT_SUFFIXES, read_document
from graph_builder.records import dump_record, findings
from graph_builder.resources import CONFIDENCE

#: Lower edges of the bands.
BANDS: Final = (0.0, 0.9, 0.95, 0.98)
KINDS: Final = (
    "events", "sessions", "persons", "organizations", "affiliations", "participations", "recommendations",
)  # fmt: skip
PRACTICE: Final = CONTRACT.parent / "newsletters" / "practice"
PRACTICE_GOLD: Final = CONTRACT / "gold" / "practice"
#: Of the practice texts, those that are kept apart from whoever writes rules.
KEPT: Final = ("03", "06", "09", "12", "14")
OWN: Final = ROOT / "tests" / "newsletters"

Pair = tuple[Path, Path]
#: How fast weights are fitted, how often, and how strongly one of few examples is held back.
_STEP, _TIMES, _CAUTION = 0.05, 3000, 1.0


def learned() -> list[Pair]:
    """Return the texts that weights are learned from, with their gold records."""
    pairs = [
        *_pairs(ROOT / "data" / "newsletters", CONTRACT / "gold"),
        *_pairs(OWN / "open", OWN / "open" / "gold"),
    ]
    return pairs + [pair for pair in _pairs(PRACTICE, PRACTICE_GOLD) if pair[0].name[:2] not in KEPT]


def apart() -> list[Pair]:
    """Return the texts that only measure."""
    kept = [pair for pair in _pairs(PRACTICE, PRACTICE_GOLD) if pair[0].name[:2] in KEPT]
    return kept + _pairs(OWN / "apart", OWN / "apart" / "gold")


def _pairs(texts: Path, gold: Path) -> list[Pair]:
    found = ((path, gold / f"{path.stem}.json") for path in sorted(texts.glob("*")))
    return [(path, answer) for path, answer in found if path.suffix in TEXT_SUFFIXES and answer.is_file()]


@dataclass(frozen=True, slots=True)
class Judged:
    """One find: of which kind, how sure, by what features, and whether the gold record has it."""

    kind: str
    confidence: float
    features: tuple[str, ...]
    right: bool


def main() -> int:
    """Print the tables; without the contract beside the checkout, say so."""
    if not (CONTRACT / "score.py").is_file():
        print(f"no table: {CONTRACT.name} does not lie beside the checkout", file=sys.stderr)
        return 0
    if "--learn" in sys.argv[1:]:
        CONFIDENCE.write_text(table_of(judged_in(learned())), encoding="utf-8")
        load_weights.cache_clear()
    print("Of the texts that the rules were made with:\n")
    print("\n".join(bands(judged_in(learned()))))
    print("\nOf the texts kept apart:\n")
    print("\n".join(bands(judged_in(apart()))))
    return 0


def judged_in(pairs: Iterable[Pair]) -> list[Judged]:
    """Return all finds in some texts, held against their gold records."""
    scores = contract()
    found = []
    for path, answer in pairs:
        outcome = extracted(read_document(path))
        names = {where: kind_of(item) for where, item in findings(outcome.record)}
        why = reasons(outcome.record, load_lexicon())
        said = json.loads(dump_record(outcome.record))
        for where, good in judged(said, json.loads(answer.read_bytes()), scores):
            item = _at(said, where)
            found.append(Judged(names[where], item["confidence"], why[where], good))
    return found


def bands(finds: Sequence[Judged]) -> Iterator[str]:
    """Yield the lines of the table of precision by band of confidence."""
    kinds = {"event": "events", "session": "sessions", "affiliation": "affiliations"}
    columns = [
        (kinds.get(kind, f"{kind}s"), kind) for kind in dict.fromkeys(_SINGULAR[name] for name in KINDS)
    ]
    yield f"| confidence | {' | '.join(name for name, _ in columns)} | all |"
    yield f"|---|{'---|' * (len(columns) + 1)}"
    for low, high in zip(BANDS, (*BANDS[1:], 1.0), strict=True):
        inside = [
            find for find in finds if low <= find.confidence and (find.confidence < high or high == 1.0)
        ]
        groups = [[find for find in inside if find.kind == kind] for _, kind in columns]
        yield f"| {low:.2f} to {high:.2f} | {' | '.join(map(_cell, (*groups, inside)))} |"


_SINGULAR: Final = {name: name.removesuffix("s") for name in KINDS}


def _cell(finds: Sequence[Judged]) -> str:
    right = sum(find.right for find in finds)
    return f"{right / len(finds):.2f} ({len(finds)})" if finds else "-"


# --- learning --------------------------------------------------------------------------------------


def table_of(finds: Sequence[Judged]) -> str:
    """Return the weights of all kinds as the table that `graph_builder.confidence` reads."""
    lines = ["kind\tfeature\tweight"]
    for kind in sorted({find.kind for find in finds}):
        weights = weights_of([find for find in finds if find.kind == kind])
        lines += [f"{kind}\t{feature}\t{weight:.2f}" for feature, weight in sorted(weights.items())]
    return "\n".join(lines) + "\n"


def weights_of(finds: Sequence[Judged]) -> dict[str, float]:
    """Return how much each feature of some finds speaks for one: a logistic regression.

    A right and a wrong find are put in that were not there, and weights are held near zero: so a
    feature that was seen once or twice says little.
    """
    features = [ANY, *sorted({feature for find in finds for feature in find.features})]
    rows = Counter((find.features, find.right) for find in finds)
    rows[(), True] += 1
    rows[(), False] += 1
    weights = dict.fromkeys(features, 0.0)
    total = rows.total()
    for _ in range(_TIMES):
        slope = {feature: -_CAUTION * weights[feature] * (feature != ANY) for feature in features}
        for (own, right), count in rows.items():
            odds = sum(weights[feature] for feature in (ANY, *own))
            miss = count * (right - 1 / (1 + math.exp(-odds)))
            for feature in (ANY, *own):
                slope[feature] += miss
        for feature in features:
            weights[feature] += _STEP * slope[feature] / math.sqrt(total)
    return weights


# --- the judgement of the contract -----------------------------------------------------------------


def judged(said: dict[str, Any], gold: dict[str, Any], scores: ModuleType) -> Iterator[tuple[str, bool]]:
    """Yield the place of each find in its record, and whether the gold record has it."""
    ours, theirs = _named(said), _named(gold)

    def same(kind: str, one: dict[str, Any], other: dict[str, Any]) -> bool:
        if kind == "persons":
            return bool(scores.same_person(one["name"], other["name"]))
        if kind == "organizations":
            return bool(scores.same_org(one, other))
        if kind == "affiliations":
            body = scores.same_org(ours[one["organization"]], theirs[other["organization"]], loose=True)
            return bool(body and scores.same_person(one["holder"], other["holder"]))
        if kind == "participations":
            return bool(
                one["role"] == other["role"]
                and scores.same_person(ours[one["person"]]["name"], theirs[other["person"]]["name"])
                and scores.name_sim(ours[one["in"]]["name"], theirs[other["in"]]["name"]) >= scores.NAME_F1
            )
        key = "text" if kind == "recommendations" else "name"
        least = scores.REC_F1 if kind == "recommendations" else scores.NAME_F1
        return bool(scores.name_sim(one[key], other[key]) >= least)

    for kind in KINDS:
        left = [item for _, item in _items(gold, kind)]
        for where, item in _items(said, kind):
            match = next((other for other in left if same(kind, item, other)), None)
            if match is not None:
                left.remove(match)
            yield where, match is not None


def _items(record: dict[str, Any], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if kind != "affiliations":
        yield from ((f"{kind}[{number}]", item) for number, item in enumerate(record[kind]))
        return
    for number, person in enumerate(record["persons"]):
        for index, post in enumerate(person.get("affiliations", [])):
            yield f"persons[{number}].affiliations[{index}]", post | {"holder": person["name"]}


def _at(record: dict[str, Any], where: str) -> dict[str, Any]:
    """Return the item of a record at a place such as ``persons[1].affiliations[0]``."""
    found: Any = record
    for step in where.replace("]", "").replace("[", ".").split("."):
        found = found[int(step)] if step.isdigit() else found[step]
    return dict(found)


def _named(record: dict[str, Any]) -> dict[str, dict[str, Any]]:
    kinds = ("events", "sessions", "persons", "organizations")
    return {item["id"]: item for kind in kinds for item in record[kind]}


def contract() -> ModuleType:
    """Return the contract's score program, which says when two items are the same."""
    spec = importlib.util.spec_from_file_location("contract_score", Path(CONTRACT / "score.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
