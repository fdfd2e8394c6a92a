"""What is decided of two mentions, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

#: From how many points on two mentions are one thing, and from how many a person should look.
SAME: Final = 50
UNSURE: Final = 30


class Verdict(StrEnum):
    """What two mentions are."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class Force(StrEnum):
    """How a reason counts."""

    WEIGHT = "weight"  #: it adds its points
    DOUBT = "doubt"  #: while it stands, the two are not joined without a person's word
    VETO = "veto"  #: they are two


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against two mentions being one."""

    text: str
    points: int = 0
    force: Force = Force.WEIGHT

    def __str__(self) -> str:
        return f"{self.text} ({self.points:+d})" if self.force is Force.WEIGHT else self.text


def doubt(text: str) -> Reason:
    """Return a reason not to join two mentions unasked."""
    return Reason(text, force=Force.DOUBT)


def veto(text: str) -> Reason:
    """Return a reason why two mentions are two things."""
    return Reason(text, force=Force.VETO)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and all that it rests on."""

    verdict: Verdict
    points: int
    reasons: tuple[Reason, ...]


def weigh(reasons: Iterable[Reason | None]) -> Judgement:
    """Return the verdict that reasons add up to; what is None does not count."""
    counted = tuple(reason for reason in reasons if reason)
    points = sum(reason.points for reason in counted)
    forces = {reason.force for reason in counted}
    if Force.VETO in forces or points < UNSURE:
        return Judgement(Verdict.DIFFERENT, points, counted)
    if Force.DOUBT in forces or points < SAME:
        return Judgement(Verdict.UNSURE, points, counted)
    return Judgement(Verdict.SAME, points, counted)
