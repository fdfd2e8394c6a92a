import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graph_builder.errors import InputError
from graph_builder.iris import (
    DEFAULT_BASE,
    MAX_SLUG,
    Iris,
    bare_name,
    checked_base,
    is_placeholder,
    request_path,
    slug,
    slugs,
)

names = st.text(min_size=1, max_size=200)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ministry of Ecology and Environment", "ministry-of-ecology-and-environment"),
        ("Textile & Apparel Council", "textile-apparel-council"),
        ("澜沧江-湄公河", "澜沧江-湄公河"),
        ("กระทรวงน้ำ", "กระทรวงน้ำ"),
        ("Straße", "strasse"),
        ("  No.3  ", "no-3"),
    ],
)
def test_a_slug_keeps_letters_of_every_script(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(names)
def test_a_slug_is_never_empty_nor_too_long_and_needs_no_escape_but_for_letters(name: str) -> None:
    assume(not any("\ud800" <= char <= "\udfff" for char in name))
    made = slug(name)
    assert 0 < len(made) <= MAX_SLUG
    assert not set(made) & set(" /?#%<>\"'")


@given(st.sets(st.tuples(names, names), min_size=2, max_size=6))
def test_different_keys_never_share_a_slug(keys: set[tuple[str, ...]]) -> None:
    assume(not any("\ud800" <= char <= "\udfff" for key in keys for part in key for char in part))
    minted = slugs(keys)
    assert len(set(minted.values())) == len(keys)


def test_names_that_differ_only_beyond_the_cut_have_different_slugs() -> None:
    long = "Roundtable " * 20
    assert slug(long + "One") != slug(long + "Two")


def test_only_what_collides_gets_a_hash() -> None:
    minted = slugs([("Ministry of Industry", "TH"), ("Ministry of Industry", "MM"), ("Oxfam", "")])
    assert minted["Oxfam", ""] == "oxfam"
    assert len({minted["Ministry of Industry", code] for code in ("TH", "MM")}) == 2
    assert all(
        minted["Ministry of Industry", code].startswith("ministry-of-industry-") for code in ("TH", "MM")
    )


def test_a_name_of_signs_only_stands_for_itself() -> None:
    assert bare_name("???") != bare_name("!!!")
    assert slug("???") != slug("!!!")


@pytest.mark.parametrize(
    "base", ["newsgraph", "ftp://a.example/", "https://", "https://a.example/?q=1", "https://a b/"]
)
def test_a_base_that_is_no_absolute_web_address_is_refused(base: str) -> None:
    with pytest.raises(InputError, match="base IRI"):
        checked_base(base, "--base-iri")


def test_a_base_gets_its_slash() -> None:
    assert checked_base("https://data.example.org/news", "x") == "https://data.example.org/news/"


@pytest.mark.parametrize(
    ("base", "placeholder"),
    [
        (DEFAULT_BASE, True),
        ("http://127.0.0.1:8000/", True),
        ("http://localhost/", True),
        ("http://[::1]/", True),
        ("https://data.example.org/", False),
    ],
)
def test_bases_that_resolve_for_nobody_else_are_known(base: str, placeholder: bool) -> None:
    assert is_placeholder(base) is placeholder


def test_a_request_path_is_percent_encoded_and_the_same_on_any_host() -> None:
    iri = Iris("https://data.example.org/news/").thing("organization", "澜沧江")
    assert (
        request_path(iri, "https://data.example.org/news/") == "/id/organization/%E6%BE%9C%E6%B2%A7%E6%B1%9F"
    )
