from __future__ import annotations

from pathlib import Path

from tests.endpoint.fuzz import fuzzed, requests


def test_no_malformed_request_makes_the_server_fail_or_hang(tmp_path: Path) -> None:
    found = fuzzed(tmp_path, seed=20, number=400)
    assert not found.wrong
    # Of several in one piece each is answered, up to one that cannot be read.
    assert sum(found.statuses.values()) >= 400
    # Some of them are good enough for an answer.
    assert {"200", "400", "404", "405"} <= set(found.statuses)


def test_the_same_seed_makes_the_same_requests() -> None:
    assert list(requests(3, 50)) == list(requests(3, 50)) != list(requests(4, 50))
