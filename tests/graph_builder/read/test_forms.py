"""One newsletter in every form: what is read of it is the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from graph_builder.extract import extract
from graph_builder.lexicon import load_lexicon
from graph_builder.read import read_document
from graph_builder.records import Record, dump_record, findings, moved, spans
from graph_builder.text import fold_name
from tests.forms import docx_of, mail_of, page_of, pdf_of
from tests.support import NEWSLETTERS

TEXTS = sorted(NEWSLETTERS.glob("*.txt"))
FORMS: dict[str, Callable[[str, str], bytes]] = {
    "page.html": lambda text, title: page_of(text).encode(),
    "word.docx": lambda text, title: docx_of(text),
    "plain.pdf": lambda text, title: pdf_of(text, head="A running head with Mr. Nobody Special"),
    "columns.pdf": lambda text, title: pdf_of(
        text, columns=2, hyphens=True, head="A running head with Mr. Nobody Special"
    ),
    "plain.eml": lambda text, title: mail_of(text, subject=title),
    "page.eml": lambda text, title: mail_of(text, subject=title, page=True),
}


@cache
def expected(path: Path) -> Record:
    return extract(read_document(path), load_lexicon())


def without_places(record: Record) -> Any:
    """Return a record as JSON without its file and without spans."""
    unplaced = moved(record, lambda _: next(iter(spans(record.organizations[0]))))
    return json.loads(
        dump_record(
            replace(unplaced, newsletter=replace(record.newsletter, id=None, file=None, sha256=None)),
        ),
        object_hook=lambda item: {key: value for key, value in item.items() if key != "evidence"},
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_the_record_is_the_same_in_every_form_but_for_its_spans(
    path: Path, form: str, tmp_path: Path
) -> None:
    right = expected(path)
    file = tmp_path / form
    file.write_bytes(FORMS[form](path.read_text(encoding="utf-8"), right.newsletter.title))
    document = read_document(file)
    record = extract(document, load_lexicon())
    assert without_places(record) == without_places(right)
    for (_, one), (_, other) in zip(findings(moved(record, document.source)), findings(right), strict=True):
        for here, there in zip(spans(one), spans(other), strict=True):
            assert fold_name(document.words(here)) == fold_name(there.of(path.read_text(encoding="utf-8")))
