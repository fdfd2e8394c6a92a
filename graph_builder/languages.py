"""Which language a text is in, by its script and its commonest words."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final

from graph_builder.resources import LEXICONS

#: What BCP 47 calls a language that is not known.
UNKNOWN: Final = "und"
#: As much of a text as is looked at, in characters.
_SAMPLE: Final = 200_000
#: Of the words of prose in a language, so many at least are among its function words.
_SHARE: Final = 0.12
#: A text of fewer words is no prose to be told by: a title, a list of names.
_WORDS: Final = 12

#: The main language of a script that one language, or hardly another one, is written in.
_SCRIPTS: Final[Mapping[str, str]] = {
    "ARABIC": "ar", "BENGALI": "bn", "CJK": "zh", "CYRILLIC": "ru", "DEVANAGARI": "hi", "ETHIOPIC": "am",
    "GREEK": "el", "HANGUL": "ko", "HEBREW": "he", "HIRAGANA": "ja", "KATAKANA": "ja", "KHMER": "km",
    "LAO": "lo", "MYANMAR": "my", "TAMIL": "ta", "THAI": "th",
}  # fmt: skip
_WORD: Final = re.compile(r"[^\W\d_]+")
#: Letters of Latin script in ASCII, and what is beyond it.
_PLAIN: Final = re.compile(r"[A-Za-z]")
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]")


def language_of(text: str) -> str | None:
    """Return the BCP 47 tag of the language that most of a text is in.

    `und` where it is none that is known, None where there are too few words to tell.
    A masthead or a quotation in another language changes nothing: the larger part counts.
    """
    sample = text[:_SAMPLE]
    letters = Counter[str]()
    for char, count in Counter(_BEYOND_ASCII.findall(sample)).items():
        if char.isalpha():
            letters[_script(char)] += count
    # A sign of Chinese is a word, or half of one; five letters are one of English.
    others = {script: count for script, count in letters.items() if script in _SCRIPTS}
    script = max(others, key=lambda name: others[name], default="")
    if script and others[script] * _weight(script) > letters["LATIN"] + len(_PLAIN.findall(sample)):
        japanese = script == "CJK" and letters["HIRAGANA"] * 10 > letters["CJK"]
        return "ja" if japanese else _SCRIPTS[script]
    words = _WORD.findall(sample.casefold())
    if len(words) < _WORDS:
        return None
    found = Counter(chain.from_iterable(filter(None, map(_tags().get, words))))
    best = max(_function_words(), key=lambda tag: found[tag])
    return best if found[best] / len(words) >= _SHARE else UNKNOWN


def _weight(script: str) -> int:
    return 3 if script in ("CJK", "HIRAGANA", "KATAKANA", "HANGUL") else 1


@cache
def _script(char: str) -> str:
    return unicodedata.name(char, "").split(" ")[0]


@cache
def _function_words(path: Path = LEXICONS / "languages.toml") -> Mapping[str, frozenset[str]]:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {tag: frozenset(words) for tag, words in tables.items()}


@cache
def _tags() -> Mapping[str, tuple[str, ...]]:
    """Return for each function word the languages that have it."""
    known = _function_words()
    return {
        word: tuple(tag for tag, own in known.items() if word in own)
        for word in frozenset[str]().union(*known.values())
    }


@cache
def readable_languages() -> frozenset[str]:
    """Return the languages that there are lexicons for."""
    return frozenset(folder.name for folder in LEXICONS.iterdir() if folder.is_dir())
