import pytest

from graph_builder.text import Folding, Span, fold_name, fold_space


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Café  d'Or", "CAFE D’OR", True),
        ("Viet Nam", "Vietnam", False),
        ("Textile & Apparel", "Textile/Apparel", True),
        ("澜沧江", "澜沧江", True),
        ("澜沧江", "湄公河", False),
    ],
)
def test_names_fold_together_only_where_letters_and_digits_agree(one: str, other: str, same: bool) -> None:
    assert (fold_name(one) == fold_name(other)) is same


def test_folding_white_space_leaves_one_blank_between_words() -> None:
    assert fold_space(" a\r\n\tb c ") == "a b c"


def test_a_folded_text_knows_where_its_characters_stood() -> None:
    source = "soft-\nened water"
    folding = Folding()
    folding.add("soft", 0, 4)
    folding.add("ened water", 6, 16)
    folded = folding.folded()
    assert folded.text == "softened water"
    assert folded.source(0, 8) == Span(0, 10)
    assert folded.source(0, 8).of(source) == "soft-\nened"
    assert folded.source(9, 14).of(source) == "water"
