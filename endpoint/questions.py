"""The example questions: each a file that opens with the question in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from endpoint.reading import query_link
from graph_builder.errors import UnreadableText


@dataclass(frozen=True, slots=True)
class Question:
    """A question in words and in SPARQL."""

    words: str
    note: str
    query: str

    @property
    def href(self) -> str:
        """Return the address of the page that answers it."""
        return query_link(self.query)


def read_questions(folder: Path | None) -> tuple[Question, ...]:
    """Return the questions in a folder, by their words; none where there is no such folder.

    Raises `UnreadableText` where one is no UTF-8 text.
    """
    found = [parse_question(_text(path)) for path in folder.glob("*.rq")] if folder else []
    return tuple(sorted((one for one in found if one.words), key=lambda one: one.words.casefold()))


def parse_question(text: str) -> Question:
    """Return the question of a file's text: its first line is the question, further comments a note."""
    lines = text.strip().splitlines()
    opening = [line.lstrip("#").strip() for line in _opening(lines)]
    return Question(
        words=opening[0] if opening else "",
        note=" ".join(opening[1:]),
        query="\n".join(lines) + "\n",
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableText(path, f"cannot be read ({error})", "write the question as UTF-8 text") from error


def _opening(lines: list[str]) -> list[str]:
    for number, line in enumerate(lines):
        if not line.startswith("#"):
            return lines[:number]
    return lines
