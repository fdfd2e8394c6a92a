"""The addresses at which the dataset and the service describe themselves, for programs and people."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterable, Mapping
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
from graph_builder.formats import RDF_FORMATS
from graph_builder.iris import request_path

#: A host as a client may name it; anything else is not repeated.
_HOST: Final = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?\Z")
#: How many descriptions are kept written: hosts by which a server is called are few, save for mischief.
_KEPT: Final = 48
#: Quads up to which the dumps are written once to tell their sizes: that takes a second or two.
_SMALL: Final = 100_000

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
        self._kept: WeakKeyDictionary[Served, dict[tuple[str, ...], bytes]] = WeakKeyDictionary()
        self._files: WeakKeyDictionary[Served, Mapping[str, Written]] = WeakKeyDictionary()

    def response(self, name: str, served: Served, choice: Choice) -> Response:
        """Return one description in a format, as it is true at the address that was asked."""
        root = root_of(served.base)
        key = (name, root, choice.form.name)
        with self._lock:
            kept = self._kept.setdefault(served, {})
            if key not in kept:
                if len(kept) >= _KEPT:
                    kept.clear()
                kept[key] = written(_DESCRIPTIONS[name](self._described(served, root)), choice.form)
            body = kept[key]
        response = negotiated([body], choice.content_type)
        return with_validators(response, served, name, root, choice.media_type)

    def _described(self, served: Served, root: str) -> Described:
        if served not in self._files:
            self._files[served] = files_of(served)
        return Described(
            manifest=served.manifest,
            version=served.snapshot.name,
            statistics=served.statistics,
            files=self._files[served],
            examples=tuple(URIRef(issue.link.iri) for issue in served.overview.newsletters),
            root=root,
            offer=self._offer,
        )


def files_of(served: Served) -> Mapping[str, Written]:
    """Return the size and the checksum of each dump of a whole store, where it is small."""
    if len(served.store) > _SMALL:
        return {}
    return {form.name: _measured(served.copy(Dump(None), form)) for form in RDF_FORMATS}


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
