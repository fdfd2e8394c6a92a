"""What stands before the application: it refuses, keeps, codes, counts and logs.

Every answer goes through it whole or as a stream. A short one is gathered first, so that what goes
wrong in its making is still told by a status, and is kept for whoever asks the same of the same
snapshot. A long one is handed on as it comes; few of them at once, since each holds a thread of the
server for as long as its reader takes.
"""

from __future__ import annotations

import io
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

from flask import Flask
from werkzeug.http import parse_etags

from endpoint.admission import UNLIMITED, Admission
from endpoint.compression import SMALLEST, coding_for, compressed, compressible, compressing
from endpoint.conditions import as_known, is_demanded, is_unmodified, not_changed, uncoded, unless_known
from endpoint.engine import AnswerCut
from endpoint.kept import Kept, Key, Shelf, lasting
from endpoint.limits import Busy
from endpoint.message import Header, Message, Stream, Whole, by_name
from endpoint.metrics import Metrics
from endpoint.monitoring import HEALTH
from endpoint.negotiation import HTML, problem_type
from endpoint.notes import Note, begin
from endpoint.problems import Problem
from endpoint.queries import PATH, Queries, asks
from endpoint.requestlog import LOG as REQUESTS
from endpoint.requestlog import Told, line
from endpoint.server import AT_ONCE
from endpoint.serving import Publication
from endpoint.settings import Settings
from graph_builder.errors import StoreError
from graph_builder.formats import CSV_PEOPLE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

#: Bytes up to which an answer is made before its status is told.
GATHERED: Final = 256 * 1024
#: A request's body up to which its answer is kept.
_BODY: Final = 64 * 1024


class Front:
    """The WSGI application that the server runs: the one of Flask, and what is done around it."""

    def __init__(
        self,
        app: Flask,
        queries: Queries,
        publication: Publication,
        settings: Settings,
        metrics: Metrics,
        shelf: Shelf,
    ) -> None:
        self._app, self._queries = app.wsgi_app, queries
        self._publication, self._metrics, self._shelf = publication, metrics, shelf
        self._admission = Admission(settings)
        self._texts = settings.log_queries
        self._streams = threading.BoundedSemaphore(settings.streams)
        self._routes = {str(rule).split("/")[1].partition("<")[0] for rule in app.url_map.iter_rules()}
        self._places = settings.limits.workers + settings.limits.waiting
        self._asking, self._lock = 0, threading.Lock()
        #: How requests are refused where all places are taken, by media type and method.
        self._refusals: dict[tuple[str, str], Message] = {}
        # Another version, or other settings, may write other bytes.
        self._salt = f"{version('newsgraph')} {settings}"

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        started = time.perf_counter()
        note = begin()
        note.refusal = self._admission.refusal(environ)
        with self._among_others(environ):
            answer = self._answer(environ, note)
        start_response(answer.status, list(answer.headers.values()))
        body = answer.body
        if isinstance(body, Stream):

            def ended(size: int, broken: bool) -> None:
                told = self._counted(environ, note, answer.code, started, size, broken=broken)
                self._log(environ, note, told)

            return Stream(body, body.close, ended)
        sent = [] if environ["REQUEST_METHOD"] == "HEAD" or not body else [body]
        told = self._counted(environ, note, answer.code, started, len(body) if sent else 0, broken=False)
        # The client need not wait until it is written down.
        return Whole(sent, lambda: self._log(environ, note, told))

    def at_once(self, path: str, ahead: int) -> bool:
        """Tell whether a request for a path, with some ahead of it, is answered without waiting for anything.

        Where more queries are asked than can run or wait, a further one is refused, unless its answer
        is kept. To have each refusal take a thread would hold up all that is not refused.
        """
        return path == HEALTH or (path == PATH and ahead + self._asking >= self._places)

    @contextmanager
    def _among_others(self, environ: WSGIEnvironment) -> Iterator[None]:
        """Count a request for a query until its answer begins."""
        number = int(asks(environ))
        with self._lock:
            self._asking += number
        try:
            yield
        finally:
            with self._lock:
                self._asking -= number

    # --- answering ------------------------------------------------------------------------------

    def _answer(self, environ: WSGIEnvironment, note: Note) -> Message:
        reading = environ["REQUEST_METHOD"] in ("GET", "HEAD")
        # Of what is read only the whole answer's tag can tell, so that nobody behind looks at it.
        demanded = environ.pop("HTTP_IF_MATCH", "") if reading else ""
        since = environ.pop("HTTP_IF_UNMODIFIED_SINCE", "") if reading else ""
        has = environ.get("HTTP_IF_NONE_MATCH", "")
        # What a client has in one coding it has.
        environ["HTTP_IF_NONE_MATCH"] = uncoded(has)
        coding = coding_for(environ.get("HTTP_ACCEPT_ENCODING"))
        key = None if note.refusal else self._key(environ, coding)
        if key is None:
            answer = self._coded(self._made(environ, note), coding)
        else:
            answer = self._kept_or_made(environ, note, key, coding)
        # Where a tag is demanded, a time says nothing.
        if not (is_demanded(answer, demanded) if demanded else is_unmodified(answer, since)):
            if isinstance(answer.body, Stream):
                answer.body.close()
            name = "If-Match" if demanded else "If-Unmodified-Since"
            note.refusal = Problem(412, f"What is here now is not what {name} demands. Look again.")
            return self._coded(self._made(environ, note), coding)
        return as_known(unless_known(answer, environ), has)

    def _kept_or_made(self, environ: WSGIEnvironment, note: Note, key: Key, coding: str | None) -> Message:
        tag = key.tag(self._salt) if key.method == "GET" else None
        has = environ["HTTP_IF_NONE_MATCH"]
        if tag and has and parse_etags(has).contains(tag):
            note.cache = "hit"
            return not_changed({"etag": ("ETag", f'"{tag}"')})
        if "no-cache" not in environ.get("HTTP_CACHE_CONTROL", ""):
            kept = self._shelf.get(key)
            note.cache = "hit" if kept else "miss"
            if kept:
                note.query, note.form, note.rows = kept.query, kept.form, kept.rows
                return self._given_again(kept, environ, note)
        made = self._made(environ, note)
        if made.code != 200 or "no-store" in (made.header("Cache-Control") or "") or not lasting(note.query):
            return self._coded(made, coding)
        if made.header("ETag") is None and tag:
            made = made.with_header("ETag", f'"{tag}"')
        if made.header("Cache-Control") is None:
            made = made.with_header("Cache-Control", "no-cache")
        made = self._coded(made, coding)
        if environ["REQUEST_METHOD"] == "HEAD":
            return made
        if isinstance(made.body, Stream):
            return replace(
                made, body=made.body.copied(self._shelf.largest, partial(self._keep, key, made, note))
            )
        self._keep(key, made, note, made.body)
        return made

    def _keep(self, key: Key, made: Message, note: Note, body: bytes) -> None:
        served = self._publication.served
        # Where a snapshot came between, this may be an answer of the new one.
        if served is not None and served.snapshot.name == key.snapshot:
            headers = made.with_header("Content-Length", str(len(body))).headers
            self._shelf.put(key, Kept(made.status, headers, body, note.query, note.form, note.rows))

    def _given_again(self, kept: Kept, environ: WSGIEnvironment, note: Note) -> Message:
        """Return an answer that was kept; a long one waits for its reader piece by piece."""
        body, most = kept.body, GATHERED
        if len(body) <= most or environ["REQUEST_METHOD"] == "HEAD":
            return Message(kept.status, kept.headers, body)
        if AT_ONCE in environ:
            return self._refused(environ, note)
        if not self._streams.acquire(blocking=False):
            note.refusal = Busy()
            return self._made(environ, note)
        pieces = (body[start : start + most] for start in range(0, len(body), most))
        return Message(
            kept.status, kept.headers, Stream(pieces, _nothing, lambda _, __: self._streams.release())
        )

    def _key(self, environ: WSGIEnvironment, coding: str | None) -> Key | None:
        """Return what the answer to a request depends on; None where it is not to be kept."""
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        if path in UNLIMITED or "HTTP_AUTHORIZATION" in environ or "HTTP_RANGE" in environ:
            return None
        body = b""
        if method == "POST" and path == "/sparql":
            length = environ.get("CONTENT_LENGTH") or ""
            if not length.isdigit() or int(length) > _BODY:
                return None
            body = environ["wsgi.input"].read(int(length))
            environ["wsgi.input"] = io.BytesIO(body)
        elif method not in ("GET", "HEAD"):
            return None
        try:
            served = self._publication.at_hand if AT_ONCE in environ else self._publication()
        except StoreError:
            return None
        if served is None:
            return None
        return Key(
            served.snapshot.name,
            "POST" if method == "POST" else "GET",
            f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}",
            # As it was written: an escaped slash is no slash.
            environ.get("REQUEST_URI") or path,
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_ACCEPT", ""),
            environ.get("CONTENT_TYPE", "") if body else "",
            body,
            coding,
            environ.get("HTTP_ACCEPT_LANGUAGE", "") if _in_languages(environ, body) else "",
        )

    def _made(self, environ: WSGIEnvironment, note: Note) -> Message:
        """Have the application answer; what fails before much was made is answered with a problem."""
        if AT_ONCE in environ and note.refusal is None and asks(environ):
            return self._refused(environ, note)
        coming = self._coming(environ, note)
        chunks = coming.body
        assert isinstance(chunks, Stream)  # noqa: S101 - `_coming` says so
        gathered, size = list[bytes](), 0
        try:
            for chunk in chunks:
                gathered.append(chunk)
                size += len(chunk)
                if size > GATHERED:
                    break
            else:
                chunks.close()
                return _whole(replace(coming, body=b"".join(gathered)), environ)
            if not self._streams.acquire(blocking=False):
                raise Busy
        except AnswerCut as error:
            if environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
                # Its answers end where the connection does, and so would look whole.
                chunks.close()
                note.refusal = error
                return self._made(environ, note)
            # What was cut is no error, but must not look whole either.
            return replace(coming, body=Stream(_broken_off(gathered, error), chunks.close))
        except Exception as error:
            chunks.close()
            if note.refusal is not None:
                raise
            note.refusal = error
            return self._made(environ, note)
        stream = Stream(_with_first(gathered, chunks), chunks.close, lambda _, __: self._streams.release())
        return replace(coming, body=stream)

    def _refused(self, environ: WSGIEnvironment, note: Note) -> Message:
        """Return that all places are taken: made once for each sort of client, sent to all."""
        note.refusal = Busy()
        sort = problem_type(environ.get("HTTP_ACCEPT")), environ["REQUEST_METHOD"]
        if sort not in self._refusals:
            told = self._made(environ, note)
            if sort[0] == HTML:
                # It leads back to the query.
                return told
            self._refusals[sort] = told
        return self._refusals[sort]

    def _coming(self, environ: WSGIEnvironment, note: Note) -> Message:
        """Return an answer whose bytes are still to come."""
        if note.refusal is None:
            try:
                answer = self._queries(environ, note)
            except Exception as error:
                # Flask tells it, as it tells what goes wrong in its own care.
                note.refusal = error
            else:
                if answer is not None:
                    return answer
        status, headers = "", list[Header]()

        def start(said: str, with_headers: list[Header], error: Any = None) -> Callable[[bytes], object]:
            nonlocal status, headers
            status, headers = said, with_headers
            return _unwanted

        body = self._app(environ, start)
        return Message(status, by_name(headers), Stream(iter(body), getattr(body, "close", _nothing)))

    def _coded(self, answer: Message, coding: str | None) -> Message:
        """Return an answer in a coding, where that makes it smaller."""
        if not compressible(answer.header("Content-Type") or "") or answer.header("Content-Encoding"):
            return answer
        answer = answer.with_header("Vary", _joined(answer.header("Vary"), "Accept-Encoding"))
        if coding is None or answer.code == 206:
            return answer
        body = answer.body
        if isinstance(body, bytes):
            if len(body) < SMALLEST:
                return answer
            small = compressed(body, coding)
            answer = replace(answer, body=small).with_header("Content-Length", str(len(small)))
        else:
            coded = Stream(compressing(body, coding), body.close)
            answer = replace(answer, body=coded).without_header("Content-Length")
        tag = answer.header("ETag")
        if tag:
            answer = answer.with_header("ETag", f'{tag.removesuffix(chr(34))}-{coding}"')
        return answer.with_header("Content-Encoding", coding)

    # --- telling --------------------------------------------------------------------------------

    def _counted(
        self, environ: WSGIEnvironment, note: Note, status: int, started: float, size: int, *, broken: bool
    ) -> Told:
        """Count an answer, and return what is to be told of it."""
        seconds = time.perf_counter() - started
        route = environ.get("PATH_INFO", "")[1:].partition("/")[0]
        self._metrics.count(
            f"/{route}" if route in self._routes else "other",
            status,
            seconds,
            size,
            cache=note.cache,
            limit=note.limit,
        )
        if broken:
            self._metrics.count_broken()
        return Told(status, seconds, size, broken)

    def _log(self, environ: WSGIEnvironment, note: Note, told: Told) -> None:
        # It holds on to all that failed with it.
        note.refusal = None
        if REQUESTS.isEnabledFor(logging.INFO):
            method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
            REQUESTS.info("%s", line(method, path, told, note, texts=self._texts))


def _in_languages(environ: WSGIEnvironment, body: bytes) -> bool:
    """Tell whether a request may want names, which are given in the languages of the client."""
    asked = environ.get("QUERY_STRING", "").encode("latin-1", "replace") + b"&" + body
    return CSV_PEOPLE.name.encode() in unquote_to_bytes(asked)


def _with_first(gathered: list[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    # Let go of each as it is handed on.
    gathered.reverse()
    while gathered:
        yield gathered.pop()
    yield from rest


def _broken_off(gathered: list[bytes], error: AnswerCut) -> Iterator[bytes]:
    yield from gathered
    raise error


def _whole(answer: Message, environ: WSGIEnvironment) -> Message:
    if environ["REQUEST_METHOD"] == "HEAD" or answer.code in (204, 304):
        return answer
    body = answer.body
    return answer.with_header("Content-Length", str(len(body))) if isinstance(body, bytes) else answer


def _joined(before: str | None, name: str) -> str:
    return f"{before}, {name}" if before else name


def _unwanted(_: bytes) -> object:
    raise NotImplementedError("Flask answers by what it returns")


def _nothing() -> None:
    pass
