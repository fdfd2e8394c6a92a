"""Persons who are taken up without their name: by a pronoun, or by their post alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from graph_builder.cued import CuedPattern, cued
from graph_builder.extract.cast import Member
from graph_builder.extract.people import PersonMention
from graph_builder.extract.roles import RoleGrammar
from graph_builder.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class _TakenUp:
    """The patterns of subjects that are no names."""

    #: "the minister" before a verb; "She" at the head of a clause.
    post: CuedPattern
    pronoun: CuedPattern


@cache
def _taken_up(lexicon: Lexicon) -> _TakenUp:
    heads = lexicon.any_of("people.title_heads", "people.role_titles")
    word = rf"(?!{lexicon.any_of('people.title_stops', 'people.title_links', 'grammar.articles')}\b)[\w-]+"
    return _TakenUp(
        post=cued(
            rf"\b{lexicon.led_by('grammar.definite')}(?P<title>(?:{word}\s+){{0,3}}?{heads})"
            rf"(?!\s+{lexicon.any_of('people.title_links')}\b)(?=\s+[a-z])",
            lexicon.phrases("grammar.definite"),
            lexicon.phrases("people.title_heads", "people.role_titles"),
            flags=re.IGNORECASE,
        ),
        pronoun=cued(
            rf"(?:^(?:[\w-]+\s+){{0,5}}?|[,;:]\s+|\b{lexicon.led_by('grammar.and')})(?P<who>{lexicon.any_of('grammar.one')})\s",
            lexicon.phrases("grammar.one"),
            flags=re.IGNORECASE,
        ),
    )


def by_post(
    text: str, start: int, end: int, known: Mapping[str, Member], rules: RoleGrammar
) -> Iterator[tuple[PersonMention, Member]]:
    """Yield the persons whose post alone is the subject of a verb in a part of a text."""
    if not known:
        return
    for match in _taken_up(rules.lexicon).post.finditer(text, start, end):
        if rules.object_.search(text, max(start, match.start() - 30), match.start()):
            continue
        member = member_of(match["title"], known)
        if member and acts(text, match.end(), end, rules):
            yield _mention(member, match.start("title"), match.end("title")), member


def by_pronoun(text: str, start: int, end: int, member: Member, rules: RoleGrammar) -> PersonMention | None:
    """Return the person named last, where a pronoun stands for the subject."""
    match = _taken_up(rules.lexicon).pronoun.search(text[start:end])
    return _mention(member, start + match.start("who"), start + match.end("who")) if match else None


def member_of(title: str, known: Mapping[str, Member]) -> Member | None:
    """Return who holds a post: the whole title, else its main word."""
    words = title.casefold().split()
    return known.get(" ".join(words)) or known.get(words[-1])


def acts(text: str, position: int, end: int, rules: RoleGrammar) -> bool:
    """Return whether a verb of saying, or a cue of a role, stands behind a subject."""
    return (
        rules.speech.match(text, position, end) is not None
        or rules.any_cue.search(text, position, min(end, position + 40)) is not None
    )


def _mention(member: Member, start: int, end: int) -> PersonMention:
    return PersonMention(member.name, start, end, end, rule="taken-up")
