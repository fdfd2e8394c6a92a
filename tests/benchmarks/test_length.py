"""Memory is bounded by the length of a text."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from benchmarks.length import text_of
from tests.support import ROOT


def measured(path: Path, length: int) -> dict[str, float]:
    path.write_text(text_of(length), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.length", str(path)]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def test_a_text_is_as_long_as_it_should_be_and_has_other_persons_in_each_copy() -> None:
    text = text_of(100_000)
    assert len(text) == 100_000
    copies = {match[0] for match in re.finditer(r"LIU Yifeng\w*", text)}
    assert len(copies) > 2
    assert "LIU Yifeng" not in copies


def test_memory_grows_with_the_length_of_a_text_and_no_faster(tmp_path: Path) -> None:
    small = measured(tmp_path / "small.txt", 200_000)
    large = measured(tmp_path / "large.txt", 1_200_000)
    assert large["persons"] > 5 * small["persons"]
    # So much for each million characters that ten of them, with what the program itself takes, make 200 MB.
    assert large["peak memory, MB"] - small["peak memory, MB"] < 20
    assert large["peak memory, MB"] < 100
