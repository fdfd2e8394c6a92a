"""Things, graphs and source texts under their own addresses: pages for people, RDF for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeVar
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request
from rdflib.term import URIRef
from werkzeug.wrappers import Response as AnyResponse

from endpoint.cutting import Bounds
from endpoint.dumping import Copy, Dump
from endpoint.dumps import with_validators
from endpoint.engine import Wanted
from endpoint.negotiation import HTML, Choice, best, best_choice, named_choice
from endpoint.parameters import single, unknown_format
from endpoint.passages import passage_of
from endpoint.problems import Gone, NotAcceptable, NotFound
from endpoint.reading import Reader, fits_query
from endpoint.serving import Publication, Served
from endpoint.settings import Settings
from graph_builder.errors import Unwritable
from graph_builder.formats import RDF_FORMATS, RDF_XML, Format
from graph_builder.iris import KINDS, request_path
from graph_builder.resources import CONTEXT
from graph_builder.terms import ONTOLOGY_IRI

T = TypeVar("T")

_BY_MEDIA_TYPE: Final = {media_type: form for form in RDF_FORMATS for media_type in form.media_types}

_IN_EVERY_FORMAT: Final = frozenset(
    {"documents.document", "documents.graph", "documents.ontology", "metadata.dataset"}
)

#: A thing's own triples and those that point to it, the labels of what both name, and the words that
#: prove it.
_DESCRIPTION: Final = """CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  {{ <{iri}> ?p ?o . BIND(<{iri}> AS ?s) }}
  UNION {{ ?s ?p <{iri}> . BIND(<{iri}> AS ?o) }}
  UNION {{ <{iri}> ?any ?s . ?s rdfs:label ?o . BIND(rdfs:label AS ?p) }}
  UNION {{ ?s ?any <{iri}> . ?s rdfs:label ?o . BIND(rdfs:label AS ?p) }}
  UNION {{ <{iri}> (news:evidence/oa:hasSelector?)|oa:hasSelector ?s . ?s ?p ?o }}
}}"""


def documents(publication: Publication, settings: Settings) -> Blueprint:
    """Return `/id/`, `/doc/`, `/graph/`, `/ontology` and `/source/`."""
    blueprint = Blueprint("documents", __name__)
    blueprint.after_request(with_alternates)

    @blueprint.get("/id/<kind>/<path:slug>")
    def thing(kind: str, slug: str) -> AnyResponse:
        """Lead from a thing to its document: a person cannot be sent over the wire."""
        served = publication()
        query = request.query_string.decode("ascii", "replace")
        if heir := successor(kind, slug, served):
            target, code = request_path(heir, served.base), 301
        else:
            known_thing(kind, slug, served)
            target, code = request_path(f"{served.base}doc/{kind}/{slug}", served.base), 303
        return redirect(f"{target}?{query}" if query else target, code=code)

    @blueprint.get("/doc/<kind>/<path:slug>")
    def document(kind: str, slug: str) -> AnyResponse:
        """Tell what is known of one thing."""
        served = publication()
        if heir := successor(kind, slug, served):
            asked = request.query_string.decode("ascii", "replace")
            target = request_path(heir.replace(f"{served.base}id/", f"{served.base}doc/", 1), served.base)
            return redirect(f"{target}?{asked}" if asked else target, code=301)
        iri = known_thing(kind, slug, served)
        choice = form_wanted()
        if choice is not None:
            query = _DESCRIPTION.format(iri=iri)

            def described(choice: Choice) -> Response:
                # Not bounded as the answers to others' queries are: all that is known belongs to it.
                reply = served.engine.ask(query, Wanted(None, choice), bounds=Bounds(), whole=True)
                return negotiated(reply.chunks, choice.content_type)

            return in_a_format_that_fits(choice, described)
        found = served.catalogue.document(iri, length=settings.group_length)
        page = render_template(
            "document.html",
            site=served.manifest,
            thing=found.thing,
            passage=passage_of(found.quote, served.snapshot) if found.quote else None,
            forms=RDF_FORMATS,
        )
        return negotiated(page, HTML)

    @blueprint.get("/graph/<path:name>")
    def graph(name: str) -> Response:
        """Give one named graph."""
        served = publication()
        if name not in served.graph_names:
            raise NotFound(f"There is no graph {name}. All graphs are listed at /dumps/.")
        iri = served.manifest.iris.graph(name)
        choice = form_wanted()
        if choice is not None:
            return whole_graph(iri, served, choice)
        reader = Reader(served.store, served.base)
        page = render_template(
            "graph.html",
            site=served.manifest,
            name=name,
            iri=iri,
            triples=served.graph_size(name),
            newsletter=reader.link(served.manifest.iris.thing("newsletter", name))
            if name in served.manifest.newsletters
            else None,
            forms=RDF_FORMATS,
        )
        return negotiated(page, HTML)

    @blueprint.get("/ontology")
    def ontology() -> Response:
        """Explain the terms, or give the ontology."""
        served = publication()
        choice = form_wanted()
        if choice is not None:
            return whole_graph(served.manifest.iris.ontology, served, choice)
        page = render_template(
            "ontology.html",
            site=served.manifest,
            iri=str(ONTOLOGY_IRI),
            sections=served.catalogue.sections(),
            forms=RDF_FORMATS,
        )
        return negotiated(page, HTML)

    @blueprint.get("/ontology/context.jsonld")
    def context() -> Response:
        """Give the JSON-LD context."""
        return Response(CONTEXT.read_bytes(), content_type="application/ld+json")

    @blueprint.get("/source/<newsletter>.txt")
    def source(newsletter: str) -> Response:
        """Give the text of a newsletter, as the offsets of evidence count it."""
        served = publication()
        if served.manifest.texts == "quotes" and newsletter in served.manifest.newsletters:
            raise NotFound(
                f"The whole text of {newsletter} is not published, only the quotes that prove each fact."
            )
        text = served.snapshot.source(newsletter)
        if text is None:
            raise NotFound(f"There is no newsletter {newsletter}. All newsletters are at /browse/newsletter.")
        response = Response(text.encode(), content_type="text/plain; charset=utf-8")
        return with_validators(response, served, "source", newsletter)

    return blueprint


def successor(kind: str, slug: str, served: Served) -> str | None:
    """Return the IRI in the place of one that was given up, or None where there is not just one."""
    parts = served.snapshot.moved.get(f"{served.base}id/{kind}/{slug}", ())
    return parts[0] if len(parts) == 1 else None


def known_thing(kind: str, slug: str, served: Served) -> URIRef:
    """Return the IRI of a thing; raises `NotFound` where nothing is known of it, `Gone` where no more."""
    address = f"{served.base}id/{kind}/{slug}"
    if (parts := served.snapshot.moved.get(address)) is not None:
        several = ", ".join(part.removeprefix(f"{served.base}id/") for part in parts)
        what = f"was found to be several: {several}." if several else "was known once, and is not any more."
        raise Gone(f"{kind}/{slug} {what}")
    if kind not in KINDS or not fits_query(address):
        raise NotFound(f"Nothing is known of {kind}/{slug}.")
    iri = URIRef(address)
    try:
        known = any(True for _ in served.store.triples(iri))
    except ValueError:
        # The store refuses to look for what no IRI may hold.
        known = False
    if not known:
        raise NotFound(f"Nothing is known of {kind}/{slug}.")
    return iri


def form_wanted(*, page_first: bool = True) -> Choice | None:
    """Return the RDF format that the present request wants, or None where it wants a page.

    Who accepts both alike gets a page, or RDF where `page_first` is off.
    Raises `Problem` where no format is called as it says, `NotAcceptable` where it accepts neither.
    """
    name = single("format", request.args)
    offered = ", ".join(("html", *(form.name for form in RDF_FORMATS)))
    if name:
        choice = named_choice(name, RDF_FORMATS)
        if choice is None and name.casefold() not in ("html", HTML):
            raise unknown_format(name, offered)
        return choice
    offers = (HTML, *_BY_MEDIA_TYPE) if page_first else (*_BY_MEDIA_TYPE, HTML)
    liked = best(request.headers.get("Accept"), offers)
    if liked is None:
        raise NotAcceptable(offered)
    return None if liked == HTML else Choice(_BY_MEDIA_TYPE[liked], liked)


def in_a_format_that_fits(choice: Choice, write: Callable[[Choice], T]) -> T:
    """Return what is written in a format or, where that cannot hold it, in the next one that is accepted.

    Raises `Unwritable` where the present request names the format, or accepts no other.
    """
    try:
        return write(choice)
    except Unwritable as error:
        others = tuple(form for form in RDF_FORMATS if form.name != error.form)
        accept = None if single("format", request.args) else request.headers.get("Accept")
        after = best_choice(accept, others) if accept else None
        if after is None:
            raise
        return write(after)


def whole_graph(iri: URIRef, served: Served, choice: Choice) -> Response:
    """Return all triples of one named graph."""

    def whole(choice: Choice) -> Response:
        response = negotiated(begun_copy(Dump(iri), served, choice.form), choice.content_type)
        return with_validators(response, served, str(iri), choice.media_type)

    return in_a_format_that_fits(choice, whole)


def begun_copy(dump: Dump, served: Served, form: Format) -> Copy:
    """Return the bytes of a dump; raises `Unwritable` where it begins with what the format cannot hold."""
    copy = served.copy(dump, form)
    if form == RDF_XML:
        # Told now, while another format can still be sent.
        copy.peek()
    return copy


def with_alternates(response: Response) -> Response:
    """Return the response, if it is one of a page or of data, with links to the same in every RDF format."""
    if response.status_code == 200 and request.endpoint in _IN_EVERY_FORMAT:
        path = quote(request.path)
        response.headers["Link"] = ", ".join(
            f'<{path}?format={form.name}>; rel="alternate"; type="{form.media_type}"' for form in RDF_FORMATS
        )
    return response


def negotiated(body: Iterable[bytes] | str, content_type: str) -> Response:
    """Return a response that depends on the Accept header."""
    response = Response(body, content_type=f"{HTML}; charset=utf-8" if content_type == HTML else content_type)
    response.vary.add("Accept")
    return response
