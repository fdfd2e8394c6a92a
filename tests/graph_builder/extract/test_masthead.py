from __future__ import annotations

import datetime as dt

import pytest

from tests.graph_builder.extract.reading import record


def test_a_masthead_gives_issue_year_release_publisher_and_headline() -> None:
    found = record(
        "Hill Water Commission\n\nNEWSLETTER\n\nIssue 3, 2019\n\nReleased: 28th Mar. 2019\n\n"
        "Group photo of participants\n\nRoofs and Rain: the Second Forum\n\nThe forum met. It rained.\n"
    )
    issue = found.newsletter
    assert (issue.title, issue.issue, issue.year) == ("Roofs and Rain: the Second Forum", "3", 2019)
    assert issue.released == dt.date(2019, 3, 28)
    assert [body.name for body in found.organizations if body.id == issue.publisher] == [
        "Hill Water Commission"
    ]


def test_without_a_masthead_the_publisher_stands_in_the_contact_text() -> None:
    found = record(
        "Roofs and Rain\n\nThe forum met. It rained.\n\nContact Us\n\nHill Water Center\n\nTel: 1 2 3\n"
    )
    assert (found.newsletter.issue, found.newsletter.released) == (None, None)
    assert [body.name for body in found.organizations if body.id == found.newsletter.publisher] == [
        "Hill Water Center"
    ]


@pytest.mark.parametrize(
    ("masthead", "body"),
    [("HILL WATER COMMISSION", "Hill Water Commission"), ("Hill Center Lake Center", "Hill Center")],
)
def test_a_name_in_capitals_or_beside_another_is_still_the_publisher(masthead: str, body: str) -> None:
    found = record(f"{masthead}\n\nRoofs and Rain\n\nThe forum met. It rained.\n")
    assert [one.name for one in found.organizations if one.id == found.newsletter.publisher] == [body]


def test_the_subject_of_a_mail_is_the_headline_and_its_date_the_release() -> None:
    found = record(
        "From: the club\nTo: all\nSubject: What we heard\nDate: 4 April 2019\n\nDear all, it rained.\n"
    )
    assert (found.newsletter.title, found.newsletter.released) == ("What we heard", dt.date(2019, 4, 4))


def test_the_short_name_of_the_masthead_and_the_full_one_of_the_text_are_one_body() -> None:
    found = record(
        "Hill Water Commission\n\nRoofs and Rain\n\nThe Roof Forum was held in Hue on 4 May 2021"
        " by the Permanent Hill Water Commission (HWC).\n"
    )
    assert [(body.name, body.acronym) for body in found.organizations] == [
        ("Permanent Hill Water Commission", "HWC")
    ]
