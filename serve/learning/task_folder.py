"""Tasks of learning as files: what was asked, what came of it, and what it said meanwhile.

lock                  held by the process of the task that runs, and by nobody once it is gone;
                      says its process id
tasks/ID.json         a Task
tasks/ID.log          what its command printed
"""

import json
import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from annotations.folders import write_whole
from models.kinds import ModelKind
from serve.errors import NotFoundError, StoreError
from serve.learning.actions import Action, Job

JsonObject = dict[str, Any]

KEPT = 50
"""Tasks that are remembered."""
_NAME = re.compile(r"task_[0-9a-z]{26}")


class TaskState(StrEnum):
    """How a task stands."""

    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"  # the gate did not let the challenger pass
    NOTHING = "nothing"  # there was nothing to learn from
    FAILED = "failed"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed_out"
    LOST = "lost"  # its process ended without a word: killed, or the machine stopped


@dataclass(frozen=True, slots=True)
class Task:
    """One task. Times are seconds since 1970; `result` is the JSON object that the command ended
    with, None where there was none."""

    id: str
    action: Action
    model: ModelKind | None
    asked_by: str
    started_at: float
    state: TaskState = TaskState.RUNNING
    ended_at: float | None = None
    exit_code: int | None = None
    result: JsonObject | None = None

    @property
    def job(self) -> Job:
        """What it does."""
        return Job(self.action, self.model)


class TaskFolder:
    """The files of the tasks; the folder is made when needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = folder / "lock"

    def put(self, task: Task) -> None:
        """Keep a task as it stands. Raises OSError."""
        data = json.dumps(asdict(task), ensure_ascii=False).encode()
        write_whole(self._tasks / f"{task.id}.json", data)

    def get(self, identity: str) -> Task:
        """A task. Raises NotFoundError."""
        path = self._tasks / f"{identity}.json"
        if not _NAME.fullmatch(identity) or not path.is_file():
            raise NotFoundError("没有这个任务。 There is no such task.")
        return _read(path)

    def all(self) -> list[Task]:
        """All of them, the newest first. Raises StoreError."""
        if not self._tasks.is_dir():
            return []
        paths = (path for path in self._tasks.glob("*.json") if _NAME.fullmatch(path.stem))
        return [_read(path) for path in sorted(paths, reverse=True)]

    def log_of(self, identity: str) -> Path:
        """Where the output of a task goes."""
        return self._tasks / f"{identity}.log"

    def log_tail(self, identity: str, count: int) -> str:
        """The last `count` bytes of what a task printed, from the beginning of a line."""
        try:
            with self.log_of(identity).open("rb") as file:
                size = file.seek(0, 2)
                file.seek(max(0, size - count))
                data = file.read()
        except FileNotFoundError:
            return ""
        if size > count:
            data = data.partition(b"\n")[2]
        return data.decode(errors="replace")

    def ask_to_end(self, identity: str) -> None:
        """Let a task end, however far it is. Raises OSError."""
        (self._tasks / f"{identity}.end").touch()

    def is_asked_to_end(self, identity: str) -> bool:
        """Whether somebody wants a task to end."""
        return (self._tasks / f"{identity}.end").exists()

    def forget_old(self) -> None:
        """Remove all but the newest tasks."""
        for task in self.all()[KEPT:]:
            for ending in ("log", "end", "json"):
                (self._tasks / f"{task.id}.{ending}").unlink(missing_ok=True)

    @property
    def _tasks(self) -> Path:
        return self.folder / "tasks"


def _read(path: Path) -> Task:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        model = told["model"] and ModelKind(told["model"])
        state, action = TaskState(told["state"]), Action(told["action"])
        return Task(**told | {"state": state, "action": action, "model": model})
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(f"{path.name}: {type(error).__name__}") from error
