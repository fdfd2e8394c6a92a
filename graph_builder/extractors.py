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

from graph_builder.confidence import load_weights, weighed
from graph_builder.errors import ExtractorError, UnknownExtractor
from graph_builder.extract import extract
from graph_builder.grounding import ground
from graph_builder.languages import UNKNOWN, language_of, readable_languages
from graph_builder.lexicon import Lexicon, load_lexicon
from graph_builder.read import Document
from graph_builder.records import Newsletter, Record, dump_record, moved, parse_record

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
    #: The language of a text that there is no lexicon for; then nothing but the newsletter was read.
    unread: str | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what a person should know of it, in at most one line."""
        if self.unread:
            language = (
                "no language that is known" if self.unread == UNKNOWN else f"the language {self.unread!r}"
            )
            known = ", ".join(sorted(readable_languages()))
            return (
                f"is in {language}, not in one that is read ({known}): only the newsletter itself is taken",
            )
        if not self.dropped:
            return ()
        lost = f"{len(self.dropped)} statements do not stand in the text and were left out"
        return (f"{lost}, as {self.dropped[0]}",)


def rules(document: Document, /) -> Record:
    """Return what our own rules read of a newsletter."""
    return extract(document, load_lexicon())


def extracted(document: Document, name: str = RULES, lexicon: Lexicon | None = None) -> Extracted:
    """Return what the extractor of a name says of a newsletter, as far as it stands in the text.

    Raises `UnknownExtractor` where there is none of that name, and `ExtractorError` where it fails or
    returns no record.
    """
    language = language_of(document.readable)
    if name == RULES and language and language not in readable_languages():
        return Extracted(_unread(document, language), unread=language)
    known = (
        lexicon if lexicon and language in (None, lexicon.language) else load_lexicon(_lexicon_for(language))
    )
    grounded = ground(_said(document, name, known), document.readable, known)
    # Others know best how sure they are; what they say of it stays.
    sure = weighed(grounded.record, known, load_weights()) if name == RULES else grounded.record
    return Extracted(moved(sure, document.source) if document.view else sure, grounded.dropped)


def _said(document: Document, name: str, lexicon: Lexicon) -> Record:
    return extract(document, lexicon) if name == RULES else _foreign(extractor(name), name, document)


def _lexicon_for(language: str | None) -> str:
    return language if language in readable_languages() else "en"


def _unread(document: Document, language: str) -> Record:
    """Return the record of a newsletter in a language that is not read: its first line, and no fact."""
    title = next(line for line in document.readable.splitlines() if line.strip())
    headline = " ".join(title.lstrip("#").split())[:200]
    return Record(
        newsletter=Newsletter(
            id=document.id, title=headline, language=language, file=document.file, sha256=document.sha256
        )
    )


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
