"""What is in the graph, in numbers and dates."""

from __future__ import annotations

from dataclasses import dataclass

from endpoint.reading import Link, Reader
from endpoint.wording import CLASSES
from graph_builder.statistics import Statistics


@dataclass(frozen=True, slots=True)
class Count:
    """How many things of one kind there are."""

    kind: str
    plural: str
    number: int

    @property
    def name(self) -> str:
        """Return what they are called after their number."""
        return self.kind.replace("-", " ") if self.number == 1 else self.plural.casefold()


@dataclass(frozen=True, slots=True)
class Issue:
    """A newsletter, and the days that what it reports took place on."""

    link: Link
    number: str
    #: Of what it reports, or its own date or year.
    dates: str
    occasions: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What the start page and the command line say of a snapshot."""

    counts: tuple[Count, ...]
    #: The newest only, by what they report.
    newsletters: tuple[Issue, ...]
    triples: int
    inferred: int

    def number_of(self, kind: str) -> int:
        """Return how many things of a kind there are."""
        return next((count.number for count in self.counts if count.kind == kind), 0)


def overview_of(statistics: Statistics, reader: Reader) -> Overview:
    """Return what the statistics of a snapshot say, in the words of the pages; only labels are looked up."""
    return Overview(
        tuple(
            Count(kind, plural, statistics.entities_of(class_)) for kind, (class_, plural) in CLASSES.items()
        ),
        tuple(
            Issue(
                reader.link(issue.iri),
                issue.number,
                period(issue.first, issue.last) or issue.released or issue.year,
                issue.occasions,
            )
            for issue in statistics.newest
        ),
        statistics.triples,
        statistics.graphs.get(reader.iris.inferred, 0),
    )


def period(first: str, last: str) -> str:
    """Return one day, or the first and the last of several."""
    return f"{first} to {last}" if last and last != first else first
