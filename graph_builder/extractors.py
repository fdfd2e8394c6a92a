"""Extractors: what turns a Document into a Record, ours and those of others.

A package offers one under the entry-point group `newsgraph.extractors`: a callable that takes a
`Document` and returns a `Record` whose spans refer to `document.readable`. Behind each stands the same
grounding, so that none can publish what the text does not say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import Final, Protocol

from graph_builder.errors import ExtractorError, UnknownExtractor
from graph_builder.extract import extract
from graph_builder.grounding import ground
from graph_builder.lexicon import Lexicon, load_lexicon
from graph_builder.read import Document
from graph_builder.records import Record, dump_record, moved, parse_record

GROUP: Final = "newsgraph.extractors"
#: The one that is taken when none is named.
RULES: Final = "rules"


class Extractor(Protocol):
    """Reads one newsletter."""

    def __call__(self, document: Document, /) -> Record:
        """Return what it says, with spans of `document.readable`."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a newsletter says, grounded, with spans of the Document's text."""

    record: Record
    #: A line for each item that was dropped because it does not stand in the text.
    dropped: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what a person should know of it, in at most one line."""
        if not self.dropped:
            return ()
        return (
            f"{len(self.dropped)} items do not stand in the text and were left out, as {self.dropped[0]}",
        )


def rules(document: Document, /) -> Record:
    """Return what our own rules read of a newsletter."""
    return extract(document, load_lexicon())


def extracted(document: Document, name: str = RULES, lexicon: Lexicon | None = None) -> Extracted:
    """Return what the extractor of a name says of a newsletter, as far as it stands in the text.

    Raises `UnknownExtractor` where there is none of that name, and `ExtractorError` where it fails or
    returns no record.
    """
    known = lexicon or load_lexicon()
    record = extract(document, known) if name == RULES else _foreign(extractor(name), name, document)
    grounded = ground(record, document.readable, known)
    return Extracted(moved(grounded.record, document.source), grounded.dropped)


@cache
def extractor(name: str) -> Extractor:
    """Return the extractor of a name. Raises `UnknownExtractor`, which lists those there are."""
    found = {point.name: point for point in entry_points(group=GROUP)}
    if name not in found:
        raise UnknownExtractor(name, sorted({RULES, *found}))
    try:
        loaded: Callable[[Document], Record] = found[name].load()
    except Exception as error:
        raise ExtractorError(name, "extractor", f"cannot be loaded ({error!r})") from error
    return loaded


def _foreign(read: Extractor, name: str, document: Document) -> Record:
    """Return what a foreign extractor says, once it has passed the schema."""
    try:
        # Whatever goes wrong inside is one newsletter's misfortune, and not the batch's.
        said = dump_record(read(document))
        return parse_record(said, document.file)
    except Exception as error:
        raise ExtractorError(name, document.file, f"fails ({error!r})") from error
