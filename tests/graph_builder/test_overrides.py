"""A person's word: read first, never overridden, undone by deleting the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_builder.errors import OverrideError
from graph_builder.identify import Identities, Past, identify
from graph_builder.iris import Iris
from graph_builder.lexicon import load_lexicon
from graph_builder.overrides import FILE, HEADER, Override, add_override, parse_overrides, read_overrides
from graph_builder.records import Record
from tests.graph_builder.test_registry import iri, issue

HEAD = "\t".join(HEADER)
SAME = "same\tperson\ta#Ana Ruiz\tb#Ana Ruiz\tMei\t2024-05-31\tshe told me"
DIFFERENT = "different\tperson\tb#Ana Ruiz\ta#Ana Ruiz\t\t\t"
LINK = "organization\torganization/a\thttps://ror.org/1"
PARTED = "different\tperson\ta#A\tc#A"
RECORDS: dict[str, Record] = {
    "a": issue("Ana Ruiz"),
    "b": issue("Ana Ruiz", body="Fjord Bank"),
    "c": issue("Ana Ruiz"),
}


def decided(*lines: str) -> Identities:
    overrides = parse_overrides("\n".join((HEAD, *lines)), FILE)
    return identify(RECORDS, Iris(), load_lexicon(), Past(overrides=overrides))


def test_without_a_decision_what_is_unsure_stays_apart_and_is_asked() -> None:
    names = decided()
    assert iri(names, "a") == iri(names, "c") != iri(names, "b")
    (question,) = names.questions
    assert set(question.references) == {"a#Ana Ruiz", "b#Ana Ruiz"}
    assert [str(reason) for reason in question.judgement.reasons] == [
        "equal names, whatever their order (+30)",
        "no body, field or company in common",
    ]


def test_what_a_person_joins_is_one_and_is_not_asked_again() -> None:
    names = decided(SAME)
    assert len({iri(names, newsletter) for newsletter in RECORDS}) == 1
    assert names.questions == ()


def test_what_a_person_parts_is_two_and_is_not_asked_again() -> None:
    names = decided(DIFFERENT)
    assert iri(names, "a") == iri(names, "c") != iri(names, "b")
    assert names.questions == ()


def test_a_person_parts_even_what_is_sure() -> None:
    names = decided("different\tperson\ta#Ana Ruiz\tc#Ana Ruiz\t\t\t")
    assert iri(names, "a") != iri(names, "c")


def test_a_decision_that_names_nothing_is_told() -> None:
    names = decided(
        "same\tperson\ta#Ana Ruiz\tb#Anna Ruiz\t\t\t", "same\tperson\ta#Ana Ruiz\telsewhere#X\t\t\t"
    )
    assert [override.line for override in names.idle] == [2]


@pytest.mark.parametrize(
    ("lines", "number", "words"),
    [
        ([HEAD, "same\tperson\ta#A\tb#A", "different\tperson\tb#A\ta#A"], 3, "contradicts line 2"),
        ([HEAD, f"link\t{LINK}", f"never-link\t{LINK}"], 3, "contradicts line 2"),
        ([HEAD, "same\tperson\ta#A\tb#A", "same\tperson\tb#A\tc#A", PARTED], 4, "parts two"),
        ([HEAD, "maybe\tperson\ta#A\tb#A"], 2, "decides 'maybe'"),
        ([HEAD, "same\trobot\ta#A\tb#A"], 2, "of the kind 'robot'"),
        ([HEAD, "same\tperson\ta#A"], 2, "no decision, kind, subject and object"),
        ([HEAD, "same\tperson\ta\tb#A"], 2, "NEWSLETTER#NAME"),
        ([HEAD, "same\tperson\ta#A\ta#A"], 2, "twice"),
        ([HEAD, "same\tperson\ta#A\tb#A\tMei\tyesterday\t"], 2, "the date 'yesterday'"),
        (["decision,kind"], 1, "head"),
    ],
)  # fmt: skip
def test_broken_decisions_are_refused_with_the_line(lines: list[str], number: int, words: str) -> None:
    with pytest.raises(OverrideError, match=f"overrides.tsv, line {number}: .*{words}"):
        parse_overrides("\n".join(lines), FILE)


def test_a_decision_is_added_at_the_end_and_read_back(tmp_path: Path) -> None:
    by_hand = f"{HEAD}\n# Mei knows them\n{SAME}"
    (tmp_path / FILE).write_text(by_hand, encoding="utf-8")
    (added,) = parse_overrides(f"{HEAD}\nsame\tplace\ta#Hill\tb#Hill\t\t\t", "x")
    add_override(tmp_path, added)
    assert (tmp_path / FILE).read_text(encoding="utf-8") == f"{by_hand}\nsame\tplace\ta#Hill\tb#Hill\t\t\t\n"
    assert [override.kind for override in read_overrides(tmp_path)] == ["person", "place"]


def test_a_decision_that_contradicts_one_there_is_not_written(tmp_path: Path) -> None:
    before = f"{HEAD}\n{SAME}\n"
    (tmp_path / FILE).write_text(before, encoding="utf-8")
    contrary: Override = parse_overrides(f"{HEAD}\n{DIFFERENT}", "x")[0]
    with pytest.raises(OverrideError, match="line 3: contradicts line 2"):
        add_override(tmp_path, contrary)
    assert (tmp_path / FILE).read_text(encoding="utf-8") == before
