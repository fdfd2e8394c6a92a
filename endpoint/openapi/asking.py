"""What is asked and written: queries, validation, updates, graphs."""

from __future__ import annotations

from endpoint.openapi.parts import (
    FORM,
    HTML,
    JSON,
    MULTIPART,
    NOTHING_NEW,
    PROBLEM_TYPES,
    RDF,
    RDF_NAMES,
    RESULT_NAMES,
    RESULTS,
    Json,
    answer,
    form,
    leads,
    many,
    operation,
    path,
    query,
    texts,
)


def asking() -> Json:
    """Return the routes that answer queries and validate."""
    graphs = (
        many("default-graph-uri", "The graphs that are asked as one default graph."),
        many("named-graph-uri", "The graphs that are asked by name."),
    )
    settings = (
        query("format", "A format by its name.", schema={"enum": [*RESULT_NAMES, *RDF_NAMES]}),
        query(
            "timeout", "Seconds; lowers the limit of time.", schema={"type": "number", "exclusiveMinimum": 0}
        ),
    )
    told = answer("The answer; without a query, the description of the service.", *RESULTS, *RDF)
    return {
        "/sparql": {
            "get": operation(
                "query",
                "Answer a SPARQL 1.1 query, or describe the service.",
                {200: told, 303: leads("To the form, for browsers that ask nothing."), 304: NOTHING_NEW},
                406,
                413,
                parameters=(query("query", "The query."), *graphs, *settings),
            ),
            "post": operation(
                "postQuery",
                "Answer a SPARQL 1.1 query.",
                {200: told},
                406,
                413,
                415,
                parameters=(*graphs, *settings),
                body={
                    **texts("application/sparql-query"),
                    FORM: form("query", "format", "timeout"),
                },
            ),
        },
        "/query": {
            "get": operation(
                "queryPage",
                "A form to ask with, and the answer as a page.",
                {200: answer("The page.", *HTML), 304: NOTHING_NEW},
                406,
                413,
                parameters=(query("query", "The query."),),
            )
        },
        "/validate": {
            "get": operation(
                "validatePage",
                "A form to validate with.",
                {200: answer("The page.", *HTML), 304: NOTHING_NEW},
            ),
            "post": operation(
                "validate",
                "Hold data against SHACL shapes: those that are sent with them, or those of newsgraph.",
                {
                    200: {
                        "description": "The report.",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Report"}},
                            **{one: {} for one in (*RDF, *HTML) if one not in JSON},
                        },
                    }
                },
                406,
                413,
                415,
                422,
                parameters=(
                    query("format", "A format by its name.", schema={"enum": ["json", "html", *RDF_NAMES]}),
                ),
                body={**texts(*RDF), MULTIPART: form("data", "shapes"), FORM: form("data", "shapes")},
            ),
        },
    }


def writing() -> Json:
    """Return the routes that change what is published."""
    done = {204: answer("It is done.")}
    graph = (
        query("graph", "The IRI of a graph.", schema={"type": "string", "format": "uri"}),
        query("default", "The default graph.", schema={"type": "string", "maxLength": 0}),
    )
    refused = (401, 403, 404, 406, 409, 413, 415, 422)
    data = {**texts(*RDF), MULTIPART: {"schema": {"type": "object"}}}
    store: Json = {}
    for address, name, parameters in (
        ("/data", "", graph),
        ("/data/{name}", "Direct", (path("name", "The end of the graph's own IRI."),)),
    ):
        store[address] = {
            "get": operation(
                f"get{name}Graph",
                "Give a graph.",
                {200: answer("Its triples.", *RDF), 304: NOTHING_NEW},
                404,
                406,
                parameters=parameters,
            ),
            **{
                method: operation(
                    f"{method}{name}Graph",
                    words,
                    {**done, 200: answer("It is done.", *PROBLEM_TYPES), 201: leads("The graph is new.")},
                    *refused,
                    parameters=parameters,
                    body=data,
                    token=True,
                )
                for method, words in (
                    ("put", "Make a graph hold the triples that are sent, and no others."),
                    ("post", "Add the triples that are sent to a graph, or make a new one of them."),
                )
            },
            "delete": operation(
                f"delete{name}Graph",
                "Remove a graph.",
                {**done, 200: answer("It is done.", *PROBLEM_TYPES)},
                *refused,
                parameters=parameters,
                token=True,
            ),
        }
    return {
        "/update": {
            "post": operation(
                "update",
                "Change what is published by a SPARQL 1.1 update.",
                done,
                *refused,
                parameters=(
                    many("using-graph-uri", "The graphs that WHERE reads as one default graph."),
                    many("using-named-graph-uri", "The graphs that WHERE reads by name."),
                ),
                body={**texts("application/sparql-update"), FORM: form("update")},
                token=True,
            )
        },
        **store,
    }
