"""What watches over the server asks: whether it lives, whether it can answer, and its counts."""

from __future__ import annotations

from contextlib import closing
from typing import Final

from flask import Blueprint, Response, jsonify

from endpoint.engine import Wanted
from endpoint.metrics import CONTENT_TYPE, Metrics
from endpoint.negotiation import Choice
from endpoint.problems import Problem
from endpoint.serving import Publication
from graph_builder.errors import QueryError
from graph_builder.formats import RESULTS_CSV

#: Whether the server lives.
HEALTH: Final = "/healthz"
#: Seconds that a worker has to give a sign of life.
_SIGN: Final = 2.0
_WANTED: Final = Wanted(Choice(RESULTS_CSV, RESULTS_CSV.media_type), None)


def monitoring(publication: Publication, metrics: Metrics) -> Blueprint:
    """Return `/healthz`, `/readyz` and `/metrics`."""
    blueprint = Blueprint("monitoring", __name__)

    @blueprint.get(HEALTH)
    def health() -> Response:
        """Tell that the server lives, and which snapshot it has open; asks nobody."""
        served = publication.served
        return _fresh(jsonify(status="ok", snapshot=served.snapshot.name if served else None))

    @blueprint.get("/readyz")
    def readiness() -> Response:
        """Tell that a snapshot is open and that there are workers, which answer where one is free."""
        served = publication()
        state = publication.pool.state()
        if state.idle:
            try:
                with closing(served.engine.ask("ASK {}", _WANTED, seconds=_SIGN).chunks) as chunks:
                    b"".join(chunks)
            except QueryError as error:
                raise _not_ready() from error
        elif not state.busy:
            publication.start()
            raise _not_ready()
        return _fresh(jsonify(status="ready", snapshot=served.snapshot.name))

    @blueprint.get("/metrics")
    def numbers() -> Response:
        """Give the counts in the form that Prometheus reads."""
        return _fresh(Response(metrics.text(), content_type=CONTENT_TYPE))

    return blueprint


def _not_ready() -> Problem:
    return Problem(503, "No worker answers yet.", headers={"Retry-After": "1"})


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
