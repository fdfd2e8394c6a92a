"""A made-up world of newsletters, in which it is known who is who."""

from __future__ import annotations

import random

import pytest

from benchmarks.identity_size import World, quality, world
from graph_builder.identify import Identities, identify
from graph_builder.iris import Iris
from graph_builder.lexicon import load_lexicon


@pytest.fixture(scope="module")
def made() -> World:
    return world(400)


@pytest.fixture(scope="module")
def names(made: World) -> Identities:
    return identify(made.records, Iris(), load_lexicon())


def test_the_world_holds_namesakes_and_other_spellings(made: World) -> None:
    printed: dict[str, set[object]] = {}
    spelt: dict[object, set[str]] = {}
    for newsletter, record in made.records.items():
        for person in record.persons:
            who = made.truth[newsletter, person.id]
            printed.setdefault(person.name, set()).add(who)
            spelt.setdefault(who, set()).add(person.name)
    assert sum(len(owners) > 1 for owners in printed.values()) > 10
    assert sum(len(forms) > 1 for forms in spelt.values()) > 50


def test_few_pairs_are_joined_wrongly_and_most_that_should_be_are(made: World, names: Identities) -> None:
    figures = quality(names, made.truth)
    assert len(figures) == 6
    for name, figure in figures.items():
        assert isinstance(figure, float)
        assert figure >= (0.99 if "precision" in name else 0.9), name


def test_the_order_of_many_newsletters_changes_nothing(made: World, names: Identities) -> None:
    order = list(made.records)
    random.Random(7).shuffle(order)  # noqa: S311 - the same order each time
    again = identify({name: made.records[name] for name in order}, Iris(), load_lexicon())
    assert all(again.of(*mention) == names.of(*mention) for mention in made.truth)
    assert again.registry == names.registry
