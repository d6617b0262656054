"""Tasks of learning: one at a time, each in a process that outlives the service."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

from models.kinds import ModelKind
from serve.errors import NotFoundError, StateError
from serve.learning.actions import Action, Job
from serve.learning.task_folder import KEPT, Task, TaskFolder, TaskState
from serve.learning.tasks import Runner, Tasks
from serve.store.ids import new_id
from tests.serve.listening import PATIENCE

T = TypeVar("T")
TRAIN = Job(Action.TRAIN, ModelKind.FORM_TAGGER)
WAITING = "import os, time; print('step 3/90', os.getpid(), flush=True); time.sleep(600)"


def python(code: str) -> Callable[[Job], Sequence[str]]:
    """Every job is this program."""
    return lambda job: (sys.executable, "-c", code)


def tasks_of(folder: Path, code: str, seconds: float = 60.0) -> Tasks:
    return Tasks(folder, Runner({}, seconds, python(code)))


def until(ask: Callable[[], T | None]) -> T:
    """What `ask` says once it says something."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        said = ask()
        if said:
            return said
        time.sleep(0.02)
    pytest.fail("it did not come to pass")


def ended(tasks: Tasks, identity: str) -> Task:
    """The task once it does not run any more."""

    def look() -> Task | None:
        task = tasks.get(identity)
        return None if task.state is TaskState.RUNNING else task

    return until(look)


def pid_of_command(tasks: Tasks, identity: str) -> int:
    def look() -> list[str]:
        return re.findall(r"step 3/90 (\d+)\n", tasks.log_tail(identity, 1000))

    return int(until(look)[0])


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("print('learned'); print('{\"version\": \"v0002\"}')", TaskState.DONE),
        ("print('{\"passed\": false}'); raise SystemExit(1)", TaskState.REFUSED),
        ('print(\'{"why": "none"}\'); raise SystemExit(2)', TaskState.NOTHING),
        ("print('Usage: jixiao'); raise SystemExit(2)", TaskState.FAILED),
        ("raise SystemExit('no version')", TaskState.FAILED),
        ("raise SystemExit(7)", TaskState.FAILED),
    ],
)
def test_what_comes_of_a_task_is_told_by_its_exit_code(
    tmp_path: Path, code: str, state: TaskState
) -> None:
    tasks = tasks_of(tmp_path, code)
    task = ended(tasks, tasks.start(TRAIN, "周明").id)
    assert task.state is state
    assert task.ended_at is not None
    assert task.ended_at >= task.started_at
    assert (task.asked_by, task.job) == ("周明", TRAIN)


def test_the_last_object_that_was_printed_is_the_result(tmp_path: Path) -> None:
    tasks = tasks_of(tmp_path, 'print(\'{"a": 1}\\n{not json\\n{"passed": true}\\nbye\')')
    task = ended(tasks, tasks.start(TRAIN, "周明").id)
    assert task.result == {"passed": True}
    assert tasks.log_tail(task.id, 1000).splitlines()[-1] == "bye"
    assert tasks.log_tail(task.id, 10) == "bye\n"


def test_a_second_task_is_refused_while_one_runs(tmp_path: Path) -> None:
    tasks = tasks_of(tmp_path, WAITING)
    first = tasks.start(TRAIN, "周明")
    with pytest.raises(StateError):
        tasks_of(tmp_path, WAITING).start(Job(Action.GATHER), "李华")
    tasks.cancel(first.id)
    ended(tasks, first.id)
    second = tasks.start(Job(Action.GATHER), "李华")
    tasks.cancel(second.id)
    assert [task.id for task in tasks.newest()] == [second.id, first.id]
    ended(tasks, second.id)


def test_cancelling_ends_the_command_and_all_below_it(tmp_path: Path) -> None:
    below = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {WAITING!r}]).wait()"
    tasks = tasks_of(tmp_path, below)
    task = tasks.start(TRAIN, "周明")
    pid = pid_of_command(tasks, task.id)
    tasks.cancel(task.id)
    assert ended(tasks, task.id).state is TaskState.CANCELLED
    until(lambda: not is_alive(pid))
    with pytest.raises(StateError):
        tasks.cancel(task.id)


def test_a_task_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    tasks = tasks_of(tmp_path, WAITING, seconds=0.5)
    assert ended(tasks, tasks.start(TRAIN, "周明").id).state is TaskState.TIMED_OUT


def test_a_task_whose_process_was_killed_is_lost_and_its_command_ends_with_it(
    tmp_path: Path,
) -> None:
    tasks = tasks_of(tmp_path, WAITING)
    task = tasks.start(TRAIN, "周明")
    pid = pid_of_command(tasks, task.id)
    os.kill(parent_of(pid), signal.SIGKILL)
    assert ended(tasks, task.id).state is TaskState.LOST
    until(lambda: not is_alive(pid))
    again = tasks.start(TRAIN, "周明")
    tasks.cancel(again.id)
    ended(tasks, again.id)


def test_a_task_outlives_a_service_that_was_killed(tmp_path: Path) -> None:
    """Another process starts it and is killed; the next one finds it running, then done."""
    go = tmp_path / "go"
    code = (
        f"import os, time\nwhile not os.path.exists({str(go)!r}): time.sleep(0.02)\nprint('{{}}')"
    )
    service = (
        "import sys, time; from pathlib import Path\n"
        "from serve.learning.actions import *; from serve.learning.tasks import *\n"
        f"runner = Runner({{}}, 60.0, lambda job: (sys.executable, '-c', {code!r}))\n"
        f"print(Tasks(Path({str(tmp_path)!r}), runner).start(Job(Action.GATHER), 'x').id, flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", service], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        identity = process.stdout.readline().decode().strip()
        process.kill()
    tasks = tasks_of(tmp_path, "")
    assert tasks.get(identity).state is TaskState.RUNNING
    go.touch()
    assert ended(tasks, identity).state is TaskState.DONE


def test_a_command_that_is_not_there_has_failed(tmp_path: Path) -> None:
    tasks = Tasks(tmp_path, Runner({}, 60.0, lambda job: ("/nowhere/jixiao",)))
    task = ended(tasks, tasks.start(TRAIN, "周明").id)
    assert task.state is TaskState.FAILED
    assert "/nowhere/jixiao" in tasks.log_tail(task.id, 1000)


def test_only_the_newest_tasks_are_remembered(tmp_path: Path) -> None:
    folder = TaskFolder(tmp_path)
    old = [new_id("task_") for _ in range(KEPT + 3)]
    for number, identity in enumerate(sorted(old)):
        folder.put(Task(identity, Action.GATHER, None, "x", float(number), TaskState.DONE))
        folder.log_of(identity).write_text("done")
    folder.forget_old()
    kept = [task.started_at for task in folder.all()]
    assert kept == [float(number) for number in range(KEPT + 2, 2, -1)]
    assert len(list((tmp_path / "tasks").iterdir())) == 2 * KEPT


@pytest.mark.parametrize("name", ["", "..", "task_1", "../lock", "task_" + "0" * 26])
def test_a_task_that_is_not_there_is_not_found(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFoundError):
        TaskFolder(tmp_path).get(name)
