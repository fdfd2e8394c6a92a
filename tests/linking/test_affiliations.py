"""Names and affiliations as people type them, against the records of ROR at hand."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_builder.authorities import Index, open_index
from graph_builder.gazetteer import load_unit_words, load_wording
from graph_builder.judgement import Verdict
from graph_builder.linking import import_files
from graph_builder.matching import Matcher
from graph_builder.mentions import Mention
from tests.support import need_shared

MENTIONS = Path(__file__).with_name("affiliations.tsv")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    path = tmp_path_factory.mktemp("ror") / "ror.index"
    import_files((need_shared() / "linking" / "ror.tsv.gz",), path, None, None, None)
    index = open_index(path, load_wording())
    yield index
    index.close()


@pytest.mark.parametrize(
    ("kind", "precision", "recall"), [("organization", 0.98, 0.85), ("affiliation", 0.97, 0.85)]
)
def test_real_names_are_linked_surely_and_mostly(
    kind: str, precision: float, recall: float, index: Index
) -> None:
    matcher = Matcher((index,), load_wording(), load_unit_words(), {})
    count, wrong = Counter[str](), list[str]()
    with MENTIONS.open(encoding="utf-8", newline="") as file:
        rows = [
            row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["kind"] == kind
        ]
    for row in rows:
        meant = f"https://ror.org/{row['ror']}" if row["ror"] else ""
        known = bool(meant) and index.by_iri(meant) is not None
        found = matcher.judge(Mention(text=row["mention"], kind=kind))
        count["known"] += known
        if found.verdict is Verdict.SAME and found.authority:
            right = found.authority.iri == meant
            count["right" if right else "wrong"] += 1
            wrong += [] if right else [row["mention"]]
    assert count["right"] >= precision * (count["right"] + count["wrong"]), wrong
    assert count["right"] >= recall * count["known"], count
