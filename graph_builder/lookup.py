"""Links of our things through a project's own indexes of authorities, and what of them is in doubt.

A body is looked up by each of its names, with the others and the body above it as what stands around
it. What one name surely means, and no other name denies, is a link; what may be one is a doubt, for a
person to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib.namespace import RDFS
from rdflib.term import URIRef

from graph_builder.authorities import Authority, open_index
from graph_builder.authorities.types import WIKIDATA
from graph_builder.gazetteer import load_unit_words, load_wording
from graph_builder.judgement import Judgement, Verdict
from graph_builder.link import Entity, Identified, Reason
from graph_builder.matching import Matcher
from graph_builder.mentions import Mention
from graph_builder.naming import is_acronym
from graph_builder.terms import NEWS

#: What is less likely is not worth a person's time.
ASKED: Final = 0.7
_NO_NAME: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """A project's indexes, and what they are called."""

    matcher: Matcher
    table: str  #: of the indexes, as the graph of links names them
    date: str = ""  #: of their data; the latest that any of them says


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A link that may be right, for a person to decide."""

    subject: Entity
    target: URIRef
    label: str
    score: float
    reasons: tuple[str, ...]


@contextmanager
def opened_lookup(paths: Sequence[Path], levels: Mapping[str, str]) -> Iterator[Lookup | None]:
    """Lend the indexes of a project; None where it has none.

    `levels` are the words after the name of a place and the level that each tells. Raises
    `GazetteerError` where a file is no index, or one of another version.
    """
    if not paths:
        yield None
        return
    wording = load_wording()
    with ExitStack() as stack:
        indexes = tuple(stack.enter_context(closing(open_index(path, wording))) for path in paths)
        yield Lookup(
            matcher=Matcher(indexes, wording, load_unit_words(), levels),
            table=_NO_NAME.sub("-", "-".join(path.stem.casefold() for path in paths)).strip("-") or "indexes",
            date=max((index.date or "" for index in indexes), default=""),
        )


def looked_up(
    entities: Iterable[Entity], lookup: Lookup | None
) -> tuple[tuple[Identified, ...], tuple[Doubt, ...]]:
    """Return the links of bodies and places that the indexes tell, and those that they leave in doubt."""
    if lookup is None:
        return (), ()
    known = {one.iri: one for one in entities}
    links: list[Identified] = []
    doubts: list[Doubt] = []
    for _, one in sorted(known.items()):
        if one.kind not in ("organization", "place"):
            continue
        parent = known.get(one.parent) if one.parent else None
        found, name = _meant(one, parent, lookup.matcher)
        if found.authority is None:
            continue
        if found.verdict is Verdict.SAME:
            links += _links(one, found, found.authority, name, lookup)
        elif found.score >= ASKED:
            doubts.append(
                Doubt(
                    subject=one,
                    target=URIRef(found.authority.iri),
                    label=found.authority.label,
                    score=found.score,
                    reasons=found.reasons,
                )
            )
    return tuple(links), tuple(doubts)


def _meant(one: Entity, parent: Entity | None, matcher: Matcher) -> tuple[Judgement, str]:
    """Return what the names of a thing mean together, and the name that tells it best."""
    # An acronym says nothing beside a full name, save that it may be the same body's.
    full = [name for name in one.names if name != one.acronym and not is_acronym(name)]
    above = parent.names if parent else ()
    judged = []
    for name in full or one.names:
        around = "; ".join((*(other for other in full if other != name), *above))
        text = f"{name} ({one.acronym})" if one.acronym and full else name
        mention = Mention(text=text, kind=one.kind, country=one.country or "", context=around)
        judged.append((matcher.judge(mention), name))
    sure = [(found, name) for found, name in judged if found.verdict is Verdict.SAME]
    best, name = max(sure or judged, key=lambda pair: pair[0].score)
    told = {found.authority.iri for found, _ in sure if found.authority}
    if len(told) > 1:
        others = ", ".join(f"<{iri}>" for iri in sorted(told) if best.authority and iri != best.authority.iri)
        reasons = (*best.reasons, f"but another of its names means {others}")
        return (
            Judgement(verdict=Verdict.UNSURE, authority=best.authority, score=best.score, reasons=reasons),
            name,
        )
    return best, name


def _links(
    subject: Entity, found: Judgement, authority: Authority, name: str, lookup: Lookup
) -> Iterator[Identified]:
    """Yield a link to an authority, and to its Wikidata item where its data set knows just one."""
    targets = [authority.iri]
    if len(authority.wikidata) == 1:
        targets.append(WIKIDATA + authority.wikidata[0])
    for target in dict.fromkeys(targets):
        yield Identified(
            subject=subject,
            target=URIRef(target),
            label=authority.label,
            match=authority.match,
            reason=Reason(NEWS.acronym if name == subject.acronym else RDFS.label, found.score),
            matched=name,
            source="; ".join(found.reasons),
            table=lookup.table,
            date=lookup.date,
        )
