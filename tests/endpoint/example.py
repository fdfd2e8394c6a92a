"""A small snapshot with everything that the endpoint shows, and a real server over it."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from rdflib import Graph

from endpoint.front import Front
from endpoint.server import Listening
from endpoint.server import Server as HttpServer
from endpoint.serving import Publication
from graph_builder.snapshots import Manifest, drafting, publish

#: A base with a path of its own: what is served must not depend on it.
BASE = "https://data.example.org/rivers/"
RIVER_1 = "River Forum\r\n\r\n李霞 of the Ministry of Rivers chaired. Ana Núñez said that dams should open.\n"
RIVER_2 = "River Forum again\n\nMinistry of Rivers.\n"
_PREFIXES = f"""
@base <{BASE}> .
@prefix news: <https://w3id.org/newsgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> .
@prefix sssom: <https://w3id.org/sssom/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_SAID = RIVER_1.index("dams")
GRAPHS = {
    "river-1": f"""
<id/newsletter/river-1> a news:Newsletter ; rdfs:label "River Forum"@en ; news:year 2021 ;
    news:issueNumber "1" ; news:reports <id/event/river-forum>, <id/session/dams> ;
    schema:url "https://example.org/river-1"^^xsd:anyURI ; prov:wasDerivedFrom <source/river-1.txt> .
<id/event/river-forum> a news:Event ; rdfs:label "River Forum"@en ; news:startDate "2021-06-03"^^xsd:date ;
    news:endDate "2021-06-04"^^xsd:date ; news:organizer <id/organization/ministry-of-rivers> ;
    prov:wasDerivedFrom <id/newsletter/river-1> .
<id/session/dams> a news:Session ; rdfs:label "Dams"@en ; news:sessionOf <id/event/river-forum> ;
    prov:wasDerivedFrom <id/newsletter/river-1> .
<id/person/李霞> a news:Person ; rdfs:label "李霞"@und ; prov:wasDerivedFrom <id/newsletter/river-1> .
<id/person/ana-núñez> a news:Person ; rdfs:label "Ana Núñez"@en ;
    prov:wasDerivedFrom <id/newsletter/river-1> .
<id/organization/ministry-of-rivers> a news:Organization ; rdfs:label "Ministry of Rivers"@en ;
    news:acronym "MoR" ; skos:altLabel "<b>Rivers</b> & co"@en ; prov:wasDerivedFrom <id/newsletter/river-1> .
<id/participation/river-1-a> a news:Participation ; rdfs:label "李霞, chair, Dams"@en ;
    news:participant <id/person/李霞> ; news:in <id/session/dams> ; news:role news:Chair ;
    news:evidence <id/evidence/river-1-15-17> ; prov:wasDerivedFrom <id/newsletter/river-1> .
<id/post/river-1-b> a news:Post ; rdfs:label "李霞, Ministry of Rivers"@en ; news:holder <id/person/李霞> ;
    news:at <id/organization/ministry-of-rivers> ; prov:wasDerivedFrom <id/newsletter/river-1> .
<id/recommendation/river-1-c> a news:Recommendation ; rdfs:label "dams should open"@en ;
    news:text "dams should open"@en ; news:kind news:Proposal ; news:madeBy <id/person/ana-núñez> ;
    news:madeIn <id/session/dams> ; news:evidence <id/evidence/river-1-{_SAID}-{_SAID + 16}> ;
    prov:wasDerivedFrom <id/newsletter/river-1> .
<id/evidence/river-1-15-17> a oa:SpecificResource ; rdfs:label "river-1, characters 15 to 17"@en ;
    oa:hasSource <id/newsletter/river-1> ;
    oa:hasSelector <id/evidence/river-1-15-17#position>, <id/evidence/river-1-15-17#quote> .
<id/evidence/river-1-15-17#position> a oa:TextPositionSelector ; oa:start 15 ; oa:end 17 .
<id/evidence/river-1-15-17#quote> a oa:TextQuoteSelector ; oa:exact "李霞" .
<id/evidence/river-1-{_SAID}-{_SAID + 16}> a oa:SpecificResource ; rdfs:label "river-1, further on"@en ;
    oa:hasSource <id/newsletter/river-1> ; oa:hasSelector <id/evidence/river-1-{_SAID}-{_SAID + 16}#both> .
<id/evidence/river-1-{_SAID}-{_SAID + 16}#both> oa:start {_SAID} ; oa:end {_SAID + 16} ;
    oa:exact "dams should open" .
""",
    "river-2": """
<id/newsletter/river-2> a news:Newsletter ; rdfs:label "River Forum again"@en ; news:year 2022 ;
    prov:wasDerivedFrom <source/river-2.txt> .
<id/organization/ministry-of-rivers> a news:Organization ; rdfs:label "Ministry of Rivers"@en ;
    prov:wasDerivedFrom <id/newsletter/river-2> .
""",
    "inferred": """
<id/person/李霞> news:tookPartIn <id/session/dams>, <id/event/river-forum> ; a schema:Person .
""",
    "links": """
<id/organization/ministry-of-rivers> owl:sameAs <http://www.wikidata.org/entity/Q1>, <javascript:alert(1)> .
<graph/links#1> a owl:Axiom ; owl:annotatedSource <id/organization/ministry-of-rivers> ;
    owl:annotatedProperty owl:sameAs ; owl:annotatedTarget <http://www.wikidata.org/entity/Q1> ;
    sssom:match_string "ministry of rivers" ; sssom:confidence 0.9e0 .
""",
    "ontology": """
news:Person a owl:Class ; rdfs:label "person"@en ; rdfs:subClassOf schema:Person ;
    skos:definition "A human being whom a newsletter names."@en ; skos:example "Ana."@en .
news:Chair a owl:NamedIndividual ; rdfs:label "chair"@en .
news:Proposal a owl:NamedIndividual ; rdfs:label "proposal"@en .
news:acronym a owl:DatatypeProperty ; rdfs:label "acronym"@en ; rdfs:domain news:Organization .
""",
}


def triples_of(name: str) -> Graph:
    """Return one of the graphs."""
    return Graph().parse(data=_PREFIXES + GRAPHS[name], format="turtle")


def union(*names: str) -> Graph:
    """Return several graphs as one set of triples; all of them where none is named."""
    whole = Graph()
    for name in names or GRAPHS:
        whole += triples_of(name)
    return whole


def publish_example(
    store: Path, *, digest: str = "0123456789abcdef", texts: str = "full", more: str = ""
) -> Path:
    """Publish the example in a store, with more triples if wanted, and return the store."""
    with drafting(store) as draft:
        for name in GRAPHS:
            draft.store.add(Manifest(base=BASE, title="").iris.graph(name), triples_of(name))
        draft.store.add(
            Manifest(base=BASE, title="").iris.graph("links"),
            Graph().parse(data=_PREFIXES + more, format="turtle"),
        )
        draft.keep_source("river-1", RIVER_1)
        draft.keep_source("river-2", RIVER_2)
        manifest = Manifest(
            base=BASE,
            title="Rivers",
            publisher="River Office",
            licence="https://creativecommons.org/licenses/by/4.0/",
            texts=texts,
            digest=digest,
            published="2026-01-02T03:04:05+00:00",
            newsletters=("river-1", "river-2"),
        )
        publish(store, draft, manifest)
    return store


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode("utf-8")

    @property
    def media_type(self) -> str:
        """Return the media type without its parameters."""
        return self.headers.get_content_type()


@dataclass(frozen=True)
class Server:
    """A server that listens on loopback."""

    port: int

    @property
    def url(self) -> str:
        """Return the address of its start page."""
        return f"http://127.0.0.1:{self.port}/"

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Send one request; a header's name has "_" for "-"."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(
                method,
                path,
                body=body,
                headers={name.replace("_", "-"): value for name, value in headers.items()},
            )
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def query(self, query: str, accept: str = "*/*", **parameters: str) -> Answer:
        """Send a query by GET."""
        return self.ask(f"/sparql?{urlencode({'query': query, **parameters})}", Accept=accept)


@contextmanager
def serving(app: Flask, *, threads: int = 4) -> Iterator[Server]:
    """Serve an application on a free port."""
    front = [app.extensions[Front.__name__].at_once] if Front.__name__ in app.extensions else []
    server = HttpServer(app, Listening(threads=threads), *front)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield Server(server.port)
    finally:
        server.stop()
        thread.join(10)
        server.close()
        if Publication.__name__ in app.extensions:
            app.extensions[Publication.__name__].close()
