"""Who took what part, sentence by sentence."""

from __future__ import annotations

import re

from graph_builder.extract.cast import Member
from graph_builder.extract.drafts import Draft, Moment
from graph_builder.extract.layout import Sentence
from graph_builder.extract.people import PersonMention
from graph_builder.extract.reading import Reading
from graph_builder.extract.roles import parts
from graph_builder.extract.takenup import by_post, by_pronoun
from graph_builder.records import Role
from graph_builder.text import Span


def nearest(occasion: Draft, sentence: Sentence, reading: Reading) -> Draft:
    """Return the occasion of a sentence; in a round-up, the last event that its own section names.

    What is announced or took place beside another event takes nobody from the one that is on.
    """
    if len(reading.scene.events) < 2:
        return occasion
    end = sentence.block.offset(sentence.end - 1)
    family = {id(occasion), id(occasion.event), *map(id, occasion.part_of)}
    named = [
        (max(places), draft)
        for draft in reading.scene.events
        if (not draft.aside or draft is occasion)
        and (places := [span.start for span in draft.evidence if reading.section <= span.start <= end])
    ]
    if not named or any(id(draft) in family for _, draft in named):
        return occasion
    kinds = reading.lexicon["events.heads"].words & set(occasion.name.casefold().split())
    if kinds & set(re.findall(r"\w+", sentence.text.casefold())):
        # "Closing the Session, ...": the one that is on, and not what was announced in between.
        return occasion
    return max(named, key=lambda one: one[0])[1]


def take_parts(
    sentence: Sentence, moment: Moment, people: list[PersonMention], members: list[Member], reading: Reading
) -> None:
    """Take up the part of each person of a sentence, and of whom it calls by a pronoun or a post."""
    text, block = sentence.block.text, sentence.block
    occasion = moment.occasion
    if occasion is None:
        return
    people, members = _with_taken_up(sentence, people, members, reading)
    present: list[Member] = []
    speaking: Member | None = None
    for part in parts(
        text,
        sentence.start,
        sentence.end,
        people,
        reading.roles,
        discussion=moment.discussion,
        closing=moment.closing,
    ):
        member = members[part.mention]
        present.append(member)
        speaking = member if part.rule.endswith("-verb") else speaking
        where = occasion
        if part.role is Role.CLOSING_SPEAKER and occasion.session and occasion.event and moment.closing:
            where = occasion.event
        person = people[part.mention]
        # Without a cue of its own it is the sentence that says so.
        cued = part.end > person.end or part.start < person.start
        cue = (part.start, part.end) if cued else (sentence.start, sentence.end)
        spans = [block.span(person.start, person.end), block.span(*cue)]
        if person.rule == "taken-up":
            spans = [*member.evidence[-1:], *spans]
        take_part(member, where, part.role, spans, part.rule, reading)
        if part.role is Role.CHAIR:
            # Whoever moderated is "the moderator" later on, whoever presided "the chairman".
            titles = reading.lexicon["roles.chair.titles"].words
            said = text[part.start : part.end].casefold()
            own = {title for title in titles if title[:5] in said}
            for title in own or titles:
                reading.cast.call(member, title)
    alone = reading.speaker and not people
    pronoun = reading.roles.pronoun.search(text, sentence.start, sentence.end) if alone else None
    if reading.speaker and pronoun:
        role = Role.DISCUSSANT if moment.discussion else Role.SPEAKER
        span = block.span(pronoun.start(), pronoun.end())
        take_part(
            reading.speaker,
            occasion,
            role,
            [*reading.speaker.evidence[-1:], span],
            "speaker-pronoun",
            reading,
        )
    if present:
        reading.speaker = speaking or present[0]


def _with_taken_up(
    sentence: Sentence, people: list[PersonMention], members: list[Member], reading: Reading
) -> tuple[list[PersonMention], list[Member]]:
    """Return the persons of a sentence with those whom it only calls by a pronoun or their post."""
    text = sentence.block.text
    found = list(zip(people, members, strict=True))
    for person, member in by_post(text, sentence.start, sentence.end, reading.cast.titled, reading.roles):
        if not any(_near(person, other) for other in people):
            found.append((person, member))
    if not found and reading.speaker:
        pronoun = by_pronoun(text, sentence.start, sentence.end, reading.speaker, reading.roles)
        found = [(pronoun, reading.speaker)] if pronoun else []
    found.sort(key=lambda one: one[0].start)
    return [person for person, _ in found], [member for _, member in found]


def _near(post: PersonMention, person: PersonMention) -> bool:
    """Return whether a post belongs to a person who is named with it."""
    held = [found.start <= post.start < found.end for found in person.posts]
    return any(held) or 0 <= person.start - post.end < 60 or 0 <= post.start - person.end < 4


def take_part(
    member: Member, occasion: Draft, role: Role, spans: list[Span], rule: str, reading: Reading
) -> None:
    """Take up one part of a person; whoever speaks is no mere participant."""
    if role in (Role.SPEAKER, Role.DISCUSSANT, Role.PARTICIPANT):
        spoken = {
            Role.OPENING_SPEAKER,
            Role.KEYNOTE_SPEAKER,
            Role.CLOSING_SPEAKER,
            Role.DISCUSSANT,
            Role.SPEAKER,
        }
        held = [key for other in spoken if (key := (id(member), id(occasion), other)) in reading.parts]
        # What a verb says is better evidence than being a subject.
        weak = [key for key in held if _unsaid(reading.parts[key][4])]
        if held and (len(weak) < len(held) or _unsaid(rule)):
            return
        for key in weak:
            del reading.parts[key]
    if role is not Role.PARTICIPANT:
        reading.parts.pop((id(member), id(occasion), Role.PARTICIPANT), None)
    reading.taking_part.add(id(member))
    key = (id(member), id(occasion), role)
    if key not in reading.parts:
        reading.parts[key] = (member, occasion, role, spans, rule)


def _unsaid(rule: str) -> bool:
    """Return whether no word says what a rule for parts found."""
    return rule.split("-")[-1] in ("subject", "listed")
