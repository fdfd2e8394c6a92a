"""What the documents say is true now."""

import re
from pathlib import Path

import click
import pytest

from endpoint.cli import serve
from graph_builder.cli import newsgraph
from graph_builder.snapshots import current
from tests.support import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_the_first_screen_shows_the_two_commands() -> None:
    first = README.splitlines()[:20]
    assert any(line.strip().startswith("make serve") for line in first)
    assert any(line.strip().startswith("make test") for line in first)


def test_every_command_is_documented_and_no_other() -> None:
    context = click.Context(newsgraph)
    named = set(re.findall(r"^newsgraph ([a-z-]+)", "\n".join(blocks("sh")), flags=re.MULTILINE))
    assert named == {*newsgraph.list_commands(context), serve.name}


@pytest.mark.parametrize(
    "target", sorted(set(re.findall(r"^ +make ([a-z]+)", README + CONTRIBUTING, re.MULTILINE)))
)
def test_every_make_target_that_is_named_is_there(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, flags=re.MULTILINE)


def test_the_query_of_the_readme_has_an_answer(gold_store: Path) -> None:
    (query,) = re.findall(r"query='\n(.*?)'", README, flags=re.DOTALL)
    rows = current(gold_store).store.select(query)
    assert [str(person) for person, _ in rows] == ["Liu Yifeng"]


def test_the_python_example_runs(built_store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = blocks("python")
    exec(example.replace('"store"', repr(str(built_store))), {})  # noqa: S102 - our own README
    assert len(capsys.readouterr().out.splitlines()) == 3
