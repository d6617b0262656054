"""Keeps a lease while its document is read, and tells the database how far the reading is."""

import logging
import time
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

from serve.errors import LeaseLostError, StoreError
from serve.store.database import Database
from serve.store.queue import Beat, Lease, heartbeat, note_progress

log = logging.getLogger(__name__)

_BEATS_A_LEASE = 3
_PROGRESS_SECONDS = 0.4  # between two notes of progress


class LeaseKeeper:
    """A thread that beats for one lease; a context manager.

    A database that is away is asked again: the lease may run out meanwhile, and is still ours
    unless another worker took it.
    """

    def __init__(self, database: Database, lease: Lease, lease_seconds: float) -> None:
        self._database = database
        self._lease = lease
        self._seconds = lease_seconds
        self._beat = Beat.KEPT
        self._progress: tuple[str, int, int] | None = None
        self._lock = Lock()
        self._wake = Event()
        self._ended = Event()
        self._thread = Thread(target=self._run, name="lease", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._wake.set()
        self._thread.join()

    @property
    def beat(self) -> Beat:
        """What the newest heartbeat found."""
        return self._beat

    def note(self, stage: str, done: int, total: int) -> None:
        """Let the thread write down how far the reading is. Returns at once."""
        with self._lock:
            self._progress = (stage, done, total)
        self._wake.set()

    def _run(self) -> None:
        pause = self._seconds / _BEATS_A_LEASE
        next_beat = time.monotonic() + pause
        while self._beat is not Beat.LOST:
            self._wake.wait(max(0.0, next_beat - time.monotonic()))
            if self._ended.is_set():
                return
            self._wake.clear()
            try:
                self._write_progress()
                if time.monotonic() >= next_beat:
                    self._beat = heartbeat(self._database, self._lease, self._seconds)
                    next_beat = time.monotonic() + pause
            except LeaseLostError:
                self._beat = Beat.LOST
            except StoreError as error:
                log.warning("lease.late", extra={"job": self._lease.job_id, "code": error.code})
                next_beat = time.monotonic() + min(1.0, pause)
            self._ended.wait(min(_PROGRESS_SECONDS, pause))

    def _write_progress(self) -> None:
        with self._lock:
            progress, self._progress = self._progress, None
        if progress is not None:
            with self._database.write() as connection:
                note_progress(connection, self._lease, *progress)
