"""Small graphs of our own, written in any of the formats of RDF."""

from __future__ import annotations

from typing import Final

from rdflib import Graph

from graph_builder.formats import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format

#: What rdflib calls each format. Turtle is TriG, and N-Triples are N-Quads, of a default graph alone.
_NAMES: Final = {
    TURTLE: "turtle",
    TRIG: "turtle",
    N_TRIPLES: "nt",
    N_QUADS: "nt",
    RDF_XML: "xml",
    JSON_LD: "json-ld",
}


def written(graph: Graph, form: Format) -> bytes:
    """Return a graph in an RDF format; the formats of quads hold it as their default graph."""
    if form == JSON_LD:
        return graph.serialize(format=_NAMES[form], encoding="utf-8", auto_compact=True)
    return graph.serialize(format=_NAMES[form], encoding="utf-8")
