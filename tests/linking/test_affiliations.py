"""Names and affiliations as people type them, against the records of ROR at hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph_builder.authorities import Index, Standing, open_index
from graph_builder.gazetteer import load_unit_words, load_wording
from graph_builder.judgement import Verdict
from graph_builder.linking import import_files
from graph_builder.matching import Matcher
from graph_builder.mentions import Mention
from tests.support import need_shared

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What became of the mentions of one kind in a list."""

    right: int  #: linked to the body that is meant
    wrong: tuple[str, ...]  #: linked to another
    found: int  #: of the bodies with a full record, those linked
    known: int  #: mentions of a body with a full record

    @property
    def precision(self) -> float:
        """Return how many of the links are right."""
        return self.right / (self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        """Return how many of the bodies with a full record are linked."""
        return self.found / self.known


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    path = tmp_path_factory.mktemp("ror") / "ror.index"
    import_files((need_shared() / "linking" / "ror.tsv.gz",), path, None, None, None)
    index = open_index(path, load_wording())
    yield index
    index.close()


def figures(name: str, kind: str, index: Index, *, better: bool = True) -> Figures:
    """Count the mentions of a kind in a list; `better` prefers our own reading of it to the list's."""
    matcher = Matcher((index,), load_wording(), load_unit_words(), {})
    right, found, known = 0, 0, 0
    wrong: list[str] = []
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        rows = [
            row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["kind"] == kind
        ]
    for row in rows:
        identifier = ((better and row.get("better")) or row["ror"]).strip("-")
        meant = f"https://ror.org/{identifier}" if identifier else ""
        record = index.by_iri(meant) if meant else None
        full = record is not None and record.standing is not Standing.LABEL_ONLY
        known += full
        judged = matcher.judge(Mention(text=row["mention"], kind=kind))
        if judged.verdict is Verdict.SAME and judged.authority:
            if judged.authority.iri == meant:
                right += 1
                found += full
            else:
                wrong.append(row["mention"])
    return Figures(right=right, wrong=tuple(wrong), found=found, known=known)


@pytest.mark.parametrize(
    ("name", "kind", "precision", "recall"),
    [
        ("affiliations.tsv", "organization", 0.98, 0.85),
        ("affiliations.tsv", "affiliation", 0.97, 0.85),
        ("learned.tsv", "organization", 0.99, 0.85),
        ("learned.tsv", "affiliation", 0.99, 0.9),
    ],
)
def test_real_names_are_linked_surely_and_mostly(
    name: str, kind: str, precision: float, recall: float, index: Index
) -> None:
    found = figures(name, kind, index)
    assert found.precision >= precision, found.wrong
    assert found.recall >= recall, found
