"""Whole graphs to download, streamed: everything, everything that was asserted, or one graph."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request

from endpoint.dumping import Dump
from endpoint.problems import NotFound
from endpoint.serving import Publication, Served
from graph_builder.formats import RDF_FORMATS
from graph_builder.iris import is_placeholder

#: The dumps that are no graph's: what they are called, and what they hold.
WHOLE: Final = {
    "newsgraph": "Everything",
    "asserted": "Everything but what is inferred",
}
_BY_ENDING: Final = {form.name: form for form in RDF_FORMATS}


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
            served.copy(dump, form, zipped=zipped),
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
    # Else all of it would be made now, to tell its length.
    response.implicit_sequence_conversion = False
    response.make_conditional(request)
    return response
