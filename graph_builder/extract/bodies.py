"""A mention of a body, and the chain of larger ones that it is a part of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Body:
    """One mention of an organization in a text."""

    name: str
    start: int
    end: int
    acronym: str | None = None
    country: str | None = None
    #: The form with its country, where that was cut off.
    long_name: str | None = None
    parent: Body | None = None
    #: Only a run of capitals: a body if the sentence uses it as one.
    weak: bool = False
    #: One word such as "the Ministry", which takes up a body named before.
    bare: bool = False


def with_parent(body: Body, parent: Body) -> Body:
    """Return a body as a part of another, at the end of its own chain."""
    if body.parent:
        return replace(body, parent=with_parent(body.parent, parent))
    return replace(body, parent=parent)


def chain(body: Body) -> Iterator[Body]:
    """Yield a body and all above it."""
    here: Body | None = body
    while here:
        yield here
        here = here.parent
