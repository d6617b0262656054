"""Untrusted bytes are decoded here: in a child process that can be killed.

The child has a limit on memory and every task one on time. A file that breaks it breaks only
the child; the next task gets a new one.
"""

import multiprocessing
import os
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Concatenate, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from extractor.errors import (
    DecoderCrashedError,
    DecodeTimeoutError,
    JixiaoError,
    UnreadableFileError,
)
from extractor.ingest.kept_files import forget_files
from extractor.ingest.limits import Limits

P = ParamSpec("P")
T = TypeVar("T")

_TASKS_A_CHILD = 200
_FORGET_SECONDS = 10.0


class Decoder:
    """One child process that decodes files; a context manager, reusable over documents."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._pool = ProcessPool(
            max_workers=1,
            max_tasks=_TASKS_A_CHILD,
            initializer=_confine,
            initargs=(limits.memory_bytes,),
            context=multiprocessing.get_context("spawn"),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child, whatever it is doing."""
        self._pool.stop()
        self._pool.join()

    def run(self, seconds: float, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `task` in the child. `task` is a function of a module.

        Raises the IngestError that the task raised, DecodeTimeoutError after `seconds`,
        DecoderCrashedError if the child died or ran out of memory, else UnreadableFileError.
        """
        future = self._pool.schedule(task, args=args, kwargs=kwargs, timeout=seconds)
        match future.exception():
            case None:
                return future.result()  # type: ignore[no-any-return]
            case JixiaoError() as error:
                raise error
            case FutureTimeoutError():
                raise DecodeTimeoutError(
                    f"解码超过 {seconds:.3g} 秒。 Decoding took more than {seconds:.3g} s."
                )
            case ProcessExpired():
                raise DecoderCrashedError("解码进程异常退出。 The decoder process died.")
            case MemoryError():
                raise DecoderCrashedError("解码内存超限。 The decoder ran out of memory.")
            case error:
                raise UnreadableFileError(
                    f"无法解码。 It cannot be decoded: {type(error).__name__}: {error}"
                ) from error


class KeptDecoder:
    """The decoder of a process that reads one document after the other: starting a child for each
    takes longer than decoding a page. It is one thread's."""

    def __init__(self) -> None:
        self._decoder: Decoder | None = None

    def within(self, limits: Limits) -> Decoder:
        """The decoder with these limits, for a new document; that of other limits is ended."""
        decoder = self._decoder
        if decoder is None or decoder.limits != limits:
            self.close()
            decoder = self._decoder = Decoder(limits)
            return decoder
        with suppress(JixiaoError):  # a child that has died has forgotten, too
            decoder.run(_FORGET_SECONDS, forget_files)
        return decoder

    def close(self) -> None:
        """End its child, if there is one."""
        if self._decoder is not None:
            self._decoder.close()
            self._decoder = None


class StoredFile:
    """The bytes of one document, laid down for the child, and the document's time budget.

    Not more than `document_seconds` of decoding are spent on it in all. A context manager.
    """

    def __init__(self, data: bytes, decoder: Decoder) -> None:
        self._decoder = decoder
        self._left = decoder.limits.document_seconds
        self._folder = tempfile.TemporaryDirectory(prefix="jixiao-", ignore_cleanup_errors=True)
        self._path = Path(self._folder.name, "document")
        try:
            self._path.write_bytes(data)
        except BaseException:  # a signal that ends the run, too
            self._folder.cleanup()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._folder.cleanup()

    @property
    def is_spent(self) -> bool:
        """Whether the time for this document is used up."""
        return self._left <= 0

    def decode(
        self, task: Callable[Concatenate[str, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The result of `task(path, ...)` in the child. Raises as `Decoder.run`."""
        if self.is_spent:
            limit = self._decoder.limits.document_seconds
            raise DecodeTimeoutError(
                f"文件解码超过 {limit:g} 秒。 Decoding the document took more than {limit:g} s."
            )
        started = time.monotonic()
        seconds = min(self._decoder.limits.page_seconds, self._left)
        try:
            return self._decoder.run(seconds, task, str(self._path), *args, **kwargs)
        finally:
            self._left -= time.monotonic() - started


def end_with_parent() -> None:
    """End this process when the one that started it is gone, however that one ended: the work of a
    thread of its own."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def silence_output() -> None:
    """Let what this process prints go nowhere, what libraries written in C print too."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    os.close(sink)


def _confine(memory_bytes: int) -> None:
    """Limits on this process, set before the first task. Its output goes nowhere: decoders
    written in C print warnings, and standard output belongs to the results."""
    warnings.simplefilter("ignore")
    Thread(target=end_with_parent, daemon=True).start()
    # Decoders written in C do not return to Python's own handler while they work.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    silence_output()
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            pages = int(Path("/proc/self/statm").read_text().split()[0])
            limit = memory_bytes + pages * resource.getpagesize()
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            if hard != resource.RLIM_INFINITY:
                limit = min(limit, hard)
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
