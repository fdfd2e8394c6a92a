"""Which form of an answer a client likes best, by RFC 9110: pure functions over header values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from werkzeug.http import parse_list_header, parse_options_header

from graph_builder.formats import RDF_FORMATS, Format, content_type

HTML: Final = "text/html"
XHTML: Final = "application/xhtml+xml"
PROBLEM_JSON: Final = "application/problem+json"
PLAIN: Final = "text/plain"

_QUALITY: Final = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\Z")
_RANGE: Final = re.compile(r"[^\s/*]+/[^\s/*]+|[^\s/*]+/\*|\*/\*")


@dataclass(frozen=True, slots=True)
class Choice:
    """A format, and the media type that its answer carries: of a format's several, the one asked for."""

    form: Format
    media_type: str

    @property
    def content_type(self) -> str:
        """Return the Content-Type header."""
        return content_type(self.media_type)


@dataclass(frozen=True, slots=True)
class _MediaRange:
    value: str
    charset: str | None
    quality: float

    @property
    def specificity(self) -> int:
        if self.value == "*/*":
            return 0
        return 1 if self.value.endswith("/*") else 2 + (self.charset is not None)

    def covers(self, media_type: str) -> bool:
        # Answers are UTF-8. Of other parameters our media types say nothing, so they exclude none.
        if self.charset not in (None, "utf-8", "utf8"):
            return False
        return self.value in ("*/*", media_type) or self.value == f"{media_type.partition('/')[0]}/*"


def _media_ranges(accept: str) -> Iterator[_MediaRange]:
    for element in parse_list_header(accept):
        value, parameters = parse_options_header(element)
        quality = parameters.pop("q", "1")
        # An element that breaks the grammar says nothing.
        if _RANGE.fullmatch(value) and _QUALITY.match(quality):
            charset = parameters.get("charset")
            yield _MediaRange(value.casefold(), charset.casefold() if charset else None, float(quality))


def best(accept: str | None, offers: Sequence[str]) -> str | None:
    """Return the media type that the client likes best, or None where it accepts none.

    `offers` stand in the order of our own liking. Without a header, or without a readable one,
    anything is accepted. The most specific range that covers a type tells its quality; of two
    types liked equally the one that was named more exactly wins, then the one offered first.
    """
    ranges = list(_media_ranges(accept or "")) or [_MediaRange("*/*", None, 1.0)]
    liked: str | None = None
    rank = (0.0, -1)
    for offer in offers:
        covering = [one for one in ranges if one.covers(offer)]
        if not covering:
            continue
        closest = max(covering, key=lambda one: one.specificity)
        if closest.quality > 0 and (closest.quality, closest.specificity) > rank:
            liked, rank = offer, (closest.quality, closest.specificity)
    return liked


@lru_cache(maxsize=128)
def best_choice(accept: str | None, forms: tuple[Format, ...]) -> Choice | None:
    """Return the format that the client likes best, or None where it accepts none."""
    by_media_type = {media_type: form for form in forms for media_type in form.media_types}
    liked = best(accept, list(by_media_type))
    return Choice(by_media_type[liked], liked) if liked else None


def named_choice(name: str, forms: Iterable[Format]) -> Choice | None:
    """Return the format that a `format` parameter names.

    It may say a name ("ttl"), a label ("Turtle"), a media type, or the tail of one ("xml").
    """
    wanted = parse_options_header(name)[0].casefold() if "/" in name else name.strip().casefold()
    for form in forms:
        if wanted in (form.name, form.label.casefold()):
            return Choice(form, form.media_type)
        for media_type in form.media_types:
            if wanted in (media_type, media_type.partition("/")[2]):
                return Choice(form, media_type)
    return None


def rdf_form(media_type: str, ending: str = "") -> Format | None:
    """Return the RDF format that a media type names or, where that says nothing, a file's ending.

    What says only that it is text, JSON or XML names none; Notation3 is more than is read.
    """
    if media_type in ("", "application/octet-stream"):
        return next((form for form in RDF_FORMATS if form.name == ending.casefold()), None)
    vague = (
        media_type in ("text/plain", "application/json", "application/xml", "text/xml") or "n3" in media_type
    )
    return next((form for form in RDF_FORMATS if media_type in form.media_types and not vague), None)


@lru_cache(maxsize=128)
def problem_type(accept: str | None) -> str:
    """Return the media type for an error: HTML for browsers, JSON for programs, plain text for the rest.

    An error is told even to a client that accepts none of the three.
    """
    liked = best(accept, (PROBLEM_JSON, "application/json", HTML, XHTML, PLAIN))
    if liked in (PROBLEM_JSON, "application/json"):
        return PROBLEM_JSON
    if liked in (HTML, XHTML):
        return HTML
    speaks_json = any("json" in one.value and one.quality > 0 for one in _media_ranges(accept or ""))
    return PROBLEM_JSON if liked is None and speaks_json else PLAIN
