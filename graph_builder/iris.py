"""The one place that mints IRIs.

An instance is ``{base}id/{kind}/{slug}``, a named graph ``{base}graph/{name}``, a source text
``{base}source/{newsletter-id}.txt``. Slugs keep letters of every script.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args
from urllib.parse import quote, urlsplit

from rdflib.term import URIRef

from graph_builder.errors import InputError

DEFAULT_BASE: Final = "https://newsgraph.example/"

Kind = Literal[
    "newsletter", "event", "session", "person", "organization", "country", "country-group", "place",
    "participation", "post", "recommendation", "topic", "evidence",
]  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

#: A longer slug is cut and ends in a hash, so that an IRI stays fit to be read and typed.
MAX_SLUG: Final = 80
_HASH_LENGTH: Final = 10

Key = tuple[str, ...]


def slug(name: str) -> str:
    """Return `name` as a slug: NFC, case-folded, every other character than letters and digits one hyphen.

    An empty slug, and one that had to be cut to `MAX_SLUG`, ends in a hash of the whole name.
    """
    bare = _bare(name)
    if not bare:
        return digest(name)
    if len(bare) > MAX_SLUG:
        return f"{bare[: MAX_SLUG - _HASH_LENGTH - 1].rstrip('-')}-{digest(name)}"
    return bare


def digest(*parts: str) -> str:
    """Return a short hash of some words; the same words give the same hash everywhere."""
    joined = "\x1f".join(unicodedata.normalize("NFC", part) for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:_HASH_LENGTH]


def bare_name(name: str) -> str:
    """Return what tells a name from others: its letters and digits, case-folded, joined by hyphens.

    A name with neither stands for itself.
    """
    return _bare(name) or name


def slugs(keys: Iterable[Key]) -> Mapping[Key, str]:
    """Return a slug for each key, whose first part is the name; no two keys share one.

    Where names collide, each ends in a hash of its whole key, so that the order of the keys does
    not matter.
    """
    groups: defaultdict[str, set[Key]] = defaultdict(set)
    for key in keys:
        groups[slug(key[0])].add(key)
    return {
        key: shared
        if len(group) == 1
        else f"{shared[: MAX_SLUG - _HASH_LENGTH - 1].rstrip('-')}-{digest(*key)}"
        for shared, group in groups.items()
        for key in group
    }


def _bare(name: str) -> str:
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    # Combining marks belong to the letters of many scripts; dropping them would join different words.
    kept = "".join(
        char if char.isalnum() or unicodedata.category(char).startswith("M") else "-" for char in folded
    )
    return re.sub(r"-+", "-", kept).strip("-")


@dataclass(frozen=True, slots=True)
class Iris:
    """Mints the IRIs of one publisher, below `base` (which ends in a slash)."""

    base: str = DEFAULT_BASE

    def thing(self, kind: Kind, slug: str) -> URIRef:
        """Return the IRI of an instance."""
        return URIRef(f"{self.base}id/{kind}/{slug}")

    def graph(self, name: str) -> URIRef:
        """Return the IRI of a named graph: a newsletter's id, or one of the graphs that we derive."""
        return URIRef(f"{self.base}graph/{name}")

    def source(self, newsletter: str) -> URIRef:
        """Return where the text of a newsletter is served."""
        return URIRef(f"{self.base}source/{newsletter}.txt")

    def evidence(self, newsletter: str, start: int, end: int) -> URIRef:
        """Return the IRI of the piece of evidence at a span of a newsletter."""
        return self.thing("evidence", f"{newsletter}-{start}-{end}")

    @property
    def inferred(self) -> URIRef:
        """Return the graph of what follows by the ontology."""
        return self.graph("inferred")

    @property
    def links(self) -> URIRef:
        """Return the graph of links to other data sets."""
        return self.graph("links")

    @property
    def ontology(self) -> URIRef:
        """Return the graph that holds the ontology."""
        return self.graph("ontology")

    @property
    def topics(self) -> URIRef:
        """Return the graph that holds the topic scheme and the country groups."""
        return self.graph("topics")

    @property
    def default(self) -> URIRef:
        """Return the graph that keeps what was written to no graph."""
        return self.graph("default")

    @property
    def derived(self) -> frozenset[URIRef]:
        """Return the graphs that are no newsletter's."""
        return frozenset({self.inferred, self.links, self.ontology, self.topics})


#: Newsletter ids that would name a graph or a dump of our own.
RESERVED_IDS: Final = frozenset({
    "default", "inferred", "links", "ontology", "topics", "newsgraph", "asserted",
})  # fmt: skip


def checked_base(base: str, source: str) -> str:
    """Return `base` as an absolute http(s) IRI that ends in a slash.

    Raises `InputError`, naming `source`, where it is none.
    """
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise InputError(
            source,
            f"the base IRI {base!r} is no absolute http or https IRI",
            "give one like https://data.example.org/",
        )
    if re.search(r"""[\x00-\x20<>"{}|\\^`]""", base):
        raise InputError(
            source, f"the base IRI {base!r} holds a character that no IRI may", "write it percent-encoded"
        )
    return base if base.endswith("/") else f"{base}/"


def is_placeholder(base: str) -> bool:
    """Tell whether a base IRI resolves for nobody else: a loopback address or the default."""
    host = urlsplit(base).hostname or ""
    return (
        base == DEFAULT_BASE
        or host in {"localhost", "::1"}
        or host.startswith("127.")
        or host.endswith(".localhost")
    )


def request_path(iri: str, base: str) -> str:
    """Return the path, from the root of whatever host serves it, at which an IRI below `base` resolves.

    IRIs keep letters of every script; a request path is percent-encoded UTF-8.
    """
    rest = iri.removeprefix(base)
    return "/" + quote(rest, safe="/#?=&:@!$'()*+,;~-._")
