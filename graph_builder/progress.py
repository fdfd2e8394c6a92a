"""How long work shows itself: a bar on a terminal, plain lines elsewhere, on standard error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

T = TypeVar("T")


class Shown:
    """Tracks stages on a console; an instance is what `build` takes as its `track`."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)

    def __call__(self, stage: str, items: Sequence[T], /) -> Iterable[T]:
        """Yield the items and show how far the stage is."""
        return self._bar(stage, items) if self._console.is_terminal else self._line(stage, items)

    def _bar(self, stage: str, items: Sequence[T]) -> Iterator[T]:
        columns = (
            TextColumn("{task.description:12}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self._console, transient=True) as progress:
            yield from progress.track(items, description=stage)

    def _line(self, stage: str, items: Sequence[T]) -> Iterator[T]:
        self._console.print(f"{stage}: {len(items)}", highlight=False, soft_wrap=True)
        yield from items
