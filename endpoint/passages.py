"""The passage of a source text that a piece of evidence quotes, with what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from endpoint.rows import Quote
from graph_builder.iris import request_path
from graph_builder.snapshots import Snapshot

#: Characters on either side of a quote.
AROUND: Final = 700


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote in its place; `before` and `after` are empty where whole texts are not published."""

    quote: Quote
    before: str
    after: str
    source: str | None
    line: int


def passage_of(quote: Quote, snapshot: Snapshot) -> Passage:
    """Return the passage that a piece of evidence quotes."""
    iris = snapshot.manifest.iris
    newsletter = quote.newsletter.iri.rpartition("/")[2] if quote.newsletter else ""
    text = snapshot.source(newsletter) if snapshot.manifest.texts == "full" else None
    if text is None:
        return Passage(quote, "", "", None, 0)
    return Passage(
        quote,
        _tail(text[max(0, quote.start - AROUND) : quote.start], cut=quote.start > AROUND),
        _head(text[quote.end : quote.end + AROUND], cut=quote.end + AROUND < len(text)),
        request_path(str(iris.source(newsletter)), iris.base),
        text.count("\n", 0, quote.start) + 1,
    )


def _tail(text: str, *, cut: bool) -> str:
    """Return the text from its first whole word on, where its beginning was cut off."""
    return _close(f"… {text.partition(' ')[2]}" if cut else text)


def _head(text: str, *, cut: bool) -> str:
    return _close(f"{text.rpartition(' ')[0]} …" if cut else text)


def _close(text: str) -> str:
    """Return the text with no more than one empty line in a row."""
    return re.sub(r"\n\s*\n", "\n\n", text)
