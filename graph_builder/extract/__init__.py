"""Extraction: what one newsletter says, as a record, every item with the words that it came from."""

from __future__ import annotations

import re
from dataclasses import replace

from graph_builder.extract.masthead import masthead
from graph_builder.extract.occasions import scene
from graph_builder.extract.passages import page
from graph_builder.extract.report import report
from graph_builder.lexicon import Lexicon
from graph_builder.read import Document
from graph_builder.records import Event, Record
from graph_builder.text import Span

__all__ = ["extract"]


def extract(document: Document, lexicon: Lexicon) -> Record:
    """Return what a newsletter says: its occasions, people, bodies, roles and recommendations.

    The spans are those of `document.readable`.
    """
    parts = page(document.readable, lexicon)
    head = masthead(parts, lexicon)
    occasions = scene(parts.passages, head, lexicon)
    record = report(document, parts, head, occasions, lexicon)
    return replace(record, events=tuple(_with_headline(event, document.readable) for event in record.events))


def _with_headline(event: Event, text: str) -> Event:
    """Return an event that is named by the headline alone with the headline as evidence, too."""
    if event.rule != "event-headline":
        return event
    found = re.search(r"\W+".join(map(re.escape, re.findall(r"\w+", event.name))), text)
    if found is None or not found[0]:
        return event
    return replace(event, evidence=(Span(found.start(), found.end()), *event.evidence))
