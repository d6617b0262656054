"""Buckets of requests, and locks that grow."""

import pytest

from serve.access.rates import Lockout, TokenBuckets, lock_seconds


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_refills_evenly() -> None:
    clock = Clock()
    buckets = TokenBuckets(clock)
    assert [buckets.take("a", 2) for _ in range(2)] == [0, 0]
    assert buckets.take("a", 2) == pytest.approx(30)
    assert buckets.take("b", 2) == 0, "another caller has a bucket of its own"
    clock.now += 29
    assert buckets.take("a", 2) == pytest.approx(1)
    clock.now += 1.01
    assert buckets.take("a", 2) == 0
    assert buckets.take("a", 2) > 0


def test_no_limit() -> None:
    buckets = TokenBuckets(Clock())
    assert all(buckets.take("a", 0) == 0 for _ in range(1000))


def test_callers_are_forgotten_beyond_a_bound() -> None:
    buckets = TokenBuckets(Clock())
    for caller in range(10_050):
        buckets.take(str(caller), 1)
    assert len(buckets._buckets) == 10_000
    assert buckets.take("10049", 1) > 0, "the newest are kept"
    assert buckets.take("0", 1) == 0, "the oldest begin anew"


def test_locks_grow_and_end() -> None:
    clock = Clock()
    lockout = Lockout(4, clock)
    for _ in range(4):
        lockout.fail("eve")
    assert lockout.wait("eve") == 0
    lockout.fail("eve")
    assert lockout.wait("eve") == 5
    clock.now += 5
    lockout.fail("eve")
    assert lockout.wait("eve") == 10
    assert lockout.wait("ann") == 0
    lockout.succeed("eve")
    assert lockout.wait("eve") == 0
    assert lock_seconds(4, 4) == 0
    assert lock_seconds(500, 4) == 900
    assert lock_seconds(20, 20) == 0
