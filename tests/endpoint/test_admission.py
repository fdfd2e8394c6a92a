from __future__ import annotations

import pytest

from endpoint.admission import BURST, REMEMBERED, Rate


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_client_gets_its_rate_and_some_at_once() -> None:
    clock = Clock()
    rate = Rate(2.0, clock)
    assert sum(rate.wait("192.0.2.1") == 0 for _ in range(30)) == 2.0 * BURST
    assert rate.wait("192.0.2.1") == pytest.approx(0.5)
    assert rate.wait("192.0.2.2") == 0
    clock.now += 3
    assert sum(rate.wait("192.0.2.1") == 0 for _ in range(30)) == 6


def test_one_network_of_ipv6_is_one_client() -> None:
    rate = Rate(0.2, Clock())
    assert rate.wait("2001:db8::1") == 0
    assert rate.wait("2001:db8::2") > 0
    assert rate.wait("2001:db8:0:1::1") == 0


def test_the_clients_that_are_remembered_are_bounded() -> None:
    clock = Clock()
    rate = Rate(0.2, clock)
    for number in range(REMEMBERED + 1):
        assert rate.wait(f"client {number}") == 0
    assert rate.wait(f"client {REMEMBERED}") > 0
    # The first was forgotten, and begins anew.
    assert rate.wait("client 0") == 0
