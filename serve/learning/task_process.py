"""The process that looks after one task: `python -m serve.learning.task_process FOLDER ID SECONDS
COMMAND…`.

It outlives the service that started it, holds the lock of the folder through a handle it was given,
writes down what its command prints and how it ended, and ends it when it is told to end or when its
time is over. Where this process is killed, the kernel ends the command with it.
"""

import ctypes
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import IO

from serve.learning.task_folder import JsonObject, Task, TaskFolder, TaskState

NICE = 10
LONGEST_LOG = 2**22
"""Bytes of output that are kept."""
_GLANCE = 0.2
_GRACE = 8.0
"""Seconds between asking the command to end and ending it."""
_PIECE = 2**16
_PR_SET_PDEATHSIG = 1
_REFUSED, _NOTHING = 1, 2


def main(arguments: list[str]) -> int:
    """Do the task and write down what came of it."""
    folder, identity, seconds, *command = arguments
    tasks = TaskFolder(Path(folder))
    stop = _StopAsked(tasks, identity)
    with suppress(OSError):
        os.nice(NICE)
    task = tasks.get(identity)
    output = _Output(tasks.log_of(identity))
    try:
        code, state = _look_after(command, time.monotonic() + float(seconds), stop, output)
    except OSError as error:
        output.take(f"{error.strerror}: {command[0]}\n".encode())
        code, state = None, TaskState.FAILED
    output.close()
    ended = replace(task, ended_at=time.time(), exit_code=code, result=output.result)
    tasks.put(replace(ended, state=state or _state_of(ended, output)))
    return 0


class _StopAsked:
    """Whether somebody wants the task, or this process, to end."""

    def __init__(self, tasks: TaskFolder, identity: str) -> None:
        self._tasks, self._identity = tasks, identity
        self._was_told = False
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._heed)

    @property
    def yes(self) -> bool:
        """Whether."""
        return self._was_told or self._tasks.is_asked_to_end(self._identity)

    def _heed(self, number: int, frame: FrameType | None) -> None:
        self._was_told = True


class _Output:
    """What a command prints: written to a file, up to a length; the last line that is a JSON object
    is what came of it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab")
        self._room = LONGEST_LOG - self._file.tell()
        self._line = b""
        self.result: JsonObject | None = None
        self.is_usage = False  # the command was not understood

    def take(self, data: bytes) -> None:
        """More of it."""
        kept = data[: max(0, self._room)]
        self._room -= len(kept)
        self._file.write(kept)
        self._file.flush()
        *lines, self._line = (self._line + data).split(b"\n")
        self._line = self._line[-_PIECE:]
        for line in lines:
            self._look_at(line)

    def close(self) -> None:
        """There is no more."""
        self._look_at(self._line)
        self._file.close()

    def _look_at(self, line: bytes) -> None:
        if line.startswith(b"Usage:"):
            self.is_usage = True
        elif line.strip().startswith(b"{"):
            with suppress(ValueError):
                told = json.loads(line)
                self.result = told if isinstance(told, dict) else self.result


def _look_after(
    command: list[str], deadline: float, stop: _StopAsked, output: _Output
) -> tuple[int | None, TaskState | None]:
    """Exit code of the command, and why it was ended where it was. Raises OSError."""
    libc = ctypes.CDLL(None)

    def end_with_this_process() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=end_with_this_process if sys.platform == "linux" else None,  # noqa: PLW1509 - one thread
    ) as process:
        assert process.stdout is not None
        why = _listen(process, process.stdout, deadline, stop, output)
        _end_group(process.pid, signal.SIGKILL)  # whoever it left behind
    return process.returncode, why


def _listen(
    process: subprocess.Popen[bytes],
    stream: IO[bytes],
    deadline: float,
    stop: _StopAsked,
    output: _Output,
) -> TaskState | None:
    """Take what it prints until it has ended; None where it did so by itself."""
    why: TaskState | None = None
    kill_at = float("inf")
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while True:
            has_ended = process.poll() is not None
            ready = selector.select(0 if has_ended else _GLANCE)
            data = os.read(stream.fileno(), _PIECE) if ready else b""
            if data:
                output.take(data)
            elif has_ended:
                return why
            elif ready:  # it closed its output and goes on
                selector.unregister(stream)
            now = time.monotonic()
            is_asked = why is None and stop.yes
            if is_asked or (why is None and now > deadline):
                why = TaskState.CANCELLED if is_asked else TaskState.TIMED_OUT
                kill_at = now + _GRACE
                _end_group(process.pid, signal.SIGTERM)
            if now > kill_at:
                _end_group(process.pid, signal.SIGKILL)


def _end_group(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _state_of(task: Task, output: _Output) -> TaskState:
    """What the exit code says; that of an error is no verdict and has none beside it."""
    if task.exit_code == 0:
        return TaskState.DONE
    if task.exit_code == _REFUSED and task.result is not None:
        return TaskState.REFUSED
    if task.exit_code == _NOTHING and not output.is_usage:
        return TaskState.NOTHING
    return TaskState.FAILED


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
