"""How often one caller may ask, and how long one who guesses must wait. Of this process."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_CALLERS = 10_000


class TokenBuckets:
    """One bucket a caller, full at first, refilled evenly over a minute.

    The least recently seen callers are forgotten beyond 10,000, so that memory stays bounded.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, caller: str, per_minute: int) -> float:
        """Take one of `per_minute` requests: 0, or seconds until there is one. 0: no limit."""
        if per_minute <= 0:
            return 0.0
        with self._lock:
            now = self._clock()
            level, seen = self._buckets.pop(caller, (float(per_minute), now))
            level = min(float(per_minute), level + (now - seen) * per_minute / 60)
            enough = level >= 1
            self._buckets[caller] = (level - 1 if enough else level, now)
            while len(self._buckets) > _MOST_CALLERS:
                self._buckets.popitem(last=False)
        return 0.0 if enough else (1 - level) * 60 / per_minute


class Lockout:
    """Failed attempts by some name: after `free` of them each further one locks for longer."""

    def __init__(self, free: int, clock: Callable[[], float] = time.time) -> None:
        self._free = free
        self._clock = clock
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, name: str) -> float:
        """Seconds until `name` may try again; 0 when it may now."""
        with self._lock:
            _, until = self._failures.get(name, (0, 0.0))
        return max(0.0, until - self._clock())

    def fail(self, name: str) -> None:
        """One more failed attempt of `name`."""
        with self._lock:
            count, _ = self._failures.pop(name, (0, 0.0))
            until = self._clock() + lock_seconds(count + 1, self._free)
            self._failures[name] = (count + 1, until)
            while len(self._failures) > _MOST_CALLERS:
                self._failures.popitem(last=False)

    def succeed(self, name: str) -> None:
        """Forget the failures of `name`."""
        with self._lock:
            self._failures.pop(name, None)


_FIRST_LOCK = 5.0
_LONGEST_LOCK = 900.0


def lock_seconds(failures: int, free: int) -> float:
    """How long a name is locked after so many failures in a row, of which `free` cost nothing:
    5 s, then doubling, at most 15 min."""
    if failures <= free:
        return 0.0
    return float(min(_LONGEST_LOCK, _FIRST_LOCK * 2 ** min(failures - free - 1, 20)))
