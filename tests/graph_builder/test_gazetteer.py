from __future__ import annotations

import pytest
from rdflib.namespace import RDF

from graph_builder.gazetteer import TABLES, Gazetteer, Match, PlaceKind, Table, load_gazetteer
from graph_builder.ontology import load_topics
from graph_builder.resources import GAZETTEERS
from graph_builder.terms import NEWS


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def test_every_row_of_every_table_is_read(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.countries) == 250
    assert len(gazetteer.places) == 10_053
    assert len(gazetteer.verified) == 32


def test_a_country_is_found_by_its_code(gazetteer: Gazetteer) -> None:
    laos = gazetteer.countries["LA"]
    assert (laos.name, laos.wikidata, laos.geonames) == ("Laos", "Q819", "1655842")
    assert "Laotian" in laos.demonyms


def test_cells_of_several_values_are_taken_apart(gazetteer: Gazetteer) -> None:
    wwf = next(row for row in gazetteer.verified if row.wikidata == "Q117892")
    assert wwf.names == ("World Wide Fund for Nature", "WWF", "World Wild Fund")
    assert wwf.match is Match.CLOSE
    yunnan = next(place for place in gazetteer.places if place.wikidata == "Q43194")
    assert (yunnan.kind, yunnan.country) == (PlaceKind.PROVINCE, "CN")


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_each_table_has_its_licence_beside_it(table: Table) -> None:
    licence = (GAZETTEERS / f"{table.name}.LICENCE.txt").read_text(encoding="utf-8")
    assert table.licence in licence
    assert f"`{table.name}.tsv`" in (GAZETTEERS / "README.md").read_text(encoding="utf-8")


def test_each_goal_is_given_to_a_topic_of_the_scheme(gazetteer: Gazetteer) -> None:
    topics = load_topics("https://newsgraph.example/").graph
    known = {str(topic).rpartition("/")[2] for topic in topics.subjects(RDF.type, NEWS.Topic)}
    assert {goal.topic for goal in gazetteer.goals} <= known
    assert all(1 <= int(goal.number) <= 17 for goal in gazetteer.goals)
    assert all(f" {goal.number}" in goal.source for goal in gazetteer.goals)
