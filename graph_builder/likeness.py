"""How alike two names are, by the words that tell: the rarer a word, the more it tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from graph_builder.authorities import Authority, Index
from graph_builder.naming import Wording, folded, unbracketed

_WORD: Final = re.compile(r"[^\W\d_]+")
#: A slip in a word of so many letters is told from another word.
_LONG: Final = 7

#: What a misspelt or shortened word counts for beside one that is equal.
_ALMOST: Final = 0.95
#: A word in so many names or fewer may be a slip for a common one.
SLIPS: Final = 3
#: What a likeness counts for that leaves out what kind of body it is.
_WITHOUT_KIND: Final = 0.8
#: What a likeness counts for that leaves the country out of the known name.
_WITHOUT_COUNTRY: Final = 0.9


def spelling(word: str, index: Index, wording: Wording) -> str:
    """Return what a word that no name holds is a slip for, or itself."""
    borne = index.bearers(word)
    if len(word) < 5 or borne > SLIPS or not word.isalpha() or word in wording.generic:
        return word
    # Names in a gazetteer hold slips too, so that a rare word beside a common one is still a slip.
    common = extractOne(word, wording.spellings, scorer=OSA.distance, score_cutoff=1)
    if common:
        return wording.stands_for.get(common[0], common[0])
    slip = None if borne else extractOne(word, index.near(word), scorer=OSA.distance, score_cutoff=1)
    return slip[0] if slip else word


def respelt(text: str, indexes: Iterable[Index], wording: Wording, borne: int = 0) -> str:
    """Return a text with the common words in their places that some words of it are slips for.

    A word that more than `borne` authorities bear is no slip.
    """
    known = tuple(indexes)

    def common(found: re.Match[str]) -> str:
        word = folded(found[0])
        if (
            len(word) < _LONG
            or word in wording.stands_for
            or any(index.bearers(word) > borne for index in known)
        ):
            return found[0]
        nearest = extractOne(word, wording.spellings, scorer=OSA.distance, score_cutoff=1)
        return nearest[0] if nearest else found[0]

    return _WORD.sub(common, text)


def similarity(
    words: Sequence[str],
    spelt: Mapping[str, str],
    name: str,
    one: Authority,
    index: Index,
    wording: Wording,
    *,
    alone: bool,
) -> float:
    """Return how much of what two names tell they have in common, from 0 to 1.

    `alone` says that no other authority has all the words of the first.
    """
    known = wording.words(unbracketed(name)[0])
    bare, country = wording.without_country(known)
    # "Lakefund" in India is perhaps "Lakefund India", and perhaps not.
    sure = 1.0
    if country and country == one.country and len(words) <= len(bare):
        known, sure = bare, _WITHOUT_COUNTRY
    ours, theirs = set(words), set(known)
    city = set(wording.words(one.city))
    missing = set(theirs)
    shared = extra = 0.0
    for word in sorted(ours):
        match = next((other for other in (word, spelt[word]) if other in missing), None)
        match = match or _shortened(word, missing)
        if match:
            missing.discard(match)
            shared += index.weight(match) * (1.0 if match == word else _ALMOST)
        elif any(char.isdigit() for char in word):
            return 0.0
        elif word not in city:
            extra += index.weight(spelt[word])
    if any(char.isdigit() for word in missing for char in word):
        return 0.0
    total = extra + sum(index.weight(word) for word in theirs)
    score = shared / total if total else 0.0
    # "Coral Islands" may be the islands rather than their university.
    if not alone and wording.generic.isdisjoint(ours) and not wording.generic.isdisjoint(missing):
        score *= _WITHOUT_KIND
    # "University of Washington" is not "Washington University": the order tells as well.
    kept = [word for word in words if word in theirs]
    ordered = [word for word in known if word in ours]
    if kept == ordered:
        return score * sure
    if ours != theirs:
        return score * sure * 0.9
    # Of a city it has just one: "Harbourtown University".
    told = wording.generic | city
    rare = any(index.bearers(word) <= SLIPS for word in ours) and len(ours - wording.generic) > 1
    telling = (alone and len(ours - wording.generic) > 1) or told.issuperset(ours) or rare
    return score * sure * (0.98 if telling else 0.94)


def _shortened(word: str, known: Iterable[str]) -> str | None:
    """Return the word that another is the beginning of, if there is just one."""
    if len(word) < 3:
        return None
    found = [other for other in known if other.startswith(word) and other.isalpha()]
    return found[0] if len(found) == 1 else None
