"""On how many competency questions extraction and people agree.

    python -m benchmarks.agreement

builds the graph of `data/newsletters` twice, once from what extraction says and once from the gold
records beside the checkout, asks both every question of `tests/questions`, and prints where the
answers differ.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph_builder.snapshots import current
from graph_builder.store import Store
from tests.support import GOLD, NEWSLETTERS, QUESTIONS, answer, built, gold_paths


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that the two graphs answer differently: how many rows each has alone."""

    question: str
    missing: int
    surplus: int


def differences(gold: Store, extracted: Store, questions: Sequence[Path] = QUESTIONS) -> Iterator[Difference]:
    """Yield the questions on which the two graphs do not agree."""
    for question in questions:
        right, found = ({tuple(row) for row in answer(store, question)} for store in (gold, extracted))
        if right != found:
            yield Difference(question.stem, len(right - found), len(found - right))


def main() -> None:
    """Print on how many questions the two graphs agree, and each on which they do not."""
    if not GOLD.is_dir():
        print("no agreement: the gold records do not lie beside the checkout", file=sys.stderr)
        return
    texts = sorted(NEWSLETTERS.glob("*.txt"))
    with tempfile.TemporaryDirectory() as folder:
        gold = current(built(Path(folder, "gold"), *texts, *gold_paths())).store
        extracted = current(built(Path(folder, "extracted"), *texts)).store
        found = list(differences(gold, extracted))
    print(f"questions: {len(QUESTIONS) - len(found)} of {len(QUESTIONS)} answered as from the gold records")
    for one in found:
        print(f"  {one.question}: {one.missing} rows missing, {one.surplus} rows too many")


if __name__ == "__main__":
    main()
