"""Plain text and Markdown: the file's own characters."""

from __future__ import annotations

from pathlib import Path

from graph_builder.read.characters import clean, decoded, without_unseen
from graph_builder.read.document import Content


def read_plain(raw: bytes, path: Path) -> Content:
    """Return a file of text as it stands; a byte order mark at its head is no part of it."""
    text, notes = decoded(raw, path)
    text = clean(text)
    return Content(text=text, view=without_unseen(text), notes=notes)
