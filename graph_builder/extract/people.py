"""Persons: their names, forms of address and posts, each as one mention in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from graph_builder.extract.bodygrammar import grammar
from graph_builder.extract.names import CAPITAL, folded_capitals, is_acronym
from graph_builder.extract.posts import Post, TitleGrammar, body_at, posts, title_grammar
from graph_builder.lexicon import Lexicon, alternation
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


@dataclass(frozen=True, slots=True)
class NameGrammar:
    """The patterns of persons' names."""

    titles: TitleGrammar
    person: re.Pattern[str]
    honorific: re.Pattern[str]
    speech: re.Pattern[str]
    relative: re.Pattern[str]
    runs_body: re.Pattern[str]
    home: re.Pattern[str]
    not_names: frozenset[str]


def name_grammar(titles: TitleGrammar) -> NameGrammar:
    """Return what persons are read with."""
    return replace(_name_grammar(titles.lexicon), titles=titles)


@cache
def _name_grammar(lexicon: Lexicon) -> NameGrammar:
    strong = alternation(
        form
        for form in lexicon["people.honorifics"].listed
        if form not in lexicon["people.weak_honorifics"].listed
    )
    word = rf"(?:(?!(?:{strong})\s)[‘’'ʻ]?[{CAPITAL}][\w’'ʻ-]*[\wʻ]|[{CAPITAL}]\.|al-[{CAPITAL}]\w+)"
    particles = alternation(lexicon["people.particles"].listed)
    honorifics = alternation(lexicon["people.honorifics"].listed)
    verbs = alternation(lexicon["roles.speech.verbs"].words)
    return NameGrammar(
        titles=title_grammar(grammar(lexicon)),
        person=re.compile(
            rf"(?<![\w-])(?P<hon>(?:(?:{honorifics})(?:(?<=\.)\s*|\s+)(?=[{CAPITAL}‘’'ʻ])){{1,4}})?"
            rf"(?P<name>{word}(?:\s+(?:(?:{particles})\s+){{0,2}}{word}){{0,5}})(?!\w)"
        ),
        honorific=re.compile(rf"(?:{honorifics})(?:(?<=\.)\s*|\s+)"),
        speech=re.compile(rf"\s*,?\s*(?:(?:also|then|further|\w+ly)\s+){{0,2}}(?:{verbs})\b"),
        relative=re.compile(r"\s*,\s*(?:who|whose)\b"),
        runs_body=re.compile(
            rf",\s+who\s+(?:{alternation(lexicon['people.runs_body'].words)})\s+(?:the\s+)?"
        ),
        home=re.compile(rf"\s+(?:from|of)\s+(?:the\s+)?{word}(?:\s+{word}){{0,3}}(?:,\s+{word})?"),
        not_names=frozenset(
            word
            for list_name in (
                "people.not_names",
                "organizations.heads",
                "events.heads",
                "organizations.not_bodies",
                "organizations.foreign_heads",
                "organizations.regions",
            )
            for phrase in lexicon[list_name].listed
            for word in phrase.split()
        )
        - {"U", "Ma", "Year", "Day", "Law", "Park"},
    )


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
    for match in rules.person.finditer(text):
        if match["hon"]:
            _, name, _ = _split_honorific(match, rules)
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
    honorific, name, begin = _split_honorific(match, rules)
    words = name.split()
    before: list[Post] = []
    # A title, and a body before it, may stand in the same run of capitals: "OLRA Director Ann Lee".
    titled = max(
        (i for i, word in enumerate(words[:-1]) if word.casefold() in lexicon["people.title_heads"].words),
        default=-1,
    )
    if honorific is None and titled >= 0:
        before = posts(text, begin, match.start("name") + _offset(name, titled + 1), rules.titles)
        begin += _offset(name, titled + 1)
        words = words[titled + 1 :]
    while (
        words
        and honorific is None
        and (
            (words[0] in rules.not_names and len(words) > 1)
            or words[0].casefold() in lexicon["calendar.weekdays"].words
        )
    ):
        behind = text[begin + len(words[0]) : match.end()]
        begin = match.end() - len(behind.lstrip())
        words = words[1:]
    if not words:
        return None
    name = text[begin : match.end()]
    # "Mr Heke closed": a name ends before a word that begins a sentence's other name.
    if re.search(r"['’]s$", name):
        name = name[:-2]
        words = name.split()
    finish = begin + len(name)
    # "the Lake Club said": no person.
    thing = honorific is None and not before and text[max(0, begin - 4) : begin] in ("The ", "the ")
    if thing or not _like_a_name(words, honorific, rules):
        return None
    if not before:
        before = _posts_before(text, start, match.start() if honorific else begin, rules)
    after, reach = _posts_behind(text, finish, stop, rules)
    country = next((post.country for post in (*before, *after) if post.country), None)
    folded = [fold_name(word) for word in words]
    seen = all(word in names.known for word in folded)
    sure, rule = _evidence(text, reach, finish, stop, honorific, before, after, rules)
    if not sure and 1 < len(words) < 5:
        joined = listed and _CONTINUES.search(text, start, begin) is not None and len(words) < 4
        if joined or folded[-1] in names.addressed or folded[0] in names.addressed:
            sure, rule = True, "listed" if joined else "addressed"
    if rule in ("speech", "body-behind") and not seen and _INSIDE.search(text, max(0, begin - 40), begin):
        return None
    if rule == "speech" and not seen and all(word in names.common for word in folded):
        return None
    if not seen and (not sure or (len(words) == 1 and honorific is None)):
        return None
    if (
        len(words) == 1
        and honorific is None
        and not (name.isupper() or rules.speech.match(text, finish, stop) or before)
    ):
        return None
    return PersonMention(
        name=folded_capitals(name),
        start=begin,
        end=finish,
        reach=reach,
        honorific=honorific,
        posts=tuple(_joined(before, after)),
        country=country,
        sure=sure,
        rule=rule,
    )


#: At the head of a block: "— Grace Atieno" under a quotation.
_SIGNED = re.compile(r"[—–-]{1,2}\s*\w")
#: Before words that are only the rest of a longer name: "Conference on Mobile Clinics".
_INSIDE = re.compile(rf"[{CAPITAL}]\w+\s+(?:of|on|for)\s+(?:the\s+)?$")
#: Between two persons of a list: "Ann Lee, who ..., and Bo Berg".
_CONTINUES = re.compile(r"(?:^|,)\s*(?:and\s+)?$|\band\s+$")


def _evidence(
    text: str,
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
    if after and text[finish : finish + 2].strip()[:1] in "(o" and reach > finish:
        return True, "body-behind"
    if after:
        return True, "body-behind"
    if _SIGNED.match(text) and finish < 60:
        return True, "signed"
    if rules.relative.match(text, finish, stop):
        return True, "relative"
    if rules.speech.match(text, finish, stop):
        return True, "speech"
    home = rules.home.match(text, finish, stop)
    if home and rules.speech.match(text, home.end(), stop):
        return True, "place-behind"
    return False, "name"


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


def _split_honorific(match: re.Match[str], rules: NameGrammar) -> tuple[str | None, str, int]:
    """Return form of address, name and where the name begins."""
    printed = match["hon"]
    if printed is None:
        return None, match["name"], match.start("name")
    weak = rules.titles.lexicon["people.weak_honorifics"].listed
    kept: list[str] = []
    position = match.start("hon")
    for part in rules.honorific.finditer(printed):
        word = part[0].strip()
        follows = len(match["name"].split()) + (part.end() < len(printed))
        if word in weak and (kept or follows < 2):
            break
        kept.append(word)
        position = match.start("hon") + part.end()
    text = match.string
    return " ".join(kept) or None, text[position : match.end()], position


def _offset(name: str, count: int) -> int:
    """Return where the word number `count` of a name begins."""
    found = list(re.finditer(r"\S+", name))
    return found[count].start()


def _like_a_name(words: list[str], honorific: str | None, rules: NameGrammar) -> bool:
    lexicon = rules.titles.lexicon
    if honorific:
        return not (len(words) > 1 and words[0] in rules.not_names)
    if len(words) > 5:
        return False
    if any(
        word in rules.not_names
        or word.casefold() in lexicon["calendar.months"].words
        or word.casefold() in lexicon["calendar.weekdays"].words
        for word in words
    ):
        return False
    joined = " ".join(words)
    if (lexicon.country_names.search(joined) and len(words) < 3) or fold_name(joined) in lexicon.places:
        return False
    if (all(is_acronym(word) for word in words) and len(words) > 1) or (
        len(words) > 1 and is_acronym(words[0]) and not words[0].isalpha()
    ):
        return False
    return not (len(words) == 1 and is_acronym(words[0]) and words[0] in rules.titles.bodies.acronyms)


def _posts_before(text: str, start: int, begin: int, rules: NameGrammar) -> list[Post]:
    """Return the posts whose list ends where the name begins."""
    window = max(start, begin - 160)
    position = window = window if window == start else text.find(" ", window, begin) + 1
    titles = rules.titles
    # Cheaper than the search for a whole title, and mostly the answer is no.
    if not titles.head_words & set(_WORDS.findall(text[window:begin].casefold())):
        return []
    for _ in range(4):
        match = titles.title.search(text, position, begin)
        if match is None:
            break
        at = match.start(1) + _behind_article(match[1])
        found = posts(text, at, begin, titles)
        if found and text[found[-1].end : begin].strip() in ("", ",") and found[0].title:
            role = (
                found[0].body is None
                and found[0].title.casefold() in titles.lexicon["people.role_titles"].words
            )
            return [] if role else found
        position = match.end() if match.end() > position else position + 1
    return []


_WORDS = re.compile(r"\w[\w-]*")
_ARTICLE = re.compile(r"(?:^|\s)(?:the|an?|its|our|their|his|her|late|then)\s+", re.IGNORECASE)


def _behind_article(title: str) -> int:
    """Return where a title begins in words that run up to it: "recalled its founder"."""
    return max((match.end() for match in _ARTICLE.finditer(title)), default=0)


def _posts_behind(text: str, finish: int, stop: int, rules: NameGrammar) -> tuple[list[Post], int]:
    """Return the posts in the apposition behind a name, and where it ends."""
    titles = rules.titles
    runs = rules.runs_body.match(text, finish, stop)
    if runs:
        body = body_at(text, runs.end(), stop, titles) or None
        if body:
            return [Post(None, replace(body, weak=False), runs.start(), body.end)], finish
    opening = re.compile(
        r"\s*,\s*(?:of\s+(?:the\s+)?)?|\s*\(\s*|\s+(?:of|from|with|at)\s+(?:the\s+)?|\s+is\s+(?=[Dd]eputy|[A-Z])"
    ).match(text, finish, stop)
    if opening is None:
        return [], finish
    mark = opening[0].strip()
    if mark == "(":
        close = text.find(")", opening.end(), min(stop, opening.end() + 300))
        stop = close if close > 0 else stop
    found = posts(text, opening.end(), stop, titles)
    found = [
        post
        for post in found
        if post.title or (post.body and (not post.body.weak or _stands_alone(text, post, mark)))
    ]
    if mark not in (",", "(", "is") and any(post.title for post in found):
        found = [post for post in found if post.body and not post.title]
    if not found:
        country = titles.lexicon.country_names.match(text, opening.end(), stop)
        if country and mark in ("from", "of", ", of"):
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
    found = [replace(post, body=replace(post.body, weak=False)) if post.body else post for post in found]
    reach = found[-1].end
    return found, reach + 1 if mark == "(" and text[reach : reach + 1] == ")" else reach


def _stands_alone(text: str, post: Post, mark: str) -> bool:
    """Return whether a run of capitals behind a name is the body that it belongs to."""
    if post.body is None or post.body.bare:
        return False
    if mark == "(":
        return len(post.body.name.split()) > 1 or is_acronym(post.body.name)
    behind = text[post.body.end : post.body.end + 1]
    return is_acronym(post.body.name) and behind in ("", ",", ".", ";", "\n")
