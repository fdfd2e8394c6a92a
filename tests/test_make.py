import subprocess

import pytest

from tests.support import ROOT


def make(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *words], cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_second_run_repeats_no_setup() -> None:
    if not (ROOT / ".venv" / ".ready").exists():
        pytest.skip("this environment was not made by make")
    assert make("--question", "setup").returncode == 0


@pytest.mark.parametrize("target", ["serve", "test", "check", "bench", "score"])
def test_every_target_sets_up_what_it_needs(target: str) -> None:
    done = make("--dry-run", "--assume-new=requirements.lock", target)
    assert done.returncode == 0, done.stderr
    assert "--require-hashes -r requirements.lock" in done.stdout


def test_the_lock_names_no_host_and_gives_every_version_exactly() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if "://" in line]
    packages = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert packages
    assert not [line for line in packages if "==" not in line]
