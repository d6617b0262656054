"""Processes of this machine that read: each is killed where a document hangs, crashes or grows."""

from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from queue import SimpleQueue
from threading import Event

from serve.archive.reading import Room, Seat, reader_on, shared_cores
from serve.archive.runner import Item, Outcome, Sink
from serve.jobs.child import read_documents
from serve.jobs.child_process import Program

_AHEAD = 2
"""Documents a worker: the one that it reads, and the next, so that it need not wait for one to be
fetched or for a part to be written."""


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
        free: SimpleQueue[Seat] = SimpleQueue()
        seats = [self._seat(cores) for cores in shared_cores(self._workers, self._room.threads)]
        for seat in seats:
            free.put(seat)
        with ThreadPoolExecutor(self._workers, "archive") as threads:
            running: set[Future[Outcome]] = set()
            try:
                for item in items:
                    while len(running) >= _AHEAD * self._workers:
                        running = _hand_on(running, sink)
                    running.add(threads.submit(_read, item, free))
                while running:
                    running = _hand_on(running, sink)
            except BaseException:
                self._stopping.set()
                raise
            finally:
                threads.shutdown(cancel_futures=True)
                for seat in seats:
                    seat.reader.close()

    def _seat(self, cores: frozenset[int]) -> Seat:
        reader = reader_on(cores, self._room, self._program)
        return Seat(reader, self._room, self._folder, self._stopping.is_set)


def _read(item: Item, free: "SimpleQueue[Seat]") -> Outcome:
    """One document, on a seat that is free."""
    seat = free.get()
    try:
        return seat.read(item, item.path)
    finally:
        free.put(seat)


def _hand_on(running: set[Future[Outcome]], sink: Sink) -> set[Future[Outcome]]:
    """Wait for at least one result."""
    done, left = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        sink(future.result())
    return left
