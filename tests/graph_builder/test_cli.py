"""The command line as a user meets it: in a process of its own."""

import contextlib
import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from graph_builder.snapshots import current, current_name
from tests.graph_builder.test_records import SMALL
from tests.support import NEWSLETTERS, ROOT

NEWSGRAPH = str(Path(sys.executable).with_name("newsgraph"))
SESSION_1 = NEWSLETTERS / "lmec-2020-07-session-1.txt"


def run(*words: object, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [NEWSGRAPH, *map(str, words)],
        capture_output=True,
        text=True,
        cwd=cwd or ROOT,
        env=os.environ | env,
        timeout=120,
        check=False,
    )


def one_line(told: str) -> str:
    """Return the one line that a failed command says of itself."""
    lines = [line for line in told.splitlines() if line.startswith("newsgraph: ")]
    assert len(lines) == 1, told
    assert "Traceback" not in told
    return lines[0]


@pytest.mark.parametrize(
    "command", ["extract", "build", "validate", "dump", "query", "check-ontology", "review", "serve"]
)
def test_help_shows_an_example(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert f"newsgraph {command}" in done.stdout
    assert "Example" in done.stdout


def test_extract_writes_a_record_for_each_text(tmp_path: Path) -> None:
    done = run("extract", NEWSLETTERS, "--out", tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(
        path.stem for path in NEWSLETTERS.iterdir()
    )


def test_extract_without_a_folder_prints_a_line_for_each_record() -> None:
    done = run("extract", SESSION_1)
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["newsletter"]["id"] == SESSION_1.stem


def test_a_build_is_published_and_asked(tmp_path: Path) -> None:
    done = run(
        "build", SESSION_1, "--store", tmp_path / "store", "--base-iri", "https://data.example.org/news"
    )
    assert done.returncode == 0, done.stderr
    assert "published 1 newsletter " in done.stdout
    answer = run("query", "--store", tmp_path / "store", "SELECT ?n { ?n a news:Newsletter }")
    assert answer.stdout.splitlines()[1:] == [f"https://data.example.org/news/id/newsletter/{SESSION_1.stem}"]


@pytest.mark.parametrize(
    ("query", "form", "found"),
    [
        ("ASK { ?s a news:Session }", "json", '"boolean":true'),
        ("SELECT ?number { ?s news:sessionNumber ?number }", "tsv", "?number"),
        ("CONSTRUCT WHERE { ?s a news:Session }", "nt", "ontology#Session"),
        ("CONSTRUCT WHERE { ?s a news:Session }", "jsonld", "@context"),
    ],
)
def test_a_query_is_answered_in_the_format_asked_for(
    built_store: Path, query: str, form: str, found: str
) -> None:
    done = run("query", "--store", built_store, "--format", form, query)
    assert done.returncode == 0, done.stderr
    assert found in done.stdout


def test_a_query_may_name_things_from_the_base_iri_on(built_store: Path) -> None:
    name = f"newsletter/{SESSION_1.stem}"
    done = run("query", "--store", built_store, f"SELECT ?c {{ <id/{name}> a news:Newsletter ; a ?c }}")
    assert len(done.stdout.splitlines()) > 1, done.stderr


def test_a_query_comes_from_a_file(built_store: Path, tmp_path: Path) -> None:
    (tmp_path / "ask.rq").write_text("ASK { ?s a news:Event }", encoding="utf-8")
    assert run("query", "--store", built_store, f"@{tmp_path / 'ask.rq'}").stdout.strip() == "true"


@pytest.mark.parametrize("form", ["ttl", "nt", "nq", "trig", "jsonld", "rdf"])
def test_a_dump_is_written_whole_and_warns_of_a_base_that_resolves_for_nobody(
    built_store: Path, tmp_path: Path, form: str
) -> None:
    done = run("dump", "--store", built_store, "--format", form, "--out", tmp_path / "dump")
    assert done.returncode == 0
    assert "resolves for nobody else" in one_line(done.stderr)
    assert (tmp_path / "dump").stat().st_size > 100_000
    assert [path.name for path in tmp_path.iterdir()] == ["dump"]


def test_what_is_published_conforms(built_store: Path) -> None:
    done = run("validate", "--store", built_store)
    assert (done.returncode, done.stdout) == (0, "conforms\n"), done.stderr


def test_rdf_that_breaks_a_shape_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(
        "<https://newsgraph.example/id/event/x> a <https://w3id.org/newsgraph/ontology#Event> .", "utf-8"
    )
    done = run("validate", path)
    assert done.returncode == 1
    assert "label" in done.stderr
    assert str(path) in done.stderr


# --- bad input --------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path, built_store: Path) -> Path:
    """Return a store of its own that holds the five newsletters."""

    return Path(shutil.copytree(built_store, tmp_path / "store"))


BAD_TEXTS = {
    "empty.txt": (b"", "is empty"),
    "blank.txt": (b"\n \n", "is empty"),
    "binary.txt": (b"\x89PNG\x00\x01\x02", "is binary"),
    "noise.txt": (bytes(range(1, 256)) * 4, "is not UTF-8"),
    "noise.pdf": (b"%PDF-1.7 and no more", "is cut off"),
    "broken.json": (b'{"newsletter": {}}', "breaks the record schema"),
    "dangling.json": (
        json.dumps(
            SMALL | {"recommendations": [{"id": "r1", "text": "x", "by": ["p7"], "in": "e1"}]}
        ).encode(),
        "'p7'",
    ),
}


@pytest.mark.parametrize("name", BAD_TEXTS)
@pytest.mark.parametrize("command", ["extract", "validate"])
def test_a_bad_file_is_rejected_with_one_line(tmp_path: Path, command: str, name: str) -> None:
    raw, problem = BAD_TEXTS[name]
    (tmp_path / name).write_bytes(raw)
    done = run(command, tmp_path / name)
    assert done.returncode == 1
    line = one_line(done.stderr)
    assert problem in line
    assert str(tmp_path / name) in line


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_a_bad_file_leaves_what_is_served_alone(tmp_path: Path, store: Path, name: str) -> None:
    before = current_name(store)
    raw, problem = BAD_TEXTS[name]
    (tmp_path / name).write_bytes(raw)
    done = run("build", tmp_path / name, "--store", store)
    assert done.returncode == 1
    assert problem in done.stderr
    assert "nothing could be published" in done.stderr
    assert current_name(store) == before


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_a_bad_file_does_not_stop_the_others(tmp_path: Path, name: str) -> None:
    raw, problem = BAD_TEXTS[name]
    (tmp_path / name).write_bytes(raw)
    done = run("build", SESSION_1, tmp_path / name, "--store", tmp_path / "store")
    assert done.returncode == 1
    assert problem in one_line(done.stderr)
    assert "published 1 newsletter " in done.stdout


def test_two_inputs_of_one_id_are_an_error_that_names_both(tmp_path: Path, store: Path) -> None:
    before = current_name(store)
    (tmp_path / SESSION_1.name).write_text("other words", encoding="utf-8")
    done = run("build", SESSION_1, tmp_path, "--store", store)
    assert done.returncode == 1
    line = one_line(done.stderr)
    assert str(SESSION_1) in line
    assert str(tmp_path / SESSION_1.name) in line
    assert current_name(store) == before


def test_a_text_without_an_event_is_published_alone_and_warned_of(tmp_path: Path) -> None:
    (tmp_path / "notice.txt").write_text("The printer in our office is broken.\n", encoding="utf-8")
    done = run("build", tmp_path / "notice.txt", "--store", tmp_path / "store")
    assert done.returncode == 0, done.stderr
    assert "notice.txt: warning: " in done.stderr
    assert "No event was found" in done.stderr
    answer = run("query", "--store", tmp_path / "store", "SELECT ?s { ?s prov:wasDerivedFrom ?n } ")
    assert len(answer.stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["build", "{folder}", "--store", "{folder}/s"], "holds no newsletter"),
        (["build", "{folder}/nowhere.txt", "--store", "{folder}/s"], "does not exist"),
        (["build", "--store", "{folder}/s"], "--project"),
        (["build", "--project", "{folder}/nowhere", "--store", "{folder}/s"], "is no folder"),
        (["build", "{text}", "--store", "{text}"], "cannot be written"),
        (["build", "{text}", "--store", "/proc/newsgraph"], "cannot be written"),
        (["build", "{text}", "--store", "{folder}/s", "--base-iri", "here"], "base IRI"),
        (["dump", "--store", "{folder}"], "newsgraph build --project DIR --store"),
        (["query", "--store", "{folder}", "DESCRIBE <a:b>"], "holds no snapshot"),
        (["query", "--store", "{store}", "SELECT"], "1:7"),
        (["query", "--store", "{store}", "@{folder}/nowhere.rq"], "cannot be read"),
        (["dump", "--store", "{store}", "--out", "{folder}/no/such"], "cannot be written"),
        (["extract", "{text}", "--out", "{text}"], "cannot be a folder"),
        (["validate", "--store", "{folder}"], "holds no snapshot"),
        (["validate", "{folder}/nowhere.ttl"], "is no file"),
        (["gazetteer", "import", "{folder}/nowhere.zip", "--out", "{folder}/x"], "is no file"),
        (["link", "--mentions", "{folder}/nowhere.tsv"], "is no file"),
        (["review", "--project", "{folder}/nowhere"], "is no folder"),
    ],
)
def test_wrong_use_gets_one_line_and_leaves_no_trace(
    tmp_path: Path, built_store: Path, words: list[str], told: str
) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    places = {"folder": str(folder), "text": str(SESSION_1), "store": str(built_store)}
    done = run(*(word.format(**places) for word in words))
    assert done.returncode == 2
    assert told in one_line(done.stderr.replace("newsgraph: warning", "warning"))
    assert list(folder.iterdir()) == []


def test_a_project_without_newsletters_is_named(tmp_path: Path) -> None:
    (tmp_path / "newsletters").mkdir()
    done = run("build", "--project", tmp_path, "--store", tmp_path / "store")
    assert done.returncode == 2
    assert "holds no newsletter" in one_line(done.stderr)


def test_a_plain_line_tells_each_stage_where_there_is_no_terminal(tmp_path: Path) -> None:
    done = run("build", SESSION_1, "--store", tmp_path / "store")
    assert [line for line in done.stderr.splitlines() if line.endswith(": 1")] == [
        "read: 1",
        "validate: 1",
        "map: 1",
    ]


def test_a_bar_tells_each_stage_on_a_terminal(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [NEWSGRAPH, "build", str(SESSION_1), "--store", str(tmp_path / "store")]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=theirs, env=os.environ | TERMINAL
    ) as child:
        os.close(theirs)
        shown = read_terminal(ours)
    assert child.returncode == 0
    assert "validate" in shown
    assert "1/1" in shown
    assert "\x1b[" in shown


#: What makes rich draw, wherever the tests themselves run.
TERMINAL = {"TERM": "xterm-256color", "COLUMNS": "100"}


def read_terminal(descriptor: int) -> str:
    """Return all that a process wrote to its terminal; Linux ends it with an error."""
    written = b""
    with contextlib.suppress(OSError):
        while part := os.read(descriptor, 4096):
            written += part
    os.close(descriptor)
    return written.decode()


def test_a_text_of_fifty_megabytes_is_built_in_bounded_memory(tmp_path: Path) -> None:
    """A real newsletter, and behind it as much prose as some archives put into one file."""
    prose = "The river rose in the night and nobody wrote it down, but the ferry went on at dawn.\n\n"
    text = SESSION_1.read_text(encoding="utf-8") + "\n\n"
    (tmp_path / "long.txt").write_text(text + prose * (50_000_000 // len(prose)), encoding="utf-8")
    command = [NEWSGRAPH, "build", str(tmp_path / "long.txt"), "--store", str(tmp_path / "store")]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    assert used.ru_maxrss < 2_000_000  # in KiB
    found = current(tmp_path / "store").store
    (count,) = next(iter(found.select("SELECT (COUNT(*) AS ?n) { ?p a news:Participation }")))
    assert str(count) == "8"
