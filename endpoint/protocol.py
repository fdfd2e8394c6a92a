"""SPARQL 1.1 Protocol: queries and updates, by GET, by POST of a form, and by POST of the text itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict
from werkzeug.http import parse_options_header
from werkzeug.wrappers import Response as AnyResponse

from endpoint.engine import Graphs, Wanted
from endpoint.jobs import UpdateJob
from endpoint.metadata import Descriptions, service_description
from endpoint.negotiation import best_choice, named_choice
from endpoint.notes import note
from endpoint.parameters import UTF_8, single, unknown_format
from endpoint.problems import NotAcceptable, Problem
from endpoint.serving import Publication
from endpoint.writes import Writes
from graph_builder.formats import CSV_PEOPLE, RDF_FORMATS, RESULT_FORMATS

QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
FORM: Final = "application/x-www-form-urlencoded"
_PLURALS: Final = {"query": "queries", "update": "updates"}
_SECONDS: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?\Z", re.ASCII)
#: What the engine takes for an absolute IRI, as far as it need be told here.
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*\Z")


@dataclass(frozen=True, slots=True)
class Sent:
    """What the protocol looks at in a request: the parameters in its address, and its body if it has one."""

    parameters: bytes
    content_type: str = ""
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a protocol request asks: the query, and what it says beside it, if it does."""

    query: str
    form: str | None
    #: The dataset that the request names, which overrules FROM in the query.
    graphs: Graphs | None
    #: Seconds that the answer may take, where the request lowers the limit.
    seconds: float | None


def protocol(publication: Publication, descriptions: Descriptions, writes: Writes) -> Blueprint:
    """Return `/update`, and of `/sparql` what is no query (for those, see `queries`)."""
    blueprint = Blueprint("protocol", __name__)

    @blueprint.route("/sparql", methods=["GET", "POST"])
    def sparql() -> AnyResponse:
        """Tell who asks nothing what can be asked; a query is answered before it comes here."""
        return service_description(publication, descriptions)

    @blueprint.post("/update")
    def update() -> Response:
        """Change what is published."""
        writes.admit()
        text, graphs = read_update(
            Sent(request.query_string, request.headers.get("Content-Type", ""), request.get_data())
        )
        note().query = text
        settings = writes.settings
        writes(
            UpdateJob(
                store=str(settings.store.absolute()),
                text=text,
                using=graphs.default,
                using_named=graphs.named,
                apart=settings.apart,
                patience=settings.patience,
                hosts=settings.hosts,
            )
        )
        return Response(status=204)

    return blueprint


def read_query(parameters: MultiDict[str, str]) -> Asked:
    """Return what the parameters of a request ask.

    Raises `Problem` where they break the protocol.
    """
    if "update" in parameters:
        raise Problem(400, "Queries are asked here; an update is sent to /update.")
    return Asked(
        _only("query", parameters),
        _format(parameters),
        _graphs(parameters),
        _seconds(single("timeout", parameters)),
    )


def read_update(sent: Sent) -> tuple[str, Graphs]:
    """Return the update that a request sends, and the graphs that it names to be read.

    Raises `Problem` where it breaks the protocol.
    """
    if "update" in dict(_pairs(sent.parameters, "update")):
        raise Problem(400, f"An update is sent in the body, as {UPDATE} or {FORM}, and not in the address.")
    parameters = read_parameters(sent, "update", UPDATE)
    if "query" in parameters:
        raise Problem(400, "Updates are sent here; a query is asked at /sparql.")
    wrong = [name for name in ("default-graph-uri", "named-graph-uri") if name in parameters]
    if wrong:
        raise Problem(400, f"{wrong[0]} is for queries; the graphs that an update reads are using-graph-uri.")
    return _only("update", parameters), Graphs(
        graph_iris(parameters, "using-graph-uri"), graph_iris(parameters, "using-named-graph-uri")
    )


def read_parameters(sent: Sent, operation: str, media_type: str) -> MultiDict[str, str]:
    """Return the parameters of a request: in its address, its form, or its body as a whole.

    A body that is a query or an update as a whole is the parameter of that name. Raises `Problem` where
    the request breaks the protocol.
    """
    parameters = MultiDict[str, str](_pairs(sent.parameters, operation))
    if sent.body is None:
        return parameters
    said, options = parse_options_header(sent.content_type)
    said, charset = said.casefold(), options.get("charset", "utf-8").casefold()
    if said in (media_type, FORM) and charset not in UTF_8:
        raise Problem(415, f"SPARQL is UTF-8, and this request says that it is {charset}.")
    if said == media_type:
        if operation in parameters:
            raise Problem(400, f"There is one {operation} in the address and another in the body: send one.")
        parameters.add(operation, _decoded(sent.body, operation))
    elif said == FORM:
        parameters.update(_pairs(sent.body, operation))
    else:
        elsewhere = {QUERY: " A query is asked at /sparql.", UPDATE: " An update is sent to /update."}
        raise Problem(
            415,
            f"What is posted here is {FORM} or {media_type},"
            f" {f'and not {said}' if said else 'and says so in Content-Type'}.{elsewhere.get(said, '')}",
            headers={"Accept-Post": f"{media_type}, {FORM}"},
        )
    return parameters


def _pairs(written: bytes, operation: str) -> Iterator[tuple[str, str]]:
    """Yield what is written as in a form; escaped bytes that are not UTF-8 are not replaced in silence."""
    for pair in filter(None, written.split(b"&")):
        name, value = (
            _decoded(unquote_to_bytes(part.replace(b"+", b" ")), operation)
            for part in pair.partition(b"=")[::2]
        )
        yield name, value


def _only(operation: str, parameters: MultiDict[str, str]) -> str:
    sent = parameters.getlist(operation)
    if len(sent) > 1:
        raise Problem(400, f"There are several {_PLURALS[operation]}: send one.")
    # An update of nothing is one.
    if not sent or (operation == "query" and not sent[0].strip()):
        hint = " A form to try is at /query." if operation == "query" else ""
        raise Problem(400, f"There is no {operation}: send one as the parameter {operation}.{hint}")
    return sent[0]


def wanted(accept: str | None, form: str | None) -> Wanted:
    """Return the formats that a client wants: a `format` that is named wins over the Accept header.

    Raises `Problem` where no format is called so, `NotAcceptable` where none is accepted.
    """
    if form:
        found = Wanted(named_choice(form, (*RESULT_FORMATS, CSV_PEOPLE)), named_choice(form, RDF_FORMATS))
    else:
        found = accepted(accept)
    if found.results is None and found.triples is None:
        names = ", ".join(one.name for one in (*RESULT_FORMATS, CSV_PEOPLE, *RDF_FORMATS))
        if form:
            raise unknown_format(form, names)
        raise NotAcceptable(f"{names} (as ?format=, or their media types in Accept)")
    return found


@lru_cache(maxsize=128)
def accepted(accept: str | None, *, but: str | None = None) -> Wanted:
    """Return the formats that an Accept header likes best, save one that will not do."""
    results, triples = (
        tuple(form for form in forms if form.name != but) for forms in (RESULT_FORMATS, RDF_FORMATS)
    )
    return Wanted(best_choice(accept, results), best_choice(accept, triples))


def _format(parameters: MultiDict[str, str]) -> str | None:
    """Return the format that a request names; some clients send all the names that one may have."""
    forms = (*RESULT_FORMATS, CSV_PEOPLE, *RDF_FORMATS)
    known = {name: choice for name in parameters.getlist("format") if (choice := named_choice(name, forms))}
    if len({choice.form for choice in known.values()}) == 1:
        return next(iter(known))
    return single("format", parameters)


def graph_iris(parameters: MultiDict[str, str], name: str) -> tuple[str, ...]:
    """Return the graphs that a parameter names, each once; raises `Problem` for what is no absolute IRI."""
    found = tuple(dict.fromkeys(parameters.getlist(name)))
    for iri in found:
        if not _IRI.match(iri):
            raise Problem(400, f"A graph is named by an absolute IRI, and {iri[:200]!r} is none.")
    return found


def _graphs(parameters: MultiDict[str, str]) -> Graphs | None:
    wrong = [name for name in ("using-graph-uri", "using-named-graph-uri") if name in parameters]
    if wrong:
        raise Problem(400, f"{wrong[0]} is for updates; the graphs that a query asks are default-graph-uri.")
    default = graph_iris(parameters, "default-graph-uri")
    named = graph_iris(parameters, "named-graph-uri")
    return Graphs(default, named) if default or named else None


def _seconds(written: str | None) -> float | None:
    if not written:
        return None
    if not _SECONDS.match(written) or not float(written):
        raise Problem(400, f"timeout is a number of seconds, such as 5 or 0.5, and not {written[:50]!r}.")
    return float(written)


def _decoded(body: bytes, operation: str) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, f"The {operation} is not UTF-8 (byte {error.start}).") from error
