"""SHACL validation for whoever sends data: a form for people, reports in every format for programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from endpoint.documents import negotiated
from endpoint.jobs import ValidateJob
from endpoint.limits import MemoryPassed, TimePassed, TooComplex
from endpoint.negotiation import HTML, Choice, best, named_choice
from endpoint.parameters import UTF_8, decoded_xml, single, unknown_format
from endpoint.problems import NotAcceptable, Problem
from endpoint.serving import Publication
from endpoint.settings import Settings
from endpoint.wording import compact
from graph_builder.errors import QueryError, RdfError, ShapesError
from graph_builder.formats import RDF_FORMATS, RDF_XML, TURTLE, Format

JSON: Final = "application/json"
MULTIPART: Final = "multipart/form-data"
FORM: Final = "application/x-www-form-urlencoded"
#: What data may be sent as.
_READ: Final = {media_type: form for form in RDF_FORMATS for media_type in form.media_types}
#: What a report comes in: the same, save that plain JSON is the list of results.
_BY_MEDIA_TYPE: Final = {media_type: form for media_type, form in _READ.items() if media_type != JSON}
_MEDIA_TYPES: Final = tuple(form.media_type for form in RDF_FORMATS)
#: What says nothing of the format of a file.
_ANY: Final = ("", "application/octet-stream", "text/plain")


@dataclass(frozen=True, slots=True)
class Sent:
    """A text of RDF as it was sent."""

    text: str
    form: Format


def validation(publication: Publication, settings: Settings) -> Blueprint:
    """Return `/validate`."""
    blueprint = Blueprint("validation", __name__)

    @blueprint.get("/validate")
    def ask() -> Response:
        """Show the form."""
        return page(settings, publication, status=200)

    @blueprint.post("/validate")
    def validate() -> Response:
        """Hold what was sent against shapes, and report."""
        request.max_content_length = request.max_form_memory_size = settings.longest_data
        try:
            # Reads the body, where it is a form.
            wanted = report_wanted()
        except RequestEntityTooLarge as error:
            raise too_large(settings) from error
        try:
            served = publication()
            data, shapes = sent()
            job = ValidateJob(
                data=tuple((one.text, one.form.name) for one in data),
                shapes=tuple((one.text, one.form.name) for one in shapes),
                base=served.base,
                report=wanted.form.name if isinstance(wanted, Choice) else None,
            )
            report = b"".join(served.engine.validate(job))
        except RequestEntityTooLarge as error:
            raise too_large(settings) from error
        except (QueryError, RdfError, ShapesError) as error:
            problem = problem_of(error)
            if wanted == HTML:
                return page(settings, publication, status=problem.status, problem=problem)
            raise problem from error
        if isinstance(wanted, Choice):
            return negotiated([report], wanted.content_type)
        if wanted == JSON:
            return negotiated([report], JSON)
        return page(settings, publication, status=200, report=json.loads(report))

    return blueprint


def page(
    settings: Settings,
    publication: Publication,
    *,
    status: int,
    problem: Problem | None = None,
    report: dict[str, Any] | None = None,
) -> Response:
    """Return the form, with what came of it."""
    html = render_template(
        "validate.html",
        site=publication().manifest,
        problem=problem,
        report=report,
        shown=settings.rows_shown,
        data=request.form.get("data", ""),
        shapes=request.form.get("shapes", ""),
        forms=RDF_FORMATS,
        compact=compact,
    )
    response = negotiated(html, HTML)
    response.status_code = status
    return response


def report_wanted() -> Choice | str:
    """Return the format of the report: one of RDF, or the media type of JSON or HTML."""
    name = single("format", request.values)
    offered = ", ".join(("json", "html", *(form.name for form in RDF_FORMATS)))
    if name:
        if name.casefold() in ("json", JSON):
            return JSON
        if name.casefold() in ("html", HTML):
            return HTML
        if choice := named_choice(name, RDF_FORMATS):
            return choice
        raise unknown_format(name, offered)
    liked = best(request.headers.get("Accept"), (*_BY_MEDIA_TYPE, JSON, HTML))
    if liked is None:
        raise NotAcceptable(offered)
    return liked if liked in (JSON, HTML) else Choice(_BY_MEDIA_TYPE[liked], liked)


def sent() -> tuple[tuple[Sent, ...], tuple[Sent, ...]]:
    """Return the data and the shapes of the present request; without shapes, our own are meant.

    Raises `Problem` where there are none, or their format is not known.
    """
    if request.mimetype in (MULTIPART, FORM):
        data, shapes = parts("data"), parts("shapes")
        if not data:
            raise Problem(
                400, "There is no data: send it as the part data, and shapes, if wanted, as shapes."
            )
        return data, shapes
    body = request.get_data()
    form = _READ.get(request.mimetype)
    if form is None:
        if not body:
            raise Problem(400, "There is no data: send RDF as the body, or as the part data of a form.")
        raise unknown(request.mimetype)
    if not body.strip():
        raise Problem(400, "There is no data: the body is empty.")
    return (Sent(decoded(body, request.mimetype_params.get("charset"), "data", form), form),), ()


def parts(name: str) -> tuple[Sent, ...]:
    """Return all parts of a name of the form in the present request, files and texts, but empty ones.

    Raises `Problem` where their format is not known.
    """
    said = {one for one in request.form.getlist(f"{name}-format") if one}
    if len(said) > 1:
        raise Problem(
            400,
            f"{name}-format is given several times: name one format, or send files with a Content-Type each.",
        )
    chosen = None
    for one in said:
        chosen = named_choice(one, RDF_FORMATS)
        if chosen is None:
            raise unknown(one)
    found = []
    for file in request.files.getlist(name):
        if (body := file.read()).strip():
            form = chosen.form if chosen and not _told(file) else form_of(file)
            found.append(Sent(decoded(body, file.mimetype_params.get("charset"), name, form), form))
    # A form sends line ends as CR LF, which would put the parser's columns off.
    texts = (text.replace("\r\n", "\n") for text in request.form.getlist(name) if text.strip())
    return (*found, *(Sent(text, chosen.form if chosen else TURTLE) for text in texts))


def _told(file: FileStorage) -> bool:
    return any(form.name == _ending(file) for form in RDF_FORMATS) or file.mimetype not in _ANY


def _ending(file: FileStorage) -> str:
    return PurePath(file.filename or "").suffix.lstrip(".").casefold()


def form_of(file: FileStorage) -> Format:
    """Return the format of a file that was sent, by its media type or else its ending."""
    form = _READ.get(file.mimetype) if file.mimetype not in _ANY else None
    form = form or next((one for one in RDF_FORMATS if one.name == _ending(file)), None)
    if form is None and file.mimetype not in _ANY:
        raise unknown(file.mimetype)
    return form or TURTLE


def unknown(said: str) -> Problem:
    """Return the problem of a format that is not known."""
    return Problem(
        415,
        f"{said or 'What has no Content-Type'} is no format of RDF that is read here; send one of"
        f" {', '.join(_MEDIA_TYPES)}, or a form with the parts data and shapes.",
        headers={"Accept-Post": ", ".join((*_MEDIA_TYPES, MULTIPART))},
    )


def decoded(body: bytes, charset: str | None, what: str, form: Format) -> str:
    """Return a body as text; raises `Problem` where it is neither UTF-8 nor XML in its own encoding."""
    if form == RDF_XML:
        return decoded_xml(body, charset).decode()
    if charset and charset.casefold() not in UTF_8:
        raise Problem(415, f"RDF is read as UTF-8, and the {what} are said to be {charset[:50]}.")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(400, f"The {what} are not UTF-8 (byte {error.start}).") from error


def too_large(settings: Settings) -> Problem:
    """Return the problem of more data than are taken."""
    return Problem(
        413,
        f"Data and shapes have {settings.longest_data / 2**20:g} MiB at most. Send less, or validate at home:"
        " newsgraph validate FILE",
    )


def problem_of(error: QueryError | RdfError | ShapesError) -> Problem:
    """Return what a validation that failed is answered with."""
    if isinstance(error, RdfError):
        problem = Problem(400, f"The {error.what} cannot be read: {error.problem}.")
        problem.members["part"] = error.what
        if error.line:
            problem.members.update(line=error.line, column=error.column)
        return problem
    if isinstance(error, ShapesError):
        problem = Problem(422, f"The shapes cannot be used: {error.problem}")
        problem.members["part"] = "shapes"
        return problem
    if isinstance(error, TimePassed):
        problem = Problem(
            503,
            f"The validation was ended at its time limit of {error.seconds:g} seconds. Send fewer triples or"
            " simpler shapes, or validate at home: newsgraph validate FILE",
        )
        problem.members.update(limit="time", seconds=error.seconds)
        return problem
    if isinstance(error, MemoryPassed):
        problem = Problem(503, "The validation was ended at its memory limit. Send fewer triples.")
        problem.members.update(limit="memory", bytes=error.size)
        return problem
    if isinstance(error, TooComplex):
        return Problem(400, "What was sent is nested too deeply to be read.")
    return Problem(503, str(error), headers={"Retry-After": "1"})
