from pathlib import Path

import pytest

from graph_builder.errors import InputError, NothingToRead, UnreadableText
from graph_builder.read import document_id, read_document
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
        (b"%PDF-1.7\x00\x01", "is binary"),
        ("Nachrichten aus Köln".encode("latin-1"), "is not UTF-8"),
        ("Nachrichten".encode("utf-16"), "is binary"),
    ],
)
def test_what_is_no_utf8_text_is_refused_with_its_file_and_reason(
    tmp_path: Path, raw: bytes, problem: str
) -> None:
    path = tmp_path / "issue.txt"
    path.write_bytes(raw)
    with pytest.raises(UnreadableText, match=problem) as caught:
        read_document(path)
    assert str(path) in str(caught.value)


def test_a_wrong_encoding_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "issue.txt"
    path.write_bytes(b"first\nsecond\nK\xf6ln\n")
    with pytest.raises(UnreadableText, match="line 3"):
        read_document(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NothingToRead, match=r"nowhere\.txt"):
        read_document(tmp_path / "nowhere.txt")


def test_a_file_without_a_name_to_make_an_id_of_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "---.txt"
    path.write_text("words", encoding="utf-8")
    with pytest.raises(InputError, match="rename"):
        read_document(path)
