"""Posts: titles and the bodies that they are held at, read before or behind a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from graph_builder.extract.bodies import Body, with_parent
from graph_builder.extract.bodygrammar import LONGEST_NAME
from graph_builder.extract.chains import body_at, chained
from graph_builder.extract.names import is_acronym
from graph_builder.extract.organizations import bodies
from graph_builder.extract.titlegrammar import TitleGrammar
from graph_builder.text import fold_name

#: Nobody is given more posts than this at once.
MOST_POSTS = 6


@dataclass(frozen=True, slots=True)
class Post:
    """A title and the body named with it; either may be missing, not both."""

    title: str | None
    body: Body | None
    start: int
    end: int
    #: The state that the post belongs to, where the text says so without a body.
    country: str | None = None
    #: Of what somebody is minister: the post is at that ministry, where the text names it.
    ministry: str | None = None
    #: "our director": the body is the one that publishes; "its director": the one named before.
    ours: bool = False
    its: bool = False
    #: "the association's treasurer": the body last called so.
    kind: str | None = None
    #: "the treasurer": of whom, the sentence tells.
    definite: bool = False


def posts(text: str, position: int, end: int, rules: TitleGrammar) -> list[Post]:
    """Return the posts that stand at a position, the last one ending where the list of them ends."""
    found: list[Post] = []
    while position < end and len(found) < MOST_POSTS:
        post = _post(text, position, end, rules)
        if post is None:
            break
        found.append(post)
        more = rules.again.match(text, post.end, end)
        if more is None:
            break
        again = rules.title.match(text, more.end(), end)
        joined_body = "/" in more[0] and body_at(text, more.end(), end, rules)
        if not (again or joined_body):
            break
        position = more.end()
    # "Deputy Manager / Director of ..., BODY": the body behind the last one is that of all.
    shared = found[-1].body if found else None
    return [
        replace(
            post,
            body=post.body or _shared(text, post, shared, rules),
            ours=_owned_by(rules.ours, text, post),
            its=_owned_by(rules.its, text, post),
            definite=_owned_by(rules.the, text, post),
        )
        for post in found
    ]


def _shared(text: str, post: Post, body: Body | None, rules: TitleGrammar) -> Body | None:
    """Return the body of the last of some posts, as that of another: of one with a subject, what is above it.

    "Head of Roofs / Leader of the Reed Unit of the Hill Bank" heads the roofs of the bank.
    """
    if body is None or not _goes_on(text, post):
        return None
    subject = post.title is not None and rules.link.search(post.title) is not None
    return body.parent if subject and body.parent else body


def _goes_on(text: str, post: Post) -> bool:
    """Return whether no place stands behind the title: "Mayor of Hue and Head of the Port"."""
    return post.title is None or text[post.start : post.end].endswith(post.title.split()[-1])


def _owned_by(owner: re.Pattern[str], text: str, post: Post) -> bool:
    """Return whether a word such as "our" stands at the head of a post, or right before it."""
    match = owner.search(text, max(0, post.start - 6), post.start + 6)
    return match is not None and match.start() <= post.start <= match.end()


def _post(text: str, start: int, end: int, rules: TitleGrammar) -> Post | None:
    match = rules.paired.match(text, start, end)
    if match is None:
        body = body_at(text, start, end, rules)
        if body is None:
            return None
        body, stop = chained(text, body, end, rules)
        return Post(None, body, start, stop)
    title_start, title = match.start(1), match[1] + (match[2] or "")
    front = _owner_of(text, title_start, match.end(1), rules)
    title = front.title or title
    title_start = match.end(1) - len(front.title or match[1])
    newly = rules.newly.match(title)
    title, title_start = title[newly.end() if newly else 0 :], title_start + (newly.end() if newly else 0)
    stop = match.end()
    link = rules.link.match(text, stop, end)
    if link is None:
        if front.body or front.kind:
            return Post(_spaced(title), front.body, start, stop, kind=front.kind)
        return _with_owner(_behind(text, title, start, stop, end, rules), front.country)
    low = rules.low.match(text, stop, end)
    if low:
        return _with_low_subject(text, title_start, start, low, front, end, rules)
    end = _before_next(text, link.end(), end, rules)
    run = rules.bodies.run.match(text, link.end(), min(end, link.end() + LONGEST_NAME))
    if run:
        held = _with_subject(text, title_start, start, run, end, rules)
        if held:
            return _with_owner(held, front.country)
        if fold_name(run[0]) in rules.lexicon.places:
            # "director in Hue": the place is none of the title.
            return _with_owner(_behind(text, _spaced(title), start, run.end(), end, rules), front.country)
    body = body_at(text, link.end(), end, rules)
    country = rules.lexicon.country_names.match(text, link.end(), end)
    sure = body is not None and not body.weak
    if country and not sure and (run is None or run.end() <= country.end()):
        return Post(
            _spaced(title), front.body, start, country.end(), rules.lexicon.countries[_spaced(country[0])]
        )
    ministerial = _ministerial(title, link[0], body, rules)
    if body and not ministerial and not body.weak and not _is_subject(text, body, end, rules):
        body, stop = chained(text, body, end, rules)
        return Post(_spaced(title), body, start, stop)
    if run and rules.head.fullmatch(text, run.start(), min(run.end(), end)):
        # "Adviser to the Minister"
        whole = _spaced(text[title_start : run.end()])
        return _with_owner(_behind(text, whole, start, run.end(), end, rules), front.country)
    if run is None or link[0].split()[0] in rules.lexicon["people.origin_links"].words:
        return _with_owner(Post(_spaced(title), front.body, start, stop), front.country)
    if run[0].split()[-1] in rules.lexicon["events.heads"].listed:
        # A post is held at a body: "Deputy Secretary of the Finance Forum".
        return Post(_spaced(title), Body(_spaced(run[0]), run.start(), run.end()), start, run.end())
    if body and body.weak and is_acronym(body.name) and body.end == run.end():
        return Post(_spaced(title), replace(body, weak=False), start, body.end)
    subject_end = _without_parent(text, run.start(), run.end(), rules)
    if ministerial:
        more = rules.bodies.listing.match(text, subject_end, end)
        subject_end = more.end() if more else subject_end
        whole = _spaced(text[title_start:subject_end])
        found = _behind(text, whole, start, subject_end, end, rules)
        found = replace(found, ministry=_spaced(text[run.start() : subject_end]))
        return _with_owner(found, front.country)
    found = _behind(text, _spaced(text[title_start:subject_end]), start, subject_end, end, rules)
    if found.body is None and front.body:
        found = replace(found, body=front.body)
    elif found.body and _is_unit(text[subject_end : found.body.start], link[0], run[0], rules):
        # "Head of the Moss Sector, Ministry of Bogs": a part of that ministry.
        unit = Body(_spaced(text[run.start() : subject_end]), run.start(), subject_end)
        return replace(found, title=_spaced(title), body=with_parent(unit, found.body))
    officeless = title.split()[-1].casefold() in rules.lexicon["people.officeless"].words
    if found.body is None and front.country is None and not officeless and _may_be_body(run[0], rules):
        name = _spaced(text[run.start() : subject_end])
        return Post(_spaced(title), Body(name, run.start(), subject_end), start, subject_end)
    return _with_owner(found, front.country)


def _with_low_subject(
    text: str, title_start: int, start: int, low: re.Match[str], front: _Front, end: int, rules: TitleGrammar
) -> Post:
    """Return a post whose title holds its subject in small letters: "professor of law at Hill College"."""
    stop = low.start("at") if low["at"] else low.end()
    title = _spaced(text[title_start:stop])
    named = rules.kinds.get(text[low.start() : stop].split()[-1])
    if named and len(text[low.start() : stop].split()) == 3 and rules.the.search(text, low.start(), stop):
        # "the treasurer of the association": a body that was named before.
        return Post(_spaced(text[title_start : low.start()]), None, start, stop, kind=named)
    body = body_at(text, low.end(), end, rules) if low["at"] else None
    comma = low["at"] is not None and low["at"].startswith(",")
    if body and not body.bare and not (comma and body.weak and not _may_follow(text, body, rules)):
        body, stop = chained(text, replace(body, weak=False), end, rules)
        return Post(title, body, start, stop)
    return Post(title, front.body, start, stop, front.country, kind=front.kind)


def _before_next(text: str, start: int, end: int, rules: TitleGrammar) -> int:
    """Return where a post ends whose subject runs on into the next one: "of Hue and Head of the Port"."""
    run = rules.bodies.run.match(text, start, min(end, start + LONGEST_NAME))
    for more in islice(rules.again.finditer(text, start, run.end() if run else start), 4):
        title = rules.title.match(text, more.end(), end)
        if title and (
            rules.link.match(text, title.end(), end) or text[title.end() : title.end() + 1] in ",.;)"
        ):
            return more.start()
    return end


def _with_subject(
    text: str, title_start: int, start: int, run: re.Match[str], end: int, rules: TitleGrammar
) -> Post | None:
    """Return a post whose title holds its subject, before "at" or "in" and a body or a state."""
    for joint in islice(rules.held_at.finditer(text, run.start(), end), 2):
        subject = text[run.start() : joint.start()]
        words = subject.split()
        plural = bool(words) and _is_plural(words[-1], rules)
        # "Health Services" may be a subject; "Institute for Rural Services" is a body.
        opens = rules.bodies.begins_with_head(words) and not (plural and words[1:2] and words[1].istitle())
        if joint.start() > run.end() or opens:
            return None
        if rules.bodies.ends_in_head(words) and not plural:
            return None
        inner = rules.bodies.link.search(subject)
        if inner and rules.bodies.ends_in_head(subject[: inner.start()].split()):
            # "the Open University of the Hills in Peru" is a body.
            return None
        title = _spaced(text[title_start : joint.start()])
        country = rules.lexicon.country_names.match(text, joint.end(), end)
        body = body_at(text, joint.end(), end, rules)
        placed = body is not None and fold_name(body.name) in rules.lexicon.places
        if body and not placed and (not body.weak or joint[1] or _is_at(joint, rules)):
            body, stop = chained(text, replace(body, weak=False), end, rules)
            return Post(title, body, start, stop)
        if country:
            code = rules.lexicon.countries[_spaced(country[0])]
            return Post(title, None, start, country.end(), code)
    return None


def _is_at(joint: re.Match[str], rules: TitleGrammar) -> bool:
    return joint[0].split()[0] in rules.lexicon["people.at"].words


def _is_plural(word: str, rules: TitleGrammar) -> bool:
    """Return whether a word is a head and a plural: "Director of Health Services at the Clinic"."""
    return word in rules.bodies.heads and word.endswith(tuple(rules.lexicon["grammar.plural_endings"].listed))


def _with_owner(post: Post, country: str | None) -> Post:
    return replace(post, country=country or post.country)


def _may_be_body(run: str, rules: TitleGrammar) -> bool:
    """Return whether a run behind a title may name a body, for want of another one."""
    words = run.split()
    kinds = rules.lexicon["organizations.not_bodies"].listed
    return (
        len(words) > 1
        and words[-1] not in rules.lexicon["organizations.provinces"].listed
        and not any(word in kinds for word in words)
        and fold_name(run) not in rules.lexicon.places
    )


def _ministerial(title: str, link: str, body: Body | None, rules: TitleGrammar) -> bool:
    """Return whether a title of state stands before its subject, as in "Minister of Soil"."""
    lexicon = rules.lexicon
    minister = lexicon["people.ministerial"].pattern.plain.search(title)
    if minister is None or minister.end() != len(title):
        return False
    own = title.split()[-1].casefold() in lexicon["people.ministers"].words
    return body is None or body.weak or (own and not rules.the.search(link))


def _is_unit(between: str, link: str, run: str, rules: TitleGrammar) -> bool:
    """Return whether "the" and capitals behind a title, before a comma and a body, name a unit of it."""
    article = rules.the.search(link) is not None and between.lstrip().startswith(",")
    return article and _may_be_body(run, rules) and run.split()[-1] not in _undertakings(rules)


def _is_subject(text: str, body: Body, end: int, rules: TitleGrammar) -> bool:
    """Return whether a bare body ("the Board") or a programme is only the subject of a title at another."""
    only = body.bare or body.name.split()[-1] in _undertakings(rules)
    joint = rules.under.match(text, body.end, end) if only else None
    above = body_at(text, joint.end(), end, rules) if joint else None
    return above is not None and not above.weak


def _behind(text: str, title: str, start: int, stop: int, end: int, rules: TitleGrammar) -> Post:
    """Return a post whose body may follow its title and subject."""
    country = rules.country.match(text, stop, end)
    joint = rules.under.match(text, stop, end) or rules.link.match(text, stop, end)
    if joint:
        body = body_at(text, joint.end(), end, rules)
        if body and body.weak and joint[0].strip() == "," and not _may_follow(text, body, rules):
            body = None
        if body and not body.bare:
            body, stop = chained(text, replace(body, weak=False), end, rules)
            return Post(title, body, start, stop)
    if country:
        return Post(title, None, start, country.end(), rules.lexicon.countries[" ".join(country[1].split())])
    return Post(title, None, start, stop)


def _without_parent(text: str, start: int, end: int, rules: TitleGrammar) -> int:
    """Return where the subject of a title ends: a body or a state behind "of" is none of it."""
    for link in islice(rules.link.finditer(text, start, end), 4):
        body = body_at(text, link.end(), end, rules)
        country = rules.lexicon.country_names.match(text, link.end(), end)
        if (body and not body.weak) or country:
            return link.start()
    return end


@dataclass(frozen=True, slots=True)
class _Front:
    """What stands before a title in the same words: "OLRA's Director", "Lakefund project manager"."""

    title: str | None = None
    body: Body | None = None
    country: str | None = None
    kind: str | None = None


def _owner_of(text: str, start: int, end: int, rules: TitleGrammar) -> _Front:
    """Return the owner of a title and the title without it."""
    title = text[start:end]
    countries = rules.lexicon.countries
    marks = list(rules.possessive.finditer(title))
    if marks:
        owner, rest = title[: marks[-1].start()], title[marks[-1].end() :]
        for name in _tails(owner):
            if name in countries:
                return _Front(rest, None, countries[name])
        body = next(iter(bodies(text, rules.bodies, start, start + len(owner))), None)
        if body is None or body.bare:
            return _Front(rest, kind=rules.kinds.get(owner.split()[-1].casefold()))
        return _Front(rest, replace(body, weak=False))
    words = title.split()
    for size in (2, 1):
        if len(words) > size and " ".join(words[:size]) in countries:
            return _Front(" ".join(words[size:]), None, countries[" ".join(words[:size])])
    if title.casefold() in rules.lexicon["people.title_heads"].words:
        return _Front()
    body = next(iter(bodies(text, rules.bodies, start, end)), None)
    main = rules.head.search(text, start, end) if body is None else None
    if main:
        # "Hill Bank CEO": the title ends the run of capitals.
        body = next(iter(bodies(text, rules.bodies, start, main.start())), None)
        body = None if body and body.name.split()[-1] in _undertakings(rules) else body
    if body is None or body.start > start + 4 or body.bare or body.end >= end:
        return _Front()
    rest = text[body.end : end].strip()
    lexicon = rules.lexicon
    if body.weak and (
        rest.casefold() in lexicon["people.officeless"].words
        or body.name in lexicon["people.subject_words"].listed
    ):
        # "Labour inspector", at the head of a sentence.
        return _Front()
    if body.weak and not ((rest[:1].islower() and body.name[:1].isupper()) or is_acronym(body.name)):
        return _Front()
    return _Front(rest, replace(body, weak=False))


def _undertakings(rules: TitleGrammar) -> frozenset[str]:
    return rules.lexicon["organizations.undertakings"].listed


def _tails(words: str) -> Iterator[str]:
    parts = words.split()
    for first in range(len(parts)):
        yield " ".join(parts[first:])


def _may_follow(text: str, body: Body, rules: TitleGrammar) -> bool:
    """Return whether a run of capitals behind a title and a comma is the body it is held at."""
    name = fold_name(body.name)
    behind = text[body.end : body.end + 1]
    return (
        behind in ("", ",", ";", ".", ")", "\n")
        and name not in rules.lexicon.places
        and (len(body.name.split()) > 1 or is_acronym(body.name))
    )


def _spaced(text: str) -> str:
    return " ".join(text.split())
