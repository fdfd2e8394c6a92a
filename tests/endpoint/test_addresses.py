from __future__ import annotations

import pytest

from endpoint.addresses import path_of
from endpoint.problems import Problem


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/data/a/b", "data/a/b"),
        ("/data/a%2fb", "data/a%2Fb"),
        ("/data/%7Ex%2D1", "data/~x-1"),
        ("/data/a%252Fb", "data/a%252Fb"),
        ("/data/100%", "data/100%25"),
        ("/data/100%zz", "data/100%25zz"),
        ("/data/a?b#c", "data/a"),
        ("/data/a?http://b/c", "data/a"),
        ("http://data.example.org/data/a?b", "data/a"),
        ("//data/a", "data/a"),
        ("/data/http://e.org/x", "data/http://e.org/x"),
        # Bytes that should have been escaped.
        ("/data/\xc3\xa9", "data/%C3%A9"),
        ("/data/%c3%a9", "data/%C3%A9"),
        ('/data/a\\b"<c>', "data/a%5Cb%22%3Cc%3E"),
        ("/data/...", "data/..."),
        ("/data/a,b", "data/a,b"),
        ("/data/a%2Cb", "data/a%2Cb"),
    ],
)
def test_a_path_is_written_in_one_way(target: str, path: str) -> None:
    assert path_of(target) == path


@pytest.mark.parametrize("target", ["/data/../x", "/data/.", "/data/%2e%2E/x", "/data/x/.%2e?y"])
def test_a_path_that_is_not_resolved_is_refused(target: str) -> None:
    with pytest.raises(Problem, match="segment") as refused:
        path_of(target)
    assert refused.value.status == 400
