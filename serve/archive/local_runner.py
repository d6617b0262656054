"""Processes of this machine that read: each is killed where a document hangs, crashes or grows."""

import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from threading import Event

from serve.archive.runner import Fault, Item, Outcome, Sink
from serve.jobs.child import read_documents
from serve.jobs.messages import Blame, NotRead, Pictures, Task
from serve.jobs.reader import Bounds, Program, Read, Reader, Stopped, Watch
from serve.settings import MEBIBYTE

_TRIES = 3  # of a document whose process died, or whose machine failed
_PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Room:
    """What a document may take: seconds, resident bytes of its process, bytes of its file."""

    seconds: float = 1800.0
    memory: int = 4096 * MEBIBYTE
    max_bytes: int = 256 * MEBIBYTE


class LocalRunner:
    """See Runner. `workers` processes read; threads of this one only wait for them."""

    def __init__(
        self, workers: int, folder: Path, room: Room, program: Program = read_documents
    ) -> None:
        self._workers = workers
        self._folder = folder
        self._room = room
        self._program = program
        self._stopping = Event()

    def run(self, items: Iterable[Item], sink: Sink) -> None:
        """See Runner."""
        bounds = Bounds(self._room.seconds, self._room.memory, self._room.memory // 2)
        free: SimpleQueue[Reader] = SimpleQueue()
        programs = [partial(_on, cores, self._program) for cores in shared_cores(self._workers)]
        readers = [Reader(bounds, program) for program in programs]
        for reader in readers:
            free.put(reader)
        with ThreadPoolExecutor(self._workers, "archive") as threads:
            running: set[Future[Outcome]] = set()
            try:
                for item in items:
                    while len(running) >= self._workers:
                        running = _hand_on(running, sink)
                    running.add(threads.submit(self._read, item, free))
                while running:
                    running = _hand_on(running, sink)
            except BaseException:
                self._stopping.set()
                raise
            finally:
                threads.shutdown(cancel_futures=True)
                for reader in readers:
                    reader.close()

    def _read(self, item: Item, free: "SimpleQueue[Reader]") -> Outcome:
        """One document, in a process that is free."""
        reader = free.get()
        started = time.monotonic()
        try:
            for outcome in self._tries(item, reader):
                fault = None if isinstance(outcome, Read) else _fault(outcome)
                record = outcome.record if isinstance(outcome, Read) else None
            return Outcome(item, record, fault, time.monotonic() - started)
        finally:
            free.put(reader)

    def _tries(self, item: Item, reader: Reader) -> Iterator[Read | NotRead | Stopped]:
        """What each try gave; the last one counts."""
        for number in range(_TRIES):
            with tempfile.TemporaryDirectory(dir=self._folder) as folder:
                room = self._room
                limits = (room.max_bytes, room.seconds)
                task = Task(str(item.path), item.name, folder, Pictures.NONE, *limits)
                outcome = reader.read(task, Watch(_untold, self._stopping.is_set))
            yield outcome
            if not isinstance(outcome, NotRead) or outcome.blame is Blame.DOCUMENT:
                return
            self._stopping.wait(_PAUSE * number)


def shared_cores(workers: int) -> list[frozenset[int]]:
    """The processors of this process dealt out, so that workers do not take them from each other;
    where there are more workers than processors, several share one."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if not cores:
        return [frozenset()] * workers
    if workers >= len(cores):
        return [frozenset((cores[number % len(cores)],)) for number in range(workers)]
    return [frozenset(cores[number::workers]) for number in range(workers)]


def _on(cores: frozenset[int], program: Program, connection: Connection) -> None:
    """The life of a process that has these processors, and as many threads."""
    if cores:
        os.sched_setaffinity(0, cores)
    program(connection)


def _hand_on(running: set[Future[Outcome]], sink: Sink) -> set[Future[Outcome]]:
    """Wait for at least one result."""
    done, left = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        sink(future.result())
    return left


def _fault(outcome: NotRead | Stopped) -> Fault:
    if isinstance(outcome, Stopped):
        return Fault("batch.stopped", "已停止。 Stopped.", "", passing=True)
    passing = outcome.blame is Blame.MACHINE
    return Fault(outcome.code, outcome.message, outcome.remedy, passing)


def _untold(stage: str, done: int, total: int) -> None:
    """Progress within a document is not told: there are thousands."""
