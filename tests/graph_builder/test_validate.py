"""Validation of graphs: what is reported, of which nodes, and in what words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from rdflib import Graph
from rdflib.namespace import PROV, RDF, RDFS, SH, SKOS, XSD
from rdflib.term import BNode, Literal, URIRef

from graph_builder.answers import Triple
from graph_builder.extract import extract
from graph_builder.gazetteer import load_gazetteer
from graph_builder.identify import identify
from graph_builder.iris import Iris
from graph_builder.lexicon import load_lexicon
from graph_builder.mapping import Background, to_triples
from graph_builder.ontology import load_country_groups, load_topics
from graph_builder.provenance import Source
from graph_builder.read import read_document
from graph_builder.records import (
    Event,
    EventId,
    Newsletter,
    Participation,
    Person,
    PersonId,
    Recommendation,
    RecommendationId,
    Record,
    Role,
)
from graph_builder.resources import SHAPES
from graph_builder.store import Store
from graph_builder.terms import IN, NEWS, OA
from graph_builder.text import Span
from graph_builder.validate import Report, Severity, Shapes, report_lines, validate
from tests.support import NEWSLETTERS, gold_records

IRIS = Iris("https://newsgraph.example/")
GOLD_IDS = (
    "lmec-2019-03", "lmec-2020-07-session-1", "lmec-2020-07-session-2", "lmec-2021-06", "lmec-2023-06",
)  # fmt: skip

TEXT = """River Forum held

The River Forum was held in Vientiane.
Ms. Lee said that all data should be shared.
"""
RECORD = Record(
    newsletter=Newsletter(title="River Forum held", file="river.txt"),
    events=(
        Event(
            id=EventId("e1"),
            name="River Forum",
            start=date(2024, 5, 13),
            end=date(2024, 5, 14),
            evidence=(Span(22, 33),),
        ),
    ),
    persons=(Person(id=PersonId("p1"), name="Lee", evidence=(Span(61, 64),)),),
    participations=(
        Participation(
            person=PersonId("p1"), occasion=EventId("e1"), role=Role.SPEAKER, evidence=(Span(57, 69),)
        ),
    ),
    recommendations=(
        Recommendation(
            id=RecommendationId("r1"),
            text="all data should be shared",
            by=(PersonId("p1"),),
            occasion=EventId("e1"),
            evidence=Span(75, 100),
        ),
    ),
)


@cache
def shapes() -> Shapes:
    return Shapes.load(SHAPES)


@cache
def background() -> Background:
    return Background(
        countries={code: country.name for code, country in load_gazetteer().countries.items()},
        topics=load_topics(IRIS.base),
        groups=load_country_groups(IRIS.base),
    )


def mapped(record: Record, name: str, text: str) -> list[Triple]:
    source = Source(newsletter=name, text=text, iris=IRIS, language=record.newsletter.language)
    return list(to_triples(record, source, identify({name: record}, IRIS, load_lexicon()), background()))


def told(report: Report) -> list[tuple[str, str]]:
    """Return shape and constraint of each violation, by their local names."""
    return [
        (r.shape.rpartition("#")[2], r.constraint.rpartition("#")[2].removesuffix("ConstraintComponent"))
        for r in report.violations
    ]


# --- records, mapped ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GOLD_IDS)
def test_a_gold_record_maps_to_a_graph_without_violation(name: str) -> None:
    text = (NEWSLETTERS / f"{name}.txt").read_bytes().decode()
    triples = mapped(gold_records()[name], name, text)
    report = validate(triples, shapes())
    assert report.violations == ()
    # The shapes did look: without its participations' people the same graph violates them.
    without = [triple for triple in triples if triple[1] != NEWS.participant]
    assert {shape for shape, _ in told(validate(without, shapes()))} == {"Participation-participant"}


@pytest.mark.parametrize("name", GOLD_IDS)
def test_what_is_read_from_a_newsletter_maps_to_a_graph_without_violation(name: str) -> None:
    document = read_document(NEWSLETTERS / f"{name}.txt")
    triples = mapped(extract(document, load_lexicon()), name, document.text)
    report = validate(triples, shapes(), load_topics(IRIS.base).graph)
    assert list(report_lines(Report(report.violations), document.file, document.text)) == []
    assert len(triples) > 500


def test_the_topics_and_country_groups_that_travel_with_newsgraph_conform() -> None:
    graph = load_topics(IRIS.base).graph + load_country_groups(IRIS.base).graph
    assert validate(graph, shapes()).results == ()
    assert len(set(graph.subjects(RDF.type, NEWS.Topic))) >= 60


def test_a_group_of_countries_may_have_members_that_the_newsletter_does_not_name() -> None:
    said = replace(RECORD.recommendations[0], country_groups=("ASEAN Member States",))
    triples = mapped(replace(RECORD, recommendations=(said,)), "river", TEXT)
    groups = load_country_groups(IRIS.base).graph
    assert (None, NEWS.member, None) in groups
    assert NEWS.addresses in {predicate for _, predicate, _ in triples}
    assert validate(triples, shapes(), groups).conforms


def test_a_small_record_maps_to_a_graph_without_violation() -> None:
    assert validate(mapped(RECORD, "river", TEXT), shapes()).conforms


def test_an_end_before_the_start_is_a_violation() -> None:
    event = replace(RECORD.events[0], end=date(2024, 5, 12))
    report = validate(mapped(replace(RECORD, events=(event,)), "river", TEXT), shapes())
    assert told(report) == [("Occasion-startDate", "LessThanOrEquals")]
    assert report.violations[0].value == Literal("2024-05-13", datatype=XSD.date)
    assert not report.conforms


def test_the_code_of_no_country_is_a_violation() -> None:
    report = validate(mapped(replace(RECORD, countries=("LA", "QQ")), "river", TEXT), shapes())
    assert told(report) == [("Country-isoCode", "Pattern")]
    assert report.violations[0].focus == IRIS.thing("country", "qq")


def test_a_recommendation_or_participation_without_evidence_is_a_violation() -> None:
    said = replace(RECORD.recommendations[0], evidence=None)
    part = replace(RECORD.participations[0], evidence=())
    record = replace(RECORD, recommendations=(said,), participations=(part,))
    assert told(validate(mapped(record, "river", TEXT), shapes())) == [
        ("Participation-evidence", "MinCount"),
        ("Recommendation-evidence", "MinCount"),
    ]


def test_a_person_without_evidence_is_published_and_warned_of() -> None:
    person = replace(RECORD.persons[0], evidence=())
    report = validate(mapped(replace(RECORD, persons=(person,)), "river", TEXT), shapes())
    assert report.conforms
    assert [r.shape.rpartition("#")[2] for r in report.warnings] == ["Person-should-evidence"]


def test_a_text_without_an_event_is_published_and_warned_of() -> None:
    empty = Record(newsletter=Newsletter(title="Season's greetings", file="river.txt"))
    report = validate(mapped(empty, "river", "Season's greetings\n"), shapes())
    assert report.conforms
    assert [r.shape.rpartition("#")[2] for r in report.warnings] == ["Newsletter-should-reports"]


# --- what is reported, of which nodes -------------------------------------------------------------


def test_a_result_tells_focus_path_value_severity_message_and_shape() -> None:
    event = IRIS.thing("event", "forum")
    (result,) = (
        r
        for r in validate(
            [(event, RDF.type, NEWS.Event), (event, NEWS.mode, Literal("online"))], shapes()
        ).results
        if r.path == NEWS.mode
    )
    assert result.focus == event
    assert result.value == Literal("online")
    assert result.severity is Severity.VIOLATION
    assert result.message.startswith("At most one mode: news:Onsite")
    assert result.shape == URIRef("https://w3id.org/newsgraph/shapes#Occasion-mode")
    assert result.constraint == SH.InConstraintComponent


def test_results_come_in_one_order_the_worst_first() -> None:
    triples = [triple for triple in mapped(RECORD, "river", TEXT) if triple[1] not in (NEWS.evidence, IN)]
    report = validate(triples, shapes())
    assert [r.severity for r in report.results] == sorted(
        (r.severity for r in report.results), key=list(Severity).index
    )
    assert len({r.severity for r in report.results}) > 1
    assert validate(reversed(triples), shapes()) == report


def test_a_plain_literal_and_one_of_xsd_string_are_the_same_to_the_shapes() -> None:
    person = IRIS.thing("person", "lee")
    for name in (Literal("Lee"), Literal("Lee", datatype=XSD.string)):
        report = validate([(person, RDF.type, NEWS.Person), (person, NEWS.familyName, name)], shapes())
        assert NEWS.familyName not in {r.path for r in report.results}
    report = validate(
        [(person, RDF.type, NEWS.Person), (person, NEWS.familyName, Literal("Lee", lang="en"))], shapes()
    )
    assert NEWS.familyName in {r.path for r in report.results}


@pytest.mark.parametrize(
    "start",
    [
        BNode("b"),
        Literal("soon"),
        Literal(7),
        Literal("2024"),
        Literal("2024", datatype=XSD.gYear),
        Literal("2024-05-13T10:00:00", datatype=XSD.dateTime),
        Literal("2024-02-30", datatype=XSD.date),
        URIRef("urn:day"),
    ],
    ids=lambda term: term.n3()[:40],
)  # fmt: skip
def test_a_start_date_of_any_other_kind_is_reported_and_crashes_nothing(start: BNode | Literal) -> None:
    event = IRIS.thing("event", "forum")
    data = [
        (event, RDF.type, NEWS.Event),
        (event, NEWS.startDate, start),
        (event, NEWS.endDate, Literal("2024-05-14", datatype=XSD.date)),
    ]
    assert ("Occasion-startDate", "Datatype") in told(validate(data, shapes()))


def test_what_the_background_says_counts_but_is_not_reported() -> None:
    event, water, rivers = (
        IRIS.thing("event", "forum"),
        IRIS.thing("topic", "water"),
        IRIS.thing("topic", "rivers"),
    )
    data = [
        *(t for t in mapped(RECORD, "river", TEXT)),
        (IRIS.thing("event", "river-forum"), NEWS.topic, rivers),
    ]
    beyond = Graph()
    beyond.add((rivers, RDF.type, NEWS.Topic))
    beyond.add((rivers, SKOS.broader, water))
    beyond.add((water, RDF.type, NEWS.Topic))
    beyond.add((event, RDF.type, NEWS.Event))
    assert told(validate(data, shapes())) == [("Thing-topic", "Class")]
    assert (
        validate(data, shapes(), beyond).results == validate(mapped(RECORD, "river", TEXT), shapes()).results
    )
    # By themselves the topics would be reported: they have no labels.
    assert told(validate(beyond, shapes()))
    assert len(beyond) == 4


def test_a_topic_typed_in_the_newsletter_and_described_in_the_scheme_is_judged_by_both() -> None:
    rivers, water = IRIS.thing("topic", "rivers"), IRIS.thing("topic", "water")
    beyond = Graph()
    beyond.add((rivers, RDFS.label, Literal("rivers", lang="en")))
    beyond.add((rivers, SKOS.broader, water))
    beyond.add((water, RDF.type, NEWS.Topic))
    data = [(rivers, RDF.type, NEWS.Topic)]
    assert told(validate(data, shapes())) == [("Thing-label", "MinCount")]
    assert validate(data, shapes(), beyond).results == ()


def test_the_data_handed_in_is_left_as_it_was() -> None:
    graph = Graph()
    graph += mapped(RECORD, "river", TEXT)
    before = set(graph)
    beyond = Graph()
    beyond.add((IRIS.thing("event", "river-forum"), RDFS.seeAlso, URIRef("urn:more")))
    validate(graph, shapes(), beyond)
    assert set(graph) == before
    assert len(beyond) == 1


def test_a_graph_read_back_from_the_store_has_the_report_that_it_had() -> None:
    event = replace(RECORD.events[0], end=date(2024, 5, 12))
    triples = mapped(replace(RECORD, events=(event,)), "river", TEXT)
    store = Store.in_memory()
    store.add(IRIS.graph("river"), triples)
    before = validate(triples, shapes())
    assert not before.conforms
    assert validate(store.triples(graph=IRIS.graph("river")), shapes()) == before


def test_nothing_at_all_conforms() -> None:
    assert validate([], shapes()) == Report(())


# --- words for people -----------------------------------------------------------------------------


def test_a_line_names_file_line_severity_thing_remedy_value_words_and_shape() -> None:
    event = replace(RECORD.events[0], end=date(2024, 5, 12))
    report = validate(mapped(replace(RECORD, events=(event,)), "river", TEXT), shapes())
    assert next(report_lines(report, "newsletters/river.txt", TEXT)) == (
        "newsletters/river.txt:3: violation: 'River Forum' <https://newsgraph.example/id/event/river-forum>: "
        "At most one start date, a day that exists, as xsd:date, and not after the end date: "
        "correct the one or the other. "
        "[found '2024-05-13'^^date] [words: 'River Forum'] (Occasion-startDate)"
    )


def test_without_the_text_a_line_gives_the_words_but_no_line_number() -> None:
    said = RECORD.recommendations[0]
    report = validate(
        mapped(replace(RECORD, recommendations=(replace(said, by=()),)), "river", TEXT), shapes()
    )
    (line,) = (line for line in report_lines(report, "river.json") if "Recommendation" in line)
    assert line.startswith("river.json: info: 'all data should be shared' <")
    assert "[words: 'all data should be shared']" in line


def test_each_result_has_one_line_and_a_thing_without_label_or_evidence_has_its_iri() -> None:
    event = IRIS.thing("event", "forum")
    report = validate([(event, RDF.type, NEWS.Event)], shapes())
    lines = list(report_lines(report, "graph.ttl", "some text\n"))
    assert len(lines) == len(report.results) == 3
    assert all(line.startswith("graph.ttl: ") and f": <{event}>: " in line for line in lines)


def test_evidence_and_its_selectors_stand_where_they_say() -> None:
    broken = [
        triple if triple[1] != OA.exact or str(triple[2]) != "Lee" else (triple[0], OA.exact, Literal(""))
        for triple in mapped(RECORD, "river", TEXT)
    ]
    (line,) = (
        line for line in report_lines(validate(broken, shapes()), "river.txt", TEXT) if "violation" in line
    )
    assert line.startswith(
        "river.txt:4: violation: <https://newsgraph.example/id/evidence/river-61-64#quote>: "
    )


def test_of_several_pieces_of_evidence_the_first_is_shown_and_long_words_are_cut() -> None:
    text = "x" * 10 + "\n" + "The River Forum, " * 20
    event = replace(RECORD.events[0], end=date(2024, 5, 12), evidence=(Span(100, 120), Span(11, 300)))
    only_event = Record(newsletter=RECORD.newsletter, events=(event,))
    report = validate(mapped(only_event, "river", text), shapes())
    assert report.violations[0].span == Span(11, 300)
    (line,) = (line for line in report_lines(report, "river.txt", text) if "violation" in line)
    assert line.startswith("river.txt:2: ")
    words = line.partition("[words: '")[2].partition("']")[0]
    assert words.endswith("…")
    assert len(words) <= 80


def test_a_derivation_from_what_is_no_newsletter_is_a_violation() -> None:
    data = mapped(RECORD, "river", TEXT)
    data.append((IRIS.thing("person", "lee"), PROV.wasDerivedFrom, URIRef("urn:hearsay")))
    assert told(validate(data, shapes())) == [("Thing-derivedFrom", "Class")]
