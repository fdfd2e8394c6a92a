"""Records as tables and as lines: many newsletters in one file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from graph_builder.errors import RecordError, RepeatedId
from graph_builder.inputs import gather, read_issue
from graph_builder.project import Project
from graph_builder.records import Finding, Participation, Recommendation, Record, Role, findings, spans
from graph_builder.snapshots import current
from graph_builder.tables import COLUMNS
from graph_builder.text import fold_name
from tests.graph_builder.test_records import SMALL
from tests.support import ROOT, built

GUIDE = (ROOT / "docs" / "structured.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"```csv\n(.*?)```", GUIDE, re.DOTALL)
assert EXAMPLE
TABLE = EXAMPLE[1]


def records(path: Path) -> dict[str, tuple[str, Record]]:
    found = {}
    for issue in gather([path], Project()).issues:
        document, record = read_issue(issue)
        assert record
        found[issue.id] = (document.text, record)
    return found


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "archive.csv"
    path.write_bytes(TABLE.replace("\n", "\r\n").encode("utf-8-sig"))
    return path


def test_the_guide_names_each_column_and_no_other() -> None:
    named = {
        name
        for row in re.findall(r"^\| (`.*?) \|", GUIDE, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }
    assert named == set(COLUMNS)


def test_the_rows_of_a_table_make_a_record(table: Path) -> None:
    _, record = records(table)["delta-1"]
    assert record.newsletter.title == "Delta News 1"
    assert [(event.name, event.place, event.country, event.organizers) for event in record.events] == [
        ("Delta Forum", "Nairobi", "KE", ("o1",))
    ]
    assert [(session.name, session.event) for session in record.sessions] == [("Rivers", "e1")]
    assert [person.name for person in record.persons] == ["Ann Lee", "Bo Berg"]
    assert [body.name for body in record.organizations] == ["Water Fund", "River Office"]
    assert [(part.person, part.occasion, part.role) for part in record.participations] == [
        ("p1", "e1", Role.CHAIR), ("p2", "s1", Role.SPEAKER)
    ]  # fmt: skip
    assert [(said.text, said.by, said.occasion) for said in record.recommendations] == [
        ("States should share data", ("p2",), "s1")
    ]


def test_each_item_of_a_table_has_its_row_as_evidence(table: Path) -> None:
    text, record = records(table)["delta-1"]
    names = {person.id: person.name for person in record.persons}

    def words(item: Finding | Recommendation) -> str:
        if isinstance(item, Participation):
            return names[item.person]
        return str(item.text if isinstance(item, Recommendation) else getattr(item, "name", ""))

    for _, item in findings(record):
        assert spans(item)
        for span in spans(item):
            assert "\n" not in span.of(text)
            assert fold_name(words(item)) in fold_name(span.of(text))


def test_a_table_is_built_into_a_graph(table: Path, tmp_path: Path) -> None:
    store = built(tmp_path / "store", table)
    rows = current(store).store.select(
        "SELECT ?n { ?p news:role news:Chair ; news:participant/rdfs:label ?n ; news:evidence ?e }"
    )
    assert [str(name) for (name,) in rows] == ["Ann Lee"]


def test_each_newsletter_of_a_table_has_its_own_rows(tmp_path: Path) -> None:
    path = tmp_path / "archive.csv"
    path.write_text(
        'newsletter,event,place\nn1,"Forum, the\nfirst",Lima\nn2,Week,\nn1,Days,Quito\n', encoding="utf-8"
    )
    found = records(path)
    assert found["n2"][0] == "newsletter,event,place\nn2,Week,\n"
    assert [event.name for event in found["n1"][1].events] == ["Forum, the first", "Days"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("event,speaker\nForum,Ann", "unknown column 'speaker'"),
        ("person,role\nAnn,chair", "no column 'event'"),
        ("event,event\nForum,x", "one twice"),
        ("event,person\nForum,Ann\n\n,Bo", "has no event in row 4"),
        ("event,person\nForum,Ann,Bo", "has 3 cells in row 2, and 2 columns"),
        ("event;speaker\nForum;Ann", "unknown column 'speaker'"),
        ('event,person\n"Forum,Ann', "is no CSV in line 2"),
    ],
)
def test_a_wrong_table_is_refused_with_the_reason(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    (error,) = gather([path], Project()).rejected
    assert problem in str(error)
    assert str(path) in str(error)


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("role", "boss", "'boss' is none of chair, opening_speaker, "),
        ("mode", "Online", "'Online' is none of onsite, online, hybrid"),
        ("kind", "wish", "'wish' is none of recommendation, commitment, consensus"),
        ("start", "3 May 2021", "'3 May 2021' is no day written as 2021-05-03"),
        ("end", "2021-02-30", "'2021-02-30' is no day written as"),
        ("released", "20210503", "'20210503' is no day written as"),
        ("country", "Kenya", "'Kenya' is no ISO code of a country, two capital letters such as KE"),
        ("represents", "ke", "'ke' is no ISO code of a country"),
    ],
)
def test_a_wrong_value_is_told_with_its_row_its_column_and_what_is_right(
    tmp_path: Path, column: str, value: str, why: str
) -> None:
    path = tmp_path / "table.csv"
    head = f"newsletter,event,person,recommendation,{column}"
    path.write_text(
        f"{head}\nn1,Forum,Ann,,\n\nn2,Week,Bo,Share,\nn1,'Days,Cy,Save,{value}\nn1,Forum,Di,,{value}\n",
        encoding="utf-8",
    )
    good, wrong = sorted(gather([path], Project()).issues, key=lambda issue: issue.id == "n1")
    assert read_issue(good)[1]
    with pytest.raises(RecordError) as caught:
        read_issue(wrong)
    assert f"{path}: has a wrong value in row 5, column {column}: {why}" in str(caught.value)
    assert "(and 1 more like that)" in str(caught.value)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_table_is_read_with_what_stands_between_its_cells(
    table: Path, tmp_path: Path, delimiter: str
) -> None:
    other = tmp_path / "other.csv"
    other.write_text(TABLE.replace(",", delimiter), encoding="utf-8")
    (_, mine), (_, theirs) = records(table)["delta-1"], records(other)["delta-1"]
    assert [(one.name, one.country) for one in mine.events] == [
        (one.name, one.country) for one in theirs.events
    ]
    assert [one.name for one in mine.persons] == [one.name for one in theirs.persons]


def test_a_column_that_is_not_known_is_named_alone_whatever_stands_between_cells(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("event;person;speeker;role\nForum;Ann;x;chair\n", encoding="utf-8")
    (error,) = gather([path], Project()).rejected
    assert "unknown column 'speeker'" in str(error)


def test_each_line_of_json_lines_is_a_newsletter_and_its_own_source(tmp_path: Path) -> None:
    path = tmp_path / "archive.jsonl"
    one = json.dumps(SMALL | {"newsletter": {"id": "n1", "title": "One"}}) + "\n"
    two = json.dumps(SMALL | {"newsletter": {"title": "Two"}})
    path.write_text(f"{one}\n{two}\n", encoding="utf-8")
    found = records(path)
    assert list(found) == ["archive-3", "n1"]
    text, record = found["archive-3"]
    assert text == two
    assert json.loads(record.persons[0].evidence[0].of(text))["name"] == "Ana Ruiz"


def test_a_broken_line_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "archive.jsonl"
    path.write_text(json.dumps(SMALL) + "\n{}\n", encoding="utf-8")
    (error,) = gather([path], Project()).rejected
    assert f"{path}, line 2: breaks the record schema" in str(error)


def test_two_lines_of_one_id_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "archive.jsonl"
    line = json.dumps(SMALL | {"newsletter": {"id": "n1", "title": "One"}})
    path.write_text(f"{line}\n{line}\n", encoding="utf-8")
    (error,) = gather([path], Project()).rejected
    assert isinstance(error, RepeatedId)
