"""What is read: pages and data of things, descriptions, services around them."""

from __future__ import annotations

from endpoint.dumps import WHOLE
from endpoint.openapi.parts import (
    FORM,
    FORMAT,
    HTML,
    JSON,
    NOTHING_NEW,
    PLAIN,
    RDF,
    Json,
    answer,
    form,
    leads,
    operation,
    path,
    query,
)
from endpoint.wording import CLASSES
from graph_builder.iris import KINDS


def reading() -> Json:
    """Return the routes of pages and data."""
    kind = path("kind", "What it is.", {"enum": list(KINDS)})
    slug = path("slug", "The end of its IRI.")
    page = answer("The page.", *HTML)
    both = answer("The page, or the data.", *HTML, *RDF)
    return {
        "/": {
            "get": operation(
                "start", "What is in the graph, and questions to try.", {200: page, 304: NOTHING_NEW}
            )
        },
        "/browse/{kind}": {
            "get": operation(
                "browse",
                "All things of one kind.",
                {200: page, 304: NOTHING_NEW},
                404,
                parameters=(
                    path("kind", "What they are.", {"enum": list(CLASSES)}),
                    query("page", "A number from 1.", schema={"type": "integer", "minimum": 1}),
                ),
            )
        },
        "/id/{kind}/{slug}": {
            "get": operation(
                "thing",
                "Lead from a thing to its document.",
                {301: leads("To the thing in its place."), 303: leads("To its document.")},
                404,
                410,
                parameters=(kind, slug),
            )
        },
        "/id": {
            "get": operation(
                "same",
                "Lead from an IRI of another data set to our thing that is the same.",
                {303: leads("To our thing.")},
                404,
                parameters=(
                    query("sameAs", "The IRI.", required=True, schema={"type": "string", "format": "uri"}),
                ),
            )
        },
        "/doc/{kind}/{slug}": {
            "get": operation(
                "document",
                "What is known of a thing.",
                {200: both, 301: leads("To the document of the thing in its place."), 304: NOTHING_NEW},
                404,
                406,
                410,
                parameters=(kind, slug, FORMAT),
            )
        },
        "/graph/{name}": {
            "get": operation(
                "graph",
                "A named graph.",
                {200: both, 304: NOTHING_NEW},
                404,
                406,
                parameters=(
                    path("name", "A newsletter's id, or inferred, links, topics or ontology."),
                    FORMAT,
                ),
            )
        },
        "/ontology": {
            "get": operation(
                "ontology", "The terms.", {200: both, 304: NOTHING_NEW}, 406, parameters=(FORMAT,)
            )
        },
        "/ontology/context.jsonld": {
            "get": operation(
                "context",
                "The JSON-LD context.",
                {200: answer("The context.", "application/ld+json"), 304: NOTHING_NEW},
            )
        },
        "/source/{newsletter}.txt": {
            "get": operation(
                "source",
                "The text of a newsletter, as the offsets of evidence count it.",
                {200: answer("The text.", *PLAIN), 206: answer("A part of it.", *PLAIN), 304: NOTHING_NEW},
                404,
                parameters=(path("newsletter", "Its id."),),
            )
        },
        "/dumps/": {
            "get": operation("dumps", "What can be downloaded.", {200: page, 304: NOTHING_NEW}),
        },
        "/dumps/{file}": {
            "get": operation(
                "dump",
                f"A download: {' or '.join(WHOLE)}, or a graph; then a format, and .gz if wanted.",
                {200: answer("The file.", "application/gzip", *RDF), 304: NOTHING_NEW},
                404,
                parameters=(path("file", "Such as newsgraph.ttl.gz."),),
            )
        },
        "/static/{filename}": {
            "get": operation(
                "static",
                "What the pages are made with.",
                {
                    200: answer("The file.", "text/css", "image/svg+xml"),
                    304: NOTHING_NEW,
                },
                404,
                parameters=(path("filename", "Its name.", {"enum": ["style.css", "icon.svg"]}),),
            )
        },
        "/favicon.ico": {
            "get": operation(
                "icon", "The icon.", {200: answer("The icon.", "image/svg+xml"), 304: NOTHING_NEW}
            )
        },
    }


def describing() -> Json:
    """Return the routes of descriptions."""
    return {
        "/.well-known/void": {
            "get": operation(
                "void",
                "The data set as VoID describes it.",
                {200: answer("The description.", *RDF), 303: leads("To the page."), 304: NOTHING_NEW},
                406,
                parameters=(FORMAT,),
            )
        },
        "/dataset": {
            "get": operation(
                "dataset",
                "The data set as DCAT 3 describes it, or as a page.",
                {200: answer("The description.", *RDF, *HTML), 304: NOTHING_NEW},
                406,
                parameters=(FORMAT,),
            )
        },
        "/openapi.json": {
            "get": operation(
                "openapi",
                "This description.",
                {200: answer("The description.", *JSON, schema={"type": "object"}), 304: NOTHING_NEW},
            )
        },
    }


def reconciling() -> Json:
    """Return the routes of the reconciliation service."""
    thing = {"type": "object"}
    told = answer("The answers, or what the service offers.", *JSON, schema=thing)
    return {
        "/reconcile": {
            "get": operation(
                "reconcile",
                "Answer a batch of W3C reconciliation queries, or say what the service offers.",
                {200: told, 304: NOTHING_NEW},
                413,
                parameters=(
                    query("queries", "A batch, as JSON."),
                    query("extend", "A request to extend a table, as JSON."),
                ),
            ),
            "post": operation(
                "postReconcile",
                "Answer a batch of W3C reconciliation queries.",
                {200: told},
                413,
                body={FORM: form("queries", "extend")},
                required=False,
            ),
        },
        "/reconcile/suggest/{what}": {
            "get": operation(
                "suggest",
                "Names that begin so.",
                {200: answer("The names.", *JSON, schema=thing), 304: NOTHING_NEW},
                404,
                parameters=(
                    path("what", "What they are of.", {"enum": ["entity", "type", "property"]}),
                    query("prefix", "Their beginning."),
                ),
            )
        },
        "/reconcile/properties": {
            "get": operation(
                "properties",
                "What a table can be extended with.",
                {200: answer("The properties.", *JSON, schema=thing), 304: NOTHING_NEW},
                parameters=(
                    query("type", "The type of the things in the table."),
                    query("limit", "How many.", schema={"type": "integer", "minimum": 1}),
                ),
            )
        },
        "/reconcile/preview": {
            "get": operation(
                "preview",
                "A thing in a small frame.",
                {200: answer("The frame.", *HTML), 304: NOTHING_NEW},
                404,
                parameters=(query("id", "The id of the thing.", required=True),),
            )
        },
    }


def watching() -> Json:
    """Return the routes for whoever watches over the server."""
    state = {
        "type": "object",
        "required": ["status", "snapshot"],
        "properties": {"status": {"type": "string"}, "snapshot": {"type": ["string", "null"]}},
    }
    return {
        "/healthz": {
            "get": operation(
                "health", "Whether the server lives.", {200: answer("It does.", *JSON, schema=state)}
            )
        },
        "/readyz": {
            "get": operation(
                "readiness", "Whether it can answer.", {200: answer("It can.", *JSON, schema=state)}
            )
        },
        "/metrics": {
            "get": operation("metrics", "Counts for Prometheus.", {200: answer("The counts.", *PLAIN)})
        },
    }
