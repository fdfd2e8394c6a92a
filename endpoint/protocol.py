"""SPARQL 1.1 Protocol: queries by GET, by POST of a form, and by POST of the query itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from endpoint.engine import Graphs, Wanted
from endpoint.metadata import Descriptions, service_description
from endpoint.negotiation import best_choice, named_choice
from endpoint.notes import note
from endpoint.problems import NotAcceptable, Problem
from endpoint.serving import Publication
from graph_builder.formats import RDF_FORMATS, RESULT_FORMATS

QUERY: Final = "application/sparql-query"
FORM: Final = "application/x-www-form-urlencoded"
_SECONDS: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?\Z", re.ASCII)
#: What the engine takes for an absolute IRI, as far as it need be told here.
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*\Z")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a protocol request asks: the query, and what it says beside it, if it does."""

    query: str
    form: str | None
    #: The dataset that the request names, which overrules FROM in the query.
    graphs: Graphs | None
    #: Seconds that the answer may take, where the request lowers the limit.
    seconds: float | None


def protocol(publication: Publication, descriptions: Descriptions, *, longest: int) -> Blueprint:
    """Return `/sparql`."""
    blueprint = Blueprint("protocol", __name__)

    @blueprint.route("/sparql", methods=["GET", "POST"])
    def sparql() -> AnyResponse:
        """Answer a query; who asks nothing is told what can be asked."""
        if request.method in ("GET", "HEAD") and not set(request.args) - {"format"}:
            return service_description(publication, descriptions)
        asked = read_request()
        note().query = asked.query
        if len(asked.query) > longest:
            raise Problem(413, f"The query has {len(asked.query):,} characters, and {longest:,} are taken.")
        forms = wanted(request.headers.get("Accept"), asked.form)
        reply = publication().engine.ask(asked.query, forms, graphs=asked.graphs, seconds=asked.seconds)
        response = Response(reply.chunks, content_type=reply.choice.content_type)
        note().form = reply.choice.form.name
        response.vary.add("Accept")
        return response

    return blueprint


def read_request() -> Asked:
    """Return what the present request asks.

    Raises `Problem` where it breaks the protocol.
    """
    # Escaped bytes that are not UTF-8 would be replaced in silence.
    _decoded(unquote_to_bytes(request.query_string))
    if request.method in ("GET", "HEAD"):
        return _asked(request.args)
    charset = request.mimetype_params.get("charset", "utf-8").casefold()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise Problem(415, f"A query is UTF-8, and this request says that it is {charset}.")
    if request.mimetype == QUERY:
        if "query" in request.args:
            raise Problem(400, "There is a query in the address and another in the body: send one.")
        return _asked(request.args, [_decoded(request.get_data())])
    if request.mimetype == FORM:
        _decoded(unquote_to_bytes(request.get_data(cache=True)))
        return _asked(MultiDict([*request.args.items(multi=True), *request.form.items(multi=True)]))
    if request.mimetype == "application/sparql-update":
        raise Problem(415, "This endpoint takes no updates, only queries.")
    said = f"and not {request.mimetype}" if request.mimetype else "and says so in Content-Type"
    raise Problem(
        415, f"A query is sent as {QUERY} or {FORM}, {said}.", headers={"Accept-Post": f"{QUERY}, {FORM}"}
    )


def wanted(accept: str | None, form: str | None) -> Wanted:
    """Return the formats that a client wants: a `format` that is named wins over the Accept header.

    Raises `NotAcceptable` where there is none.
    """
    if form:
        found = Wanted(named_choice(form, RESULT_FORMATS), named_choice(form, RDF_FORMATS))
    else:
        found = Wanted(best_choice(accept, RESULT_FORMATS), best_choice(accept, RDF_FORMATS))
    if found.results is None and found.triples is None:
        names = ", ".join(one.name for one in (*RESULT_FORMATS, *RDF_FORMATS))
        raise NotAcceptable(f"{names} (as ?format=, or their media types in Accept)")
    return found


def _asked(parameters: MultiDict[str, str], queries: list[str] | None = None) -> Asked:
    if "update" in parameters:
        raise Problem(400, "This endpoint takes no updates, only queries.")
    queries = parameters.getlist("query") if queries is None else queries
    if len(queries) != 1:
        raise Problem(
            400,
            "There are several queries: send one."
            if queries
            else "There is no query: send one as the parameter query. A form to try is at /query.",
        )
    return Asked(
        queries[0], parameters.get("format"), _graphs(parameters), _seconds(parameters.get("timeout"))
    )


def _graphs(parameters: MultiDict[str, str]) -> Graphs | None:
    default, named = (
        tuple(dict.fromkeys(parameters.getlist(name))) for name in ("default-graph-uri", "named-graph-uri")
    )
    for iri in (*default, *named):
        if not _IRI.match(iri):
            raise Problem(400, f"A graph is named by an absolute IRI, and {iri[:200]!r} is none.")
    return Graphs(default, named) if default or named else None


def _seconds(written: str | None) -> float | None:
    if not written:
        return None
    if not _SECONDS.match(written) or not float(written):
        raise Problem(400, f"timeout is a number of seconds, such as 5 or 0.5, and not {written[:50]!r}.")
    return float(written)


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, f"The query is not UTF-8 (byte {error.start}).") from error
