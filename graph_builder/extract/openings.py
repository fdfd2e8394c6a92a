"""What a heading, a field or a line of a programme opens: a session, an event, a day."""

from __future__ import annotations

import re

from graph_builder.extract.dates import Days, days
from graph_builder.extract.drafts import Draft, Table
from graph_builder.extract.gatherings import Gathering, cleaned
from graph_builder.extract.layout import Block, Sentence
from graph_builder.extract.names import uncapitalised
from graph_builder.extract.passages import Passage
from graph_builder.extract.places import Venue, place_beside, place_named, place_of, venue
from graph_builder.extract.sessions import session_grammar, session_heading, session_number
from graph_builder.extract.stage import Stage, attribute, day_of_event, drafted, lies_in, name_key, take_mode
from graph_builder.extract.titles import event_in, take_line, take_title
from graph_builder.lexicon import Lexicon
from graph_builder.text import Span, fold_name


def take_field(passage: Passage, stage: Stage) -> None:
    """Take up a line "Key: value" of the block that tells what, when and where."""
    block = passage.block
    value = block.text[block.value :]
    if block.key == "event" and not any(person.start < block.value + _ADDRESS for person in passage.people):
        name = re.sub(r"[“”\"]", "", value).strip(" .|")
        stage.event = drafted(name, False, "event-field", block.span(block.value, len(block.text)), stage)
        stage.session = None
    elif block.key == "title":
        take_title(passage, value, block.value, stage)
    elif block.key == "date" and not stage.masthead.subject:
        stage.field_day = next(days(value, stage.lexicon, stage.year), None)
    elif block.key == "place":
        stage.field_place = _known_place(value, stage.lexicon) or place_named(value, stage.lexicon)
    if stage.event:
        attribute(stage.event, stage.field_day, stage.field_place, stage)
        if block.key in ("mode", "place"):
            take_mode(stage.event, value, stage)


#: No form of address before a name is longer.
_ADDRESS = 16


def _known_place(value: str, lexicon: Lexicon) -> Venue | None:
    """Return the first known city of a list, with what follows it: "Jubilee Hall, Kisumu, Kenya"."""
    parts = [part.strip(" .") for part in value.split(",")]
    for index, part in enumerate(parts):
        if fold_name(part) in lexicon.places:
            return place_named(", ".join(parts[index:]), lexicon)
    return None


def take_heading(passage: Passage, stage: Stage) -> None:
    """Take up what a heading opens: a session, an event with its day, or a day of the event."""
    text = passage.block.text
    sentence = Sentence(passage.block, 0, len(text))
    rules = session_grammar(stage.lexicon)
    head = rules.table.match(text)
    stage.table = Table(sentence.span(0, len(text)), head["chair"] is not None) if head else None
    if stage.outer:
        stage.event, stage.session, stage.outer = stage.outer, None, None
    opened = session_heading(text, rules) or _awaited(text, stage) or _reopened(text, stage)
    stage.awaited = None if opened else session_number(text, rules)
    if opened:
        open_session(opened, sentence, stage)
        return
    if passage.lead:
        take_title(passage, text, 0, stage)
        take_line(text, stage)
    beside = rules.side.match(text)
    if beside and stage.event:
        open_within(cleaned(beside["name"]), sentence.span(*beside.span("name")), stage)
        return
    folded = fold_name(_NUMERAL.sub("", text))
    stage.discussion = folded in {
        fold_name(word) for word in stage.lexicon["roles.discussion_headings"].words
    }
    stage.closing = folded in stage.lexicon["roles.closing_headings"].words
    within = day_of_event(text, stage)
    day = next(days(text, stage.lexicon, stage.year), None) or within
    named = event_in(text, stage)
    titled, stage.titled = stage.titled, None
    if named and not day and (passage.block.mark or not passage.lead):
        stage.titled = named.name, sentence.span(named.start, named.end)
    if day and named and not within:
        stage.event = drafted(
            named.name, False, "event-heading", sentence.span(named.start, named.end), stage
        )
        stage.session = None
        place = venue(text, stage.lexicon, named.end) or place_beside(
            text, named.start, named.end, stage.lexicon
        )
        attribute(stage.event, day, place, stage)
    elif day and not within and _new_section(passage, day, stage):
        if titled:
            stage.event, stage.session = drafted(titled[0], False, "event-heading", titled[1], stage), None
            _give_section(stage.event, text, stage)
    elif day and not stage.lexicon["layout.release_words"].find(text, 0, day.start):
        stage.day, stage.session = day, None
    elif not stage.lasting and not passage.lead and not _below(passage.block, stage):
        stage.session = None


def open_within(name: str, span: Span, stage: Stage) -> None:
    """Make an event that was held within the one that is on the one that is on, until the next heading."""
    inner, outer = drafted(name, False, "event-heading", span, stage), stage.event
    if outer and outer is not inner:
        inner.part_of = inner.part_of or [outer]
        stage.outer = outer
    stage.event, stage.session = inner, None


def session_row(text: str, stage: Stage) -> tuple[Gathering, str | None] | None:
    """Return the session that a row of a table of sessions begins with: "II. Salt and Rope, Ann Berg"."""
    cell = _CELL.match(text) if stage.table else None
    return (
        (Gathering(cleaned(cell["name"]), *cell.span("name"), True, "session-label"), None) if cell else None
    )


def _reopened(text: str, stage: Stage) -> tuple[Gathering, str | None] | None:
    """Return the session whose name a heading repeats."""
    start = numeral.end() if (numeral := _NUMERAL.match(text)) else 0
    if (name_key(cleaned(text[start:]), stage.lexicon), True) not in stage.drafts:
        return None
    return Gathering(cleaned(text[start:]), start, len(text), True, "session-label"), None


#: The number of a heading or a row: "4. ", "II. "; its first cell.
_NUMERAL = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4})[.):]\s+")
_CELL = re.compile(
    r"[\s|]*(?:(?:\d{1,2}|[IVX]{1,4})[.):]\s+)?(?P<name>[^\W\d_][^|,;]{3,100}?[\w?!’”])\s*(?:\||,\s)"
)


def _new_section(passage: Passage, day: Days, stage: Stage) -> bool:
    """Take up the day and place of a section of a digest: "2. Hue, 13 June", "Online, 27 July"."""
    text, lexicon = passage.block.text, stage.lexicon
    place = place_of(text, lexicon)
    online = lexicon["events.mode.online"].find(text) is not None
    if passage.lead and (passage.block.level < 2 and day.first == day.last):
        return False
    if not (place or online) or (stage.event and stage.event.start and lies_in(day, stage.event)):
        return False
    stage.section_day, stage.section_place, stage.fresh, stage.session = day, place, True, None
    return True


def _give_section(event: Draft, text: str, stage: Stage) -> None:
    """Give an event the day, place and mode of the section that it heads."""
    attribute(event, stage.section_day, stage.section_place, stage)
    take_mode(event, text, stage)
    stage.fresh = False


def _awaited(text: str, stage: Stage) -> tuple[Gathering, str | None] | None:
    """Return the session whose label stood on the line before, and whose theme is this one."""
    key = stage.awaited
    if key is None or re.search(r"\d|:\s", text) or fold_name(text) in stage.lexicon["events.plain_parts"]:
        return None
    number = int(key) if key.isdigit() else None
    return Gathering(cleaned(text), 0, len(text), True, "session-label", number), key


def _below(block: Block, stage: Stage) -> bool:
    """Return whether a heading stands below the one that opened the session, as a line of a table does."""
    return stage.level > 0 and (block.level == 0 or block.level > stage.level)


def open_session(opened: tuple[Gathering, str | None], sentence: Sentence, stage: Stage) -> None:
    """Make the session that a line opens the one that is on."""
    session, key = opened
    name = uncapitalised(session.name, stage.lexicon)
    draft = drafted(name, True, session.rule, sentence.span(session.start, session.end), stage)
    draft.number = draft.number or session.number
    stage.level = sentence.block.level
    if key:
        stage.numbered[key] = draft
    draft.event = draft.event or stage.event
    day = next(days(sentence.text, stage.lexicon, stage.year, session.end), None) or stage.day
    if day and draft.start is None:
        draft.start, draft.end = day.first, day.last
    stage.session, stage.discussion, stage.closing, stage.lasting = draft, False, False, False
