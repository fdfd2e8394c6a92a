"""The segments of a run of capitals: what stands between its links ("of", "and the"), and whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from graph_builder.extract.bodygrammar import Grammar
from graph_builder.extract.names import is_acronym


class Segment(NamedTuple):
    """A stretch of a run between two links ("of", "and the")."""

    link: str
    start: int
    end: int
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return its words with one blank between two."""
        return " ".join(self.words)

    @property
    def link_word(self) -> str:
        """Return the first word of the link before it."""
        return self.link.split(" ")[0]


#: The link of a segment that stands behind its owner: "Peru's Department".
OWNED = "'"


def segments(text: str, start: int, end: int, rules: Grammar) -> list[Segment]:
    """Return the segments of a run of capitals, in their order."""
    cut: list[Segment] = []
    position, link = start, ""
    for match in rules.link.finditer(text, start, end):
        cut.append(Segment(link, position, match.start(), tuple(text[position : match.start()].split())))
        link = " ".join(match[1].split())
        position = match.end()
    cut.append(Segment(link, position, end, tuple(text[position:end].split())))
    if len(cut) > 1:
        cut = list(_states(cut, text, rules))
    if rules.owner.search(text, max(start, end - 3), end):
        cut[-1] = _without_possessive(cut, rules)
    if not rules.owned.search(text, start, end):
        return cut
    first = rules.begins_with_head(cut[0].words)
    return [
        piece
        for number, segment in enumerate(cut)
        for piece in _at_possessives(segment, text, rules, inside=first and number > 0)
    ]


def _without_possessive(cut: list[Segment], rules: Grammar) -> Segment:
    """Return the last segment as the owner of what stands behind the run: "the Hill Bank's president"."""
    last = cut[-1]
    name = rules.owner.sub("", last.text)
    words = name.split()
    body = rules.ends_in_head(words) or (len(cut) > 1 and rules.begins_with_head(cut[0].words))
    if not (body or is_acronym(name) or name in rules.lexicon.countries):
        # "Berg's", "the baker's": a name of its own.
        return last
    return Segment(last.link, last.start, last.end - (len(last.words[-1]) - len(words[-1])), tuple(words))


def _states(cut: Iterable[Segment], text: str, rules: Grammar) -> Iterator[Segment]:
    """Join the parts of the name of a state: "Republic" and "Uzbekistan"."""
    last: Segment | None = None
    for segment in cut:
        if last and last.words and last.words[-1] in rules.states:
            whole = tuple(text[last.start : segment.end].split())
            if " ".join(whole) in rules.lexicon.countries:
                last = Segment(last.link, last.start, segment.end, whole)
                continue
        if last:
            yield last
        last = segment
    if last:
        yield last


def _at_possessives(segment: Segment, text: str, rules: Grammar, *, inside: bool) -> Iterator[Segment]:
    """Cut "Peru's Department" behind the owner, and `inside` a name "Hue's Unit" of "Bank of Hue's Unit"."""
    units = rules.lexicon["organizations.units"].listed
    for match in rules.possessive.finditer(text[segment.start : segment.end]):
        owner = text[segment.start : segment.start + match.start()]
        rest = tuple(text[segment.start + match.end() : segment.end].split())
        headed = rules.ends_in_head(owner.split()) and rules.ends_in_head(rest)
        headed = headed or (inside and bool(rest) and rest[-1] in units)
        if rest and (owner in rules.lexicon.countries or is_acronym(owner) or headed):
            yield Segment(segment.link, segment.start, segment.start + match.start(), tuple(owner.split()))
            yield Segment(OWNED, segment.start + match.end(), segment.end, rest)
            return
    front, hyphen, last = segment.text.rpartition("-")
    if hyphen and last in rules.acronyms and front in rules.lexicon.countries:
        # "Peru-OLRA": the body is the second of the two.
        yield Segment(segment.link, segment.end - len(last), segment.end, (last,))
        return
    yield segment
