# ruff: noqa: E501 - a row of a table is one line
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_builder.extract.furniture import without_furniture
from graph_builder.extract.layout import LONGEST_SENTENCE, Block, Part, blocks, sentences
from graph_builder.lexicon import load_lexicon

LEXICON = load_lexicon()


def contents(text: str) -> list[Block]:
    return list(without_furniture(blocks(text, LEXICON), LEXICON))


def cut(text: str) -> list[str]:
    return [sentence.text for block in blocks(text, LEXICON) for sentence in sentences(block, LEXICON)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Berg of Hill Co. Ltd. spoke. She left.", ["Mr. Berg of Hill Co. Ltd. spoke.", "She left."]),
        ("See No. 3 of the P. R. China plan. Then go.", ["See No. 3 of the P. R. China plan.", "Then go."]),
        ("Points: 1. To plant trees; 2. To dig wells. End.", ["Points: 1. To plant trees; 2. To dig wells.", "End."]),
        ("It held the talk “Who Pays? Farmers and Trade” in May.", ["It held the talk “Who Pays? Farmers and Trade” in May."]),
        ("Is it late? It is.", ["Is it late?", "It is."]),
    ],
)  # fmt: skip
def test_a_stop_ends_a_sentence_only_where_one_ends(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_lines_broken_for_want_of_room_are_one_paragraph_and_short_lines_are_not() -> None:
    wrapped = (
        "The officers of the valley met for two days in the hall of the\n"
        "old town, and each of them brought a map of the low-\nlying fields.\n\nSession A: Maps\nChaired by Bo Berg\n"
    )
    texts = [block.text for block in blocks(wrapped, LEXICON)]
    assert texts[0].endswith("of the old town, and each of them brought a map of the low-lying fields.")
    assert texts[1:] == ["Session A: Maps", "Chaired by Bo Berg"]


@pytest.mark.parametrize(
    "line",
    [
        "Contact Us",
        "Tel: 12 34 Fax: 56",
        "About Hillside: the club was founded in 1901.",
        "Photos: Bo Berg.",
        "Hotline: 12 34",
    ],
)
def test_contact_text_credits_and_notices_are_furniture(line: str) -> None:
    assert contents(f"The club met.\n\n{line}\n")[-1].part is Part.FURNITURE


@pytest.mark.parametrize(
    "line",
    [
        "About sixty farmers came to the hall.",
        "Photography was taught in May.",
        "Bo Berg asked for a hotline.",
    ],
)
def test_a_sentence_that_begins_like_a_notice_is_content(line: str) -> None:
    assert contents(f"The club met.\n\n{line}\n")[-1].part is Part.PARAGRAPH


def test_stray_markdown_is_folded_away_and_offsets_stay_true() -> None:
    source = "The **Hill Center /** River Center and [the club](https://a.example) met.\n"
    (block,) = blocks(source, LEXICON)
    assert block.text == "The Hill Center / River Center and the club met."
    start = block.text.index("River")
    assert block.span(start, start + len("River Center")).of(source) == "River Center"


@given(st.text(alphabet="aB .,*_#-\n\r()[]:1é澜", max_size=300))
def test_every_character_of_a_block_stands_where_its_offset_says(source: str) -> None:
    for block in blocks(source, LEXICON):
        for position, char in enumerate(block.text):
            if not char.isspace():
                assert source[block.offset(position)] == char


def test_what_is_too_long_for_a_sentence_is_cut() -> None:
    text = "word " * LONGEST_SENTENCE
    (block,) = blocks(text, LEXICON)
    found = list(sentences(block, LEXICON))
    assert max(len(sentence.text) for sentence in found) <= LONGEST_SENTENCE
    assert "".join(sentence.text for sentence in found) == block.text


def test_lines_of_key_and_value_are_fields_only_in_company() -> None:
    together = list(blocks("Event: Hill Day\nDate: 4 May 2021\nVenue: Hue\n", LEXICON))
    assert [block.key for block in together] == ["event", "date", "place"]
    alone = list(blocks("Event: a word that begins a paragraph like many others.\n", LEXICON))
    assert [block.key for block in alone] == [None]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("9.00 Words\n9.30 Bo Berg, Hill Bank, a long speech\n10.30 Tea", 3),
        ("| who | where |\n|---|---|\n| Bo Berg | Hill Bank |\n| Ann Reed | Reed Fund |", 3),
        ("They met in the hall of the old town and went home at\n9.30 when the lights went out in all of the valley.", 1),
    ],
)  # fmt: skip
def test_each_line_of_a_programme_or_table_is_a_block(lines: str, expected: int) -> None:
    assert len(contents(f"{lines}\n")) == expected


def test_fields_may_stand_in_columns_without_a_colon() -> None:
    found = list(blocks("WHAT     Reed Clinic\nWHERE    Hue\n\nWho  knows\n", LEXICON))
    assert [(block.key, block.text[block.value :]) for block in found[:2]] == [
        ("event", "Reed Clinic"),
        ("place", "Hue"),
    ]
    assert found[2].key is None
