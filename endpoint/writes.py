"""Who may write, and how a request's write is handed to the worker that does it."""

from __future__ import annotations

import hmac
import json
import re
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, request

from endpoint.engine import Chunks
from endpoint.jobs import GraphJob, UpdateJob, packed
from endpoint.limits import MemoryPassed, TimePassed, TooComplex, WorkerLost
from endpoint.problems import Problem, query_problem
from endpoint.serving import Publication
from endpoint.settings import Settings
from graph_builder.errors import NoSnapshot, QueryError

_TOLD: Final = 20
_REALM: Final = 'Bearer realm="newsgraph"'
#: What is written at, and how.
_WRITTEN: Final = re.compile(r"/(?:update\Z|data(?:/|\Z))")
_WRITING: Final = frozenset({"POST", "PUT", "DELETE"})
#: The status for each reason to refuse a write; where it is none of them, the request is wrong.
_STATUSES: Final = {
    "NoSuchGraph": 404,
    "Derived": 409,
    "HostRefused": 403,
    "LoadRefused": 403,
    "Nonconforming": 422,
    "Outdated": 412,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a write."""

    snapshot: str
    changed: bool
    #: Whether the graph was not there before.
    created: bool


class Writes:
    """Takes the writes of those who may."""

    def __init__(self, publication: Publication, settings: Settings) -> None:
        self._publication = publication
        self.settings = settings

    def admit(self) -> None:
        """Let the present request write; raises `Problem` where it may not."""
        token = self.settings.token
        if token is None:
            raise Problem(403, "This endpoint is read-only. Whoever runs it can start it with --writable.")
        scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
        if scheme.casefold() != "bearer" or not shown.strip():
            raise Problem(
                401,
                "Writing needs a token: send it as Authorization: Bearer TOKEN.",
                headers={"WWW-Authenticate": _REALM},
            )
        if not hmac.compare_digest(shown.strip().encode(), token.encode()):
            raise Problem(
                401,
                "This token is not the one that lets a client write here.",
                headers={"WWW-Authenticate": f'{_REALM}, error="invalid_token"'},
            )
        request.max_content_length = self.settings.longest_write
        request.max_form_memory_size = self.settings.longest_write

    def told(self, response: Response) -> Response:
        """Return an answer whose Allow names no way to write where nobody may."""
        if self.settings.token is None and "Allow" in response.headers and _WRITTEN.match(request.path):
            methods = response.headers["Allow"].split(", ")
            response.headers["Allow"] = ", ".join(one for one in methods if one not in _WRITING)
        return response

    def __call__(self, job: UpdateJob | GraphJob) -> Outcome:
        """Do a write; raises `Problem` where it is refused, and then nothing has changed."""
        try:
            chunks = Chunks(self._publication.writer.run(packed(job)))
            said: dict[str, Any] = json.loads(b"".join(chunks))
        except QueryError as error:
            raise _ended(error) from error
        if "refused" in said:
            raise _refused(said)
        return Outcome(**said)


def _ended(error: QueryError) -> Problem:
    if isinstance(error, TimePassed):
        detail = f"The write was ended at its time limit of {error.seconds:g} seconds: write less at once."
    elif isinstance(error, MemoryPassed):
        detail = (
            f"The write was ended at its memory limit of {error.size / 2**20:,.0f} MiB: write less at once."
        )
    elif isinstance(error, TooComplex):
        return Problem(400, "What is written is too complex: it is nested too deeply, or chains too much.")
    elif isinstance(error, WorkerLost):
        detail = "The process that wrote was ended from outside. Look whether it had done, and write again."
    else:
        return query_problem(error)
    problem = Problem(503, detail, headers={"Retry-After": "1"})
    if isinstance(error, TimePassed):
        problem.members.update(limit="time", seconds=error.seconds)
    if isinstance(error, MemoryPassed):
        problem.members.update(limit="memory", bytes=error.size)
    return problem


def _refused(said: dict[str, Any]) -> Problem:
    name, detail = said["refused"], said["detail"]
    if name == "NoSnapshot":
        raise NoSnapshot("the store")
    if name == "StoreBusy":
        return Problem(503, "A build is at work. Write again when it is done.", headers={"Retry-After": "10"})
    violations = said.get("violations", [])
    # Who reads no JSON is told the first of them.
    told = "\n".join((detail, *violations[:_TOLD]))
    problem = Problem(_STATUSES[name], told) if name in _STATUSES else query_problem(QueryError(detail))
    if violations:
        problem.members["violations"] = violations
    for member in ("line", "column"):
        if said.get(member) is not None:
            problem.members[member] = said[member]
    return problem
