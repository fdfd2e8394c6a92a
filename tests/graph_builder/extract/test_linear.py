"""Work grows with the length of the text, not with its square, whatever the text is made of."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.graph_builder.extract.reading import grounded
from tests.support import ROOT

#: What texts made to hurt repeat: what names, titles, lists, days and quotations begin with.
UNITS = (
    "A", "Aa ", "Aa, ", "Bank and ", "Ministry of ", "Director of ", "Mr. Aa Bb, ", "by Mr. A ",
    "Session 1: ", "the forum of ", "should and ", "; and that ", "he said that ", "(AB) ", "A, (1) ", "1. ",
    "May 1 ", "\u201ca ", "U.S. ", "http://a ", ", ", "(", "1", " ", "-", ".", "a\n", "\u00e9 ",
    "the panel on a, ", "In Session 1 ", "the first day went to ", "His wish is: ", "Aa: ",
    "fourth meeting of the ", ",\u201d he said, \u201c", "o 1.1. ",
)  # fmt: skip
#: Of all of these, so much work for each character at most: characters looked at, calls made.
LOOKED_AT, CALLS = 2000, 2000

Work = dict[str, dict[str, int]]


def work(length: int) -> Work:
    """Return what each unit costs when it is repeated to a length."""
    command = [sys.executable, "-m", "tests.graph_builder.extract.handed", str(length), *UNITS]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found: Work = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def measured() -> tuple[Work, Work]:
    return work(4_000), work(8_000)


@pytest.mark.parametrize("unit", UNITS)
def test_twice_the_text_is_about_twice_the_work(measured: tuple[Work, Work], unit: str) -> None:
    short, long = (found[unit] for found in measured)
    assert long["characters"] < 2.3 * short["characters"] + 20_000
    assert long["calls"] < 2.3 * short["calls"] + 5_000


@pytest.mark.parametrize("unit", UNITS)
def test_the_work_is_bounded_by_the_number_of_characters(measured: tuple[Work, Work], unit: str) -> None:
    assert measured[1][unit]["characters"] < LOOKED_AT * 8_000
    assert measured[1][unit]["calls"] < CALLS * 8_000


@pytest.mark.parametrize("unit", ["A", ", ", "(", "1", " ", "-"])
def test_a_million_characters_of_one_kind_are_read(unit: str) -> None:
    found = grounded(unit * (1_000_000 // len(unit)))
    assert not found.occasions
    assert not found.persons
