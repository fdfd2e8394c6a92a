"""Where a fact stands: spans as Web Annotation resources, and what a thing was derived from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rdflib.namespace import PROV, RDF, RDFS, XSD
from rdflib.term import Literal, URIRef

from graph_builder.answers import Triple
from graph_builder.iris import Iris
from graph_builder.terms import NEWS, OA
from graph_builder.text import Span


@dataclass(frozen=True, slots=True)
class Source:
    """The newsletter that facts come from, and its text, which spans refer to."""

    newsletter: str
    text: str
    iris: Iris
    language: str

    @property
    def iri(self) -> URIRef:
        """Return the newsletter's IRI."""
        return self.iris.thing("newsletter", self.newsletter)


def evidence_triples(subject: URIRef, spans: Iterable[Span], source: Source) -> Iterator[Triple]:
    """Yield what proves a subject: for each span its place in the text and the words there.

    Offsets are written as xsd:integer, which is what the store makes of xsd:nonNegativeInteger.
    """
    for span in sorted(set(spans)):
        evidence = source.iris.evidence(source.newsletter, span.start, span.end)
        position, quote = URIRef(f"{evidence}#position"), URIRef(f"{evidence}#quote")
        yield subject, NEWS.evidence, evidence
        yield evidence, RDF.type, OA.SpecificResource
        yield (
            evidence,
            RDFS.label,
            Literal(f"{source.newsletter}, characters {span.start} to {span.end}", lang="en"),
        )
        yield evidence, PROV.wasDerivedFrom, source.iri
        yield evidence, OA.hasSource, source.iri
        yield evidence, OA.hasSelector, position
        yield evidence, OA.hasSelector, quote
        yield position, RDF.type, OA.TextPositionSelector
        yield position, OA.start, Literal(str(span.start), datatype=XSD.integer)
        yield position, OA.end, Literal(str(span.end), datatype=XSD.integer)
        yield quote, RDF.type, OA.TextQuoteSelector
        yield quote, OA.exact, Literal(span.of(source.text))
