from collections.abc import Iterator
from pathlib import Path

import pytest

from endpoint.app import create_app
from endpoint.settings import Settings
from tests.endpoint.example import Server, publish_example, serving
from tests.support import ROOT


@pytest.fixture(scope="session")
def example_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store that holds the example. Read it only."""
    return publish_example(tmp_path_factory.mktemp("example") / "store")


@pytest.fixture(scope="session")
def server(example_store: Path) -> Iterator[Server]:
    """Lend a server over the example."""
    with serving(create_app(Settings(store=example_store, questions=ROOT / "data" / "questions"))) as running:
        yield running
