from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD
from rdflib.term import BNode, Literal, URIRef

from graph_builder.gazetteer import Gazetteer, load_gazetteer
from graph_builder.iris import Iris, Kind
from graph_builder.judgement import Verdict
from graph_builder.link import WIKIDATA, Entity, Identified, Located, is_acronym, link
from graph_builder.linkgraph import link_triples
from graph_builder.linking import matching
from graph_builder.mentions import Mention
from graph_builder.terms import GEO, SSSOM
from graph_builder.text import fold_name

IRIS = Iris()


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def entity(
    kind: Kind, *names: str, acronym: str | None = None, country: str | None = None, parent: str | None = None
) -> Entity:
    return Entity(
        iri=IRIS.thing(kind, names[0].casefold().replace(" ", "-")),
        kind=kind,
        names=names,
        acronym=acronym,
        country=country,
        parent=IRIS.thing(kind, parent.casefold().replace(" ", "-")) if parent else None,
    )


def targets(one: Entity, gazetteer: Gazetteer) -> set[tuple[str, str]]:
    """Return match and short form of what one entity is linked to."""
    return {
        (found.match.value, short(found.target))
        for found in link([one], gazetteer)
        if isinstance(found, Identified)
    }


def short(target: str) -> str:
    return target.removesuffix("/").rpartition("/")[2]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("KH", {("exactMatch", "Q424"), ("exactMatch", "1831722")}),
        ("LA", {("exactMatch", "Q819"), ("exactMatch", "1655842")}),
        # The sources disagree on which item is the country and which the kingdom.
        ("NL", {("closeMatch", "Q29999"), ("exactMatch", "2750405")}),
        ("XK", {("closeMatch", "Q1246")}),
        ("ZZ", set()),
        (None, set()),
    ],
)
def test_a_country_is_linked_by_its_code_as_surely_as_the_sources_agree(
    gazetteer: Gazetteer, code: str | None, expected: set[tuple[str, str]]
) -> None:
    assert targets(entity("country", "Cambodia", country=code), gazetteer) == expected


EXACT_WRI = {("exactMatch", "Q976978"), ("exactMatch", "047ktk903")}
CLOSE_MEE = {("closeMatch", "Q1536450"), ("closeMatch", "04gwbew76")}


@pytest.mark.parametrize(
    ("organization", "expected"),
    [
        (entity("organization", "World Resources Institute"), EXACT_WRI),
        (entity("organization", "world resources  institute", country="US"), EXACT_WRI),
        (entity("organization", "WRI", acronym="WRI", country="US"), EXACT_WRI),
        (
            entity("organization", "China National Textile & Apparel Council", country="CN"),
            {("exactMatch", "Q67932465"), ("exactMatch", "02nx9ts82")},
        ),
        (entity("organization", "Foundation", "The Asia Foundation"), {("exactMatch", "012kxk780")}),
        (entity("organization", "WWF-Cambodia", country="KH"), {("exactMatch", "03wej2k16")}),
        (
            entity("organization", "Asian Development Bank", acronym="ADB"),
            {("exactMatch", "Q188822")},
        ),
        (entity("organization", "Ministry of Ecology and Environment", acronym="MEE"), CLOSE_MEE),
        (entity("organization", "Ministry of Ecology and Environment", country="CN"), CLOSE_MEE),
        # Two rows bear this name, one of them mixed with the Swiss branch: both are only close.
        (
            entity("organization", "World Wild Fund", acronym="WWF"),
            {("closeMatch", "00ppaw753"), ("closeMatch", "Q117892")},
        ),
    ],
    ids=lambda value: "-".join(value.names) if isinstance(value, Entity) else "",
)
def test_a_body_is_linked_by_a_full_name_or_by_its_acronym_in_the_right_country(
    gazetteer: Gazetteer, organization: Entity, expected: set[tuple[str, str]]
) -> None:
    assert targets(organization, gazetteer) == expected


@pytest.mark.parametrize(
    "organization",
    [
        entity("organization", "WRI", acronym="WRI"),
        entity("organization", "ASEAN", acronym="ASEAN"),
        entity("organization", "CI", acronym="CI", country="FR"),
        entity("organization", "WRI China", country="CN"),
        entity("organization", "UNEP China Office", country="CN"),
        entity("organization", "The Asia Foundation Beijing Office"),
        entity("organization", "Ministry of Ecology and Environment", country="VN"),
        entity("organization", "World Wide Fund for Nature", acronym="WWF", country="KH"),
        # The acronym fits, but the name in full is another.
        entity("organization", "Ministry of Energy and Economy", acronym="MEE", country="CN"),
        entity("organization", "Shanghai Institutes for International Studies"),
        entity("organization", "Kunming"),
        entity("organization", "Mekong"),
        entity("event", "United Nations"),
        entity("person", "Oxfam"),
    ],
    ids=lambda one: f"{one.kind}-{one.names[0]}-{one.country}",
)
def test_what_is_not_surely_the_same_is_left_alone(gazetteer: Gazetteer, organization: Entity) -> None:
    assert targets(organization, gazetteer) == set()


def test_a_unit_is_never_linked_to_what_a_body_above_it_is(gazetteer: Gazetteer) -> None:
    body = entity("organization", "World Resources Institute")
    middle = entity("organization", "Some Programme", parent="World Resources Institute")
    unit = entity("organization", "Unit", "World Resources Institute", parent="Some Programme")
    found = link([unit, middle, body], gazetteer)
    assert {one.subject.iri for one in found} == {body.iri}


def test_units_in_a_circle_do_no_harm(gazetteer: Gazetteer) -> None:
    one = entity("organization", "Oxfam", parent="Other")
    other = entity("organization", "Other", parent="Oxfam")
    assert {
        short(found.target) for found in link([one, other], gazetteer) if isinstance(found, Identified)
    } == {"Q267941"}


def test_a_name_that_two_countries_have_needs_its_country(gazetteer: Gazetteer) -> None:
    row = next(row for row in gazetteer.verified if row.name == "World Resources Institute")
    elsewhere = replace(row, country="LA", ror="", wikidata="Q1")
    two = replace(gazetteer, verified=(*gazetteer.verified, elsewhere))
    assert targets(entity("organization", "World Resources Institute"), two) == set()
    assert targets(entity("organization", "World Resources Institute", country="LA"), two) == {
        ("exactMatch", "Q1")
    }


@pytest.mark.parametrize(
    ("place", "expected", "position"),
    [
        (
            entity("place", "Kunming", country="CN"),
            {("exactMatch", "Q182852"), ("exactMatch", "1804651")},
            ("25.07", "102.68"),
        ),
        (entity("place", "Yunnan Province", country="CN"), {("exactMatch", "Q43194")}, ("25", "102")),
        # City and municipality are one thing in two rows; the city's position is taken.
        (
            entity("place", "Beijing", country="CN"),
            {("exactMatch", "Q956"), ("exactMatch", "1816670")},
            ("39.9289", "116.3883"),
        ),
        (
            entity("place", "Ha Noi"),
            {("exactMatch", "Q1858"), ("exactMatch", "1581130")},
            ("21.0333", "105.85"),
        ),
        (
            entity("place", "Vientiane", country="LA"),
            {("exactMatch", "Q9326"), ("exactMatch", "1651944")},
            ("17.9667", "102.6"),
        ),
        # The city is meant by the row, not the province around it, and two provinces bear the name.
        (entity("place", "Vientiane Province", country="LA"), set(), None),
        (entity("place", "Kunming", country="LA"), set(), None),
        (entity("place", "Kunming Province", country="CN"), set(), None),
        # Nobody verified it, but it is the only place of its name.
        (
            entity("place", "Guilin", country="CN"),
            {("exactMatch", "Q189633"), ("exactMatch", "1809498")},
            ("25.28", "110.28"),
        ),
        (entity("place", "Guilin"), {("exactMatch", "Q189633"), ("exactMatch", "1809498")}, None),
        (entity("place", "London"), set(), None),
        # Two rows of two places have one item.
        (entity("place", "Pyongyang", country="KP"), set(), None),
        # Three rows are called so, and nothing tells which is meant.
        (entity("place", "Dali", country="CN"), set(), None),
        (entity("place", "Nowhere", country="CN"), set(), None),
    ],
    ids=lambda value: f"{value.names[0]}-{value.country}" if isinstance(value, Entity) else "",
)
def test_a_place_is_linked_and_located_by_name_kind_and_country(
    gazetteer: Gazetteer,
    place: Entity,
    expected: set[tuple[str, str]],
    position: tuple[str, str] | None,
) -> None:
    assert targets(place, gazetteer) == expected
    located = [found for found in link([place], gazetteer) if isinstance(found, Located)]
    assert [(one.latitude, one.longitude) for one in located] == (
        [(Decimal(position[0]), Decimal(position[1]))] if position else []
    )


def test_a_build_and_a_plain_list_link_a_place_alike(gazetteer: Gazetteer) -> None:
    places = [
        replace(entity("place", place.name, country=country), iri=URIRef(f"{IRIS.base}{number}-{country}"))
        for number, place in enumerate(gazetteer.places[::40])
        for country in (place.country, None)
    ]
    built = {
        found.subject.iri: str(found.target)
        for found in link(places, gazetteer)
        if isinstance(found, Identified) and found.target.startswith(WIKIDATA)
    }
    assert len(built) > 0.9 * len(places)
    with matching(()) as matcher:
        for place in places:
            mention = Mention(text=place.names[0], kind="place", country=place.country or "")
            found = matcher.judge(mention)
            # What the build is sure of, the list is sure of as well.
            if place.iri in built:
                assert found.authority, place
                assert (found.verdict, found.authority.iri) == (Verdict.SAME, built[place.iri]), place


@pytest.mark.parametrize(
    ("country", "position"),
    [
        ("LA", ("17.9667", "102.6")),  # Vientiane
        ("CN", ("39.9289", "116.3883")),  # Beijing
        ("KP", None),  # two rows are called Pyongyang
        ("AQ", None),
    ],
)
def test_a_country_lies_where_its_capital_does(
    gazetteer: Gazetteer, country: str, position: tuple[str, str] | None
) -> None:
    found = link([entity("country", country, country=country)], gazetteer)
    located = [(one.latitude, one.longitude) for one in found if isinstance(one, Located)]
    assert located == ([(Decimal(position[0]), Decimal(position[1]))] if position else [])


@pytest.mark.parametrize(
    ("name", "expected"),
    [("MEE", True), ("R&D", True), ("U.N.", True), ("Oxfam", False), ("WWF-Cambodia", False), ("A", False)],
)
def test_an_acronym_is_one_word_in_capitals(name: str, *, expected: bool) -> None:
    assert is_acronym(name) is expected


SEVERAL = (
    entity("country", "Cambodia", country="KH"),
    entity("organization", "Ministry of Ecology and Environment", acronym="MEE"),
    entity("organization", "Asian Development Bank"),
    entity("place", "Yunnan Province", country="CN"),
)


def graph_of(gazetteer: Gazetteer, *entities: Entity) -> Graph:
    graph = Graph()
    for triple in link_triples(link(entities, gazetteer), IRIS):
        graph.add(triple)
    return graph


def test_each_link_has_one_record_that_tells_how_it_was_found(gazetteer: Gazetteer) -> None:
    graph = graph_of(gazetteer, *SEVERAL)
    links = {(s, p, o) for p in (OWL.sameAs, SKOS.closeMatch) for s, o in graph.subject_objects(p)}
    records = [
        (
            graph.value(record, OWL.annotatedSource),
            graph.value(record, OWL.annotatedProperty),
            graph.value(record, OWL.annotatedTarget),
        )
        for record in graph.subjects(RDF.type, OWL.Axiom)
    ]
    assert len(records) == 6
    assert set(records) == links
    for record in graph.subjects(RDF.type, OWL.Axiom):
        assert str(record).startswith(f"{IRIS.links}#")
        for slot in (SSSOM.mapping_justification, SSSOM.confidence, SSSOM.match_string, RDFS.comment):
            assert len(list(graph.objects(record, slot))) == 1, slot
        assert len(list(graph.subjects(SSSOM.mappings, record))) == 1


def test_links_of_each_licence_stay_in_a_mapping_set_of_their_own(gazetteer: Gazetteer) -> None:
    query = """
        PREFIX sssom: <https://w3id.org/sssom/> PREFIX dcterms: <http://purl.org/dc/terms/>
        PREFIX owl: <http://www.w3.org/2002/07/owl#>
        SELECT ?licence ?target {
            ?set a sssom:MappingSet ; dcterms:license ?licence ; sssom:mappings/owl:annotatedTarget ?target
        }"""
    odbl, cc0, by_sa = (
        "https://opendatacommons.org/licenses/odbl/1.0/",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    )
    found = {(str(row[0]), short(str(row[1]))) for row in graph_of(gazetteer, *SEVERAL).query(query)}  # type: ignore[index]
    assert found == {
        (odbl, "Q424"),
        (odbl, "1831722"),
        (odbl, "Q43194"),
        (cc0, "Q1536450"),
        (cc0, "04gwbew76"),
        (by_sa, "Q188822"),
    }


def test_positions_are_decimals_and_no_node_is_blank(gazetteer: Gazetteer) -> None:
    graph = graph_of(gazetteer, *SEVERAL)
    assert graph.value(SEVERAL[3].iri, GEO.lat) == Literal("25", datatype=XSD.decimal)
    assert graph.value(SEVERAL[3].iri, GEO.long) == Literal("102", datatype=XSD.decimal)
    assert not [term for triple in graph for term in triple if isinstance(term, BNode)]


def test_links_come_out_in_one_order_whatever_the_order_of_the_entities(gazetteer: Gazetteer) -> None:
    assert list(link_triples(link(SEVERAL, gazetteer), IRIS)) == list(
        link_triples(link(reversed(SEVERAL), gazetteer), IRIS)
    )


BODIES = replace(load_gazetteer(), places=())
KNOWN = {fold_name(name) for row in BODIES.verified for name in row.names}


@given(st.text(max_size=40), st.sampled_from([None, "CN", "KH", "US"]), st.none() | st.text(max_size=6))
def test_a_name_that_nobody_verified_is_never_linked(
    name: str, country: str | None, acronym: str | None
) -> None:
    assume(fold_name(name) not in KNOWN)
    assume(acronym is None or fold_name(acronym) not in KNOWN)
    assert targets(entity("organization", name, acronym=acronym, country=country), BODIES) == set()


def test_without_links_the_graph_of_links_is_empty(gazetteer: Gazetteer) -> None:
    assert len(graph_of(gazetteer, entity("organization", "Nobody knows it"))) == 0


def test_an_iri_is_that_of_the_data_set_itself(gazetteer: Gazetteer) -> None:
    graph = graph_of(gazetteer, SEVERAL[0], SEVERAL[1])
    assert set(graph.objects(SEVERAL[0].iri, OWL.sameAs)) == {
        URIRef("http://www.wikidata.org/entity/Q424"),
        URIRef("https://sws.geonames.org/1831722/"),
    }
    assert set(graph.objects(SEVERAL[1].iri, SKOS.closeMatch)) == {
        URIRef("http://www.wikidata.org/entity/Q1536450"),
        URIRef("https://ror.org/04gwbew76"),
    }


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("gender", {("exactMatch", "5")}),
        ("anti-corruption", {("broadMatch", "16")}),
        ("noise", set()),
    ],
)
def test_a_topic_is_linked_to_its_development_goal(
    gazetteer: Gazetteer, topic: str, expected: set[tuple[str, str]]
) -> None:
    assert targets(entity("topic", topic), gazetteer) == expected


def test_a_topic_and_a_goal_are_matched_as_concepts(gazetteer: Gazetteer) -> None:
    graph = graph_of(gazetteer, entity("topic", "gender"), entity("topic", "land"))
    gender, land = (IRIS.thing("topic", name) for name in ("gender", "land"))
    assert set(graph.objects(gender, SKOS.exactMatch)) == {URIRef("http://metadata.un.org/sdg/5")}
    assert set(graph.objects(land, SKOS.broadMatch)) == {URIRef("http://metadata.un.org/sdg/15")}
    assert not list(graph.subject_objects(OWL.sameAs))
