from __future__ import annotations

import threading
import time
from typing import IO

import pytest

from endpoint.streaming import AHEAD, CHUNK, Stream


def numbers(output: IO[bytes]) -> None:
    for number in range(200_000):
        output.write(b"%d\n" % number)


def test_the_reader_gets_what_the_writer_wrote() -> None:
    chunks = list(Stream(numbers))
    assert b"".join(chunks) == b"".join(b"%d\n" % number for number in range(200_000))
    assert max(map(len, chunks)) < 2 * CHUNK


def test_nothing_is_written_before_somebody_reads() -> None:
    started: list[bool] = []
    stream = Stream(lambda _: started.append(True))
    time.sleep(0.05)
    assert not started
    assert list(stream) == []
    assert started


def test_the_writer_waits_for_a_slow_reader() -> None:
    written = 0

    def work(output: IO[bytes]) -> None:
        nonlocal written
        for _ in range(100):
            output.write(b"x" * CHUNK)
            written += 1

    stream = Stream(work)
    next(stream)
    time.sleep(0.2)
    assert written <= AHEAD + 2
    assert sum(map(len, stream)) == 99 * CHUNK


def test_an_error_comes_where_the_bytes_end() -> None:
    def work(output: IO[bytes]) -> None:
        output.write(b"x" * CHUNK)
        output.write(b"never sent")
        raise ValueError("broken off")

    stream = Stream(work)
    assert next(stream) == b"x" * CHUNK
    with pytest.raises(ValueError, match="broken off"):
        next(stream)


def test_who_peeks_loses_nothing() -> None:
    stream = Stream(lambda output: output.write(b"all"))  # type: ignore[arg-type]
    stream.peek()
    assert list(stream) == [b"all"]


def test_the_writer_ends_when_nobody_reads_any_more() -> None:
    ended = threading.Event()

    def work(output: IO[bytes]) -> None:
        try:
            while True:
                output.write(b"x" * CHUNK)
        finally:
            ended.set()

    stream = Stream(work)
    next(stream)
    time.sleep(0.05)
    stream.close()
    assert ended.wait(5)
    assert list(stream) == []
