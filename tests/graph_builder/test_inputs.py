import hashlib
import json
from pathlib import Path

import pytest

from graph_builder.errors import NothingToRead, RecordError, RepeatedId
from graph_builder.inputs import Gathered, gather, read_issue
from graph_builder.project import Project, load_project
from tests.graph_builder.test_records import SMALL


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "newsletters").mkdir()
    (tmp_path / "records").mkdir()
    (tmp_path / "newsletters" / "water.txt").write_text("Water Forum: share data", encoding="utf-8")
    (tmp_path / "newsletters" / "soil.md").write_text("Soil days", encoding="utf-8")
    return tmp_path


def record(folder: Path, name: str, **newsletter: object) -> Path:
    path = folder / f"{name}.json"
    path.write_text(
        json.dumps(SMALL | {"newsletter": {"title": "Water days", **newsletter}}), encoding="utf-8"
    )
    return path


def ids(gathered: Gathered) -> list[str]:
    return [issue.id for issue in gathered.issues]


def test_a_project_gives_its_texts_and_records(folder: Path) -> None:
    record(folder / "records", "forum")
    assert ids(gather((), load_project(folder))) == ["forum", "soil", "water"]


@pytest.mark.parametrize("newsletter", [{}, {"id": "water"}, {"id": "Water"}])
def test_a_record_with_the_id_of_a_text_joins_it(folder: Path, newsletter: dict[str, object]) -> None:
    path = record(folder / "records", "water" if not newsletter else "anything", **newsletter)
    (issue,) = (issue for issue in gather((), load_project(folder)).issues if issue.id == "water")
    assert (issue.text, issue.record) == (folder / "newsletters" / "water.txt", path)
    document, given = read_issue(issue)
    assert document.text == "Water Forum: share data"
    assert given is not None
    assert given.events[0].name == "Water Forum"


def test_a_text_named_by_itself_still_gets_the_correction_of_its_project(folder: Path) -> None:
    correction = record(folder / "records", "water")
    record(folder / "records", "forum")
    gathered = gather([folder / "newsletters" / "water.txt"], load_project(folder))
    assert [(issue.id, issue.record) for issue in gathered.issues] == [("water", correction)]


def test_a_record_without_a_text_is_read_from_its_own_file(folder: Path) -> None:
    path = record(folder / "records", "forum")
    (issue,) = gather([path], Project()).issues
    document, given = read_issue(issue)
    assert document.text == path.read_text(encoding="utf-8")
    assert given is not None
    assert json.loads(given.events[0].evidence[0].of(document.text))["name"] == "Water Forum"


def test_two_texts_of_one_id_are_an_error_that_names_both(folder: Path) -> None:
    (folder / "newsletters" / "Water.md").write_text("other", encoding="utf-8")
    with pytest.raises(RepeatedId) as caught:
        gather((), load_project(folder))
    assert "Water.md" in str(caught.value)
    assert "water.txt" in str(caught.value)


def test_a_broken_correction_does_not_let_the_text_back_in(folder: Path) -> None:
    (folder / "records" / "water.json").write_text("{}", encoding="utf-8")
    gathered = gather((), load_project(folder))
    assert ids(gathered) == ["soil"]
    assert [type(error) for error in gathered.rejected] == [RecordError]


def test_spans_are_held_against_the_text(folder: Path) -> None:
    path = folder / "records" / "water.json"
    said = {"id": "r1", "text": "share data", "by": [], "in": "e1", "evidence": {"start": 0, "end": 5}}
    path.write_text(json.dumps(SMALL | {"recommendations": [said]}), encoding="utf-8")
    (issue,) = (issue for issue in gather((), load_project(folder)).issues if issue.id == "water")
    with pytest.raises(RecordError, match=r"water\.json"):
        read_issue(issue)


def test_a_record_of_a_text_that_was_changed_since_is_refused(folder: Path) -> None:
    text = folder / "newsletters" / "water.txt"
    record(folder / "records", "water", sha256=hashlib.sha256(text.read_bytes()).hexdigest())
    (issue,) = (issue for issue in gather((), load_project(folder)).issues if issue.id == "water")
    assert read_issue(issue)[1] is not None
    text.write_text("The Water Forum: share data", encoding="utf-8")
    with pytest.raises(RecordError, match=r"water\.json: .* has changed since .*; .* newsgraph reanchor"):
        read_issue(issue)
    record(folder / "records", "water")
    assert read_issue(issue)[1] is not None


def test_other_files_are_named_and_left_out(folder: Path) -> None:
    for name in ("README.md", "logo.png", ".hidden.txt"):
        (folder / "newsletters" / name).write_text("words", encoding="utf-8")
    gathered = gather((), load_project(folder))
    assert ids(gathered) == ["soil", "water"]
    assert [("README.md" in line, "logo.png" in line) for line in gathered.left_out] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize("name", ["empty", "nowhere", "image.png", "links.txt"])
def test_a_path_without_a_newsletter_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "image.png").write_bytes(b"\x89PNG")
    (tmp_path / "links.txt").write_text("the name of a graph of our own", encoding="utf-8")
    if name == "links.txt":
        assert gather([tmp_path / name], Project()).rejected
        return
    with pytest.raises(NothingToRead, match=name):
        gather([tmp_path / name], Project())


def test_a_build_without_paths_and_project_says_what_to_give() -> None:
    with pytest.raises(NothingToRead, match="--project"):
        gather((), Project())
