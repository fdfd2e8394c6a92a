"""Names compared by their words: folding, order, spelling variants, slips.

What is known of the language comes from `data/lexicons/`; a name is folded once and compared by what
it was folded to.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from graph_builder.lexicon import Lexicon
from graph_builder.text import fold_name as fold_name_anew

#: A word shorter than this is another word when a letter differs ("Qian" and "Qiang").
LONG_WORD: Final = 6
#: In names of bodies most words are ordinary ones, so that more letters are needed.
LONG_TERM: Final = 9
#: Names recur, and folding is most of the work.
fold_name: Final = lru_cache(maxsize=1 << 16)(fold_name_anew)
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Words:
    """What a language tells of names."""

    spellings: Mapping[str, str]  #: a variant or short form, to the word
    joining: frozenset[str]
    everywhere: frozenset[str]
    units: frozenset[str]
    fieldless: frozenset[str]
    ordinals: Mapping[str, int]
    honorifics: frozenset[str]
    men: frozenset[str]
    women: frozenset[str]


def words_of(lexicon: Lexicon) -> Words:
    """Return what the lexicon of a language tells of names."""

    def listed(*names: str) -> frozenset[str]:
        return frozenset(fold_name(word) for name in names for word in lexicon[name].listed)

    heads = listed("organizations.heads", "organizations.units", "organizations.branches")
    countries = frozenset(token for name in lexicon.countries for token in fold_name(name).split())
    prefix = "identity.spellings."
    return Words(
        spellings={
            variant: name.removeprefix(prefix)
            for name, cues in lexicon.cues.items()
            if name.startswith(prefix)
            for variant in cues.listed
        },
        joining=listed("identity.joining"),
        everywhere=listed("identity.everywhere"),
        units=listed("organizations.units"),
        fieldless=heads | countries | listed("identity.fieldless", "organizations.legal_forms"),
        ordinals=lexicon.ordinals,
        honorifics=listed("people.honorifics") - listed("people.weak_honorifics"),
        men=listed("identity.men"),
        women=listed("identity.women"),
    )


# --- names of bodies and gatherings -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """The name of a body, a place or a gathering as it is compared."""

    tokens: tuple[str, ...]

    @property
    def key(self) -> str:
        """Return what two spellings of one name have in common."""
        return " ".join(self.tokens)

    @property
    def initials(self) -> str:
        """Return the first letters of the words that count."""
        return "".join(token[0] for token in self.tokens)


def term(name: str, words: Words) -> Term:
    """Return a name without what may differ between two spellings of it."""
    folded = [words.spellings.get(token, token) for token in fold_name(name.replace("&", " and ")).split()]
    return Term(tuple(token for token in folded if token not in words.joining) or tuple(folded) or (name,))


def slipped_term(one: Term, other: Term) -> bool:
    """Tell whether two names differ by one slip in one long word."""
    if len(one.tokens) != len(other.tokens):
        return False
    differing = [(a, b) for a, b in zip(one.tokens, other.tokens, strict=True) if a != b]
    if len(differing) != 1:
        return False
    a, b = differing[0]
    return min(len(a), len(b)) >= LONG_TERM and a[0] == b[0] and OSA.distance(a, b, score_cutoff=1) == 1


def slip_keys(name: Term) -> list[str]:
    """Return keys of which two names that differ by a slip share one."""
    return [
        " ".join((*name.tokens[:at], f"{token[0]}*", *name.tokens[at + 1 :]))
        for at, token in enumerate(name.tokens)
        if len(token) >= LONG_TERM
    ]


def is_acronym(name: str) -> bool:
    """Tell whether a name is an acronym: one word of two letters or more, most of them capitals."""
    letters = [char for char in name if char.isalpha()]
    return (
        " " not in name
        and len(letters) > 1
        and sum(map(str.isupper, letters)) > len(letters) / 2
        and len(name) <= 12
    )


def acronym_key(acronym: str) -> str:
    """Return an acronym's letters and digits in capitals."""
    return "".join(char for char in acronym.upper() if char.isalnum())


@dataclass(frozen=True, slots=True)
class Edition:
    """The name of a gathering, with the numbers that tell one edition from another taken out."""

    term: Term
    number: int | None
    year: int | None


_ORDINAL: Final = re.compile(r"(\d+)(?:st|nd|rd|th)")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


def edition(name: str, words: Words) -> Edition:
    """Return a gathering's name, its number in a series and the year in its name."""
    number = year = None
    kept = []
    for token in term(name, words).tokens:
        if match := _ORDINAL.fullmatch(token):
            number = int(match[1])
        elif token in words.ordinals:
            number = words.ordinals[token]
        elif _YEAR.fullmatch(token):
            year = int(token)
        else:
            kept.append(token)
    return Edition(Term(tuple(kept) or (name,)), number, year)


# --- names of persons ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PersonName:
    """The name of a person as it is compared."""

    tokens: tuple[str, ...]  #: without marks, initials in the middle left out
    marked: str  #: with its marks, if it has any
    keys: frozenset[str]  #: two names that share one are equal but for order, hyphens and marks


def person_name(name: str, words: Words) -> PersonName:
    """Return a person's name without forms of address, and the forms in which it may be written."""
    parts = name.split()
    while len(parts) > 1 and fold_name(parts[0]) in words.honorifics:
        parts = parts[1:]
    joined = [re.sub(r"[-‐‑'’`.]", "", part) for part in parts]
    plain = [token for part in joined for token in fold_name(part).split()]
    tokens = _without_initials(plain) or (fold_name(name) or name,)
    spelt_out = [fold_name(part.casefold().translate(_UMLAUTS)) for part in joined]
    marks = " ".join(sorted(unicodedata.normalize("NFC", part).casefold() for part in joined))
    return PersonName(
        tokens=tokens,
        marked="" if fold_name(marks) == marks else marks,
        keys=frozenset((*_forms(tokens), *_forms(_without_initials(spelt_out) or tokens))),
    )


def _without_initials(tokens: list[str]) -> tuple[str, ...]:
    long = [token for token in tokens if len(token) > 1]
    # One letter in the middle is left out by many; in front it is all that there is of a name.
    kept = [token for at, token in enumerate(tokens) if len(token) > 1 or at == 0 or len(long) < 2]
    return tuple(token for token in kept if token)


def _forms(tokens: tuple[str, ...]) -> list[str]:
    """Return the words in one order, and with all but the first or the last written as one."""
    forms = [tuple(sorted(tokens))]
    if len(tokens) > 2:
        forms.append(tuple(sorted((tokens[0], "".join(tokens[1:])))))
        forms.append(tuple(sorted(("".join(tokens[:-1]), tokens[-1]))))
    return [" ".join(form) for form in forms]


def slipped_word(one: str, other: str) -> bool:
    """Tell whether two long words are one word with a slip, or two transliterations of one."""
    if one == other or one[0] != other[0] or _last_vowels_differ(one, other):
        return False
    if min(len(one), len(other)) < LONG_WORD:
        # Across languages an h is what transliterations differ in most: "zh" and "z", "th" and "t".
        return min(len(one), len(other)) == LONG_WORD - 1 and one.replace("h", "") == other.replace("h", "")
    distance = OSA.distance(one, other, score_cutoff=2)
    return distance == 1 or (distance == 2 and _consonants(one) == _consonants(other))


def near_word(one: str, other: str) -> bool:
    """Tell whether two words differ by one letter."""
    return one != other and min(len(one), len(other)) > 2 and OSA.distance(one, other, score_cutoff=1) == 1


def _last_vowels_differ(one: str, other: str) -> bool:
    """In many languages the last vowel tells the name of a man from that of a woman."""
    return one.rstrip("aeio") == other.rstrip("aeio") and one[-1] != other[-1]


def _consonants(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouy]", "", word))
