"""Extract the newsletters of a folder and score what comes out against gold records.

usage: score.py [--newsletters DIR] [--gold DIR] [options of the contract's score.py]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from graph_builder.extractors import extracted
from graph_builder.lexicon import load_lexicon
from graph_builder.read import TEXT_SUFFIXES, read_document
from graph_builder.records import dump_record

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = ROOT.parent / "shared" / "contract"


def write_records(newsletters: Path, out: Path) -> int:
    """Write a record for each text of a folder; return how many."""
    lexicon = load_lexicon()
    count = 0
    for path in sorted(newsletters.iterdir()):
        if path.suffix in TEXT_SUFFIXES and path.stem != "README":
            record = extracted(read_document(path), lexicon=lexicon).record
            (out / f"{path.stem}.json").write_text(dump_record(record), encoding="utf-8")
            count += 1
    return count


def main() -> int:
    """Print the table of scores; without the contract beside the checkout, say so."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--newsletters", type=Path, default=ROOT / "data" / "newsletters")
    parser.add_argument("--gold", type=Path, default=CONTRACT / "gold")
    arguments, others = parser.parse_known_args()
    script = CONTRACT / "score.py"
    if not script.is_file():
        print(f"no scores: the contract does not lie at {CONTRACT.name} beside the checkout", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        write_records(arguments.newsletters, Path(folder))
        command = [sys.executable, str(script), "--gold", str(arguments.gold), "--pred", folder]
        return subprocess.run([*command, *(others or ["--per-file"])], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
