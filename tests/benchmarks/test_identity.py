"""Mentions are joined as people join them; the floors are those that users were promised."""

from __future__ import annotations

from benchmarks.identity import KINDS, on_extracted, on_gold, score, truth
from tests.support import gold_records, need_shared


def test_gold_records_are_joined_without_a_wrong_pair() -> None:
    need_shared()
    found = on_gold()
    assert (found.wrong, found.precision) == ((), 1.0)
    assert found.recall >= 0.95
    # Every group of the file counts: 3 pairs of persons, 26 of bodies, 1 of events, at least.
    assert found.right + len(found.missed) == len(truth().same) >= 30


def test_no_near_miss_of_the_gold_records_is_joined() -> None:
    need_shared()
    assert truth().distinct
    assert not truth().distinct & truth().same
    assert not set(on_gold().wrong) & truth().distinct


def test_extracted_records_are_joined_well() -> None:
    need_shared()
    found = on_extracted()
    assert found.precision >= 0.99
    assert found.recall >= 0.90
    # A score of what extraction hardly finds would say nothing.
    assert found.not_extracted <= len(truth().same) // 10


def test_a_score_sees_what_is_wrong_and_what_is_missed() -> None:
    need_shared()
    records = gold_records()
    own = {
        (name, item.id): (name, item.id)
        for name, record in records.items()
        for field in KINDS
        for item in getattr(record, field)
    }
    # One person under another's mention: what was right is missed, and what is joined is wrong.
    one, other = ("lmec-2020-07-session-1", "p1"), ("lmec-2020-07-session-1", "p6")
    swapped = own | {one: own[other], other: own[one]}
    found = score(records, swapped, truth())
    assert len(found.missed) == 2
    assert len(found.wrong) == 2
    assert found.precision < 1 > found.recall
