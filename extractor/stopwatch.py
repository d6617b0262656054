"""Where the time of a document goes: seconds of the wall clock and of the processors by stage."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

T = TypeVar("T")
_TASKS = Path("/proc/self/task")


class Step(StrEnum):
    """What is being done with a document."""

    OPEN = "open"  # bytes are told apart and decoded, pages rendered
    LOOK = "look"  # lines of text, direction, flattening, seals, rulings
    RECOGNISE = "recognise"
    TABLES = "tables"  # cells, and tables over pages
    FORMS = "forms"  # what the cells are: rules and tagger
    MEANING = "meaning"  # values, concepts, findings
    COPY = "copy"  # the searchable copy, where one is asked for
    WRITE = "write"  # the record as JSON


@dataclass(frozen=True, slots=True)
class Lap:
    """Seconds of the wall clock, and of all processors that worked for this process."""

    seconds: float = 0.0
    processor: float = 0.0

    def __add__(self, other: "Lap") -> "Lap":
        return Lap(self.seconds + other.seconds, self.processor + other.processor)

    def __sub__(self, other: "Lap") -> "Lap":
        return Lap(self.seconds - other.seconds, max(0.0, self.processor - other.processor))


class Clock(Protocol):
    """Told what is being done."""

    def during(self, step: Step) -> AbstractContextManager[None]:
        """The block belongs to a step, but for what within it belongs to another."""
        ...

    def each(self, step: Step, items: Iterable[T]) -> Iterator[T]:
        """The same items; making them belongs to a step, what is done with them does not. After
        an error the next item may be asked for, where `items` allows that."""
        ...

    def count_recognised(self) -> None:
        """A page had no text layer."""
        ...


class NoClock:
    """Measures nothing and costs nothing."""

    def during(self, step: Step) -> AbstractContextManager[None]:
        """See Clock."""
        del step
        return nullcontext()

    def each(self, step: Step, items: Iterable[T]) -> Iterator[T]:
        """See Clock."""
        del step
        return iter(items)

    def count_recognised(self) -> None:
        """See Clock."""


class Stopwatch:
    """Sums of one document.

    At any moment one step runs, the innermost: pages are made while tables are looked for in them,
    so that blocks lie in each other. Only the thread that made it is measured; what others do is
    in the processor seconds of the step that waits for them.

    Args:
        read: the clocks, as they stand now.
    """

    def __init__(self, read: Callable[[], Lap] | None = None) -> None:
        self._read = read or now
        self._open: list[Step] = []
        self._laps: dict[Step, Lap] = {}
        self._thread = threading.get_ident()
        self._since = self._read()
        self.recognised = 0

    @property
    def laps(self) -> Mapping[Step, Lap]:
        """What each step has taken so far, those that never ran left out."""
        return self._laps

    @contextmanager
    def during(self, step: Step) -> Iterator[None]:
        """See Clock."""
        if threading.get_ident() != self._thread:
            yield
            return
        self._lap()
        self._open.append(step)
        try:
            yield
        finally:
            self._lap()
            self._open.pop()

    def each(self, step: Step, items: Iterable[T]) -> Iterator[T]:
        """See Clock."""
        return _Each(self, step, iter(items))

    def count_recognised(self) -> None:
        """See Clock."""
        self.recognised += 1

    def _lap(self) -> None:
        """The time since the last change belongs to the innermost step; outside all, to none."""
        stand = self._read()
        if self._open:
            step = self._open[-1]
            self._laps[step] = self._laps.get(step, Lap()) + (stand - self._since)
        self._since = stand


class _Each(Iterator[T]):
    """No generator: one that raised has ended."""

    def __init__(self, clock: Stopwatch, step: Step, items: Iterator[T]) -> None:
        self._clock = clock
        self._step = step
        self._items = items

    def __next__(self) -> T:
        with self._clock.during(self._step):
            return next(self._items)


def now() -> Lap:
    """Both clocks, of this process alone: a reading takes a microsecond."""
    return Lap(time.perf_counter(), time.process_time())


def processor_below() -> float:
    """Processor seconds of processes below this one: those that run, as far as the kernel tells,
    and those that have ended. A reading takes half a millisecond."""
    if sys.platform == "win32":
        return 0.0
    import resource

    running = sum(_processor_seconds(pid) for pid in _children())
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return running + ended.ru_utime + ended.ru_stime


def _children() -> set[int]:
    found: set[int] = set()
    for task in _TASKS.glob("*/children"):  # none where there is no /proc
        with suppress(OSError):  # a thread that has ended
            found.update(map(int, task.read_text(encoding="ascii").split()))
    return found


def _processor_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    ticks = fields.rpartition(")")[2].split()[11:15]  # its own and those of its ended children
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
