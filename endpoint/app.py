"""The application: what is served, put together from what serves it."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request

from endpoint.described import Offer
from endpoint.documents import documents
from endpoint.dumps import dumps
from endpoint.front import Front
from endpoint.graph_store import graph_store
from endpoint.headers import LINK, SECURITY, SHARING
from endpoint.kept import Shelf
from endpoint.metadata import Descriptions, metadata
from endpoint.metrics import Metrics
from endpoint.monitoring import monitoring
from endpoint.notes import note
from endpoint.pages import pages
from endpoint.problems import handle_problems
from endpoint.protocol import protocol
from endpoint.queries import Queries
from endpoint.questions import read_questions
from endpoint.reconcile import reconciliation
from endpoint.serving import Publication
from endpoint.settings import Settings
from endpoint.validation import validation
from endpoint.writes import Writes

_PREFLIGHT: Final = {
    "Access-Control-Allow-Headers": "Accept, Authorization, Cache-Control, Content-Type, If-Match,"
    " If-Modified-Since, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_WITHOUT_BODY: Final = frozenset({201, 204})


def create_app(settings: Settings, publication: Publication | None = None) -> Flask:
    """Return the endpoint over a store; a snapshot may be published before or after."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = settings.longest_body
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.longest_body
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    publication = publication or Publication(
        settings.store, settings.limits, apart=settings.apart, hosts=settings.hosts
    )
    # Whoever ends the server closes it.
    app.extensions[Publication.__name__] = publication
    writes = Writes(publication, settings)
    descriptions = Descriptions(
        Offer(union=not settings.apart, updates=settings.token is not None, federation=bool(settings.hosts))
    )
    app.register_blueprint(protocol(publication, descriptions, writes))
    app.register_blueprint(graph_store(publication, writes))
    app.register_blueprint(metadata(publication, descriptions))
    app.register_blueprint(dumps(publication))
    app.register_blueprint(documents(publication, settings))
    app.register_blueprint(pages(publication, settings, read_questions(settings.questions)))
    app.register_blueprint(reconciliation(publication))
    app.register_blueprint(validation(publication, settings))
    shelf = Shelf(settings.kept)
    metrics = Metrics(publication, shelf)
    app.register_blueprint(monitoring(publication, metrics))
    handle_problems(app)
    app.before_request(_refuse)
    app.after_request(_with_common_headers)
    app.after_request(writes.told)
    queries = Queries(publication, longest=settings.longest_query, longest_body=settings.longest_body)
    front = Front(app, queries, publication, settings, metrics, shelf)
    app.wsgi_app = front  # type: ignore[method-assign]
    # The server asks it what need not wait for a thread.
    app.extensions[Front.__name__] = front
    return app


def _refuse() -> None:
    if (refusal := note().refusal) is not None:
        raise refusal


def _with_common_headers(response: Response) -> Response:
    for name, value in SECURITY.items():
        # A preview is made to be framed by others, and says so itself.
        response.headers.setdefault(name, value)
    response.headers.update(SHARING)
    response.headers["Link"] = ", ".join(filter(None, (response.headers.get("Link"), LINK)))
    if request.method == "OPTIONS":
        response.headers.update(_PREFLIGHT)
        # Where nothing can be written, or nothing is, no origin is told otherwise.
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
    if response.status_code in _WITHOUT_BODY or request.method == "OPTIONS":
        response.headers.pop("Content-Type", None)
    return response
