"""From errors to answers: a problem document (RFC 9457), a page for browsers, or plain text."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final, cast

from flask import Flask, Response, json, render_template, request
from werkzeug.exceptions import HTTPException

from endpoint.engine import FormRefused
from endpoint.limits import Busy, MemoryPassed, TimePassed, WorkerLost
from endpoint.negotiation import HTML, PROBLEM_JSON, problem_type
from endpoint.notes import note
from graph_builder.errors import NoSnapshot, QueryError, StoreError, Unwritable
from graph_builder.formats import content_type

LOG = logging.getLogger(__name__)
_POSITION: Final = re.compile(r"\bat (\d+):(\d+)")


class Problem(Exception):
    """A request that cannot be answered as it is: the status, what is wrong, and what to do."""

    def __init__(self, status: int, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail = HTTPStatus(status), detail
        self.headers: Mapping[str, str] = headers or {}
        self.members: dict[str, object] = {}


class NotFound(Problem):
    """Nothing is known of what a request names."""

    def __init__(self, detail: str) -> None:
        super().__init__(404, detail)


class Gone(Problem):
    """What a request names was known once, and nothing has taken its place."""

    def __init__(self, detail: str) -> None:
        super().__init__(410, detail)


class NotAcceptable(Problem):
    """A thing exists, but in no form that the client accepts."""

    def __init__(self, offered: str) -> None:
        super().__init__(406, f"This can be had as {offered}; the request accepts none of these.")


class WrongQuery(Problem):
    """A query is wrong; the parser's words, and the place where it stopped reading."""

    def __init__(self, error: QueryError) -> None:
        super().__init__(400, str(error))
        place = position(error)
        if place:
            self.members["line"], self.members["column"] = place


def query_problem(error: QueryError) -> Problem:
    """Return what a query that failed is answered with."""
    if isinstance(error, FormRefused):
        return Problem(406, f"{error} Ask for another format.")
    if isinstance(error, Unwritable):
        return Problem(406, f"{error.problem[0].upper()}{error.problem[1:]}.")
    if isinstance(error, TimePassed):
        problem = Problem(503, str(error))
        problem.members.update(limit="time", seconds=error.seconds)
    elif isinstance(error, MemoryPassed):
        problem = Problem(503, str(error))
        problem.members.update(limit="memory", bytes=error.size)
    elif isinstance(error, WorkerLost):
        problem = Problem(503, str(error), headers={"Retry-After": "1"})
    else:
        problem = WrongQuery(error)
    return problem


def position(error: QueryError) -> tuple[int, int] | None:
    """Return line and column of an error in a query, where the parser gives them."""
    found = _POSITION.search(str(error))
    return (int(found[1]), int(found[2])) if found else None


def handle_problems(app: Flask) -> None:
    """Answer every error of this application with a problem."""
    app.register_error_handler(Problem, problem_response)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(QueryError, lambda error: problem_response(query_problem(error)))
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(NoSnapshot, _nothing_published)
    app.register_error_handler(StoreError, _store_error)
    app.register_error_handler(Exception, _own_fault)


def problem_response(problem: Problem) -> Response:
    """Return a problem in the form that the client can read."""
    note().limit = str(problem.members["limit"]) if "limit" in problem.members else note().limit
    media_type = problem_type(request.headers.get("Accept"))
    title = problem.status.phrase
    if media_type == HTML:
        body = render_template("problem.html", problem=problem, title=title)
    elif media_type == PROBLEM_JSON:
        members = {
            "type": "about:blank",
            "title": title,
            "status": int(problem.status),
            "detail": problem.detail,
            **problem.members,
        }
        body = json.dumps(members, ensure_ascii=False, sort_keys=False) + "\n"
    else:
        body = f"{int(problem.status)} {title}\n{problem.detail}\n"
    response = Response(body, status=problem.status, content_type=content_type(media_type))
    response.headers.update(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return cast("Response", Response.force_type(error.get_response()))
    kept = {
        name: value
        for name, value in error.get_response().headers
        if name.casefold() not in ("content-type", "content-length")
    }
    return problem_response(Problem(error.code, error.description or error.name, headers=kept))


def _nothing_published(_: NoSnapshot) -> Response:
    # Where the store lies is no business of whoever asks.
    detail = "Nothing has been published here yet. Build the graph first: newsgraph build --store DIR"
    return problem_response(Problem(503, detail, headers={"Retry-After": "30"}))


def _busy(error: Busy) -> Response:
    return problem_response(Problem(503, str(error), headers={"Retry-After": "5"}))


def _store_error(error: StoreError) -> Response:
    LOG.error("The store cannot be read: %s", error)
    return problem_response(
        Problem(503, "The graph cannot be read at the moment.", headers={"Retry-After": "30"})
    )


def _own_fault(error: Exception) -> Response:
    LOG.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem_response(Problem(500, "This is a fault of the server. It has been logged."))
