"""Rules over the whole dataset: each file in `ontology/rules/` selects what breaks one of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rdflib.term import Node

from graph_builder.answers import Solutions
from graph_builder.resources import ONTOLOGY
from graph_builder.store import Store

RULES = ONTOLOGY / "rules"


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that breaks a rule."""

    #: The rule file's name without "-violation.rq".
    rule: str
    #: What the rule demands: the first line of its file.
    message: str
    #: What breaks it: the variables of the row with their terms, as SPARQL writes these.
    found: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        """Return one line to print."""
        return f"{self.rule}: {self.message} " + ", ".join(f"{name} {term}" for name, term in self.found)


def violations(store: Store, base: str) -> list[Violation]:
    """Return all that breaks a rule in a store with instances below `base`, sorted.

    The ontology must be in the store: it tells which of two classes is the superclass.
    """
    broken = [
        violation for path in sorted(RULES.glob("*-violation.rq")) for violation in _broken(path, store, base)
    ]
    return sorted(broken, key=lambda violation: (violation.rule, violation.found))


def _broken(path: Path, store: Store, base: str) -> list[Violation]:
    text = path.read_text(encoding="utf-8")
    name = path.name.removesuffix("-violation.rq")
    message = text.splitlines()[0].removeprefix("#").strip()
    answer = store.query(text, base=base)
    assert isinstance(answer, Solutions), path  # noqa: S101 - our own queries, not a user's
    return [Violation(name, message, tuple(_named(answer.variables, row))) for row in answer]


def _named(variables: tuple[str, ...], row: tuple[Node | None, ...]) -> list[tuple[str, str]]:
    return [(name, term.n3()) for name, term in zip(variables, row, strict=True) if term is not None]
