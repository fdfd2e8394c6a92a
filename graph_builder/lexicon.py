"""What extraction knows of a language and of the world, compiled from data files.

A `Lexicon` holds no grammar of its own: its words come from `data/lexicons/LANGUAGE/*.toml`; its
countries, places and acronyms of bodies between states from the published tables in
`data/gazetteers/`. A new language is a new folder of the same files; a list that it has no words for
it may leave out.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graph_builder.cued import CuedPattern, cued
from graph_builder.errors import LexiconError
from graph_builder.resources import GAZETTEERS, LEXICONS
from graph_builder.text import fold_name

#: What follows each character of some words; an empty string marks where one of them ends.
_Trie = dict[str, "_Trie"]


def alternation(words: Iterable[str]) -> str:
    """Return a pattern that matches any of the words, the longest first, with any white space between.

    What words share at their beginning is tried once: many words cost hardly more than one.
    """
    root: _Trie = {}
    for word in sorted(set(words)):
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return f"(?:{_branches(root)})" if root else r"(?!)"


def _branches(node: _Trie) -> str:
    found = [_ESCAPES.get(char) or re.escape(char) for char in node if char]
    found = [char + _branches(node[key]) for char, key in zip(found, filter(None, node), strict=True)]
    if len(found) > 1 or (found and "" in node):
        return f"(?:{'|'.join(found)}){'?' if '' in node else ''}"
    return "".join(found)


_CAPITALISED = re.compile(r"[A-Z]\w*")
#: A gap in a cue.
GAP = "…"
#: "…" stands for a few words of the same clause: "declared … open".
_ESCAPES = {" ": r"\s+", "'": "['’]", GAP: r"[^\s.;:]+(?:\s+[^\s.;:]+){0,6}?"}


@dataclass(frozen=True, slots=True)
class Cues:
    """Words or phrases of one kind: as a set (case-folded), and as one pattern."""

    words: frozenset[str]
    #: The same as they are written.
    listed: frozenset[str]
    pattern: CuedPattern

    @classmethod
    def of(cls, words: Iterable[str], *, case: bool = False) -> Cues:
        """Return the cues for some phrases; with `case`, letters must be as given."""
        listed = frozenset(words)
        bounded = rf"(?<![\w-])(?:{alternation(listed)})(?!\w)"
        flags = re.NOFLAG if case else re.IGNORECASE
        return cls(frozenset(word.casefold() for word in listed), listed, cued(bounded, listed, flags=flags))

    def __contains__(self, word: object) -> bool:
        """Return whether the case-folded word is one of the cues."""
        return isinstance(word, str) and word.casefold() in self.words

    def find(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Return the first match in a part of a text."""
        return self.pattern.search(text, start, len(text) if end is None else end)


@dataclass(frozen=True, slots=True)
class Place:
    """A city or a province of one country."""

    name: str
    country: str


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All that is known before a text is read; patterns are made of each once."""

    language: str
    #: `table["people"]["honorifics"]` and the like: every list of the files, as cues.
    cues: Mapping[str, Cues]
    #: Month and number words, in their order; weekdays from 0.
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    ordinals: Mapping[str, int]
    numbers: Mapping[str, int]
    #: Case-sensitive names and demonyms of countries with their ISO codes.
    countries: Mapping[str, str]
    country_names: re.Pattern[str]
    #: Folded names of cities and provinces; None where two countries have one.
    places: Mapping[str, Place | None]
    #: Words of personal names by kind (`zh-family`), and countries by where the family name stands.
    name_words: Mapping[str, frozenset[str]]

    def __getitem__(self, name: str) -> Cues:
        """Return the cues of one list, such as `people.honorifics`."""
        return self.cues[name]

    def named_countries(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Yield where a part of a text names a country; only words with capitals are looked at."""
        stop = len(text) if end is None else end
        for word in _CAPITALISED.finditer(text, start, stop):
            if word.start() >= start and (name := self.country_names.match(text, word.start(), stop)):
                start = name.end()
                yield name

    def phrases(self, *names: str) -> frozenset[str]:
        """Return all words and phrases of some lists."""
        return frozenset(word for name in names for word in self.cues[name].listed)

    def with_endings(self, name: str, endings: str) -> frozenset[str]:
        """Return the words of a list, without and with each of some endings: "panel", "panels"."""
        more = ("", *self.phrases(endings))
        return frozenset(word + ending for word in self.phrases(name) for ending in more)

    def any_of(self, *names: str) -> str:
        """Return a pattern of each word of some lists."""
        return alternation(self.phrases(*names))

    def led_by(self, *names: str) -> str:
        """Return a pattern of each word of some lists, with the white space before the next word.

        Behind an apostrophe there is none: "the bank", "l'eau".
        """
        words = self.phrases(*names)
        elided = {word for word in words if word.endswith("'")}
        pattern = rf"{alternation(words - elided)}\s+"
        return rf"(?:{pattern}|{alternation(elided)})" if elided else pattern

    def ending_in(self, name: str) -> str:
        """Return a pattern of words that end in one of a list of endings: "jointly", "asked"."""
        return rf"\w+{self.any_of(name)}"


@cache
def load_lexicon(language: str = "en", lexicons: Path = LEXICONS, gazetteers: Path = GAZETTEERS) -> Lexicon:
    """Read the lexicon of a language, and the tables of countries and places.

    Raises `LexiconError` where a list has a name that no list of English has: nothing would use it.
    """
    tables = _tables(lexicons / language)
    months: list[list[str]] = tables.get("calendar", {}).pop("months", [])
    countries = dict(_country_names(gazetteers / "countries.tsv"))
    for code, names in tables.get("countries", {}).pop("also", {}).items():
        countries |= dict.fromkeys(names, code)
    lists = dict(_lists(tables))
    lists = {name: list(_written_out(words, lists)) for name, words in lists.items()}
    cues = {name: Cues.of(words, case=_cased(words)) for name, words in lists.items()}
    known = _list_names()
    unknown = sorted(cues.keys() - known)
    if unknown:
        raise LexiconError(lexicons / language, unknown[0])
    cues = {**dict.fromkeys(known, _NONE), **cues}
    acronyms = (row["acronym"] for row in _rows(gazetteers / "acronyms-supraverden.tsv"))
    cues["organizations.acronyms"] = Cues.of(acronyms, case=True)
    cues["calendar.months"] = Cues.of(name for names in months for name in names)
    for word in cues["countries.other_words"].listed:
        countries.pop(word, None)
    calendar = tables.get("calendar", {})
    other_places = "".join(rf"(?<!{re.escape(word)} )" for word in cues["countries.not_behind"].listed)
    other_places += "".join(sorted(map(_wider, cues["countries.wider"].listed)))
    return Lexicon(
        language=language,
        cues=cues,
        months={name: number for number, names in enumerate(months, 1) for name in names},
        weekdays={word: number for number, word in enumerate(calendar.get("weekdays", ()))},
        ordinals={word: number for number, word in enumerate(calendar.get("ordinals", ()), 1)},
        numbers={word: number for number, word in enumerate(calendar.get("numbers", ()), 1)},
        countries=countries,
        country_names=re.compile(rf"(?=[A-Z])(?<!\w){other_places}(?:{alternation(countries)})(?!\w)"),
        places=_places(gazetteers),
        name_words=_name_words(gazetteers / "personal-names.tsv"),
    )


_NONE = Cues.of(())


def _wider(phrase: str) -> str:
    """Return a pattern that stops before the last word of a phrase: "American" behind "Latin"."""
    first, mark, last = re.split(r"([ -])", phrase)
    return rf"(?!(?<={first}{mark}){last})"


def _tables(folder: Path) -> dict[str, Any]:
    return {
        path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))
    }


@cache
def _list_names() -> frozenset[str]:
    """Return the names of all lists that extraction uses: those of the lexicon of English."""
    tables = _tables(LEXICONS / "en")
    del tables["calendar"]["months"], tables["countries"]["also"]
    return frozenset(name for name, _ in _lists(tables))


def _lists(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    for key, value in tables.items():
        if isinstance(value, dict):
            yield from _lists(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


_OTHER = re.compile(r"\{([\w.]+)\}")


def _written_out(words: Iterable[str], lists: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield words with each "{list}" in them replaced by every word of that other list."""
    for word in words:
        other = _OTHER.search(word)
        if other is None:
            yield word
            continue
        each = (word[: other.start()] + part + word[other.end() :] for part in lists.get(other[1], ()))
        yield from _written_out(each, lists)


def _cased(words: Iterable[str]) -> bool:
    """Return whether case tells these words from others: lists in lower case match either."""
    return any(word != word.lower() for word in words)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _country_names(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each Latin name and demonym of a country.

    A name of several goes to the one that is a member of the United Nations, if one is ("French").
    """
    members = {row["iso2"] for row in _rows(path) if row["un_member"] == "1"}
    owners: dict[str, set[str]] = {}
    for row in _rows(path):
        first = row["name"].split(" (")[0]
        names = [first, row["official"], *row["names"].split("|"), *row["demonyms"].split("|")]
        for name in names:
            # Two capitals are an acronym that may be something else ("UK" and "US" are not).
            if (len(name) > 3 and name[0].isupper() and name[0].isascii()) or name in (
                "UAE",
                "UK",
                "USA",
                "US",
            ):
                owners.setdefault(name, set()).add(row["iso2"])
                if name == row["name"]:
                    owners[name] = {row["iso2"]}
    main = {row["name"]: row["iso2"] for row in _rows(path)}
    for name, codes in owners.items():
        if name in main:
            yield name, main[name]
        elif len(codes) == 1 or len(codes & members) == 1:
            yield name, next(iter(codes & members or codes))


def _name_words(path: Path) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in _rows(path):
        found.setdefault(row["kind"], set()).add(row["word"])
    return {kind: frozenset(words) for kind, words in found.items()}


def _places(gazetteers: Path) -> dict[str, Place | None]:
    """Return cities and provinces by folded name; a capital wins over its namesakes."""
    capitals = {fold_name(row["capital"]): row["iso2"] for row in _rows(gazetteers / "countries.tsv")}
    found: dict[str, Place | None] = {}
    for row in _rows(gazetteers / "places.tsv"):
        for name in (row["name"], *row["aliases"].split("|")):
            key = fold_name(name)
            if not key:
                continue
            country = capitals.get(key, row["iso2"])
            known = found.get(key, Place(row["name"], country))
            found[key] = known if known and known.country == country else None
    return found
