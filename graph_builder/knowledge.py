"""What newsgraph knows before it reads: language, vocabulary, shapes, the world.

All of it is loaded once and handed to the stages, which open no file themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import rdflib
from rdflib.compare import to_canonical_graph

from graph_builder.extractors import RULES
from graph_builder.gazetteer import Gazetteer, load_gazetteer
from graph_builder.iris import Iris
from graph_builder.lexicon import Lexicon, load_lexicon
from graph_builder.mapping import Background
from graph_builder.ontology import CountryGroups, Topics, load_country_groups, load_ontology, load_topics
from graph_builder.resources import SHAPES
from graph_builder.validate import Shapes


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """All that the stages of a build are given."""

    lexicon: Lexicon
    gazetteer: Gazetteer
    ontology: rdflib.Graph
    shapes: Shapes
    background: Background
    topics: Topics
    groups: CountryGroups
    #: The name of what reads the texts.
    extractor: str = RULES


def load_knowledge(iris: Iris) -> Knowledge:
    """Load what travels with newsgraph; topics and country groups get the IRIs of `iris`."""
    gazetteer = load_gazetteer()
    topics, groups = load_topics(iris.base), load_country_groups(iris.base)
    return Knowledge(
        lexicon=load_lexicon(),
        gazetteer=gazetteer,
        # Blank nodes get labels from what they say, so that two builds give the same bytes.
        ontology=to_canonical_graph(load_ontology()),
        shapes=Shapes.load(SHAPES),
        background=Background(
            countries={code: country.name for code, country in gazetteer.countries.items()},
            topics=topics,
            groups=groups,
        ),
        topics=topics,
        groups=groups,
    )
