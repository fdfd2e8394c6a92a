"""SPARQL 1.1 Graph Store HTTP Protocol: whole graphs under `/data`, read and written."""

from __future__ import annotations

import shutil
import uuid
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Final, cast

from flask import Blueprint, Response, request
from rdflib.term import URIRef

from endpoint.addresses import path_of
from endpoint.compression import CODINGS
from endpoint.documents import begun_copy, in_a_format_that_fits, negotiated
from endpoint.dumping import Dump
from endpoint.jobs import GraphJob
from endpoint.negotiation import Choice, best_choice, rdf_form
from endpoint.parameters import UTF_8, decoded_xml
from endpoint.problems import NotAcceptable, NotFound, Problem
from endpoint.protocol import graph_iris
from endpoint.serving import Publication, Served
from endpoint.writes import Outcome, Writes
from graph_builder.formats import N_QUADS, N_TRIPLES, RDF_FORMATS, RDF_XML, TRIG, TURTLE, Format

#: One graph without a name looks the same in a format of quads as in that of triples it grew from.
_WITHOUT_NAME: Final = {TRIG: TURTLE, N_QUADS: N_TRIPLES}
#: The parameters that name a graph.
_NAMING: Final = frozenset({"default", "graph"})
_MULTIPART: Final = "multipart/form-data"

#: The files of a payload, each with the name of its format.
Files = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Target:
    """The graph that a request is about."""

    #: Its IRI; None for the default graph.
    graph: str | None

    @property
    def base(self) -> str:
        """Return what relative IRIs in its data are resolved against."""
        return self.graph or request.base_url

    @property
    def name(self) -> str:
        """Return how it is called in an answer."""
        return f"<{self.graph}>" if self.graph else "the default graph"

    def dump(self, served: Served, *, apart: bool) -> Dump:
        """Return how it is read; raises `NotFound` where there is none."""
        if self.graph is None:
            return Dump(served.manifest.iris.default if apart else None)
        if not served.store.has(self.graph):
            raise NotFound(f"There is no graph {self.name}.")
        return Dump(URIRef(self.graph))


def graph_store(publication: Publication, writes: Writes) -> Blueprint:
    """Return `/data`."""
    blueprint = Blueprint("graph_store", __name__)
    settings = writes.settings

    @blueprint.get("/data")
    @blueprint.get("/data/<path:name>")
    def read(name: str | None = None) -> Response:
        """Give the triples of a graph."""
        served, target = publication(), _target(name)
        dump = target.dump(served, apart=settings.apart)
        choice = best_choice(request.headers.get("Accept"), RDF_FORMATS)
        if choice is None:
            raise NotAcceptable(", ".join(form.media_type for form in RDF_FORMATS))

        def given(choice: Choice) -> Response:
            stream = begun_copy(dump, served, _WITHOUT_NAME.get(choice.form, choice.form))
            response = negotiated(stream, choice.content_type)
            response.headers["Cache-Control"] = "no-cache"
            response.set_etag(_etag(target, served, choice.form))
            # Else all of it would be made now, to tell its length.
            response.implicit_sequence_conversion = False
            return cast("Response", response.make_conditional(request))

        return in_a_format_that_fits(choice, given)

    @blueprint.put("/data")
    @blueprint.put("/data/<path:name>")
    def replace(name: str | None = None) -> Response:
        """Make a graph hold the triples that are sent, and no others."""
        writes.admit()
        target = _target(name)
        with _payload() as files:
            outcome = _write(target, files, replace=True)
        return Response(status=201 if outcome.created else 204)

    @blueprint.post("/data")
    @blueprint.post("/data/<path:name>")
    def merge(name: str | None = None) -> Response:
        """Add the triples that are sent to a graph, or make a new one of them."""
        writes.admit()
        target = _target(name) if name or _NAMING & request.args.keys() else _new()
        with _payload() as files:
            outcome = _write(target, files, replace=False)
        if not outcome.created:
            return _told(f"The triples are in {target.name}.")
        return Response(status=201, headers={"Location": target.graph} if target.graph else None)

    @blueprint.delete("/data")
    @blueprint.delete("/data/<path:name>")
    def remove(name: str | None = None) -> Response:
        """Remove a graph."""
        writes.admit()
        target = _target(name)
        _write(target, None, replace=True)
        return _told(f"Gone is {target.name}." if target.graph else "The default graph is empty.")

    def _write(target: Target, files: Files | None, *, replace: bool) -> Outcome:
        unless = _preconditions(target, publication)
        return writes(
            GraphJob(
                store=str(settings.store.absolute()),
                graph=target.graph,
                files=files,
                replace=replace,
                base=target.base,
                patience=settings.patience,
                unless=unless,
            )
        )

    return blueprint


def _preconditions(target: Target, publication: Publication) -> str | None:
    """Return the snapshot that must still count, where the present request makes its write depend on one.

    Raises `Problem` where the graph is not as the present request demands.
    """
    match, none_match = request.if_match, request.if_none_match
    if not match and not none_match:
        return None
    served = publication()
    there = target.graph is None or served.store.has(target.graph)
    tags = [
        f"{_etag(target, served, form)}{coding}"
        for form in (RDF_FORMATS if there else ())
        for coding in ("", *(f"-{name}" for name in CODINGS))
    ]
    wanted = match.star_tag or any(map(match.contains, tags)) if match else True
    unwanted = none_match.star_tag or any(map(none_match.contains, tags)) if none_match else False
    if (match and not there) or not wanted or (unwanted and there):
        raise Problem(412, f"{target.name} is not as If-Match or If-None-Match demands. Look again.")
    return served.snapshot.name


def _etag(target: Target, served: Served, form: Format) -> str:
    """Return what stands for the bytes of a graph in a format."""
    content = served.manifest.digest or served.snapshot.name
    return f"{sha256(f'{content} {target.graph}'.encode()).hexdigest()[:32]}-{form.name}"


def _told(words: str) -> Response:
    return Response(f"{words}\n", content_type="text/plain; charset=utf-8")


def _target(name: str | None) -> Target:
    """Return the graph that the present request is about; raises `Problem` where its address names none."""
    default, graphs = request.args.getlist("default"), request.args.getlist("graph")
    if name:
        if request.args:
            raise Problem(400, f"The address names a graph already: leave {_shown(request.args)} out.")
        return Target(f"{request.host_url}{path_of(request.environ.get('REQUEST_URI', request.base_url))}")
    _no_others()
    if len(default) + len(graphs) != 1:
        raise Problem(400, "Name one graph: /data?default, /data?graph=IRI, or an address under /data/.")
    return Target(graph_iris(request.args, "graph")[0] if graphs else None)


def _no_others() -> None:
    """Raise `Problem` where the address has a parameter that says nothing here: it may be of a name."""
    others = [name for name in request.args if name not in _NAMING]
    if others:
        raise Problem(400, f"{_shown(others)} says nothing here: a graph is named by ?default or ?graph=IRI.")


def _shown(names: Iterable[str]) -> str:
    return ", ".join(f"?{name[:50]}" for name in names)


def _new() -> Target:
    _no_others()
    return Target(f"{request.base_url}/{uuid.uuid4()}")


@contextmanager
def _payload() -> Iterator[Files]:
    """Lend the files of the present request's body; raises `Problem` where their format is not told."""
    if "Content-Range" in request.headers:
        # RFC 9110, 14.5: taken for the whole, a part would destroy the rest.
        raise Problem(
            400, "A graph is sent whole: a body with Content-Range is a part of one, and not taken."
        )
    with TemporaryDirectory(prefix="newsgraph-") as folder:
        yield tuple(_files(Path(folder)))


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    if request.mimetype == _MULTIPART:
        if request.form or not request.files:
            raise Problem(
                400, "Each part of a multipart body is a file: give it a filename and a Content-Type."
            )
        for number, part in enumerate(request.files.values()):
            form = _form(part.mimetype, part.filename or "")
            yield (
                _kept(folder / str(number), part.stream, form, part.mimetype_params.get("charset")),
                form.name,
            )
    elif request.mimetype or request.content_length != 0:
        form = _form(request.mimetype)
        charset = request.mimetype_params.get("charset")
        yield _kept(folder / "body", request.stream, form, charset), form.name


def _kept(path: Path, source: IO[bytes], form: Format, charset: str | None) -> str:
    if form == RDF_XML:
        path.write_bytes(decoded_xml(source.read(), charset))
        return str(path)
    if charset and charset.casefold() not in UTF_8:
        raise Problem(415, f"RDF is sent as UTF-8, and this says that it is {charset[:50]}.")
    with path.open("wb") as output:
        # Not every parser skips a byte order mark.
        output.write(source.read(len(BOM_UTF8)).removeprefix(BOM_UTF8))
        shutil.copyfileobj(source, output)
    return str(path)


def _form(media_type: str, name: str = "") -> Format:
    form = rdf_form(media_type, name.rpartition(".")[2])
    if form is None:
        offered = ", ".join(form.media_type for form in RDF_FORMATS)
        raise Problem(
            415,
            f"{media_type or 'A body without Content-Type'} cannot be read as a graph: send {offered}.",
            headers={"Accept": offered, "Accept-Post": f"{offered}, {_MULTIPART}"},
        )
    return form
