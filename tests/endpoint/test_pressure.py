from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.pressure import OPTIONS, SECONDS, WORKERS, pressed
from tests.endpoint.example import Server
from tests.endpoint.processes import at_last, workers
from tests.endpoint.test_cli import port_of, running

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
#: Seconds that a busy machine may add to what an idle one takes.
SLACK = 10


def test_two_hundred_endless_queries_at_once_hurt_nobody(example_store: Path, tmp_path: Path) -> None:
    log = tmp_path / "requests.log"
    with running("--store", example_store, "--port", "0", "--log", log, *OPTIONS) as (process, said):
        server = Server(port_of(said))
        assert at_last(lambda: server.ask("/readyz").status == 200)
        assert at_last(lambda: len(workers(process.pid)) == WORKERS)
        seen = pressed(server.port, process.pid, log)
        assert set(seen.endings) == {(503, "time"), (503, "busy")}
        assert seen.endings.total() == 200
        assert all(SECONDS <= took < SECONDS + SLACK for took in seen.running)
        assert max(seen.refusals) < SLACK
        assert max(seen.health) < SLACK
        # Refused while others wait, answered when they are gone.
        assert set(seen.ordinary) <= {200, 503}
        assert seen.ordinary[200] > 0
        # With what they are forked from, with and without the snapshot in memory.
        assert max(seen.workers) <= 2 * WORKERS + 2
        assert at_last(lambda: len(workers(process.pid)) == WORKERS)
        before, most, after = seen.memory
        assert most < 2000
        assert after < before + 200
