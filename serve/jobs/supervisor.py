"""Keeps worker processes running beside the service, and ends them with it.

A worker holds the reading end of a pipe from the service: when the service ends, however it does,
the pipe ends and the worker gives back what it reads.
"""

import logging
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event, Thread

log = logging.getLogger(__name__)

_GLANCE_SECONDS = 0.25
_SHORT_LIFE = 20.0  # seconds; a worker that lived longer is started again at once
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_STOP_SECONDS = 15.0

Command = Callable[[int], Sequence[str]]
"""The command line of the worker of a number, from 0."""


@dataclass(slots=True)
class _Slot:
    """Where one worker runs."""

    number: int
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    pause: float = 0.0

    @property
    def longer_pause(self) -> float:
        """Seconds to wait after one more failure."""
        return min(_LONGEST_PAUSE, max(_FIRST_PAUSE, self.pause * 2))


class Supervisor:
    """A thread that starts `count` workers, and starts them again when they die."""

    def __init__(self, count: int, command: Command) -> None:
        self._slots = tuple(_Slot(number) for number in range(count))
        self._command = command
        self._stop = Event()
        self._thread = Thread(target=self._run, name="supervisor", daemon=True)

    def start(self) -> None:
        """Start the workers."""
        self._thread.start()

    def close(self) -> None:
        """End the workers: asked first, killed after a while."""
        self._stop.set()
        self._thread.join()

    def pids(self) -> tuple[int, ...]:
        """Process ids of the workers that run."""
        processes = [slot.process for slot in self._slots]
        return tuple(process.pid for process in processes if process is not None)

    def _run(self) -> None:
        while not self._stop.wait(_GLANCE_SECONDS):
            for slot in self._slots:
                if slot.process is not None and slot.process.poll() is not None:
                    _note_end(slot, slot.process)
                if slot.process is None and time.monotonic() >= slot.start_at:
                    self._start(slot)
        _end_all([slot.process for slot in self._slots if slot.process is not None])
        for slot in self._slots:
            slot.process = None

    def _start(self, slot: _Slot) -> None:
        slot.started_at = time.monotonic()
        try:
            slot.process = subprocess.Popen(self._command(slot.number), stdin=subprocess.PIPE)
        except OSError as error:
            slot.pause = slot.longer_pause
            slot.start_at = slot.started_at + slot.pause
            log.error("worker.not_started", extra={"number": slot.number, "why": error.strerror})


def _note_end(slot: _Slot, process: "subprocess.Popen[bytes]") -> None:
    """A worker died: start another, later where it did not live long."""
    lived = time.monotonic() - slot.started_at
    slot.pause = 0.0 if lived > _SHORT_LIFE else slot.longer_pause
    slot.start_at = time.monotonic() + slot.pause
    slot.process = None
    if process.stdin is not None:
        process.stdin.close()
    facts = {"number": slot.number, "exit_code": process.returncode, "seconds": round(lived, 1)}
    log.warning("worker.died", extra=facts)


def _end_all(processes: "Sequence[subprocess.Popen[bytes]]") -> None:
    for process in processes:
        if process.stdin is not None:
            process.stdin.close()
    deadline = time.monotonic() + _STOP_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
