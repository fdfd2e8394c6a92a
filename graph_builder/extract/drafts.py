"""Occasions while their attributes are gathered, and what each sentence of an issue is about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from graph_builder.records import Mode
from graph_builder.text import Span


@dataclass(slots=True)
class Draft:
    """An event or session while its attributes are gathered."""

    name: str
    session: bool
    rule: str
    number: int | None = None
    #: What a gathering that is named by its title alone is called: "the symposium".
    kind: str = ""
    event: Draft | None = None
    part_of: list[Draft] = field(default_factory=list)
    start: dt.date | None = None
    end: dt.date | None = None
    #: How many days it took, and whether its day is the last one or the first one of them.
    length: int | None = None
    closed: bool = False
    opened: bool = False
    #: Of a session: whether sentences say of it, and not only of its event, that it was held.
    whole: bool = False
    #: Whether it is still to come, or only took place beside another one.
    aside: bool = False
    online: bool = False
    onsite: bool = False
    hybrid: bool = False
    place: str | None = None
    region: str | None = None
    country: str | None = None
    evidence: list[Span] = field(default_factory=list)

    @property
    def mode(self) -> Mode | None:
        """Return how people met, as far as the text says it."""
        there = self.onsite or self.place is not None
        if self.hybrid or (self.online and there):
            return Mode.HYBRID
        return Mode.ONLINE if self.online else Mode.ONSITE if there else None


@dataclass(frozen=True, slots=True)
class Table:
    """The head of a table of sessions, and whether its first person chairs them."""

    head: Span
    chaired: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """What one sentence is about: its occasion, and the part of the programme it stands in."""

    occasion: Draft | None
    discussion: bool = False
    closing: bool = False
    #: Whether the sentence says when, where or by whom the occasion was held.
    about: Draft | None = None
    #: The table of sessions whose row it stands in.
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """All occasions of an issue, and the moment of each sentence."""

    events: tuple[Draft, ...]
    #: Each with the event that it is a part of.
    sessions: tuple[tuple[Draft, Draft], ...]
    moments: tuple[tuple[Moment, ...], ...]
