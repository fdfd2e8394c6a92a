"""What pages read of a snapshot: labels, single facts, and where an IRI leads to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from rdflib.namespace import RDFS
from rdflib.term import Literal, Node, URIRef

from endpoint.wording import compact, is_term
from graph_builder.iris import Iris, request_path
from graph_builder.store import Store

_NO_IRI: Final = re.compile(r"""[\x00-\x20<>"{}|\\^`\ud800-\udfff]""")
_SERVED: Final = ("graph/", "source/", "ontology", "dumps/")


@dataclass(frozen=True, slots=True)
class Link:
    """Something to follow: where it leads, what it is called; `external` leads to another host."""

    iri: str
    label: str
    href: str | None
    external: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A literal as people read it."""

    text: str
    language: str | None = None


def fits_query(iri: str) -> bool:
    """Tell whether an IRI may be written between the angle brackets of a query."""
    return not _NO_IRI.search(iri)


def query_link(query: str) -> str:
    """Return the address of the query page with a query and its answer."""
    return f"/query?{urlencode({'query': query})}"


class Reader:
    """Reads one snapshot for one page; what it has read once it knows."""

    def __init__(self, store: Store, base: str) -> None:
        self.store = store
        self.iris = Iris(base)
        self._labels: dict[str, Literal | None] = {}

    def label(self, iri: URIRef) -> Literal | None:
        """Return the label of a thing or term, the English one where there are several."""
        if iri not in self._labels:
            found = [
                object_
                for _, _, object_ in self.store.triples(iri, RDFS.label)
                if isinstance(object_, Literal)
            ]
            found.sort(key=lambda label: (label.language != "en", str(label)))
            self._labels[iri] = found[0] if found else None
        return self._labels[iri]

    def facts(self, iri: URIRef) -> Mapping[URIRef, list[Node]]:
        """Return all that is said of a thing, by property."""
        found: defaultdict[URIRef, list[Node]] = defaultdict(list)
        for _, property_, object_ in self.store.triples(iri):
            found[URIRef(str(property_))].append(object_)
        return found

    def shown(self, node: Node) -> Link | Words:
        """Return a term as a page shows it."""
        if isinstance(node, URIRef):
            return self.link(node)
        if isinstance(node, Literal):
            address = str(node)
            if str(node.datatype or "").endswith("#anyURI") and address.startswith(("http://", "https://")):
                return Link(address, address, address, external=True)
            return Words(address, node.language)
        return Words(f"_:{node}")

    def link(self, iri: URIRef) -> Link:
        """Return where an IRI leads, under its label."""
        label = self.label(iri)
        href, external = self.href(str(iri))
        return Link(
            str(iri), str(label or compact(str(iri))), href, external, label.language if label else None
        )

    def href(self, iri: str) -> tuple[str | None, bool]:
        """Return where an IRI leads, and whether that is another host.

        Our own things lead to their documents, on whatever host serves this page.
        """
        base = self.iris.base
        if iri.startswith(f"{base}id/"):
            return request_path(f"{base}doc/{iri.removeprefix(f'{base}id/')}", base), False
        if iri.startswith(base) and iri.removeprefix(base).startswith(_SERVED):
            return request_path(iri, base), False
        if is_term(iri):
            return f"/ontology#{quote(iri.partition('#')[2])}", False
        # No other scheme becomes a link: "javascript:" is an IRI, too.
        return (iri, True) if iri.startswith(("http://", "https://")) else (None, False)
