"""The forms in which names are compared: folded, spelt out, without the words that tell nothing.

"Univ. of Calif., San Diego" and "The University of California San Diego" differ on paper only. What
stands for what is data (`data/gazetteers/words.tsv`); a word that stands for nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graph_builder.text import fold_name

_APOSTROPHES: Final = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")
_INITIALS: Final = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_BRACKETED: Final = re.compile(r"\s*[(\[（]([^()\[\]（）]*)[)\]）]")


@dataclass(frozen=True, slots=True)
class Wording:
    """What words stand for, in folded form."""

    stands_for: Mapping[str, str]
    #: Words that many bodies share; a name of these alone says nothing without its country.
    generic: frozenset[str]

    def words(self, name: str) -> tuple[str, ...]:
        """Return the words of a name that count, spelt out, in their order."""
        found = (self.stands_for.get(word, word) for word in folded(name).split())
        return tuple(word for word in found if word)

    def key(self, name: str) -> str:
        """Return the form in which two spellings of one name are equal; empty if no word counts."""
        return " ".join(self.words(name))


def folded(name: str) -> str:
    """Return a name folded, with "People's" as one word and "U.S." as "us"."""
    joined = _INITIALS.sub(lambda found: found[0].replace(".", "") + " ", name)
    return fold_name(_APOSTROPHES.sub("", joined).replace("&", " and "))


def unbracketed(name: str) -> tuple[str, tuple[str, ...]]:
    """Return a name without what stands in brackets, and what stood there."""
    inner = tuple(text.strip() for text in _BRACKETED.findall(name) if text.strip())
    return _BRACKETED.sub("", name).strip(), inner


def is_acronym(name: str) -> bool:
    """Tell whether a name is an acronym: one word without a small letter, and at least two capitals."""
    return re.fullmatch(r"[A-Z][A-Z0-9&.-]*[A-Z0-9.]", name) is not None
