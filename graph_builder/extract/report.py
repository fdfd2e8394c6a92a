"""The report: one reading of all sentences in their order, which makes the record of an issue."""

from __future__ import annotations

import re
from dataclasses import replace

from graph_builder.extract.bodies import Body
from graph_builder.extract.cast import Cast, Member, chain_of
from graph_builder.extract.countries import countries
from graph_builder.extract.directory import Directory, Entry
from graph_builder.extract.drafts import Draft, Moment, Scene
from graph_builder.extract.layout import Part as BlockPart
from graph_builder.extract.layout import Sentence
from graph_builder.extract.masthead import Masthead
from graph_builder.extract.participations import nearest, take_part, take_parts
from graph_builder.extract.passages import Page, Passage
from graph_builder.extract.people import PersonMention
from graph_builder.extract.phrases import phrases
from graph_builder.extract.posts import Post
from graph_builder.extract.reading import Reading, offices, record_of, said_by
from graph_builder.extract.roles import role_grammar
from graph_builder.extract.sayinggrammar import saying_grammar
from graph_builder.extract.sponsors import ROLES, sponsorships
from graph_builder.extract.statements import take_statements
from graph_builder.extract.tables import is_row, take_head, take_row
from graph_builder.extract.topics import topic_grammar, topics
from graph_builder.lexicon import Lexicon
from graph_builder.read import Document
from graph_builder.records import (
    Kind,
    Record,
    Role,
)


def report(document: Document, page: Page, head: Masthead, scene: Scene, lexicon: Lexicon) -> Record:
    """Return the record of an issue."""
    directory = Directory(lexicon)
    cast = Cast(directory, lexicon)
    reading = Reading(
        lexicon,
        directory,
        cast,
        scene,
        role_grammar(lexicon),
        saying_grammar(lexicon),
        topic_grammar(lexicon),
        phrases(lexicon),
    )
    if head.publisher and head.publisher_block:
        span = head.publisher_block.span(head.publisher.start, head.publisher.end)
        reading.publisher = directory.entry(replace(head.publisher, country=None), span)
        directory.publisher = reading.publisher
    for passage, moments in zip(page.passages, scene.moments, strict=True):
        if not passage.lead or passage.people or passage.block.key not in (None, "title"):
            _read(passage, moments, reading)
    _explain(page, directory)
    return record_of(document, head, reading)


def _explain(page: Page, directory: Directory) -> None:
    """Give bodies that the text only calls by an acronym the name that the masthead explains it with."""
    for passage in page.passages:
        for body in passage.bodies if passage.lead else ():
            known = directory.named(body.acronym) if body.acronym and body.acronym != body.name else None
            if known and known.name == known.acronym:
                directory.entry(body, passage.block.span(body.start, body.end))


def _read(passage: Passage, moments: tuple[Moment, ...], reading: Reading) -> None:
    block = passage.block
    # "Ms. Ann Berg proposed", before a list, is no caption.
    opens = reading.phrases.goes_over.search(block.text) is not None
    # "“Every truck must carry a pump.” — Ann Berg" is none, either.
    quoted = reading.phrases.signed.match(block.text) is not None
    caption = block.part is BlockPart.HEADING and not opens and not quoted
    in_table = reading.sayings.column.search(block.text) is not None
    if block.part is BlockPart.HEADING and not passage.people and not in_table:
        agreed = reading.phrases.agreed.match(block.text)
        recommended = reading.phrases.recommended.match(block.text)
        reading.listing = Kind.CONSENSUS if agreed else Kind.RECOMMENDATION if recommended else None
        reading.list_joint, reading.lead_mark = True, None
    if not caption:
        for body in passage.bodies:
            if not body.weak and not body.bare and not _in_title(body, passage):
                _entry(body, passage, reading)
    for code, span in countries(block.text, reading.lexicon):
        named = any(one.start <= span.start and span.end <= one.end for one in passage.people)
        if (not caption or passage.people) and not named:
            reading.countries[code] = None
    if block.part is not BlockPart.ITEM and not caption:
        reading.speaker = reading.speaker if reading.phrases.goes_on.match(block.text) else None
    if block.part is BlockPart.HEADING and not passage.people:
        reading.section = block.offset(0)
    signed = _DASH.match(block.text) is not None
    if not passage.people and block.part is not BlockPart.ITEM:
        role = reading.roles.opener(block.text, heading=block.part is BlockPart.HEADING)
        reading.lined_up = (role, block.span(0, len(block.text))) if role else None
    elif block.part is BlockPart.PARAGRAPH:
        reading.lined_up = None
    take_head(passage, reading)
    if is_row(passage, reading) and moments[0].occasion:
        near = nearest(moments[0].occasion, passage.sentences[0], reading)
        in_row = [_member(person, passage, reading) for person in passage.people]
        if not take_row(passage, in_row, near, reading):
            _line_up(list(passage.people), in_row, replace(moments[0], occasion=near), passage, reading)
        return
    for sentence, moment in zip(passage.sentences, moments, strict=True):
        people = [person for person in passage.people if sentence.start <= person.start < sentence.end]
        members = [_member(person, passage, reading) for person in people]
        if moment.table and moment.occasion:
            _take_row(people, members, moment, passage, reading)
            continue
        if signed and members and moment.occasion:
            _sign(members[0], moment.occasion, people[0], passage, reading)
            continue
        if (
            caption
            and not reading.phrases.caption.match(block.text)
            and not _says_part(sentence, people, reading)
        ):
            _line_up(people, members, moment, passage, reading)
            continue
        if moment.occasion:
            near = nearest(moment.occasion, sentence, reading)
            moment = moment if near is moment.occasion else replace(moment, occasion=near)
            take_parts(sentence, moment, people, members, reading)
            if block.part is BlockPart.ITEM:
                _line_up(people, members, moment, passage, reading)
            _take_sponsors(passage, sentence, moment, reading)
            if not people:
                listed = topics(sentence.text, reading.topic)
                reading.topics.setdefault(id(moment.occasion), {}).update(dict.fromkeys(listed))
        if not caption:
            take_statements(passage, sentence, moment, members, reading)


_DASH = re.compile(r"[—–-]{1,2}\s*\w")


def _in_title(body: Body, passage: Passage) -> bool:
    """Return whether a body is only the subject of a title: "Director of Health Services"."""
    return any(
        post.title is not None
        and post.start <= body.start < post.end
        and (body.name in post.title or (post.ministry is not None and body.name.startswith(post.ministry)))
        for person in passage.people
        for post in person.posts
    )


def _line_up(
    people: list[PersonMention], members: list[Member], moment: Moment, passage: Passage, reading: Reading
) -> None:
    """Give those whom a line of a list names the part that the line before the list says: "Speakers:"."""
    if reading.lined_up is None or moment.occasion is None or not people or people[0].start > 24:
        return
    role, cue = reading.lined_up
    span = passage.block.span(people[0].start, people[0].end)
    take_part(members[0], moment.occasion, role, [span, cue], "-".join((role.value, "after")), reading)


def _take_row(
    people: list[PersonMention], members: list[Member], moment: Moment, passage: Passage, reading: Reading
) -> None:
    """Give those whom a row of a table of sessions names their part: the first one may be the chair."""
    if moment.table is None or moment.occasion is None:
        return
    for person, member in zip(people, members, strict=True):
        chairs = moment.table.chaired and person is passage.people[0]
        role = Role.CHAIR if chairs else Role.SPEAKER
        spans = [passage.block.span(person.start, person.end), moment.table.head]
        take_part(member, moment.occasion, role, spans, "-".join((role.value, "listed")), reading)


def _says_part(sentence: Sentence, people: list[PersonMention], reading: Reading) -> bool:
    """Return whether a line of a programme says before a name what its bearer does: "Keynote: Ann Lee"."""
    if not people:
        return False
    text = sentence.block.text
    return reading.roles.any_cue.search(text, sentence.start, people[0].start) is not None


def _sign(member: Member, occasion: Draft, person: PersonMention, passage: Passage, reading: Reading) -> None:
    """Give the quotation before its speaker, who is named behind a dash."""
    span = passage.block.span(person.start, person.end)
    take_part(member, occasion, Role.SPEAKER, [span], "speaker-signed", reading)
    reading.said.extend(said_by(statement, member) for statement in reading.unsigned)
    reading.unsigned.clear()


def _entry(body: Body, passage: Passage, reading: Reading) -> Entry | None:
    """Return the directory's entry of a body, with its parents."""
    span = passage.block.span(body.start, body.end) if body.end > body.start else passage.block.span(0, 1)
    entry = reading.directory.entry(body, span)
    if body.parent and entry:
        above = _entry(body.parent, passage, reading)
        if above and entry.parent is None and entry.true not in chain_of(above):
            entry.parent = above
    return entry


def _member(person: PersonMention, passage: Passage, reading: Reading) -> Member:
    block = passage.block
    member = reading.cast.member(
        person, block.text[person.start : person.end], block.span(person.start, person.end)
    )
    entries = [_held_at(post, person, passage, reading) for post in person.posts]
    spans = [block.span(post.start, post.end) for post in person.posts]
    reading.cast.give_posts(member, person.posts, entries, spans)
    if member.country is None:
        member.country = next(
            (
                _country(entry, reading.lexicon)
                for entry in entries
                if entry and _country(entry, reading.lexicon)
            ),
            None,
        )
    return member


def _held_at(post: Post, person: PersonMention, passage: Passage, reading: Reading) -> Entry | None:
    """Return the body of a post: named with it, the ministry of a minister, or ours, or its."""
    if post.body:
        return _entry(post.body, passage, reading)
    if post.ministry:
        heads = sorted(reading.lexicon["organizations.ministries"].listed, reverse=True)
        found = (reading.directory.named(f"{head} {post.ministry}") for head in heads)
        return next(
            (
                entry
                for entry in found
                if entry and (entry.country in (None, post.country) or post.country is None)
            ),
            None,
        )
    if post.ours:
        return reading.publisher
    if post.kind:
        return reading.directory.headed(post.kind)
    office = post.definite and post.title in reading.lexicon["people.house_titles"]
    if post.its or office:
        sentence = next((one for one in passage.sentences if one.start <= person.start < one.end), None)
        named = [
            body
            for body in passage.bodies
            if sentence and sentence.start <= body.start and body.end <= post.start and not body.bare
        ]
        # A part of a larger body stands before it: the first one of the last chain is meant.
        sure = [body for body in named if not body.weak and not any(body is one.parent for one in named)]
        if sure or not office:
            return _entry(sure[-1], passage, reading) if sure else None
        return reading.publisher
    for head, titles in offices(reading.lexicon).items():
        if post.title in titles:
            return reading.directory.headed(head)
    return None


def _country(entry: Entry, lexicon: Lexicon) -> str | None:
    """Return the state that a body belongs to, where it is one of a state."""
    state = lexicon["organizations.governmental"].listed
    for here in chain_of(entry):
        words = here.name.split()
        if here.country and (words[0] in state or words[-1] in state):
            return here.country
    return None


def _take_sponsors(passage: Passage, sentence: Sentence, moment: Moment, reading: Reading) -> None:
    occasion = moment.about or moment.occasion
    if occasion is None:
        return
    key = passage.block.key
    if key in ROLES:
        named = [body for body in passage.bodies if body.start >= passage.block.value and not body.bare]
        for body in named:
            entry = _entry(body, passage, reading)
            if entry:
                reading.sponsors.setdefault((id(occasion), key), {})[id(entry)] = entry
        return
    named = [
        body
        for body in passage.bodies
        if sentence.start <= body.start < sentence.end
        and not any(_is_person(body, one) for one in passage.people)
    ]
    for found in sponsorships(passage.block.text, named, reading.lexicon, sentence.start, sentence.end):
        entry = _entry(found.body, passage, reading)
        if entry:
            reading.sponsors.setdefault((id(occasion), found.role), {})[id(entry)] = entry


def _is_person(body: Body, person: PersonMention) -> bool:
    """Return whether a run of capitals that may be a body is the name of a person: "Ann Lee hosted"."""
    return body.weak and body.start < person.end and person.start < body.end
