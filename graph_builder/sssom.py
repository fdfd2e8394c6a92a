"""Mapping records as an SSSOM table: what each link is, and why (https://mapping-commons.github.io/sssom/).

The table says nothing that the links graph does not; it is written for people who keep links under
version control, compare two builds, or carry them to other tools.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

from graph_builder.errors import GazetteerError
from graph_builder.iris import Iris
from graph_builder.store import Store
from graph_builder.terms import PREFIXES

FILE: Final = "links.sssom.tsv"
TOOL: Final = "newsgraph"

#: The prefixes of what is linked to; ours come with the base IRI.
_TARGETS: Final[Mapping[str, str]] = {
    "wikidata": "http://www.wikidata.org/entity/",
    "ror": "https://ror.org/",
    "geonames": "https://sws.geonames.org/",
    "sdg": "http://metadata.un.org/sdg/",
}
_PREFIX: Final = re.compile(r"^#\s+\"?([^\s:\"]+)\"?:\s*\"?(\S+?)\"?$", re.MULTILINE)
_USED: Final = ("owl", "skos", "semapv", "rdfs")

_QUERY: Final = """
SELECT ?subject_id ?subject_label ?predicate_id ?object_id ?object_label ?mapping_justification ?author_label
  ?mapping_date ?confidence ?mapping_tool ?subject_match_field ?match_string ?mapping_source ?comment {
  ?record a owl:Axiom ; owl:annotatedSource ?subject_id ; owl:annotatedProperty ?predicate_id ;
    owl:annotatedTarget ?object_id ; sssom:mapping_justification ?mapping_justification .
  ?mapping_source sssom:mappings ?record .
  OPTIONAL { ?record sssom:subject_label ?subject_label }
  OPTIONAL { ?record sssom:object_label ?object_label }
  OPTIONAL { ?record sssom:author_label ?author_label }
  OPTIONAL { ?record sssom:mapping_date ?mapping_date }
  OPTIONAL { ?record sssom:confidence ?confidence }
  OPTIONAL { ?record sssom:mapping_tool ?mapping_tool }
  OPTIONAL { ?record sssom:subject_match_field ?subject_match_field }
  OPTIONAL { ?record sssom:match_string ?match_string }
  OPTIONAL { ?record rdfs:comment ?comment }
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One mapping record, by the names of SSSOM; IRIs in full."""

    subject_id: str
    subject_label: str = ""
    predicate_id: str
    object_id: str
    object_label: str = ""
    mapping_justification: str
    author_label: str = ""
    mapping_date: str = ""
    confidence: str = ""
    mapping_tool: str = ""
    subject_match_field: str = ""
    match_string: str = ""
    mapping_source: str = ""
    comment: str = ""


_SLOTS: Final = tuple(field.name for field in fields(Link))
_NEEDED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")
#: What holds an IRI, and so a prefixed name in the table.
_IRIS: Final = (*_NEEDED, "subject_match_field", "mapping_source")


def links_in(store: Store) -> tuple[Link, ...]:
    """Return the mapping records of a dataset, in one order."""
    rows = (
        Link(
            **{
                slot: " ".join(str(term).split())
                for slot, term in zip(_SLOTS, row, strict=True)
                if term is not None
            }
        )
        for row in store.select(_QUERY)
    )
    return tuple(sorted(rows, key=lambda one: (one.subject_id, one.predicate_id, one.object_id)))


def sssom_table(links: Iterable[Link], iris: Iris) -> str:
    """Return mapping records as an SSSOM table, with the columns that any of them fills."""
    rows = list(links)
    prefixes = _prefixes(iris)
    columns = [slot for slot in _SLOTS if slot in _NEEDED or any(getattr(row, slot) for row in rows)]
    head = [
        "#curie_map:",
        *(f"#  {prefix}: {start}" for prefix, start in sorted(prefixes.items())),
        f"#mapping_set_id: {iris.links}",
        f"#mapping_tool: {TOOL}",
        "#comment: each mapping has the licence of its mapping_source, which data/gazetteers/README.md names",
    ]
    output = io.StringIO()
    writer = csv.writer(output, delimiter="\t", lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(
            _shortened(getattr(row, slot), prefixes) if slot in _IRIS else getattr(row, slot)
            for slot in columns
        )
    return "\n".join(head) + "\n" + output.getvalue()


def parse_sssom(text: str, source: str | Path) -> tuple[Link, ...]:
    """Return the mapping records of a table; columns that we do not use are left out.

    Raises `GazetteerError`, with the line, where the table is broken or a prefix is not explained.
    """
    lines = text.splitlines()
    count = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    head, body = lines[:count], lines[count:]
    prefixes = {
        **PREFIXES,
        **dict(re.findall(r"^#\s+\"?([^\s:\"]+)\"?:\s*\"?(\S+?)\"?$", "\n".join(head), re.MULTILINE)),
    }
    reader = csv.reader(body, delimiter="\t")
    columns = next(reader, [])
    for needed in _NEEDED:
        if needed not in columns:
            raise GazetteerError(f"{source}:{count + 1}", f"has no column {needed}", "give an SSSOM table")
    found = []
    for cells in reader:
        where = f"{source}:{count + reader.line_num}"
        if len(cells) != len(columns):
            raise GazetteerError(where, f"has {len(cells)} cells, not {len(columns)}", "mend the row")
        row = {slot: cell for slot, cell in zip(columns, cells, strict=True) if slot in _SLOTS and cell}
        for slot in _IRIS:
            if slot in row:
                row[slot] = _whole(row[slot], prefixes, where)
        _check(row, where)
        found.append(Link(**row))
    return tuple(found)


def check_ours(text: str, source: str | Path) -> None:
    """Raise `GazetteerError` where a table is not one that a build wrote, and so may not be replaced."""
    for link in parse_sssom(text, source):
        if link.mapping_tool != TOOL:
            raise GazetteerError(
                source,
                f"holds a mapping to {link.object_id} by {link.mapping_tool or 'nobody'}, not by {TOOL}",
                "move the file elsewhere: a build writes its own there",
            )


def _check(row: Mapping[str, str], where: str) -> None:
    for needed in _NEEDED:
        if needed not in row:
            raise GazetteerError(where, f"has no {needed}", "fill it in, or leave the row out")
    confidence = row.get("confidence", "1")
    if not re.fullmatch(r"0(\.\d+)?|1(\.0+)?", confidence):
        raise GazetteerError(where, f"has the confidence {confidence!r}", "give a number from 0 to 1")
    date = row.get("mapping_date", "2000-01-01")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
        raise GazetteerError(where, f"has the date {date!r}", "write it as 2026-06-23")


def _prefixes(iris: Iris) -> dict[str, str]:
    ours = {"things": f"{iris.base}id/", "links": f"{iris.links}#", "news": PREFIXES["news"]}
    return {**ours, **_TARGETS, **{prefix: PREFIXES[prefix] for prefix in _USED}}


def _shortened(iri: str, prefixes: Mapping[str, str]) -> str:
    return next(
        (
            f"{prefix}:{iri.removeprefix(start)}"
            for prefix, start in prefixes.items()
            if iri.startswith(start)
        ),
        iri,
    )


def _whole(curie: str, prefixes: Mapping[str, str], where: str) -> str:
    prefix, mark, rest = curie.partition(":")
    if rest.startswith("//"):
        return curie
    if not mark or prefix not in prefixes:
        raise GazetteerError(where, f"has {curie!r}, whose prefix is not explained", "add it to curie_map")
    return prefixes[prefix] + rest
