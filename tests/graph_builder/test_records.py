import dataclasses
import json
import typing
from collections.abc import Callable
from typing import Any

import pytest

from graph_builder import records
from graph_builder.errors import RecordError, UndefinedReference
from graph_builder.pointers import spans
from graph_builder.records import Record, check_spans, dump_record, located, parse_record
from graph_builder.resources import RECORD_SCHEMA
from tests.support import GOLD, NEWSLETTERS, SHARED, gold_records, need_shared

SCHEMA = json.loads(RECORD_SCHEMA.read_text(encoding="utf-8"))

SMALL: dict[str, Any] = {
    "newsletter": {"title": "Water days", "publisher": "o1"},
    "events": [{"id": "e1", "name": "Water Forum", "organizers": ["o1"]}],
    "sessions": [{"id": "s1", "name": "Rivers", "event": "e1"}],
    "persons": [{"id": "p1", "name": "Ana Ruiz", "affiliations": [{"title": "Head", "organization": "o1"}]}],
    "organizations": [{"id": "o1", "name": "River Office"}, {"id": "o2", "name": "Unit", "part_of": "o1"}],
    "countries": ["PE"],
    "participations": [{"person": "p1", "in": "s1", "role": "chair"}],
    "recommendations": [{"id": "r1", "text": "share data", "by": ["p1"], "in": "s1"}],
}


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    data = json.loads(json.dumps(SMALL))
    change(data)
    return json.dumps(data)


def properties(schema: dict[str, Any]) -> set[str]:
    """Return the names of an object's properties, those it takes from another definition included."""
    shared = (SCHEMA["$defs"][part["$ref"].rsplit("/", 1)[1]] for part in schema.get("allOf", ()))
    return set(schema.get("properties", ())).union(*(properties(part) for part in shared))


@pytest.mark.parametrize(
    ("cls", "schema"),
    [
        (records.Record, SCHEMA),
        (records.Newsletter, SCHEMA["properties"]["newsletter"]),
        (records.Event, SCHEMA["$defs"]["event"]),
        (records.Session, SCHEMA["$defs"]["session"]),
        (records.Person, SCHEMA["$defs"]["person"]),
        (records.Affiliation, SCHEMA["$defs"]["person"]["properties"]["affiliations"]["items"]),
        (records.Organization, SCHEMA["$defs"]["organization"]),
        (records.Participation, SCHEMA["$defs"]["participation"]),
        (records.Recommendation, SCHEMA["$defs"]["recommendation"]),
    ],
)
def test_each_type_has_the_fields_of_the_schema_and_no_others(cls: type[Any], schema: dict[str, Any]) -> None:
    names = {"in" if field.name == "occasion" else field.name for field in dataclasses.fields(cls)}
    assert names == properties(schema)
    needed = {
        "in" if field.name == "occasion" else field.name
        for field in dataclasses.fields(cls)
        if field.default is dataclasses.MISSING
    }
    # Lists that the schema requires may be empty, so the types give them a default.
    hints = typing.get_type_hints(cls)
    lists = {name for name in schema["required"] if typing.get_origin(hints.get(name)) is tuple}
    assert needed <= set(schema["required"])
    assert set(schema["required"]) - needed <= lists


@pytest.mark.parametrize(
    ("choices", "schema"),
    [
        (records.Role, SCHEMA["$defs"]["participation"]["properties"]["role"]),
        (records.Kind, SCHEMA["$defs"]["recommendation"]["properties"]["kind"]),
        (records.Mode, SCHEMA["$defs"]["when_where"]["properties"]["mode"]),
    ],
)
def test_each_choice_is_that_of_the_schema(choices: type[Any], schema: dict[str, Any]) -> None:
    assert [str(choice) for choice in choices] == [value for value in schema["enum"] if value]


def test_the_schema_is_the_contract() -> None:
    need_shared()
    assert RECORD_SCHEMA.read_bytes() == (SHARED / "contract" / "record.schema.json").read_bytes()


def test_gold_records_come_back_as_they_went_in() -> None:
    need_shared()
    files = sorted(GOLD.rglob("*.json"))
    gold = [path for path in files if path.name != "same_as.json"]
    assert len(gold) == 19
    for path in gold:
        record = parse_record(path.read_bytes(), path)
        assert parse_record(dump_record(record), path) == record
        assert "\n" not in dump_record(record, indent=None).rstrip("\n")


def test_the_spans_of_the_gold_records_prove_their_items() -> None:
    for name, record in gold_records().items():
        text = (NEWSLETTERS / f"{name}.txt").read_bytes().decode()
        check_spans(record, text, name)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("{", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "schema"),
        (changed(lambda record: record.pop("events")), "'events' is a required property"),
        (changed(lambda record: record["newsletter"].update(released="2020-13-01")), "newsletter/released"),
        (changed(lambda record: record["participations"][0].update(role="boss")), "participations/0/role"),
        (changed(lambda record: record["events"][0].update(colour="red")), "colour"),
        (changed(lambda record: record["persons"].append({"id": "p1", "name": "B"})), "stands twice"),
        (changed(lambda record: record["organizations"][0].update(part_of="o2")), "leads back"),
    ],
)
def test_a_record_that_breaks_the_schema_or_itself_is_refused(raw: str, words: str) -> None:
    with pytest.raises(RecordError, match=words) as caught:
        parse_record(raw, "records/water.json")
    assert str(caught.value).startswith("records/water.json: ")


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record["newsletter"].update(publisher="o9"),
        lambda record: record["events"][0].update(supporters=["o9"]),
        lambda record: record["events"][0].update(part_of=["e9"]),
        lambda record: record["sessions"][0].update(event="e9"),
        lambda record: record["organizations"][0].update(part_of="o9"),
        lambda record: record["persons"][0]["affiliations"][0].update(organization="o9"),
        lambda record: record["participations"][0].update(person="p9"),
        lambda record: record["participations"][0].update({"in": "s9"}),
        lambda record: record["recommendations"][0].update(by=["p9"]),
        lambda record: record["recommendations"][0].update({"in": "e9"}),
    ],
)
def test_every_reference_to_a_missing_id_is_found(change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(UndefinedReference, match="9"):
        parse_record(changed(change), "water.json")


@pytest.mark.parametrize(
    ("span", "words"),
    [((0, 10), None), ((0, 9), "the text at"), ((4, 4), "empty or outside"), ((0, 99), "empty or outside")],
)
def test_a_span_must_lie_in_the_text_and_say_what_the_item_says(
    span: tuple[int, int], words: str | None
) -> None:
    evidence = {"start": span[0], "end": span[1]}
    record = parse_record(changed(lambda r: r["recommendations"][0].update(evidence=evidence)), "water.json")
    if words is None:
        check_spans(record, "share\ndata now", "water.json")
        return
    with pytest.raises(RecordError, match=words):
        check_spans(record, "share\ndata now", "water.json")


def test_a_record_without_a_text_is_its_own_source() -> None:
    raw = json.dumps(SMALL, indent=2)
    record = located(parse_record(raw, "water.json"), spans(raw))
    assert isinstance(record, Record)
    said, person = record.recommendations[0], record.persons[0]
    assert said.evidence is not None
    assert json.loads(said.evidence.of(raw))["text"] == "share data"
    assert json.loads(person.affiliations[0].evidence[0].of(raw)) == {"title": "Head", "organization": "o1"}
    assert json.loads(record.participations[0].evidence[0].of(raw))["role"] == "chair"
