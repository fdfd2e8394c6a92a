"""What the dataset and the service say of themselves is true: each number is counted again by query."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, VOID, XSD
from rdflib.term import BNode, Literal, Node, URIRef

from endpoint.app import create_app
from endpoint.described import FUNCTIONS
from endpoint.namespaces import DCAT_VERSION, SD, SPDX
from endpoint.serialising import written
from endpoint.settings import Settings
from graph_builder.formats import RDF_FORMATS, RESULT_FORMATS, Format
from tests.endpoint.example import BASE, GRAPHS, Server, publish_example, serving, triples_of, union

DATASET = URIRef(f"{BASE}dataset")
READERS = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml", "trig": "turtle", "nq": "nt"}
ADDRESSES = ("/sparql", "/.well-known/void", "/dataset")
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


@pytest.fixture(scope="module")
def real(built_store: Path) -> Iterator[Server]:
    with serving(create_app(Settings(store=built_store))) as running:
        yield running


@pytest.fixture(scope="module", params=["server", "real"])
def asked(request: pytest.FixtureRequest) -> Server:
    """Return a server over the example, and one over a build of data/."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Server)
    return found


def described(server: Server, path: str) -> Graph:
    answer = server.ask(path, Accept="text/turtle")
    assert (answer.status, answer.media_type) == (200, "text/turtle")
    return Graph().parse(data=answer.text, format="turtle")


def one(graph: Graph, subject: Node, path: URIRef) -> Node:
    (found,) = graph.objects(subject, path)
    return found


def table(server: Server, query: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(server.query(query, "text/csv").text)))[1:]


def count(server: Server, what: str, pattern: str) -> int:
    ((number,),) = table(server, f"SELECT (COUNT({what}) AS ?n) {{ {pattern} }}")
    return int(number)


def the_dataset(graph: Graph) -> Node:
    (found,) = graph.objects(None, FOAF.primaryTopic)
    return found


def test_the_size_of_the_dataset_is_counted(asked: Server) -> None:
    void = described(asked, "/.well-known/void")
    dataset = the_dataset(void)
    (space,) = void.objects(dataset, VOID.uriSpace)
    things = f"?s ?p ?o FILTER(STRSTARTS(STR(?s), '{space}'))"
    for path, what, pattern in (
        (VOID.triples, "*", "?s ?p ?o"),
        (VOID.entities, "DISTINCT ?s", things),
        (VOID.distinctSubjects, "DISTINCT ?s", "?s ?p ?o"),
        (VOID.distinctObjects, "DISTINCT ?o", "?s ?p ?o"),
        (VOID.classes, "DISTINCT ?c", "?s a ?c"),
        (VOID.properties, "DISTINCT ?p", "?s ?p ?o"),
    ):
        assert one(void, dataset, path) == Literal(count(asked, what, pattern)), path


def test_each_class_and_each_property_is_counted(asked: Server) -> None:
    void = described(asked, "/.well-known/void")
    classes = [
        [str(one(void, part, VOID["class"])), str(one(void, part, VOID.entities))]
        for part in void.objects(the_dataset(void), VOID.classPartition)
    ]
    assert sorted(classes) == sorted(
        table(asked, "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c")
    )
    properties = [
        [
            str(one(void, part, path))
            for path in (VOID.property, VOID.triples, VOID.distinctSubjects, VOID.distinctObjects)
        ]
        for part in void.objects(the_dataset(void), VOID.propertyPartition)
    ]
    assert sorted(properties) == sorted(
        table(
            asked,
            "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) (COUNT(DISTINCT ?o) AS ?k)"
            " { ?s ?p ?o } GROUP BY ?p",
        )
    )


@pytest.mark.parametrize("path", ["/.well-known/void", "/sparql"])
def test_each_named_graph_is_counted(asked: Server, path: str) -> None:
    found = described(asked, path)
    if path == "/sparql":
        told = [
            [str(one(found, named, SD.name)), str(one(found, one(found, named, SD.graph), VOID.triples))]
            for named in found.objects(None, SD.namedGraph)
        ]
    else:
        told = [
            [str(graph), str(one(found, graph, VOID.triples))]
            for graph in found.objects(the_dataset(found), VOID.subset)
            if isinstance(graph, URIRef)
        ]
    assert sorted(told) == sorted(
        table(asked, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    )


def test_the_links_to_each_other_data_set_are_counted(asked: Server) -> None:
    void = described(asked, "/.well-known/void")
    linksets = set(void.subjects(RDF.type, VOID.Linkset))
    assert linksets
    for linkset in linksets:
        space = one(void, one(void, linkset, VOID.objectsTarget), VOID.uriSpace)
        links = (
            f"GRAPH ?g {{ ?s <{one(void, linkset, VOID.linkPredicate)}> ?o }}"
            f" FILTER(STRENDS(STR(?g), '/graph/links') && STRSTARTS(STR(?o), '{space}'))"
        )
        assert one(void, linkset, VOID.triples) == Literal(count(asked, "*", links))
        assert one(void, linkset, VOID.subjectsTarget) == the_dataset(void)


def test_the_example_links_to_one_thing_of_wikidata(server: Server) -> None:
    void = described(server, "/.well-known/void")
    (linkset,) = void.subjects(RDF.type, VOID.Linkset)
    target = one(void, linkset, VOID.objectsTarget)
    assert one(void, target, VOID.uriSpace) == Literal("http://www.wikidata.org/entity/")
    assert one(void, linkset, VOID.triples) == Literal(1)


def test_the_example_is_described_with_the_numbers_that_a_reader_of_it_counts(server: Server) -> None:
    void = described(server, "/.well-known/void")
    assert the_dataset(void) == DATASET
    assert one(void, DATASET, VOID.triples) == Literal(len(union()))
    for name in GRAPHS:
        graph = URIRef(f"{BASE}graph/{name}")
        assert one(void, graph, VOID.triples) == Literal(len(triples_of(name)))
    assert one(void, DATASET, VOID.uriSpace) == Literal(f"{BASE}id/")


def test_all_that_is_named_can_be_fetched(server: Server) -> None:
    void, dcat = described(server, "/.well-known/void"), described(server, "/dataset")
    addresses = {
        *void.objects(None, VOID.dataDump),
        *void.objects(None, VOID.sparqlEndpoint),
        *void.objects(None, FOAF.homepage),
        *(address for graph in (void, dcat) for address in graph.objects(None, RDFS.seeAlso)),
        *dcat.objects(None, DCAT.downloadURL),
        *dcat.objects(None, DCAT.endpointDescription),
        *dcat.objects(None, DCAT.accessURL),
    }
    assert len(addresses) > len(RDF_FORMATS) * 2
    for address in addresses:
        assert str(address).startswith(server.url)
        assert server.ask(urlsplit(str(address)).path).status == 200, address
    examples = {str(thing).removeprefix(BASE) for thing in void.objects(None, VOID.exampleResource)}
    assert examples == {"id/newsletter/river-1", "id/newsletter/river-2"}
    assert all(server.ask(f"/{example}").status == 303 for example in examples)


def test_a_distribution_has_the_size_and_the_checksum_of_its_file(server: Server) -> None:
    dcat = described(server, "/dataset")
    measured = 0
    for file in dcat.objects(DATASET, DCAT.distribution):
        answer = server.ask(urlsplit(str(one(dcat, file, DCAT.downloadURL))).path)
        kind = str(one(dcat, file, DCAT.mediaType)).removeprefix(
            "https://www.iana.org/assignments/media-types/"
        )
        zipped = (file, DCAT.compressFormat, None) in dcat
        assert answer.media_type == ("application/gzip" if zipped else kind)
        for size in dcat.objects(file, DCAT.byteSize):
            assert size == Literal(str(len(answer.body)), datatype=XSD.nonNegativeInteger)
            checksum = one(dcat, one(dcat, file, SPDX.checksum), SPDX.checksumValue)
            assert str(checksum) == hashlib.sha256(answer.body).hexdigest()
            measured += 1
    # Each as it is, and compressed.
    assert measured == 2 * len(RDF_FORMATS)


@pytest.mark.parametrize("said", ["<http://e.org/1> 1", "rdfs:comment '\\u0001'"])
def test_a_file_that_cannot_be_had_is_described_by_nobody(tmp_path: Path, said: str) -> None:
    settings = Settings(store=publish_example(tmp_path / "store"), token="t")  # noqa: S106
    with serving(create_app(settings)) as server:
        sent = {"Content_Type": "application/sparql-update", "Authorization": "Bearer t"}
        assert server.ask("/update", "POST", f"INSERT DATA {{ <a:a> {said} }}".encode(), **sent).status == 204
        files = described(server, "/dataset").objects(DATASET, DCAT.distribution)
        assert {str(file).rpartition("newsgraph.")[2] for file in files} == {
            f"{form.name}{end}" for form in RDF_FORMATS if form.name != "rdf" for end in ("", ".gz")
        }
        assert server.ask("/dumps/newsgraph.rdf").status == 406


def test_dcat_says_what_a_catalogue_needs(server: Server) -> None:
    dcat = described(server, "/dataset")
    licence = URIRef("https://creativecommons.org/licenses/by/4.0/")
    (catalogue,) = dcat.subjects(RDF.type, DCAT.Catalog)
    assert one(dcat, catalogue, DCAT.dataset) == DATASET
    assert (DATASET, RDF.type, DCAT.Dataset) in dcat
    assert one(dcat, DATASET, DCTERMS.title) == Literal("Rivers", lang="en")
    assert one(dcat, DATASET, DCTERMS.license) == licence
    publisher = one(dcat, DATASET, DCTERMS.publisher)
    assert (publisher, RDF.type, FOAF.Agent) in dcat
    assert one(dcat, publisher, FOAF.name) == Literal("River Office")
    modified = Literal("2026-01-02T03:04:05+00:00", datatype=XSD.dateTime)
    assert one(dcat, DATASET, DCTERMS.modified) == modified
    assert str(one(dcat, DATASET, DCAT_VERSION)).startswith("000001-")
    period = one(dcat, DATASET, DCTERMS.temporal)
    assert one(dcat, period, DCAT.startDate) == Literal("2021-06-03", datatype=XSD.date)
    assert one(dcat, period, DCAT.endDate) == Literal("2021-06-04", datatype=XSD.date)
    (service,) = dcat.objects(catalogue, DCAT.service)
    assert (service, RDF.type, DCAT.DataService) in dcat
    assert one(dcat, service, DCAT.endpointURL) == URIRef(f"{server.url}sparql")
    assert one(dcat, service, DCAT.servesDataset) == DATASET
    files = set(dcat.objects(DATASET, DCAT.distribution))
    assert len(files) == 2 * len(RDF_FORMATS)
    for file in files:
        assert (file, RDF.type, DCAT.Distribution) in dcat
        assert one(dcat, file, DCTERMS.license) == licence
        for path in (DCAT.accessURL, DCAT.downloadURL, DCAT.mediaType):
            assert isinstance(one(dcat, file, path), URIRef)


def test_each_object_of_a_description_is_of_the_type_that_its_property_has(asked: Server) -> None:
    literal = {VOID.triples, VOID.entities, VOID.distinctSubjects, VOID.uriSpace, DCTERMS.title, FOAF.name}
    for path in ADDRESSES:
        for _, property_, object_ in described(asked, path):
            if property_ in literal:
                assert isinstance(object_, Literal)
            elif property_ in (RDF.type, VOID.property, VOID["class"], SD.feature, DCAT.downloadURL):
                assert isinstance(object_, URIRef)
            elif property_ in (DCAT.contactPoint, DCTERMS.publisher, SPDX.checksum):
                assert isinstance(object_, BNode)


def test_the_service_says_what_it_can_do(server: Server) -> None:
    found = described(server, "/sparql")
    (service,) = found.subjects(RDF.type, SD.Service)
    assert one(found, service, SD.endpoint) == URIRef(f"{server.url}sparql")
    assert one(found, service, SD.supportedLanguage) == SD.SPARQL11Query
    assert set(found.objects(service, SD.feature)) == {SD.UnionDefaultGraph}
    assert len(set(found.objects(service, SD.resultFormat))) == len((*RDF_FORMATS, *RESULT_FORMATS))
    assert len(set(found.objects(service, SD.inputFormat))) == len(RDF_FORMATS)
    default = one(found, one(found, service, SD.defaultDataset), SD.defaultGraph)
    assert one(found, default, VOID.triples) == Literal(len(union()))


def test_a_server_with_a_default_graph_of_its_own_that_takes_writes_says_so(tmp_path: Path) -> None:
    settings = Settings(store=publish_example(tmp_path / "store"), apart=True, token="t")  # noqa: S106
    with serving(create_app(settings)) as server:
        update = b"INSERT DATA { <a:a> <a:b> 1, 2 . GRAPH <a:g> { <a:a> <a:b> 3 } } ; CREATE GRAPH <a:empty>"
        kind = "application/sparql-update"
        assert (
            server.ask("/update", "POST", update, Content_Type=kind, Authorization="Bearer t").status == 204
        )
        found = described(server, "/sparql")
        service = URIRef(f"{server.url}sparql")
        languages = {"sparql": SD.SPARQL11Query, "update": SD.SPARQL11Update}
        assert set(found.subjects(RDF.type, SD.Service)) == {URIRef(f"{server.url}{at}") for at in languages}
        for address, language in languages.items():
            at = URIRef(f"{server.url}{address}")
            assert one(found, at, SD.endpoint) == at
            assert one(found, at, SD.supportedLanguage) == language
            assert one(found, at, SD.feature) == SD.EmptyGraphs
            assert one(found, at, SD.defaultDataset) == one(found, service, SD.defaultDataset)
        default = one(found, one(found, service, SD.defaultDataset), SD.defaultGraph)
        assert one(found, default, VOID.triples) == Literal(2) == Literal(count(server, "*", "?s ?p ?o"))
        told = [
            [str(one(found, named, SD.name)), str(one(found, one(found, named, SD.graph), VOID.triples))]
            for named in found.objects(None, SD.namedGraph)
        ]
        graphs = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        assert sorted(told) == sorted([*table(server, graphs), ["a:empty", "0"]])
        assert ["a:g", "1"] in told


@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_function_that_the_service_names_computes(server: Server, function: URIRef) -> None:
    wkt = "<http://www.opengis.net/ont/geosparql#wktLiteral>"
    ask = f"ASK {{ FILTER(BOUND(?x)) BIND({function.n3()}('POINT(1 1)'^^{wkt}, 'POINT(1 1)'^^{wkt}) AS ?x) }}"
    answer = server.query(ask, "text/csv")
    assert (answer.status, answer.text) == (200, "true\n")


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_description_comes_in_every_rdf_format(server: Server, path: str) -> None:
    wanted = described(server, path)
    for form in RDF_FORMATS:
        answer = server.ask(path, Accept=form.media_type)
        assert (answer.status, answer.media_type) == (200, form.media_type)
        assert "Accept" in answer.headers["Vary"]
        found = Graph().parse(data=answer.text, format=READERS[form.name])
        assert isomorphic(found, wanted), form.name
        assert server.ask(f"{path}?format={form.name}").body == answer.body
        again = server.ask(path, Accept=form.media_type, If_None_Match=answer.headers["ETag"])
        assert (again.status, again.body) == (304, b"")
        assert server.ask(path, "HEAD", Accept=form.media_type).headers["ETag"] == answer.headers["ETag"]


@pytest.mark.parametrize(
    ("path", "accept", "status", "leads_to"),
    [
        ("/sparql", "*/*", 200, None),
        ("/sparql", "text/html,application/xhtml+xml,*/*;q=0.8", 303, "/query"),
        ("/sparql", "image/png", 406, None),
        ("/.well-known/void", "text/html", 303, "/dataset"),
        ("/.well-known/void", "text/turtle;q=0, application/json", 200, None),
        ("/dataset", "text/html", 200, None),
        ("/dataset", "image/png", 406, None),
    ],
)
def test_people_are_led_to_pages_and_programs_get_rdf(
    server: Server, path: str, accept: str, status: int, leads_to: str | None
) -> None:
    answer = server.ask(path, Accept=accept)
    assert (answer.status, answer.headers["Location"]) == (status, leads_to)
    assert "Accept" in answer.headers["Vary"]


def test_the_page_of_the_dataset_shows_its_numbers_and_leads_to_its_descriptions(server: Server) -> None:
    page = server.ask("/dataset", Accept="text/html").text
    assert f"{len(union())}" in page
    for found in (
        f"{BASE}dataset",
        "wikidata.org/entity/",
        "/dumps/",
        "/.well-known/void?format=ttl",
        "sparql",
    ):
        assert found in page
    about = page.partition('id="about"')[2].partition("</section>")[0]
    assert "<dd>River Office</dd>" in about
    assert '<a href="https://creativecommons.org/licenses/by/4.0/" rel="license noopener">' in about
    assert "2026-01-02" in about
    assert 'href="/dataset"' in server.ask("/", Accept="text/html").text


@pytest.mark.parametrize("path", ["/", "/sparql", "/dumps/newsgraph.ttl", "/nowhere"])
def test_every_answer_leads_to_the_description(server: Server, path: str) -> None:
    assert '</.well-known/void>; rel="describedby"' in server.ask(path).headers["Link"]


def test_a_description_is_written_once_whatever_the_host_is_called(
    example_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def counted(graph: Graph, form: Format) -> bytes:
        made.append(form.name)
        return written(graph, form)

    monkeypatch.setattr("endpoint.metadata.written", counted)
    with serving(create_app(Settings(store=example_store, kept=0))) as server:
        for host in ("one.example", "two.example:8080", "[2001:db8::1]"):
            for form in ("ttl", "rdf", "jsonld"):
                answer = server.ask(f"/sparql?format={form}", Host=host)
                assert f"http://{host}/sparql" in answer.text
                assert "invalid" not in answer.text
    assert sorted(made) == ["jsonld", "rdf", "ttl"]


def test_a_host_that_is_none_is_not_repeated(server: Server) -> None:
    answer = server.ask("/dataset", Accept="text/turtle", Host="a<b")
    assert "a<b" not in answer.text
    assert answer.status in (200, 400)


def test_where_the_host_is_that_of_the_base_the_addresses_are_too(server: Server) -> None:
    dcat = Graph().parse(
        data=server.ask("/dataset", Accept="text/turtle", Host="data.example.org").text, format="turtle"
    )
    assert (None, DCAT.endpointURL, URIRef(f"{BASE}sparql")) in dcat
