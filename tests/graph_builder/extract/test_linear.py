"""Work grows with the length of the text, not with its square, whatever the text is made of."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.graph_builder.extract.reading import record


@contextmanager
def counting() -> Iterator[list[int]]:
    """Count the calls that are made, of Python's own functions and of the methods of patterns."""
    calls = [0]

    def count(frame: object, event: str, argument: object) -> None:
        calls[0] += 1

    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def work(text: str) -> int:
    record("warm up")
    with counting() as calls:
        record(text)
    return calls[0]


@pytest.mark.parametrize(
    "unit",
    [
        "A",
        "Aa ",
        "Bank and ",
        "Ministry of ",
        "Director of ",
        "Mr. Aa Bb, ",
        "Aa, ",
        "should and ",
        "1. ",
        "May 1 ",
        "“a ",
    ],
)
def test_twice_the_text_takes_about_twice_the_work(unit: str) -> None:
    short = work(unit * (6_000 // len(unit)))
    long = work(unit * (12_000 // len(unit)))
    assert long < 2.6 * short + 2_000


@pytest.mark.parametrize("unit", ["A", ", ", "(", "1", " ", "-"])
def test_a_million_characters_of_one_kind_are_read(unit: str) -> None:
    found = record(unit * (1_000_000 // len(unit)))
    assert not found.occasions
    assert not found.persons


def test_the_work_is_bounded_by_the_number_of_characters() -> None:
    assert work("A, (1) " * 30_000) < 40 * 210_000
