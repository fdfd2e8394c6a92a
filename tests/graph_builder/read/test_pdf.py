"""PDFs of other makers and other shapes: what is read of them is the same."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from graph_builder.extractors import extracted
from graph_builder.read import read_document
from graph_builder.records import Record
from graph_builder.text import fold_name
from tests.forms import paragraphs, pdf_of, printed, table_pdf
from tests.graph_builder.read.test_forms import without_places
from tests.support import NEWSLETTERS

ISSUE = NEWSLETTERS / "lmec-2021-06.txt"
TEXT = ISSUE.read_text(encoding="utf-8")


def read(raw: bytes, folder: Path) -> Record:
    path = folder / "issue.pdf"
    path.write_bytes(raw)
    return extracted(read_document(path)).record


def same(raw: bytes, folder: Path) -> None:
    assert without_places(read(raw, folder)) == without_places(extracted(read_document(ISSUE)).record)


@pytest.mark.parametrize("columns", [1, 2])
def test_pages_that_lie_on_their_side_are_read_upright(tmp_path: Path, columns: int) -> None:
    same(pdf_of(TEXT, columns=columns, head="News of the river", turned=True), tmp_path)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_pages_that_are_shown_turned_are_read_as_they_were_written(tmp_path: Path, degrees: int) -> None:
    document = pypdfium2.PdfDocument(pdf_of(TEXT, head="News of the river"))
    for page in document:
        page.set_rotation(degrees)
    document.save(tmp_path / "turned.pdf")
    same((tmp_path / "turned.pdf").read_bytes(), tmp_path)


#: A browser prints headings like any other words; two columns end alike, and the second begins at the top.
STYLES = {
    "one column": "font: 12pt serif",
    "two columns with hyphens": "columns: 2; hyphens: auto; text-align: justify; font: 10pt serif",
}


@pytest.mark.parametrize("style", STYLES)
def test_what_a_browser_prints_gives_the_same_finds(tmp_path: Path, style: str) -> None:
    words = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(TEXT))
    page = f'<html lang="en"><meta charset="utf-8"><body style="{STYLES[style]}">{words}</body></html>'
    same(printed(page, tmp_path), tmp_path)


def test_the_rows_of_a_table_are_read_across(tmp_path: Path) -> None:
    rows = [
        ["Name", "Post", "Talk"],
        ["Ann Lee", "Director, Water Fund", "Rivers"],
        ["Bo Berg", "Chair", "Rain"],
    ]
    (tmp_path / "table.pdf").write_bytes(table_pdf(rows, below="All of them spoke on 3 May 2021."))
    text = fold_name(read_document(tmp_path / "table.pdf").text)
    assert "ann lee director water fund rivers" in text
    assert "bo berg chair rain" in text
    assert text.endswith("all of them spoke on 3 may 2021")
