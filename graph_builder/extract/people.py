"""Persons: their names, forms of address and posts, each as one mention in a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from graph_builder.extract.appositions import posts_before, posts_behind
from graph_builder.extract.chains import body_at
from graph_builder.extract.namegrammar import NameGrammar
from graph_builder.extract.names import folded_capitals, is_acronym
from graph_builder.extract.posts import Post, posts
from graph_builder.text import fold_name


@dataclass(frozen=True, slots=True)
class PersonMention:
    """One place where a text names a person."""

    name: str
    start: int
    end: int
    #: Where the apposition behind the name ends.
    reach: int
    honorific: str | None = None
    posts: tuple[Post, ...] = ()
    country: str | None = None
    #: Whether the form alone shows a person: a form of address, a title, a verb of saying.
    sure: bool = True
    rule: str = "name"


@dataclass(slots=True)
class Names:
    """Words of names: of persons met so far, and of those whom the text addresses anywhere."""

    known: set[str]
    addressed: frozenset[str]
    #: Words that the text also writes in lower case: a run of nothing else is no name.
    common: frozenset[str] = frozenset()

    def add(self, name: str) -> None:
        """Take up the words of a name."""
        self.known.update(fold_name(word) for word in name.split())


def addressed(text: str, rules: NameGrammar) -> Iterator[str]:
    """Yield the words that stand alone behind a form of address: "Mr. Berg" proves "Tim Berg"."""
    # To look for forms of address alone costs little, and few blocks have any.
    for match in rules.person.finditer(text) if rules.honorific.search(text) else ():
        if match["hon"]:
            _, name, _ = _split_honorific(match, rules, frozenset())
            if " " not in name:
                yield fold_name(name)


def people(
    text: str, rules: NameGrammar, names: Names, start: int = 0, end: int | None = None
) -> Iterator[PersonMention]:
    """Yield the persons that a part of a text names."""
    stop = len(text) if end is None else end
    position = floor = start
    while (match := rules.person.search(text, position, stop)) is not None:
        mention = _mention(text, match, floor, stop, rules, names, listed=floor > start)
        if mention is None:
            position = match.end()
            continue
        yield mention
        position = floor = max(mention.reach, match.start() + 1)


def _mention(
    text: str,
    match: re.Match[str],
    start: int,
    stop: int,
    rules: NameGrammar,
    names: Names,
    *,
    listed: bool,
) -> PersonMention | None:
    lexicon = rules.titles.lexicon
    honorific, name, begin = _split_honorific(match, rules, names.known)
    words = name.split()
    before: list[Post] = []
    # A title, and a body before it, may stand in the same run of capitals: "OLRA Director Ann Lee".
    heads = lexicon["people.title_heads"].words
    fronts = words[:-1] if honorific is None else []
    titled = (
        max((i for i, word in enumerate(fronts) if word.casefold() in heads), default=-1) if fronts else -1
    )
    if titled >= 0:
        before = posts(text, begin, match.start("name") + _offset(name, titled + 1), rules.titles)
        begin += _offset(name, titled + 1)
        words = words[titled + 1 :]
    owned = _owned(text, begin, words, rules) if fronts and not before else None
    if owned:
        post, count = owned
        before = [post]
        begin += _offset(text[begin : match.end()], count)
        words = words[count:]
    if honorific is None and not before and len(words) > 2:
        subject = rules.titled.search(text, max(start, begin - 90), begin)
        whole = f"{subject[0]}{words[0]}".casefold() if subject else ""
        if " ".join(whole.split()) in lexicon["people.title_heads"].words:
            # "Secretary of State Ann Lee"
            begin += _offset(text[begin : match.end()], 1)
            words = words[1:]
        elif subject:
            # "Minister of Water Resources Ann Lee": the last two words are the name, or from the family name.
            family = lexicon.name_words["vi-family"]
            known = (
                i for i, word in enumerate(words[1:-2], 1) if fold_name(word).replace("đ", "d") in family
            )
            count = next(known, len(words) - 2)
            begin += _offset(text[begin : match.end()], count)
            words = words[count:]
    while (
        words
        and honorific is None
        and (
            (len(words) > 1 and (words[0] in rules.not_names or not _capital(words[0])))
            or words[0].casefold() in lexicon["calendar.weekdays"].words
        )
    ):
        behind = text[begin + len(words[0]) : match.end()]
        begin = match.end() - len(behind.lstrip())
        words = words[1:]
    if not words:
        return None
    name = text[begin : match.end()]
    owner = rules.possessive.search(name)
    if owner:
        name = name[: owner.start()]
    nominals = rules.nominal.search(name)
    if nominals and nominals.end() == len(name):
        name = name[: nominals.start()]
    words = name.split()
    finish = begin + len(name)
    # "the Lake Club said": no person.
    thing = honorific is None and not before and rules.definite.search(text, max(0, begin - 8), begin)
    if thing or not _like_a_name(words, honorific, rules):
        return None
    folded = [fold_name(word) for word in words]
    seen = all(word in names.known for word in folded)
    # One word that was not met before, as at the head of most sentences, is a name only before a post.
    alone = not seen and honorific is None and len(words) == 1
    if alone and folded[0] in names.common:
        return None
    nominals = rules.nominal.match(text, finish, stop)
    after, reach = posts_behind(text, nominals.end() if nominals else finish, stop, rules)
    if alone and not any(post.title for post in after):
        return None
    if not before:
        before = posts_before(text, start, match.start() if honorific else begin, rules)
    country = next((post.country for post in (*before, *after) if post.country), None)
    sure, rule = _evidence(text, start, begin, reach, finish, stop, honorific, before, after, rules)
    if not sure and 1 < len(words) < 5:
        joined = listed and rules.continues.search(text, start, begin) is not None and len(words) < 4
        if joined or folded[-1] in names.addressed or folded[0] in names.addressed:
            sure, rule = True, "listed" if joined else "addressed"
    if (
        rule in ("speech", "body-behind", "title-behind")
        and not seen
        and rules.inside.search(text, max(0, begin - 40), begin)
    ):
        return None
    if rule == "speech" and not seen and all(word in names.common for word in folded):
        return None
    if not seen and not sure:
        return None
    if len(words) == 1 and (honorific is None or set(honorific.split()) <= lexicon["people.ranks"].listed):
        spoken = rules.speech.match(text, finish, stop) is not None
        # One word alone is a name where it was met before, or where a post at a body follows.
        held = rule == "title-behind" and any(post.body for post in after) and folded[0] not in names.common
        if not (
            held or (seen and (name.isupper() or spoken or before or honorific)) or (honorific and spoken)
        ):
            return None
    return PersonMention(
        name=folded_capitals(rules.nickname.sub("", name)),
        start=begin,
        end=finish,
        reach=reach,
        honorific=honorific,
        posts=tuple(_titled(post, rules) for post in _joined(before, after)),
        country=country,
        sure=sure,
        rule=rule,
    )


def _owned(text: str, begin: int, words: list[str], rules: NameGrammar) -> tuple[Post, int] | None:
    """Return the body or the state that stands as owner before a name, and its words: "Peru's Ann Lee"."""
    number = next((i for i, word in enumerate(words[:-1], 1) if rules.possessive.search(word)), None)
    if number is None:
        return None
    owner = rules.possessive.sub("", " ".join(words[:number]))
    code = rules.titles.lexicon.countries.get(owner)
    mark = rules.possessive.search(words[number - 1])
    last = begin + _offset(text[begin:], number - 1)
    end = last + (mark.start() if mark else 0)
    if code:
        return Post(None, None, begin, end, code), number
    body = body_at(text, begin, end, rules.titles)
    if body is None or body.bare or (body.weak and not is_acronym(body.name)):
        return None
    return Post(None, replace(body, weak=False), begin, end), number


def _capital(word: str) -> bool:
    """Return whether a capital stands in a word, be it behind a particle: "al-Amin"."""
    return any(char.isupper() for char in word)


#: At the head of a block: "— Grace Atieno" under a quotation.
_SIGNED = re.compile(r"[—–-]{1,2}\s*\w")


def _evidence(
    text: str,
    start: int,
    begin: int,
    reach: int,
    finish: int,
    stop: int,
    honorific: str | None,
    before: list[Post],
    after: list[Post],
    rules: NameGrammar,
) -> tuple[bool, str]:
    if honorific:
        return True, "honorific"
    if before:
        return True, "title-before"
    if any(post.title for post in after):
        return True, "title-behind"
    if after:
        return True, "body-behind"
    if _SIGNED.match(text) and finish < 60:
        return True, "signed"
    if rules.relative.match(text, finish, stop):
        return True, "relative"
    if rules.occupation.match(text, finish, stop):
        return True, "occupation"
    if rules.introduced.search(text, max(start, begin - 60), begin):
        return True, "introduced-by"
    if rules.speech.match(text, finish, stop):
        return True, "speech"
    if begin == start and rules.taken_up.match(text, finish, min(len(text), finish + 240)):
        return True, "taken-up"
    home = rules.home.match(text, finish, stop)
    if home and rules.speech.match(text, home.end(), stop):
        return True, "place-behind"
    return False, "name"


def _titled(post: Post, rules: NameGrammar) -> Post:
    """Return a post without a title that only says whom somebody stands for."""
    untitled = rules.titles.lexicon["people.untitled"].words
    return replace(post, title=None) if post.title and post.title.casefold() in untitled else post


def _joined(before: list[Post], after: list[Post]) -> list[Post]:
    """Join a title before a name with the body behind it: "Engineer Tim Berg of Zen Hydro"."""
    if (
        len(before) == 1
        and before[0].body is None
        and len(after) == 1
        and after[0].title is None
        and after[0].body
    ):
        return [replace(after[0], title=before[0].title)]
    return [*before, *after]


def _split_honorific(
    match: re.Match[str], rules: NameGrammar, known: Collection[str]
) -> tuple[str | None, str, int]:
    """Return form of address, name and where the name begins; `known` are words of names met before."""
    printed = match["hon"]
    if printed is None:
        return None, match["name"], match.start("name")
    weak = rules.titles.lexicon["people.weak_honorifics"].listed
    ranks = rules.titles.lexicon["people.ranks"].listed
    text = match.string
    kept: list[str] = []
    position = match.start("hon")
    for part in rules.honorific.finditer(printed):
        word = part[0].strip()
        follows = len(match["name"].split()) + (part.end() < len(printed))
        alone = follows < 2 and fold_name(match["name"]) not in known
        if word in weak and (kept or alone):
            break
        if word in ranks and not _may_be_named(text[match.start("hon") + part.end() : match.end()], rules):
            break
        kept.append(word)
        position = match.start("hon") + part.end()
    return " ".join(kept) or None, text[position : match.end()], position


def _may_be_named(words: str, rules: NameGrammar) -> bool:
    """Return whether no word is a title or a thing: "Chief Ann Lee", and not "Chief Executive"."""
    heads = rules.titles.head_words
    events = rules.titles.lexicon["events.heads"].listed
    return not any(
        word in rules.not_names or word in events or word.casefold() in heads for word in words.split()
    )


def _offset(name: str, count: int) -> int:
    """Return where the word number `count` of a name begins."""
    found = list(re.finditer(r"\S+", name))
    return found[count].start()


def _like_a_name(words: list[str], honorific: str | None, rules: NameGrammar) -> bool:
    lexicon = rules.titles.lexicon
    if honorific:
        return not (len(words) > 1 and words[0] in rules.not_names)
    if len(words) > 5 and sum(word[0].isupper() for word in words) > 5:
        return False
    if not rules.not_names.isdisjoint(words) or any(
        word in lexicon["calendar.months"] or word in lexicon["calendar.weekdays"] for word in words
    ):
        return False
    if words[-1] in lexicon["people.title_heads"] and words[-1] not in lexicon["people.name_titles"]:
        # "Education Adviser" is a post, "Ann Fisher" is a name.
        return False
    joined = " ".join(words)
    if joined in lexicon.countries:
        return False
    if words[0] not in lexicon["people.also_names"].listed and (
        (lexicon.country_names.search(joined) and len(words) < 3) or fold_name(joined) in lexicon.places
    ):
        return False
    if (all(is_acronym(word) for word in words) and len(words) > 1) or (
        len(words) > 1 and is_acronym(words[0]) and not words[0].isalpha()
    ):
        return False
    return not (len(words) == 1 and is_acronym(words[0]) and words[0] in rules.titles.bodies.acronyms)
