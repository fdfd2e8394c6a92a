from pathlib import Path

import pytest

from graph_builder.errors import InputError, NothingToRead, UnreadableText
from graph_builder.read import Document, document_id, read_document
from graph_builder.text import Span
from tests.support import NEWSLETTERS


def test_the_five_newsletters_keep_every_character() -> None:
    for path in sorted(NEWSLETTERS.glob("*.txt")):
        document = read_document(path)
        assert document.text.encode() == path.read_bytes()
        assert document.id == path.stem


def test_line_ends_are_kept_and_a_byte_order_mark_is_not(tmp_path: Path) -> None:
    path = tmp_path / "Bulletin No. 9 (2018).txt"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\n")
    document = read_document(path)
    assert document.text == "one\r\ntwo\n"
    assert document.id == "bulletin-no-9-2018"


@pytest.mark.parametrize(
    ("stem", "expected"), [("lmec-2019-03", "lmec-2019-03"), ("Été_2020", "été-2020"), ("---", "")]
)
def test_a_newsletter_is_named_after_its_file(stem: str, expected: str) -> None:
    assert document_id(stem) == expected


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        ("\ufeff\u200b\u200e \n".encode(), "is empty"),
        (b"%PDF-1.7\x00\x01", "is binary"),
        ("Nachrichten".encode("utf-16-le"), "is binary"),
        (b"\xff\xfeN\x00a", "begins as utf-16"),
        (bytes(range(1, 256)) * 8, "no other encoding"),
    ],
)
def test_what_is_no_text_is_refused_with_its_file_and_reason(
    tmp_path: Path, raw: bytes, problem: str
) -> None:
    path = tmp_path / "issue.txt"
    path.write_bytes(raw)
    with pytest.raises(UnreadableText, match=problem) as caught:
        read_document(path)
    assert str(path) in str(caught.value)


KOELN = (
    "Die Tagung über Gewässer wurde in Köln eröffnet.\nHerr Müller grüßte alle Gäste aus Österreich.\n" * 5
)
WATER = "澜沧江湄公河环境合作中心在北京举行会议。各国代表讨论了气候变化和可持续发展问题。\n" * 5


@pytest.mark.parametrize(
    ("text", "encoding", "note"),
    [
        (KOELN, "utf-8", ""),
        (KOELN, "utf-8-sig", ""),
        (KOELN, "utf-16", ""),
        (KOELN, "utf-32", ""),
        (KOELN, "cp1252", "is not UTF-8"),
        (WATER, "gb18030", "is not UTF-8"),
        (WATER, "big5", "is not UTF-8"),
    ],
)
def test_the_encoding_is_found_out_and_told(tmp_path: Path, text: str, encoding: str, note: str) -> None:
    path = tmp_path / "issue.txt"
    # Big5 has the traditional characters alone.
    text = (
        text
        if encoding != "big5"
        else "瀾滄江湄公河環境合作中心在北京舉行會議。各國代表討論了氣候變化問題。\n" * 5
    )
    path.write_bytes(text.encode(encoding))
    document = read_document(path)
    assert document.text == text
    assert [line.startswith(note) for line in document.notes] == ([True] if note else [])


def test_some_damaged_bytes_do_not_make_utf8_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "issue.txt"
    path.write_bytes(KOELN.encode().replace("ö".encode(), b"\xc3", 1))
    document = read_document(path)
    assert document.text == KOELN.replace("ö", "\ufffd", 1)
    assert document.notes == ("is UTF-8 save at 1 places, the first in line 1",)


def test_what_no_graph_can_hold_becomes_blank_and_offsets_stay(tmp_path: Path) -> None:
    path = tmp_path / "issue.txt"
    path.write_bytes("One\x0cTwo\x01Three\x7f\ufffe.\r\nFour\rFive".encode())
    assert read_document(path).text == "One\nTwo Three \ufffd.\r\nFour\rFive"


def test_marks_that_show_nothing_are_not_read_but_keep_their_place(tmp_path: Path) -> None:
    path = tmp_path / "issue.txt"
    path.write_text("Mr. \u200eLiu\u200f Yi\u00adfeng spoke.", encoding="utf-8")
    document = read_document(path)
    assert document.readable == "Mr. Liu Yifeng spoke."
    where = document.source(Span(4, 14))
    assert document.text[where.start : where.end] == "Liu\u200f Yi\u00adfeng"
    assert document.words(where) == "Liu Yifeng"


def test_a_place_is_a_line_or_a_page() -> None:
    lines = Document(id="x", text="one\ntwo\nthree", file="x.txt", sha256="")
    pages = Document(id="x", text="one\ntwo\nthree", file="x.pdf", sha256="", pages=(0, 8))
    assert [lines.place(offset) for offset in (0, 4, 9)] == ["line 1", "line 2", "line 3"]
    assert [pages.place(offset) for offset in (0, 7, 8)] == ["page 1", "page 1", "page 2"]


def test_a_file_too_large_to_be_a_newsletter_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph_builder.read.LARGEST", 2**20)
    path = tmp_path / "issue.txt"
    path.write_bytes(b"a" * (2**20 + 1))
    with pytest.raises(UnreadableText, match=r"issue\.txt: is larger than 1 MB"):
        read_document(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NothingToRead, match=r"nowhere\.txt"):
        read_document(tmp_path / "nowhere.txt")


def test_a_file_without_a_name_to_make_an_id_of_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "---.txt"
    path.write_text("words", encoding="utf-8")
    with pytest.raises(InputError, match="rename"):
        read_document(path)
