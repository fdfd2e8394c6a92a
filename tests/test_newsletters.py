"""The newsletters written for tests: each has a gold record, whose spans stand in the text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from graph_builder.records import Record, check_spans, parse_record
from tests.support import ROOT, need_shared

FOLDER = ROOT / "tests" / "newsletters"
RECORDS = tuple(sorted(FOLDER.glob("*/gold/*.json")))
IDS = [f"{path.parent.parent.name}/{path.stem}" for path in RECORDS]


def text_path(record: Path) -> Path:
    """Return the text of a gold record: the one file of its name in the folder above."""
    (found,) = record.parent.parent.glob(f"{record.stem}.*")
    return found


def read(path: Path) -> tuple[Record, str]:
    """Return a gold record and its text, line ends as they stand."""
    return parse_record(path.read_bytes(), path), text_path(path).read_bytes().decode("utf-8")


def test_each_text_has_a_gold_record() -> None:
    texts = {path.stem for folder in ("open", "apart") for path in (FOLDER / folder).glob("letter-*")}
    assert texts
    assert texts == {path.stem for path in RECORDS}


@pytest.mark.parametrize("path", RECORDS, ids=IDS)
def test_the_spans_of_a_gold_record_stand_in_its_text(path: Path) -> None:
    record, text = read(path)
    check_spans(record, text, path)
    assert record.newsletter.id == path.stem
    for item in (*record.occasions, *record.persons, *record.organizations, *record.participations):
        assert item.evidence, item
    assert all(said.evidence for said in record.recommendations)


@pytest.mark.parametrize("path", RECORDS, ids=IDS)
def test_every_person_of_a_gold_record_takes_part_and_stands_there_once(path: Path) -> None:
    record, _ = read(path)
    assert {person.id for person in record.persons} == {part.person for part in record.participations}
    names = [person.name for person in record.persons]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("path", RECORDS, ids=IDS)
def test_a_gold_record_passes_the_check_of_the_contract(path: Path) -> None:
    check = need_shared() / "contract" / "check_record.py"
    done = subprocess.run(
        [sys.executable, check, path, text_path(path)], capture_output=True, text=True, check=False
    )
    assert done.stdout == "ok\n", done.stdout + done.stderr
