"""What is unsure is asked once, and what a person answers holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph_builder.cli import newsgraph
from graph_builder.overrides import FILE, HEADER, read_overrides
from graph_builder.records import dump_record
from graph_builder.registry import FILE as REGISTRY
from tests.graph_builder.test_registry import issue

LISTED = (
    "person\ta#Ana Ruiz\tb#Ana Ruiz\t"
    "equal names, whatever their order (+30); no body, field or company in common\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project whose two newsletters name an Ana Ruiz each."""
    (tmp_path / "records").mkdir()
    for newsletter, body in (("a", "River Trust"), ("b", "Fjord Bank")):
        path = tmp_path / "records" / f"{newsletter}.json"
        path.write_text(dump_record(issue("Ana Ruiz", body=body)), encoding="utf-8")
    return tmp_path


def review(project: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(
        newsgraph, ["review", "--project", str(project), "--who", "Mei", *words], input=typed
    )


def test_what_is_unsure_is_listed_with_its_reasons(project: Path) -> None:
    done = review(project, "--list")
    assert (done.exit_code, done.stdout) == (0, LISTED)
    assert not (project / FILE).exists()


@pytest.mark.parametrize(("typed", "decision"), [("y\n", "same"), ("n\n", "different")])
def test_a_decision_is_written_and_never_asked_again(project: Path, typed: str, decision: str) -> None:
    done = review(project, typed=typed)
    assert done.exit_code == 0, done.output
    assert "Ana Ruiz (River Trust), in a" in done.stdout
    assert "1 decision written" in done.stdout
    (written,) = read_overrides(project)
    assert (written.decision, written.kind, written.who) == (decision, "person", "Mei")
    assert {written.subject, written.object} == {"a#Ana Ruiz", "b#Ana Ruiz"}
    # Nothing but the decision is left of what was built before.
    (project / REGISTRY).unlink(missing_ok=True)
    assert review(project, "--list").stdout == ""


@pytest.mark.parametrize("typed", ["skip\n", "quit\n", "", "\n"])
def test_what_is_left_open_is_asked_again(project: Path, typed: str) -> None:
    done = review(project, typed=typed)
    assert done.exit_code == 0, done.output
    assert "0 decisions written" in done.stdout
    assert not (project / FILE).exists()
    assert review(project, "--list").stdout == LISTED


def test_a_deleted_line_undoes_the_decision(project: Path) -> None:
    review(project, typed="y\n")
    path = project / FILE
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert review(project, "--list").stdout == LISTED


def test_decisions_that_contradict_stop_the_review_with_one_line(project: Path) -> None:
    lines = ["\t".join(HEADER), "same\tperson\ta#A\tb#A", "different\tperson\tb#A\ta#A", ""]
    (project / FILE).write_text("\n".join(lines), encoding="utf-8")
    done = review(project, "--list")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == (
        f"newsgraph: {project / FILE}, line 3: contradicts line 2; delete one of them"
    )
