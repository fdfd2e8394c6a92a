"""What the title of a text says that it is of: "Minutes of the Reed Forum", a mail's subject."""

from __future__ import annotations

import re

from graph_builder.extract.dates import days
from graph_builder.extract.gatherings import Gathering, cleaned, gatherings
from graph_builder.extract.headlines import described, recapped, recorded
from graph_builder.extract.names import uncapitalised
from graph_builder.extract.passages import Passage
from graph_builder.extract.places import place_beside, venue
from graph_builder.extract.stage import Stage, Trust, attribute, drafted, take_mode


def take_title(passage: Passage, title: str, offset: int, stage: Stage) -> None:
    """Take up the event that a title says a text is of, where no sentence says of one that it was held."""
    found = None if stage.trust is Trust.HELD or stage.event else _titled(title, stage)
    if found is None:
        return
    name, begin, end = found
    span = passage.block.span(offset + begin, offset + end)
    stage.event, stage.recorded = drafted(name, False, "event-title", span, stage), True
    day = next(days(title, stage.lexicon, stage.year, end), None)
    place = venue(title, stage.lexicon, end) or place_beside(title, begin, end, stage.lexicon)
    attribute(stage.event, day, place, stage)
    take_mode(stage.event, title, stage)


def _titled(title: str, stage: Stage) -> tuple[str, int, int] | None:
    """Return the event that a title names, and where: a record of it, with its day, or for want of others."""
    lexicon = stage.lexicon
    recap = recapped(title, lexicon)
    if recap:
        return cleaned(uncapitalised(title, lexicon)[slice(*recap)]), *recap
    begin = recorded(title, lexicon)
    named = event_in(title, stage)
    alone = stage.trust is Trust.TITLED and stage.peopled
    if named and (alone or begin is not None or next(days(title, lexicon, stage.year), None)):
        return named.name, named.start, named.end
    words = described(title, lexicon) if alone else None
    found = re.search(r"\W+".join(map(re.escape, re.findall(r"\w+", words))), title) if words else None
    return (found[0], *found.span()) if found else None


def event_in(heading: str, stage: Stage) -> Gathering | None:
    """Return the first event that a heading names, be it in capitals or behind "Report of"."""
    bare, start = uncapitalised(heading, stage.lexicon), recorded(heading, stage.lexicon) or 0
    return next((one for one in gatherings(bare, stage.rules, start, len(bare)) if not one.session), None)


def take_line(text: str, stage: Stage) -> None:
    """Take up the line that says when and where what the title names was: "held in Hue, 3 May 2021"."""
    day = next(days(text, stage.lexicon, stage.year), None)
    held = stage.lexicon["events.held"].find(text) is not None
    if stage.event and stage.recorded and day and (held or day.first != day.last):
        place = venue(text, stage.lexicon) or place_beside(text, day.start, day.end, stage.lexicon)
        attribute(stage.event, day, place, stage)
