"""The queries of the comparison: kinds that users put, with what differs from one asking to the next.

`{country}`, `{year}`, `{person}`, `{newsletter}` and `{body}` are drawn for each asking that is to be a
first one; things that are named often come first in the corpus.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from benchmarks.corpus import BASE, COUNTRIES

ROWS: Final = "application/sparql-results+json"
TRIPLES: Final = "text/turtle"
_PREFIXES: Final = f"""PREFIX news: <https://w3id.org/newsgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX id: <{BASE}id/>
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One kind of query."""

    name: str
    text: str
    accept: str = ROWS
    #: Whether it finds few things from a few: what a server is asked most.
    short: bool = False

    def drawn(self, random: Random) -> str:
        """Return it with what differs drawn anew."""
        return _PREFIXES + (
            self.text.replace("{country}", f"<{BASE}id/country/c{random.randrange(COUNTRIES)}>")
            .replace("{year}", str(random.randrange(2000, 2024)))
            .replace("{person}", f"<{BASE}id/person/p{random.randrange(60)}>")
            .replace("{newsletter}", f"issue-{random.randrange(400)}")
            .replace("{number}", str(random.randrange(400)))
            .replace("{body}", f"<{BASE}id/organization/o{random.randrange(1, 7)}>")
        )


MIX: Final = (
    Asked(
        "look up a person",
        "SELECT ?term ?value { {person} ?term ?value } ORDER BY ?term ?value",
        short=True,
    ),
    Asked(
        "who spoke at an event, for whom",
        """SELECT ?name ?role ?body {
          ?session news:sessionOf <https://newsgraph.example/id/event/e{number}> .
          ?part news:in ?session ; news:participant ?person ; news:role ?role .
          ?person rdfs:label ?name . ?post news:holder ?person ; news:at/rdfs:label ?body ;
            prov:wasDerivedFrom <https://newsgraph.example/id/newsletter/issue-{number}> }""",
        short=True,
    ),
    Asked(
        "recommendations by country and date",
        """SELECT ?date ?text ?name {
          ?r news:addresses {country} ; news:text ?text ; news:madeIn/news:startDate ?date ;
            news:madeBy/rdfs:label ?name
          FILTER (?date >= "{year}-01-01"^^xsd:date && ?date < "{year}-07-01"^^xsd:date)
        } ORDER BY ?date ?text""",
    ),
    Asked(
        "who spoke in most sessions",
        """SELECT ?person (COUNT(DISTINCT ?session) AS ?n) {
          ?part news:participant ?person ; news:in ?session ; news:role news:Speaker .
          ?session news:country {country}
        } GROUP BY ?person HAVING (COUNT(DISTINCT ?session) > 1) ORDER BY DESC(?n) ?person LIMIT 50""",
    ),
    Asked(
        "all units of a body",
        "SELECT ?unit ?name { ?unit news:unitOf+ {body} ; rdfs:label ?name } ORDER BY ?unit",
    ),
    Asked(
        "recommendations counted by country and year",
        """SELECT ?country ?year (COUNT(?r) AS ?n) {
          ?r news:concerns ?country ; prov:wasDerivedFrom ?issue . ?issue news:year ?year
          FILTER (?year >= {year})
        } GROUP BY ?country ?year ORDER BY ?country ?year""",
    ),
    Asked(
        "texts that hold two words",
        """SELECT ?r ?text {
          ?r news:text ?text FILTER (CONTAINS(LCASE(?text), "flood") && CONTAINS(?text, "bank"))
        } ORDER BY ?r LIMIT 100""",
    ),
    Asked(
        "with whom a person spoke",
        """SELECT ?other (COUNT(DISTINCT ?session) AS ?n) {
          {person} news:tookPartIn ?session . ?session a news:Session . ?other news:tookPartIn ?session
          FILTER (?other != {person}) } GROUP BY ?other ORDER BY DESC(?n) ?other LIMIT 50""",
    ),
    Asked(
        "construct an event with its sessions",
        """CONSTRUCT { ?session ?p ?o . ?o rdfs:label ?label } {
          ?session news:sessionOf <https://newsgraph.example/id/event/e{number}> ; ?p ?o
          OPTIONAL { ?o rdfs:label ?label } }""",
        TRIPLES,
        short=True,
    ),
    Asked("describe a person", "DESCRIBE {person}", TRIPLES, short=True),
    Asked(
        "people with what may be known of them",
        """SELECT ?name ?honorific ?title ?body ?country {
          ?issue news:year {year} . ?person a news:Person ; rdfs:label ?name .
          ?part news:participant ?person ; prov:wasDerivedFrom ?issue
          OPTIONAL { ?person news:honorific ?honorific }
          OPTIONAL { ?post news:holder ?person ; prov:wasDerivedFrom ?issue
            OPTIONAL { ?post news:title ?title }
            OPTIONAL { ?post news:at ?at . ?at rdfs:label ?body
              OPTIONAL { ?at news:country/rdfs:label ?country } } }
        } LIMIT 2000""",
    ),
    Asked(
        "the words that prove what a newsletter says",
        """SELECT ?thing ?words { GRAPH <https://newsgraph.example/graph/{newsletter}> {
          ?thing news:evidence/oa:hasSelector/oa:exact ?words } }""",
        short=True,
    ),
    Asked(
        "what each newsletter holds",
        """SELECT ?graph (COUNT(?r) AS ?n) {
          GRAPH ?graph { ?r a news:Recommendation ; news:addresses {country} }
        } GROUP BY ?graph ORDER BY DESC(?n) ?graph LIMIT 100""",
    ),
    Asked(
        "export of all parts taken",
        """SELECT ?part ?person ?session ?role {
          ?part news:participant ?person ; news:in ?session ; news:role ?role
          FILTER (?person != {person}) }""",
    ),
)
