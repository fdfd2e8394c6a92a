from __future__ import annotations

import gzip
import json

import pytest
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

from endpoint import metadata
from tests.endpoint.example import BASE, GRAPHS, Server, triples_of, union

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
READERS = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld", "nq": "nquads", "trig": "trig"}
TRIPLES, QUADS = ("ttl", "nt", "rdf", "jsonld"), ("nq", "trig")
ASSERTED = tuple(name for name in GRAPHS if name != "inferred")


def graphs_in(body: bytes, ending: str) -> dict[str, Graph]:
    data = Dataset()
    data.parse(data=body, format=READERS[ending])
    return {
        str(graph.identifier).removeprefix(f"{BASE}graph/"): graph for graph in data.graphs() if len(graph)
    }


@pytest.mark.parametrize("ending", TRIPLES)
@pytest.mark.parametrize(
    ("name", "graphs"),
    [
        ("newsgraph", tuple(GRAPHS)),
        ("asserted", ASSERTED),
        ("river-1", ("river-1",)),
        ("inferred", ("inferred",)),
    ],
)
def test_a_dump_of_triples_holds_each_triple_once(
    server: Server, name: str, graphs: tuple[str, ...], ending: str
) -> None:
    answer = server.ask(f"/dumps/{name}.{ending}")
    assert answer.status == 200
    assert isomorphic(Graph().parse(data=answer.body, format=READERS[ending]), union(*graphs))
    if ending == "nt":
        lines = answer.text.splitlines()
        assert len(lines) == len(set(lines))


@pytest.mark.parametrize("ending", QUADS)
@pytest.mark.parametrize(
    ("name", "graphs"),
    [("newsgraph", tuple(GRAPHS)), ("asserted", ASSERTED), ("river-2", ("river-2",))],
)
def test_a_dump_of_quads_keeps_graphs_apart(
    server: Server, name: str, graphs: tuple[str, ...], ending: str
) -> None:
    found = graphs_in(server.ask(f"/dumps/{name}.{ending}").body, ending)
    assert set(found) == set(graphs)
    for graph in graphs:
        assert isomorphic(found[graph], triples_of(graph))


@pytest.mark.parametrize("ending", READERS)
def test_a_compressed_dump_holds_the_same_bytes(server: Server, ending: str) -> None:
    plain, zipped = server.ask(f"/dumps/newsgraph.{ending}"), server.ask(f"/dumps/newsgraph.{ending}.gz")
    assert zipped.headers["Content-Type"] == "application/gzip"
    assert gzip.decompress(zipped.body) == plain.body
    assert zipped.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize(
    ("ending", "content_type"),
    [
        ("ttl", "text/turtle; charset=utf-8"),
        ("nt", "application/n-triples"),
        ("rdf", "application/rdf+xml; charset=utf-8"),
        ("jsonld", "application/ld+json"),
        ("nq", "application/n-quads"),
        ("trig", "application/trig"),
    ],
)
def test_a_dump_says_what_it_is(server: Server, ending: str, content_type: str) -> None:
    head = server.ask(f"/dumps/newsgraph.{ending}", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Type"] == content_type
    assert f"newsgraph.{ending}" in head.headers["Content-Disposition"]
    assert head.headers["Last-Modified"] == "Fri, 02 Jan 2026 03:04:05 GMT"


@pytest.mark.parametrize("path", ["/dumps/newsgraph.ttl", "/graph/river-1?format=nt", "/source/river-1.txt"])
def test_what_a_client_has_already_is_not_sent_again(server: Server, path: str) -> None:
    first = server.ask(path)
    assert first.headers["ETag"].startswith('"')
    same = server.ask(path, If_None_Match=first.headers["ETag"])
    assert (same.status, same.body) == (304, b"")
    assert same.headers["ETag"] == first.headers["ETag"]
    assert server.ask(path, If_None_Match='"another"').status == 200
    assert server.ask(path, If_Modified_Since=first.headers["Last-Modified"]).status == 304
    assert server.ask(path, If_Modified_Since="Thu, 01 Jan 2026 00:00:00 GMT").status == 200


def test_tags_differ_by_what_is_in_the_file(server: Server) -> None:
    paths = [
        f"/dumps/{name}.{ending}{gz}"
        for name in ("newsgraph", "asserted", "river-1")
        for ending in READERS
        for gz in ("", ".gz")
    ]
    assert len({server.ask(path, "HEAD").headers["ETag"] for path in paths}) == len(paths)


@pytest.mark.parametrize(
    "path",
    ["newsgraph.pdf", "newsgraph", "river-3.ttl", "newsgraph.csv", "..%2Fmanifest.json", "newsgraph.gz"],
)
def test_there_is_no_other_dump(server: Server, path: str) -> None:
    answer = server.ask(f"/dumps/{path}")
    assert (answer.status, json.loads(answer.text)["status"]) == (404, 404)


def test_the_page_of_dumps_leads_to_every_one(server: Server) -> None:
    page = server.ask("/dumps/").text
    for name in ("newsgraph", "asserted", *GRAPHS):
        for ending in READERS:
            assert f'href="/dumps/{name}.{ending}"' in page
            assert f'href="/dumps/{name}.{ending}.gz"' in page


@pytest.mark.parametrize(("most", "told"), [(10, False), (100_000, True)])
def test_a_page_says_where_sizes_and_checksums_of_files_are_not_told(
    server: Server, monkeypatch: pytest.MonkeyPatch, most: int, told: bool
) -> None:
    monkeypatch.setattr(metadata, "SMALL", most)
    # Not one that was kept when others asked.
    page = server.ask("/dataset", Accept="text/html", Cache_Control="no-cache").text
    assert (f"of up to {most:,} quads" in page) != told
