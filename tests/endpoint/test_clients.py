"""Clients as people use them, unchanged: SPARQLWrapper, rdflib, pandas, and curl as the documents show it."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas
import pytest
import SPARQLWrapper
from rdflib import Dataset, Graph, Literal, URIRef, Variable
from rdflib.namespace import RDFS
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

from tests.endpoint.example import BASE, Server, triples_of
from tests.endpoint.test_protocol import NAMES, PEOPLE
from tests.endpoint.writable import TOKEN, Client, writing
from tests.support import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "docs" / "endpoint.md"]
A, B, LABEL = URIRef("http://e.org/a"), URIRef("http://e.org/b"), Literal("A", lang="en")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with writing(tmp_path_factory.mktemp("clients") / "store") as client:
        yield client


@pytest.fixture
def client(kept: Client) -> Client:
    """Lend a client of an empty store."""
    assert kept.update("DROP ALL").status == 204
    return kept


def wrapper(server: Server, method: str = "GET") -> SPARQLWrapper.SPARQLWrapper:
    made = SPARQLWrapper.SPARQLWrapper(f"{server.url}sparql", updateEndpoint=f"{server.url}update")
    made.setMethod(method)
    made.addCustomHttpHeader("Authorization", f"Bearer {TOKEN}")
    return made


def answered(asking: SPARQLWrapper.SPARQLWrapper) -> Any:
    """Return an answer as SPARQLWrapper gives it, which depends on the format."""
    return asking.queryAndConvert()


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("requesting", ["urlencoded", "postdirectly"])
def test_sparqlwrapper_reads_rows(server: Server, method: str, requesting: str) -> None:
    asking = wrapper(server, "POST" if requesting == "postdirectly" else method)
    asking.setRequestMethod(requesting)
    asking.setQuery(PEOPLE)
    asking.setReturnFormat(SPARQLWrapper.JSON)
    assert [row["name"]["value"] for row in answered(asking)["results"]["bindings"]] == NAMES


@pytest.mark.parametrize(
    "form", [SPARQLWrapper.XML, SPARQLWrapper.CSV, SPARQLWrapper.TSV, SPARQLWrapper.JSON]
)
def test_sparqlwrapper_reads_every_format_of_rows(server: Server, form: str) -> None:
    asking = wrapper(server)
    asking.setQuery(PEOPLE)
    asking.setReturnFormat(form)
    found = answered(asking)
    text = found.decode() if isinstance(found, bytes) else found.toxml() if form == "xml" else str(found)
    assert all(name in text for name in NAMES)


@pytest.mark.parametrize(
    "form", [SPARQLWrapper.TURTLE, SPARQLWrapper.N3, SPARQLWrapper.RDFXML, SPARQLWrapper.JSONLD]
)
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:.*get_context is deprecated.*:DeprecationWarning")
def test_sparqlwrapper_reads_every_format_of_triples(server: Server, form: str) -> None:
    asking = wrapper(server)
    asking.setQuery(f"CONSTRUCT {{ ?s ?p ?o }} FROM <{BASE}graph/river-2> WHERE {{ ?s ?p ?o }}")
    asking.setReturnFormat(form)
    found = answered(asking)
    if isinstance(found, bytes):
        found = Graph().parse(data=found, format="turtle")
    assert set(found) == set(triples_of("river-2"))


def test_sparqlwrapper_asks_and_names_graphs(server: Server) -> None:
    for graph, answer in (("river-1", True), ("river-2", False)):
        asking = wrapper(server)
        asking.setReturnFormat(SPARQLWrapper.JSON)
        asking.addParameter("default-graph-uri", f"{BASE}graph/{graph}")
        asking.setQuery("ASK { ?s a news:Person }")
        assert answered(asking)["boolean"] is answer


@pytest.mark.parametrize("requesting", ["urlencoded", "postdirectly"])
def test_sparqlwrapper_updates(client: Client, requesting: str) -> None:
    writer = wrapper(client.server, "POST")
    writer.setRequestMethod(requesting)
    writer.setQuery(f'INSERT DATA {{ <{A}> <{RDFS.label}> "A"@en }}')
    writer.query()
    assert client.rows("SELECT ?s { ?s rdfs:label 'A'@en }") == [str(A)]


def test_sparqlwrapper_tells_what_is_wrong(server: Server) -> None:
    asking = wrapper(server)
    asking.setQuery("SELECT")
    with pytest.raises(SPARQLWrapper.SPARQLExceptions.QueryBadFormed, match="error at 1:7"):
        asking.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_as_if_the_graph_were_its_own(server: Server, method: str) -> None:
    store = SPARQLStore(f"{server.url}sparql", method=method)
    graph = Graph(store, identifier=URIRef(f"{BASE}graph/river-2"))
    assert set(graph) == set(triples_of("river-2"))
    assert len(graph) == len(triples_of("river-2"))
    everything = Graph(SPARQLStore(f"{server.url}sparql", method=method, context_aware=False))
    assert [str(binding[Variable("name")]) for binding in everything.query(PEOPLE).bindings] == NAMES


def test_rdflib_writes_as_if_the_graph_were_its_own(client: Client) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    store = SPARQLUpdateStore(f"{client.server.url}sparql", f"{client.server.url}update", headers=headers)
    data = Dataset(store)
    graph = data.graph(B)
    graph.add((A, RDFS.label, LABEL))
    graph.addN([(A, RDFS.seeAlso, B, graph), (B, RDFS.seeAlso, A, graph)])
    assert set(graph) == {(A, RDFS.label, LABEL), (A, RDFS.seeAlso, B), (B, RDFS.seeAlso, A)}
    graph.remove((A, None, None))
    assert client.rows(f"SELECT ?s ?o {{ GRAPH <{B}> {{ ?s ?p ?o }} }}") == [f"{B},{A}"]
    data.remove_graph(graph)
    assert client.rows("SELECT * { GRAPH ?g { ?s ?p ?o } }") == []


def test_pandas_reads_the_csv(server: Server) -> None:
    frame = pandas.read_csv(f"{server.url}sparql?{urlencode({'query': PEOPLE, 'format': 'csv'})}")
    assert (list(frame.columns), list(frame["name"])) == (["name"], NAMES)
    typed = pandas.read_csv(
        io.StringIO(server.query("SELECT ?y { ?n news:year ?y } ORDER BY ?y", "text/csv").text)
    )
    assert typed["y"].tolist() == [2021, 2022]


def commands(path: Path) -> list[str]:
    """Return the curl commands of a document, in their order."""
    found = []
    for block in re.findall(r"```sh\n(.*?)```", path.read_text(encoding="utf-8"), flags=re.DOTALL):
        found += [f"curl{rest}" for rest in re.split(r"^curl", block, flags=re.MULTILINE)[1:]]
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_curl_does_what_the_documents_show(client: Client, document: Path, tmp_path: Path) -> None:
    if not shutil.which("curl"):
        pytest.skip("no curl on this machine")
    for name in ("graph.ttl", "data.ttl", "shapes.ttl"):
        (tmp_path / name).write_text("<http://e.org/a> <http://e.org/p> 1 .\n", encoding="utf-8")
    shown = commands(document)
    assert shown
    for command in shown:
        text = command.replace("http://127.0.0.1:8000/", client.server.url).replace("curl -s", "curl -sSf", 1)
        done = subprocess.run(
            ["bash", "-c", text],
            env={**os.environ, "NEWSGRAPH_TOKEN": TOKEN},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), command
