from __future__ import annotations

import pytest

from graph_builder.extract.headlines import described, headline_name
from graph_builder.lexicon import load_lexicon
from tests.graph_builder.extract.reading import record

SPEAKERS = (
    "Tim Berg, chair of the Lake Club, spoke. Rosa Blum said that nets should be mended. Joe Lang spoke."
)


@pytest.mark.parametrize(
    ("title", "noun", "name"),
    [
        ("Growers Meet at Second Soil Seminar in Hue", "seminar", "Second Soil Seminar"),
        ("Lake Club Seminar on Nets", "meeting", "Lake Club Seminar on Nets"),
        ("Notes from the net menders' get-together in Hue", "turned up", "net menders' get-together"),
        ("What we said at the annual meeting of menders, 4 May", "met", "annual meeting of menders"),
        ("Growers meet in Hue", "met", None),
        ("Our office is closed for a week.", "week", None),
        ("The Lake Letter", "meeting", None),
    ],
)
def test_a_headline_names_a_gathering_by_capitals_or_by_its_kind(
    title: str, noun: str, name: str | None
) -> None:
    assert headline_name(title, noun, load_lexicon()) == name


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        ("Our yearly meeting of menders was held in Hue.", "yearly meeting of menders"),
        ("We met for a workshop on nets.", "workshop on nets"),
        ("A workshop was held.", None),
        ("They talk for a week.", None),
    ],
)
def test_a_gathering_is_described_by_more_than_its_kind(sentence: str, phrase: str | None) -> None:
    assert described(sentence, load_lexicon()) == phrase


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (
            "Subject: Notes from the net menders' get-together\n\nTwenty of you turned up.",
            "net menders' get-together",
        ),
        ("The Lake Letter\n\nOur yearly meeting of menders was held in Hue.", "yearly meeting of menders"),
    ],
)
def test_a_report_without_a_name_takes_the_words_of_its_subject_or_sentence(head: str, name: str) -> None:
    assert [event.name for event in record(f"{head} {SPEAKERS}\n").events] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Our office is closed for a week.",
        "Dear friends\n\nOur office is closed for a week. We met our new tenants on Friday.",
        "The lecture hall will be painted. Please bring your own cup to the meeting.",
    ],
)
def test_a_notice_reports_no_event(text: str) -> None:
    assert not record(text).occasions
