from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph_builder.snapshots import current
from graph_builder.store import Store
from graph_builder.terms import NEWS, PREFIXES
from tests.support import NEWSLETTERS, QUESTIONS, answer, built, gold_paths, right_answer

by_name = pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def gold_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The graph of the five newsletters, mapped from what people say they say."""
    folder = tmp_path_factory.mktemp("gold")
    return current(built(folder, *sorted(NEWSLETTERS.glob("*.txt")), *gold_paths())).store


@by_name
def test_the_graph_answers(question: Path, gold_store: Store) -> None:
    assert answer(gold_store, question) == right_answer(question)


def test_there_are_enough_questions_and_each_has_an_answer() -> None:
    assert len(QUESTIONS) >= 22
    folder = QUESTIONS[0].parent
    assert {path.stem for path in folder.glob("*.csv")} == {path.stem for path in QUESTIONS}


@by_name
def test_a_question_opens_in_plain_words(question: Path) -> None:
    first = question.read_text(encoding="utf-8").splitlines()[0]
    assert re.fullmatch(r"# [A-Z].*\?", first)


@by_name
def test_a_question_runs_anywhere(question: Path) -> None:
    """Every prefix is declared where it is used, and no IRI of one publisher stands in it."""
    text = question.read_text(encoding="utf-8")
    body = re.sub(r'#.*|"[^"]*"|<[^>]*>', " ", re.sub(r"(?m)^PREFIX .*$", "", text))
    declared = dict(re.findall(r"(?m)^PREFIX ([a-z]+): <([^>]*)>$", text))
    assert set(re.findall(r"\b([a-z]+):", body)) == set(declared)
    assert {name: iri for name, iri in declared.items() if name != "wd"}.items() <= PREFIXES.items()
    assert "newsgraph.example" not in text


@by_name
def test_a_question_uses_only_terms_of_the_ontology(question: Path) -> None:
    used = re.findall(r"\bnews:([A-Za-z]+)", question.read_text(encoding="utf-8"))
    assert used
    assert [name for name in used if name not in NEWS] == []
