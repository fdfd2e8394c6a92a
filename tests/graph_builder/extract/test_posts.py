# ruff: noqa: E501 - a row of a table is one line
"""Posts beyond title and body: units, programmes, larger bodies, several titles at once."""

from __future__ import annotations

import pytest

from tests.graph_builder.extract.reading import EVENT, grounded, posts


@pytest.mark.parametrize(
    ("apposition", "expected"),
    [
        ("Dean of the Open University of the Hills in Peru", [("Dean", "Open University of the Hills in Peru")]),
        ("Head of the Moss Sector, Ministry of Bogs, Peru", [("Head", "Moss Sector")]),
        ("Adviser to the Minister and Head of the Peat Pillar, Ministry of Bogs", [("Adviser to the Minister", "Ministry of Bogs"), ("Head", "Peat Pillar")]),
        ("Deputy Director / Leader of the Warm Roof Programme, Thatch Department", [("Deputy Director", "Thatch Department"), ("Leader of the Warm Roof Programme", "Thatch Department")]),
        ("Head of Roofs / Leader of the Reed Unit of the Hill Bank", [("Head of Roofs", "Hill Bank"), ("Leader", "Reed Unit")]),
        ("Head / Leader of the Reed Unit of the Hill Bank", [("Head", "Reed Unit"), ("Leader", "Reed Unit")]),
        ("Head of Soil Maps, Lake Council", [("Head of Soil Maps", "Lake Council")]),
        ("Leader of the Warm Roof Programme", [("Leader", "Warm Roof Programme")]),
        ("baker at the St. Anne Hospice", [("baker", "St. Anne Hospice")]),
        ("who heads the Institute of Roof Training at Lake College", [(None, "Institute of Roof Training")]),
    ],
)  # fmt: skip
def test_units_programmes_and_larger_bodies_are_told_apart(
    apposition: str, expected: list[tuple[str | None, str]]
) -> None:
    sentence = f"Ms. Ann Berg, {apposition}, said so."
    assert [(title, body) for _, title, body in posts(grounded(EVENT + sentence))] == expected


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("Ms. Ann Berg, Director of Health Services at the Lake Council, said so.", "Health Services"),
        ("Ms. Ann Berg, Leader of the Warm Roof Programme, Thatch Department, said so.", "Warm Roof Programme"),
        ("The Deputy Minister of Local Government of Peru, Ms. Ann Berg, said so.", "Local Government of Peru"),
    ],
)  # fmt: skip
def test_the_subject_of_a_title_is_no_body(sentence: str, missing: str) -> None:
    found = grounded(EVENT + sentence)
    assert [person.name for person in found.persons] == ["Ann Berg"]
    assert missing not in {body.name for body in found.organizations}


def test_a_company_is_known_without_its_legal_form() -> None:
    found = grounded(EVENT + "Alder Starch Co., Ltd., paid for it. Mr. Bo Reed of Alder Starch said so.")
    assert posts(found) == [("Bo Reed", None, "Alder Starch Co., Ltd.")]
    assert [body.name for body in found.organizations] == ["Alder Starch Co., Ltd."]


def test_a_message_from_the_holder_of_a_post_leaves_the_holder_out() -> None:
    sentence = "A message from the Minister of Soil, Ms. Ann Berg, was read out by Mr. Bo Reed."
    assert [person.name for person in grounded(EVENT + sentence).persons] == ["Bo Reed"]
