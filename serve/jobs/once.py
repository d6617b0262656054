"""Reading one small file while its caller waits, in a child beside the API."""

import atexit
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import Any

from extractor.errors import JixiaoError, TaxonomyError
from serve.errors import BusyError, ServiceError, StoreError
from serve.jobs.child import read_documents
from serve.jobs.child_process import Program
from serve.jobs.messages import NotRead, Pictures, Task
from serve.jobs.reader import Bounds, Outcome, Read, Reader, Stopped, Watch
from serve.settings import Settings
from serve.store.staging import Staging

_RETRY_AFTER = 5  # seconds
_IDLE_SECONDS = 300.0  # after which the child, with its networks, is not kept


@dataclass(frozen=True, slots=True)
class _Request:
    data: bytes
    name: str
    answer: SimpleQueue[Outcome | OSError] = field(default_factory=SimpleQueue)


class OnceReader:
    """One child that reads one file at a time; whoever comes meanwhile is told to come again.

    The child belongs to a thread of its own, which lives as long as it: see `lifeline`.
    """

    def __init__(self, settings: Settings, program: Program | None = None) -> None:
        memory = settings.document_memory
        program = program or partial(read_documents, models=settings.models_folder())
        self._settings = settings
        self._reader = Reader(Bounds(settings.sync_seconds, memory, memory // 2), program)
        self._staging = Staging(settings.home / "staging")
        self._requests: SimpleQueue[_Request | None] = SimpleQueue()
        self._free = Lock()
        self._closing = Event()
        self._thread = Thread(target=self._serve, name="read-once", daemon=True)
        self._thread.start()
        atexit.register(self.close)  # before multiprocessing waits for the child

    def read(self, data: bytes, name: str) -> dict[str, Any]:
        """The contract's object of one file.

        Raises BusyError while another is read, the error of a file that cannot be read,
        ChildTimeoutError, ChildMemoryError, ChildCrashedError, StoreError.
        """
        if self._closing.is_set() or not self._free.acquire(blocking=False):
            message = "另一个文件正在读取。 Another file is being read."
            raise BusyError(message, _RETRY_AFTER)
        try:
            request = _Request(data, name)
            self._requests.put(request)
            return _record(request.answer.get())
        finally:
            self._free.release()

    def close(self) -> None:
        """End the child; what it reads is given up."""
        self._closing.set()
        self._requests.put(None)
        self._thread.join()
        self._staging.close()
        atexit.unregister(self.close)

    def _serve(self) -> None:
        while True:
            try:
                request = self._requests.get(timeout=_IDLE_SECONDS)
            except Empty:
                self._reader.close()
                continue
            if request is None:
                self._reader.close()
                return
            try:
                request.answer.put(self._read(request))
            except OSError as error:
                request.answer.put(error)

    def _read(self, request: _Request) -> Outcome:
        """Raises OSError where there is no room for the file."""
        settings = self._settings
        with tempfile.TemporaryDirectory(dir=self._staging.path) as folder:
            path = Path(folder, "document")
            path.write_bytes(request.data)
            limits = (settings.sync_bytes, settings.sync_seconds)
            task = Task(str(path), request.name, folder, Pictures.NONE, *limits)
            return self._reader.read(task, Watch(_untold, self._closing.is_set))


def read_once(data: bytes, name: str, settings: Settings) -> dict[str, Any]:
    """The contract's object of one small file, read by the one child that these settings have in
    this process. Raises as `OnceReader.read`."""
    return _once_reader(settings).read(data, name)


@cache
def _once_reader(settings: Settings) -> OnceReader:
    return OnceReader(settings)


def _record(outcome: Outcome | OSError) -> dict[str, Any]:
    match outcome:
        case Read(record):
            return record
        case NotRead(_, code, message, _):
            raise _error(code, message)
        case Stopped():
            raise BusyError("服务正在停止。 The service is stopping.", _RETRY_AFTER)
        case OSError():
            raise StoreError(f"无法写入。 Cannot write: {outcome.strerror}") from outcome


def _error(code: str, message: str) -> JixiaoError:
    """The error of our tree with this code."""
    for kind in _kinds(JixiaoError):
        if kind.code == code and kind is not TaxonomyError:
            return kind(message)
    return ServiceError(message)


def _kinds(kind: type[JixiaoError]) -> Iterator[type[JixiaoError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


def _untold(stage: str, done: int, total: int) -> None:
    """Nobody watches the progress of a file whose caller waits."""
