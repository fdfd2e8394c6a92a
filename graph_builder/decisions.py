"""A person's word on links: what `overrides.tsv` links or never links, read before any rule and above all.

A decision to link takes the place of whatever else was found in the same data set; a decision never to
link takes away that one link. Both are looked at in every build, so deleting the line undoes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, cast
from urllib.parse import urlsplit

from rdflib.term import URIRef

from graph_builder.authorities.types import GEONAMES, QID, ROR, ROR_ID, WIKIDATA
from graph_builder.errors import OverrideError
from graph_builder.gazetteer import Match
from graph_builder.iris import Iris, Kind
from graph_builder.link import BY_DECISION, DECISIONS, Entity, Identified, Link
from graph_builder.lookup import Doubt
from graph_builder.overrides import FILE, Decision, Override

_GEONAMES: Final = re.compile(r"https?://(?:sws|www)\.geonames\.org/([1-9][0-9]*)(?:/.*)?")
_IRI: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_OF_LINKS: Final = (Decision.LINK, Decision.NEVER_LINK)


def decided(
    links: Sequence[Link], overrides: Iterable[Override], labels: Mapping[URIRef, str], iris: Iris
) -> tuple[Link, ...]:
    """Return the links after a person's decisions, in the order of their subjects.

    `labels` are those of all things of the graph. Raises `OverrideError` where what a decision links
    to is no IRI.
    """
    ours = [one for one in overrides if one.decision in _OF_LINKS]
    never = {(subject_of(one, iris), target_of(one)) for one in ours if one.decision is Decision.NEVER_LINK}
    made = [
        Identified(
            subject=Entity(iri=subject, kind=cast("Kind", one.kind), names=(labels[subject],)),
            target=target_of(one),
            label="",
            match=Match.EXACT,
            reason=BY_DECISION,
            matched=labels[subject],
            source=one.why,
            table=DECISIONS,
            author=one.who,
            date=one.when,
        )
        for one in ours
        if one.decision is Decision.LINK and (subject := subject_of(one, iris)) in labels
    ]
    settled = {(one.subject.iri, urlsplit(one.target).hostname) for one in made}
    kept = [
        one
        for one in links
        if not isinstance(one, Identified)
        or (
            (one.subject.iri, one.target) not in never
            and (one.subject.iri, urlsplit(one.target).hostname) not in settled
        )
    ]
    return tuple(sorted((*kept, *made), key=lambda one: one.subject.iri))


def undecided(
    doubts: Iterable[Doubt], links: Iterable[Link], overrides: Iterable[Override], iris: Iris
) -> tuple[Doubt, ...]:
    """Return the doubts that a person has not decided, of things that are linked to nothing there."""
    never = {
        (subject_of(one, iris), target_of(one)) for one in overrides if one.decision is Decision.NEVER_LINK
    }
    settled = {
        (one.subject.iri, urlsplit(one.target).hostname) for one in links if isinstance(one, Identified)
    }
    return tuple(
        one
        for one in doubts
        if (one.subject.iri, one.target) not in never
        and (one.subject.iri, urlsplit(one.target).hostname) not in settled
    )


def idle_links(overrides: Iterable[Override], labels: Mapping[URIRef, str], iris: Iris) -> tuple[str, ...]:
    """Return a line for each decision on a link of something that is not in the graph."""
    return tuple(
        f"{FILE}, line {one.line}: nothing in the graph is {one.subject}"
        for one in overrides
        if one.decision in _OF_LINKS and subject_of(one, iris) not in labels
    )


def subject_of(one: Override, iris: Iris) -> URIRef:
    """Return the IRI of the thing that a decision is about; it is written in full or by its end."""
    start = f"{iris.base}id/"
    return URIRef(start + one.subject.removeprefix(start))


def target_of(one: Override) -> URIRef:
    """Return what a decision links to, as its data set writes it: an IRI, a Wikidata or a ROR id."""
    if found := QID.fullmatch(one.object):
        return URIRef(WIKIDATA + found[1])
    if found := ROR_ID.fullmatch(one.object):
        return URIRef(ROR + found[1])
    if found := _GEONAMES.fullmatch(one.object):
        return URIRef(f"{GEONAMES}{found[1]}/")
    if not _IRI.fullmatch(one.object):
        raise OverrideError(FILE, one.line, f"links to {one.object!r}", "give an IRI, a Wikidata or a ROR id")
    return URIRef(one.object)
