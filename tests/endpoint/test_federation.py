from __future__ import annotations

import http.server
import io
import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import RDFS

from endpoint.federation import calls_out
from endpoint.tokens import Text
from graph_builder.errors import QueryError
from graph_builder.formats import N_TRIPLES, RESULTS_JSON
from graph_builder.store import Store

# {} is the address of a server; each was seen to be called by the engine.
CALLS = [
    "SELECT * {{ SERVICE <{}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ service silent <{}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE<{}>{{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE # where?\n # there:\n <{}> #{{\n {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p 'x'SERVICESILENT<{}>{{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p ?o.SERVICE <{}> {{ ?s ?p ?o }} }}",
    "PREFIX e: <{}> SELECT * {{ SERVICEe:{{ ?s ?p ?o }} }}",
    "PREFIX e: <{}> SELECT * {{ SERVICE e: #c {{\n {{ ?s ?p ?o }} }}",
    "PREFIX e: <{}> SELECT * {{ SERVICE e:\\#a{{ ?s ?p ?o }} }}",
    "PREFIX e: <{}> PREFIX SERVICEe: <a:b> SELECT * {{ SERVICEe:{{ ?s ?p ?o }} }}",
    # "<" is an operator here, although an IRI could begin there: the quotes are not what they seem.
    "SELECT * {{ ?s ?p ?o FILTER(?o<'>'||true)SERVICE<{}>{{ ?s ?p 'x'}} }}",
    "SELECT * {{ ?s ?p ?o FILTER(?o<?b#>'''\n||true)SERVICE<{}>{{?s ?p ?o}}#'''\n }}",
    "SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ {{ SELECT * {{ SERVICE <{}> {{ ?s ?p ?o }} }} }} }}",
    "ASK {{ SERVICE <{}> {{ ?s ?p ?o }} }}",
    "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE <{}> {{ ?s ?p ?o }} }}",
    "DESCRIBE ?s WHERE {{ SERVICE <{}> {{ ?s ?p ?o }} }}",
]


FORM_OF = defaultdict(lambda: RESULTS_JSON, CONSTRUCT=N_TRIPLES, DESCRIBE=N_TRIPLES)


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[str]]]:
    """Lend the address of a server, and the list of what it was asked."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(500)

        do_POST = do_GET  # noqa: N815 - the name is http.server's

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/s", asked
    server.shutdown()
    thread.join()
    server.server_close()


def refused(query: str) -> bool:
    """Tell whether a query is refused, be it as what calls out or as what cannot be read in one way only."""
    try:
        text = Text(query)
        text.plain()
    except QueryError:
        return True
    return calls_out(text)


@pytest.mark.parametrize("query", CALLS)
def test_what_makes_the_engine_call_another_server_is_seen(
    query: str, listener: tuple[str, list[str]]
) -> None:
    address, asked = listener
    store = Store.in_memory()
    thing = URIRef("https://data.example.org/thing")
    store.add(thing, [(thing, RDFS.label, Literal("x"))])
    asked.clear()
    text = query.format(address)
    form = FORM_OF[re.findall("SELECT|ASK|CONSTRUCT|DESCRIBE", text)[0]]
    with suppress(OSError):
        store.query(text).write(form, io.BytesIO())
    # The engine would really do it: else this test proves nothing.
    assert asked
    asked.clear()
    if not refused(text):
        # In plain words it says nothing that the engine can take for a call.
        with suppress(QueryError):
            store.query(Text(text).plain()).write(form, io.BytesIO())
    assert not asked


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { \\u0053ERVICE <http://localhost/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o } # '\n SELECT * { SERVICE ?x { ?s ?p ?o } }",
        "SELECT * { BIND(<http://localhost/> AS ?x) SERVICE ?x { ?s ?p ?o } }",
        "SELECT * { ?s ?p 'unclosed SERVICE <http://localhost/> { ?s ?p ?o } }",
    ],
)
def test_in_doubt_a_query_is_refused(query: str) -> None:
    assert refused(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o } # SERVICE <http://localhost/> { ?s ?p ?o }",
        "SELECT * { ?s ?p 'SERVICE <http://localhost/> { ?s ?p ?o }' }",
        'SELECT * { ?s ?p """SERVICE <http://localhost/> { "?s" ?p ?o }""" }',
        "SELECT * { ?s ?p 'it\\'s' . # it's\n ?s ?q 'SERVICE <http://localhost/> { }' }",
        "PREFIX e: <http://e.org/#> SELECT * { ?s e:service ?o . ?o e:services ?x . { ?a ?b ?c } }",
        "SELECT * { GRAPH ?service { ?s ?p ?o } }",
        "SELECT * { ?s <http://e.org/service#a> ?o . { ?a ?b ?c } }",
        "SELECT ?service { ?service ?p <http://e.org/it's-a-service> }",
        "PREFIX service: <http://e.org/> SELECT * { ?s service:x ?o . OPTIONAL { ?o service:y ?z } }",
    ],
)
def test_the_word_alone_does_no_harm(query: str) -> None:
    assert not refused(query)
