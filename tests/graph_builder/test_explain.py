"""What extraction found, marked in the text, with the reason for each find."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from graph_builder import confidence
from graph_builder.explain import finds, marked, reasons
from graph_builder.extractors import extracted
from graph_builder.lexicon import load_lexicon
from graph_builder.read import Document
from graph_builder.records import findings, spans
from tests.support import NEWSLETTERS

TEXT = (
    "On 3 May 2021, the Delta Forum was held in Nairobi, Kenya. "
    "The forum was chaired by Ms. Ann Lee, Director of the Water Fund."
)
DOCUMENT = Document(id="x", text=TEXT, file="x.txt", sha256="0" * 64)


def test_each_find_stands_between_its_numbers_and_nothing_else_changes() -> None:
    record = extracted(DOCUMENT).record
    found = finds(record)
    assert len(found) == sum(len(spans(item)) for _, item in findings(record))
    plain = marked(DOCUMENT, found).plain
    for find in found:
        assert plain.count(f"[{find.number} ") == plain.count(f" {find.number}]") == 1
    person = next(find for find in found if find.what == "Ann Lee")
    between = plain.split(f"[{person.number} ")[1].split(f" {person.number}]")[0]
    assert "Ann Lee" in between
    for find in found:
        plain = plain.replace(f"[{find.number} ", "", 1).replace(f" {find.number}]", "", 1)
    assert plain == TEXT


def test_each_find_has_its_place_words_confidence_and_reasons() -> None:
    found = extracted(DOCUMENT).record
    lines = list(reasons(DOCUMENT, finds(found, confidence.reasons(found, load_lexicon()))))
    chair = next(line for line in lines if "chair in" in line)
    assert "line 1" in chair
    assert "participation" in chair
    assert re.search(r"\| 0\.\d\d rule chair-after, the person has a form of address", chair)
    assert "Ann Lee: chair in Delta Forum" in chair


def test_the_command_line_explains_with_plain_marks_where_there_is_no_terminal() -> None:
    command = [str(Path(sys.executable).with_name("newsgraph")), "extract", "--explain"]
    done = subprocess.run(
        [*command, str(NEWSLETTERS / "lmec-2019-03.txt")], capture_output=True, text=True, check=True
    )
    assert "[1 " in done.stdout
    assert " 1]" in done.stdout
    assert "\x1b" not in done.stdout
    assert "speaker in" in done.stdout
