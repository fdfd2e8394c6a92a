"""Whole graphs to download, streamed: everything, everything that was asserted, or one graph."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
from dataclasses import dataclass
from typing import IO, Final, cast
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request
from rdflib.term import URIRef

from endpoint.problems import NotFound
from endpoint.serving import Publication, Served
from endpoint.streaming import Stream
from graph_builder.formats import JSON_LD, RDF_FORMATS, Format
from graph_builder.iris import is_placeholder
from graph_builder.jsonld import write_jsonld
from graph_builder.store import Store

#: The dumps that are no graph's: what they are called, and what they hold.
WHOLE: Final = {
    "newsgraph": "Everything",
    "asserted": "Everything but what is inferred",
}
_BY_ENDING: Final = {form.name: form for form in RDF_FORMATS}


@dataclass(frozen=True, slots=True)
class Dump:
    """What one dump holds: a graph or all of them, less some."""

    graph: URIRef | None
    without: frozenset[URIRef] = frozenset()

    def stream(self, store: Store, form: Format, *, zipped: bool = False) -> Stream:
        """Return its bytes in a format."""

        def work(output: IO[bytes]) -> None:
            if zipped:
                # Without name and time, so that the same content gives the same bytes.
                with gzip.GzipFile(filename="", mode="wb", fileobj=output, mtime=0, compresslevel=6) as inner:
                    write_dump(self, store, form, cast("IO[bytes]", inner))
            else:
                write_dump(self, store, form, output)

        return Stream(work)


def write_dump(dump: Dump, store: Store, form: Format, output: IO[bytes]) -> None:
    """Write a dump in a format."""
    if form == JSON_LD:
        write_jsonld(store.set_of_triples(graph=dump.graph, without=dump.without), output)
    else:
        store.dump(form, output, graph=dump.graph, without=dump.without)


def dump_named(name: str, served: Served) -> Dump | None:
    """Return the dump of a name, or None where there is none."""
    iris = served.manifest.iris
    if name == "newsgraph":
        return Dump(None)
    if name == "asserted":
        return Dump(None, frozenset({iris.inferred}))
    return Dump(iris.graph(name)) if name in served.graph_names else None


def dumps(publication: Publication) -> Blueprint:
    """Return `/dumps/`."""
    blueprint = Blueprint("dumps", __name__)

    @blueprint.get("/dumps/")
    def index() -> str:
        """List what can be downloaded."""
        served = publication()
        return render_template(
            "dumps.html",
            site=served.manifest,
            whole=WHOLE,
            graphs=sorted(served.graph_names - set(served.manifest.newsletters)),
            newsletters=sorted(served.manifest.newsletters),
            forms=RDF_FORMATS,
            placeholder=is_placeholder(served.base),
        )

    @blueprint.get("/dumps/<path:file>")
    def download(file: str) -> Response:
        """Stream one dump."""
        served = publication()
        zipped = file.endswith(".gz")
        name, _, ending = file.removesuffix(".gz").rpartition(".")
        form, dump = _BY_ENDING.get(ending), dump_named(name, served)
        if form is None or dump is None:
            raise NotFound(f"There is no dump {file}. All dumps are listed at /dumps/.")
        response = Response(
            dump.stream(served.store, form, zipped=zipped),
            content_type="application/gzip" if zipped else form.content_type,
        )
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file)}"
        return with_validators(response, served, name, ending, "gz" if zipped else "")

    return blueprint


def with_validators(response: Response, served: Served, *what: str) -> Response:
    """Return the response with ETag and Last-Modified, or 304 where the client has it already.

    The tag stands for the bytes: snapshots of equal content write the same.
    """
    content = served.manifest.digest or served.snapshot.name
    response.set_etag(hashlib.sha256("\x1f".join((content, *what)).encode()).hexdigest()[:32])
    if served.manifest.published:
        response.last_modified = dt.datetime.fromisoformat(served.manifest.published)
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response
