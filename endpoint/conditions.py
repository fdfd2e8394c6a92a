"""What a client has already, or demands: the conditions of a request that reads (RFC 9110, 13)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from werkzeug.http import is_resource_modified, parse_date, parse_etags, unquote_etag

from endpoint.compression import CODINGS
from endpoint.headers import SHARING
from endpoint.message import Headers, Message, Stream, by_name

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

#: The headers of an answer that are told again where there is nothing new.
_OF_NOTHING_NEW: Final = frozenset({"etag", "vary", "cache-control", "last-modified", "link", "date"})
#: A program of another origin that keeps answers itself must be able to read that there is nothing new.
_SHARING: Final = by_name(SHARING.items())
_CODED_TAG: Final = re.compile(r'-(?:gzip|zstd)"')


def uncoded(tags: str) -> str:
    """Return entity tags as they are before any coding: what a client has in one coding it has."""
    return _CODED_TAG.sub('"', tags)


def not_changed(headers: Headers) -> Message:
    """Return that there is nothing new, with those headers of the whole answer that tell about it."""
    told = {"vary": ("Vary", "Accept, Accept-Encoding"), "cache-control": ("Cache-Control", "no-cache")}
    told |= {name: header for name, header in headers.items() if name in _OF_NOTHING_NEW}
    return Message("304 NOT MODIFIED", {**_SHARING, **told}, b"")


def is_demanded(answer: Message, demanded: str) -> bool:
    """Tell whether an answer, if it is one, has a tag that If-Match names; `*` names every tag, and none."""
    tags = parse_etags(uncoded(demanded))
    if tags.star_tag or answer.code not in (200, 206, 304):
        return True
    tag, weak = unquote_etag(uncoded(answer.header("ETag") or ""))
    return tag is not None and not weak and tags.is_strong(tag)


def is_unmodified(answer: Message, since: str) -> bool:
    """Tell whether an answer, if it has a time of its last change, was not changed since then."""
    changed, then = parse_date(answer.header("Last-Modified")), parse_date(since)
    return answer.code not in (200, 206, 304) or changed is None or then is None or changed <= then


def unless_known(answer: Message, environ: WSGIEnvironment) -> Message:
    """Return an answer, or that the client has it already."""
    tag = answer.header("ETag")
    if answer.code != 200 or environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not tag:
        return answer
    if not (environ["HTTP_IF_NONE_MATCH"] or "HTTP_IF_MODIFIED_SINCE" in environ):
        return answer
    if is_resource_modified(environ, uncoded(tag), last_modified=answer.header("Last-Modified")):
        return answer
    if isinstance(answer.body, Stream):
        answer.body.close()
    return not_changed(answer.headers)


def as_known(answer: Message, has: str) -> Message:
    """Return an answer; where it says that nothing is new, under the tag that the client sent."""
    tag = answer.header("ETag") if answer.code == 304 else None
    if tag and tag not in has:
        coded = (f'{tag.removesuffix(chr(34))}-{coding}"' for coding in CODINGS)
        answer = answer.with_header("ETag", next((one for one in coded if one in has), tag))
    return answer
