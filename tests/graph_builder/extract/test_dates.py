from __future__ import annotations

import pytest

from graph_builder.extract.dates import days
from graph_builder.lexicon import load_lexicon

LEXICON = load_lexicon()


def found(text: str, year: int | None = None) -> list[tuple[str, str]]:
    return [(str(one.first), str(one.last)) for one in days(text, LEXICON, year)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on March 21, 2019, the", "2019-03-21", "2019-03-21"),
        ("From March 20 to 21, 2019,", "2019-03-20", "2019-03-21"),
        ("from 12 to 14 July 2022", "2022-07-12", "2022-07-14"),
        ("on 24 and 25 August 2022", "2022-08-24", "2022-08-25"),
        ("4-6 October 2022", "2022-10-04", "2022-10-06"),
        ("From 30 June to 1 July 2022", "2022-06-30", "2022-07-01"),
        ("from Tuesday 24 to Thursday 26 April 2018", "2018-04-24", "2018-04-26"),
        ("Friday, November 18th, 2022", "2022-11-18", "2022-11-18"),
        ("28th Mar. 2019", "2019-03-28", "2019-03-28"),
        ("30 December to 2 January 2020", "2019-12-30", "2020-01-02"),
        ("released 2021-04-09", "2021-04-09", "2021-04-09"),
        ("ACCRA, 12.11.2020 - ", "2020-11-12", "2020-11-12"),
        ("12.-14.11.2020", "2020-11-12", "2020-11-14"),
        ("Wed 20 and Thu 21 Nov 2019", "2019-11-20", "2019-11-21"),
        ("Release No. 31 - 15 March 2022", "2022-03-15", "2022-03-15"),
    ],
)
def test_days_are_read_in_every_usual_order(text: str, first: str, last: str) -> None:
    assert found(text) == [(first, last)]


def test_a_day_without_a_year_takes_the_year_of_the_issue_or_is_left_out() -> None:
    assert found("PANEL 1 (24 April)", 2018) == [("2018-04-24", "2018-04-24")]
    assert found("PANEL 1 (24 April)") == []


@pytest.mark.parametrize(
    "text",
    ["31 February 2020", "in 2019", "Room 12 May be used", "3 to 4 metres", "99 May 2020", "Item 12.40.2020"],
)
def test_what_is_no_day_gives_none(text: str) -> None:
    assert found(text) == []
