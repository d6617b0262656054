"""The worker's side of the process that reads: starts it, watches it, kills it, starts it anew."""

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from extractor.live_engines import Change, log_change
from models.kinds import ModelKind
from serve.errors import ChildCrashedError, ChildMemoryError, ChildTimeoutError, StoreError
from serve.jobs.child import read_documents
from serve.jobs.child_process import ChildProcess, Program
from serve.jobs.costs import COSTS_FILE, Costs, dict_to_costs
from serve.jobs.messages import (
    COPY_FILE,
    RESULT_FILE,
    Blame,
    Done,
    Message,
    ModelChange,
    NotRead,
    PagePicture,
    Progress,
    Stage,
    Task,
    bytes_to_message,
    task_to_bytes,
)
from serve.jobs.processes import resident_bytes

log = logging.getLogger(__name__)

_GLANCE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Bounds:
    """Seconds and resident bytes that one document may take. A process that keeps more than
    `kept_bytes` afterwards, or has read so many `documents`, is replaced by a new one. A new
    process may take `start_seconds` until it tells (Stage.START) that it is up; they are not the
    document's."""

    seconds: float
    memory: int
    kept_bytes: int
    start_seconds: float = 0.0
    documents: int = 100


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told how far a reading is, and who may stop it."""

    progress: Callable[[str, int, int], None]
    stopped: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Read:
    """A document was read: the contract's object, and its pages in the folder of the task; what it
    cost, where the process that read it tells; its searchable copy, where one was made, or why a
    wanted one was not."""

    record: dict[str, Any]
    pages: tuple[PagePicture, ...]
    costs: Costs | None = None
    copy: bytes | None = None
    uncopied: str = ""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The watch asked for the end."""


Outcome = Read | NotRead | Stopped


class DocumentReader(Protocol):
    """What a worker has its documents read by."""

    def start(self) -> None:
        """Get ready, so that the first document need not wait; nothing where it is. Raises
        StoreError where nothing can be read now, so that no document is taken."""
        ...

    def read(self, task: Task, watch: Watch) -> Outcome:
        """Read one document. What is made of it lies in the folder of the task."""
        ...

    def close(self) -> None:
        """Give up what is being read."""
        ...


class Reader:
    """One child process that reads documents, one after the other.

    The thread that calls `start` or `read` first must live as long as the reader: see `lifeline`.
    """

    def __init__(self, bounds: Bounds, program: Program = read_documents) -> None:
        self._bounds = bounds
        self._child = ChildProcess(program)
        self._documents = 0
        self._is_up = False

    def start(self) -> None:
        """Start the child, so that the next document does not wait for it. Raises StoreError."""
        try:
            self._ready_pipe()
        except OSError as error:
            self.close()
            raise _not_started(error) from error

    def read(self, task: Task, watch: Watch) -> Outcome:
        """Read one document. A child that dies, hangs or grows costs only this document."""
        deadline = time.monotonic() + self._bounds.seconds
        try:
            pipe = self._ready_pipe()
            if not self._is_up:
                deadline += self._bounds.start_seconds
        except OSError as error:
            self.close()
            fault = _not_started(error)
            return NotRead(Blame.MACHINE, fault.code, str(fault), fault.remedy)
        try:
            pipe.send_bytes(task_to_bytes(task))
            message = self._wait_for_end(pipe, deadline, watch)
            outcome = _outcome(message, Path(task.folder))
        except (EOFError, OSError, ValueError):
            outcome = self._crashed()
        except _Kill as reason:
            self.close()
            outcome = reason.outcome
        self._recycle()
        return outcome

    def close(self) -> None:
        """End the child and all below it, whatever they are doing."""
        self._child.end()
        self._documents = 0
        self._is_up = False

    @property
    def pid(self) -> int | None:
        """The process id of the child, None where there is none."""
        return self._child.pid

    def _ready_pipe(self) -> Connection:
        """Raises OSError where no process can be started."""
        pipe = self._child.pipe
        if pipe is not None:
            return pipe
        self.close()  # it may have died between two documents, through the fault of neither
        return self._child.start()

    def _wait_for_end(self, pipe: Connection, deadline: float, watch: Watch) -> Message:
        """The last message of a document. Raises _Kill, EOFError, OSError."""
        while True:
            if pipe.poll(_GLANCE_SECONDS):
                match bytes_to_message(pipe.recv_bytes()):
                    case Progress(Stage.START) if not self._is_up:
                        self._is_up = True
                        deadline = time.monotonic() + self._bounds.seconds
                    case Progress(stage, done, total):
                        watch.progress(stage, done, total)
                    case ModelChange(model, stamp, trouble):
                        log_change(Change(ModelKind(model), stamp, trouble))
                    case last:
                        return last
            self._check(deadline, watch)

    def _check(self, deadline: float, watch: Watch) -> None:
        if watch.stopped():
            raise _Kill(Stopped())
        if time.monotonic() > deadline:
            seconds = self._bounds.seconds
            message = f"处理超过 {seconds:g} 秒。 It took more than {seconds:g} s."
            raise _Kill(_document_is_to_blame(ChildTimeoutError(message)))
        if self.pid is not None and resident_bytes(self.pid) > self._bounds.memory:
            mebibytes = self._bounds.memory // 2**20
            message = f"内存超过 {mebibytes} MiB。 It took more than {mebibytes} MiB."
            raise _Kill(_document_is_to_blame(ChildMemoryError(message)))

    def _crashed(self) -> NotRead:
        code = self._child.exit_code(0.3)
        self.close()
        log.warning("child.crashed", extra={"exit_code": code})
        error = ChildCrashedError(f"处理进程异常退出（{code}）。 The process died ({code}).")
        return NotRead(Blame.PROGRAM, error.code, str(error), error.remedy)

    def _recycle(self) -> None:
        """Replace a child that has read much, or has kept much."""
        if self.pid is None:
            return
        self._documents += 1
        kept = resident_bytes(self.pid)
        if self._documents >= self._bounds.documents or kept > self._bounds.kept_bytes:
            log.info("child.replaced", extra={"documents": self._documents, "bytes": kept})
            self.close()


def _not_started(error: OSError) -> StoreError:
    return StoreError(f"无法启动进程。 No process can be started: {error.strerror}")


class _Kill(Exception):  # noqa: N818 - a reason, not an error
    """The child has to be killed."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def _outcome(message: Message, folder: Path) -> Outcome:
    """Raises OSError, ValueError where the child left no result that can be read."""
    match message:
        case NotRead():
            return message
        case Done():
            value = json.loads((folder / RESULT_FILE).read_bytes())
            try:
                pages = tuple(PagePicture(**page) for page in value["pages"])
                costs, copy = _costs(folder / COSTS_FILE), _copy(folder / COPY_FILE)
                return Read(value["record"], pages, costs, copy, str(value.get("uncopied", "")))
            except (KeyError, TypeError) as error:
                raise ValueError("not a result") from error
    raise ValueError(message)


def _costs(file: Path) -> Costs | None:
    """Raises OSError, ValueError, TypeError for what is no costs."""
    return dict_to_costs(json.loads(file.read_bytes())) if file.is_file() else None


def _copy(file: Path) -> bytes | None:
    """Raises OSError."""
    return file.read_bytes() if file.is_file() else None


def _document_is_to_blame(error: ChildTimeoutError | ChildMemoryError) -> NotRead:
    return NotRead(Blame.DOCUMENT, error.code, str(error), error.remedy)
