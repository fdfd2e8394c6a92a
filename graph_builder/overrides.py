"""A person's decisions: `overrides.tsv` in the project folder, read first and never overridden.

One decision a line, in the columns

    decision  kind  subject  object  who  when  why

`decision` is `same` or `different` (of two mentions), `link` or `never-link` (of a thing of ours and
an external IRI). `kind` is what both are: `person`, `organization`, `event`, `session`, `place`,
`country` or `topic`. A mention is written `NEWSLETTER#NAME`, the newsletter's id and the name as printed
there; where a newsletter has two things of one name, `NEWSLETTER#NAME|DETAIL`, as `identities.tsv` has
it. The subject of a link is the end of our IRI, such as `organization/river-office`. `when` is a date, and
`who` and `why` are for people. Deleting a line undoes it.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from graph_builder.errors import OverrideError, StoreError

FILE: Final = "overrides.tsv"
HEADER: Final = ("decision", "kind", "subject", "object", "who", "when", "why")
KINDS: Final = ("person", "organization", "event", "session", "place", "country", "topic")


class Decision(StrEnum):
    """What a person decided."""

    SAME = "same"
    DIFFERENT = "different"
    LINK = "link"
    NEVER_LINK = "never-link"


_OPPOSITE: Final[Mapping[Decision, Decision]] = {
    Decision.SAME: Decision.DIFFERENT,
    Decision.DIFFERENT: Decision.SAME,
    Decision.LINK: Decision.NEVER_LINK,
    Decision.NEVER_LINK: Decision.LINK,
}
_OF_MENTIONS: Final = (Decision.SAME, Decision.DIFFERENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One decision."""

    decision: Decision
    kind: str
    subject: str
    object: str
    who: str = ""
    when: str = ""
    why: str = ""
    line: int = 0

    def cells(self) -> tuple[str, ...]:
        """Return the columns of its line."""
        return (self.decision, self.kind, self.subject, self.object, self.who, self.when, self.why)

    @property
    def pair(self) -> tuple[str, tuple[str, ...]]:
        """Return what it is about: of two mentions either may stand first."""
        both = (self.subject, self.object)
        return self.kind, tuple(sorted(both)) if self.decision in _OF_MENTIONS else both


def parse_overrides(text: str, source: str | Path) -> tuple[Override, ...]:
    """Return the decisions of a file, as they stand there.

    Raises `OverrideError`, with the line, where one is broken or two contradict each other.
    """
    lines = text.split("\n")
    if tuple(lines[0].rstrip("\r").split("\t")) != HEADER:
        raise OverrideError(source, 1, f"is not the head {' '.join(HEADER)!r}", "write it, with tabs between")
    found = tuple(
        _override(line.rstrip("\r"), number, source)
        for number, line in enumerate(lines[1:], 2)
        if line.strip() and not line.startswith("#")
    )
    _check(found, source)
    return found


def _override(line: str, number: int, source: str | Path) -> Override:
    cells = [part.strip() for part in line.split("\t")]
    cells += [""] * (len(HEADER) - len(cells))
    if len(cells) > len(HEADER) or not all(cells[:4]):
        raise OverrideError(
            source, number, "has no decision, kind, subject and object, or too many columns", "mend it"
        )
    decision, kind, subject, target, who, when, why = cells
    if decision not in [*Decision]:
        raise OverrideError(source, number, f"decides {decision!r}", f"write one of {', '.join(Decision)}")
    if kind not in KINDS:
        raise OverrideError(source, number, f"is of the kind {kind!r}", f"write one of {', '.join(KINDS)}")
    if decision in _OF_MENTIONS:
        for mention in (subject, target):
            newsletter, mark, name = mention.partition("#")
            if not newsletter or not mark or not name:
                raise OverrideError(source, number, f"has {mention!r}", "write NEWSLETTER#NAME")
        if subject == target:
            raise OverrideError(source, number, "names one mention twice", "name two")
    if when and not _is_date(when):
        raise OverrideError(source, number, f"has the date {when!r}", "write it like 2024-05-31")
    return Override(
        decision=Decision(decision), kind=kind, subject=subject, object=target,
        who=who, when=when, why=why, line=number,
    )  # fmt: skip


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _check(found: Iterable[Override], source: str | Path) -> None:
    """Raise `OverrideError` for the first line that contradicts the ones before it."""
    first: dict[tuple[Decision, tuple[str, tuple[str, ...]]], int] = {}
    groups: dict[tuple[str, str], tuple[str, str]] = {}

    def root(mention: tuple[str, str]) -> tuple[str, str]:
        while (above := groups.get(mention, mention)) != mention:
            mention = above
        return mention

    decisions = tuple(found)
    for one in decisions:
        first.setdefault((one.decision, one.pair), one.line)
        if (line := first.get((_OPPOSITE[one.decision], one.pair))) is not None:
            raise OverrideError(source, one.line, f"contradicts line {line}", "delete one of them")
        if one.decision is Decision.SAME:
            groups[root((one.kind, one.subject))] = root((one.kind, one.object))
    for one in decisions:
        together = root((one.kind, one.subject)) == root((one.kind, one.object))
        if one.decision is Decision.DIFFERENT and together:
            raise OverrideError(
                source, one.line, "parts two mentions that other lines make the same", "delete one of them"
            )


# --- the file -----------------------------------------------------------------------------------------


def read_overrides(folder: Path | None) -> tuple[Override, ...]:
    """Return the decisions that a project folder holds; raises `OverrideError` where they are broken."""
    if folder is None:
        return ()
    path = folder / FILE
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise OverrideError(path, 1, f"cannot be read ({error})", "write it as UTF-8") from error
    return parse_overrides(text, path)


def add_override(folder: Path, override: Override) -> None:
    """Add a line to a project's decisions; the file appears whole or not at all.

    Raises `OverrideError` where it contradicts a line that is there, `StoreError` where the file cannot
    be written.
    """
    path = folder / FILE
    read_overrides(folder)
    try:
        before = path.read_bytes().decode("utf-8-sig") if path.is_file() else "\t".join(HEADER) + "\n"
        line = "\t".join(" ".join(part.split()) for part in override.cells())
        text = f"{before}{'' if before.endswith(chr(10)) else chr(10)}{line}\n"
        parse_overrides(text, path)
        fresh = path.with_name(f".{FILE}.new")
        fresh.write_text(text, encoding="utf-8", newline="\n")
        os.replace(fresh, path)
    except OSError as error:
        raise StoreError(path, f"cannot be written ({error.strerror})", "check its rights") from error
