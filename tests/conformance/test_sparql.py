"""A part of the W3C suites of SPARQL, the one that takes few writes; `make conformance` runs them whole."""

from __future__ import annotations

from pathlib import Path

from tests.conformance.sparql import Suite, cases, known_failures
from tests.endpoint.writable import writing
from tests.support import need_shared

FOLDERS = ("syntax-query", "csv-tsv-res", "json-res", "add", "basic-update", "exists", "negation")


def test_a_part_of_the_w3c_suites_fails_where_it_is_known_to_and_nowhere_else(tmp_path: Path) -> None:
    need_shared()
    with writing(tmp_path / "store", apart=True) as client:
        suite = Suite(client)
        outcomes = [suite.outcome(case) for case in cases(FOLDERS)]
    ran = {one.name for one in outcomes}
    assert len(ran) == len(outcomes) > 120
    assert {one.name for one in outcomes if one.reason} == ran & set(known_failures())
