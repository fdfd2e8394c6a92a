"""A text with its finds marked, and the reason for each: what extraction read, for a person to judge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rich.text import Text

from graph_builder.read import Document
from graph_builder.records import (
    Affiliation,
    Event,
    Finding,
    Organization,
    Participation,
    Person,
    Recommendation,
    Record,
    Session,
    findings,
    spans,
)
from graph_builder.text import Span, fold_space

#: How each kind of find is shown on a terminal.
STYLES: Final[Mapping[type, str]] = {
    Event: "bold magenta", Session: "magenta", Person: "bold green", Organization: "cyan",
    Affiliation: "blue", Participation: "yellow", Recommendation: "red",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Find:
    """One item at one of its spans."""

    number: int
    item: Finding | Recommendation
    span: Span
    what: str
    #: What speaks for it, where our own rules found it.
    reasons: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """Return how sure it is, and why; a person's own item has neither."""
        if self.item.confidence is None:
            return "given"
        return f"{self.item.confidence:.2f} {', '.join(self.reasons or (f'rule {self.item.rule}',))}"


def finds(record: Record, reasons: Mapping[str, tuple[str, ...]] | None = None) -> list[Find]:
    """Return what was found, in the order of the text, each with what speaks for it by its place."""
    names: dict[str, str] = {
        item.id: item.name for item in (*record.persons, *record.organizations, *record.occasions)
    }
    found = [(span, item, where) for where, item in findings(record) for span in spans(item)]
    found.sort(key=lambda one: (one[0].start, -one[0].end))
    why = reasons or {}
    return [
        Find(number, item, span, _what(item, names), why.get(where, ()))
        for number, (span, item, where) in enumerate(found, 1)
    ]


def _what(item: Finding | Recommendation, names: Mapping[str, str]) -> str:
    match item:
        case Participation():
            role = item.role.value.replace("_", " ")
            return f"{names[item.person]}: {role} in {names[item.occasion]}"
        case Affiliation():
            return f"{item.title or 'member'}, {names[item.organization]}"
        case Recommendation():
            by = ", ".join(names[person] for person in item.by) or "all"
            return f"{item.kind.value} by {by}"
        case Event() | Session() | Person() | Organization():
            return item.name
    return type(item).__name__


def marked(document: Document, found: Iterable[Find]) -> Text:
    """Return the text with each find in brackets, "[3 the words 3]", in the colour of its kind.

    The marks alone tell all, so that they can be read without colours.
    """
    marks: dict[int, tuple[list[str], list[str]]] = {}
    listed = list(found)
    for find in listed:
        marks.setdefault(find.span.start, ([], []))[1].append(f"[{find.number} ")
        marks.setdefault(find.span.end, ([], []))[0].insert(0, f" {find.number}]")
    text, moved, here = Text(), {}, 0
    for place in sorted(marks):
        text.append(document.text[here:place])
        closing, opening = marks[place]
        text.append("".join(closing), "dim")
        moved[place] = len(text)
        text.append("".join(opening), "dim")
        here = place
    text.append(document.text[here:])
    for find in listed:
        text.stylize(STYLES[type(find.item)], moved[find.span.start], moved[find.span.end])
    return text


def reasons(document: Document, found: Iterable[Find]) -> Iterator[str]:
    """Yield a line for each find: its number, where it stands, what it is, its words, how sure, and why."""
    for find in found:
        quote = fold_space(document.words(find.span))
        short = quote if len(quote) <= 60 else f"{quote[:57]}..."
        kind = type(find.item).__name__.casefold()
        place = document.place(find.span.start)
        yield f"{find.number:4} {place:9} {kind:14} {find.what} | {short} | {find.reason}"
