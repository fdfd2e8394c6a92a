"""Countries that a text names, by noun or adjective."""

from __future__ import annotations

from collections.abc import Iterator

from graph_builder.lexicon import Lexicon
from graph_builder.text import Span


def countries(
    text: str, lexicon: Lexicon, start: int = 0, end: int | None = None
) -> Iterator[tuple[str, Span]]:
    """Yield the code and the place of each country that a part of a text names.

    A river and a language take their names from a country, and a person may bear one; none of them
    names it.
    """
    stop = len(text) if end is None else end
    for match in lexicon.country_names.finditer(text, start, stop):
        behind = text[match.end() : match.end() + 24].lstrip(" -").split(" ")[0].strip(".,;")
        if behind in lexicon["organizations.natural"].listed:
            continue
        yield lexicon.countries[" ".join(match[0].split())], Span(match.start(), match.end())
