from __future__ import annotations

import pytest

from graph_builder.extract.topics import topic_grammar, topics
from graph_builder.lexicon import load_lexicon

RULES = topic_grammar(load_lexicon())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Farmers and speakers discussed rain, the price of seed and old maps.",
            ["rain", "the price of seed", "old maps"],
        ),
        ("Participants exchanged views on roofs and wells.", ["roofs and wells"]),
        (
            "Delegates discussed topics such as roofs and wells, rain, and maps.",
            ["roofs and wells", "rain", "maps"],
        ),
        (
            "Participants discussed three matters: (1) rain, (2) wells and (3) maps.",
            ["rain", "wells", "maps"],
        ),
        ("Experts conducted exchanges on topics such as rain; roofs; and wells.", ["rain", "roofs", "wells"]),
        (
            "Speakers shared practices in seed care and discussed new roofs, and rain.",
            ["seed care", "new roofs", "rain"],
        ),
    ],
)
def test_topics_are_the_items_of_what_was_discussed(text: str, expected: list[str]) -> None:
    assert list(topics(text, RULES)) == expected


@pytest.mark.parametrize(
    "text", ["Mr. Berg spoke of rain and roofs.", "The town discussed nothing else.", "Rain fell."]
)
def test_what_one_speaker_spoke_about_is_no_topic(text: str) -> None:
    assert list(topics(text, RULES)) == []
