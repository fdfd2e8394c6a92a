"""In a folder with every kind of bad file, each is named with its reason, and the good ones are published."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.forms import docx_of, mail_of, page_of, pdf_of, scanned_pdf
from tests.graph_builder.read.test_bad_files import TEXT, deep_docx, zipped
from tests.support import NEWSLETTERS

GOOD = "lmec-2019-03"
#: Files that are refused, and what is said of each.
REFUSED = {
    "encrypted.pdf": (pdf_of(TEXT, lock="key"), "is encrypted"),
    "truncated.pdf": (pdf_of(TEXT)[:-600], "is cut off"),
    "scanned.pdf": (scanned_pdf(), "holds no text, only pictures of it"),
    "nozip.docx": (b"These are words.", "is no DOCX"),
    "bomb.docx": (zipped(word__document=b"\0" * (70 * 2**20)), "unpacks to 70 MB"),
    "deep.docx": (deep_docx(), "is no Word document"),
    "attached.eml": (mail_of("", subject="Annex", attachment=b"%PDF"), "has 1 attachment but no text"),
    "box.eml": (b"From a@b.example Mon May  3 09:00:00 2021\nSubject: One\n\nWords\n\n" * 2, "several mails"),
    "tags.html": (b"<div>" * 100_000, "is a page without text"),
    "nul.txt": (b"Delta\0Forum", "is binary, not text"),
    "utf16.txt": (b"\xff\xfeN\x00a", "begins as utf-16"),
}
#: Files with something odd in them, which are read.
READ = {
    "nested.html": b"<div>" * 100_000 + page_of(TEXT).encode(),
    "surrogates.txt": TEXT.encode() + b"\xed\xa0\x80 was seen.\n",
    "marks.txt": TEXT.replace("Forum", "\u202eForum\u202c\u200f").encode(),
    "controls.txt": TEXT.replace("\n", "\x0c\x01\n").encode(),
    "mixed.txt": (TEXT + TEXT.replace("\n", "\r\n") + TEXT.replace("\n", "\r")).encode(),
    "words.docx": docx_of(TEXT),
}


def newsgraph(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("newsgraph")), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad") / "newsletters"
    folder.mkdir()
    for name, (raw, _) in REFUSED.items():
        (folder / name).write_bytes(raw)
    for name, raw in READ.items():
        (folder / name).write_bytes(raw)
    shutil.copy(NEWSLETTERS / f"{GOOD}.txt", folder)
    return folder


def test_the_rest_of_a_batch_is_extracted(folder: Path, tmp_path: Path) -> None:
    done = newsgraph("extract", folder, "--out", tmp_path / "records")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    for name, (_, reason) in REFUSED.items():
        assert [reason in line for line in lines if f"{folder / name}: " in line] == [True], name
    written = {path.stem for path in (tmp_path / "records").iterdir()}
    assert written == {GOOD, *(Path(name).stem for name in READ)}


def test_the_rest_of_a_batch_is_published(folder: Path, tmp_path: Path) -> None:
    done = newsgraph("build", folder, "--store", tmp_path / "store")
    assert done.returncode == 1
    assert f"published {len(READ) + 1} newsletters" in done.stdout
    for name in REFUSED:
        assert f"{folder / name}: " in done.stderr, name
