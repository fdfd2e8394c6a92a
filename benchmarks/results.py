"""Where figures go: one JSON file a benchmark, with the commit, the machine and the sizes they are of."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
RESULTS: Final = ROOT / "benchmarks" / "results"


def seconds(work: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the median time of `work` in seconds, after one run that is not counted.

    With `time.process_time` as its clock, that is the time that a processor spent on it: what else the
    machine did meanwhile does not count.
    """
    work()
    measured = []
    for _ in range(times):
        started = clock()
        work()
        measured.append(clock() - started)
    return statistics.median(measured)


def keep(name: str, sizes: dict[str, object], figures: dict[str, object]) -> None:
    """Write figures, and print them."""
    found = {"commit": commit(), "machine": machine(), "sizes": sizes, "figures": figures}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"{name}: {json.dumps(sizes)}")
    for figure, value in figures.items():
        print(f"  {figure:38} {value}")


def commit() -> str:
    """Return the commit measured, with a mark where files other than the figures differ from it."""
    git = ["git", "-C", str(ROOT)]
    name = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
    others = [".", ":!benchmarks/results"]
    changed = subprocess.run([*git, "diff", "--quiet", "HEAD", "--", *others], check=False).returncode
    return f"{name.stdout.strip()}{'-dirty' if changed else ''}"


def machine() -> dict[str, object]:
    """Return what tells one machine from another."""
    return {"cores": os.cpu_count(), "processor": processor(), "python": platform.python_version()}


def processor() -> str:
    """Return the processor's name, where the system tells it."""
    information = Path("/proc/cpuinfo")
    names = information.read_text(encoding="utf-8").splitlines() if information.is_file() else []
    return next(
        (line.split(":")[1].strip() for line in names if line.startswith("model name")), platform.machine()
    )
