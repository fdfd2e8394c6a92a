"""The one table of formats: what each is called, its media types, its file ending, what it can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Content(Enum):
    """What a format can hold."""

    TRIPLES = "triples"
    QUADS = "quads"
    SOLUTIONS = "solutions"


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write an answer."""

    name: str  #: what `--format`, `?format=` and a dump's ending say
    media_types: tuple[str, ...]  #: the first is the one that answers carry
    content: Content
    boolean: bool = False  #: can also hold the answer to ASK
    #: the name that pyoxigraph and rdflib know it by, where it is not written by ourselves
    label: str = ""

    @property
    def media_type(self) -> str:
        """Return the media type that answers carry."""
        return self.media_types[0]

    @property
    def content_type(self) -> str:
        """Return the Content-Type header; text is UTF-8."""
        return content_type(self.media_type)


def content_type(media_type: str) -> str:
    """Return the Content-Type header of a media type; text is UTF-8."""
    text = media_type.startswith("text/") or media_type.endswith("xml")
    return f"{media_type}; charset=utf-8" if text else media_type


#: Turtle is a part of Notation3, which some clients ask for by its old names.
TURTLE = Format(
    "ttl",
    ("text/turtle", "application/x-turtle", "text/n3", "text/rdf+n3"),
    Content.TRIPLES,
    label="Turtle",
)
N_TRIPLES = Format("nt", ("application/n-triples", "text/plain"), Content.TRIPLES, label="N-Triples")
RDF_XML = Format(
    "rdf", ("application/rdf+xml", "application/xml", "text/xml"), Content.TRIPLES, label="RDF/XML"
)
JSON_LD = Format("jsonld", ("application/ld+json", "application/json"), Content.TRIPLES, label="JSON-LD")
TRIG = Format("trig", ("application/trig", "application/x-trig"), Content.QUADS, label="TriG")
N_QUADS = Format("nq", ("application/n-quads", "text/x-nquads"), Content.QUADS, label="N-Quads")

RESULTS_JSON = Format(
    "json",
    ("application/sparql-results+json", "application/json"),
    Content.SOLUTIONS,
    boolean=True,
    label="JSON",
)
RESULTS_XML = Format(
    "xml",
    ("application/sparql-results+xml", "application/xml", "text/xml"),
    Content.SOLUTIONS,
    boolean=True,
    label="XML",
)
RESULTS_CSV = Format("csv", ("text/csv",), Content.SOLUTIONS, boolean=True, label="CSV")
RESULTS_TSV = Format("tsv", ("text/tab-separated-values",), Content.SOLUTIONS, boolean=True, label="TSV")
#: For people and their spreadsheets; had by its name alone, since its media type is that of CSV.
CSV_PEOPLE = Format("csv-people", ("text/csv",), Content.SOLUTIONS, boolean=True, label="CSV with names")

#: In the order of our own liking: the first wins where a client likes several equally.
RDF_FORMATS: tuple[Format, ...] = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML, TRIG, N_QUADS)
RESULT_FORMATS: tuple[Format, ...] = (RESULTS_JSON, RESULTS_XML, RESULTS_CSV, RESULTS_TSV)

BY_NAME: Mapping[str, Format] = {form.name: form for form in (*RDF_FORMATS, *RESULT_FORMATS)}
