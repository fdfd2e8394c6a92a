from __future__ import annotations

import json
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from graph_builder.read import read_document
from graph_builder.reanchor import reanchor_command, reanchored
from graph_builder.records import Record, findings, parse_record, spans
from tests.support import ROOT, built

GOLDEN = ROOT / "tests" / "golden"
TEXT = (GOLDEN / "river-forum.txt").read_text(encoding="utf-8")
RECORD = parse_record((GOLDEN / "river-forum.json").read_bytes(), "river-forum.json")


def words(record: Record, text: str) -> list[list[str]]:
    """Return what the spans of each item say, whatever stands between the words."""
    return [[" ".join(span.of(text).split()) for span in spans(item)] for _, item in findings(record)]


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """Return a folder with the record, the text as it was, and the text with new lines and a mended one."""
    (tmp_path / "river-forum.json").write_bytes((GOLDEN / "river-forum.json").read_bytes())
    (tmp_path / "before.txt").write_text(TEXT, encoding="utf-8")
    first, rest = TEXT.split("\n", 1)
    (tmp_path / "river-forum.txt").write_text(f"{first} (mended)\n\nA line more.\n{rest}", encoding="utf-8")
    return tmp_path


def run(folder: Path, *options: object) -> Result:
    names = [str(folder / "river-forum.json"), str(folder / "river-forum.txt"), *map(str, options)]
    return CliRunner().invoke(reanchor_command, names)


def test_the_spans_of_a_record_are_found_again_in_the_edited_text(edited: Path) -> None:
    outcome = run(edited, "--before", edited / "before.txt")
    assert outcome.exit_code == 0, outcome.stderr
    anchored = parse_record(outcome.stdout, "anchored")
    text = (edited / "river-forum.txt").read_text(encoding="utf-8")
    assert words(anchored, text) == words(RECORD, TEXT)
    assert words(RECORD, text) != words(RECORD, TEXT)


def test_the_text_as_it_was_is_had_from_the_store_where_it_was_published(
    edited: Path, tmp_path: Path
) -> None:
    was = tmp_path / "was"
    was.mkdir()
    for name in ("river-forum.txt", "river-forum.json"):
        (was / name).write_bytes((GOLDEN / name).read_bytes())
    store = built(tmp_path / "store", was / "river-forum.txt", was / "river-forum.json")
    out = edited / "river-forum.json"
    assert run(edited, "--store", store, "--out", out).exit_code == 0
    # And so it is built again.
    built(tmp_path / "again", edited / "river-forum.txt", out)


def test_the_checksum_of_a_record_becomes_that_of_the_new_text(edited: Path) -> None:
    path = edited / "river-forum.json"
    data = json.loads(path.read_bytes())
    data["newsletter"]["sha256"] = read_document(edited / "before.txt").sha256
    path.write_text(json.dumps(data), encoding="utf-8")
    outcome = run(edited, "--before", edited / "before.txt")
    told = parse_record(outcome.stdout, "anchored").newsletter.sha256
    assert told == read_document(edited / "river-forum.txt").sha256 != data["newsletter"]["sha256"]


def test_words_that_are_gone_are_listed_and_nothing_is_written(edited: Path) -> None:
    gone = RECORD.recommendations[0].text
    text = edited / "river-forum.txt"
    text.write_text(TEXT.replace(gone, "Nothing."), encoding="utf-8")
    out = edited / "out.json"
    outcome = run(edited, "--before", edited / "before.txt", "--out", out)
    assert outcome.exit_code == 1
    (line,) = [one for one in outcome.stderr.splitlines() if "recommendations[0]" in one]
    number = TEXT[: TEXT.index(gone)].count("\n") + 1
    assert f"the words of line {number} are gone" in line
    assert gone[:20] in line
    assert not out.exists()


def test_of_several_places_with_the_words_the_nearest_is_taken(tmp_path: Path) -> None:
    before = "Forum\nA Ruiz spoke.\nB\nC\nA Ruiz left.\n"
    second = before.rindex("A Ruiz")
    item = {
        "id": "p1",
        "name": "A Ruiz",
        "affiliations": [],
        "evidence": [{"start": second, "end": second + 6}],
    }
    empty = ("events", "sessions", "organizations", "countries", "participations", "recommendations")
    record = {"newsletter": {"title": "F"}, "persons": [item], **{name: [] for name in empty}}
    path = tmp_path / "after.txt"
    path.write_text(f"A Ruiz is new here.\n{before}", encoding="utf-8")
    anchored, lost = reanchored(parse_record(json.dumps(record), "r"), before, read_document(path))
    (span,) = anchored.persons[0].evidence
    assert not lost
    assert path.read_text(encoding="utf-8")[span.start :].startswith("A Ruiz left")


@given(st.lists(st.tuples(st.integers(0, TEXT.count("\n")), st.text("abc xyz.", min_size=1)), max_size=6))
def test_lines_put_between_others_move_each_span_by_their_length(added: list[tuple[int, str]]) -> None:
    lines = TEXT.split("\n")
    for number, line in sorted(added, reverse=True):
        lines.insert(number, line)
    document = read_document(GOLDEN / "river-forum.txt")
    anchored, _ = reanchored(RECORD, TEXT, replace(document, text="\n".join(lines)))
    pairs = zip(findings(RECORD), findings(anchored), strict=True)
    both = (zip(spans(one), spans(two), strict=True) for (_, one), (_, two) in pairs)
    for old, new in chain.from_iterable(both):
        # A span over several lines may be torn by a line that was put into it.
        if "\n" not in old.of(TEXT):
            at = TEXT.count("\n", 0, old.start)
            assert new == old.shifted(sum(len(more) + 1 for number, more in added if number <= at))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "--before FILE, or --store DIR"),
        (("--before", "{folder}/nowhere.txt"), "cannot be read"),
        (("--store", "{folder}/nowhere"), "holds no snapshot"),
        (("--before", "{folder}/before.txt", "--out", "{folder}/no/such.json"), "cannot be written"),
    ],
)
def test_wrong_use_is_told(edited: Path, options: tuple[str, ...], told: str) -> None:
    outcome = run(edited, *(option.format(folder=edited) for option in options))
    assert (outcome.exit_code, told in outcome.stderr) == (2, True), outcome.stderr


def test_a_text_that_the_record_was_not_made_from_is_refused(edited: Path) -> None:
    (edited / "before.txt").write_text("Something else.", encoding="utf-8")
    outcome = run(edited, "--before", edited / "before.txt")
    assert (outcome.exit_code, "outside the text" in outcome.stderr) == (1, True)
