"""Tables of who said what, of roles and of decisions."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_builder.extract.tables import cells
from graph_builder.extractors import extracted
from graph_builder.read import read_document
from graph_builder.records import Record
from tests.graph_builder.extract.reading import EVENT, grounded, roles, said

OWN = "recommendation"
PROPOSALS = """
| Speaker | Organization | Proposal |
|---|---|---|
| Ms. Ann Berg | Hill Union | Weigh every barrel before it is lifted |
| Mr. Bo Lund | Lake Union | - |
| Mr. Joe Reed | Lake Bank | The bank will pay for ten barrels |
"""
DECISIONS = """
| No | Decision | By when |
|---|---|---|
| 1 | one form for all mills will be used | June 2022 |
| 2 | the unions meet twice a year | open |
"""
GUESTS = """
| Name | Organization | Room |
|---|---|---|
| Ms. Ann Berg | Hill Union | Weigh House |
"""


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("| Ann Berg | Hill Union |", ["Ann Berg", "Hill Union"]),
        ("Ann Berg,  Director, Hill Union,  Chair", ["Ann Berg", "Director, Hill Union", "Chair"]),
        ("Ann Berg, Director, Hill Union", []),
        ("", []),
    ],
)
def test_a_row_is_cut_at_its_borders(row: str, found: list[str]) -> None:
    assert [row[start:end] for start, end in cells(row)] == found


def test_a_column_of_proposals_is_of_the_persons_of_its_rows() -> None:
    found = grounded(EVENT + PROPOSALS)
    assert said(found) == [
        (OWN, "Weigh every barrel before it is lifted"),
        ("commitment", "The bank will pay for ten barrels"),
    ]
    names = {person.id: person.name for person in found.persons}
    assert [[names[by] for by in one.by] for one in found.recommendations] == [["Ann Berg"], ["Joe Reed"]]
    assert {(name, role) for name, role, _ in roles(found)} == {
        ("Ann Berg", "speaker"),
        ("Bo Lund", "speaker"),
        ("Joe Reed", "speaker"),
    }


def test_a_column_of_decisions_was_agreed_by_all() -> None:
    found = grounded(EVENT + DECISIONS)
    assert said(found) == [
        ("consensus", "one form for all mills will be used"),
        ("consensus", "the unions meet twice a year"),
    ]
    assert [one.by for one in found.recommendations] == [(), ()]


def test_other_tables_say_nothing_and_a_paragraph_ends_a_table() -> None:
    assert said(grounded(EVENT + GUESTS)) == []
    assert len(said(grounded(f"{EVENT}{DECISIONS}\nThe hall was full.\n{GUESTS}"))) == 2


def page(tmp_path: Path, rows: str) -> Record:
    """Return what is read in a page with a table."""
    path = tmp_path / "page.html"
    path.write_text(
        f"<h1>Hill News</h1><p>{EVENT.strip()}</p><table>{rows}</table><p>It was long.</p>", encoding="utf-8"
    )
    return extracted(read_document(path)).record


def test_a_page_may_give_roles_in_a_table(tmp_path: Path) -> None:
    rows = (
        "<tr><th>Speaker</th><th>Role</th></tr>"
        "<tr><td>Dr. Ann Berg, Director, Hill Bank</td><td>Moderator</td></tr>"
        "<tr><td>Mr. Bo Lund, Lake Bank</td><td>Keynote speaker</td></tr>"
        "<tr><td>Ms. Eve Hill, Lake Bank</td><td>Opening remarks</td></tr>"
    )
    assert [one[:2] for one in roles(page(tmp_path, rows))] == [
        ("Ann Berg", "chair"),
        ("Bo Lund", "keynote_speaker"),
        ("Eve Hill", "opening_speaker"),
    ]


def test_a_page_may_give_proposals_in_a_table(tmp_path: Path) -> None:
    rows = (
        "<tr><th>Name</th><th>Post</th><th>Recommendation</th></tr>"
        "<tr><td>Ms. Ann Berg</td><td>Director, Hill Bank</td><td>Mend roofs, wells and walls</td></tr>"
    )
    assert said(page(tmp_path, rows)) == [(OWN, "Mend roofs, wells and walls")]
