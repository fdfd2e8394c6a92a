"""Posts that stand with a name: right before it, or in the apposition behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from graph_builder.extract.chains import body_at, chained
from graph_builder.extract.namegrammar import NameGrammar
from graph_builder.extract.names import is_acronym
from graph_builder.extract.organizations import bodies
from graph_builder.extract.posts import Post, posts
from graph_builder.extract.titlegrammar import TitleGrammar
from graph_builder.text import fold_name


def posts_before(text: str, start: int, begin: int, rules: NameGrammar) -> list[Post]:
    """Return the posts whose list ends where the name begins."""
    titles = rules.titles
    for first, end in islice(_titles(text, max(start, begin - 160), begin, titles), 4):
        at = first + _behind_article(text[first:end], rules)
        found = posts(text, at, begin, titles)
        if found and text[found[-1].end : begin].strip() in ("", ",") and found[0].title:
            role = (
                found[0].body is None
                and not found[0].ours
                and found[0].title.casefold() in titles.lexicon["people.role_titles"].words
            )
            return [] if role else found
    state = rules.represented.search(text, max(start, begin - 90), begin)
    if state:
        code = titles.lexicon.countries[" ".join(state[1].split())]
        return [Post(None, None, state.start(1), state.end(1), code)]
    sent = rules.sends.search(text, max(start, begin - 40), begin)
    if sent:
        named = list(bodies(text, titles.bodies, max(start, begin - 200), sent.start()))
        if named and named[-1].end == sent.start() and not named[-1].weak and not named[-1].bare:
            return [Post(None, named[-1], named[-1].start, sent.start())]
    for stands in rules.spoken_for.finditer(text, max(start, begin - 120), begin):
        body = body_at(text, stands.end(), begin, titles)
        if body and not body.weak and not body.bare:
            body, end = chained(text, body, begin, titles)
            if text[end:begin].strip() == ",":
                return [Post(None, body, stands.start(), end)]
    return []


_TOKEN = re.compile(r"[^\s,;:()“”\"/]+")
#: A title has no more words than this before its main one.
_LONGEST_FRONT = 6


def _titles(text: str, start: int, end: int, titles: TitleGrammar) -> Iterator[tuple[int, int]]:
    """Yield where titles begin and where their main words end: back from each such word to a stop."""
    tokens = list(_TOKEN.finditer(text, start, end))
    behind = start
    for number, token in enumerate(tokens):
        if token.start() < behind or token[0].casefold() not in titles.head_words:
            continue
        head = titles.head.match(text, token.start(), end)
        if head is None:
            continue
        first = number
        while (
            first
            and number - first < _LONGEST_FRONT
            and tokens[first - 1][0].casefold() not in titles.stops
            and text[tokens[first - 1].end() : tokens[first].start()].isspace()
        ):
            first -= 1
        behind = head.end()
        yield tokens[first].start(), behind


def _behind_article(title: str, rules: NameGrammar) -> int:
    """Return where a title begins in words that run up to it: "recalled its founder"."""
    return max((match.end() for match in rules.before_title.finditer(title)), default=0)


#: Between a name and the post of its bearer, without a word.
_MARKS = frozenset({",", "(", "-", "–", "—", "/", "|"})


def posts_behind(text: str, finish: int, stop: int, rules: NameGrammar) -> tuple[list[Post], int]:
    """Return the posts in the apposition behind a name, and where it ends."""
    titles = rules.titles
    works = rules.works.match(text, finish, stop)
    if works:
        body = body_at(text, works.end(), stop, titles)
        if body and not body.weak and not body.bare:
            body, end = chained(text, body, stop, titles)
            return [Post(None, body, works.start(), end)], finish
    runs = rules.runs_body.match(text, finish, stop)
    if runs:
        body = body_at(text, runs.end(), stop, titles)
        if body and not (body.weak and runs["who"] is None):
            body, end = chained(text, replace(body, weak=False), stop, titles)
            return [Post(None, body, runs.start(), end)], finish
    stands = rules.stands_for.match(text, finish, stop)
    if stands:
        body = body_at(text, stands.end(), stop, titles)
        if body and not body.weak and not body.bare:
            body, end = chained(text, body, stop, titles)
            return [Post(None, body, stands.start(), end)], end
    state = rules.represents.match(text, finish, stop)
    if state:
        code = titles.lexicon.countries[" ".join(state[1].split())]
        return [Post(None, None, state.start(1), state.end(1), code)], state.end(1)
    opening = rules.who_is.match(text, finish, stop) or rules.joint.match(text, finish, stop)
    if opening is None:
        return [], finish
    mark = opening[0].strip()
    article = rules.definite.search(opening[0]) is not None
    if mark == "(":
        close = text.find(")", opening.end(), min(stop, opening.end() + 300))
        stop = close if close > 0 else stop
    found = posts(text, opening.end(), stop, titles)
    found = [
        post
        for post in found
        if post.title
        or (post.body and (not post.body.weak or _stands_alone(text, post, mark, article, rules)))
    ]
    verb = rules.is_.match(mark) is not None
    relative = opening.re is rules.who_is
    if mark not in _MARKS and not verb and not relative and any(post.title for post in found):
        found = [post for post in found if post.body and not post.title]
    if not found:
        country = titles.lexicon.country_names.match(text, opening.end(), stop)
        if country and rules.of_country.fullmatch(mark):
            return [
                Post(
                    None,
                    None,
                    opening.end(),
                    country.end(),
                    titles.lexicon.countries[" ".join(country[0].split())],
                )
            ], country.end()
        return [], finish
    found = [
        replace(post, body=replace(post.body, weak=False)) if post.body and post.body.weak else post
        for post in found
    ]
    reach = found[-1].end
    return found, reach + 1 if mark == "(" and text[reach : reach + 1] == ")" else reach


def _stands_alone(text: str, post: Post, mark: str, article: bool, rules: NameGrammar) -> bool:
    """Return whether a run of capitals behind a name is the body that it belongs to.

    Behind "of the" it is one if it is no place; behind a comma, an acronym, or words of which one is no name.
    """
    if post.body is None or post.body.bare:
        return False
    if mark == "(":
        return len(post.body.name.split()) > 1 or is_acronym(post.body.name)
    words = post.body.name.split()
    lexicon = rules.titles.lexicon
    named = fold_name(post.body.name) in lexicon.places or any(word in rules.not_names for word in words)
    if article and len(words) > 1 and not named:
        return True
    if len(words) > 2 and not named and all(word[0].isupper() for word in words) and mark not in _MARKS:
        # "Ann Lee of Nanjing Bridge Tools"
        return True
    behind = text[post.body.end : post.body.end + 1]
    written = is_acronym(post.body.name) or _is_campus(words, rules)
    return written and behind in ("", ",", ".", ";", "\n")


#: An acronym that nobody can say as a word.
_SPELT = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ]{3,6}")


def _is_campus(words: list[str], rules: NameGrammar) -> bool:
    """Return whether a kind of school and one word name a body, or an acronym and a place: "TU Wien".

    What can be said aloud is rather a family name in capitals: "KIM Bo".
    """
    lexicon = rules.titles.lexicon
    if words[0] in lexicon["organizations.campuses"].listed:
        return len(words) == 2
    spelt = _SPELT.fullmatch(words[0]) is not None
    return spelt and fold_name(" ".join(words[1:])) in lexicon.places
