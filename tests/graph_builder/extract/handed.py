"""How many characters extraction hands to regular expressions, on texts made to hurt.

    python -m tests.graph_builder.extract.handed LENGTH UNIT...

It prints one JSON object: for each unit, repeated to LENGTH characters, how many characters were handed
to patterns, and how many calls were made of all functions. It is run apart, since it puts a counter in
the place of each pattern of ours before any is made.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from typing import Any

#: A pattern that does not match at a place is counted as if it had looked at so many characters.
GLANCE = 32
counted = {"characters": 0, "calls": 0}


class Counting:
    """A pattern that counts what it is given: up to where its match ends, or all where there is none."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pattern, name)

    def _count(self, text: Any, start: int, end: int) -> None:
        counted["characters"] += max(0, min(end, len(text)) - start)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        found = self._pattern.search(text, start, end)
        self._count(text, start, found.end() if found else end)
        return found

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        found = self._pattern.match(text, start, end)
        self._count(text, start, found.end() if found else min(end, start + GLANCE))
        return found

    def fullmatch(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        self._count(text, start, end)
        return self._pattern.fullmatch(text, start, end)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Any:
        here = start
        for found in self._pattern.finditer(text, start, end):
            self._count(text, here, found.end())
            here = found.end()
            yield found
        self._count(text, here, end)

    def findall(self, text: str) -> list[Any]:
        self._count(text, 0, len(text))
        return self._pattern.findall(text)

    def sub(self, new: Any, text: str, count: int = 0) -> str:
        self._count(text, 0, len(text))
        return self._pattern.sub(new, text, count)

    def split(self, text: str, maxsplit: int = 0) -> list[Any]:
        self._count(text, 0, len(text))
        return self._pattern.split(text, maxsplit)


def count_ours(made: Callable[..., Any]) -> Callable[..., Any]:
    """Return what makes patterns, and for callers of ours patterns that count."""

    def compiled(pattern: Any, flags: Any) -> Any:
        found = made(getattr(pattern, "_pattern", pattern), flags)
        # The caller of `re.compile`, `re.search` and so on.
        ours = "graph_builder" in sys._getframe(2).f_code.co_filename
        return Counting(found) if ours else found

    return compiled


def count_call(frame: object, event: str, argument: object) -> None:
    counted["calls"] += event in ("call", "c_call")


def main() -> None:
    re._compile = count_ours(re._compile)  # type: ignore[attr-defined]
    # To make a pattern anew that was forgotten is work, but not of the text.
    re._MAXCACHE = sys.maxsize  # type: ignore[attr-defined]
    from tests.graph_builder.extract.reading import grounded

    length, units = int(sys.argv[1]), sys.argv[2:]
    found = {}
    for unit in units:
        grounded(unit * (400 // len(unit)))
        counted.update(characters=0, calls=0)
        sys.setprofile(count_call)
        grounded(unit * (length // len(unit)))
        sys.setprofile(None)
        found[unit] = dict(counted)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
