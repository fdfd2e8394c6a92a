"""RDF read from files and texts: with `store` and `changes` the one that knows pyoxigraph.

Nothing that a text refers to is fetched. A text nested deeply enough can end the process.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from graph_builder.answers import RDF, Triple, from_ox
from graph_builder.errors import NothingToRead, QueryError, RdfError, UnreadableText
from graph_builder.formats import Format

#: Triples as the engine knows them.
Image = frozenset[ox.Triple]
#: Endings of files that hold RDF.
RDF_SUFFIXES: Final = frozenset(f".{name}" for name in RDF)


def parse_rdf(path: Path) -> list[Triple]:
    """Return the triples of an RDF file; its ending tells the format.

    Raises `NothingToRead` where there is no such file, `UnreadableText` where it cannot be parsed; a
    dataset gives the triples of all its graphs.
    """
    form = RDF.get(path.suffix.lstrip(".").casefold())
    if form is None:
        raise NothingToRead(path, "has an ending of no RDF format", f"use one of .{', .'.join(RDF)}")
    if not path.is_file():
        raise NothingToRead(path, "is no file", "check the path")
    try:
        quads = list(ox.parse(path=str(path), format=form, base_iri=path.resolve().as_uri()))
    except (SyntaxError, ValueError, OSError) as error:
        raise UnreadableText(path, f"is no valid {form.name} ({error})", "mend it") from error
    return [(from_ox(quad.subject), from_ox(quad.predicate), from_ox(quad.object)) for quad in quads]


def parse_text(text: str, form: Format, *, what: str, base: str | None = None) -> list[Triple]:
    """Return the triples of a text in an RDF format, each once, with the literals as they are written.

    `what` names the text in the `RdfError` that is raised where it cannot be parsed. A dataset gives
    the triples of all its graphs. Nothing that the text refers to is fetched. A text nested deeply
    enough can end the process.
    """
    try:
        quads = ox.parse(text, format=RDF[form.name], base_iri=base, rename_blank_nodes=True)
        triples = dict.fromkeys(quad.triple for quad in quads)
        return [
            (from_ox(one.subject), from_ox(one.predicate), from_ox(one.object, as_written=True))
            for one in triples
        ]
    except (SyntaxError, QueryError, ValueError) as error:
        raise rdf_error(what, error) from error


def rdf_error(what: str, error: Exception) -> RdfError:
    """Return what is wrong with a text, as the engine's parser says it."""
    problem = re.sub(r" \(line \d+\)\Z", "", str(error))
    if "LoadDocumentCallback" in problem:
        problem = "a JSON-LD context at another address is not fetched; write it into the text"
    return RdfError(what, problem, getattr(error, "lineno", 0) or 0, getattr(error, "offset", 0) or 0)


def read_image(source: Path | bytes, form: str, base: str) -> Image:
    """Return the triples of a file or of bytes in an RDF format; its blank nodes are no one else's.

    Raises `RdfError` where it cannot be parsed, or puts triples into graphs of their own.
    """
    try:
        data, path = (
            (source.removeprefix(BOM_UTF8), None) if isinstance(source, bytes) else (None, str(source))
        )
        quads = list(ox.parse(data, RDF[form], path=path, base_iri=base, rename_blank_nodes=True))
    except (SyntaxError, ValueError) as error:
        raise rdf_error("the data", error) from error
    named = sorted({str(quad.graph_name) for quad in quads if quad.graph_name != ox.DefaultGraph()})
    if named:
        raise RdfError("the data", f"puts triples into {named[0]}; send those of one graph, without its name")
    return frozenset(quad.triple for quad in quads)
