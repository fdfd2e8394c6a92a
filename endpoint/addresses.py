"""The address of a request as its client wrote it: what names a graph must not be read as another name."""

from __future__ import annotations

import re
import string
from typing import Final
from urllib.parse import quote

from endpoint.problems import Problem

_ORIGIN: Final = re.compile(r"\A[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")
_REST: Final = re.compile(r"[?#].*", re.DOTALL)
_ESCAPED: Final = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED: Final = frozenset(string.ascii_letters + string.digits + "-._~")
#: What stands in a path as it is; the percent sign is there of what is escaped already.
_KEPT: Final = "!$&'()*+,/:;=@%"


def path_of(target: str) -> str:
    """Return the path of a request's target, without its first slash, in the one way to write it.

    RFC 3986, 6.2.2: what need not be escaped is not, and what is escaped stays so. Raises `Problem` where
    it has a segment "." or "..".
    """
    written = _REST.sub("", _ORIGIN.sub("", target, count=1), count=1).lstrip("/")
    # The server hands on bytes as Latin-1.
    path = quote(_ESCAPED.sub(_normal, written), safe=_KEPT, encoding="latin-1")
    if {".", ".."} & set(path.split("/")):
        raise Problem(400, 'An address that names a graph has no segment "." or "..": send it resolved.')
    return path


def _normal(escaped: re.Match[str]) -> str:
    if escaped[1] is None:
        return "%25"
    character = chr(int(escaped[1], 16))
    return character if character in _UNRESERVED else escaped[0].upper()
