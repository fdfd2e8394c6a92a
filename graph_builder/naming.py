"""The forms in which names are compared: folded, spelt out, without the words that tell nothing.

"Univ. of Calif., San Diego" and "The University of California San Diego" differ on paper only. What
stands for what is data (`data/gazetteers/words.tsv`); a word that stands for nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph_builder.text import fold_name

_APOSTROPHES: Final = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")
_INITIALS: Final = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_BETWEEN: Final = re.compile(r"[\W_]+")
#: Letters that Unicode does not take apart, as people without them on the keyboard type them.
_LETTERS: Final = str.maketrans({
    "ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
    "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th", "ħ": "h", "Ħ": "H",
})  # fmt: skip
_TWO_LETTERS: Final = str.maketrans({
    "ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe",
    "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe",
})  # fmt: skip
_BRACKETED: Final = re.compile(r"\s*[(\[（]([^()\[\]（）]*)[)\]）]")


#: Words in the longest name of a country that is looked for.
_LONGEST: Final = 6


@dataclass(frozen=True, slots=True)
class Wording:
    """What words stand for, in folded form."""

    stands_for: Mapping[str, str]
    #: Words that many bodies share; a name of these alone says nothing without its country.
    generic: frozenset[str]
    #: Every spelling of those that a slip may be measured by.
    spellings: tuple[str, ...]
    countries: Mapping[str, str]  #: names and adjectives of countries, by key, with the ISO code

    def words(self, name: str) -> tuple[str, ...]:
        """Return the words of a name that count, spelt out, in their order."""
        printed = tuple(folded(name).split())
        # What one word of another language says, several may say here: "Universitätsklinikum".
        found = tuple(part for word in printed for part in self.stands_for.get(word, word).split())
        # An acronym may look like a word that tells nothing: "LAS", "DE".
        return found or (printed if is_acronym(name.strip()) else ())

    def key(self, name: str) -> str:
        """Return the form in which two spellings of one name are equal; empty if no word counts."""
        return " ".join(self.words(name))

    def without_country(self, words: Sequence[str]) -> tuple[tuple[str, ...], str]:
        """Return the words without a country at their end or beginning, and its ISO code.

        The code is empty where there is no country, or nothing besides.
        """
        for length in range(min(_LONGEST, len(words) - 1), 0, -1):
            for country, rest in (
                (words[-length:], words[:-length]),
                (words[:length], words[length:]),
            ):
                if code := self.countries.get(" ".join(country)):
                    return tuple(rest), code
        return tuple(words), ""

    def countries_in(self, words: Sequence[str]) -> Iterator[str]:
        """Yield the ISO codes of the countries that some words name, each as often as it is named."""
        start = 0
        while start < len(words):
            for length in range(min(_LONGEST, len(words) - start), 0, -1):
                if code := self.countries.get(" ".join(words[start : start + length])):
                    yield code
                    start += length - 1
                    break
            start += 1


def folded(name: str) -> str:
    """Return a name folded, with "People's" as one word and "U.S." as "us"."""
    joined = _INITIALS.sub(lambda found: found[0].replace(".", "") + " ", name)
    spelt = _APOSTROPHES.sub("", joined).replace("&", " and ")
    # What is plain ASCII folds to the same, several times faster.
    return (
        " ".join(_BETWEEN.split(spelt.casefold())).strip()
        if spelt.isascii()
        else fold_name(spelt.translate(_LETTERS))
    )


def unaccented(name: str) -> str:
    """Return a name with its umlauts and rings in two letters, as people without them type it."""
    return name.translate(_TWO_LETTERS)


def unbracketed(name: str) -> tuple[str, tuple[str, ...]]:
    """Return a name without what stands in brackets, and what stood there."""
    inner = tuple(text.strip() for text in _BRACKETED.findall(name) if text.strip())
    return _BRACKETED.sub("", name).strip(), inner


def is_acronym(name: str) -> bool:
    """Tell whether a name is an acronym: one word without a small letter, and at least two capitals."""
    return re.fullmatch(r"[A-Z][A-Z0-9&.-]*[A-Z0-9.]", name) is not None
