import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib.term import URIRef

from graph_builder.errors import OntologyError
from graph_builder.labels import Labels


def thing(name: str) -> URIRef:
    return URIRef(f"https://things.example/{name}")


LABELS = Labels.of(
    [
        ("sea", thing("sea")),
        ("sea level", thing("level")),
        ("Sea-level rise", thing("rise")),
        ("policy", thing("policy")),
        ("gas", thing("gas")),
        ("eau potable", thing("eau")),
        ("สิ่งแวดล้อม", thing("environment")),
    ]
)
words = st.text(alphabet=string.ascii_letters + string.digits + "éßİ –-.,' \n", max_size=60)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the sea", ["sea"]),
        ("SEA LEVELS", ["level"]),
        ("sea level rise and the sea", ["rise", "sea"]),
        ("sea-level\nrise", ["rise"]),
        ("the sea. Level ground", ["sea"]),
        ("the sea (level)", ["sea"]),
        ("seal, undersea, sea1", []),
        ("policies of the seas, seas", ["policy", "sea"]),
        ("gases and gas", ["gas"]),
        ("l'eau potable", ["eau"]),
        ("งานด้าน สิ่งแวดล้อม", ["environment"]),
    ],
)
def test_the_longest_label_that_begins_first_is_found(text: str, names: list[str]) -> None:
    assert LABELS.match(text) == tuple(map(thing, names))


@given(words)
def test_case_does_not_matter(text: str) -> None:
    assert LABELS.match(text.casefold()) == LABELS.match(text)


@given(words, words)
def test_a_full_stop_keeps_two_texts_apart(one: str, other: str) -> None:
    joined = dict.fromkeys([*LABELS.match(one), *LABELS.match(other)])
    assert LABELS.match(f"{one}. {other}") == tuple(joined)


@given(words)
def test_nothing_comes_twice(text: str) -> None:
    found = LABELS.match(f"sea {text} sea")
    assert thing("sea") in found or thing("level") in found or thing("rise") in found
    assert len(set(found)) == len(found)


def test_a_label_of_two_things_is_refused() -> None:
    with pytest.raises(OntologyError, match="Sea Levels"):
        Labels.of([("sea level", thing("1")), ("Sea Levels", thing("2"))])


def test_without_labels_nothing_is_found() -> None:
    assert Labels.of([]).match("the sea") == ()


def test_a_long_text_is_matched_in_linear_time() -> None:
    # Work that grows with the square of this text takes minutes.
    assert LABELS.match("sea level policy water " * 200_000) == (thing("level"), thing("policy"))
