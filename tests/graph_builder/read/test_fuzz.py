"""Whatever happens to the bytes of a file on their way: it is read, or refused in one clear line."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_builder.errors import UnreadableText
from graph_builder.extractors import extracted
from graph_builder.lexicon import load_lexicon
from graph_builder.read import Document, read_document
from graph_builder.records import findings, spans
from tests.forms import docx_of, mail_of, page_of, pdf_of
from tests.support import NEWSLETTERS

FORMS: dict[str, Callable[[str], bytes]] = {
    ".pdf": lambda text: pdf_of(text, columns=2, head="News of the river"),
    ".docx": docx_of,
    ".eml": lambda text: mail_of(text, subject="Water", page=True, attachment=b"PDF"),
    ".html": lambda text: page_of(text).encode(),
    ".txt": str.encode,
}
#: What breaks files: bytes that mean something in one of the forms.
PIECES = [
    b"", b"\0", b"\xff\xfe", b"\xed\xa0\x80", "\u202e".encode(), b"\r", b"<", b">", b"</w:p>", b"<w:r>",
    b"<!--",
    b"&#xD800;", b"&#x110000;", b"=?utf-8?b?", b"charset=utf-7", b"charset=hex", b"boundary=", b"\r\n\r\n",
    b'Content-Type: multipart/mixed; boundary="a"\r\n\r\n--a\r\n', b"message/rfc822", b"endobj", b"stream",
    b"99999999999", b"-1", b"%%EOF",
]  # fmt: skip
CHANGES = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.sampled_from([0, 0, 1, 7, 300]),
        st.sampled_from(PIECES) | st.binary(min_size=1, max_size=6),
    ),
    min_size=1,
    max_size=10,
)
Change = tuple[float, int, bytes]
BOUNDED = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FEW = settings(BOUNDED, max_examples=12)


@cache
def made(form: str) -> bytes:
    text = (NEWSLETTERS / "lmec-2019-03.txt").read_text(encoding="utf-8")
    return FORMS[form](text[:2500])


def changed(raw: bytes, changes: list[Change]) -> bytes:
    for place, length, piece in changes:
        start = int(place * len(raw))
        raw = raw[:start] + piece + raw[start + length :]
    return raw


def read(path: Path) -> Document | str:
    """Return a document, or why there is none."""
    try:
        return read_document(path)
    except UnreadableText as error:
        return str(error)


def check(path: Path, raw: bytes) -> None:
    """Read a file and extract it; fail on anything but a document without harm or a clear refusal."""
    path.write_bytes(raw)
    document = read(path)
    if isinstance(document, str):
        assert re.fullmatch(re.escape(f"{path}: ") + r"[^\n]+", document), document
        return
    assert not re.search("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]", document.text)
    assert all(0 <= page <= len(document.text) for page in document.pages)
    for _, item in findings(extracted(document, lexicon=load_lexicon()).record):
        for span in spans(item):
            assert 0 <= span.start < span.end <= len(document.text)


@BOUNDED
@given(st.sampled_from([".docx", ".eml", ".html", ".txt"]), CHANGES)
def test_no_change_of_a_file_breaks_its_reader(tmp_path: Path, form: str, changes: list[Change]) -> None:
    check(tmp_path / f"issue{form}", changed(made(form), changes))


@BOUNDED
@given(CHANGES, st.sampled_from(["word/document.xml", "word/styles.xml", "[Content_Types].xml"]))
def test_no_change_within_a_word_document_breaks_its_reader(
    tmp_path: Path, changes: list[Change], part: str
) -> None:
    source, output = zipfile.ZipFile(io.BytesIO(made(".docx"))), io.BytesIO()
    with zipfile.ZipFile(output, "w") as file:
        for name in source.namelist():
            content = source.read(name)
            file.writestr(name, changed(content, changes) if name == part else content)
    check(tmp_path / "issue.docx", output.getvalue())


# Each PDF is read by a process of its own, which takes a while to start.
@FEW
@given(CHANGES)
def test_no_change_of_a_pdf_breaks_its_reader(tmp_path: Path, changes: list[Change]) -> None:
    check(tmp_path / "issue.pdf", changed(made(".pdf"), changes) + b"\n%%EOF")
