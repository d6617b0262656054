"""A process below this one that may be killed at any time, with all below it, and started anew."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

_QUIET = "ignore:resource_tracker:UserWarning"

Program = Callable[[Connection], None]
"""The life of such a process: it serves its end of a pipe until that is closed."""


class ChildProcess:
    """At most one process that runs a program, and the pipe to it.

    The thread that starts it must live as long as it: see `lifeline`.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._child: SpawnProcess | None = None
        self._pipe: Connection | None = None

    @property
    def pid(self) -> int | None:
        """The process id, None where there is no process."""
        return self._child.pid if self._child is not None else None

    @property
    def pipe(self) -> Connection | None:
        """The pipe to the process that lives; None where there is none, or it has died."""
        return self._pipe if self._child is not None and self._child.is_alive() else None

    def start(self) -> Connection:
        """The pipe to a new process, in place of one before it. Raises OSError."""
        self.end()
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        child = context.Process(target=self._program, args=(theirs,))
        _start_tracker()  # which would unblock what is blocked
        with _unheard(signal.SIGINT):
            child.start()
        self._child = child
        theirs.close()
        return self._pipe

    def exit_code(self, seconds: float) -> int | None:
        """With what it ended, None where it goes on for longer than so many seconds."""
        if self._child is None:
            return None
        self._child.join(timeout=seconds)
        return self._child.exitcode

    def end(self) -> None:
        """End it and all below it, whatever they are doing."""
        child, pipe = self._child, self._pipe
        self._child = self._pipe = None
        if pipe is not None:
            pipe.close()
        if child is None:
            return
        if child.pid is not None:
            _kill_group(child.pid)
        child.kill()
        child.join()
        child.close()


def _start_tracker() -> None:
    """The process that removes what a killed one leaves behind, semaphores for one. It says so, on
    standard error and as if it were a fault, unless it is told not to when it starts."""
    sys.warnoptions.append(_QUIET)
    try:
        resource_tracker.ensure_running()
    finally:
        sys.warnoptions.remove(_QUIET)


@contextmanager
def _unheard(number: signal.Signals) -> Iterator[None]:
    """Processes that are started within never hear this signal: Ctrl-C goes to all of a terminal,
    and would end them, with a traceback, while they come up. It is this process that ends them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {number})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # it has not yet made its group, or has ended
