"""The forms that newsletters come in, made from a text: what a publisher's tools would write."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph as Cell
from reportlab.platypus import SimpleDocTemplate
from reportlab.platypus import Table as LaidTable

from tests.support import need_browser

#: Beyond the characters that the standard fonts of PDF have.
_FONT, _FALLBACK = "Times-Roman", "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(_FALLBACK))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each on one line; lines of a short one stand by themselves."""
    found = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        lines = [" ".join(line.split()) for line in block.split("\n") if line.strip()]
        found.extend(lines)
    return found


def pdf_of(
    text: str,
    *,
    columns: int = 1,
    head: str = "",
    lock: str = "",
    hyphens: bool = False,
    turned: bool = False,
) -> bytes:
    """Return a PDF with the text in columns, a running head and page numbers on each page.

    With `turned`, the pages lie on their side, without a word of it in the file.
    """
    output = io.BytesIO()
    encryption = StandardEncryption(lock) if lock else None
    canvas = Canvas(output, pagesize=A4, encrypt=encryption)
    width, height = A4
    margin, gutter, size = 60, 24, 10
    column = (width - 2 * margin - (columns - 1) * gutter) / columns
    page, place, top = 1, 0, height - 100

    def begin() -> None:
        if turned:
            canvas.setPageSize((height, width))
            canvas.translate(height, 0)
            canvas.rotate(90)

    def finish() -> None:
        canvas.setFont(_FONT, 8)
        canvas.drawString(margin, height - 40, head)
        canvas.drawCentredString(width / 2, 30, f"- {page} -")
        canvas.showPage()
        begin()

    begin()
    y = top
    for paragraph in paragraphs(text):
        font = _FONT if paragraph.isascii() or _latin(paragraph) else _FALLBACK
        for line in _lines(paragraph, font, size, column, hyphens=hyphens):
            if y < 80:
                place, y = place + 1, top
            if place == columns:
                finish()
                page, place = page + 1, 0
            canvas.setFont(font, size)
            canvas.drawString(margin + place * (column + gutter), y, line)
            y -= size * 1.2
        y -= size
    finish()
    canvas.save()
    return output.getvalue()


def scanned_pdf() -> bytes:
    """Return a PDF whose page is a drawing without a word."""
    output = io.BytesIO()
    canvas = Canvas(output, pagesize=A4)
    canvas.rect(100, 100, 300, 500, fill=1)
    canvas.showPage()
    canvas.save()
    return output.getvalue()


def table_pdf(rows: Sequence[Sequence[str]], *, below: str = "") -> bytes:
    """Return a PDF with a table, and a paragraph below it."""
    output = io.BytesIO()
    style = getSampleStyleSheet()["Normal"]
    document = SimpleDocTemplate(output, pagesize=A4)
    cells = [[Cell(cell, style) for cell in row] for row in rows]
    document.build([LaidTable(cells, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")]), Cell(below, style)])
    return output.getvalue()


def printed(page: str, folder: Path) -> bytes:
    """Return the PDF that Chromium prints of a page, with its own head and foot on each sheet."""
    source, target = folder / "page.html", folder / "printed.pdf"
    source.write_text(page, encoding="utf-8")
    command = [need_browser(), "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={target}"]
    subprocess.run([*command, source.as_uri()], check=True, capture_output=True, timeout=120)
    return target.read_bytes()


def _latin(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _lines(text: str, font: str, size: int, width: float, *, hyphens: bool) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        if pdfmetrics.stringWidth(longer, font, size) <= width:
            line = longer
            continue
        cut = len(word) // 2
        begun = f"{line} {word[:cut]}-".strip()
        fits = pdfmetrics.stringWidth(begun, font, size) <= width
        if hyphens and word.isalpha() and word.islower() and len(word) > 7 and fits:
            yield begun
            line = word[cut:]
        else:
            yield line
            line = word
    yield line


def docx_of(text: str) -> bytes:
    """Return a Word document with the text in paragraphs, and a header and footer that are no content."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Internal draft of Mr. Nobody Special"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    for paragraph in paragraphs(text):
        document.add_paragraph(paragraph)
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def page_of(text: str) -> str:
    """Return an HTML page with the text between a site's furniture."""
    body = "\n".join(f"<p>{_escaped(paragraph)}</p>" for paragraph in paragraphs(text))
    return (
        '<!DOCTYPE html><html><head><title>Site</title><script>var x = "<p>no</p>";</script></head><body>'
        '<div class="cookie-notice">We use cookies. <button>Accept</button></div>'
        '<nav><a href="/">Home</a> <a href="/about">About Ms. Ann Example</a></nav>'
        f"<main>{body}</main><aside>Mr. Bob Example, Director of Nothing, spoke.</aside>"
        '<div class="share-buttons"><a href="#">Share</a></div><footer><p>Terms of use</p></footer>'
        "</body></html>"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("’", "&rsquo;")


def mail_of(text: str, *, subject: str, date: str = "", page: bool = False, attachment: bytes = b"") -> bytes:
    """Return a mail with the text as its plain body or, with `page`, as a page."""
    mail = EmailMessage()
    mail["Subject"], mail["From"] = subject, "Editorial office <news@example.org>"
    if date:
        mail["Date"] = date
    if page:
        mail.set_content(page_of(text), subtype="html", cte="base64")
    else:
        mail.set_content(text, cte="quoted-printable")
    if attachment:
        mail.add_attachment(attachment, maintype="application", subtype="pdf", filename="annex.pdf")
    return mail.as_bytes()
