"""A made-up corpus of newsletters as N-Quads, of any size, the same for the same seed.

    python -m benchmarks.corpus 1000000 corpus.nq

It has the shape of a real build: events with sessions, people who take part and hold posts, bodies
in trees of units, recommendations, for each its evidence with two selectors, a named graph a
newsletter, and a graph of what is inferred; about 1,200 quads a newsletter, as data/ has. It is skewed
as real ones are: a few people, bodies, countries and topics are named often and most once or twice
(a place in a list is drawn as its length times the cube of a uniform number), and newsletters differ
in length. Each triple stands in its named graph, and once in the default graph, which is the set of
all triples; the quads of both are counted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import IO, Final

BASE: Final = "https://newsgraph.example/"
NEWS: Final = "https://w3id.org/newsgraph/ontology#"
SEED: Final = 20_260_101
_A: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
_DERIVED: Final = "http://www.w3.org/ns/prov#wasDerivedFrom"
_OA: Final = "http://www.w3.org/ns/oa#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_SYLLABLES: Final = (
    "ba",
    "chen",
    "dao",
    "fen",
    "ga",
    "hui",
    "jo",
    "kan",
    "lo",
    "mi",
    "nu",
    "pra",
    "ran",
    "so",
    "tu",
)
_VOCABULARY: Final = (
    "water river basin flood drought dam fish forest farmer village city energy solar wind coal grid"
    " investment loan bank trade border road rail port park industry waste plastic air soil climate carbon"
    " data model forecast warning training exchange visit office law standard permit plan review fund"
)
_WORDS: Final = tuple(_VOCABULARY.split())
_ROLES: Final = ("Speaker", "Speaker", "Speaker", "Speaker", "Panelist", "Chair", "Opening", "Participant")
_KINDS: Final = ("Proposal", "Proposal", "Proposal", "Commitment", "Agreement")
COUNTRIES: Final = 60
TOPICS: Final = 120


class Corpus:
    """Writes quads until there are as many as are wanted."""

    def __init__(self, quads: int, output: IO[str], seed: int = SEED) -> None:
        self._random, self._output, self._wanted = Random(seed), output, quads  # noqa: S311 - no secret
        self.written = 0
        self.newsletters = 0
        #: What several newsletters say; the set of all triples holds it once.
        self._said: set[tuple[str, str, str]] = set()
        issues = max(1, quads // 2400)
        self._people = [self._name(number) for number in range(issues * 4)]
        self._bodies = issues * 3

    def write(self) -> None:
        """Write the whole corpus."""
        for number in range(COUNTRIES):
            self._thing("topics", f"country/c{number}", "Country", f"Country {number}")
        while self.written < self._wanted:
            self._newsletter(self.newsletters)
            self.newsletters += 1

    # --- drawing --------------------------------------------------------------------------------

    def _drawn(self, length: int) -> int:
        return int(length * self._random.random() ** 3)

    def _name(self, number: int) -> str:
        draw = self._random.choice
        family, given = draw(_SYLLABLES).title(), draw(_SYLLABLES).title() + draw(_SYLLABLES)
        return f"{family} {given} {number}"

    def _text(self, length: int) -> str:
        return " ".join(self._random.choices(_WORDS, k=length)).capitalize() + "."

    # --- writing --------------------------------------------------------------------------------

    def _quad(self, graph: str, subject: str, predicate: str, value: str, *, shared: bool = False) -> None:
        line = f"<{subject}> <{predicate}> {value}"
        self._output.write(f"{line} <{BASE}graph/{graph}> .\n")
        self.written += 1
        if shared:
            if (subject, predicate, value) in self._said:
                return
            self._said.add((subject, predicate, value))
        self._output.write(f"{line} .\n")
        self.written += 1

    def _link(self, graph: str, subject: str, term: str, target: str, *, shared: bool = False) -> None:
        self._quad(graph, subject, f"{NEWS}{term}", f"<{target}>", shared=shared)

    def _thing(self, graph: str, name: str, class_: str, label: str) -> str:
        """Write what a thing is and what it is called, which many newsletters may say; return its IRI."""
        iri = f"{BASE}id/{name}"
        self._quad(graph, iri, _A, f"<{NEWS}{class_}>", shared=True)
        self._quad(graph, iri, _LABEL, f'"{label}"@en', shared=True)
        return iri

    def _evidence(self, graph: str, iri: str, quote: str) -> None:
        start = self._random.randrange(20_000)
        found = f"{BASE}id/evidence/{graph}-{start}-{self.written}"
        self._link(graph, iri, "evidence", found)
        self._quad(graph, found, _A, f"<{_OA}SpecificResource>")
        self._quad(graph, found, f"{_OA}hasSource", f"<{BASE}id/newsletter/{graph}>")
        self._quad(graph, iri, _DERIVED, f"<{BASE}id/newsletter/{graph}>", shared=True)
        position, exact = f"{found}#position", f"{found}#quote"
        for selector, class_ in ((position, "TextPositionSelector"), (exact, "TextQuoteSelector")):
            self._quad(graph, found, f"{_OA}hasSelector", f"<{selector}>")
            self._quad(graph, selector, _A, f"<{_OA}{class_}>")
        self._quad(graph, position, f"{_OA}start", f'"{start}"^^<{_XSD}integer>')
        self._quad(graph, position, f"{_OA}end", f'"{start + len(quote)}"^^<{_XSD}integer>')
        self._quad(graph, exact, f"{_OA}exact", f'"{quote}"')

    def _body(self, graph: str, number: int) -> str:
        iri = self._thing(graph, f"organization/o{number}", "Organization", f"Institute {number}")
        self._link(graph, iri, "country", f"{BASE}id/country/c{self._country(number)}", shared=True)
        if number >= 7:
            # A tree of units: each belongs to one of a lower number.
            self._link(graph, iri, "unitOf", f"{BASE}id/organization/o{number // 7}", shared=True)
        self._inferred(iri, "http://www.w3.org/ns/org#Organization", "https://schema.org/Organization")
        return iri

    def _country(self, number: int) -> int:
        return int(COUNTRIES * ((number * 7919 % 1000) / 1000) ** 3)

    def _person(self, graph: str, number: int) -> str:
        name = self._people[number]
        iri = self._thing(graph, f"person/p{number}", "Person", name)
        family, given, _ = name.split()
        self._quad(graph, iri, f"{NEWS}familyName", f'"{family}"', shared=True)
        self._quad(graph, iri, f"{NEWS}givenName", f'"{given}"', shared=True)
        if number % 3:
            self._quad(graph, iri, f"{NEWS}honorific", '"Dr."', shared=True)
        self._inferred(iri, "http://xmlns.com/foaf/0.1/Person", "https://schema.org/Person")
        return iri

    def _inferred(self, iri: str, *classes: str) -> None:
        for class_ in classes:
            if (iri, _A, f"<{class_}>") not in self._said:
                self._quad("inferred", iri, _A, f"<{class_}>", shared=True)

    def _newsletter(self, number: int) -> None:
        graph = f"issue-{number}"
        year, month = 2000 + number % 26, 1 + number % 12
        date = f'"{year}-{month:02}-{1 + number % 28:02}"^^<{_XSD}date>'
        issue = self._thing(graph, f"newsletter/{graph}", "Newsletter", f"Newsletter {number}")
        self._quad(graph, issue, f"{NEWS}year", f'"{year}"^^<{_XSD}integer>')
        self._quad(graph, issue, f"{NEWS}issueNumber", f'"{number}"')
        self._quad(graph, issue, f"{NEWS}released", date)
        event = self._occasion(graph, "event", f"e{number}", date)
        self._link(graph, issue, "reports", event)
        for part in range(1 + self._drawn(6)):
            session = self._occasion(graph, "session", f"s{number}-{part}", date)
            self._link(graph, issue, "reports", session)
            self._link(graph, session, "sessionOf", event)
            speakers = self._speakers(graph, session, event, part)
            for which in range(2 + self._drawn(8)):
                self._recommendation(graph, session, f"{graph}-{part}-{which}", speakers)

    def _occasion(self, graph: str, kind: str, name: str, date: str) -> str:
        iri = self._thing(graph, f"{kind}/{name}", kind.title(), self._text(6))
        self._quad(graph, iri, f"{NEWS}startDate", date)
        self._link(graph, iri, "country", f"{BASE}id/country/c{self._drawn(COUNTRIES)}")
        self._link(graph, iri, "organizingBody", self._body(graph, self._drawn(self._bodies)))
        for _ in range(3):
            self._link(graph, iri, "topic", f"{BASE}id/topic/t{self._drawn(TOPICS)}", shared=True)
        self._evidence(graph, iri, self._text(12))
        self._inferred(iri, f"{NEWS}Occasion", "https://schema.org/Event")
        return iri

    def _speakers(self, graph: str, session: str, event: str, part: int) -> list[str]:
        drawn = sorted({self._drawn(len(self._people)) for _ in range(3 + self._drawn(10))})
        found = []
        for number in drawn:
            person = self._person(graph, number)
            # Most people speak for one body wherever they do.
            body = self._body(graph, (number * 31 + self._drawn(3)) % self._bodies)
            name = f"{graph}-{part}-{number}"
            taken = self._thing(graph, f"participation/{name}", "Participation", f"Part {name}")
            self._link(graph, taken, "participant", person)
            self._link(graph, taken, "in", session)
            self._link(graph, taken, "role", f"{NEWS}{self._random.choice(_ROLES)}")
            self._evidence(graph, taken, self._text(5))
            post = self._thing(graph, f"post/{name}", "Post", f"Post {name}")
            self._link(graph, post, "holder", person)
            self._link(graph, post, "at", body)
            self._quad(
                graph,
                post,
                f"{NEWS}title",
                f'"{self._random.choice(("Director", "Professor", "Officer"))}"@en',
            )
            self._evidence(graph, post, self._text(6))
            for term, target in (("participation", taken), ("post", post), ("tookPartIn", session)):
                self._link("inferred", person, term, target)
            self._link_once(person, "tookPartIn", event)
            self._link_once(person, "memberOf", body)
            found.append(person)
        return found

    def _link_once(self, subject: str, term: str, target: str) -> None:
        if (subject, f"{NEWS}{term}", f"<{target}>") not in self._said:
            self._link("inferred", subject, term, target, shared=True)

    def _recommendation(self, graph: str, session: str, name: str, speakers: Sequence[str]) -> None:
        text = self._text(15 + self._drawn(30))
        iri = self._thing(graph, f"recommendation/{name}", "Recommendation", text[:80])
        self._quad(graph, iri, f"{NEWS}text", f'"{text}"@en')
        self._link(graph, iri, "kind", f"{NEWS}{self._random.choice(_KINDS)}")
        self._link(graph, iri, "madeIn", session)
        self._link(graph, iri, "madeBy", self._random.choice(speakers))
        country = f"{BASE}id/country/c{self._drawn(COUNTRIES)}"
        self._link(graph, iri, "addresses", country)
        self._link("inferred", iri, "concerns", country)
        for topic in {self._drawn(TOPICS) for _ in range(2)}:
            self._link(graph, iri, "topic", f"{BASE}id/topic/t{topic}")
        self._evidence(graph, iri, text)


def write_corpus(quads: int, path: Path, seed: int = SEED) -> Corpus:
    """Write a corpus of at least so many quads to a file, and return what it says of itself."""
    with path.open("w", encoding="utf-8", buffering=2**20) as output:
        corpus = Corpus(quads, output, seed)
        corpus.write()
    return corpus


if __name__ == "__main__":
    write_corpus(int(sys.argv[1]), Path(sys.argv[2]))
