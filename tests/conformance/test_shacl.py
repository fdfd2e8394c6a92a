from __future__ import annotations

import pytest

from tests.conformance.shacl import known_failures, run
from tests.endpoint.example import Server
from tests.support import need_shared


@pytest.mark.filterwarnings("ignore:Parsing weird boolean:UserWarning")
def test_the_w3c_suite_fails_where_it_is_known_to_and_nowhere_else(server: Server) -> None:
    need_shared()
    outcomes = run(server.port)
    assert {one.name for one in outcomes if one.reason} == set(known_failures())
    assert len(outcomes) == 120
