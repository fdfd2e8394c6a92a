from tests.endpoint.conftest import example_store, server

__all__ = ["example_store", "server"]
