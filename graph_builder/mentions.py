"""What a mention of a body or place says, taken apart before it is looked up.

"Inst. of Physics (IOP), Chinese Academy of Sciences, Beijing 100190, P.R. China" names a unit, its
acronym, the body above it, a city and a country. All of this is pure: words in, parts out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

from graph_builder.naming import Wording, is_acronym, unbracketed

_SEPARATORS: Final = re.compile(r"\s*[,;|\n，；、]\s*|\s+[-–—]\s+|\s{2,}")
_ALTERNATIVES: Final = re.compile(r"\s+[/／]\s*|\s*／\s*")
_ADDRESS: Final = re.compile(r"\b(?:[A-Z]{1,2}-?)?\d{3,}(?:[- ]\d+)?\b|\S+@\S+")
_LEGAL: Final = re.compile(r"(?:[A-Z]\.){2,3}")
_STATE: Final = re.compile(r"[A-Z]{2}")
_CODE: Final = re.compile(r"(?<=[a-z])\s+(?=[A-Z]{2}$)")
#: White space as lists of affiliations carry it, and marks that lead to a footnote.
_BLANKS: Final = re.compile(r"(?:#(?:TAB|N|R)#)+")
_MARKS: Final = re.compile(r"[\u2020\u2021\u00a7\u00b6*\ufffd\u201c\u201d\"]+")
_LEADING: Final = re.compile(
    r"^(?:(?:(?:(?:currently|now|permanently)\s+)?(?:at|with)|from|formerly|(?:current|present)\s+address:?)\s+"
    # Lists lose blanks: "Currently atHarbour Institute".
    r"|(?:(?:currently|now|permanently)\s+(?:at|with)|(?:current|present)\s+address:?|formerly)(?-i:(?=[A-Z])))"
    r"(?:the\s+)?",
    re.IGNORECASE,
)
#: What stands behind a name and is no part of it: a comma and its "and", the form of a German association.
_ENDING: Final = re.compile(r"[;,]\s*and$|,?\s+e\.?\s?V\.?$")
_WRAPPED: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
#: Two words that lost the blank between them, or a name and its acronym: "andTechnology", "InstituteIOR".
_GLUED: Final = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{3}|[A-Z]{3,}$)|(?<=\b(?:of|at|in))(?=[A-Z][a-z]{3})")
#: The number of a footnote that stands apart, behind a name.
_FOOTNOTE: Final = re.compile(r"\s+\d{1,2}(?=\s+,)")
#: Where a name ends and something else begins without a comma: a sentence, the number of a house.
_UNPARTED: Final = re.compile(r"(?<=[^\W\d_]{4})\.\s*(?=[A-Z])|\s+(?=\d+\s+[A-Z\d])")

#: What a mention may name; an affiliation names where someone works, down to the unit.
MentionKind = Literal["organization", "place", "country", "affiliation"]
MENTION_KINDS: Final[tuple[MentionKind, ...]] = get_args(MentionKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name as printed, and what is known of what it names."""

    text: str
    kind: str = "organization"  #: one of `MENTION_KINDS`
    country: str = ""  #: ISO alpha-2
    context: str = ""  #: what stands around it

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


def cleaned(text: str) -> str:
    """Return a mention without footnote marks, brackets around all of it and what lists leave over."""
    plain = _MARKS.sub(" ", _BLANKS.sub(" ", html.unescape(text))).strip(" ,;:\t")
    plain = _ENDING.sub("", plain)
    whole = _WRAPPED.fullmatch(plain)
    return _LEADING.sub("", whole[1].strip() if whole else plain)


def unglued(text: str) -> str:
    """Return a mention with a blank where two words seem to have grown together, and commas that it lacks."""
    return _UNPARTED.sub(", ", _GLUED.sub(" ", _FOOTNOTE.sub("", text)))


def alternatives(text: str) -> tuple[str, ...]:
    """Return the names on both sides of a stroke: two bodies, or one in two languages."""
    return tuple(part.strip() for part in _ALTERNATIVES.split(text) if part.strip())


def parts_of(text: str, wording: Wording, is_city: Callable[[str], bool]) -> Parts:
    """Take a mention apart; the parts at its end that are an address are no names."""
    plain, inner = unbracketed(text)
    acronyms = tuple(one for one in inner if is_acronym(one))
    if not plain.isupper():
        # "Shenzhen University CN", "Auburn University AL"
        plain = _CODE.sub(", ", plain)
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
        if code := wording.countries.get(wording.key(one)):
            country = country or code
        elif not is_acronym(one) and is_city(wording.key(one)):
            places.add(wording.key(one))
    while len(segments) > 1:
        found = _address(segments[-1], wording, is_city)
        if found is None:
            break
        country = country or found[0]
        places |= found[1]
        segments.pop()
    for one in segments[1:]:
        if is_city(key := wording.key(one)):
            places.add(key)
    return Parts(
        bodies=tuple(segments) or (plain or text,),
        segments=printed,
        acronyms=acronyms,
        country=country,
        places=frozenset(places),
    )


def _address(segment: str, wording: Wording, is_city: Callable[[str], bool]) -> tuple[str, set[str]] | None:
    """Return the country and the cities of a line of an address; None where it is no such line."""
    key = wording.key(segment)
    if code := wording.countries.get(key):
        return code, set()
    if not key or _STATE.fullmatch(segment):
        return "", set()
    if is_city(key):
        return "", {key}
    # "Perth WA Australia", "New York NY USA"
    printed = segment.split()
    kept = [word for word in printed if not _STATE.fullmatch(word)]
    rest, code = wording.without_country(wording.words(" ".join(kept)))
    if code and any(char.isdigit() for char in segment):
        # "Ringstrasse 1 Jena Germany"
        ends = (" ".join(rest[-length:]) for length in (3, 2, 1))
        return code, {city for city in ends if is_city(city)}
    city = " ".join(rest)
    return (code, {city}) if (code or len(kept) < len(printed)) and is_city(city) else None


def splits(body: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to read a name as a unit and the body it belongs to: "A of B", "A at B"."""
    for found in re.finditer(r"\s+(?:of|at|under|in|de|der|des|del)\s+(?:the\s+)?", body):
        yield body[: found.start()], body[found.end() :]


def cuts(body: str, longest: int) -> Iterator[tuple[str, str]]:
    """Yield the ways to read a name as a unit and the body it belongs to, which has so many words at most."""
    yield from splits(body)
    words = body.split()
    for length in range(min(longest, len(words) - 1), 1, -1):
        yield " ".join(words[length:]), " ".join(words[:length])
        yield " ".join(words[:-length]), " ".join(words[-length:])
    if len(words) > 1 and is_acronym(words[0]):
        yield " ".join(words[1:]), words[0]


def pairs(count: int) -> Iterator[tuple[int, int]]:
    """Yield the pairs of so many parts, neighbours first, each as inner and outer both ways round."""
    for distance in range(1, count):
        for first in range(count - distance):
            yield first, first + distance
            yield first + distance, first


def stretches(count: int, longest: int = 4) -> Iterator[tuple[int, int]]:
    """Yield the stretches of so many parts as start and end, the longest first, then from the front."""
    for length in range(min(count, longest), 0, -1):
        for start in range(count - length + 1):
            yield start, start + length
