"""Which persons are one: names alone never say so, a shared body or company does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph_builder.identify.clusters import Facts, Rules, blocks
from graph_builder.identify.judgement import Judgement, Reason, doubt, veto, weigh
from graph_builder.identify.mentions import Group, Mention, OfPerson
from graph_builder.identify.words import PersonName, near_word, slipped_word

#: More groups of one name than this are not all compared with each other.
LARGEST: Final = 60
#: Of how many newsletters it is looked at who else was there: more tell nothing new.
COMPANY: Final = 20
#: A word that more bodies than this have in their names says nothing of a field.
RARE: Final = 3


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around persons: the bodies of their posts, and who else was there."""

    above: Callable[[Mention], tuple[Mention, ...]]  #: a body and all above it
    names: Callable[[Mention], frozenset[str]]  #: of a body of which no more is known
    countries: Callable[[Mention], frozenset[str]]  #: of a body and all above it
    fields: Callable[[Mention], frozenset[str]]  #: words for the field of a body and all above it
    company: Mapping[str, frozenset[str]]  #: names of all persons in a newsletter


def facts(person: OfPerson) -> Facts:
    """Return what a person has one of."""
    return {name: value for name, value in (("country", person.country), ("sex", person.sex)) if value}


def key(person: OfPerson, newsletter: str) -> tuple[str, ...]:
    """Return the key of all mentions that say the same of a person.

    Without a post a name says too little: such a mention stands for itself.
    """
    posts = sorted({f"{body[0]} {body[1]}" for body, _ in person.posts})
    own = () if posts else (newsletter,)
    return (*sorted(person.name.tokens), person.name.marked, person.country, person.sex, *posts, *own)


def candidates(groups: Sequence[Group[OfPerson]], around: Around) -> Iterator[tuple[int, int]]:
    """Yield the pairs of persons worth a look: of one name, or of near names at one body."""

    def keys(group: Group[OfPerson]) -> Iterator[str]:
        name, bodies = group.features.name, _bodies(group.features, around)
        yield from name.keys
        for body in bodies:
            place = f"{body[0]} {body[1]}"
            yield from (f"{place} {token}" for token in name.tokens if len(token) > 1)

    yield from blocks([list(keys(group)) for group in groups], LARGEST)


def rules(around: Around) -> Rules[OfPerson]:
    """Return how persons are compared."""

    def judge(first: Group[OfPerson], second: Group[OfPerson]) -> Judgement:
        one, other = first.features, second.features
        named = compare_names(one.name, other.name)
        if named is None:
            return weigh(())
        return weigh((
            named,
            *_compare_facts(one, other),
            *_compare_posts(one, other, named.points == EQUAL, _is_slip(named, first, second), around),
            *_compare_company(first, second, around),
        ))  # fmt: skip

    return Rules(judge=judge, facts=facts, told_apart=True)


EQUAL: Final = 30
#: One more than for a middle name, so that the two are told apart.
SLIP: Final = 21
#: A name that so many newsletters print is as it should be.
OFTEN: Final = 3


def compare_names(one: PersonName, other: PersonName) -> Reason | None:
    """Return how near two names are; None where they are two names."""
    if one.keys & other.keys:
        if one.marked and other.marked and one.marked != other.marked:
            return None
        return Reason("equal names, whatever their order", EQUAL)
    mine, theirs = Counter(one.tokens), Counter(other.tokens)
    only, others = list((mine - theirs).elements()), list((theirs - mine).elements())
    shared = (mine & theirs).total()
    if not shared:
        return None
    if len(only) == len(others) == 1:
        a, b = only[0], others[0]
        if slipped_word(a, b):
            return Reason(f"{a} and {b} may be one word with a slip", SLIP)
        if min(len(a), len(b)) == 1 and a[0] == b[0]:
            return Reason(f"{a} may stand for {b}" if len(a) == 1 else f"{b} may stand for {a}", 10)
        if near_word(a, b):
            return Reason(f"{a} and {b} differ by one letter: two persons, or a slip", 5)
    elif not only or not others:
        longer = one.tokens if others == [] else other.tokens
        shorter = other.tokens if others == [] else one.tokens
        if len(shorter) > 1 and {longer[0], longer[-1]} <= set(shorter):
            return Reason("one has a middle name more", 20)
    return None


def _compare_facts(one: OfPerson, other: OfPerson) -> Iterator[Reason]:
    if one.country and other.country and one.country != other.country:
        yield veto(f"one speaks for {one.country}, the other for {other.country}")
    if one.sex and other.sex and one.sex != other.sex:
        yield veto("a man and a woman")
    if one.publisher and one.publisher == other.publisher:
        yield Reason("in newsletters of one publisher", 4)


def _is_slip(named: Reason, first: Group[OfPerson], second: Group[OfPerson]) -> bool:
    """Tell whether a form that just one newsletter prints is a slip for one that several print."""
    times = sorted((len(_newsletters(first)), len(_newsletters(second))))
    return named.points == SLIP and times[0] == 1 and times[1] >= OFTEN


def _compare_posts(
    one: OfPerson, other: OfPerson, equal: bool, slip: bool, around: Around
) -> Iterator[Reason]:
    mine, theirs = {body for body, _ in one.posts}, {body for body, _ in other.posts}
    titles = {title for _, title in one.posts if title} & {title for _, title in other.posts if title}
    if mine & theirs:
        yield Reason("at one body", 30)
        if titles:
            yield Reason(f"both {sorted(titles)[0]}", 10)
        if not (equal or slip) and not titles and _titled(one) and _titled(other):
            yield doubt("near names with two posts at one body")
        return
    if _bodies(one, around) & _bodies(other, around):
        yield Reason("at units of one body", 20)
        return
    if equal and _body_names(one, around) & _body_names(other, around):
        yield Reason("at bodies of one name", 20)
    if titles:
        yield Reason(f"both {sorted(titles)[0]}", 4)
    countries = _countries(one, around) & _countries(other, around)
    if countries:
        yield Reason(f"both of {sorted(countries)[0]}", 10)
    if shared := _fields(one, around) & _fields(other, around):
        yield Reason(f"both in a field that few are in: {', '.join(sorted(shared))}", 5)


def _compare_company(first: Group[OfPerson], second: Group[OfPerson], around: Around) -> Iterator[Reason]:
    one, other = first.features, second.features
    mine, theirs = _newsletters(first), _newsletters(second)
    met: frozenset[str] = frozenset()
    if mine.isdisjoint(theirs):
        met = (_company(mine, around) & _company(theirs, around)) - one.name.keys - other.name.keys
    if met:
        yield Reason("others are named with them both times", 15 if len(met) > 1 else 10)
    if _bodies(one, around) & _bodies(other, around) or _body_names(one, around) & _body_names(other, around):
        return
    if not met and not _fields(one, around) & _fields(other, around):
        yield doubt("no body, field or company in common")


def _newsletters(group: Group[OfPerson]) -> frozenset[str]:
    return frozenset(said.mention[0] for said in group.said[:COMPANY])


def _company(newsletters: frozenset[str], around: Around) -> frozenset[str]:
    return frozenset().union(*(around.company[newsletter] for newsletter in newsletters))


def _titled(person: OfPerson) -> bool:
    return any(title for _, title in person.posts)


def _bodies(person: OfPerson, around: Around) -> frozenset[Mention]:
    return frozenset(above for body, _ in person.posts for above in around.above(body))


def _body_names(person: OfPerson, around: Around) -> frozenset[str]:
    return frozenset().union(*(around.names(body) for body, _ in person.posts))


def _countries(person: OfPerson, around: Around) -> frozenset[str]:
    if person.country:
        return frozenset({person.country})
    return frozenset().union(*(around.countries(body) for body, _ in person.posts))


def _fields(person: OfPerson, around: Around) -> frozenset[str]:
    return frozenset().union(*(around.fields(body) for body, _ in person.posts))
