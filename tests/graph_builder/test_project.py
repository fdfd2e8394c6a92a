from pathlib import Path

import pytest

from graph_builder.errors import InputError, ProjectError
from graph_builder.iris import DEFAULT_BASE
from graph_builder.project import Project, load_project
from tests.support import ROOT


def test_without_a_folder_or_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_project(None) == Project()
    assert load_project(tmp_path) == Project(folder=tmp_path)
    assert load_project(None).iris.base == DEFAULT_BASE


def test_the_project_of_the_five_newsletters_is_read() -> None:
    project = load_project(ROOT / "data")
    assert project.title.startswith("Newsletters of")
    assert project.newsletters is not None
    assert len(list(project.newsletters.iterdir())) == 5


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("title = ", "cannot be read"),
        ("colour = 'red'", "does not know 'colour'"),
        ("title = 3", "give a string"),
        ("snapshots = 'three'", "give a whole number"),
        ("snapshots = true", "give a whole number"),
        ("snapshots = 0", "1 or more"),
        ("texts = 'some'", "'full' or 'quotes'"),
        ("base_iri = 'data'", "base IRI"),
    ],
)
def test_a_broken_setting_is_named_with_its_file(tmp_path: Path, toml: str, words: str) -> None:
    (tmp_path / "newsgraph.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(InputError, match=words) as caught:
        load_project(tmp_path)
    assert "newsgraph.toml" in str(caught.value)


def test_a_project_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="nowhere"):
        load_project(tmp_path / "nowhere")
