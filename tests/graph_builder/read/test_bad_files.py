"""Broken and hostile files: one clear line each, bounded memory and time, and the others go on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_builder.errors import InputError, RecordError, UnreadableText
from graph_builder.extractors import extracted
from graph_builder.formats import RDF_XML
from graph_builder.lexicon import load_lexicon
from graph_builder.read import read_document
from graph_builder.records import findings, parse_record, spans
from graph_builder.snapshots import current
from tests.forms import docx_of, mail_of, page_of, pdf_of, scanned_pdf
from tests.support import NEWSLETTERS, built

TEXT = "Water Days\n\nOn 3 May 2021, the Delta Forum was held in Nairobi.\n"


def zipped(**parts: bytes) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/") + ".xml", content)
    return output.getvalue()


def deep_docx() -> bytes:
    """Return a document whose XML is 100,000 elements deep."""
    source, output = zipfile.ZipFile(io.BytesIO(docx_of(TEXT))), io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as file:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                content = b"<a>" * 100_000 + b"</a>" * 100_000
            file.writestr(name, content)
    return output.getvalue()


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "encrypted.pdf": (lambda: pdf_of(TEXT, lock="key"), "is encrypted; save it without a password"),
    "cut.pdf": (lambda: pdf_of(TEXT)[:-600], "is cut off: its end is missing"),
    "broken.pdf": (lambda: b"%PDF-1.7\n" + b"x" * 500 + b"\n%%EOF", "is no PDF, or a broken one"),
    "words.pdf": (lambda: b"These are words.", "is no PDF, or a broken one"),
    "scan.pdf": (scanned_pdf, "only pictures of it; run a text recognition (OCR) on it"),
    "words.docx": (lambda: b"These are words.", "is no DOCX (File is not a zip file); save it as .docx"),
    "old.docx": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is encrypted, or an old Word"),
    "cut.docx": (lambda: docx_of(TEXT)[:3000], "is no DOCX"),
    "empty.docx": (lambda: docx_of(""), "holds no text"),
    "other.docx": (lambda: zipped(a=b"<a/>"), "is no Word document"),
    "bomb.docx": (lambda: zipped(word__document=b"\0" * (70 * 2**20)), "unpacks to 70 MB, too much"),
    "deep.docx": (deep_docx, "is no Word document"),
    "annex.eml": (lambda: mail_of("", subject="Annex", attachment=b"%PDF"), "has 1 attachment but no text"),
    "empty.eml": (lambda: b"Subject: Nothing\n\n", "is a mail without text"),
    "nul.txt": (lambda: b"Delta Forum\0", "is binary, not text"),
    "tags.html": (lambda: b"<div>" * 100_000, "is a page without text"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_name_and_the_reason(tmp_path: Path, name: str) -> None:
    make, reason = BAD[name]
    path = tmp_path / name
    path.write_bytes(make())
    with pytest.raises(UnreadableText) as caught:
        read_document(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


ODD = {
    "attached.eml": mail_of(
        TEXT, subject="Water Days", date="Mon, 3 May 2021 09:00:00 +0000", attachment=b"x"
    ),
    "nowhere.eml": b"Subject: =?no-such-charset?b?4pyT?=\nDate: yesterday\n"
    b"Content-Type: text/plain; charset=x-no\n\n"
    b"On 3 May 2021, the Delta Forum was held.",
    "marks.txt": "On 3 May\u200f 2021, the \u202eDelta\u202c Forum was held.\r\nIt\r.\x01\x0c".encode(),
    "deep.html": b"<div>" * 100_000 + b"On 3 May 2021, the Delta Forum was held.",
    "two pages.pdf": pdf_of(TEXT * 40),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(ODD[name])
    assert "the Delta Forum was held" in read_document(tmp_path / name).readable


def test_what_a_mail_leaves_unread_is_told(tmp_path: Path) -> None:
    (tmp_path / "letter.eml").write_bytes(ODD["attached.eml"])
    document = read_document(tmp_path / "letter.eml")
    assert document.notes == ("has 1 attachment, not read",)
    assert document.text.startswith(
        "From: Editorial office <news@example.org>\nDate: 03 May 2021\nSubject: Water Days\n\nWater Days"
    )


def test_pages_are_numbered(tmp_path: Path) -> None:
    (tmp_path / "issue.pdf").write_bytes(pdf_of(TEXT.replace("Delta", "First") * 20 + TEXT * 20))
    document = read_document(tmp_path / "issue.pdf")
    assert document.place(0) == "page 1"
    assert document.place(len(document.text) - 1) == f"page {len(document.pages)}"
    assert list(document.pages) == sorted(document.pages)


@pytest.mark.parametrize("value", ['"\\ud800"', '"a\\u0000b"', '"a\\u0008b"'])
def test_a_record_with_characters_that_no_graph_can_hold_is_refused(value: str) -> None:
    raw = f'{{"newsletter": {{"title": {value}}}, "events": [], "sessions": [], "persons": [],'
    raw += ' "organizations": [], "countries": [], "participations": [], "recommendations": []}'
    with pytest.raises(RecordError, match="character"):
        parse_record(raw, "issue.json")


def test_a_graph_of_odd_characters_can_be_dumped_as_xml(tmp_path: Path) -> None:
    text = (NEWSLETTERS / "lmec-2019-03.txt").read_text(encoding="utf-8")
    odd = text.replace("the Parallel", "the\x0c Para\u200fllel").replace(" was ", " \x01was\ufffe ")
    (tmp_path / "odd.txt").write_bytes(odd.encode())
    (tmp_path / "page.html").write_text(page_of(text).replace(" was ", " &#1;was&#xFFFE; "), encoding="utf-8")
    store = built(tmp_path / "store", tmp_path / "odd.txt", tmp_path / "page.html")
    output = io.BytesIO()
    current(store).store.dump(RDF_XML, output)
    assert len(rdflib.Graph().parse(data=output.getvalue(), format="xml")) > 500


@cache
def newsletter(index: int) -> str:
    paths = sorted(NEWSLETTERS.glob("*.txt"))
    return paths[index % len(paths)].read_text(encoding="utf-8")[:2500]


#: What may happen to a text on its way: letters lost, cut, doubled, or things put in.
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 2500),
        st.integers(0, 40),
        st.sampled_from(
            ["", "\0", "\x0b", "\u200f", "\ufeff", "\ud800", "\r", "\r\n", "<b>", "&amp;", "湄", "(", "1. "]
        )
        | st.text(max_size=8),
    ),
    max_size=12,
)  # fmt: skip


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 4), CHANGES, st.sampled_from([".txt", ".md", ".html", ".eml"]))
def test_no_mutation_of_a_newsletter_crashes_or_gives_a_span_outside(
    tmp_path: Path, index: int, changes: list[tuple[int, int, str]], form: str
) -> None:
    text = newsletter(index)
    for start, length, piece in changes:
        text = text[:start] + piece + text[start + length :]
    path = tmp_path / f"issue{form}"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        document = read_document(path)
    except InputError:
        return
    record = extracted(document, lexicon=load_lexicon()).record
    for _, item in findings(record):
        for span in spans(item):
            assert 0 <= span.start < span.end <= len(document.text)
