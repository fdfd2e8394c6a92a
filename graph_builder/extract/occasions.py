"""Events and sessions of an issue, and which of them each sentence is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from graph_builder.extract.again import (
    event_again,
    opens_with_event,
    runs_on,
    says_event,
    takes_up,
    within_event,
)
from graph_builder.extract.dates import Days, days, length, spoken_day, written_on
from graph_builder.extract.drafts import Draft, Moment, Scene
from graph_builder.extract.gatheringgrammar import gathering_grammar
from graph_builder.extract.gatherings import Gathering, gatherings
from graph_builder.extract.headlines import has_verb
from graph_builder.extract.layout import Part, Sentence
from graph_builder.extract.masthead import Masthead
from graph_builder.extract.names import runs_uncapitalised
from graph_builder.extract.openings import open_session, open_within, session_row, take_field, take_heading
from graph_builder.extract.passages import Passage
from graph_builder.extract.places import Venue, place_beside, venue
from graph_builder.extract.sessions import (
    session_again,
    session_grammar,
    session_heading,
    sessions_in_passing,
)
from graph_builder.extract.stage import (
    LOOSE,
    Stage,
    Trust,
    attribute,
    dateline,
    drafted,
    lies_in,
    name_key,
    take_mode,
    to_come,
)
from graph_builder.extract.untitled import dated, described_event, retitled
from graph_builder.lexicon import Cues, Lexicon


def scene(passages: Sequence[Passage], masthead: Masthead, lexicon: Lexicon) -> Scene:
    """Return the occasions that an issue reports, and what each of its sentences is about.

    Where no sentence says of a named event that it was held, any named event counts; where none is
    named, the headline names the one that the text describes.
    """
    peopled = sum(len(passage.people) for passage in passages) > 2
    for trust in Trust:
        stage = Stage(lexicon, gathering_grammar(lexicon), masthead, masthead.any_year, trust, peopled)
        moments = [list(_moments(passage, stage)) for passage in passages]
        _settle(stage)
        if any(moment.occasion for passage in moments for moment in passage):
            break
    drafts = stage.drafts.values()
    return Scene(
        events=tuple(draft for draft in drafts if not draft.session),
        sessions=tuple((draft, draft.event) for draft in drafts if draft.session and draft.event),
        moments=tuple(map(tuple, _filled(moments))),
    )


def _filled(moments: list[list[Moment]]) -> list[list[Moment]]:
    """Give what stands before the first event is named that event: "... ," said X, opening the forum."""
    first = next((one.occasion for passage in moments for one in passage if one.occasion), None)
    first = first or next((one.about for passage in moments for one in passage if one.about), None)
    for passage in moments:
        for index, moment in enumerate(passage):
            if moment.occasion:
                return moments
            passage[index] = replace(moment, occasion=first.event if first and first.session else first)
    return moments


def _moments(passage: Passage, stage: Stage) -> Iterator[Moment]:
    if passage.block.key:
        take_field(passage, stage)
        yield from (Moment(stage.now, about=stage.now) for _ in passage.sentences)
        return
    if passage.block.part is Part.HEADING and not passage.people:
        take_heading(passage, stage)
        yield from (Moment(stage.now, stage.discussion, stage.closing) for _ in passage.sentences)
        return
    row = session_row(passage.block.text, stage)
    if row and passage.people:
        open_session(row, Sentence(passage.block, 0, len(passage.block.text)), stage)
        yield from (Moment(stage.now, table=stage.table) for _ in passage.sentences)
        return
    stage.dateline, stage.table, stage.announced = None, None, None
    for number, sentence in enumerate(passage.sentences):
        if number == 0:
            stage.dateline = dateline(sentence.text, stage.lexicon)
        person = passage.people[0].start if passage.people else None
        opened = (
            session_heading(sentence.text, session_grammar(stage.lexicon), person) if number == 0 else None
        )
        if opened and not stage.lexicon["events.held"].find(sentence.text):
            open_session(opened, sentence, stage)
            yield Moment(stage.now)
            continue
        about = _sentence(sentence, stage, first=number == 0)
        opening = sentence.text[:80]
        if _leads(opening, stage.lexicon["roles.discussion_leads"]):
            stage.discussion = True
        elif _leads(opening, stage.lexicon["roles.closing_speaker.lead"]):
            stage.discussion = False
        yield Moment(stage.now, stage.discussion, stage.closing, about)


def _within(inner: Draft, outer: Draft) -> bool:
    """Return whether an event is another one, or a part of it at any depth."""
    return inner is outer or any(_within(above, outer) for above in inner.part_of)


def _leads(opening: str, cues: Cues) -> bool:
    """Return whether a sentence opens with one of the cues."""
    return cues.pattern.match(opening) is not None


def _sentence(sentence: Sentence, stage: Stage, *, first: bool) -> Draft | None:
    """Take up what a sentence says of occasions; return the one it reports on, if it does."""
    text, lexicon = sentence.text, stage.lexicon
    named = gatherings(runs_uncapitalised(text, lexicon), stage.rules, 0, len(text))
    found = [one for one in named if not _recalled(text, one, stage)]
    held = lexicon["events.held"].find(text)
    day = _day_of(text, stage, first=first)
    place = venue(text, lexicon)
    future = to_come(text, day, stage)
    if day is None and not future:
        day = spoken_day(text, lexicon, stage.masthead.released) or _same_day(text, stage)
    where = stage.dateline or (stage.section_place if stage.fresh else None)
    when = stage.section_day if stage.fresh else None
    subject: Draft | None = None
    beside: Draft | None = None
    frames: list[Draft] = []
    if not any(one.session for one in found):
        found = [*found, *_other_sessions(text, found, stage)]
    sessions = [one for one in found if one.rule in ("session-quoted", "session-passing", "session-told")]
    for one in found:
        span = sentence.span(one.start, one.end)
        if one in sessions:
            draft = drafted(one.name, True, one.rule, span, stage)
            draft.event = draft.event or stage.event
            draft.number = draft.number or one.number
            if one.number:
                stage.numbered[str(one.number)] = draft
            if len(sessions) == 1:
                stage.session, stage.discussion, stage.lasting = draft, False, False
                if day and lies_in(day, draft.event):
                    attribute(draft, day, None, stage)
        elif one.session:
            if not held:
                continue
            draft = drafted(one.name, True, one.rule, span, stage)
            draft.number = one.number
            if one.event:
                name, begin, end = one.event
                draft.event = drafted(name, False, "event-of-session", sentence.span(begin, end), stage)
                stage.event = draft.event
            stage.session, stage.lasting, draft.whole = draft, True, True
            if one.number:
                stage.numbered[str(one.number)] = draft
            subject = subject or draft
        elif _is_beside(text, one, stage):
            draft = drafted(one.name, False, one.rule, span, stage)
            draft.aside = True
            attribute(draft, _day_beside(text, one, day, stage), None, stage)
            # "It followed the Reed Fair, which the Union had held in Hue": what is said behind is said of it.
            beside = draft if held and lexicon["events.held"].find(text, one.end) else None
        elif (
            subject is None
            and not (one.frame or future)
            and (name_key(one.name, lexicon), False) not in stage.drafts
            and within_event(text, stage)
        ):
            open_within(one.name, span, stage)
            subject = stage.event
            day = day or stage.day
        elif one.frame:
            frames.append(drafted(one.name, False, one.rule, span, stage))
        elif (
            subject is None
            and not (future and day is None)
            and _counts(one, text, bool(held), bool(day or place or where), bool(day and place), first, stage)
        ):
            known = (name_key(one.name, stage.lexicon), False) in stage.drafts
            subject = drafted(one.name, False, one.rule, span, stage)
            subject.aside = future and (subject.aside or not known)
            subject.kind = subject.kind or _kind_before(text, one, stage)
            if (
                not (future and (stage.peopled or stage.trust is Trust.HELD))
                and (
                    held
                    or (first and day and place)
                    or stage.event is None
                    or stage.fresh
                    or stage.trust is not Trust.HELD
                )
                and not (stage.session and stage.session.event is subject)
                and not (known and stage.session)
            ):
                stage.event, stage.session, stage.lasting = subject, None, False
    described = (
        None
        if subject or sessions
        else described_event(sentence, stage)
        if (held and (day or place)) or (stage.trust in LOOSE and (held or day or place))
        else None
    )
    subject = subject or described
    if subject is None and not sessions:
        subject = retitled(sentence, stage) or _headed(stage, told=held is not None and day is not None)
    taken_up = takes_up(text, stage)
    if subject and subject is not stage.now:
        stage.announced = subject
    by_whom = beside or (stage.announced if stage.announced and runs_on(text, stage) else None)
    about = subject or by_whom or (stage.now if taken_up and (held or frames or stage.now) else None)
    if subject or (frames and about):
        for frame in frames:
            inner = about.event if about and about.session else about
            if inner and frame not in inner.part_of and not _within(frame, inner):
                inner.part_of.append(frame)
    if subject:
        stage.titled = None
        if subject.start is None and day and day.first == day.last:
            subject.closed = lexicon["events.closes"].find(text) is not None
            subject.opened = lexicon["events.begins"].find(text) is not None
        attribute(subject, day or when, place or _listed_place(text, found, lexicon) or where, stage)
        if subject is stage.event:
            stage.fresh = False
    elif about and day and held and not future and opens_with_event(text, stage):
        # "The congress ran from 6 to 8 March."
        attribute(about, day, None, stage)
    elif stage.event and stage.event.rule == "event-heading" and day and held and stage.event.name in text:
        # "On 3 May the Union held the side event Reed and Rain", below the heading that names it.
        attribute(stage.event, day, place, stage)
    elif stage.event and stage.recorded and not stage.session and day and held and not (found or future):
        # "We were in Hue from 3 to 5 May", below the title of a report.
        attribute(stage.event, day, place, stage)
    if about:
        about.length = about.length or length(text, lexicon)
        take_mode(about, text, stage)
    elif stage.event and stage.event.start:
        remote = lexicon["events.mode.remote"].find(text)
        stage.event.online = stage.event.online or remote is not None
    if subject is None and not sessions:
        _go_back(text, stage, first=first)
    if taken_up and stage.session and not stage.lasting and not sessions and says_event(text, stage):
        stage.session = None
    return about


def _headed(stage: Stage, *, told: bool) -> Draft | None:
    """Return the event that only the heading before names: "2. Reed Workshop", "Held in Hue on 4 May"."""
    if stage.titled is None or not told:
        return None
    name, span = stage.titled
    stage.titled = None
    stage.event, stage.session = drafted(name, False, "event-heading", span, stage), None
    return stage.event


def _day_of(text: str, stage: Stage, *, first: bool) -> Days | None:
    """Return the day that a sentence tells; that of its dateline only where it tells no other one."""
    written = written_on(text, stage.lexicon, stage.year) if first else None
    if written is None:
        return next(days(text, stage.lexicon, stage.year), None)
    behind = next(days(text, stage.lexicon, stage.year or written.first.year, written.end), None)
    if behind and behind.first <= written.first:
        return behind
    return spoken_day(text, stage.lexicon, written.first) or written


def _same_day(text: str, stage: Stage) -> Days | None:
    """Return the day of the event that is on, where a sentence speaks of the same one: "the same evening"."""
    event = stage.event
    if event is None or event.start is None or event.start != event.end:
        return None
    found = stage.lexicon["calendar.same_day"].find(text)
    return Days(event.start, event.start, *found.span()) if found else None


def _go_back(text: str, stage: Stage, *, first: bool) -> None:
    """Leave a session for another day, and an event for an earlier one that the sentence opens with."""
    if first and stage.session and session_grammar(stage.lexicon).next_day.match(text):
        stage.session = None
    again = event_again(text, stage)
    if again and again is not stage.event:
        stage.event, stage.session = again, None


def _kind_before(text: str, one: Gathering, stage: Stage) -> str:
    """Return what a gathering is called whose name is a title: "the symposium “Broad Roofs”"."""
    nouns = list(stage.rules.noun.finditer(text, max(0, one.start - 40), one.start))
    return nouns[-1][0].casefold() if nouns and one.rule == "event-quoted" else ""


def _listed_place(text: str, found: Sequence[Gathering], lexicon: Lexicon) -> Venue | None:
    """Return the place that stands beside the only gathering of a line: "Reed Fair, Hue, 3 May"."""
    return place_beside(text, found[0].start, found[0].end, lexicon) if len(found) == 1 else None


def _other_sessions(text: str, found: Sequence[Gathering], stage: Stage) -> Iterator[Gathering]:
    """Yield the sessions named in passing; a sentence may also go back to one by its number."""
    rules = session_grammar(stage.lexicon)
    if stage.event is None:
        return
    key = session_again(text, rules)
    if key in stage.numbered:
        stage.session, stage.discussion = stage.numbered[key], False
        stage.lasting = stage.session.whole
        return
    for one in sessions_in_passing(text, rules):
        if not any(other.start < one.end and one.start < other.end for other in found):
            yield one


def _counts(
    one: Gathering, text: str, held: bool, when_or_where: bool, both: bool, first: bool, stage: Stage
) -> bool:
    """Return whether enough is said of a named gathering to take it for an event of this issue."""
    trusted = stage.trust is not Trust.HELD and not stage.recorded
    if trusted or ((name_key(one.name, stage.lexicon), False) in stage.drafts and held):
        return True
    announced = (first or one.start == 0) and not has_verb(text, stage.lexicon)
    opens = (stage.event is None and when_or_where) or stage.fresh
    return opens or both or ((held or announced) and (when_or_where or one.rule == "event-quoted"))


def _recalled(text: str, one: Gathering, stage: Stage) -> bool:
    """Return whether a gathering is only remembered: "established at the 1st Summit"."""
    before = text[max(0, one.start - 40) : one.start]
    return stage.lexicon["events.history"].pattern.plain.search(before) is not None


def _is_beside(text: str, one: Gathering, stage: Stage) -> bool:
    """Return whether a gathering only took place beside the one that is on: "back to back with the Fair"."""
    before = text[max(0, one.start - 40) : one.start]
    return stage.event is not None and stage.lexicon["events.beside"].find(before) is not None


def _day_beside(text: str, one: Gathering, day: Days | None, stage: Stage) -> Days | None:
    """Return the day of what took place beside an event: "followed by Reed Day on 4 May"."""
    year = stage.year or (day.first.year if day else None)
    behind = next(days(text, stage.lexicon, year, one.end), None)
    return behind or next(days(text, stage.lexicon, year, max(0, one.start - 40), one.start), None)


def _settle(stage: Stage) -> None:
    """Give sessions without an event the one that the issue reports, be it only by its headline."""
    events = [draft for draft in stage.drafts.values() if not draft.session]
    main = next((draft for draft in events if draft.start), events[0] if events else None)
    orphans = [draft for draft in stage.drafts.values() if draft.session and draft.event is None]
    if orphans and main is None:
        span = orphans[0].evidence[0]
        main = dated(stage, span) or drafted(stage.masthead.title, False, "event-headline", span, stage)
    for draft in orphans:
        draft.event = main
    for draft in events:
        # "Reed Talks #14" belongs to the Reed Talks.
        series, number, _ = draft.name.partition(" #")
        above = stage.drafts.get((name_key(series, stage.lexicon), False)) if number else None
        if above and not draft.part_of:
            draft.part_of.append(above)
    for draft in stage.drafts.values():
        if draft.length and draft.start and draft.start == draft.end and draft.closed != draft.opened:
            # "The two-day forum ended yesterday."
            more = dt.timedelta(days=draft.length - 1)
            draft.start, draft.end = (
                (draft.start - more, draft.end) if draft.closed else (draft.start, draft.start + more)
            )
    for draft in stage.drafts.values():
        # A day that a text opens with may be the one on which it came out.
        if draft.start and draft.end and not lies_in(Days(draft.start, draft.end, 0, 0), draft.event):
            draft.start = draft.end = None
