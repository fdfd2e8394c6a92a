"""Calls to other servers that a query holds.

The engine follows every SERVICE clause with a live HTTP request, and no argument forbids it.
"""

from __future__ import annotations

from collections.abc import Iterator

from endpoint.tokens import Text, Token


def services(text: Text) -> Iterator[Token]:
    """Yield the token that names the server, an IRI or a variable, of each SERVICE clause."""
    tokens = iter(text.tokens)
    for token in tokens:
        if token.says("SERVICE"):
            named = next(tokens, token)
            if named.says("SILENT"):
                named = next(tokens, token)
            yield named


def calls_out(text: Text) -> bool:
    """Tell whether a query holds a SERVICE clause."""
    return any(True for _ in services(text))
