"""Proper names: words that begin with a capital, and what can be said of one by its form alone."""

from __future__ import annotations

import re

from graph_builder.lexicon import Lexicon

#: Capitals of the scripts that have them; Python's `re` has no class for them.
CAPITAL = "".join(char for char in map(chr, range(0x24F)) if char.isupper()) + "".join(
    char for char in map(chr, range(0x370, 0x2000)) if char.isupper()
)


def name_word(lexicon: Lexicon) -> str:
    """Return a pattern of a word of a name.

    It begins with a capital (behind an apostrophe for Pacific names, behind a small letter in "eHealth"
    and "e-Health"), is short for one ("St."), or is a number as names hold one.
    """
    prefixed = rf"{lexicon.any_of('people.name_prefixes')}[{CAPITAL}][\w’'-]*"
    number = rf"{lexicon.any_of('grammar.number_signs')}\s?\d+"
    ordinal = rf"\d{{1,3}}{lexicon.any_of('calendar.ordinal_endings')}\b"
    short = rf"{lexicon.any_of('organizations.shortened_words')}(?=\s[{CAPITAL}])"
    return (
        rf"(?:{short}|[‘’'ʻ]?[{CAPITAL}](?:[\w&’'ʻ.-]*\w)?|[a-z]-?[{CAPITAL}]\w+"
        rf"|{prefixed}|{number}|{ordinal})"
    )


_NUMBER = re.compile(r"\s\d{1,3}$")


def is_acronym(word: str) -> bool:
    """Return whether a word is written like an acronym: mostly capitals, no blank, be it with a number."""
    word = _NUMBER.sub("", word) if word[-1:].isdigit() else word
    if not (2 <= len(word) <= 12 and word[0].isupper() and word.isascii()) or word[1:].islower():
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


#: Three words in capitals or more, as in "the EMERGENCY MEETING ON REEDS".
# Whole words only, each looked at once: a long run that is none must not be tried from each of its words.
_RUN = re.compile(r"(?<![\w-])[A-Z][A-Z-]++(?!\w)(?:\s[A-Z][A-Z-]++(?!\w)){2,}")
_PART = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def runs_uncapitalised(text: str, lexicon: Lexicon) -> str:
    """Return a sentence with each run of words in capitals in title case; no letter moves."""
    return text if text.isupper() else _RUN.sub(lambda run: uncapitalised(run[0], lexicon), text)


def uncapitalised(text: str, lexicon: Lexicon) -> str:
    """Return a line that is all in capitals in title case, so that its words are known."""
    if not text.isupper():
        return text
    lists = ("organizations.name_links", "events.name_links", "grammar.or")
    small = frozenset[str]().union(*(lexicon[name].words for name in lists))
    words = [word.lower() if word.lower() in small else _titled(word) for word in text.split()]
    return " ".join([_titled(words[0]), *words[1:]]) if words else text


def _titled(word: str) -> str:
    """Return a word in title case, on both sides of a hyphen; an acronym in brackets stays as it is."""
    return word if word.startswith("(") else _PART.sub(lambda part: part[0].capitalize(), word)
