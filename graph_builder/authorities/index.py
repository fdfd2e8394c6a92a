"""An index of authorities in one file: a name, or most of its words, finds them at once.

SQLite holds it, read-only once it is written. A file appears whole or not at all, since it is built
beside its place and moved there in one step.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import sqlite3
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property, lru_cache
from heapq import nsmallest
from pathlib import Path
from typing import Final

from graph_builder.authorities.types import ROR, Authority, AuthorityKind, Name, NameKind, Standing
from graph_builder.errors import GazetteerError
from graph_builder.gazetteer import Match
from graph_builder.naming import Wording, folded, unaccented, unbracketed

FORMAT: Final = "newsgraph authorities 6"
_SCHEMA: Final = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE authority (n INTEGER PRIMARY KEY, iri TEXT UNIQUE, body TEXT);
CREATE TABLE name (key TEXT, n INTEGER, form INTEGER, PRIMARY KEY (key, n, form)) WITHOUT ROWID;
CREATE TABLE city (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE word (word TEXT PRIMARY KEY, bearers INTEGER, ns BLOB) WITHOUT ROWID;
"""
#: Of whom a body bears the name: left out as often as not.
_HONOURED: Final = re.compile(r"\s+named\s+(?:after|for|in)\b.*", re.IGNORECASE)
#: Before the name of a city, these make it a part of the name: "Technical University of Munich".
_BELONGING: Final = frozenset({
    "of", "de", "di", "du", "d", "da", "do", "del", "von", "zu", "der", "van", "te", "i", "we", "w", "v",
})  # fmt: skip
#: A word that more authorities bear than this finds too many to look at.
_COMMON: Final = 3_000
#: A word that more bear tells nobody from the others.
_FEW: Final = 50
#: One that more than one in so many bear is common.
_ONE_IN: Final = 600
#: An index of fewer authorities lacks most of the namesakes that there are.
_MANY: Final = 10_000


class Form(IntEnum):
    """How a key came from a name."""

    FULL = 0
    ACRONYM = 1
    BARE = 2  #: without the country that the name holds, which is the authority's own
    LOCAL = 3  #: without the city that the name ends in, which is the authority's own


_FORMS: Final = tuple(Form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import took."""

    authorities: int
    names: int
    doubtful: int  #: ids that two rows give to what may be two things


def build_index(
    out: Path,
    authorities: Iterable[tuple[str, Authority]],
    wording: Wording,
    *,
    date: str | None,
    sources: Sequence[str],
) -> Imported:
    """Write the index of some authorities, each with the place it was read at.

    An id that comes twice is an error for ROR, whose dumps hold one record each; elsewhere two rows
    of one id are united, and where they share no name the id is contested: never sure. Raises
    `GazetteerError`, and leaves what stood at `out`.
    """
    known, doubtful = _united(authorities, wording)
    if not known:
        raise GazetteerError(out, "would hold nothing", "give files with ids and names")
    unfinished = out.with_name(f".{out.name}.{os.getpid()}.unfinished")
    try:
        names = _write(unfinished, known.values(), wording, date=date, sources=sources)
        os.replace(unfinished, out)
    except (OSError, sqlite3.Error) as error:
        raise GazetteerError(out, f"cannot be written ({error})", "name another file") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return Imported(authorities=len(known), names=names, doubtful=doubtful)


def _united(
    authorities: Iterable[tuple[str, Authority]], wording: Wording
) -> tuple[dict[str, Authority], int]:
    known: dict[str, Authority] = {}
    places: dict[str, str] = {}
    doubtful: set[str] = set()
    for where, one in authorities:
        earlier = known.get(one.iri)
        if one.adds_only:
            if earlier:
                known[one.iri] = _with_names(earlier, one)
            continue
        if earlier is None:
            known[one.iri], places[one.iri] = one, where
            continue
        if one.iri.startswith(ROR):
            raise GazetteerError(
                where, f"repeats the id {one.iri} of {places[one.iri]}", "leave one of the two out"
            )
        shared = {wording.key(name.text) for name in earlier.names} & {
            wording.key(name.text) for name in one.names
        }
        if not shared or earlier.country != one.country:
            doubtful.add(one.iri)
        known[one.iri] = replace(
            _with_names(earlier, one),
            match=Match.CLOSE if Match.CLOSE in (one.match, earlier.match) else earlier.match,
            contested=one.iri in doubtful,
        )
    return known, len(doubtful)


def _with_names(one: Authority, other: Authority) -> Authority:
    """Return an authority with the names and items of another row of its id."""
    names = {name.text: name for name in (*other.names, *one.names)}
    return replace(
        one,
        names=(one.names[0], *(name for text, name in names.items() if text != one.label)),
        wikidata=tuple(dict.fromkeys((*one.wikidata, *other.wikidata))),
    )


def _write(
    path: Path,
    authorities: Iterable[Authority],
    wording: Wording,
    *,
    date: str | None,
    sources: Sequence[str],
) -> int:
    words: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    count, size = 0, 0
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;" + _SCHEMA
        )
        connection.execute("BEGIN")
        for n, one in enumerate(authorities):
            size += 1
            connection.execute("INSERT INTO authority VALUES (?, ?, ?)", (n, one.iri, _dumped(one)))
            keys = {form for name in one.names for form in _forms(name, one, wording)}
            connection.executemany(
                "INSERT INTO name VALUES (?, ?, ?)", ((key, n, form) for key, form in keys)
            )
            if city := wording.key(one.city if one.kind == "organization" else one.label):
                connection.execute("INSERT OR IGNORE INTO city VALUES (?)", (city,))
            count += len(one.names)
            for word in {word for key, _ in keys for word in key.split()}:
                words[word].append(n)
        connection.executemany(
            "INSERT INTO word VALUES (?, ?, ?)",
            ((word, len(ns), ns.tobytes()) for word, ns in words.items()),
        )
        about = {
            "format": FORMAT,
            "wording": _digest(wording),
            "authorities": str(size),
            "date": date or "",
            "sources": json.dumps(sources),
        }
        connection.executemany("INSERT INTO about VALUES (?, ?)", about.items())
        connection.execute("COMMIT")
    finally:
        connection.close()
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    return count


def _forms(name: Name, one: Authority, wording: Wording) -> Iterator[tuple[str, Form]]:
    """Yield the keys that find a name: as it stands, without brackets, without its own country or city."""
    if one.kind == "country" and one.country:
        yield code_key(one.country), Form.FULL
    form = Form.ACRONYM if name.kind is NameKind.ACRONYM else Form.FULL
    plain = unbracketed(name.text)[0]
    spelt = {name.text, plain, _HONOURED.sub("", plain)}
    for text in spelt | {unaccented(text) for text in spelt}:
        words = wording.words(text)
        if words:
            yield " ".join(words), form
        rest, country = wording.without_country(words)
        if country and country == one.country and form is Form.FULL and len(rest) > 1:
            yield " ".join(rest), Form.BARE
    if form is Form.FULL and (local := _without_city(plain, one.city, wording)):
        yield local, Form.LOCAL


def _without_city(name: str, city: str, wording: Wording) -> str:
    """Return the key of a name without its city at the end; empty where what is left would tell nothing."""
    words, last = folded(name).split(), folded(city).split()
    head = words[: -len(last)] if last and words[-len(last) :] == last else []
    if not head or head[-1] in _BELONGING:
        return ""
    kept = [word for word in head if word not in ("at", "in")] if head[-1] in ("at", "in") else head
    key = wording.key(" ".join(kept))
    return key if any(word not in wording.generic for word in key.split()) and " " in key else ""


def code_key(country: str) -> str:
    """Return the key that finds a country by its ISO code; no name has one like it."""
    return f"={country}"


def _digest(wording: Wording) -> str:
    listed = "\n".join(f"{word}\t{other}" for word, other in sorted(wording.stands_for.items()))
    return hashlib.sha256(listed.encode()).hexdigest()


class Index:
    """What a file of authorities finds."""

    def __init__(self, connection: sqlite3.Connection, about: Mapping[str, str]) -> None:
        self._connection = connection
        self.date = about["date"] or None  #: of the data, as its publisher gives it
        self.size = int(about["authorities"])
        self.authority = lru_cache(maxsize=65_536)(self._authority)
        self._bearing = lru_cache(maxsize=65_536)(self._bearing_of)
        self.weight = lru_cache(maxsize=65_536)(self._weight)

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def _authority(self, n: int) -> Authority:
        (body,) = self._connection.execute("SELECT body FROM authority WHERE n = ?", (n,)).fetchone()
        return _loaded(body)

    def by_iri(self, iri: str) -> Authority | None:
        """Return the authority of an IRI."""
        row = self._connection.execute("SELECT body FROM authority WHERE iri = ?", (iri,)).fetchone()
        return _loaded(row[0]) if row else None

    def named(self, key: str) -> list[tuple[int, Form]]:
        """Return the authorities that bear a name, and in what form."""
        rows = self._connection.execute("SELECT n, form FROM name WHERE key = ?", (key,))
        return [(n, _FORMS[form]) for n, form in rows]

    def is_city(self, key: str) -> bool:
        """Tell whether an authority is, or lies in, a city of that name."""
        return key in self._cities

    @cached_property
    def _cities(self) -> frozenset[str]:
        return frozenset(key for (key,) in self._connection.execute("SELECT key FROM city"))

    def bearers(self, word: str) -> int:
        """Return how many authorities bear a word in their names."""
        return self._bearers.get(word, 0)

    @cached_property
    def _bearers(self) -> Mapping[str, int]:
        return dict(self._connection.execute("SELECT word, bearers FROM word"))

    def _weight(self, word: str) -> float:
        """Return how much a word tells: the fewer bear it, the more."""
        return math.log((self.size + 1) / (self.bearers(word) + 0.5))

    def sharing(self, words: Sequence[str], limit: int = 12) -> list[int]:
        """Return the authorities that share the most telling words with these, best first.

        What shares less than half of what they tell is left out.
        """
        scores: defaultdict[int, float] = defaultdict(float)
        telling = [word for word in dict.fromkeys(words) if 0 < self.bearers(word) <= _COMMON]
        total = 0.0
        for word in sorted(telling, key=self.bearers)[:5]:
            weight = self.weight(word)
            total += weight
            for n in self._bearing(word):
                scores[n] += weight
        found = [(-score, n) for n, score in scores.items() if score >= total / 2]
        return [n for _, n in nsmallest(limit, found)]

    def only_holder(self, iri: str, words: Sequence[str]) -> bool:
        """Tell whether the names of no other authority hold all of some words.

        Common words say nothing of that, nor does an index that holds little of the world.
        """
        rarest = sorted(set(words), key=self.bearers)
        if not rarest or self.size < _MANY or self.bearers(rarest[0]) > _FEW:
            return False
        holders = [n for n in self._bearing(rarest[0]) if all(self._bears(n, word) for word in rarest[1:])]
        return all(self.authority(n).iri == iri for n in holders)

    def is_common(self, word: str) -> bool:
        """Tell whether so many authorities bear a word that others, not held here, surely do."""
        return self.bearers(word) > max(_FEW, self.size // _ONE_IN)

    def _bears(self, n: int, word: str) -> bool:
        at = bisect_left(borne := self._bearing(word), n)
        return at < len(borne) and borne[at] == n

    def near(self, word: str) -> Sequence[str]:
        """Return the words that a misspelt one may stand for: they begin as it does and are about as long."""
        return [
            other for length in (-1, 0, 1) for other in self._spellings.get((word[0], len(word) + length), ())
        ]

    def _bearing_of(self, word: str) -> array[int]:
        row = self._connection.execute("SELECT ns FROM word WHERE word = ?", (word,)).fetchone()
        found = array("I")
        if row:
            found.frombytes(row[0])
        return found

    @cached_property
    def _spellings(self) -> Mapping[tuple[str, int], Sequence[str]]:
        found: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._bearers:
            if len(word) > 3:
                found[word[0], len(word)].append(word)
        return found


def open_index(path: Path, wording: Wording) -> Index:
    """Return the index in a file; raises `GazetteerError` where it is none, or one of another version."""
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        about = dict(connection.execute("SELECT name, value FROM about"))
    except sqlite3.Error as error:
        raise GazetteerError(
            path, f"is no index of authorities ({error})", "make one with: newsgraph gazetteer import"
        ) from error
    if about.get("format") != FORMAT or about.get("wording") != _digest(wording):
        connection.close()
        raise GazetteerError(path, "was made by another version of newsgraph", "import its sources again")
    return Index(connection, about)


def is_index(path: Path) -> bool:
    """Tell whether a file is an index rather than a table to be imported."""
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def _dumped(one: Authority) -> str:
    return json.dumps(
        [
            one.iri,
            one.kind,
            [[name.text, name.kind] for name in one.names],
            one.country,
            one.city,
            one.level,
            one.wikidata,
            one.parents,
            one.successors,
            one.standing,
            one.match,
            one.contested,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _loaded(body: str) -> Authority:
    iri, kind, names, country, city, level, wikidata, parents, successors, standing, match, contested = (
        json.loads(body)
    )
    which: AuthorityKind = kind
    return Authority(
        iri=iri,
        kind=which,
        names=tuple(Name(text, NameKind(of)) for text, of in names),
        country=country,
        city=city,
        level=level,
        wikidata=tuple(wikidata),
        parents=tuple(parents),
        successors=tuple(successors),
        standing=Standing(standing),
        match=Match(match),
        contested=contested,
    )
