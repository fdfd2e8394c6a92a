"""The text that a record is held against: its words with their places, its sentences, its cues."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Final, NamedTuple

from graph_builder.cued import telling
from graph_builder.lexicon import GAP, Lexicon, alternation
from graph_builder.text import Span, fold_name

#: Whatever is claimed stands somewhere in a whole chapter: so long a span proves nothing.
LONGEST: Final = 4000

_CHUNK: Final = re.compile(r"\S+")
_BLANK: Final = re.compile(r"\s")
_WORD: Final = re.compile(r"[^\W_]+")
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_BETWEEN: Final = re.compile(r"([^\W_]+)")
_STOP: Final = re.compile(
    r"\n[ \t\r]*\n\s*|\n(?=[ \t]*(?:[-*+•#]|o(?=\s{2})|\d{1,2}[.)])[ \t])"
    r"|[.!?…]+[\"”’')\]]*\s+(?=[\"“‘'(\[]*[^\W_a-z])"
)
_BEFORE: Final = re.compile(r"[\w.]{1,12}$")


class Cue(NamedTuple):
    """A word or phrase that says what ties those around it together: which, where, and whom it means.

    `way` is `after` where those whom it means stand behind it, `before` where they stand before it.
    """

    start: int
    end: int
    role: str
    way: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """A text, cut into words and sentences once; of a word a few bytes are kept, however long the text."""

    text: str
    lexicon: Lexicon
    #: The words of the text in the form in which two spellings are equal, each once, and its number.
    forms: Sequence[str]
    known: Mapping[str, int]
    #: For each word of the text, in its order, the number of its form, and where it stands.
    codes: array[int]
    starts: array[int]
    ends: array[int]
    #: For each form, which words of the text it is.
    places: Sequence[array[int]]
    #: Where each sentence begins.
    sentences: array[int]
    #: Where each country is named, by noun or adjective: beginnings and ends.
    countries: Mapping[str, tuple[array[int], array[int]]]

    def where(self, form: str) -> Sequence[int]:
        """Return which words of the text a folded word is."""
        code = self.known.get(form)
        return () if code is None else self.places[code]

    def words(self, first: int, behind: int) -> list[str]:
        """Return some words of the text by their numbers."""
        return [self.forms[code] for code in self.codes[first:behind]]

    def words_at(self, span: Span) -> frozenset[str]:
        """Return the words at a span; none where it does not lie in the text or is too long to prove."""
        if not 0 <= span.start < span.end <= min(len(self.text), span.start + LONGEST):
            return frozenset()
        return frozenset(fold_name(span.of(self.text)).split())

    def printed(self, words: str | None) -> str | None:
        """Return the words where they stand in the text, one behind the other."""
        return words if words and next(self.found(words), None) else None

    def found(self, words: str) -> Iterator[Span]:
        """Yield the places where some words stand one behind the other, however they are spelt."""
        wanted = array("I")
        for word in fold_name(words).split():
            code = self.known.get(word)
            if code is None:
                return
            wanted.append(code)
        if not wanted:
            return
        # The rarest word first: a name of common words costs no more than the text has of it.
        offset = min(range(len(wanted)), key=lambda number: len(self.places[wanted[number]]))
        for number in self.places[wanted[offset]]:
            first = number - offset
            if first >= 0 and self.codes[first : first + len(wanted)] == wanted:
                yield Span(self.starts[first], self.ends[first + len(wanted) - 1])

    def sentence(self, offset: int) -> int:
        """Return the number of the sentence that an offset stands in."""
        return max(0, bisect_right(self.sentences, offset) - 1)

    def sentence_span(self, number: int) -> Span:
        """Return where a sentence stands."""
        end = self.sentences[number + 1] if number + 1 < len(self.sentences) else len(self.text)
        return Span(self.sentences[number], end)

    def sentences_at(self, spans: Iterable[Span]) -> Iterator[int]:
        """Yield the numbers of the sentences that some spans reach into, each once."""
        seen: set[int] = set()
        for span in spans:
            if not 0 <= span.start < span.end <= min(len(self.text), span.start + LONGEST):
                continue
            for number in range(self.sentence(span.start), self.sentence(span.end - 1) + 1):
                if number not in seen:
                    seen.add(number)
                    yield number

    def names_country(self, country: str, span: Span) -> bool:
        """Return whether a country is named within a span."""
        starts, ends = self.countries.get(country, _NOWHERE)
        first = bisect_left(starts, span.start)
        return first < len(starts) and ends[first] <= span.end

    def country_names(self, country: str) -> Iterator[Span]:
        """Yield the places where a country is named."""
        yield from map(Span, *self.countries.get(country, _NOWHERE))

    def sentences_with(self, words: Iterable[str]) -> Sequence[int]:
        """Return the numbers of the sentences that one of some folded words stands in."""
        return sorted({self.sentence(self.starts[number]) for word in words for number in self.where(word)})

    def words_in(self, span: Span) -> Sequence[str]:
        """Return the words that begin within a span, in their order."""
        return self.words(bisect_left(self.starts, span.start), bisect_left(self.starts, span.end))


def source_of(text: str, lexicon: Lexicon) -> Source:
    """Return a text, cut into words and sentences."""
    known: dict[str, int] = {}
    codes, starts, ends = array("I"), array("I"), array("I")
    for words, begins, stops in _words(text):
        codes.extend([known.setdefault(word, len(known)) for word in words])
        starts.extend(begins)
        ends.extend(stops)
    places = [array("I") for _ in known]
    for number, code in enumerate(codes):
        places[code].append(number)
    return Source(
        text=text,
        lexicon=lexicon,
        forms=tuple(known),
        known=known,
        codes=codes,
        starts=starts,
        ends=ends,
        places=places,
        sentences=array("I", _sentences(text, lexicon)),
        countries=_countries(text, lexicon),
    )


_NOWHERE: Final = (array("I"), array("I"))


def _countries(text: str, lexicon: Lexicon) -> dict[str, tuple[array[int], array[int]]]:
    found: dict[str, tuple[array[int], array[int]]] = {}
    for match in lexicon.named_countries(text):
        code = lexicon.countries[" ".join(match[0].split())]
        if code not in found:
            found[code] = array("I"), array("I")
        starts, ends = found[code]
        starts.append(match.start())
        ends.append(match.end())
    return found


#: As much of a text as is folded at once, in characters.
_PIECE: Final = 1 << 16


def _words(text: str) -> Iterator[tuple[Sequence[str], Sequence[int], Sequence[int]]]:
    """Yield the folded words of a text, where each begins and where it ends, stretch by stretch."""
    start = 0
    while start < len(text):
        end = start + _PIECE
        blank = _BLANK.search(text, end) if end < len(text) else None
        end = blank.start() if blank else len(text)
        yield _words_of(text[start:end], start)
        start = end


def _words_of(text: str, begin: int) -> tuple[Sequence[str], Sequence[int], Sequence[int]]:
    odd = {char: _folded(char) for char in set(_BEYOND_ASCII.findall(text))}
    if all(len(plain) == 1 for plain in odd.values()):
        # Each character folds to one: the words stand in the folded text where they stand in this one.
        for char, plain in odd.items():
            text = text.replace(char, plain)
        # Each second piece is a word; before, between and behind them stands what is none.
        pieces = _BETWEEN.split(text.lower())
        edges = list(accumulate(map(len, pieces), initial=begin))
        return pieces[1::2], edges[1:-1:2], edges[2:-1:2]
    # The words of what stands between two blanks share one place.
    split = [
        (word, begin + chunk.start(), begin + chunk.end())
        for chunk in _CHUNK.finditer(text)
        for word in fold_name(chunk[0]).split()
    ]
    return [word for word, _, _ in split], [start for _, start, _ in split], [end for _, _, end in split]


@cache
def _folded(char: str) -> str:
    """Return what a character becomes in a folded name; a blank where it parts words."""
    decomposed = unicodedata.normalize("NFKD", char)
    bare = "".join(part for part in decomposed if not unicodedata.combining(part)).casefold()
    return bare if not bare or _WORD.search(bare) else " "


def _sentences(text: str, lexicon: Lexicon) -> Iterator[int]:
    """Yield where sentences begin: behind a full stop, a blank line, and at each item of a list.

    What is longer than any sentence is cut, so that the work on one stays small.
    """
    abbreviations = lexicon["layout.abbreviations"].words
    begin = 0
    yield 0
    for stop in _STOP.finditer(text):
        last = _BEFORE.search(text, max(0, stop.start() - 12), stop.start())
        word = last[0].casefold() if last and text[stop.start()] == "." else ""
        short = len(word) == 1 or "." in word or (word.isdigit() and len(word) < 3)
        if stop.end() > begin and not (word and (short or word in abbreviations)):
            yield from range(begin + LONGEST, stop.end(), LONGEST)
            begin = stop.end()
            yield begin
    yield from range(begin + LONGEST, len(text), LONGEST)


# --- cues ------------------------------------------------------------------------------------------


@cache
def cue_pattern(lexicon: Lexicon, names: tuple[str, ...]) -> re.Pattern[str]:
    """Return one pattern for the cues of several lists of a lexicon, of two that begin alike the longer."""
    words = [word for name in names for word in lexicon[name].words]
    return re.compile(rf"(?<![\w-])(?:{alternation(words)})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class CueLists:
    """Lists of cues: of each what it says, whom it means, and its name in a lexicon."""

    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class _Senses:
    """What some lists of cues are in one language."""

    pattern: re.Pattern[str]
    #: Of each cue a word that stands wherever it does, folded.
    telling: frozenset[str]
    #: For each cue what it says, and whom it means.
    known: Mapping[str, Sequence[tuple[str, str]]]
    #: The same for cues with a gap ("declared … open"), each with its pattern.
    gapped: Sequence[tuple[str, str, re.Pattern[str]]]


@cache
def _senses(lexicon: Lexicon, lists: CueLists) -> _Senses:
    known: dict[str, list[tuple[str, str]]] = {}
    for role, way, name in lists.rows:
        for word in lexicon[name].words:
            known.setdefault(_plain(word), []).append((role, way))
    gapped = tuple(
        (role, way, re.compile(alternation([word]), re.IGNORECASE))
        for role, way, name in lists.rows
        for word in sorted(lexicon[name].words)
        if GAP in word
    )
    return _Senses(
        pattern=cue_pattern(lexicon, tuple(name for _, _, name in lists.rows)),
        telling=frozenset(part for word in telling(known) for part in fold_name(word).split()[:1]),
        known=known,
        gapped=gapped,
    )


def all_cues(source: Source, lists: CueLists) -> Iterator[Cue]:
    """Yield the cues of some lists in a text; only sentences with a word of one are read."""
    for number in source.sentences_with(_senses(source.lexicon, lists).telling):
        yield from cues(source, source.sentence_span(number), lists)


def cues(source: Source, span: Span, lists: CueLists) -> Iterator[Cue]:
    """Yield the cues of some lists within a span: "co-hosted by" is not "hosted by"."""
    senses = _senses(source.lexicon, lists)
    for match in senses.pattern.finditer(source.text, span.start, span.end):
        known = senses.known.get(_plain(match[0]))
        for role, way in known or ():
            yield Cue(match.start(), match.end(), role, way)
        # "explained by video": the longer cue hides the verb that it begins with.
        verb, _, behind = match[0].partition(" ")
        for role, way in senses.known.get(_plain(verb), ()) if behind else ():
            yield Cue(match.start(), match.start() + len(verb), role, way)
        for role, way, gapped in () if known else senses.gapped:
            if gapped.fullmatch(match[0]):
                yield Cue(match.start(), match.end(), role, way)


def _plain(words: str) -> str:
    return " ".join(words.casefold().replace("’", "'").split())
