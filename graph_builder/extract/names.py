"""Proper names: runs of capitalised words, and what can be said of one by its form alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Capitals of the scripts that have them; Python's `re` has no class for them.
CAPITAL = "".join(char for char in map(chr, range(0x24F)) if char.isupper()) + "".join(
    char for char in map(chr, range(0x370, 0x2000)) if char.isupper()
)
#: A word that begins with a capital (behind an apostrophe for Pacific names) or holds a number as names do.
WORD = (
    rf"(?:[‘’'ʻ]?[{CAPITAL}](?:[\w&’'ʻ.-]*\w)?|al-[{CAPITAL}][\w’'-]*|No\.\s?\d+|\d{{1,3}}(?:st|nd|rd|th)\b)"
)
_TOKEN = re.compile(rf"{WORD}")


@dataclass(frozen=True, slots=True)
class Run:
    """A run of capitalised words in a text."""

    text: str
    start: int
    end: int


def runs(text: str, pattern: re.Pattern[str], start: int = 0, end: int | None = None) -> Iterator[Run]:
    """Yield the matches of a pattern for names in a part of a text."""
    for match in pattern.finditer(text, start, len(text) if end is None else end):
        yield Run(match[0], match.start(), match.end())


def is_acronym(word: str) -> bool:
    """Return whether a word is written like an acronym: mostly capitals, no blank."""
    if not (2 <= len(word) <= 12 and word[0].isupper() and word.isascii()):
        return False
    capitals = sum(map(str.isupper, word))
    return capitals >= 2 and capitals * 2 >= len(word) and not word.endswith("s.")


def stands_for(acronym: str, name: str) -> bool:
    """Return whether the letters of an acronym occur in a name in order, the first one first.

    Most letters must begin a word, or follow a letter that does.
    """
    letters = [char for char in acronym.casefold() if char.isalnum()]
    words = [word for word in re.split(r"[\W_]+", name.casefold()) if word]
    if not letters or not words or words[0][0] != letters[0]:
        return False
    initials = 0
    place = 0
    for word in words:
        if place < len(letters) and word[0] == letters[place]:
            initials += 1
            place += 1
            for char in word[1:]:
                if place < len(letters) and char == letters[place] and len(letters) - place > 0:
                    rest = words[words.index(word) + 1 :]
                    if any(other[0] == letters[place] for other in rest):
                        break
                    place += 1
    return place >= len(letters) - (1 if len(letters) > 3 else 0) and initials * 2 >= len(letters)


def folded_capitals(name: str) -> str:
    """Return a name with words in capitals normalised: "BERG Ann" gives "Berg Ann"."""
    return " ".join(_normal(word) for word in name.split())


def _normal(word: str) -> str:
    if len(word) > 1 and word.isupper() and not re.fullmatch(r"(?:\w\.)+", word):
        return re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)
    return word
