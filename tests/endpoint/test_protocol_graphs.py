"""Which graphs a request asks: all, those it names, those its query names."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.endpoint.example import BASE, Server, triples_of, union

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


def test_what_two_newsletters_say_counts_once(server: Server) -> None:
    counted = server.query("SELECT (COUNT(*) AS ?n) { ?s a news:Organization }", "text/csv")
    apart = server.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s a news:Organization } }", "text/csv")
    assert (counted.text.split(), apart.text.split()) == (["n", "1"], ["n", "2"])


ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
NAMED = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


@pytest.mark.parametrize("method", ["GET", "POST of a form", "POST of the query"])
@pytest.mark.parametrize(
    ("default", "named", "query", "count"),
    [
        (("river-1",), (), ALL, len(union("river-1"))),
        # Both say that the ministry is an organization of that name: each triple counts once.
        (("river-1", "river-2"), (), ALL, len(union("river-1", "river-2"))),
        (("river-1", "river-1"), (), ALL, len(union("river-1"))),
        (("river-1",), (), NAMED, 0),
        ((), ("river-1", "river-2"), NAMED, len(union("river-1")) + len(union("river-2"))),
        ((), ("river-1",), ALL, 0),
        (("river-1",), ("river-2",), ALL, len(union("river-1"))),
        (("river-1",), ("river-2",), NAMED, len(union("river-2"))),
        (("nowhere",), ("nowhere",), ALL, 0),
        # What the request names overrules the query.
        (("river-2",), (), ALL.replace("{", f"FROM <{BASE}graph/river-1> {{", 1), len(union("river-2"))),
        (
            (),
            ("river-2",),
            NAMED.replace("{", f"FROM NAMED <{BASE}graph/river-1> {{", 1),
            len(union("river-2")),
        ),
    ],
)
def test_a_request_may_name_the_graphs_that_it_asks(
    server: Server, method: str, default: tuple[str, ...], named: tuple[str, ...], query: str, count: int
) -> None:
    graphs = [("default-graph-uri", f"{BASE}graph/{name}") for name in default]
    graphs += [("named-graph-uri", f"{BASE}graph/{name}") for name in named]
    both = urlencode([*graphs, ("query", query)])
    if method == "GET":
        answer = server.ask(f"/sparql?{both}", Accept="text/csv")
    elif method == "POST of a form":
        kind = "application/x-www-form-urlencoded"
        answer = server.ask("/sparql", "POST", both.encode(), Content_Type=kind, Accept="text/csv")
    else:
        kind, path = "application/sparql-query", f"/sparql?{urlencode(graphs)}"
        answer = server.ask(path, "POST", query.encode(), Content_Type=kind, Accept="text/csv")
    assert answer.text.split() == ["n", str(count)]


FROM_BOTH = f"FROM <{BASE}graph/river-1> FROM <{BASE}graph/river-2>"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (ALL.replace("{", f"{FROM_BOTH} {{", 1), len(union("river-1", "river-2"))),
        (
            ALL.replace("{", "FROM <graph/river-1> FROM <graph/river-2> {", 1),
            len(union("river-1", "river-2")),
        ),
        (ALL.replace("{", "FROM <graph/river-1> FROM <graph/river-1> {", 1), len(union("river-1"))),
        (
            f"PREFIX g: <{BASE}graph/>" + ALL.replace("{", "FROM g:river-1 FROM g:river-2 {"),
            len(union("river-1", "river-2")),
        ),
        (ALL.replace("{", f"{FROM_BOTH} FROM NAMED <graph/links> {{", 1), len(union("river-1", "river-2"))),
        (NAMED.replace("{", f"{FROM_BOTH} FROM NAMED <graph/links> {{", 1), len(triples_of("links"))),
        (NAMED.replace("{", f"{FROM_BOTH} {{", 1), 0),
        (ALL.replace("{", "FROM NAMED <graph/links> {", 1), 0),
        (ALL.replace("{", "FROM <graph/inferred> {", 1), len(triples_of("inferred"))),
    ],
)
def test_the_graphs_that_a_query_names_itself_are_one_set(server: Server, query: str, count: int) -> None:
    assert server.query(query, "text/csv").text.split() == ["n", str(count)]
