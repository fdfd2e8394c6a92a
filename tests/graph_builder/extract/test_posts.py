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
        ("Lake University, School of Moss", [(None, "School of Moss")]),
        ("School of Moss, Lake University", [(None, "School of Moss")]),
        ("Deputy Head of Unit at the Lake Council", [("Deputy Head of Unit", "Lake Council")]),
        ("from the University of Hue's Department of Moss", [(None, "Department of Moss")]),
        ("sales manager at the Latvian cannery Brown Vilnis", [("sales manager", "Brown Vilnis")]),
        ("a lawyer with the association Droits Clairs", [("lawyer", "Droits Clairs")]),
        ("secretario general, Instituto de Techos", [("secretario general", "Instituto de Techos")]),
        ("présidente of the Coopérative du Lac", [("présidente", "Coopérative du Lac")]),
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


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- Ann Berg – Head of Roofs – Lake Council", ("Head of Roofs", "Lake Council")),
        ("- Ann Berg | Head of Roofs | Lake Council", ("Head of Roofs", "Lake Council")),
        ("- Arq. Ann Berg, Directora, Instituto de Techos, Peru", ("Directora", "Instituto de Techos")),
    ],
)
def test_a_list_of_speakers_has_posts_behind_any_mark(line: str, expected: tuple[str, str]) -> None:
    for head in ("Speakers:\n\n", "## Speakers\n\n"):
        found = grounded(f"# A Letter\n\n{EVENT}{head}{line}\n- Bo Reed, Hill Bank\n")
        assert posts(found)[0] == ("Ann Berg", *expected)
        assert [part.role.value for part in found.participations] == ["speaker", "speaker"]


def test_a_table_with_a_head_of_speakers_gives_posts_and_parts() -> None:
    rows = "| Dr. Ann Berg | Head of Roofs | Lake Council |\n| Bo Reed | Fellow | Moss Group, Lake University |\n"
    found = grounded(f"{EVENT}| Panelist | Role | Organization |\n|---|---|---|\n{rows}\nIt rained.\n")
    assert posts(found) == [
        ("Ann Berg", "Head of Roofs", "Lake Council"),
        ("Bo Reed", "Fellow", "Moss Group"),
    ]
    assert [part.role.value for part in found.participations] == ["speaker", "speaker"]
    other = grounded(f"{EVENT}| Winner | Role | Organization |\n|---|---|---|\n{rows}\nIt rained.\n")
    assert not other.participations


def test_the_secretary_of_it_is_at_the_body_that_stands_as_owner() -> None:
    sentence = "HBA's president, Ann Berg, and its secretary, Bo Reed, closed the forum."
    found = grounded(f"{EVENT}The Hill Beekeepers' Association (HBA) came. {sentence}")
    body = "Hill Beekeepers' Association"
    assert posts(found) == [("Ann Berg", "president", body), ("Bo Reed", "secretary", body)]
    assert [part.role.value for part in found.participations] == ["closing_speaker", "closing_speaker"]
