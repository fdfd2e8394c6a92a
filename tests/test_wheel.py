import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.endpoint.example import Server
from tests.support import NEWSLETTERS, ROOT

COMMAND = "from endpoint.cli import main; main()"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds what the wheel installs."""
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(site: Path, cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_command_works_from_the_wheel_outside_the_checkout(site: Path, tmp_path: Path) -> None:
    where = run(site, tmp_path, "-c", "import graph_builder.resources as r; print(r.ONTOLOGY)")
    assert where.stdout.strip() == str(site / "graph_builder" / "shipped" / "ontology")
    done = run(site, tmp_path, "-c", COMMAND, "build", str(NEWSLETTERS), "--store", "store")
    assert done.returncode == 0, done.stderr
    assert "published 5 newsletters" in done.stdout
    assert run(site, tmp_path, "-c", COMMAND, "validate", "--store", "store").stdout == "conforms\n"


def test_the_wheel_names_the_command_and_carries_the_licence(site: Path) -> None:
    (info,) = site.glob("newsgraph-*.dist-info")
    assert "newsgraph = endpoint.cli:main" in (info / "entry_points.txt").read_text(encoding="utf-8")
    assert (info / "licenses" / "LICENSE").is_file()
    assert (site / "graph_builder" / "shipped" / "data" / "gazetteers" / "countries.LICENCE.txt").is_file()
    assert not list(site.rglob("*.pyc"))


def test_the_site_is_served_from_the_wheel(site: Path, tmp_path: Path) -> None:
    assert run(site, tmp_path, "-c", COMMAND, "build", str(NEWSLETTERS), "--store", "store").returncode == 0
    server = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "serve", "--store", "store", "--port", "0"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(site)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        served = Server(int(server.stdout.readline().rpartition(":")[2].strip("/\n")))
        start = served.ask("/").text
        assert "There are no example questions here" in start
        assert served.ask("/static/style.css").media_type == "text/css"
    finally:
        server.terminate()
        server.communicate(timeout=30)
