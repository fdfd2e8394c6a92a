"""The five real newsletters, end to end: quality floors, and records that hold together."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_builder.extract import extract
from graph_builder.lexicon import load_lexicon
from graph_builder.read import Document, read_document
from graph_builder.records import Record, check_spans, dump_record, findings, parse_record, spans
from tests.support import GOLD, NEWSLETTERS, ROOT, need_shared

TEXTS = sorted(NEWSLETTERS.glob("*.txt"))


@cache
def record_of(path: Path) -> Record:
    return extract(read_document(path), load_lexicon())


def contract(name: str) -> ModuleType:
    """Return a script of the contract as a module."""
    path = need_shared() / "contract" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"contract_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def document(text: str) -> Document:
    return Document(id="made-up", text=text, file="made-up.txt", sha256="0" * 64)


@pytest.mark.parametrize(
    ("row", "floor"),
    [
        ("events", 0.97),
        ("sessions", 0.97),
        ("persons", 0.97),
        ("affiliations", 0.95),
        ("organizations", 0.93),
        ("countries", 0.95),
        ("participations", 0.88),
        ("recommendations", 0.85),
        ("event_dates", 0.95),
        ("event_place", 0.95),
        ("event_orgs", 0.9),
        ("org_part_of", 0.9),
        ("rec_kind", 0.9),
    ],
)
def test_each_type_of_fact_is_read_from_the_five_newsletters_as_people_read_it(
    row: str, floor: float
) -> None:
    scores = contract("score")
    counts = {name: [0, 0, 0] for name in scores.ROWS}
    for path in TEXTS:
        gold = json.loads((GOLD / f"{path.stem}.json").read_text(encoding="utf-8"))
        rows = scores.score_record(gold, json.loads(dump_record(record_of(path))))
        for name, values in rows.items():
            counts[name] = [old + new for old, new in zip(counts[name], values, strict=True)]
    measured: dict[str, Any] = scores.report(counts)["rows"][row]
    assert measured["f1"] >= floor


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_record_passes_the_schema_and_its_spans_prove_it(path: Path) -> None:
    record = record_of(path)
    assert parse_record(dump_record(record), path) == record
    check_spans(record, read_document(path).text, path)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_item_has_evidence_and_a_rule(path: Path) -> None:
    for where, item in findings(record_of(path)):
        assert spans(item), where
        assert item.rule, where


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_the_span_of_a_person_holds_a_word_of_the_name(path: Path) -> None:
    text = read_document(path).text
    for person in record_of(path).persons:
        for span in person.evidence:
            assert {word.casefold() for word in person.name.split()} & set(span.of(text).casefold().split())


@pytest.mark.parametrize("text", ["Nothing happened here.", "\n\n", "NEWS\n\nThe weather was fine in May.\n"])
def test_a_text_without_any_event_gives_its_newsletter_alone(text: str) -> None:
    record = extract(document(text), load_lexicon())
    assert record.newsletter.id == "made-up"
    assert not record.occasions
    assert not record.recommendations
    assert parse_record(dump_record(record), "made-up") == record


def pieces() -> list[str]:
    """Return the paragraphs of all five newsletters."""
    return [part for path in TEXTS for part in read_document(path).text.split("\n\n") if part.strip()]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(pieces()), st.integers(0, 40), st.integers(0, 40)), max_size=12))
def test_any_mixture_of_cut_paragraphs_gives_a_record_that_holds_together(
    mixture: list[tuple[str, int, int]],
) -> None:
    text = "\n\n".join(part[front : len(part) - back] for part, front, back in mixture)
    record = extract(document(text), load_lexicon())
    check_spans(parse_record(dump_record(record), "mixture"), text, "mixture")


def test_two_runs_under_different_hash_seeds_give_the_same_bytes() -> None:
    script = (
        "import sys; from pathlib import Path; from graph_builder.extract import extract;"
        "from graph_builder.lexicon import load_lexicon; from graph_builder.read import read_document;"
        "from graph_builder.records import dump_record\n"
        "for path in map(Path, sys.argv[1:]):"
        " sys.stdout.write(dump_record(extract(read_document(path), load_lexicon())))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script, *map(str, TEXTS)],
            check=True,
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "42")
    }
    assert len(outputs) == 1
