"""Extraction: what one newsletter says, as a record, every item with the words that it came from."""

from __future__ import annotations

from graph_builder.extract.masthead import masthead
from graph_builder.extract.occasions import scene
from graph_builder.extract.passages import page
from graph_builder.extract.report import report
from graph_builder.lexicon import Lexicon
from graph_builder.read import Document
from graph_builder.records import Record

__all__ = ["extract"]


def extract(document: Document, lexicon: Lexicon) -> Record:
    """Return what a newsletter says: its occasions, people, bodies, roles and recommendations.

    The spans are those of `document.readable`.
    """
    parts = page(document.readable, lexicon)
    head = masthead(parts, lexicon)
    occasions = scene(parts.passages, head, lexicon)
    return report(document, parts, head, occasions, lexicon)
