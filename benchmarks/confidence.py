"""How often a find of a given confidence is right, on the gold records: the table of docs/confidence.md.

python -m benchmarks.confidence
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from benchmarks.score import CONTRACT, ROOT
from graph_builder.extractors import extracted
from graph_builder.read import TEXT_SUFFIXES, read_document
from graph_builder.records import dump_record

#: Lower edges of the bands.
BANDS: Final = (0.0, 0.8, 0.85, 0.9, 0.95)
KINDS: Final = (
    "events", "sessions", "persons", "organizations", "affiliations", "participations", "recommendations",
)  # fmt: skip
SETS: Final = (
    (ROOT / "data" / "newsletters", CONTRACT / "gold"),
    (CONTRACT.parent / "newsletters" / "practice", CONTRACT / "gold" / "practice"),
)


def main() -> int:
    """Print the table; without the contract beside the checkout, say so."""
    if not (CONTRACT / "score.py").is_file():
        print(f"no table: {CONTRACT.name} does not lie beside the checkout", file=sys.stderr)
        return 0
    scores = _contract()
    total: Counter[tuple[float, str]] = Counter()
    right: Counter[tuple[float, str]] = Counter()
    for texts, gold in SETS:
        for path in sorted(texts.iterdir()):
            answer = gold / f"{path.stem}.json"
            if path.suffix in TEXT_SUFFIXES and answer.is_file():
                said = json.loads(dump_record(extracted(read_document(path)).record))
                for kind, confidence, good in judged(said, json.loads(answer.read_bytes()), scores):
                    band = max(edge for edge in BANDS if edge <= confidence)
                    for name in (kind, "all"):
                        total[band, name] += 1
                        right[band, name] += good
    print(f"| confidence | {' | '.join((*KINDS, 'all'))} |\n|---|{'---|' * (len(KINDS) + 1)}")
    for low, high in zip(BANDS, (*BANDS[1:], 1.0), strict=True):
        cells = (_cell(right[low, name], total[low, name]) for name in (*KINDS, "all"))
        print(f"| {low:.2f} to {high:.2f} | {' | '.join(cells)} |")
    return 0


def judged(
    said: dict[str, Any], gold: dict[str, Any], scores: ModuleType
) -> Iterator[tuple[str, float, bool]]:
    """Yield the kind and confidence of each find, and whether the gold record has it."""
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
        left = list(_items(gold, kind))
        for item in _items(said, kind):
            match = next((other for other in left if same(kind, item, other)), None)
            if match is not None:
                left.remove(match)
            if item.get("confidence") is not None:
                yield kind, item["confidence"], match is not None


def _items(record: dict[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    if kind != "affiliations":
        yield from record[kind]
        return
    for person in record["persons"]:
        yield from (post | {"holder": person["name"]} for post in person.get("affiliations", []))


def _named(record: dict[str, Any]) -> dict[str, dict[str, Any]]:
    kinds = ("events", "sessions", "persons", "organizations")
    return {item["id"]: item for kind in kinds for item in record[kind]}


def _cell(right: int, total: int) -> str:
    return f"{right / total:.2f} ({total})" if total else "-"


def _contract() -> ModuleType:
    spec = importlib.util.spec_from_file_location("contract_score", Path(CONTRACT / "score.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
