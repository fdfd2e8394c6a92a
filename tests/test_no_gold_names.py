"""Extraction knows no name beforehand: none of the gold records stands in code or lexicons."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support import ROOT, need_shared

#: A copy of the contract, byte for byte: its examples are not ours to choose.
CONTRACT = "graph_builder/record.schema.json"


def gold_names(record: dict[str, Any]) -> Iterator[str]:
    """Yield what a gold record calls things, save words without a capital, which are no names."""
    for kind in ("persons", "organizations", "events", "sessions"):
        for item in record[kind]:
            found = (item["name"], item.get("acronym"), *item.get("aliases", ()), *item.get("topics", ()))
            yield from (name for name in found if name and not name.islower())


def files() -> Iterator[Path]:
    """Yield the files of the code and the lexicons."""
    command = ["git", "ls-files", "graph_builder", "data/lexicons"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    yield from (ROOT / name for name in listed if name != CONTRACT)


def test_no_name_of_a_gold_record_stands_in_code_or_lexicons() -> None:
    gold = need_shared() / "contract" / "gold"
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(gold.rglob("*.json"))]
    names = {name for record in records if "newsletter" in record for name in gold_names(record)}
    assert len(names) > 400
    texts = {path.name: " ".join(path.read_text(encoding="utf-8").split()) for path in files()}
    spaced = {name: rf"(?<!\w){re.escape(' '.join(name.split()))}(?!\w)" for name in names}
    found = [
        (name, file)
        for file, text in texts.items()
        for name, pattern in spaced.items()
        if re.search(pattern, text)
    ]
    assert not found
