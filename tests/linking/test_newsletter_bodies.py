"""Bodies as newsletters print them: ministries, offices of the United Nations, embassies, programmes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_builder.authorities import open_index
from graph_builder.gazetteer import load_unit_words, load_wording
from graph_builder.judgement import Judgement, Verdict
from graph_builder.linking import import_files
from graph_builder.matching import Matcher
from graph_builder.mentions import Mention
from tests.support import need_shared

Row = dict[str, str]

with Path(__file__).with_name("newsletter_bodies.tsv").open(encoding="utf-8", newline="") as file:
    ROWS: tuple[Row, ...] = tuple(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[Row, Judgement]]]:
    """Return each row with what ROR and the list of bodies between states say of it."""
    folder, wording = tmp_path_factory.mktemp("bodies"), load_wording()
    indexes = []
    for name in ("ror.tsv.gz", "igos.tsv"):
        import_files((need_shared() / "linking" / name,), folder / name, None, None, None)
        indexes.append(open_index(folder / name, wording))
    matcher = Matcher(tuple(indexes), wording, load_unit_words(), {})
    yield [
        (
            row,
            matcher.judge(
                Mention(text=row["mention"], kind=row["kind"], country=row["country"], context=row["context"])
            ),
        )
        for row in ROWS
    ]
    for index in indexes:
        index.close()


def tail(iri: str) -> str:
    return iri.rpartition("/")[2]


def test_no_body_is_taken_for_another(judged: list[tuple[Row, Judgement]]) -> None:
    wrong = [
        (row["mention"], row["country"], found.authority.iri, found.reasons)
        for row, found in judged
        if found.verdict is Verdict.SAME
        and found.authority
        and tail(found.authority.iri) not in row["target"].split("|")
    ]
    assert not wrong


def test_what_the_gazetteers_hold_is_found(judged: list[tuple[Row, Judgement]]) -> None:
    wanted = [(row["mention"], found) for row, found in judged if row["need"] == "same"]
    missed = [(name, found.reasons) for name, found in wanted if found.verdict is not Verdict.SAME]
    assert len(missed) <= 0.03 * len(wanted), missed


def test_an_office_is_a_unit_of_its_body_and_of_no_other(judged: list[tuple[Row, Judgement]]) -> None:
    wanted = [(row, found) for row, found in judged if row["unit_of"]]
    told = [(row, found.unit_of) for row, found in judged if found.unit_of]
    assert not [
        (row["mention"], above.iri) for row, above in told if above and tail(above.iri) != row["unit_of"]
    ]
    assert len(told) >= 0.6 * len(wanted), [row["mention"] for row, found in wanted if not found.unit_of]
