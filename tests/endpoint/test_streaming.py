from __future__ import annotations

from endpoint.streaming import CHUNK, Sink


def test_small_writes_come_as_chunks_and_none_is_lost() -> None:
    chunks: list[bytes] = []
    with Sink(chunks.append) as sink:
        for number in range(200_000):
            sink.write(b"%d\n" % number)
        sink.flush()
    assert b"".join(chunks) == b"".join(b"%d\n" % number for number in range(200_000))
    assert all(CHUNK <= len(chunk) < 2 * CHUNK for chunk in chunks[:-1])


def test_what_was_not_sent_before_an_error_is_dropped() -> None:
    chunks: list[bytes] = []
    sink = Sink(chunks.append)
    sink.write(b"half a row")
    sink.close()
    assert chunks == []
