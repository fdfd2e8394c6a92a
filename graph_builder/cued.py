"""Patterns that are tried only where a word stands that they cannot do without.

A sentence is looked at by some hundred patterns, and most of them find nothing: to walk through it
letter by letter, each time anew, was half of all the work. What a pattern matches holds a word of some
list of the lexicon, though - "panel" or "session", "opened" or "opening". So the words of a sentence
are taken once, as a set, and whoever has none of them in common with it is not tried.

The words that a pattern names come from the lists that it is made of: a lexicon of another language
needs nothing of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_TOKEN: Final = re.compile(r"\w+|[^\w\s]")
#: Behind the end of any text.
_END: Final = 2**62


# A sentence is read by several modules, for some after all others of its page: those of a page are
# remembered, however long the text.
@lru_cache(maxsize=256)
def words_of(text: str) -> frozenset[str]:
    """Return the words of a text, case-folded, and each mark that stands between them."""
    return frozenset(_TOKEN.findall(text.casefold()))


def telling(phrases: Iterable[str]) -> frozenset[str]:
    """Return the longest word of each phrase: where it does not stand, the phrase does not stand."""
    split = (_TOKEN.findall(phrase.casefold()) for phrase in phrases)
    return frozenset(max(words, key=lambda word: (word.isalnum(), len(word))) for words in split if words)


@dataclass(frozen=True, slots=True)
class CuedPattern:
    """A pattern, and words or marks that stand in whatever it matches: one of each set at least."""

    #: The pattern itself, for a text so short that it costs less than its words.
    plain: re.Pattern[str]
    words: tuple[frozenset[str], ...]

    def may_match(self, text: str) -> bool:
        """Return whether the words that the pattern needs stand in a text."""
        found = words_of(text)
        for words in self.words:  # noqa: SIM110 - asked some thousand times a page; `all` takes thrice as long
            if found.isdisjoint(words):
                return False
        return True

    def search(self, text: str, start: int = 0, end: int = _END) -> re.Match[str] | None:
        """Return the first match in a part of a text."""
        return self.plain.search(text, start, end) if self.may_match(text[start:end]) else None

    def finditer(self, text: str, start: int = 0, end: int = _END) -> Iterator[re.Match[str]]:
        """Yield the matches in a part of a text."""
        return self.plain.finditer(text, start, end) if self.may_match(text[start:end]) else iter(())

    def match(self, text: str, start: int = 0, end: int = _END) -> re.Match[str] | None:
        """Return the match at one place, where a look costs less than the words do."""
        return self.plain.match(text, start, end)


def cued(pattern: str, *words: Iterable[str], flags: re.RegexFlag = re.NOFLAG) -> CuedPattern:
    """Return a pattern that needs a word of each of some lists of phrases."""
    return CuedPattern(re.compile(pattern, flags), tuple(map(telling, words)))
