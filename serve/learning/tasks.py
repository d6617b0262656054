"""One task of learning at a time: started, looked at, cancelled."""

import fcntl
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread

from annotations.folders import one_at_a_time
from serve.errors import StateError, StoreError
from serve.jobs.own_command import OWN_PYTHON
from serve.learning.actions import Job, command_of
from serve.learning.task_folder import Task, TaskFolder, TaskState
from serve.store.ids import new_id

_LEAVING, _GLANCE = 5.0, 0.02  # seconds

Commands = Callable[[Job], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Runner:
    """How tasks run: with these variables of the environment, for at most so many seconds."""

    environment: Mapping[str, str]
    seconds: float
    commands: Commands = command_of


class Tasks:
    """The tasks of a folder. Several services may share it: still only one task runs."""

    def __init__(self, folder: Path, runner: Runner) -> None:
        self._files = TaskFolder(folder)
        self._runner = runner

    def start(self, job: Job, asked_by: str) -> Task:
        """Start a task. Raises StateError while one runs, StoreError."""
        try:
            self._wait_for_the_last()
            with self._starting(), _taken(self._files.lock) as lock:
                if lock is None:
                    raise StateError("已有学习任务在运行。 A task of learning is running.")
                self._note_lost()
                task = Task(new_id("task_"), job.action, job.model, asked_by, time.time())
                self._files.put(task)
                self._files.forget_old()
                self._spawn(task, lock)
        except OSError as error:
            raise StoreError(f"{type(error).__name__}: {error.strerror}") from error
        return task

    def cancel(self, identity: str) -> Task:
        """Tell a task to end; it is cancelled a moment later. Raises NotFoundError, StateError
        where it does not run."""
        task = self.get(identity)
        with self._starting(), _taken(self._files.lock) as lock:
            if lock is not None or task.state is not TaskState.RUNNING:
                raise StateError("任务不在运行。 The task does not run.")
            self._files.ask_to_end(identity)
        return task

    def get(self, identity: str) -> Task:
        """A task. Raises NotFoundError."""
        self.settle()
        return self._files.get(identity)

    def newest(self) -> list[Task]:
        """All that are remembered, the newest first."""
        self.settle()
        return self._files.all()

    def log_tail(self, identity: str, count: int) -> str:
        """The last bytes of what a task printed."""
        return self._files.log_tail(identity, count)

    def settle(self) -> None:
        """Note of tasks whose process is gone that they are lost."""
        if not self._files.folder.is_dir():
            return
        with self._starting(), _taken(self._files.lock) as lock:
            if lock is not None:
                self._note_lost()

    def _wait_for_the_last(self) -> None:
        """The process of a task that has ended needs a moment to be gone, and its lock with it."""
        deadline = time.monotonic() + _LEAVING
        while time.monotonic() < deadline:
            with self._starting(), _taken(self._files.lock) as lock:
                newest = self._files.all()[:1]
                if lock is not None or any(task.state is TaskState.RUNNING for task in newest):
                    return
            time.sleep(_GLANCE)

    def _note_lost(self) -> None:
        """To be called with the lock held: then no task runs."""
        for task in self._files.all():
            if task.state is TaskState.RUNNING:
                was_asked = self._files.is_asked_to_end(task.id)
                state = TaskState.CANCELLED if was_asked else TaskState.LOST
                self._files.put(replace(task, state=state, ended_at=time.time()))

    def _starting(self) -> AbstractContextManager[None]:
        return one_at_a_time(self._files.folder / "starting")

    def _spawn(self, task: Task, lock: int) -> None:
        """The process keeps the lock: it was taken through the handle that it inherits."""
        own = (*OWN_PYTHON, "-m", "serve.learning.task_process")
        about = (str(self._files.folder), task.id, str(self._runner.seconds))
        process = subprocess.Popen(
            (*own, *about, *self._runner.commands(task.job)),
            env={**os.environ, **self._runner.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=(lock,),
        )
        Thread(target=process.wait, name="task", daemon=True).start()


@contextmanager
def _taken(path: Path) -> Iterator[int | None]:
    """A handle that holds the lock; None where somebody else does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield handle if _try_lock(handle) else None
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
