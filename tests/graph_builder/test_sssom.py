from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph_builder.cli import newsgraph
from graph_builder.errors import GazetteerError
from graph_builder.iris import Iris
from graph_builder.snapshots import current
from graph_builder.sssom import FILE, Link, check_ours, links_in, parse_sssom, sssom_table
from tests.support import NEWSLETTERS, ROOT, need_tool

WRI = Link(
    subject_id="https://newsgraph.example/id/organization/world-resources-institute",
    subject_label="World Resources Institute",
    predicate_id="http://www.w3.org/2002/07/owl#sameAs",
    object_id="https://ror.org/047ktk903",
    mapping_justification="https://w3id.org/semapv/vocab/LexicalMatching",
    mapping_date="2026-06-23",
    confidence="0.99",
    mapping_tool="newsgraph",
)
TABLE = sssom_table([WRI], Iris())


def test_a_table_gives_back_what_was_written() -> None:
    assert parse_sssom(TABLE, FILE) == (WRI,)


def test_every_link_of_a_graph_is_in_its_table(built_store: Path) -> None:
    store = current(built_store).store
    links = links_in(store)
    pairs = {
        (str(s), str(o))
        for s, o in store.select(
            "SELECT ?s ?o { GRAPH ?g { ?s owl:sameAs|skos:closeMatch|skos:exactMatch|skos:broadMatch ?o } }"
        )
    }
    assert pairs
    assert {(one.subject_id, one.object_id) for one in links} == pairs
    assert parse_sssom(sssom_table(links, Iris()), FILE) == links
    assert all(one.confidence and one.mapping_tool and one.mapping_source for one in links)


def test_the_table_of_our_own_project_is_that_of_its_graph(built_store: Path) -> None:
    kept = (ROOT / "data" / FILE).read_text(encoding="utf-8")
    now = sssom_table(links_in(current(built_store).store), Iris())
    assert kept == now, f"run make build and commit data/{FILE}"


def test_sssom_py_has_nothing_to_object_to(tmp_path: Path) -> None:
    tool = need_tool("sssom", "sssom")
    kept = (ROOT / "data" / FILE).read_text(encoding="utf-8")
    for number, (text, well_formed) in enumerate(
        [(kept, True), (kept.replace("semapv:LexicalMatching", "no justification"), False)]
    ):
        path = tmp_path / f"{number}.sssom.tsv"
        path.write_text(text, encoding="utf-8")
        done = subprocess.run([tool, "validate", path], capture_output=True, text=True)
        told = done.stdout + done.stderr
        assert (
            done.returncode == 0 and "not well-formed" not in told and "Error" not in told
        ) == well_formed, told


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (TABLE.replace("predicate_id", "relation"), "has no column predicate_id"),
        (TABLE.replace("0.99", "high"), "has the confidence 'high'"),
        (TABLE.replace("0.99", "1.2"), "has the confidence '1.2'"),
        (TABLE.replace("2026-06-23", "yesterday"), "has the date 'yesterday'"),
        (TABLE.replace("\tror:047", "\tgrid:047"), "has 'grid:047ktk903', whose prefix is not explained"),
        (TABLE.replace("\tror:047ktk903", "\t"), "has no object_id"),
        (TABLE + "one cell\n", "has 1 cells, not 8"),
        ("", "has no column subject_id"),
    ],
)
def test_a_broken_table_is_refused_with_its_line(table: str, said: str) -> None:
    with pytest.raises(GazetteerError, match=rf"{FILE}:\d+") as refused:
        parse_sssom(table, FILE)
    assert said in str(refused.value)


def test_a_table_of_another_tool_is_never_replaced(tmp_path: Path) -> None:
    other = TABLE.replace("\tnewsgraph\n", "\tanother-tool\n")
    with pytest.raises(GazetteerError, match="by another-tool, not by newsgraph"):
        check_ours(other, FILE)
    project = tmp_path / "project"
    shutil.copytree(NEWSLETTERS, project / "newsletters")
    (project / FILE).write_text(other)
    outcome = CliRunner().invoke(
        newsgraph, ["build", "--project", str(project), "--store", str(tmp_path / "store")]
    )
    assert outcome.exit_code == 1
    assert "move the file elsewhere" in outcome.stderr
    assert (project / FILE).read_text() == other
    assert not (tmp_path / "store").exists()


def test_a_build_of_a_project_writes_its_links_and_one_of_a_part_does_not(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "newsletters").mkdir(parents=True)
    text = next(NEWSLETTERS.glob("*.txt"))
    shutil.copy(text, project / "newsletters")
    arguments = ["build", "--project", str(project), "--store", str(tmp_path / "store")]
    assert CliRunner().invoke(newsgraph, [*arguments, str(text)]).exit_code == 0
    assert not (project / FILE).exists()
    assert CliRunner().invoke(newsgraph, arguments).exit_code == 0
    assert parse_sssom((project / FILE).read_text(encoding="utf-8"), FILE)
