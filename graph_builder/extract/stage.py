"""What is on while a text is read from its beginning to its end, and what is said of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from graph_builder.extract.dates import Days, day_within
from graph_builder.extract.drafts import Draft, Table
from graph_builder.extract.gatheringgrammar import GatheringGrammar
from graph_builder.extract.masthead import Masthead
from graph_builder.extract.places import Venue, place_named, venue
from graph_builder.lexicon import Lexicon
from graph_builder.text import Span, fold_name


class Trust(Enum):
    """How much must be said of a gathering before it counts as an event."""

    HELD = "held"
    NAMED = "named"
    DESCRIBED = "described"
    TITLED = "titled"


#: Where no event has a name of its own in a sentence, the headline or the title gives one.
LOOSE = (Trust.DESCRIBED, Trust.TITLED)


@dataclass(slots=True)
class Stage:
    """What is on while the text is read from its beginning to its end."""

    lexicon: Lexicon
    rules: GatheringGrammar
    masthead: Masthead
    year: int | None
    trust: Trust = Trust.HELD
    #: Whether the issue names several persons, as reports of gatherings do.
    peopled: bool = False
    drafts: dict[tuple[str, bool], Draft] = field(default_factory=dict)
    event: Draft | None = None
    session: Draft | None = None
    #: The event that the paragraph announces, beside the one that is on.
    announced: Draft | None = None
    #: The event that is on again at the next heading, where another one was held within it.
    outer: Draft | None = None
    #: Where the rows that follow begin with the name of a session: "Panel, Chair, Speakers".
    table: Table | None = None
    #: Sessions by number or letter, and the level of the heading that opened the last one.
    numbered: dict[str, Draft] = field(default_factory=dict)
    level: int = 0
    #: The number or letter of a session whose theme stands on the next line.
    awaited: str | None = None
    lasting: bool = False
    discussion: bool = False
    closing: bool = False
    day: Days | None = None
    #: What lines "Date: ..." and "Venue: ..." say.
    field_day: Days | None = None
    field_place: Venue | None = None
    #: What the heading of a section of a digest says: "2. Hue, 13 June"; until its event is named.
    section_day: Days | None = None
    section_place: Venue | None = None
    fresh: bool = False
    #: Whether the title of the text says what it is a record of.
    recorded: bool = False
    #: The gathering that the heading before names.
    titled: tuple[str, Span] | None = None
    #: Where the paragraph was written: "Arles, France - ".
    dateline: Venue | None = None

    @property
    def now(self) -> Draft | None:
        """Return the session that is on, else the event."""
        return self.session or self.event


def drafted(name: str, session: bool, rule: str, span: Span, stage: Stage) -> Draft:
    """Return the occasion of a name, made where it is new, with one more place that names it."""
    key = (name_key(name, stage.lexicon), session)
    draft = stage.drafts.get(key) or (None if session else _longer(key[0], stage))
    if draft is None:
        draft = stage.drafts[key] = Draft(name, session, rule)
    if len(draft.evidence) < 8:
        draft.evidence.append(span)
    return draft


def _longer(key: str, stage: Stage) -> Draft | None:
    """Return the only event that is called so for short: "the Skills Week" of the "Hill Skills Week 2024"."""
    if " " not in key:
        return None
    found = [
        draft
        for (full, session), draft in stage.drafts.items()
        if not session and (_YEARS.sub("", full).endswith(f" {key}") or _YEARS.sub("", full) == key)
    ]
    return found[0] if len(found) == 1 else None


#: The year of an event, before its name or behind it.
_YEARS = re.compile(r"^(?:19|20)\d\d | (?:19|20)\d\d$")


def name_key(name: str, lexicon: Lexicon) -> str:
    """Return the form in which two spellings of a name are equal, without an article."""
    first, _, rest = fold_name(name).partition(" ")
    return rest if rest and first in lexicon["grammar.definite"].words else f"{first} {rest}".strip()


def attribute(draft: Draft, day: Days | None, place: Venue | None, stage: Stage) -> None:
    """Give an occasion its days and its place, where it has none yet."""
    if day and draft.start is None:
        draft.start, draft.end = day.first, day.last
        stage.year = stage.year or day.first.year
    if place and draft.place is None:
        draft.place, draft.region, draft.country = place.place, place.region, place.country


def take_mode(draft: Draft, text: str, stage: Stage) -> None:
    """Take up how people met, as far as a sentence about an occasion says it."""
    draft.online = draft.online or says_online(text, stage.lexicon)
    draft.onsite = draft.onsite or stage.lexicon["events.mode.onsite"].find(text) is not None
    draft.hybrid = draft.hybrid or stage.lexicon["events.mode.hybrid"].find(text) is not None


def says_online(text: str, lexicon: Lexicon) -> bool:
    """Return whether people met on a screen; what is only put there is no meeting: "published online"."""
    online = lexicon["events.mode.online"].find(text)
    if online is None:
        return False
    put = lexicon["events.mode.put"].find(text, max(0, online.start() - _CLAUSE), online.start())
    return put is None or re.search(r"[.;:]", text[put.end() : online.start()]) is not None


#: A verb and its adverb stand so near to each other.
_CLAUSE = 60


def to_come(text: str, day: Days | None, stage: Stage) -> bool:
    """Return whether a sentence speaks of what is still to come when the text came out."""
    released = stage.masthead.released
    if day and released:
        return day.first > released
    return stage.rules.future.search(text) is not None


def lies_in(day: Days, event: Draft | None) -> bool:
    """Return whether a day is one of an event's, as far as its days are known."""
    if event is None or event.start is None or event.end is None:
        return True
    return event.start <= day.first and day.last <= event.end


def day_of_event(heading: str, stage: Stage) -> Days | None:
    """Return the day that a heading names by its place in the event: "Friday", "Day 2"."""
    event = stage.event
    if event is None or event.start is None or event.end is None:
        return None
    day = day_within(heading, event.start, event.end, stage.lexicon)
    return Days(day, day, 0, len(heading)) if day else None


_DATELINE = re.compile(r"([A-Z][\w .,'’-]{2,50})(?:\s[-–—]|:)\s")


def dateline(text: str, lexicon: Lexicon) -> Venue | None:
    """Return the place that a paragraph opens with: "Arles, France - ", "Abidjan: "."""
    match = _DATELINE.match(text)
    if match is None:
        return None
    if fold_name(match[1]) in lexicon.places and match[1] not in lexicon.countries:
        return place_named(match[1].title() if match[1].isupper() else match[1], lexicon)
    return venue(text[:80], lexicon)
