"""Labels of concepts, found in running text as whole words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rdflib.term import URIRef

from graph_builder.errors import OntologyError

Phrase = tuple[str, ...]

#: A label does not run across these: "the Mekong. Countries of" names no Mekong countries.
_STOPS = re.compile(r"[.,;:!?()\[\]{}\"“”«»。，；：！？]+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Labels:
    """Many labels, and the one thing that each of them names."""

    phrases: Mapping[Phrase, URIRef]
    #: Words in the longest label: a look at a text is linear in the text times this.
    longest: int

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, URIRef]]) -> Labels:
        """Return the labels of some things.

        Raises `OntologyError` where two things share a label, since a text could then mean either.
        """
        phrases: dict[Phrase, URIRef] = {}
        for label, thing in pairs:
            for phrase in _phrases(label):
                if phrases.setdefault(phrase, thing) != thing:
                    raise OntologyError(
                        f"the label {label!r} of {thing} is one of {phrases[phrase]} too: take it from one"
                    )
        return cls(phrases, max(map(len, phrases), default=0))

    def match(self, text: str) -> tuple[URIRef, ...]:
        """Return what `text` names, in the order of its first mention, each once.

        Words match whole, whatever their case, hyphens and plural. Where labels overlap, the one that
        begins first wins, and of these the longest.
        """
        return tuple(dict.fromkeys(thing for words in _phrases(text) for thing in self._in(words)))

    def _in(self, words: Phrase) -> Iterator[URIRef]:
        start = 0
        while start < len(words):
            for end in range(min(start + self.longest, len(words)), start, -1):
                if thing := self.phrases.get(words[start:end]):
                    yield thing
                    start = end
                    break
            else:
                start += 1


def _phrases(text: str) -> Iterator[Phrase]:
    """Yield the words of each stretch between stops, in the form in which they are compared."""
    folded = unicodedata.normalize("NFC", text).casefold()
    for stretch in _STOPS.split(folded):
        if words := tuple(map(_singular, _WORD.findall(stretch))):
            yield words


def _singular(word: str) -> str:
    """Return an English word without its plural ending; labels and texts are cut alike."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
