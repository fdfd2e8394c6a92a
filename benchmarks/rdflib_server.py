"""Serves N-Quads by rdflib-endpoint; run by a Python that has it: `rdflib_server.py FILE PORT`."""

from __future__ import annotations

import sys


def main() -> None:
    """Read the file, and serve."""
    import uvicorn  # type: ignore[import-not-found]
    from rdflib import Dataset
    from rdflib_endpoint import SparqlEndpoint  # type: ignore[import-not-found]

    dataset = Dataset()
    dataset.parse(sys.argv[1], format="nquads")
    uvicorn.run(
        SparqlEndpoint(graph=dataset, path="/"), host="127.0.0.1", port=int(sys.argv[2]), log_level="warning"
    )


if __name__ == "__main__":
    main()
