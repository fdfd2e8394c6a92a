"""What is read of a mail, however it was packed."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from graph_builder.errors import UnreadableText
from graph_builder.read.mail import read_mail
from tests.forms import docx_of

WORDS = (
    "On 3 May 2021, the Delta Forum was held in Nairobi.\n"
    "Ms. Ann Lee said that states should share data — “all of it”.\n"
)
PAGE = f"<html><body><p>{'</p><p>'.join(WORDS.splitlines())}</p></body></html>"


def letter(**headers: str) -> EmailMessage:
    mail = EmailMessage()
    for name, value in headers.items():
        mail[name] = value
    return mail


def both(charset: str, packed: str) -> EmailMessage:
    """Return a mail with its words as plain text and as a page."""
    mail = letter(Subject="Water", From="a@b.example")
    mail.set_content(WORDS, charset=charset, cte=packed)
    mail.add_alternative(PAGE, subtype="html", charset=charset, cte=packed)
    return mail


def body(raw: bytes) -> str:
    return read_mail(raw, Path("letter.eml")).text.split("\n\n", 1)[1]


@pytest.mark.parametrize("packed", ["quoted-printable", "base64"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_of_two_forms_of_one_letter_one_is_read(charset: str, packed: str) -> None:
    assert body(both(charset, packed).as_bytes()) == WORDS


@pytest.mark.parametrize("head", [b"", b"Content-Type: text/plain; charset=us-ascii\n"])
def test_a_letter_that_does_not_say_its_encoding_is_read_and_told(head: bytes) -> None:
    content = read_mail(b"Subject: Water\n" + head + b"\n" + WORDS.encode("windows-1252"), Path("letter.eml"))
    assert content.text.endswith(WORDS)
    assert content.notes[0].startswith("is not UTF-8; read as")


def test_a_letter_that_is_sent_on_is_read_within_the_one_that_holds_it() -> None:
    outer = letter(Subject="Fwd: RE: Water Days")
    outer.set_content("See below.")
    outer.add_attachment(both("utf-8", "base64"))
    text = read_mail(outer.as_bytes(), Path("letter.eml")).text
    assert text.startswith("Subject: Water Days\n\nSee below.")
    assert text.endswith(WORDS)


def test_what_is_attached_is_not_read_and_counted() -> None:
    mail = both("utf-8", "base64")
    mail.add_attachment(
        docx_of("Mr. Bo Berg spoke."), maintype="application", subtype="octet-stream", filename="a.docx"
    )
    mail.add_attachment("Notes", filename="notes.txt")
    content = read_mail(mail.as_bytes(), Path("letter.eml"))
    assert content.text.endswith(WORDS)
    assert content.notes == ("has 2 attachments, not read",)


def test_a_box_of_mails_is_refused_and_one_mail_of_a_box_is_read() -> None:
    one = b"From a@b.example Mon May  3 09:00:00 2021\nSubject: One\n\n" + WORDS.encode()
    assert body(one) == WORDS
    with pytest.raises(UnreadableText, match="holds several mails"):
        read_mail(one + b"\n" + one, Path("letter.eml"))
