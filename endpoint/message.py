"""An HTTP answer on its way to the server: status, headers, and bytes, whole or as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

Header = tuple[str, str]
#: By their names in small letters. One that is sent twice is sent once, with both values.
Headers = Mapping[str, Header]


class Stream(Iterator[bytes]):
    """Bytes as they come. When they end, broken off or not, `done` is told, once."""

    def __init__(
        self,
        chunks: Iterator[bytes],
        close: Callable[[], None],
        done: Callable[[int, bool], None] = lambda _, __: None,
    ) -> None:
        self._chunks, self._close, self._done = chunks, close, done
        self._size = 0
        self._ended = False

    def __next__(self) -> bytes:
        try:
            chunk = next(self._chunks)
        except StopIteration:
            self._end(broken=False)
            raise
        except BaseException:
            self._end(broken=True)
            raise
        self._size += len(chunk)
        return chunk

    def close(self) -> None:
        """Take no more; it was broken off, unless it had ended."""
        self._end(broken=True)
        self._close()

    def copied(self, most: int, to: Callable[[bytes], None]) -> Stream:
        """Return the same bytes; when they come to their end and are not more than `most`, `to` gets them."""

        def chunks() -> Iterator[bytes]:
            taken, size = list[bytes](), 0
            for chunk in self:
                size += len(chunk)
                if size > most:
                    taken.clear()
                else:
                    taken.append(chunk)
                yield chunk
            if size <= most:
                to(b"".join(taken))

        return Stream(chunks(), self.close)

    def _end(self, *, broken: bool) -> None:
        if not self._ended:
            self._ended = True
            self._done(self._size, broken)


class Whole(list[bytes]):
    """Bytes that are all here; when the server has sent them, `done` is told."""

    def __init__(self, chunks: Iterable[bytes], done: Callable[[], None]) -> None:
        super().__init__(chunks)
        self._done = done

    def close(self) -> None:
        """Take note that they were sent."""
        self._done()


@dataclass(frozen=True, slots=True)
class Message:
    """An answer."""

    status: str
    headers: Headers
    body: bytes | Stream

    @property
    def code(self) -> int:
        """Return the status as a number."""
        return int(self.status[:3])

    def header(self, name: str) -> str | None:
        """Return the value of a header."""
        found = self.headers.get(name.casefold())
        return found[1] if found else None

    def with_header(self, name: str, value: str) -> Message:
        """Return it with a header, in the place of one of that name."""
        return replace(self, headers={**self.headers, name.casefold(): (name, value)})

    def without_header(self, name: str) -> Message:
        """Return it without a header."""
        return replace(
            self, headers={key: one for key, one in self.headers.items() if key != name.casefold()}
        )


def by_name(headers: Iterable[Header]) -> Headers:
    """Return headers by their names."""
    found: dict[str, Header] = {}
    for name, value in headers:
        before = found.get(name.casefold())
        found[name.casefold()] = (name, f"{before[1]}, {value}" if before else value)
    return found
