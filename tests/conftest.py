from pathlib import Path

import pytest

from tests.support import NEWSLETTERS, ROOT, built, gold_paths


@pytest.fixture(scope="session")
def built_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the store of a build of data/, as `make serve` makes it. Read it only."""
    return built(tmp_path_factory.mktemp("built") / "store", project=ROOT / "data")


@pytest.fixture(scope="session")
def gold_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the store of the graph that the gold records map to. Read it only."""
    return built(tmp_path_factory.mktemp("gold") / "store", NEWSLETTERS, *gold_paths(), project=ROOT / "data")
