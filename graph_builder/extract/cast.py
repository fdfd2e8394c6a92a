"""The cast: every person once, with posts, however often and in whatever form the text names them."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph_builder.extract.directory import Directory, Entry, organization_id
from graph_builder.extract.familynames import family_name
from graph_builder.extract.people import PersonMention
from graph_builder.extract.posts import Post
from graph_builder.lexicon import Lexicon
from graph_builder.records import Affiliation, Person, PersonId
from graph_builder.text import Span, fold_name


@dataclass(slots=True)
class Role:
    """One post of a person while its mentions are gathered."""

    title: str | None
    entry: Entry
    evidence: list[Span]


@dataclass(slots=True, eq=False)
class Member:
    """One person while mentions are gathered."""

    name: str
    honorific: str | None = None
    country: str | None = None
    posts: list[Role] = field(default_factory=list)
    evidence: list[Span] = field(default_factory=list)
    rule: str = "name"
    family: str | None = None
    number: int = 0


class Cast:
    """Finds the person that a mention means, by full name, or by one name of it."""

    def __init__(self, directory: Directory, lexicon: Lexicon) -> None:
        self._directory = directory
        self._lexicon = lexicon
        self._by_name: dict[str, Member] = {}
        self._by_word: dict[str, Member] = {}
        self.members: list[Member] = []
        #: Who held a post last, by the title and by its main word.
        self.titled: dict[str, Member] = {}

    def known(self, mention: PersonMention) -> Member | None:
        """Return the person that a mention takes up again."""
        words = _words(mention.name)
        member = self._by_name.get(" ".join(sorted(words)))
        if member:
            return member
        # "Amna Al Kindi" is "Amna bint Rashid Al Kindi": many names share a particle.
        particles = self._lexicon["people.particles"].words
        found = [self._by_word.get(word) for word in words if word not in particles or len(words) == 1]
        if found and found[0] and all(other is found[0] for other in found):
            return found[0]
        return None

    def member(self, mention: PersonMention, printed: str, span: Span) -> Member:
        """Return the person of a mention, made where it is the first."""
        member = self.known(mention)
        if member is None:
            member = Member(mention.name, rule=mention.rule)
            self.members.append(member)
            words = _words(mention.name)
            self._by_name[" ".join(sorted(words))] = member
            member.family = next(
                (
                    word
                    for word in printed.split()
                    if len(word) > 1 and word.isupper() and not printed.isupper()
                ),
                None,
            )
        for word in _words(mention.name):
            self._by_word[word] = member
        member.honorific = member.honorific or mention.honorific
        member.country = member.country or mention.country
        if len(member.evidence) < 6 and span not in member.evidence:
            member.evidence.append(span)
        return member

    def give_posts(
        self, member: Member, found: tuple[Post, ...], entries: list[Entry | None], spans: list[Span]
    ) -> None:
        """Give a person the posts of one mention; two wordings of one post are one."""
        for post, entry, span in zip(found, entries, spans, strict=True):
            if post.title:
                self.call(member, post.title)
            if entry is None:
                continue
            same = next((held for held in member.posts if _same_post(held, post.title, entry)), None)
            if same:
                same.title = same.title or post.title
                self._unify(same.entry, entry)
                same.evidence.append(span) if len(same.evidence) < 4 else None
            else:
                member.posts.append(Role(post.title, entry, [span]))

    def call(self, member: Member, title: str) -> None:
        """Take up what a person may be called: "the deputy minister", "the minister"."""
        heads = self._lexicon["people.title_heads"].words | self._lexicon["people.role_titles"].words
        words = title.casefold().split()
        last = max((number for number, word in enumerate(words) if word in heads), default=None)
        if last is not None:
            self.titled[" ".join(words[: last + 1])] = member
            self.titled[words[last]] = member

    def _unify(self, one: Entry, other: Entry) -> None:
        """Make one of the bodies that two wordings of one post go through."""
        for below in chain_of(one):
            for above in chain_of(other):
                if below is not above and _one_wording(below.name, above.name):
                    self._directory.merge(below, above)
                    break

    def persons(self, members: list[Member]) -> tuple[Person, ...]:
        """Return persons for the members given, numbered in their order."""
        for number, member in enumerate(members, 1):
            member.number = number
        return tuple(_person(member, self._lexicon) for member in members)


def person_id(member: Member) -> PersonId:
    """Return the id of a member in its record."""
    return PersonId(f"p{member.number}")


def _person(member: Member, lexicon: Lexicon) -> Person:
    family, given = _parts(member, lexicon)
    return Person(
        id=person_id(member),
        name=member.name,
        family_name=family,
        given_name=given,
        honorific=member.honorific,
        country=member.country,
        affiliations=tuple(
            Affiliation(
                organization=organization_id(post.entry),
                title=post.title,
                evidence=tuple(post.evidence),
                rule="title-at-body" if post.title else "body-only",
            )
            for post in member.posts
        ),
        evidence=tuple(member.evidence),
        rule=f"person-{member.rule}",
    )


def _parts(member: Member, lexicon: Lexicon) -> tuple[str | None, str | None]:
    """Return family and given name: capitals decide, else the shape of the name and the country."""
    words = member.name.split()
    if len(words) > 1 and member.family:
        index = next((i for i, word in enumerate(words) if word.casefold() == member.family.casefold()), None)
        if index is not None:
            return words[index], " ".join(words[:index] + words[index + 1 :])
    family = family_name(member.name, member.honorific, member.country or _country_of(member), lexicon)
    if family is None:
        return None, member.name
    given = (
        member.name.removeprefix(family)
        if member.name.startswith(f"{family} ")
        else member.name.removesuffix(family)
    )
    return family, given.strip()


def _country_of(member: Member) -> str | None:
    """Return the country of the bodies at which a person has posts."""
    bodies = (body for post in member.posts for body in chain_of(post.entry))
    return next((body.country for body in bodies if body.country), None)


def _same_post(held: Role, title: str | None, entry: Entry) -> bool:
    """Return whether a post is one that the person holds already, in other words."""
    if title is None or held.title is None:
        return entry.true in chain_of(held.entry)
    if not _shares(title, held.title):
        return False
    nested = entry.true in chain_of(held.entry) or held.entry.true in chain_of(entry)
    return nested or _alike(held.entry, entry)


def _shares(one: str, other: str) -> bool:
    """Return whether one title begins with the other, case and articles aside."""
    first, second = fold_name(one), fold_name(other)
    return first.startswith(second) or second.startswith(first)


def _alike(one: Entry, other: Entry) -> bool:
    """Return whether two chains of bodies meet in words: the same post in a caption and in the text."""
    first, second = _chain_words(one), _chain_words(other)
    return len(first & second) * 3 >= 2 * min(len(first), len(second))


def _one_wording(one: str, other: str) -> bool:
    """Return whether one name holds all words of the other, heads included, and little more."""
    first, second = set(fold_name(one).split()), set(fold_name(other).split())
    small, large = sorted((first, second), key=len)
    return len(small) > 1 and small <= large and len(small) * 3 >= len(large) * 2


def chain_of(entry: Entry) -> list[Entry]:
    """Return a body and all above it."""
    found: list[Entry] = []
    here: Entry | None = entry.true
    while here and here not in found:
        found.append(here)
        here = here.parent.true if here.parent else None
    return found


def _chain_words(entry: Entry) -> set[str]:
    return {word for here in chain_of(entry) for word in fold_name(here.name).split() if len(word) > 3}


def _words(name: str) -> list[str]:
    return fold_name(name).split()
