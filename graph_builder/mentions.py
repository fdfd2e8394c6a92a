"""What a mention of a body or place says, taken apart before it is looked up.

"Inst. of Physics (IOP), Chinese Academy of Sciences, Beijing 100190, P.R. China" names a unit, its
acronym, the body above it, a city and a country. All of this is pure: words in, parts out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

from graph_builder.naming import Wording, is_acronym, unbracketed

_SEPARATORS: Final = re.compile(r"\s*[,;|\n，；、]\s*|\s+[-–—]\s+")
_ALTERNATIVES: Final = re.compile(r"\s+[/／]\s*|\s*／\s*")
_ADDRESS: Final = re.compile(r"\b(?:[A-Z]{1,2}-?)?\d{3,}(?:[- ]\d+)?\b|\S+@\S+")
_LEGAL: Final = re.compile(r"(?:[A-Z]\.){2,3}")
_STATE: Final = re.compile(r"[A-Z]{2}")

#: What a mention may name; an affiliation names where someone works, down to the unit.
MentionKind = Literal["organization", "place", "country", "affiliation"]
MENTION_KINDS: Final[tuple[MentionKind, ...]] = get_args(MentionKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name as printed, and what is known of what it names."""

    text: str
    kind: str = "organization"  #: one of `MENTION_KINDS`
    country: str = ""  #: ISO alpha-2
    context: str = ""

    @property
    def sought(self) -> str:
        """Return the kind of authority that is meant: someone works at an organization."""
        return "organization" if self.kind == "affiliation" else self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What one mention says."""

    bodies: tuple[str, ...]  #: the names in it, in their order: a unit, the body above it
    segments: tuple[str, ...] = ()  #: the same with the address after them
    acronyms: tuple[str, ...] = ()
    country: str = ""  #: ISO alpha-2, as the mention itself says it
    places: frozenset[str] = frozenset()  #: keys of cities that it names


def alternatives(text: str) -> tuple[str, ...]:
    """Return the names on both sides of a stroke: two bodies, or one in two languages."""
    return tuple(part.strip() for part in _ALTERNATIVES.split(text) if part.strip())


def parts_of(text: str, wording: Wording, is_city: Callable[[str], bool]) -> Parts:
    """Take a mention apart; the parts at its end that are an address are no names."""
    plain, inner = unbracketed(text)
    acronyms = tuple(one for one in inner if is_acronym(one))
    # Numbers are of an address, save in the name itself; "Co., Ltd." and "S.A." are legal forms.
    name, *others = _SEPARATORS.split(plain)
    segments = [
        one
        for one in (name.strip(), *(_ADDRESS.sub("", part).strip() for part in others))
        if wording.key(one) and not _LEGAL.fullmatch(one)
    ]
    printed = tuple(segments)
    country, places = "", set()
    for one in inner:
        country = country or wording.countries.get(wording.key(one), "")
        places |= {wording.key(one)} if is_city(wording.key(one)) else set()
    while len(segments) > 1:
        key = wording.key(segments[-1])
        if code := wording.countries.get(key):
            country = country or code
        elif is_city(key):
            places.add(key)
        elif key and not _STATE.fullmatch(segments[-1]):
            break
        segments.pop()
    places |= {key for one in segments[1:] if is_city(key := wording.key(one))}
    return Parts(
        bodies=tuple(segments) or (plain or text,),
        segments=printed,
        acronyms=acronyms,
        country=country,
        places=frozenset(places),
    )


def splits(body: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to read a name as a unit and the body it belongs to: "A of B", "A at B"."""
    for found in re.finditer(r"\s+(?:of|at|under|in|de|der|des|del)\s+(?:the\s+)?", body):
        yield body[: found.start()], body[found.end() :]


def pairs(count: int) -> Iterator[tuple[int, int]]:
    """Yield the pairs of so many parts, neighbours first, each as inner and outer both ways round."""
    for distance in range(1, count):
        for first in range(count - distance):
            yield first, first + distance
            yield first + distance, first
