"""What stands before the application: it refuses, keeps, codes, counts and logs.

Every answer goes through it whole or as a stream. A short one is gathered first, so that what goes
wrong in its making is still told by a status, and is kept for whoever asks the same of the same
snapshot. A long one is handed on as it comes; few of them at once, since each holds a thread of the
server for as long as its reader takes.
"""

from __future__ import annotations

import io
import logging
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

from flask import Flask
from werkzeug.http import is_resource_modified, parse_etags, unquote_etag

from endpoint.admission import UNLIMITED, Admission
from endpoint.compression import CODINGS, SMALLEST, coding_for, compressed, compressible, compressing
from endpoint.engine import AnswerCut
from endpoint.kept import Header, Kept, Key, Shelf, lasting
from endpoint.metrics import Metrics
from endpoint.notes import Note, attach
from endpoint.problems import Problem, query_problem
from endpoint.requestlog import LOG as REQUESTS
from endpoint.requestlog import line
from endpoint.serving import Publication
from endpoint.settings import Settings
from endpoint.workers import Busy
from graph_builder.errors import QueryError, StoreError
from graph_builder.formats import CSV_PEOPLE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LOG: Final = logging.getLogger(__name__)

#: Bytes up to which an answer is made before its status is told.
GATHERED: Final = 256 * 1024
#: A request's body up to which its answer is kept.
_BODY: Final = 64 * 1024
#: The headers of an answer that are told again where there is nothing new.
_OF_NOTHING_NEW: Final = frozenset({"etag", "vary", "cache-control", "last-modified", "link", "date"})
_CODED_TAG: Final = re.compile(r'-(?:gzip|zstd)"')


@dataclass(frozen=True, slots=True)
class _Answer:
    """A status line, headers, and the bytes: whole, or as they come."""

    status: str
    headers: tuple[Header, ...]
    body: bytes | Stream

    @property
    def code(self) -> int:
        return int(self.status[:3])

    def header(self, name: str) -> str | None:
        """Return the first header of a name."""
        return next((value for one, value in self.headers if one.casefold() == name.casefold()), None)

    def with_header(self, name: str, value: str | None) -> _Answer:
        """Return it with one header put in the place of others of that name, or without them."""
        others = tuple(one for one in self.headers if one[0].casefold() != name.casefold())
        return replace(self, headers=others if value is None else (*others, (name, value)))


class Stream(Iterator[bytes]):
    """Bytes as they come. When they end, broken off or not, `done` is told, once."""

    def __init__(
        self, chunks: Iterator[bytes], close: Callable[[], None], done: Callable[[int, bool], None]
    ) -> None:
        self._chunks, self._close, self._done = chunks, close, done
        self._size = 0
        self._ended = False

    def __next__(self) -> bytes:
        try:
            chunk = next(self._chunks)
        except StopIteration:
            self._end(broken=False)
            raise
        except BaseException:
            self._end(broken=True)
            raise
        self._size += len(chunk)
        return chunk

    def close(self) -> None:
        """Take no more; it was broken off, unless it had ended."""
        self._end(broken=True)
        self._close()

    def _end(self, *, broken: bool) -> None:
        if not self._ended:
            self._ended = True
            self._done(self._size, broken)


class Front:
    """The WSGI application that the server runs: the one of Flask, and what is done around it."""

    def __init__(
        self, app: Flask, publication: Publication, settings: Settings, metrics: Metrics, shelf: Shelf
    ) -> None:
        self._app = app.wsgi_app
        self._publication, self._metrics, self._shelf = publication, metrics, shelf
        self._admission = Admission(settings)
        self._texts = settings.log_queries
        self._streams = threading.BoundedSemaphore(settings.streams)
        self._routes = {str(rule).split("/")[1].partition("<")[0] for rule in app.url_map.iter_rules()}
        # Another version, or other settings, may write other bytes.
        self._salt = f"{version('newsgraph')} {settings}"

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        started = time.perf_counter()
        note = attach(environ)
        note.refusal = self._admission.refusal(environ)
        answer = self._answer(environ, note)
        head = environ["REQUEST_METHOD"] == "HEAD"
        if isinstance(answer.body, bytes):
            start_response(answer.status, list(answer.headers))
            self._tell(environ, note, answer.code, started, 0 if head else len(answer.body), broken=False)
            return [] if head else [answer.body]
        start_response(answer.status, list(answer.headers))
        stream = answer.body

        def done(size: int, broken: bool) -> None:
            self._tell(environ, note, answer.code, started, size, broken=broken)

        return Stream(stream, stream.close, done)

    # --- answering ------------------------------------------------------------------------------

    def _answer(self, environ: WSGIEnvironment, note: Note) -> _Answer:
        reading = environ["REQUEST_METHOD"] in ("GET", "HEAD")
        # Of what is read only the whole answer's tag can tell, so that nobody behind looks at it.
        demanded = environ.pop("HTTP_IF_MATCH", "") if reading else ""
        has = environ.get("HTTP_IF_NONE_MATCH", "")
        # What a client has in one coding it has.
        environ["HTTP_IF_NONE_MATCH"] = _CODED_TAG.sub('"', has)
        coding = coding_for(environ.get("HTTP_ACCEPT_ENCODING"))
        key = None if note.refusal else self._key(environ, coding)
        if key is None:
            answer = self._coded(self._made(environ, note), coding)
        else:
            answer = self._kept_or_made(environ, note, key, coding)
        if demanded and not _is_demanded(answer, demanded):
            if isinstance(answer.body, Stream):
                answer.body.close()
            note.refusal = Problem(412, "What is here now is not what If-Match demands. Look again.")
            return self._coded(self._made(environ, note), coding)
        return _as_known(_unless_known(answer, environ), has)

    def _kept_or_made(self, environ: WSGIEnvironment, note: Note, key: Key, coding: str | None) -> _Answer:
        tag = key.tag(self._salt) if key.method == "GET" else None
        if tag and parse_etags(environ["HTTP_IF_NONE_MATCH"]).contains(tag):
            note.cache = "hit"
            return _not_changed((("ETag", f'"{tag}"'),))
        if "no-cache" not in environ.get("HTTP_CACHE_CONTROL", ""):
            kept = self._shelf.get(key)
            note.cache = "hit" if kept else "miss"
            if kept:
                note.query, note.form, note.rows = kept.query, kept.form, kept.rows
                return _Answer(kept.status, kept.headers, kept.body)
        made = self._made(environ, note)
        if made.code != 200 or "no-store" in (made.header("Cache-Control") or "") or not lasting(note.query):
            return self._coded(made, coding)
        if made.header("ETag") is None and tag:
            made = made.with_header("ETag", f'"{tag}"')
        if made.header("Cache-Control") is None:
            made = made.with_header("Cache-Control", "no-cache")
        made = self._coded(made, coding)
        if isinstance(made.body, bytes) and environ["REQUEST_METHOD"] != "HEAD":
            self._keep(key, made, note)
        return made

    def _keep(self, key: Key, made: _Answer, note: Note) -> None:
        served = self._publication.served
        # Where a snapshot came between, this may be an answer of the new one.
        if served is not None and served.snapshot.name == key.snapshot and isinstance(made.body, bytes):
            self._shelf.put(key, Kept(made.status, made.headers, made.body, note.query, note.form, note.rows))

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
            snapshot = self._publication().snapshot.name
        except StoreError:
            return None
        return Key(
            snapshot,
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

    def _made(self, environ: WSGIEnvironment, note: Note) -> _Answer:
        """Have the application answer; what fails before much was made is answered with a problem."""
        status, headers = "", tuple[Header, ...]()

        def start(said: str, with_headers: list[Header], error: Any = None) -> Callable[[bytes], object]:
            nonlocal status, headers
            status, headers = said, tuple(with_headers)
            return _unwanted

        body = self._app(environ, start)
        close = getattr(body, "close", _nothing)
        chunks, gathered, size = iter(body), list[bytes](), 0
        try:
            for chunk in chunks:
                gathered.append(chunk)
                size += len(chunk)
                if size > GATHERED:
                    break
            else:
                close()
                return _whole(_Answer(status, headers, b"".join(gathered)), environ)
            if not self._streams.acquire(blocking=False):
                raise Busy
        except AnswerCut as error:
            if environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
                # Its answers end where the connection does, and so would look whole.
                close()
                note.refusal = query_problem(error)
                return self._made(environ, note)
            # What was cut is no error, but must not look whole either.
            return _Answer(status, headers, Stream(_broken_off(gathered, error), close, lambda _, __: None))
        except Exception as error:
            close()
            if note.refusal is not None:
                raise
            note.refusal = _problem_of(error)
            return self._made(environ, note)
        stream = Stream(_with_first(gathered, chunks), close, lambda _, __: self._streams.release())
        return _Answer(status, headers, stream)

    def _coded(self, answer: _Answer, coding: str | None) -> _Answer:
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
            coded = Stream(compressing(body, coding), body.close, lambda _, __: None)
            answer = replace(answer, body=coded).with_header("Content-Length", None)
        tag = answer.header("ETag")
        if tag:
            answer = answer.with_header("ETag", f'{tag.removesuffix(chr(34))}-{coding}"')
        return answer.with_header("Content-Encoding", coding)

    # --- telling --------------------------------------------------------------------------------

    def _tell(
        self, environ: WSGIEnvironment, note: Note, status: int, started: float, size: int, *, broken: bool
    ) -> None:
        seconds = time.perf_counter() - started
        path = environ.get("PATH_INFO", "")
        route = path[1:].partition("/")[0]
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
        if REQUESTS.isEnabledFor(logging.INFO):
            method = environ["REQUEST_METHOD"]
            REQUESTS.info(
                "%s", line(method, path, status, seconds, size, note, broken=broken, texts=self._texts)
            )


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


def _whole(answer: _Answer, environ: WSGIEnvironment) -> _Answer:
    if environ["REQUEST_METHOD"] == "HEAD" or answer.code in (204, 304):
        return answer
    body = answer.body
    return answer.with_header("Content-Length", str(len(body))) if isinstance(body, bytes) else answer


def _not_changed(headers: Iterable[Header]) -> _Answer:
    told = {"vary": ("Vary", "Accept, Accept-Encoding"), "cache-control": ("Cache-Control", "no-cache")}
    told |= {name.casefold(): (name, value) for name, value in headers if name.casefold() in _OF_NOTHING_NEW}
    return _Answer("304 NOT MODIFIED", tuple(told.values()), b"")


def _is_demanded(answer: _Answer, demanded: str) -> bool:
    """Tell whether an answer, if it is one, has a tag that If-Match names; `*` names every tag, and none."""
    tags = parse_etags(_CODED_TAG.sub('"', demanded))
    if tags.star_tag or answer.code not in (200, 206, 304):
        return True
    tag, weak = unquote_etag(_CODED_TAG.sub('"', answer.header("ETag") or ""))
    return tag is not None and not weak and tags.is_strong(tag)


def _unless_known(answer: _Answer, environ: WSGIEnvironment) -> _Answer:
    """Return an answer, or that the client has it already."""
    tag = answer.header("ETag")
    if answer.code != 200 or environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not tag:
        return answer
    if is_resource_modified(environ, _CODED_TAG.sub('"', tag), last_modified=answer.header("Last-Modified")):
        return answer
    if isinstance(answer.body, Stream):
        answer.body.close()
    return _not_changed(answer.headers)


def _as_known(answer: _Answer, has: str) -> _Answer:
    """Return an answer; where it says that nothing is new, under the tag that the client sent."""
    tag = answer.header("ETag") if answer.code == 304 else None
    if tag and tag not in has:
        coded = (f'{tag.removesuffix(chr(34))}-{coding}"' for coding in CODINGS)
        answer = answer.with_header("ETag", next((one for one in coded if one in has), tag))
    return answer


def _problem_of(error: Exception) -> Problem:
    if isinstance(error, QueryError):
        return query_problem(error)
    if isinstance(error, Busy):
        return Problem(503, str(error), headers={"Retry-After": "5"})
    LOG.error("An answer failed in its making", exc_info=error)
    return Problem(500, "This is a fault of the server. It has been logged.")


def _joined(before: str | None, name: str) -> str:
    return f"{before}, {name}" if before else name


def _unwanted(_: bytes) -> object:
    raise NotImplementedError("Flask answers by what it returns")


def _nothing() -> None:
    pass
