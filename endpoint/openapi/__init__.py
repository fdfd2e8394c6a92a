"""The OpenAPI 3.1 description of every route: what may be sent, and what can come back."""

from __future__ import annotations

from endpoint.openapi.asking import asking, writing
from endpoint.openapi.parts import PROBLEM, REPORT, Json
from endpoint.openapi.reading import describing, reading, reconciling, watching
from graph_builder.snapshots import Manifest


def description(manifest: Manifest, root: str, version: str) -> Json:
    """Return the description of the server at an address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": manifest.title or "newsgraph",
            "version": version,
            "description": manifest.description or "What newsletters report, as linked data.",
        },
        "servers": [{"url": root.rstrip("/")}],
        "paths": {**asking(), **writing(), **reading(), **describing(), **reconciling(), **watching()},
        "components": {
            "schemas": {"Problem": PROBLEM, "Report": REPORT},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }
