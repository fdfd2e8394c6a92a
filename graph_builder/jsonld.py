"""JSON-LD: triples written subject by subject, compacted with one context.

The context is embedded, so that a document means the same wherever it is read. Only one subject is
in memory at a time. What a context can do beyond names, coercion and language (scoped contexts,
reverse terms, lists, indexes) is not used for writing: such a term gives way to a compact IRI.
"""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any

from rdflib.namespace import RDF, XSD
from rdflib.plugins.shared.jsonld.context import Context as JsonLdContext
from rdflib.plugins.shared.jsonld.context import Term
from rdflib.term import BNode, Literal, Node, URIRef

from graph_builder.answers import Triple
from graph_builder.errors import InputError
from graph_builder.resources import CONTEXT


class Context:
    """A JSON-LD context, read once: how its document says it, and how IRIs and values look in it.

    IRIs come in as plain strings: a `URIRef` is equal to no string.
    """

    def __init__(self, document: Mapping[str, Any], source: str | Path = "the context") -> None:
        try:
            self.definition = document["@context"]
            read = JsonLdContext(self.definition)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(source, f"is no JSON-LD context ({error!r})", "mend it") from error
        self._plain = read.language is None
        self._vocabulary: str = read.vocab or ""
        self._names: frozenset[str] = frozenset(read.terms)
        self._by_property: Mapping[str, list[Term]] = _usable(read)
        #: Longest first: of two namespaces, one within the other, the narrower makes the shorter name.
        self._prefixes = sorted(
            ((term.id, name) for name, term in read.terms.items() if term.prefix and not term.reverse),
            key=lambda pair: (-len(pair[0]), pair[1]),
        )

    def name(self, iri: str) -> str:
        """Return an IRI in the place of a property or a class."""
        for term in self._by_property.get(iri, ()):
            if not term.type and not term.language and not term.container:
                return str(term.name)
        rest = iri.removeprefix(self._vocabulary)
        if self._vocabulary and rest != iri and rest and ":" not in rest and rest not in self._names:
            return rest
        return self.reference(iri)

    def reference(self, iri: str) -> str:
        """Return an IRI in the place of a node."""
        for namespace, prefix in self._prefixes:
            rest = iri.removeprefix(namespace)
            compact = f"{prefix}:{rest}"
            if rest != iri and rest and not rest.startswith("//") and compact not in self._names:
                return compact
        return iri

    def misreads(self, iri: str) -> bool:
        """Tell whether the IRI written in full would be taken for a compact one or for a term."""
        prefix, colon, rest = iri.partition(":")
        return bool(colon) and not rest.startswith("//") and (prefix in self._names or iri in self._names)

    def value(self, predicate: str, node: Node) -> tuple[str, object]:
        """Return the key and the JSON value that say one property of a node."""
        terms = self._by_property.get(predicate, ())
        for term in terms:
            short = self._coerced(term, node)
            if short is not None:
                return term.name, short
        # A value object is never coerced, so it may stand under whatever name the property has.
        bare = next((term.name for term in terms if not term.container), None)
        if bare is None and self._plain and isinstance(node, Literal) and _is_plain(node):
            return self.name(predicate), str(node)
        return bare or self.name(predicate), self._full(node)

    def _coerced(self, term: Term, node: Node) -> str | None:
        """Return the value as the bare string that the term's definition turns back into it."""
        if isinstance(node, URIRef):
            if term.type == "@vocab":
                return self.name(str(node))
            return self.reference(str(node)) if term.type == "@id" else None
        if isinstance(node, BNode):
            return f"_:{node}" if term.type in ("@id", "@vocab") else None
        assert isinstance(node, Literal)  # noqa: S101 - nothing else stands in an object's place
        if node.language:
            return str(node) if term.language == node.language and not term.type else None
        if _is_plain(node):
            untyped = not term.type and (term.language is None or (not term.language and self._plain))
            return str(node) if untyped or term.type == str(XSD.string) else None
        return str(node) if term.type == str(node.datatype) else None

    def _full(self, node: Node) -> dict[str, str]:
        if isinstance(node, URIRef):
            return {"@id": self.reference(str(node))}
        if isinstance(node, BNode):
            return {"@id": f"_:{node}"}
        assert isinstance(node, Literal)  # noqa: S101 - as above
        if node.language:
            return {"@value": str(node), "@language": node.language}
        if node.datatype is None or node.datatype == XSD.string:
            return {"@value": str(node)}
        return {"@value": str(node), "@type": self.name(str(node.datatype))}


def _usable(read: JsonLdContext) -> Mapping[str, list[Term]]:
    """Return the terms that a property may be written with, by the IRI of the property."""
    found: defaultdict[str, list[Term]] = defaultdict(list)
    for _, term in sorted(read.terms.items()):
        strange = set(term.container or ()) - {"@set"}
        if not (term.reverse or term.context or strange or str(term.id).startswith("@")):
            found[str(term.id)].append(term)
    return found


def _is_plain(node: Literal) -> bool:
    """Tell whether a literal is a string without a language."""
    return not node.language and node.datatype in (None, XSD.string)


def load_context(path: Path) -> Context:
    """Return the context that a file holds.

    Raises `InputError` where it cannot be read or is none.
    """
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise InputError(path, f"is no JSON-LD context ({error})", "mend it") from error
    return Context(document, path)


@cache
def shipped_context() -> Context:
    """Return the context that travels with newsgraph."""
    return load_context(CONTEXT)


def write_jsonld(triples: Iterable[Triple], output: IO[bytes], context: Context | None = None) -> None:
    """Write triples as one document; those of one subject that follow one another become one node.

    Without a context it is the one that travels with newsgraph.
    """
    context = context or shipped_context()
    bare = Context({"@context": {}})
    output.write(b'{"@context": ' + _json(context.definition) + b',\n "@graph": [')
    separator = b"\n"
    for subject, described in itertools.groupby(triples, key=lambda triple: triple[0]):
        pairs = [(str(predicate), object_) for _, predicate, object_ in described]
        if any(map(context.misreads, _iris(subject, pairs))):
            node = {"@context": None, **_node(subject, pairs, bare)}
        else:
            node = _node(subject, pairs, context)
        output.write(separator + _json(node))
        separator = b",\n"
    output.write(b"\n]}\n")


def _node(subject: Node, pairs: Iterable[tuple[str, Node]], context: Context) -> dict[str, object]:
    node: dict[str, object] = {
        "@id": f"_:{subject}" if isinstance(subject, BNode) else context.reference(str(subject))
    }
    values: defaultdict[str, list[object]] = defaultdict(list)
    for predicate, object_ in pairs:
        if predicate == str(RDF.type) and not isinstance(object_, Literal):
            values["@type"].append(
                f"_:{object_}" if isinstance(object_, BNode) else context.name(str(object_))
            )
        else:
            key, value = context.value(predicate, object_)
            values[key].append(value)
    node.update({key: several[0] if len(several) == 1 else several for key, several in values.items()})
    return node


def _iris(subject: Node, pairs: Iterable[tuple[str, Node]]) -> Iterator[str]:
    """Yield every IRI of one subject's triples."""
    if isinstance(subject, URIRef):
        yield str(subject)
    for predicate, object_ in pairs:
        yield predicate
        if isinstance(object_, URIRef):
            yield str(object_)
        elif isinstance(object_, Literal) and object_.datatype:
            yield str(object_.datatype)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
