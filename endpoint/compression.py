"""Answers made smaller on their way: which coding a client likes, and the coding itself."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, Protocol

import zstandard
from werkzeug.http import parse_accept_header

#: In the order of our own liking.
CODINGS: Final = ("zstd", "gzip")
#: Fast rather than small: an answer is made for the one who waits for it.
_ZSTD_LEVEL: Final = 3
_GZIP_LEVEL: Final = 4
_GZIP: Final = 16 + zlib.MAX_WBITS
#: Below this a coding saves nothing.
SMALLEST: Final = 1024
_TEXT: Final = (
    "text/",
    "application/json",
    "application/xml",
    "application/n-",
    "application/trig",
    "image/svg",
)


class _Coder(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...


@lru_cache(maxsize=128)
def coding_for(accepted: str | None) -> str | None:
    """Return the coding that an Accept-Encoding header likes best, or None where the plain bytes do."""
    if not accepted:
        return None
    liked = parse_accept_header(accepted)
    quality = {name: liked.quality(name) for name in CODINGS}
    best = max(CODINGS, key=lambda name: quality[name])
    # Of plain bytes nothing need be said; they are worse than any coding unless preferred.
    plain = liked.quality("identity") if "identity" in liked.values() else 0
    return best if quality[best] > 0 and quality[best] >= plain else None


def compressible(content_type: str) -> bool:
    """Tell whether bytes of a type become smaller."""
    media_type = content_type.partition(";")[0].strip().casefold()
    return media_type.startswith(_TEXT) or media_type.endswith(("+json", "+xml"))


def compressed(body: bytes, coding: str) -> bytes:
    """Return whole bytes in a coding."""
    return b"".join(compressing((body,), coding, flush=False))


def compressing(chunks: Iterable[bytes], coding: str, *, flush: bool = True) -> Iterator[bytes]:
    """Yield chunks in a coding; each can be read when it has come, where they are flushed."""
    coder = _Zstd() if coding == "zstd" else _Gzip()
    for chunk in chunks:
        made = coder.compress(chunk) + (coder.flush() if flush else b"")
        if made:
            yield made
    yield coder.finish()


class _Zstd:
    def __init__(self) -> None:
        self._inner = zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compressobj()

    def compress(self, data: bytes) -> bytes:
        return self._inner.compress(data)

    def flush(self) -> bytes:
        return self._inner.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)

    def finish(self) -> bytes:
        return self._inner.flush()


class _Gzip:
    def __init__(self) -> None:
        self._inner = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP)

    def compress(self, data: bytes) -> bytes:
        return self._inner.compress(data)

    def flush(self) -> bytes:
        return self._inner.flush(zlib.Z_SYNC_FLUSH)

    def finish(self) -> bytes:
        return self._inner.flush()
