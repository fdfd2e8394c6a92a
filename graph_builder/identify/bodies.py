"""Which organizations are one: by name, acronym, country, and the body that they are a unit of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from graph_builder.identify.clusters import Facts, Rules, blocks
from graph_builder.identify.judgement import Judgement, Reason, doubt, veto, weigh
from graph_builder.identify.mentions import Group, OfBody
from graph_builder.identify.words import Term, Words, slip_keys, slipped_term

#: More groups of one name than this are not all compared with each other.
LARGEST: Final = 60
#: A shorter acronym stands for too much.
LONG_ACRONYM: Final = 3
#: A unit's name of so many words is its own.
LONG_NAME: Final = 4
EQUAL: Final = 40


@dataclass(frozen=True, slots=True)
class Corpus:
    """What all newsletters together say of names of bodies."""

    countries: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  #: of a name
    expansions: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  #: of an acronym

    def learn(self, groups: Sequence[Group[OfBody]]) -> None:
        """Take in what more groups say."""
        for group in groups:
            body = group.features
            for name in body.names:
                if body.country and not body.parent:
                    self.countries[name.key].add(body.country)
            if body.acronym and body.names:
                self.expansions[body.acronym].add(body.names[0].key)


def facts(body: OfBody) -> Facts:
    """Return what a body has one of."""
    parent = " ".join(body.parent) if body.parent else ""
    return {name: value for name, value in (("country", body.country), ("parent", parent)) if value}


def key(body: OfBody, newsletter: str, words: Words) -> tuple[str, ...]:
    """Return the key of all mentions that say the same of a body.

    "Ministry of Finance" without a country is another body in every newsletter, as long as nothing
    else speaks for one.
    """
    names = sorted(name.key for name in body.names)
    parent = "/".join(body.parent or ())
    vague = not body.country and not body.parent and _is_generic(body, words)
    own = (body.publisher or newsletter,) if vague else ()
    return (
        body.names[0].key if body.names else body.acronym,
        *names,
        "",
        body.acronym,
        body.country,
        parent,
        *own,
    )


def candidates(groups: Sequence[Group[OfBody]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of bodies worth a look: of one name, one acronym, or names with a slip."""

    def keys(body: OfBody) -> Iterator[str]:
        for name in body.names:
            yield f"name {name.key}"
            yield from (f"slip {form}" for form in slip_keys(name))
        if body.acronym:
            yield f"short {body.acronym}"
        for name in body.names[:1]:
            if len(name.tokens) >= LONG_ACRONYM and not body.acronym:
                yield f"short {name.initials.upper()}"

    yield from blocks([list(keys(group.features)) for group in groups], LARGEST)


def rules(corpus: Corpus, words: Words) -> Rules[OfBody]:
    """Return how bodies are compared where all newsletters say what `corpus` holds."""

    def judge(first: Group[OfBody], second: Group[OfBody]) -> Judgement:
        one, other = first.features, second.features
        named = _compare_names(one, other, corpus)
        if named is None:
            return weigh(())
        generic = _is_generic(one, words) or _is_generic(other, words)
        return weigh((
            *named,
            *_compare_parents(one, other, generic),
            *_compare_countries(one, other, generic, corpus),
            None if generic else Reason("a name of its own", 10),
        ))  # fmt: skip

    return Rules(judge=judge, facts=facts, told_apart=False)


def _compare_names(one: OfBody, other: OfBody, corpus: Corpus) -> tuple[Reason, ...] | None:
    if shared := set(one.names) & set(other.names):
        first = min(shared, key=lambda name: name.key)
        equal = Reason(f"both are called {first.key}", EQUAL)
        return (equal, *_same_acronym(one, other, 15))
    if one.acronym and one.acronym == other.acronym and not (one.names and other.names):
        return tuple(_acronym_alone(one, other, corpus))
    if not (one.names and other.names):
        short, full = (other, one) if one.names else (one, other)
        if full.acronym or not full.names or full.names[0].initials.upper() != short.acronym:
            return None
        return (Reason(f"{short.acronym} are the first letters of the other's name", EQUAL - 10),
                doubt("no newsletter says what the acronym stands for"))  # fmt: skip
    if any(slipped_term(mine, theirs) for mine in one.names for theirs in other.names):
        return (Reason("one word of the name may have a slip", 30), *_same_acronym(one, other, 15))
    if one.acronym and one.acronym == other.acronym and _related(one.names[0], other.names[0]):
        return (Reason(f"both are {one.acronym}, and half of their names is the same", 30),
                doubt("renamed or another body: no newsletter says which"))  # fmt: skip
    return None


def _acronym_alone(one: OfBody, other: OfBody, corpus: Corpus) -> Iterator[Reason]:
    yield Reason(f"both are {one.acronym}", EQUAL)
    if len(one.acronym) < LONG_ACRONYM:
        yield doubt("an acronym of two letters stands for much")
    if len(corpus.expansions[one.acronym]) > 1:
        yield doubt("several bodies have this acronym")


def _same_acronym(one: OfBody, other: OfBody, points: int) -> Iterator[Reason]:
    if one.acronym and one.acronym == other.acronym:
        yield Reason(f"both are {one.acronym}", points)


def _compare_parents(one: OfBody, other: OfBody, generic: bool) -> Iterator[Reason]:
    if one.parent and other.parent:
        if one.parent != other.parent:
            yield veto("units of two bodies")
        else:
            yield Reason("units of one body", 20)
    elif (one.parent or other.parent) and generic:
        yield doubt("only of one is it known what it is a unit of")


def _compare_countries(one: OfBody, other: OfBody, generic: bool, corpus: Corpus) -> Iterator[Reason]:
    if one.country and other.country:
        if one.country != other.country:
            yield veto(f"one is of {one.country}, the other of {other.country}")
        else:
            yield Reason(f"both of {one.country}", 10)
        return
    if one.publisher and one.publisher == other.publisher:
        yield Reason("in newsletters of one publisher", 10)
    elif generic and not (one.acronym and one.acronym == other.acronym) and not (one.parent and other.parent):
        yield doubt("many countries have a body of this name")
    known = {code for body in (one, other) for name in body.names for code in corpus.countries[name.key]}
    if len(known) > 1 and not (one.parent and other.parent):
        yield doubt(f"there is such a body of {' and of '.join(sorted(known))}")


def _related(one: Term, other: Term) -> bool:
    shared = set(one.tokens) & set(other.tokens)
    return 2 * len(shared) >= max(len(one.tokens), len(other.tokens))


def _is_generic(body: OfBody, words: Words) -> bool:
    """Tell whether many bodies go by such a name: a ministry's or a department's, or a short unit's."""
    if not body.names:
        return False
    tokens = body.names[0].tokens
    ends = {tokens[0], tokens[-1]}
    return bool(ends & words.everywhere) or (len(tokens) < LONG_NAME and bool(ends & words.units))
