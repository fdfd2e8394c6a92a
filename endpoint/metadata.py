"""The addresses at which the dataset and the service describe themselves, for programs and people."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from importlib.metadata import version
from typing import Final
from weakref import WeakKeyDictionary

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from rdflib import Graph
from rdflib.term import URIRef
from werkzeug.wrappers import Response as AnyResponse

from endpoint.described import Described, Offer, Written, dcat, service, void
from endpoint.documents import form_wanted, negotiated, with_alternates
from endpoint.dumping import Dump
from endpoint.dumps import with_validators
from endpoint.negotiation import HTML, Choice
from endpoint.openapi import description
from endpoint.serialising import written
from endpoint.serving import Publication, Served
from endpoint.wording import compact
from graph_builder.errors import Unwritable
from graph_builder.formats import RDF_FORMATS, RDF_XML, Format
from graph_builder.iris import request_path
from graph_builder.statistics import Statistics
from graph_builder.xmltext import is_name_of_xml

#: A host as a client may name it; anything else is not repeated.
_HOST: Final = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?\Z")
#: What stands for the address of a host in a description that is written once for all of them.
_ELSEWHERE: Final = "http://elsewhere.invalid/"
#: Quads up to which the dumps are written once to tell their sizes: that takes a second or two.
SMALL: Final = 100_000

_DESCRIPTIONS: Final[dict[str, Callable[[Described], Graph]]] = {
    "void": void,
    "dataset": dcat,
    "service": service,
}


class Descriptions:
    """Writes the descriptions of snapshots, each once as long as it is asked for."""

    def __init__(self, offer: Offer) -> None:
        self._offer = offer
        self._lock = threading.Lock()
        self._measuring = threading.Lock()
        self._kept: WeakKeyDictionary[Served, dict[tuple[str, ...], bytes]] = WeakKeyDictionary()
        self._files: WeakKeyDictionary[Served, Mapping[str, Written]] = WeakKeyDictionary()

    def response(self, name: str, served: Served, choice: Choice) -> Response:
        """Return one description in a format, as it is true at the address that was asked."""
        root = root_of(served.base)
        # Else a client could have it written anew with every name that it finds for this host.
        place = root if root == served.base else _ELSEWHERE
        key = (name, place, choice.form.name)
        files = self._measured(served) if name == "dataset" else {}
        with self._lock:
            kept = self._kept.setdefault(served, {})
            if key not in kept:
                described = self._described(served, place, files)
                kept[key] = written(_DESCRIPTIONS[name](described), choice.form)
            body = kept[key].replace(_ELSEWHERE.encode(), root.encode())
        response = negotiated([body], choice.content_type)
        return with_validators(response, served, name, root, choice.media_type)

    def _measured(self, served: Served) -> Mapping[str, Written]:
        # Apart from the other lock: whoever asks for another description need not wait.
        with self._measuring:
            if served not in self._files:
                self._files[served] = files_of(served)
            return self._files[served]

    def _described(self, served: Served, root: str, files: Mapping[str, Written]) -> Described:
        return Described(
            manifest=served.manifest,
            version=served.snapshot.name,
            statistics=served.statistics,
            # Where the files were written, what could not be is known.
            forms=tuple(form for form in forms_of(served.statistics) if not files or form.name in files),
            files=files,
            examples=tuple(URIRef(issue.link.iri) for issue in served.overview.newsletters),
            root=root,
            offer=self._offer,
        )


def forms_of(statistics: Statistics) -> tuple[Format, ...]:
    """Return the formats that can hold a whole graph: RDF/XML cannot name every property."""
    named = all(is_name_of_xml(part.property) for part in statistics.properties)
    return tuple(form for form in RDF_FORMATS if named or form != RDF_XML)


def files_of(served: Served) -> Mapping[str, Written]:
    """Return the size and the checksum of each dump of a whole store by its ending, where it is small."""
    if served.statistics.quads > SMALL:
        return {}
    found: dict[str, Written] = {}
    for form in forms_of(served.statistics):
        # Where XML cannot carry a character, there is no such file.
        with suppress(Unwritable):
            for ending, zipped in ((form.name, False), (f"{form.name}.gz", True)):
                found[ending] = _measured(served.copy(Dump(None), form, zipped=zipped))
    return found


def _measured(chunks: Iterable[bytes]) -> Written:
    size, hashed = 0, hashlib.sha256()
    for chunk in chunks:
        size += len(chunk)
        hashed.update(chunk)
    return Written(size, hashed.hexdigest())


def root_of(base: str) -> str:
    """Return the address at which this server is asked: its base where that is of the host, or the host's."""
    if not _HOST.match(request.host) or re.match(rf"https?://{re.escape(request.host)}/", base):
        return base
    return request.url_root


def metadata(publication: Publication, descriptions: Descriptions) -> Blueprint:
    """Return `/.well-known/void`, `/dataset` and `/openapi.json`."""
    blueprint = Blueprint("metadata", __name__)
    blueprint.after_request(with_alternates)

    @blueprint.get("/.well-known/void")
    def void_description() -> AnyResponse:
        """Describe the dataset by VoID."""
        served = publication()
        choice = form_wanted(page_first=False)
        if choice is None:
            return to_page("/dataset")
        return descriptions.response("void", served, choice)

    @blueprint.get("/dataset")
    def dataset() -> Response:
        """Describe the dataset by DCAT, or as a page."""
        served = publication()
        choice = form_wanted(page_first=False)
        if choice is not None:
            return descriptions.response("dataset", served, choice)
        page = render_template(
            "dataset.html",
            site=served.manifest,
            iri=f"{served.base}dataset",
            version=served.snapshot.name,
            statistics=served.statistics,
            overview=served.overview,
            forms=RDF_FORMATS,
            most=SMALL if served.statistics.quads > SMALL else None,
            compact=compact,
            path=request_path,
        )
        return negotiated(page, HTML)

    @blueprint.get("/openapi.json")
    def openapi() -> Response:
        """Describe every route, for programs that make clients of it."""
        served = publication()
        return jsonify(description(served.manifest, root_of(served.base), version("newsgraph")))

    return blueprint


def service_description(publication: Publication, descriptions: Descriptions) -> AnyResponse:
    """Return the description of the SPARQL service, or lead people to the form."""
    choice = form_wanted(page_first=False)
    if choice is None:
        return to_page("/query")
    return descriptions.response("service", publication(), choice)


def to_page(path: str) -> AnyResponse:
    """Return what leads a browser from data to the page that tells the same."""
    response = redirect(path, code=303)
    response.vary.add("Accept")
    return response
