"""The headers that every answer carries, whoever makes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Pages need nothing from elsewhere, and nothing in the line: no script, no style attribute.
SECURITY: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
#: The data are public: programs of any origin may read them.
SHARING: Final[Mapping[str, str]] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, Location, Retry-After, WWW-Authenticate,"
    " Newsgraph-Limits, Newsgraph-Truncated",
}
#: Where programs learn what this is.
LINK: Final = (
    '</.well-known/void>; rel="describedby"; type="text/turtle", '
    '</openapi.json>; rel="service-desc"; type="application/json"'
)
#: All of them, for an answer that has none of its own under these names.
COMMON: Final[Mapping[str, str]] = {**SECURITY, **SHARING, "Link": LINK}
