"""What the tests of extraction share: a record of some sentences, and short forms of what it says."""

from __future__ import annotations

from graph_builder.extract import extract
from graph_builder.grounding import ground
from graph_builder.lexicon import Lexicon, load_lexicon
from graph_builder.read import Document
from graph_builder.records import Record

#: An event that sentences of a test are about.
EVENT = "The Third Orchard Forum was held in Kunming, China, on 4 May 2021.\n\n"


def record(text: str, lexicon: Lexicon | None = None) -> Record:
    """Return what extraction reads in a text, of English if no other lexicon is given."""
    document = Document(id="made-up", text=text, file="made-up.txt", sha256="0" * 64)
    return extract(document, lexicon or load_lexicon())


def grounded(text: str) -> Record:
    """Return what extraction reads in a text, whatever its language, and grounding leaves of it."""
    return ground(record(text), text, load_lexicon()).record


def posts(found: Record) -> list[tuple[str, str | None, str]]:
    """Return each post as person, title and body."""
    names = {body.id: body.name for body in found.organizations}
    return [
        (person.name, post.title, names[post.organization])
        for person in found.persons
        for post in person.affiliations
    ]


def roles(found: Record) -> list[tuple[str, str, str]]:
    """Return each part as person, role and occasion."""
    persons = {person.id: person.name for person in found.persons}
    occasions = {occasion.id: occasion.name for occasion in found.occasions}
    return [
        (persons[part.person], part.role.value, occasions[part.occasion]) for part in found.participations
    ]


def said(found: Record) -> list[tuple[str, str]]:
    """Return each recommendation as kind and words."""
    return [(one.kind.value, one.text) for one in found.recommendations]
