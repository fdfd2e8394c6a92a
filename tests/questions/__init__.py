"""Competency questions: `NAME.rq` asks, `NAME.csv` holds the answer that a reader of the newsletters gives."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Final

from graph_builder.formats import RESULTS_CSV
from graph_builder.store import Solutions, Store

QUESTIONS: Final = tuple(sorted(Path(__file__).resolve().parent.glob("*.rq")))

Table = list[list[str]]


def answer(store: Store, question: Path) -> Table:
    """Return what a store answers: the names of the columns, then the rows in one order."""
    found = store.query(question.read_text(encoding="utf-8"))
    assert isinstance(found, Solutions)
    output = io.BytesIO()
    found.write(RESULTS_CSV, output)
    return _table(output.getvalue().decode())


def expected(question: Path) -> Table:
    """Return the right answer, in the same form."""
    return _table(question.with_suffix(".csv").read_text(encoding="utf-8"))


def _table(text: str) -> Table:
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    return [head, *sorted(rows)]
