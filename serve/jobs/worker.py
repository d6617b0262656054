"""The worker: takes a job, has it read, puts the result away, takes the next.

It outlives a database or a disk that is away for a while: a result is kept and written later, and
what cannot be written at all is left to the lease, which runs out.
"""

import logging
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from serve.errors import ChildCrashedError, DiskFullError, LeaseLostError, StoreError
from serve.jobs.lease_keeper import LeaseKeeper
from serve.jobs.messages import Blame, NotRead, Pictures, Stage, Task
from serve.jobs.reader import DocumentReader, Outcome, Read, Stopped, Watch
from serve.jobs.results import Shelf
from serve.settings import Settings
from serve.store import queue
from serve.store.blobs import original_key
from serve.store.documents import Failure
from serve.store.queue import Beat, Lease

log = logging.getLogger(__name__)

_PATIENCE = 120.0  # seconds that a result waits for a database or a disk that is away
_LONGEST_PAUSE = 10.0
_RESERVE = 4  # workers go on until a quarter of the room is left that stops uploads


@dataclass(slots=True)
class Worker:
    """One worker. `stop` ends it after what it is writing; what it reads is given back."""

    settings: Settings
    name: str
    shelf: Shelf
    reader: DocumentReader
    stop: Event
    document_id: str | None = None
    _failures: int = 0

    def run(self) -> None:
        """Work until `stop` is set."""
        try:
            while not self.stop.is_set():
                self.stop.wait(self._step())
        finally:
            self.reader.close()

    def run_until_empty(self) -> None:
        """Work until nothing is due. Raises StoreError."""
        try:
            while not self.stop.is_set() and self.work_once():
                pass
        finally:
            self.reader.close()

    def work_once(self) -> bool:
        """Do the next job; whether there was one. Raises StoreError where none could be taken."""
        self.reader.start()
        settings = self.settings
        database = self.shelf.database
        lease = queue.claim(database, self.name, settings.lease_seconds, settings.max_lost)
        if lease is None:
            return False
        self.document_id = lease.document_id
        try:
            self._work(lease)
        finally:
            self.document_id = None
        return True

    def _step(self) -> float:
        """One round of the loop; seconds to wait before the next."""
        try:
            if self._disk_is_full():
                log.warning("worker.disk_full")
                return _LONGEST_PAUSE / 2
            worked = self.work_once()
        except StoreError as error:
            log.warning("worker.waits", extra={"code": error.code})
        except Exception:  # the outermost loop of this process
            log.exception("worker.failed")
        else:
            self._failures = 0
            return 0.0 if worked else _jitter(self.settings.poll_seconds)
        self._failures += 1
        pause: float = min(_LONGEST_PAUSE, self.settings.poll_seconds * 2.0**self._failures)
        return _jitter(pause)

    def _work(self, lease: Lease) -> None:
        began = time.monotonic()
        facts = {"document": lease.document_id, "job": lease.job_id, "attempt": lease.attempt}
        log.info("document.taken", extra=facts)
        keeper = LeaseKeeper(self.shelf.database, lease, self.settings.lease_seconds)
        with keeper:
            try:
                said = self._read_and_settle(lease, keeper)
            except LeaseLostError:
                said = "lost"
        facts["ms"] = round((time.monotonic() - began) * 1000)
        log.info("document.settled", extra={**facts, "as": said})

    def _read_and_settle(self, lease: Lease, keeper: LeaseKeeper) -> str:
        """What became of the job. Raises LeaseLostError, StoreError."""
        try:
            with tempfile.TemporaryDirectory(dir=self.shelf.blobs.staging.path) as folder:
                outcome = self._read(lease, keeper, Path(folder))
                return self._settle(lease, keeper, outcome, Path(folder))
        except OSError as error:  # there is no room, or the folder is gone
            fault = DiskFullError(f"无法写入。 Cannot write: {error.strerror}")
            outcome = NotRead(Blame.MACHINE, fault.code, str(fault), fault.remedy)
            return self._settle(lease, keeper, outcome, Path())

    def _read(self, lease: Lease, keeper: LeaseKeeper, folder: Path) -> Outcome:
        """Have it read by the child. Faults of the store are the machine's."""
        keeper.note(Stage.START, 0, 1)
        settings = self.settings
        limits = (settings.max_upload_bytes, settings.document_seconds)
        try:
            with self.shelf.blobs.open_path(original_key(lease.sha256)) as path:
                task = Task(str(path), lease.name, str(folder), Pictures.ALL, *limits)
                watch = Watch(
                    keeper.note, lambda: self.stop.is_set() or keeper.beat is not Beat.KEPT
                )
                return self.reader.read(task, watch)
        except StoreError as error:
            return NotRead(Blame.MACHINE, error.code, str(error), error.remedy)

    def _settle(self, lease: Lease, keeper: LeaseKeeper, outcome: Outcome, folder: Path) -> str:
        """Write down what became of it; what that was. Raises LeaseLostError."""
        match outcome:
            case Read():
                keeper.note(Stage.STORE, 0, 1)
                return self._store(lease, keeper, outcome, folder)
            case NotRead(blame, code, message, remedy):
                failure = Failure(code, message, remedy)
                self._write(keeper, lambda: self._not_read(lease, blame, failure))
                return code
            case Stopped():
                self._write(keeper, lambda: self._stopped(lease, keeper.beat))
                return "stopped"

    def _store(self, lease: Lease, keeper: LeaseKeeper, read: Read, folder: Path) -> str:
        def put_away() -> None:
            self.shelf.put_away(lease, read, folder)

        try:
            self._write(keeper, put_away)
            return "done"
        except StoreError as error:
            blame, failure = Blame.MACHINE, Failure(error.code, str(error), error.remedy)
        except LeaseLostError:
            raise
        except Exception:  # a record that cannot be stored must not come back for ever
            log.exception("result.not_stored", extra={"document": lease.document_id})
            crash = ChildCrashedError("结果无法保存。 The result cannot be stored.")
            blame, failure = Blame.PROGRAM, Failure(crash.code, str(crash), crash.remedy)
        self._not_read(lease, blame, failure)
        return failure.code

    def _not_read(self, lease: Lease, blame: Blame, failure: Failure) -> None:
        settings = self.settings
        with self.shelf.database.write() as connection:
            match blame:
                case Blame.DOCUMENT:
                    queue.fail(connection, lease, failure)
                case Blame.MACHINE:
                    queue.retry(connection, lease, failure, settings.max_retries)
                case Blame.PROGRAM:
                    queue.crash(connection, lease, failure, settings.max_crashes)

    def _stopped(self, lease: Lease, beat: Beat) -> None:
        with self.shelf.database.write() as connection:
            if beat is Beat.CANCELLED:
                queue.confirm_cancel(connection, lease)
            else:
                queue.release(connection, lease)

    def _write(self, keeper: LeaseKeeper, write: Callable[[], None]) -> None:
        """Write, again where the store is away. Raises LeaseLostError, or StoreError at last."""
        deadline = time.monotonic() + _PATIENCE
        pause = self.settings.poll_seconds
        while True:
            try:
                write()
                return
            except StoreError as error:
                late = time.monotonic() > deadline or self.stop.is_set()
                if late or keeper.beat is Beat.LOST:
                    raise
                log.warning("result.waits", extra={"code": error.code})
            self.stop.wait(_jitter(pause))
            pause = min(_LONGEST_PAUSE, pause * 2)

    def _disk_is_full(self) -> bool:
        free = shutil.disk_usage(self.shelf.blobs.staging.path).free
        return free < self.settings.min_free_bytes // _RESERVE


def _jitter(seconds: float) -> float:
    return seconds * random.uniform(0.5, 1.5)
