"""A project's own indexes link its things, leave in doubt what is unsure, and a person settles that."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph_builder.authorities import Authority, Name, NameKind, build_index
from graph_builder.cli import newsgraph
from graph_builder.errors import ProjectError
from graph_builder.gazetteer import Match, load_wording
from graph_builder.overrides import FILE, read_overrides
from graph_builder.project import Project, load_project
from graph_builder.records import dump_record
from graph_builder.registry import FILE as REGISTRY
from graph_builder.snapshots import current
from graph_builder.sssom import FILE as LINKS
from graph_builder.sssom import Link, links_in
from tests.graph_builder.test_registry import issue

ROR = "https://ror.org/"


def body(number: str, *names: str, **more: object) -> Authority:
    return Authority(
        iri=ROR + number,
        kind="organization",
        names=tuple(Name(one, NameKind.ACRONYM if one.isupper() else NameKind.LABEL) for one in names),
        **more,  # type: ignore[arg-type]
    )


KNOWN = (
    body("012kxk780", "River Trust", country="PE", wikidata=("Q11",)),
    body("015z29x25", "Fjord Bank", country="NO", wikidata=("Q12", "Q13")),
    body("006kxhp52", "Lake Union", country="KE", match=Match.CLOSE),
    body("02wp9c512", "Moor Council", country="GB"),
    body("01xnsst08", "Moor Council", country="IE"),
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with five bodies, and an index that knows four of them, one as two."""
    (tmp_path / "records").mkdir()
    bodies = ("River Trust", "Fjord Bank", "Lake Union", "Moor Council", "Dune Club")
    for newsletter, name in zip("abcde", bodies, strict=True):
        path = tmp_path / "records" / f"{newsletter}.json"
        path.write_text(dump_record(issue(f"Ana {name}", body=name)), encoding="utf-8")
    (tmp_path / "gazetteers").mkdir()
    index(tmp_path / "gazetteers" / "Bodies of 2026.index")
    return tmp_path


def index(path: Path) -> None:
    each = ((one.iri, one) for one in KNOWN)
    build_index(path, each, load_wording(), date="2026-06-23", sources=["bodies.json"])


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(newsgraph, list(words), input=typed)


def built(project: Path) -> dict[str, set[str]]:
    """Build from nothing but what the project holds; return what each body is linked to."""
    done = run("build", "--project", str(project), "--store", str(project / "store"))
    assert done.exit_code == 0, done.output
    found: dict[str, set[str]] = {}
    for link in links(project):
        found.setdefault(link.subject_label, set()).add(link.object_id)
    return found


def links(project: Path) -> list[Link]:
    return [one for one in links_in(current(project / "store").store) if "/organization/" in one.subject_id]


def review(project: Path, *words: str, typed: str = "") -> Result:
    return run("review", "--project", str(project), "--who", "Mei", *words, typed=typed)


def test_a_build_links_by_the_indexes_of_its_project(project: Path) -> None:
    assert built(project) == {
        "River Trust": {f"{ROR}012kxk780", "http://www.wikidata.org/entity/Q11"},
        # Of two items of one data set none is sure.
        "Fjord Bank": {f"{ROR}015z29x25"},
        "Lake Union": {f"{ROR}006kxhp52"},
    }


def test_a_link_of_an_index_says_where_it_is_from_and_why(project: Path) -> None:
    built(project)
    (lake,) = [one for one in links(project) if one.subject_label == "Lake Union"]
    assert lake.predicate_id.endswith("core#closeMatch")
    assert lake.mapping_justification.endswith("LexicalMatching")
    assert (lake.mapping_date, lake.confidence, lake.match_string) == ("2026-06-23", "0.95", "Lake Union")
    assert lake.mapping_source.endswith("#bodies-of-2026")
    assert lake.comment == "bears the name 'Lake Union'; country not known"
    assert "ror:006kxhp52" in (project / LINKS).read_text(encoding="utf-8")


def test_a_link_in_doubt_is_listed_with_its_reasons(project: Path) -> None:
    (line,) = review(project, "--list").stdout.splitlines()
    kind, subject, target, reasons = line.split("\t")
    assert (kind, subject, target) == ("organization", "organization/moor-council", f"{ROR}01xnsst08")
    assert "bears the name 'Moor Council'" in reasons
    assert f"fits <{ROR}02wp9c512> as well" in reasons


@pytest.mark.parametrize(
    ("typed", "decision", "linked"), [("y\n", "link", {f"{ROR}01xnsst08"}), ("n\n", "never-link", None)]
)
def test_a_decision_on_a_link_is_kept_and_not_asked_again(
    typed: str, decision: str, linked: set[str] | None, project: Path
) -> None:
    done = review(project, typed=typed)
    assert "Moor Council" in done.stdout
    assert "1 decision written" in done.stdout
    (written,) = read_overrides(project)
    assert (written.decision, written.subject, written.who) == (decision, "organization/moor-council", "Mei")
    for _ in range(2):
        assert built(project).get("Moor Council") == linked
        assert review(project, "--list").stdout == ""
        # From nothing: only what a person wrote is left.
        (project / REGISTRY).unlink()
        (project / LINKS).unlink()


def test_deleting_the_line_of_a_link_undoes_it(project: Path) -> None:
    review(project, typed="y\n")
    assert "Moor Council" in built(project)
    path = project / FILE
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert "Moor Council" not in built(project)
    assert review(project, "--list").stdout != ""


@pytest.mark.parametrize("typed", ["skip\n", "quit\n", ""])
def test_a_link_that_is_left_open_is_asked_again(typed: str, project: Path) -> None:
    assert "0 decisions written" in review(project, typed=typed).stdout
    assert review(project, "--list").stdout != ""


def test_the_settings_may_name_an_index_elsewhere(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "bodies"
    (project / "gazetteers" / "Bodies of 2026.index").rename(elsewhere)
    assert load_project(project).indexes == ()
    (project / "newsgraph.toml").write_text(f'gazetteers = "{elsewhere}"\n', encoding="utf-8")
    assert load_project(project).indexes == (elsewhere,)
    assert "River Trust" in built(project)


def test_an_index_that_is_set_and_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="nowhere: is missing; make it with: newsgraph gazetteer import"):
        _ = Project(folder=tmp_path, gazetteers="nowhere").indexes


def test_a_broken_index_stops_the_build_and_leaves_what_was_published(project: Path) -> None:
    built(project)
    before = current(project / "store").name
    (project / "gazetteers" / "Bodies of 2026.index").write_bytes(b"cut off")
    done = run("build", "--project", str(project), "--store", str(project / "store"))
    assert done.exit_code == 1
    assert "Bodies of 2026.index: is no index of authorities" in done.stderr
    assert current(project / "store").name == before
