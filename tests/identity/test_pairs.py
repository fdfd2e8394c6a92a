"""What an editor decides of pairs of mentions, `identify` decides too."""

import pytest

from graph_builder.identify import identify
from graph_builder.iris import Iris
from graph_builder.lexicon import load_lexicon
from tests.identity.pairs import LOCAL, Pair, load_pairs

PAIRS = load_pairs()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.kind}: {pair.why}")
def test_a_pair_is_decided_as_an_editor_would(pair: Pair) -> None:
    records = pair.records()
    names = identify(records, Iris(), load_lexicon())
    if pair.kind == "place":
        places = [record.events[0] for record in (records["one"], records["other"])]
        found = [
            names.place(newsletter, event.place or "", event.country)
            for newsletter, event in zip(("one", "other"), places, strict=True)
        ]
    else:
        found = [names.of(newsletter, LOCAL[pair.kind]) for newsletter in ("one", "other")]
    asked = {
        frozenset((question.one.mention[0], question.other.mention[0]))
        for question in names.questions
        if question.kind == pair.kind
    }
    verdict = "same" if found[0] == found[1] else "unsure" if {"one", "other"} in asked else "different"
    assert verdict == pair.verdict, names.questions


def test_there_are_enough_pairs_of_every_kind_and_verdict() -> None:
    assert len(PAIRS) >= 60
    assert {pair.kind for pair in PAIRS} == set(LOCAL)
    assert {pair.verdict for pair in PAIRS} == {"same", "different", "unsure"}
