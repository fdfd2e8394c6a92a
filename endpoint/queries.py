"""Queries asked at `/sparql`, answered without Flask: of all requests the ones that are to be fast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from endpoint.cutting import Bounds
from endpoint.engine import FormRefused, Reply, Wanted
from endpoint.headers import COMMON
from endpoint.message import Headers, Message, Stream, by_name
from endpoint.notes import Note
from endpoint.problems import Problem
from endpoint.protocol import QUERY, Asked, Sent, accepted, read_parameters, read_query, wanted
from endpoint.serving import Publication, Served
from graph_builder.errors import Unwritable
from graph_builder.formats import CSV_PEOPLE

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PATH: Final = "/sparql"
_COMMON: Final = by_name(COMMON.items())


class Queries:
    """Answers queries; who asks something else is sent on."""

    def __init__(self, publication: Publication, *, longest: int, longest_body: int) -> None:
        """`longest` is how many characters a query may have, `longest_body` how many bytes a body."""
        self._publication = publication
        self._longest, self._longest_body = longest, longest_body

    def __call__(self, environ: WSGIEnvironment, note: Note) -> Message | None:
        """Return the answer, whose bytes are still to come; None where the request asks nothing.

        Raises what is wrong with the request, or goes wrong before the first bytes.
        """
        if not asks(environ):
            return None
        reads = environ["REQUEST_METHOD"] != "POST"
        sent = Sent(
            environ.get("QUERY_STRING", "").encode("latin-1"),
            environ.get("CONTENT_TYPE", ""),
            None if reads else self._body(environ),
        )
        parameters = read_parameters(sent, "query", QUERY)
        if reads and not parameters.keys() - {"format"}:
            return None
        asked = read_query(parameters)
        note.query = asked.query
        if len(asked.query) > self._longest:
            raise Problem(
                413, f"The query has {len(asked.query):,} characters, and {self._longest:,} are taken."
            )
        served = self._publication()
        reply = _reply(asked, served, environ)
        note.form = reply.choice.form.name
        if environ["REQUEST_METHOD"] == "HEAD":
            reply.chunks.close()
        return Message(
            "200 OK", _headers(reply, served.engine.bounds), Stream(reply.chunks, reply.chunks.close)
        )

    def _body(self, environ: WSGIEnvironment) -> bytes:
        said = environ.get("CONTENT_LENGTH", "")
        length = int(said) if said.isdecimal() else 0
        if length > self._longest_body:
            raise Problem(413, f"The body has {length:,} bytes, and {self._longest_body:,} are taken.")
        return bytes(environ["wsgi.input"].read(length))


def asks(environ: WSGIEnvironment) -> bool:
    """Tell whether a request may be one for a query."""
    return environ.get("PATH_INFO") == PATH and environ["REQUEST_METHOD"] in ("GET", "HEAD", "POST")


def _reply(asked: Asked, served: Served, environ: WSGIEnvironment) -> Reply:
    """Return what a worker answers; where a format cannot hold it, in the one liked best of the others."""
    accept = environ.get("HTTP_ACCEPT")

    def ask(forms: Wanted) -> Reply:
        named = forms.results is not None and forms.results.form == CSV_PEOPLE
        languages = _languages(served, environ.get("HTTP_ACCEPT_LANGUAGE")) if named else ()
        return served.engine.ask(
            asked.query, forms, graphs=asked.graphs, seconds=asked.seconds, languages=languages
        )

    try:
        return ask(wanted(accept, asked.form))
    except Unwritable as error:
        others = accepted(accept, but=error.form)
        if asked.form or (others.results is None and others.triples is None):
            raise
        try:
            return ask(others)
        except FormRefused:
            raise error from None


def _languages(served: Served, accepted_languages: str | None) -> tuple[str, ...]:
    """Return the languages that names are wanted in: the client's, the publisher's, English."""
    said = parse_accept_header(accepted_languages, LanguageAccept)
    liked = (language for language, quality in said if quality > 0 and language != "*")
    return tuple(dict.fromkeys((*liked, served.manifest.language, "en")))


def _headers(reply: Reply, bounds: Bounds) -> Headers:
    """Return what is said of an answer: how long it may be, and whether this one is cut, if that is known."""
    people = reply.choice.form == CSV_PEOPLE
    found = {
        **_COMMON,
        "content-type": ("Content-Type", reply.choice.content_type),
        "vary": ("Vary", "Accept, Accept-Language" if people else "Accept"),
    }
    limits = [f"{name}={most}" for name, most in (("rows", bounds.rows), ("bytes", bounds.bytes)) if most]
    if limits:
        found["newsgraph-limits"] = ("Newsgraph-Limits", ", ".join(limits))
    if reply.cut:
        found["newsgraph-truncated"] = ("Newsgraph-Truncated", reply.cut.header)
    return found
