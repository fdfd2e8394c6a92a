"""Which part of a person's name is the family name, by its shape and the country of the person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from graph_builder.lexicon import Lexicon
from graph_builder.text import fold_name


def family_name(name: str, honorific: str | None, country: str | None, lexicon: Lexicon) -> str | None:
    """Return the words of a name that are its family name; None where it has none.

    The order of the name is kept: only its shape, known words and the country of the person tell
    where the family name stands. Without any of them, it is the last word with its particles.
    """
    words = name.split()
    kinds = lexicon.name_words
    burmese = honorific in lexicon["people.burmese_honorifics"].listed or country in kinds["no-family"]
    if len(words) < 2 or burmese or any(word in lexicon["people.no_family"].listed for word in words):
        return None
    for shape in (_chinese, _vietnamese, _korean):
        found = shape(words, country, lexicon)
        if found:
            return found
    if country in kinds["family-first"] and country not in ("CN", "HK", "MO", "TW"):
        return words[0]
    return _last(words, country, lexicon)


def _chinese(words: Sequence[str], country: str | None, lexicon: Lexicon) -> str | None:
    """Return the family name of "Wu Lianhua", "Lianhua Wu" or "Ouyang Lian", all in syllables of Pinyin."""
    if not 2 <= len(words) <= 3:
        return None
    families = lexicon.name_words["zh-family"]
    syllables = _syllables(lexicon)
    folded = ["".join(char for char in word.casefold() if char.isalpha()) for word in words]
    first, last = folded[0], folded[-1]
    if first in families and all(map(syllables, folded[1:])) and (country or "CN") in _HAN:
        return words[0]
    if last in families and all(map(syllables, folded[:-1])):
        return words[0] if first in families and country in _HAN else words[-1]
    return None


_HAN = frozenset({"CN", "HK", "MO", "SG", "TW"})


@cache
def _syllables(lexicon: Lexicon) -> Callable[[str], bool]:
    """Return a test whether a folded word is made of one or two syllables of Pinyin."""
    known = lexicon.name_words["zh-syllable"]

    def made_of_syllables(word: str) -> bool:
        return word in known or any(
            word[:cut] in known and word[cut:] in known for cut in range(1, len(word))
        )

    return made_of_syllables


def _vietnamese(words: Sequence[str], country: str | None, lexicon: Lexicon) -> str | None:
    """Return the family name of "Tran Van An": the first of three words, or of a person of Viet Nam."""
    first = fold_name(words[0]).replace("đ", "d")
    known = first in lexicon.name_words["vi-family"]
    return words[0] if known and (country == "VN" or (country is None and len(words) > 2)) else None


def _korean(words: Sequence[str], country: str | None, lexicon: Lexicon) -> str | None:
    """Return the family name of "Pak Ha-neul": one word before a given name of two joined syllables."""
    given = words[-1].split("-")
    joined = len(words) == 2 and len(given) == 2 and given[1][:1].islower()
    return words[0] if joined and country in (None, "KP", "KR") else None


def _last(words: Sequence[str], country: str | None, lexicon: Lexicon) -> str:
    """Return the last word and the particles before it; of a Spanish name, both surnames."""
    first = len(words) - 1
    particles = lexicon["people.particles"].listed
    while first > 1 and words[first - 1] in particles:
        first -= 1
    if first > 1 and _two_families(words, country, lexicon):
        first -= 1
        while first > 1 and words[first - 1] in particles:
            first -= 1
    return " ".join(words[first:])


def _two_families(words: Sequence[str], country: str | None, lexicon: Lexicon) -> bool:
    """Return whether the last two words are the surnames of both parents, as in Spanish."""
    kinds = lexicon.name_words
    first, other, last = (fold_name(words[index]) for index in (0, -2, -1))
    if other in kinds["es-given"]:
        return False
    spanish = first in kinds["es-given"] and kinds["es-family"] & {other, last}
    return country in kinds["two-families"] or (country is None and bool(spanish))
