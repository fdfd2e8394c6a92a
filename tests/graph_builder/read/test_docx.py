"""What a reader of a Word document sees of it."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml

from graph_builder.read.docx import read_docx

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BOX = "<w:txbxContent><w:p><w:r><w:t>In the box</w:t></w:r></w:p></w:txbxContent>"
_DRAWN = (
    '<w:r xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent>'
    f'<mc:Choice Requires="wps"><w:drawing>{_BOX}</w:drawing></mc:Choice>'
    f"<mc:Fallback><w:pict>{_BOX}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def run(words: str, more: str = "") -> str:
    return f'<w:r>{more}<w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def cell(words: str, more: str = "") -> str:
    return f"<w:tc><w:tcPr>{more}</w:tcPr>{paragraph(run(words))}</w:tc>"


def row(*cells: str, more: str = "") -> str:
    return f"<w:tr>{more}{''.join(cells)}</w:tr>"


def read(*blocks: str) -> str:
    """Return what is read of a document with some blocks of XML."""
    document = docx.Document()
    for block in blocks:
        opened = block.index(">") if block[:5] != "<w:p>" else 4
        document.element.body.insert(-1, parse_xml(f"{block[:opened]} {_W}{block[opened:]}"))
    output = io.BytesIO()
    document.save(output)
    return read_docx(output.getvalue(), Path("issue.docx")).text.strip()


@pytest.mark.parametrize(
    ("blocks", "seen"),
    [
        ([paragraph(run("a "), "<w:hyperlink>", run("link"), "</w:hyperlink>", run(" b"))], "a link b"),
        ([paragraph(run("a "), '<w:ins w:id="1">', run("put in"), "</w:ins>")], "a put in"),
        (
            [paragraph(run("a"), '<w:del w:id="1"><w:r><w:delText>taken out</w:delText></w:r></w:del>')],
            "a",
        ),
        (
            [
                paragraph('<w:moveFrom w:id="1">', run("moved"), "</w:moveFrom>", run("a")),
                paragraph(run("to "), '<w:moveTo w:id="2">', run("moved"), "</w:moveTo>"),
            ],
            "a\n\nto moved",
        ),
        ([paragraph(run("Beside"), _DRAWN), paragraph(run("after"))], "Beside\n\nIn the box\n\nafter"),
        (["<w:sdt><w:sdtContent>" + paragraph(run("held")) + "</w:sdtContent></w:sdt>"], "held"),
        ([paragraph('<w:fldSimple w:instr="DATE">', run("3 May"), "</w:fldSimple>")], "3 May"),
        ([paragraph("<w:r><w:instrText>PAGE</w:instrText></w:r>", run("a"))], "a"),
        ([paragraph(run("a "), run("secret", "<w:rPr><w:vanish/></w:rPr>"), run("b"))], "a b"),
        ([paragraph(run("a"), '<w:r><w:footnoteReference w:id="1"/></w:r>', run("."))], "a."),
        (
            [paragraph("<w:r><w:t>self</w:t><w:noBreakHyphen/><w:t>m</w:t><w:softHyphen/><w:t>ade</w:t></w:r>")],
            "self-made",
        ),
        (["<w:tbl>" + row(cell("Ann Lee"), cell("Director")) + row(cell("Bo"), cell("")) + "</w:tbl>"],
         "Ann Lee,  Director\nBo"),
        (
            [
                "<w:tbl>"
                + row(cell("Fund", '<w:vMerge w:val="restart"/>'), cell("Ann"))
                + row(cell("Fund", "<w:vMerge/>"), cell("Bo"))
                + "</w:tbl>"
            ],
            "Fund,  Ann\nBo",
        ),
        (
            [f"<w:tbl>{row(cell('gone'), more='<w:trPr><w:del/></w:trPr>')}{row(cell('here'))}</w:tbl>"],
            "here",
        ),
        (
            [f"<w:tbl>{row(f'<w:tc>{paragraph(run(chr(97)))}<w:tbl>{row(cell(chr(98)))}</w:tbl></w:tc>')}</w:tbl>"],
            "a b",
        ),
    ],
    ids=range(15),
)  # fmt: skip
def test_what_is_read_of_a_document_is_what_its_reader_sees(blocks: list[str], seen: str) -> None:
    assert read(*blocks) == seen


def test_headings_lists_headers_and_footers() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Header"
    document.sections[0].footer.paragraphs[0].text = "Footer"
    document.add_heading("Water Days", 0)
    document.add_heading("Talks", 2)
    document.add_paragraph("one", style="List Bullet")
    output = io.BytesIO()
    document.save(output)
    text = read_docx(output.getvalue(), Path("issue.docx")).text
    assert text == "# Water Days\n\n## Talks\n\n- one\n\n"
