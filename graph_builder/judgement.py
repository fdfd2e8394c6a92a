"""What is held of a mention: same, unsure or none, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from graph_builder.authorities import Authority
from graph_builder.gazetteer import Match


class Verdict(StrEnum):
    """What is held of a mention and an authority."""

    SAME = "same"
    UNSURE = "unsure"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a mention means, and why."""

    verdict: Verdict
    authority: Authority | None = None  #: for none, nothing
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    unit_of: Authority | None = None  #: the body that what is named belongs to

    @property
    def match(self) -> Match:
        """Return how near the authority is to what is named."""
        return self.authority.match if self.authority else Match.EXACT
