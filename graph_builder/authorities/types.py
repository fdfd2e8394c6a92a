"""What is known of one authority, whatever file it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from graph_builder.gazetteer import Match

AuthorityKind = Literal["organization", "place", "country"]

WIKIDATA: Final = "http://www.wikidata.org/entity/"
ROR: Final = "https://ror.org/"
GEONAMES: Final = "https://sws.geonames.org/"


class NameKind(StrEnum):
    """What sort of name one is; an acronym proves less than a full name."""

    LABEL = "label"
    ALIAS = "alias"
    ACRONYM = "acronym"


class Standing(StrEnum):
    """Whether an authority may be linked to."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    WITHDRAWN = "withdrawn"  #: never linked; its successor is
    LABEL_ONLY = "label-only"  #: known by its name alone


@dataclass(frozen=True, slots=True)
class Name:
    """One name of an authority."""

    text: str
    kind: NameKind = NameKind.LABEL


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """One organization, place or country of another data set."""

    iri: str
    kind: AuthorityKind
    names: tuple[Name, ...]  #: the one that its source displays first
    country: str = ""  #: ISO alpha-2; empty where it is not known
    city: str = ""
    level: str = ""  #: of a place: city or admin1
    wikidata: tuple[str, ...] = ()  #: QIDs, the preferred one first
    parents: tuple[str, ...] = ()  #: IRIs
    successors: tuple[str, ...] = ()  #: IRIs
    standing: Standing = Standing.ACTIVE
    match: Match = Match.EXACT
    contested: bool = False  #: two rows give its id to what may be two things
    adds_only: bool = False  #: it is no more than names for what another file holds

    @property
    def label(self) -> str:
        """Return the name that the source displays."""
        return self.names[0].text


#: An id of the Research Organization Registry: a zero, six characters of Crockford's base 32, two digits.
ROR_ID: Final = re.compile(r"(?:(?:https?://)?ror\.org/)?(0[0-9a-hj-km-np-tv-z]{6}[0-9]{2})", re.IGNORECASE)
QID: Final = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/)?(Q[1-9][0-9]*)")
_CROCKFORD: Final = {char: value for value, char in enumerate("0123456789abcdefghjkmnpqrstvwxyz")}


def ror_checksum_holds(identifier: str) -> bool:
    """Tell whether the last two digits of a ROR id are what ISO 7064 (mod 97-10) makes of the others."""
    number = 0
    for char in identifier[1:7].casefold():
        number = number * 32 + _CROCKFORD[char]
    return int(identifier[7:]) == 98 - (number * 100) % 97
