"""The labelled pairs of `pairs.tsv`, as newsletters that say what they say."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from graph_builder.records import (
    Affiliation,
    Event,
    EventId,
    Newsletter,
    Organization,
    OrganizationId,
    Person,
    PersonId,
    Record,
    Session,
    SessionId,
)

PAIRS = Path(__file__).with_name("pairs.tsv")
#: The local id of what a newsletter is about.
LOCAL = {"person": "p1", "organization": "o1", "event": "e1", "session": "s1", "place": "e1"}


@dataclass(frozen=True)
class Pair:
    """Two mentions, each in a newsletter of its own, and what an editor decides."""

    verdict: str
    kind: str
    one: str
    other: str
    around: str
    why: str

    def records(self) -> dict[str, Record]:
        """Return the newsletters: "one", "other", and one for what is around them."""
        found = {"one": record(self.kind, self.one), "other": record(self.kind, self.other)}
        for number, text in enumerate(filter(None, self.around.split(" || "))):
            found[f"third-{number}"] = record("organization", text)
        return found


def load_pairs() -> list[Pair]:
    """Return all pairs."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return [Pair(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def record(kind: str, text: str) -> Record:
    """Return a newsletter that says of one thing what a mention says."""
    name, *pairs = [part.strip() for part in text.split(";")]
    said: defaultdict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        key, _, value = pair.partition(":")
        said[key].append(value.strip())
    bodies: list[Organization] = []
    if kind == "organization":
        _bodies(name, bodies)
    publisher = _bodies(said["publisher"][0], bodies) if said["publisher"] else None
    return Record(
        newsletter=Newsletter(title=name, publisher=publisher, released=_date(said, "issued")),
        events=tuple(_events(kind, name, said)),
        sessions=tuple(_sessions(kind, name, said)),
        persons=tuple(_persons(name, said, bodies)) if kind == "person" else (),
        organizations=tuple(bodies),
    )


def _bodies(text: str, bodies: list[Organization]) -> OrganizationId:
    """Add a body and those above it, and return its id."""
    own, _, above = text.partition(" < ")
    match = re.fullmatch(r"(.*?)(?: \(([^)]*)\))?(?: \[([A-Z]{2})\])?", own)
    assert match
    name, *aliases = match[1].split(" = ")
    at = len(bodies)
    local = OrganizationId(f"o{at + 1}")
    body = Organization(id=local, name=name, acronym=match[2], aliases=tuple(aliases), country=match[3])
    bodies.append(body)
    if above:
        bodies[at] = replace(body, part_of=_bodies(above, bodies))
    return local


def _persons(name: str, said: defaultdict[str, list[str]], bodies: list[Organization]) -> list[Person]:
    match = re.fullmatch(r"(?:(Mr\.|Ms\.) )?(.*)", name)
    assert match
    posts = []
    for post in said["at"]:
        title, _, body = post.partition(" @ ")
        posts.append(Affiliation(organization=_bodies(body, bodies), title=title))
    country = said["country"][0] if said["country"] else None
    first = Person(
        id=PersonId("p1"), name=match[2], honorific=match[1], affiliations=tuple(posts), country=country
    )
    others = [Person(id=PersonId(f"p{n}"), name=other) for n, other in enumerate(said["with"], 2)]
    return [first, *others]


def _events(kind: str, name: str, said: defaultdict[str, list[str]]) -> list[Event]:
    start, end = _date(said, "start"), _date(said, "end")
    if kind == "event":
        place = said["place"][0] if said["place"] else None
        return [Event(id=EventId("e1"), name=name, start=start, end=end, place=place)]
    if kind == "session":
        return [Event(id=EventId("e1"), name=said["event"][0], start=start)]
    if kind == "place":
        country = said["country"][0] if said["country"] else None
        return [Event(id=EventId("e1"), name="A meeting", place=name, country=country)]
    return []


def _sessions(kind: str, name: str, said: defaultdict[str, list[str]]) -> list[Session]:
    if kind != "session":
        return []
    number = int(said["number"][0]) if said["number"] else None
    start = _date(said, "start")
    return [Session(id=SessionId("s1"), name=name, event=EventId("e1"), number=number, start=start)]


def _date(said: defaultdict[str, list[str]], key: str) -> dt.date | None:
    return dt.date.fromisoformat(said[key][0]) if said[key] else None
