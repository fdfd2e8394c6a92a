"""Confidence is measured: what is surer is right more often."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.confidence import BANDS, Judged, Pair, apart, bands, judged_in, learned, table_of, weights_of
from graph_builder.confidence import ANY
from tests.support import need_shared

SEEN = (
    *(Judged("person", 0.99, ("rule a", "named again"), True) for _ in range(20)),
    *(Judged("person", 0.93, ("rule b",), number > 3) for number in range(10)),
)


def test_what_goes_with_right_finds_speaks_for_a_find_and_what_goes_with_wrong_ones_against_it() -> None:
    weights = weights_of(SEEN)
    assert weights["named again"] > 0 > weights["rule b"]
    assert weights[ANY] > 0
    rare = weights_of([*SEEN, Judged("person", 0.9, ("rule c",), True)])
    assert 0 < rare["rule c"] < rare["rule a"]


def test_weights_are_written_in_one_order() -> None:
    lines = table_of([*SEEN, Judged("event", 0.9, (), True)]).splitlines()
    assert lines[0] == "kind\tfeature\tweight"
    assert lines[1:] == sorted(lines[1:])
    assert [line.split("\t")[:2] for line in lines[1:]] == [
        ["event", "any"], ["person", "any"], ["person", "named again"], ["person", "rule a"],
        ["person", "rule b"],
    ]  # fmt: skip


def test_the_table_has_a_line_for_each_band_and_a_column_for_each_kind() -> None:
    head, _, *rows = bands(SEEN)
    assert head.startswith("| confidence | events | sessions | persons |")
    assert len(rows) == len(BANDS)
    assert rows[1] == "| 0.90 to 0.95 | - | - | 0.60 (10) | - | - | - | - | 0.60 (10) |"
    assert rows[-1] == "| 0.98 to 1.00 | - | - | 1.00 (20) | - | - | - | - | 1.00 (20) |"


@pytest.mark.parametrize("texts", [learned, apart], ids=["learned from", "kept apart"])
def test_what_is_surer_is_right_more_often(texts: Callable[[], list[Pair]]) -> None:
    need_shared()
    finds = judged_in(texts())
    assert len(finds) > 150
    sure = [find.right for find in finds if find.confidence >= BANDS[-1]]
    unsure = [find.right for find in finds if find.confidence < BANDS[2]]
    assert min(len(sure), len(unsure)) > 20
    assert sum(sure) / len(sure) > sum(unsure) / len(unsure)
