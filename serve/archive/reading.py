"""One document, read by a process of this machine: tried again where the process died or the
machine failed."""

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from serve.archive.runner import Fault, Item, Outcome
from serve.jobs.child import read_documents
from serve.jobs.child_process import Program
from serve.jobs.messages import (
    Blame,
    Copies,
    NotRead,
    Pictures,
    Progress,
    Stage,
    Task,
    message_to_bytes,
)
from serve.jobs.reader import Bounds, Read, Reader, Stopped, Watch
from serve.jobs.reader import Outcome as Tried
from serve.settings import MEBIBYTE

_TRIES = 3
_PAUSE = 1.0
DOCUMENTS_A_PROCESS = 1000
"""Loading models takes as long as many short texts do; what grows is replaced before."""
_START_SECONDS = 120.0  # of a process on a busy machine, before it takes a document


@dataclass(frozen=True, slots=True)
class Room:
    """What a document may take: seconds, resident bytes of its process, bytes of its file, and
    threads (None: as many as the processors of its worker); and whether it is copied."""

    seconds: float = 1800.0
    memory: int = 4096 * MEBIBYTE
    max_bytes: int = 256 * MEBIBYTE
    threads: int | None = None
    copies: Copies = Copies.NONE


@dataclass(frozen=True, slots=True)
class Seat:
    """Where documents are read: a process, a folder for what it leaves behind, and who may stop
    it."""

    reader: Reader
    room: Room
    folder: Path | None
    stopped: Callable[[], bool]

    def read(self, item: Item, path: Path) -> Outcome:
        """What became of the bytes at `path`; the last try counts."""
        started = time.monotonic()
        tried = self._try(item, path)
        for number in range(1, _TRIES):
            if not isinstance(tried, NotRead) or tried.blame is Blame.DOCUMENT or self.stopped():
                break
            time.sleep(_PAUSE * (number - 1))
            tried = self._try(item, path)
        seconds = time.monotonic() - started
        if isinstance(tried, Read):
            return Outcome(
                item, tried.record, None, seconds, tried.costs, tried.copy, tried.uncopied
            )
        return Outcome(item, None, _fault(tried), seconds)

    def _try(self, item: Item, path: Path) -> Tried:
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            limits = (self.room.max_bytes, self.room.seconds)
            task = Task(str(path), item.name, folder, Pictures.NONE, *limits, self.room.copies)
            return self.reader.read(task, Watch(_untold, self.stopped))


def reader_on(cores: frozenset[int], room: Room, program: Program = read_documents) -> Reader:
    """A reader whose process has these processors, and as many threads."""
    kept = room.memory // 2
    bounds = Bounds(room.seconds, room.memory, kept, _START_SECONDS, DOCUMENTS_A_PROCESS)
    return Reader(bounds, partial(_on, cores, program))


def shared_cores(workers: int, most: int | None = None, first: int = 0) -> list[frozenset[int]]:
    """The processors of this process dealt out, so that workers do not take them from each other;
    where there are more workers than processors, several share one.

    Args:
        most: processors of one worker; None for its whole share.
        first: the processor that is dealt out first, so that strangers do not begin with the same.
    """
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if not cores:
        return [frozenset()] * workers
    cores = cores[first % len(cores) :] + cores[: first % len(cores)]
    if workers >= len(cores):
        return [frozenset((cores[number % len(cores)],)) for number in range(workers)]
    return [frozenset(cores[number::workers][:most]) for number in range(workers)]


def _on(cores: frozenset[int], program: Program, connection: Connection) -> None:
    if cores:
        os.sched_setaffinity(0, cores)
    connection.send_bytes(message_to_bytes(Progress(Stage.START, 1, 1)))
    program(connection)


def _fault(tried: NotRead | Stopped) -> Fault:
    if isinstance(tried, Stopped):
        return Fault("batch.stopped", "已停止。 Stopped.", "", passing=True)
    return Fault(tried.code, tried.message, tried.remedy, tried.blame is Blame.MACHINE)


def _untold(stage: str, done: int, total: int) -> None:
    """Progress within a document is not told: there are thousands."""
