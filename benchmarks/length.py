"""Whether time and memory grow with the length of a text, from 10 KB to 10 MB.

    python -m benchmarks.length

A text is made of the newsletters in data/, again and again, with other persons in each copy. Each length
is read and extracted by a process of its own, whose largest memory is measured by the system.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from functools import partial
from itertools import count, product
from pathlib import Path
from string import ascii_lowercase
from typing import Final

from benchmarks.results import ROOT, keep
from graph_builder.extractors import extracted
from graph_builder.lexicon import load_lexicon
from graph_builder.read import read_document

LENGTHS: Final = (10_000, 100_000, 1_000_000, 10_000_000)


def main() -> None:
    """Measure each length, print and keep."""
    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        for length in LENGTHS:
            path = Path(folder) / f"of-{length}.txt"
            path.write_text(text_of(length), encoding="utf-8")
            taken = json.loads(
                subprocess.run(
                    [sys.executable, "-m", "benchmarks.length", str(path)],
                    capture_output=True,
                    check=True,
                    cwd=ROOT,
                ).stdout
            )
            for name, value in taken.items():
                figures[f"{length // 1000} KB, {name}"] = value
    keep("length", {"lengths": list(LENGTHS)}, figures)


def text_of(length: int) -> str:
    """Return a text of so many characters: the newsletters, with other persons in each copy."""
    texts = [
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "data" / "newsletters").glob("*.txt"))
    ]
    words = {word for text in texts for word in names_in(text)}
    name = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, words)))})\b")
    endings = ("".join(letters) for size in count(2) for letters in product(ascii_lowercase, repeat=size))
    parts: list[str] = []
    total = 0
    while total < length:
        longer = partial(_longer, next(endings))
        for text in texts:
            parts.append(f"{name.sub(longer, text)}\n\n")
            total += len(parts[-1])
    return "".join(parts)[:length]


def peak_memory() -> int:
    """Return the most memory that this process held, in KiB; 0 where the system does not tell.

    `getrusage` would count what the process that started this one held then, too.
    """
    status = Path("/proc/self/status")
    told = re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(), re.MULTILINE) if status.exists() else None
    return int(told[1]) if told else 0


def names_in(text: str) -> set[str]:
    """Return the words behind a form of address: parts of the names of persons."""
    return set(re.findall(r"\b(?:Mr|Ms|Dr)\.\s+(?:\w+\s+)?([A-Z]\w{2,})", text))


def _longer(ending: str, name: re.Match[str]) -> str:
    return name[0] + (ending.upper() if name[0].isupper() else ending)


def measured(path: Path) -> dict[str, object]:
    """Return how long a text takes, how many words a second that is, and the largest memory of all."""
    lexicon = load_lexicon()
    # Patterns are made of the lexicon when a first text is read.
    extracted(read_document(ROOT / "data" / "newsletters" / "lmec-2019-03.txt"), lexicon=lexicon)
    began = time.perf_counter()
    document = read_document(path)
    found = extracted(document, lexicon=lexicon).record
    taken = time.perf_counter() - began
    peak = peak_memory() // 1024
    return {
        "seconds": round(taken, 2),
        "words a second": round(len(document.text.split()) / taken),
        "peak memory, MB": peak,
        "persons": len(found.persons),
    }


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measured(Path(sys.argv[1]))))
    else:
        main()
