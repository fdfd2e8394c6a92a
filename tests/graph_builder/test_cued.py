"""A pattern is left untried only where it would have found nothing."""

from __future__ import annotations

import gc
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_builder.cued import CuedPattern, cued, telling, words_of
from graph_builder.extract.gatheringgrammar import gathering_grammar
from graph_builder.lexicon import Cues, load_lexicon
from tests.graph_builder.extract.reading import grounded
from tests.support import ROOT

TEXTS = tuple(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "data" / "newsletters").glob("*.txt"))
)


def patterns() -> list[CuedPattern]:
    """Return every pattern with words that extraction makes, once it has read a newsletter."""
    grounded(TEXTS[0])
    found = [one for one in gc.get_objects() if isinstance(one, CuedPattern) and all(one.words)]
    return sorted(found, key=lambda one: one.plain.pattern)


PATTERNS = patterns()
#: All lists of cues are made into patterns in the same way: a few stand for the others.
LISTS = [one for one in PATTERNS if one.plain.pattern.startswith(r"(?<![\w-])(?:(")]
ONES = [one for one in PATTERNS if one not in LISTS] + LISTS[::20]


@pytest.mark.parametrize("pattern", ONES, ids=lambda one: one.plain.pattern[:40])
def test_whatever_a_pattern_matches_holds_its_words(pattern: CuedPattern) -> None:
    @given(st.from_regex(pattern.plain))
    @settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def holds(text: str) -> None:
        assert pattern.may_match(text)

    holds()


def test_nothing_is_left_out_of_a_newsletter() -> None:
    for text in TEXTS:
        for paragraph in re.split(r"\n\s*\n", text):
            for pattern in PATTERNS:
                assert pattern.may_match(paragraph) or not pattern.plain.search(paragraph)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Lake Panel met.", True),
        ("LAKE panels met", False),
        ("The Lakepanel met.", False),
        ("“panel”", True),
        ("a co-panel", True),
        ("", False),
    ],
)
def test_a_word_stands_in_a_text_as_a_whole_and_in_any_case(text: str, found: bool) -> None:
    assert cued(r"panel", {"panel"}, flags=re.IGNORECASE).may_match(text) is found


def test_of_a_phrase_the_longest_word_tells_whether_it_can_stand() -> None:
    assert telling({"on behalf of", "'ll", "co-chaired by", "…"}) == {"behalf", "ll", "chaired", "…"}


def test_a_pattern_needs_a_word_of_each_list() -> None:
    told = cued(r"panel: [“\"]", {"panel"}, {"“", '"'})
    assert words_of("Panel: “Rice”") == {"panel", ":", "“", "rice", "”"}
    assert told.may_match("Panel: “Rice”")
    assert not told.may_match("“Rice”")
    assert not told.may_match("Panel: Rice")


def test_only_the_part_that_is_asked_for_counts() -> None:
    panel = cued(r"\bpanel\b", {"panel"})
    text = "panels and a panel"
    assert panel.search(text, 0, 5)
    assert panel.search(text, 0, 10) is None
    assert [match.start() for match in panel.finditer(text)] == [13]
    assert panel.match(text, 13)


def test_where_no_cue_of_a_gathering_stands_none_of_its_patterns_matches() -> None:
    rules = gathering_grammar(load_lexicon())
    needing = (
        rules.quoted_session, rules.in_series, rules.is_series, *rules.apposed,
        rules.counted, rules.titled, rules.anniversary,
    )  # fmt: skip
    for pattern in needing:
        assert any(words <= rules.cues for words in pattern.words), pattern


def test_a_list_without_words_is_never_found() -> None:
    assert Cues.of(()).find("a panel on rice") is None
