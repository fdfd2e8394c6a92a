"""The parts that operations are described with."""

from __future__ import annotations

from typing import Any, Final

from graph_builder.formats import CSV_PEOPLE, RDF_FORMATS, RESULT_FORMATS

Json = dict[str, Any]

HTML: Final = ("text/html",)
JSON: Final = ("application/json",)
PLAIN: Final = ("text/plain",)
RDF: Final = tuple(media_type for form in RDF_FORMATS for media_type in form.media_types)
RESULTS: Final = tuple(media_type for form in RESULT_FORMATS for media_type in form.media_types)
RDF_NAMES: Final = [form.name for form in RDF_FORMATS]
RESULT_NAMES: Final = [form.name for form in (*RESULT_FORMATS, CSV_PEOPLE)]
MULTIPART: Final = "multipart/form-data"
FORM: Final = "application/x-www-form-urlencoded"

#: What can come of any request: a condition that does not hold, too long an address or head, too many
#: from one client, nothing to serve.
_ALWAYS: Final = (400, 412, 414, 429, 431, 503)
_WORDS: Final = {
    400: "The request is wrong; the detail says how.",
    401: "Writing needs a token.",
    403: "The token is not the right one, or this server is read-only.",
    404: "There is nothing of this name.",
    406: "There is no format that the client accepts.",
    409: "This cannot be written, since it follows from what else is there.",
    410: "There was something of this name once.",
    412: "What is here is not what If-Match or If-None-Match demands.",
    413: "The request is too large.",
    414: "The address is too long.",
    415: "The body is in a format or charset that is not read.",
    422: "What was sent is well-formed, and breaks a rule or a shape.",
    429: "This client asks too often.",
    431: "The head of the request is too large.",
    503: "A limit of time or memory was passed, too much is asked at once, or nothing is published yet.",
}
PROBLEM_TYPES: Final = ("application/problem+json", "text/html", "text/plain")


PROBLEM: Final[Json] = {
    "type": "object",
    "description": "A problem document (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "line": {"type": "integer"},
        "column": {"type": "integer"},
        "limit": {"type": "string"},
    },
}
_RESULT: Final[Json] = {
    "type": "object",
    "required": ["focus", "path", "value", "severity", "messages", "shape", "constraint"],
    "properties": {
        "focus": {"type": "string"},
        "path": {"type": "string"},
        "value": {"type": "string"},
        "severity": {"type": "string"},
        "messages": {"type": "array", "items": {"type": "string"}},
        "shape": {"type": "string"},
        "constraint": {"type": "string"},
    },
}
REPORT: Final[Json] = {
    "type": "object",
    "required": ["conforms", "results"],
    "properties": {
        "conforms": {"type": "boolean"},
        "results": {"type": "array", "items": _RESULT},
    },
}


def operation(
    name: str,
    summary: str,
    answers: dict[int, Json],
    *problems: int,
    parameters: tuple[Json, ...] = (),
    body: Json | None = None,
    required: bool = True,
    token: bool = False,
) -> Json:
    """Return one operation: what it answers, and the statuses of the problems that it may have."""
    told = {**answers, **{status: problem(status) for status in (*_ALWAYS, *problems)}}
    found: Json = {
        "operationId": name,
        "summary": summary,
        "responses": {str(status): told[status] for status in sorted(told)},
    }
    if parameters:
        found["parameters"] = list(parameters)
    if body:
        found["requestBody"] = {"required": required, "content": body}
    if token:
        found["security"] = [{"token": []}]
    return found


def problem(status: int) -> Json:
    """Return the answer of a status that tells a problem."""
    schemas = {"application/problem+json": {"$ref": "#/components/schemas/Problem"}}
    return {
        "description": _WORDS[status],
        "content": {kind: {"schema": schemas.get(kind, {"type": "string"})} for kind in PROBLEM_TYPES},
    }


def answer(words: str, *media_types: str, schema: Json | None = None) -> Json:
    """Return an answer in some media types."""
    content = {media_type: {"schema": schema} if schema else {} for media_type in dict.fromkeys(media_types)}
    return {"description": words, "content": content} if content else {"description": words}


def leads(words: str) -> Json:
    """Return an answer that leads elsewhere."""
    return {"description": words, "headers": {"Location": {"schema": {"type": "string"}}}}


NOTHING_NEW: Final = answer("The client has it already.")


def query(name: str, words: str, *, required: bool = False, schema: Json | None = None) -> Json:
    """Return a parameter of the query string."""
    return {
        "name": name,
        "in": "query",
        "description": words,
        "required": required,
        "schema": schema or {"type": "string"},
    }


def path(name: str, words: str, schema: Json | None = None) -> Json:
    """Return a parameter of the path."""
    return {
        "name": name,
        "in": "path",
        "description": words,
        "required": True,
        "schema": schema or {"type": "string", "minLength": 1},
    }


def many(name: str, words: str) -> Json:
    """Return a parameter that may be given several times, each an IRI."""
    return query(name, words, schema={"type": "array", "items": {"type": "string", "format": "uri"}})


def form(*names: str) -> Json:
    """Return the body of a form of some texts."""
    return {"schema": {"type": "object", "properties": {name: {"type": "string"} for name in names}}}


def texts(*media_types: str) -> Json:
    """Return bodies that are texts."""
    return {media_type: {"schema": {"type": "string"}} for media_type in media_types}


FORMAT: Final = query(
    "format", "A format by its name, in the place of Accept.", schema={"enum": [*RDF_NAMES, "html"]}
)
