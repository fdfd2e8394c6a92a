"""Events that a text only describes: their names stand in quotation marks or in the headline."""

from __future__ import annotations

import re

from graph_builder.extract.again import opens_again
from graph_builder.extract.dates import days
from graph_builder.extract.drafts import Draft
from graph_builder.extract.gatherings import gatherings
from graph_builder.extract.headlines import described, headline_name, is_name, named_kind
from graph_builder.extract.layout import Sentence
from graph_builder.extract.places import venue
from graph_builder.extract.stage import LOOSE, Stage, attribute, drafted, name_key
from graph_builder.lexicon import Lexicon
from graph_builder.text import Span, fold_name


def described_event(sentence: Sentence, stage: Stage) -> Draft | None:
    """Return an event that the sentence only describes: its name stands in quotes or in the headline."""
    match = stage.rules.quoted.search(sentence.text)
    title = stage.masthead.title
    again = retitled(sentence, stage)
    if again:
        return again
    if match:
        name = match[2]
        headline = named_kind(re.sub(r"[“”\"]", "", title), match[1], stage.lexicon)
        themed = stage.lexicon["events.themed"].find(match[0])
        if themed and headline and fold_name(name) in fold_name(headline):
            name = headline
        draft = drafted(name, False, "event-quoted", sentence.span(match.start(2), match.end(2)), stage)
        draft.kind = match[1].casefold()
        stage.event, stage.session = draft, None
        return draft
    if stage.event or not title:
        return None
    headed = _under_headline(sentence, title, stage)
    if headed or stage.trust not in LOOSE:
        return headed
    met = stage.lexicon["events.held" if stage.peopled else "events.met"]
    said = stage.rules.noun.search(sentence.text) or met.find(sentence.text)
    if said is None:
        return None
    publisher = stage.masthead.publisher
    paper = publisher is not None and fold_name(publisher.name) == fold_name(title)
    span = sentence.span(said.start(), said.end())
    stage.event = dated(stage, span)
    if stage.event:
        return stage.event
    own = described(sentence.text, stage.lexicon)
    # "We met for our annual general meeting", below a headline about something else.
    recurs = own is not None and _recurs(own, stage.lexicon) and not stage.rules.noun.search(title)
    name = own if recurs else None if paper else headline_name(title, said[0], stage.lexicon)
    if name is None and stage.peopled:
        name = own or (None if paper else _unended(title))
    if name is None:
        return None
    stage.event = drafted(name, False, "event-headline", span, stage)
    return stage.event


def _under_headline(sentence: Sentence, title: str, stage: Stage) -> Draft | None:
    """Return the event of a headline that names it by the kind that a sentence opens with."""
    noun = stage.rules.noun.search(sentence.text, 0, _OPENING)
    if noun is None or not opens_again(sentence.text, stage):
        return None
    name = named_kind(re.sub(r"[“”\"]", "", title), noun[0], stage.lexicon)
    if name is None or len(name.split()) < _NAMED or not is_name(name, stage.lexicon):
        return None
    span = sentence.span(noun.start(), noun.end())
    stage.event = drafted(name, False, "event-headline", span, stage)
    return stage.event


#: Within so many characters, a sentence says what it speaks of; so many words are more than a kind.
_OPENING = 40
_NAMED = 3


def _recurs(name: str, lexicon: Lexicon) -> bool:
    """Return whether a description tells one of a body's meetings that come back: "annual meeting"."""
    periodic = lexicon["events.periodic"].words | set(lexicon.ordinals)
    return any(word in periodic for word in name.casefold().split())


def retitled(sentence: Sentence, stage: Stage) -> Draft | None:
    """Return the event that had the headline's name so far, with its own: "The seminar “Roofs” drew"."""
    event = stage.event
    match = stage.rules.quoted.search(sentence.text) if event and event.rule == "event-headline" else None
    if event is None or match is None or not opens_again(sentence.text, stage):
        return None
    stage.drafts = {key: draft for key, draft in stage.drafts.items() if draft is not event}
    event.name, event.rule, event.kind = match[2], "event-quoted", match[1].casefold()
    event.evidence.append(sentence.span(match.start(2), match.end(2)))
    stage.drafts[name_key(event.name, stage.lexicon), False] = event
    return event


def dated(stage: Stage, span: Span) -> Draft | None:
    """Return the event of a headline that tells its day, too: "Reed Forum, Hue, 3 May 2021: summary"."""
    title = stage.masthead.title
    day = next(days(title, stage.lexicon, stage.year), None)
    named = next(gatherings(title, stage.rules, 0, len(title)), None) if day else None
    if named is None:
        return None
    draft = drafted(named.name, False, "event-headline", span, stage)
    attribute(draft, day, venue(title, stage.lexicon, named.end), stage)
    return draft


def _unended(title: str) -> str | None:
    """Return a headline that is no sentence: for want of a name, it tells what people met for."""
    return None if title.endswith((".", "!", "?")) else title
