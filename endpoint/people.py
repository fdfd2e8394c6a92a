"""Rows for people and their spreadsheets: CSV with the name of each thing beside its IRI.

A spreadsheet takes a cell that begins with =, +, - or @ for a formula, and runs it: here such a cell
begins with an apostrophe, which makes it text. Plain CSV is by its specification and has none of this.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Sequence
from typing import IO, Final

from rdflib.namespace import RDFS, SKOS
from rdflib.term import BNode, Literal, Node, URIRef

from endpoint.cutting import Bounds, Cut
from graph_builder.answers import Row, Solutions
from graph_builder.store import Store

#: The wide ones are taken for the others by spreadsheets set to East Asian languages.
_ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NAMES: Final = (SKOS.prefLabel, RDFS.label)


class Names:
    """Names of things, in the languages that somebody likes, the best liked first."""

    def __init__(self, store: Store, languages: Sequence[str]) -> None:
        self._store = store
        self._languages = tuple(language.casefold() for language in languages)
        self._known: dict[URIRef, str] = {}

    def __getitem__(self, iri: URIRef) -> str:
        """Return the name of a thing; nothing where it has none."""
        if iri not in self._known:
            found = (
                (self._rank(name), order, str(name))
                for order, property_ in enumerate(_NAMES)
                for _, _, name in self._store.triples(iri, property_)
                if isinstance(name, Literal)
            )
            self._known[iri] = min(found, default=(0, 0, ""))[2]
        return self._known[iri]

    def _rank(self, name: Literal) -> int:
        """Return how well a language is liked; what is of no language is liked after those that are."""
        language = (name.language or "").casefold()
        for rank, liked in enumerate(self._languages):
            if language == liked or language.startswith(f"{liked}-") or liked.startswith(f"{language}-"):
                return rank
        return len(self._languages) + bool(language)


def write_people(found: Solutions, output: IO[bytes], names: Names, bounds: Bounds) -> Cut | None:
    """Write rows as CSV for people; returns where they were cut, which the last line says, too."""
    rows = list(itertools.islice(found, bounds.rows + 1)) if bounds.rows else list(found)
    cut = Cut("rows", bounds.rows) if bounds.rows and len(rows) > bounds.rows else None
    if cut:
        rows.pop()
    named = {index for row in rows for index, term in enumerate(row) if isinstance(term, URIRef)}
    size = output.write(_line(_heads(found.variables, named)))
    for row in rows:
        line = _line(_cells(row, named, names))
        if bounds.bytes and size + len(line) > bounds.bytes:
            cut = Cut("bytes", bounds.bytes)
            break
        size += output.write(line)
    if cut:
        output.write(_line([f"{cut.words}."]))
    return cut


def _heads(variables: Sequence[str], named: set[int]) -> list[str]:
    heads: list[str] = []
    for index, variable in enumerate(variables):
        heads.append(variable)
        if index in named:
            heads.append(_free(f"{variable}_label", variables))
    return heads


def _free(head: str, taken: Sequence[str]) -> str:
    while head in taken:
        head += "_"
    return head


def _cells(row: Row, named: set[int], names: Names) -> list[str]:
    cells: list[str] = []
    for index, term in enumerate(row):
        cells.append(_inert(_text(term)))
        if index in named:
            cells.append(_inert(names[term]) if isinstance(term, URIRef) else "")
    return cells


def _text(term: Node | None) -> str:
    if term is None:
        return ""
    return term.n3() if isinstance(term, BNode) else str(term)


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_ACTIVE) else cell


def _line(cells: Sequence[str]) -> bytes:
    output = io.StringIO(newline="")
    # One empty cell alone would be an empty line, which spreadsheets leave out.
    csv.writer(output).writerow(cells)
    return output.getvalue().encode()
