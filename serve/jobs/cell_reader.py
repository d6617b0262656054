"""Reading one box again for somebody who waits, in a child beside the API."""

import atexit
import json
import logging
import time
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any

from annotations.reread_region import AskedRegion
from serve.errors import BusyError, ChildCrashedError, ChildTimeoutError, ServiceError
from serve.jobs.cell_child import READY, question, read_cells
from serve.jobs.child_process import ChildProcess, Program
from serve.settings import Settings

log = logging.getLogger(__name__)

JsonObject = dict[str, Any]

_START_SECONDS = 60.0  # until the networks are loaded, on a machine that is busy
_READ_SECONDS = 3.0
_IDLE_SECONDS = 600.0  # after which the child, with its networks, is not kept
_MOST_WAITING = 8
_GLANCE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for the child to come up, and for one box."""

    start: float = _START_SECONDS
    read: float = _READ_SECONDS


@dataclass(frozen=True, slots=True)
class _Request:
    """A box, or None for no more than to be ready."""

    asked: AskedRegion | None
    answer: SimpleQueue[JsonObject | ServiceError] = field(default_factory=SimpleQueue)


class CellReader:
    """One child that reads one box at a time; who comes while too many wait is told so.

    The child belongs to a thread of its own, which lives as long as it: see `lifeline`.
    """

    def __init__(
        self, home: Path, models: Path, patience: Patience, program: Program = read_cells
    ) -> None:
        self._home = home
        self._hello = json.dumps({"models": str(models)}).encode()
        self._patience = patience
        self._child = ChildProcess(program)
        self._requests: SimpleQueue[_Request | None] = SimpleQueue()
        self._closing = Event()
        self._thread = Thread(target=self._serve, name="read-cells", daemon=True)
        self._thread.start()
        atexit.register(self.close)  # before multiprocessing waits for the child

    def be_ready(self) -> None:
        """Start the child now, without waiting for it."""
        if self._requests.empty():
            self._requests.put(_Request(None))

    def read(self, asked: AskedRegion) -> list[JsonObject]:
        """The results of a region, none where it cannot be read.

        Raises BusyError, ChildTimeoutError, ChildCrashedError.
        """
        if self._closing.is_set() or self._requests.qsize() >= _MOST_WAITING:
            raise BusyError("正在重读其他单元格。 Other cells are being read.")
        request = _Request(asked)
        self._requests.put(request)
        answer = request.answer.get()
        if isinstance(answer, ServiceError):
            raise answer
        if "code" in answer:
            log.info("cell.not_read", extra={"code": answer["code"]})
        results: list[JsonObject] = answer.get("results", [])
        return results

    def close(self) -> None:
        """End the child; what it reads is given up."""
        self._closing.set()
        self._requests.put(None)
        self._thread.join()
        atexit.unregister(self.close)

    def _serve(self) -> None:
        while True:
            try:
                request = self._requests.get(timeout=_IDLE_SECONDS)
            except Empty:
                self._child.end()
                continue
            if request is None:
                break
            request.answer.put(self._answer(request))
        self._child.end()
        while not self._requests.empty():
            left = self._requests.get()
            if left is not None:
                left.answer.put(BusyError("服务正在停止。 The service is stopping."))

    def _answer(self, request: _Request) -> JsonObject | ServiceError:
        try:
            pipe = self._ready_pipe()
            if request.asked is None:
                return {}
            pipe.send_bytes(question(self._home, request.asked))
            answer: JsonObject = json.loads(self._wait(pipe, self._patience.read))
            return answer
        except ServiceError as error:
            self._child.end()
            return error
        except (EOFError, OSError, ValueError):
            self._child.end()
            return ChildCrashedError("重读进程异常退出。 The process that reads cells died.")

    def _ready_pipe(self) -> Connection:
        """The pipe of a child that has loaded its networks. Raises EOFError, OSError and
        ChildTimeoutError."""
        pipe = self._child.pipe
        if pipe is None:
            pipe = self._child.start()
            pipe.send_bytes(self._hello)
            if self._wait(pipe, self._patience.start) != READY:
                raise EOFError
        return pipe

    def _wait(self, pipe: Connection, seconds: float) -> bytes:
        deadline = time.monotonic() + seconds
        while not pipe.poll(_GLANCE_SECONDS):
            if self._closing.is_set():
                raise BusyError("服务正在停止。 The service is stopping.")
            if time.monotonic() > deadline:
                raise ChildTimeoutError(f"重读超过 {seconds:g} 秒。 It took over {seconds:g} s.")
        return pipe.recv_bytes()


def cell_reader(settings: Settings) -> CellReader:
    """The one of this process for these settings; made at its first use."""
    return _cell_reader(settings.home, settings.models_folder())


@cache
def _cell_reader(home: Path, models: Path) -> CellReader:
    return CellReader(home, models, Patience())
