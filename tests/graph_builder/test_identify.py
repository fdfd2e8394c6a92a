import datetime as dt
import itertools
import json

import pytest

from graph_builder.identify import Past, identify
from graph_builder.iris import Iris
from graph_builder.lexicon import load_lexicon
from graph_builder.records import (
    Affiliation,
    Event,
    EventId,
    Newsletter,
    Organization,
    OrganizationId,
    Person,
    PersonId,
    Record,
    Session,
    SessionId,
    parse_record,
)
from tests.support import gold_records

IRIS = Iris()


def body(name: str, country: str | None = None, parent: str | None = None) -> Record:
    above = OrganizationId("o2") if parent else None
    bodies = [Organization(id=OrganizationId("o1"), name=name, country=country, part_of=above)]
    if parent:
        bodies.append(Organization(id=OrganizationId("o2"), name=parent))
    return Record(newsletter=Newsletter(title="x"), organizations=tuple(bodies))


def event(name: str, date: str | None = None, year: int | None = None, session: str | None = None) -> Record:
    when = parse_date(date)
    inner = Session(id=SessionId("s1"), name="Rivers", event=EventId("e1"), start=parse_date(session))
    return Record(
        newsletter=Newsletter(title="x", year=year),
        events=(Event(id=EventId("e1"), name=name, start=when),),
        sessions=(inner,),
    )


def parse_date(text: str | None) -> dt.date | None:

    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (body("Ministry of Industry", "TH"), body("Ministry of Industry", "TH"), True),
        (body("Ministry of Industry", "TH"), body("MINISTRY  OF INDUSTRY", "TH"), True),
        (body("Ministry of Industry", "TH"), body("Ministry of Industry", "MM"), False),
        (body("Ministry of Industry", "TH"), body("Ministry of Industry"), False),
        (body("Oxfam"), body("Oxfam"), True),
        (body("Planning Unit", parent="Oxfam"), body("Planning Unit", parent="WWF"), False),
        (body("Planning Unit", parent="Oxfam"), body("Planning Unit"), False),
        (body("Planning Unit", parent="Oxfam"), body("Planning Unit", parent="Oxfam"), True),
    ],
)
def test_organizations_are_one_where_name_country_and_parent_agree(
    one: Record, other: Record, same: bool
) -> None:
    names = identify({"a": one, "b": other}, IRIS, load_lexicon())
    assert (names.of("a", "o1") == names.of("b", "o1")) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (event("Water Forum", "2020-07-30"), event("Water Forum", "2020-08-01"), True),
        (event("Water Forum", "2020-07-30"), event("Water Forum", "2021-07-30"), False),
        (event("Water Forum", "2020-07-30"), event("Water Forum", session="2020-07-31"), True),
        (event("Water Forum", year=2020), event("Water Forum", "2020-01-01"), True),
        (event("Water Forum"), event("Water Forum"), False),
        (event("Water Forum"), event("Water Forum", "2020-07-30"), False),
    ],
)
def test_events_are_one_where_name_and_year_agree(one: Record, other: Record, same: bool) -> None:
    names = identify({"a": one, "b": other}, IRIS, load_lexicon())
    assert (names.of("a", "e1") == names.of("b", "e1")) is same
    assert (names.of("a", "s1") == names.of("b", "s1")) is same


def test_a_name_alone_makes_no_one_of_two_persons() -> None:
    def person(country: str | None) -> Record:
        who = Person(id=PersonId("p1"), name="Ana Ruiz", country=country)
        return Record(newsletter=Newsletter(title="x"), persons=(who,))

    names = identify({"a": person(None), "b": person(None), "c": person("PE")}, IRIS, load_lexicon())
    assert len({names.of(newsletter, "p1") for newsletter in "abc"}) == 3
    assert {question.kind for question in names.questions} == {"person"}
    assert len(names.questions) == 3


@pytest.mark.parametrize(
    ("other", "times", "joined"),
    [
        # A form that is printed once beside one that is printed often is a slip, whatever the post.
        ("Beatriz Montengro", 3, True),
        ("Beatrix Montenegro", 3, True),
        ("Beatriz Montengro", 1, False),
        # A shorter name, or one name more, may be another colleague's.
        ("Bela Montenegro", 3, False),
        ("Beatriz Maria Montenegro", 3, False),
    ],
)
def test_a_name_printed_once_is_a_slip_for_one_printed_often(other: str, times: int, joined: bool) -> None:
    def newsletter(name: str, title: str) -> Record:
        post = Affiliation(organization=OrganizationId("o1"), title=title)
        return Record(
            newsletter=Newsletter(title="x"),
            organizations=(Organization(id=OrganizationId("o1"), name="Delta Water Trust"),),
            persons=(Person(id=PersonId("p1"), name=name, affiliations=(post,)),),
        )

    records = {f"n{number}": newsletter("Beatriz Montenegro", "Director") for number in range(times)}
    names = identify(records | {"odd": newsletter(other, "Adviser")}, IRIS, load_lexicon())
    assert (names.of("odd", "p1") == names.of("n0", "p1")) is joined


def test_the_commonest_form_is_the_label_everywhere() -> None:
    records = {"a": body("RIVER TRUST"), "b": body("River Trust"), "c": body("River Trust")}
    names = identify(records, IRIS, load_lexicon())
    assert {str(names.of(newsletter, "o1").label) for newsletter in records} == {"River Trust"}


def test_the_order_of_newsletters_changes_nothing() -> None:
    records = gold_records()
    local = {
        name: [item.id for item in (*r.occasions, *r.persons, *r.organizations)]
        for name, r in records.items()
    }
    outcomes = set()
    for order in itertools.permutations(records):
        names = identify({name: records[name] for name in order}, IRIS, load_lexicon())
        outcomes.add(tuple(names.of(name, item) for name in sorted(records) for item in local[name]))
    assert len(outcomes) == 1


def test_what_the_five_newsletters_share_is_one_node() -> None:
    records = gold_records()
    names = identify(records, IRIS, load_lexicon())

    def found(kind: str, name: str) -> set[str]:
        return {
            str(names.of(newsletter, item.id).iri)
            for newsletter, record in records.items()
            for item in getattr(record, kind)
            if item.name == name
        }

    assert len(found("persons", "Miao Hong")) == 1
    assert len(found("organizations", "Lancang-Mekong Environmental Cooperation Center")) == 1
    # Myanmar's, with its country, and Thailand's.
    assert len(found("organizations", "Ministry of Industry")) == 2
    # One issue says that it is of China; the others give the same acronym.
    assert len(found("organizations", "Ministry of Ecology and Environment")) == 1
    assert found("persons", "Qian Zaohui") == found("persons", "Qian Zhaohui")


def test_a_unit_below_a_unit_is_told_by_all_above_it() -> None:
    def chain(top: str) -> Record:
        raw = {
            "newsletter": {"title": "x"}, "events": [], "sessions": [], "persons": [], "countries": [],
            "participations": [], "recommendations": [],
            "organizations": [
                {"id": "o1", "name": "Unit", "part_of": "o2"},
                {"id": "o2", "name": "Department", "part_of": "o3"},
                {"id": "o3", "name": top},
            ],
        }  # fmt: skip

        return parse_record(json.dumps(raw), "x")

    names = identify(
        {"a": chain("Ministry of Health"), "b": chain("Ministry of Trade")}, IRIS, load_lexicon()
    )
    assert names.of("a", "o1") != names.of("b", "o1")


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (("River Forum", "River Forum"), ["River Forum (2019)", "River Forum (2021)"]),
        (("River Forum 2019", "River Forum"), ["River Forum 2019", "River Forum"]),
        (("River Forum", "Rice Week"), ["River Forum", "Rice Week"]),
    ],
)
def test_editions_of_one_name_are_told_apart_by_their_year(names: tuple[str, str], labels: list[str]) -> None:
    first, second = (
        event(name, date) for name, date in zip(names, ("2019-05-01", "2021-05-01"), strict=True)
    )
    found = identify({"n1": first, "n2": second}, IRIS, load_lexicon())
    entities = [found.of(issue, EventId("e1")) for issue in ("n1", "n2")]
    assert [str(entity.label) for entity in entities] == labels
    # A session says its year by its event, and has none of its own.
    assert {str(found.of(issue, SessionId("s1")).label) for issue in ("n1", "n2")} == {"Rivers"}


def test_the_year_in_a_label_changes_no_iri() -> None:
    alone = identify({"n1": event("River Forum", "2019-05-01")}, IRIS, load_lexicon())
    past = Past(alone.registry)
    both = {"n1": event("River Forum", "2019-05-01"), "n2": event("River Forum", "2021-05-01")}
    found = identify(both, IRIS, load_lexicon(), past)
    assert found.of("n1", EventId("e1")).iri == alone.of("n1", EventId("e1")).iri
