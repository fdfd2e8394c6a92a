"""How sure a find of our rules is, and what speaks for it: its rule, and what stands around it.

Each kind of find has some features that a reader would weigh as well. How much each one speaks for a
find was counted on gold records (docs/confidence.md) and lies in `confidence.tsv`; what a find has of
them makes its confidence.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from graph_builder.lexicon import Lexicon
from graph_builder.records import (
    Affiliation,
    Event,
    Finding,
    Organization,
    Participation,
    Person,
    Recommendation,
    Record,
    Session,
    findings,
)
from graph_builder.resources import CONFIDENCE
from graph_builder.text import fold_name

#: What speaks for a find, or against it, by the kind of find and the feature: in log odds.
Weights = Mapping[tuple[str, str], float]
#: The feature that every find has.
ANY: Final = "any"
#: No find is quite sure, and none is given that is surely wrong.
_LEAST, _MOST = 0.05, 0.99


def weighed(record: Record, lexicon: Lexicon, weights: Weights) -> Record:
    """Return the record with the confidence of each find."""
    seen = _Seen(record, lexicon)

    def likely(item: Finding | Recommendation) -> float:
        kind = kind_of(item)
        odds = sum(weights.get((kind, feature), 0.0) for feature in (ANY, *seen.features(item)))
        return round(min(max(1 / (1 + math.exp(-odds)), _LEAST), _MOST), 2)

    def sure(item: Any) -> Any:
        return replace(item, confidence=likely(item))

    return replace(
        record,
        events=tuple(map(sure, record.events)),
        sessions=tuple(map(sure, record.sessions)),
        persons=tuple(
            replace(person, confidence=likely(person), affiliations=tuple(map(sure, person.affiliations)))
            for person in record.persons
        ),
        organizations=tuple(map(sure, record.organizations)),
        participations=tuple(map(sure, record.participations)),
        recommendations=tuple(map(sure, record.recommendations)),
    )


def reasons(record: Record, lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """Return what speaks for each find of our rules or against it, by its place in the record."""
    seen = _Seen(record, lexicon)
    return {where: tuple(seen.features(item)) for where, item in findings(record)}


@cache
def load_weights(path: Path = CONFIDENCE) -> Weights:
    """Read how much each feature speaks for a find."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {(row["kind"], row["feature"]): float(row["weight"]) for row in rows}


def kind_of(item: Finding | Recommendation) -> str:
    """Return the name of a kind of finds."""
    return type(item).__name__.casefold()


class _Seen:
    """What the finds of a record have to do with each other."""

    def __init__(self, record: Record, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.persons = {person.id: person for person in record.persons}
        self.bodies = {body.id: body for body in record.organizations}
        self.alone = len(record.occasions) == 1
        running = (
            body
            for occasion in record.occasions
            for role in (
                occasion.organizers, occasion.co_organizers, occasion.supporters, occasion.guided_by,
            )
            for body in role
        )  # fmt: skip
        holding = (post.organization for person in record.persons for post in person.affiliations)
        self.tied = {*running, *holding, record.newsletter.publisher}
        self.speaking = {part.person for part in record.participations}

    def features(self, item: Finding | Recommendation) -> Iterator[str]:
        """Yield what speaks for a find or against it."""
        yield f"rule {item.rule}"
        match item:
            case Event() | Session():
                yield from self._of_occasion(item)
            case Person():
                yield from self._of_person(item)
            case Organization():
                yield from self._of_body(item)
            case Affiliation():
                yield from self._of_post(item)
            case Participation():
                yield from self._of_part(item)
            case Recommendation():
                yield "said by a person" if item.by else "said by all"
                yield "a clause of some length" if len(item.text.split()) >= 8 else "a short clause"

    def _of_occasion(self, occasion: Event | Session) -> Iterator[str]:
        yield "has a day" if occasion.start else "has no day"
        if occasion.organizers:
            yield "has an organizer"
        if isinstance(occasion, Session) and occasion.number is not None:
            yield "has a number"

    def _of_person(self, person: Person) -> Iterator[str]:
        yield "named again" if len(person.evidence) > 1 else "named once"
        yield "holds a post" if person.affiliations else "holds no post"
        if person.honorific:
            yield "has a form of address"
        known = self.lexicon.name_words.values()
        if any(word in words for word in fold_name(person.name).split() for words in known):
            yield "has a known name"

    def _of_body(self, body: Organization) -> Iterator[str]:
        yield "named again" if len(body.evidence) > 1 else "named once"
        yield "runs something or has people" if body.id in self.tied else "is only mentioned"
        if body.country:
            yield "is of a country"
        if body.acronym and body.acronym != body.name:
            yield "has an acronym"
        if body.part_of or len(body.name.split()) > 3:
            yield "has a long name or a parent"

    def _of_post(self, post: Affiliation) -> Iterator[str]:
        body = self.bodies[post.organization]
        yield "the body is named again" if len(body.evidence) > 1 else "the body is named once"
        if post.title and len(post.title.split()) > 1:
            yield "has a title of several words"
        if body.part_of:
            yield "the body is a part of another"

    def _of_part(self, part: Participation) -> Iterator[str]:
        person = self.persons[part.person]
        yield "the person has a form of address" if person.honorific else "the person has no form of address"
        if len(person.evidence) > 1:
            yield "the person is named again"
        if self.alone:
            yield "there is one occasion only"
