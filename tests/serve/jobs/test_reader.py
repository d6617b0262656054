"""What a child does to itself costs only the document that it reads."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from serve.jobs.messages import (
    Blame,
    NotRead,
    Pictures,
    Progress,
    Stage,
    Task,
    message_to_bytes,
)
from serve.jobs.reader import Bounds, Outcome, Read, Reader, Stopped, Watch
from tests.serve.jobs.fake_children import obey

MEBIBYTE = 2**20
ROOMY = Bounds(seconds=30.0, memory=2048 * MEBIBYTE, kept_bytes=1024 * MEBIBYTE)
UNWATCHED = Watch(lambda stage, done, total: None, lambda: False)


class Desk:
    """A reader with a folder for its tasks."""

    def __init__(self, folder: Path, bounds: Bounds) -> None:
        self.folder = folder
        self.reader = Reader(bounds, obey)

    def read(self, words: str, watch: Watch = UNWATCHED) -> Outcome:
        path = self.folder / "document"
        path.write_text(words)
        task = Task(str(path), "a.txt", str(self.folder), Pictures.ALL, MEBIBYTE, 10.0)
        return self.reader.read(task, watch)


@pytest.fixture
def make_desk(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    desks = []

    def make(**bounds: float) -> Desk:
        desks.append(Desk(tmp_path, replace(ROOMY, **bounds)))
        return desks[-1]

    yield make
    for desk in desks:
        desk.reader.close()


def ended(pid: int) -> bool:
    """Whether a child is gone as far as its parent can see; threads may outlive the first one."""
    seen = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    return seen is not None


def gone(pid: int) -> bool:
    """Whether a process that is not our child has ended; nobody may have looked yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def wait_until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def up_late(connection: Connection) -> None:
    """A child that takes longer to come up than its document may take."""
    time.sleep(1.5)
    connection.send_bytes(message_to_bytes(Progress(Stage.START, 1, 1)))
    obey(connection)


@pytest.mark.parametrize(("start_seconds", "kind"), [(60.0, Read), (0.0, NotRead)])
def test_the_start_of_a_child_is_not_the_time_of_its_first_document(
    tmp_path: Path, start_seconds: float, kind: type[Outcome]
) -> None:
    bounds = replace(ROOMY, seconds=1.2, start_seconds=start_seconds)
    desk = Desk(tmp_path, bounds)
    desk.reader = Reader(bounds, up_late)
    try:
        assert isinstance(desk.read("ok"), kind)
    finally:
        desk.reader.close()


def test_one_child_reads_many(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    told: list[tuple[str, int, int]] = []
    watch = Watch(lambda *steps: told.append(steps), lambda: False)
    first = desk.read("ok", watch)
    second = desk.read("ok")
    assert isinstance(first, Read)
    assert isinstance(second, Read)
    assert first.record["read_by"] == second.record["read_by"]
    assert [page.number for page in first.pages] == [1]
    assert told == [("read", 1, 2)]


def test_a_broken_file_and_a_fault_are_told_apart(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    assert desk.read("broken") == NotRead(
        Blame.DOCUMENT,
        "ingest.unreadable",
        "坏。 Bad.",
        "文件损坏或不完整，请重新导出。 The file is damaged: export or scan it again.",
    )
    fault = desk.read("fault")
    assert isinstance(fault, NotRead)
    assert fault.blame is Blame.MACHINE


@pytest.mark.parametrize("words", ["crash", "garbage"])
def test_a_crash_costs_one_document(make_desk: Callable[..., Desk], words: str) -> None:
    desk = make_desk()
    crashed = desk.read(words)
    assert isinstance(crashed, NotRead)
    assert (crashed.blame, crashed.code) == (Blame.PROGRAM, "serve.child_crashed")
    assert isinstance(desk.read("ok"), Read)


def test_what_takes_too_long_is_ended(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(seconds=1.0)
    began = time.monotonic()
    late = desk.read("hang")
    assert isinstance(late, NotRead)
    assert (late.blame, late.code) == (Blame.DOCUMENT, "serve.child_timeout")
    assert time.monotonic() - began < 3
    assert desk.reader.pid is None


def test_what_takes_too_much_memory_is_ended(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    assert isinstance(desk.read("ok"), Read)
    assert desk.reader.pid is not None
    own = int(Path(f"/proc/{desk.reader.pid}/statm").read_text().split()[1])
    desk.reader.close()
    desk = make_desk(memory=own * os.sysconf("SC_PAGE_SIZE") + 100 * MEBIBYTE)
    grown = desk.read("grow")
    assert isinstance(grown, NotRead)
    assert grown.code == "serve.child_memory"


def test_a_child_that_keeps_memory_is_replaced(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(kept_bytes=1)
    assert isinstance(desk.read("ok"), Read)
    assert desk.reader.pid is None


def test_all_below_the_child_end_with_it(make_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk = make_desk()
    told = tmp_path / "pid"
    stopped = desk.read(
        f"family {told}",
        Watch(lambda *steps: None, lambda: told.exists() and bool(told.read_text())),
    )
    assert stopped == Stopped()
    wait_until(lambda: gone(int(told.read_text())))


def test_a_child_that_dies_between_documents_costs_none(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    desk.read("ok")
    assert desk.reader.pid is not None
    os.kill(desk.reader.pid, signal.SIGKILL)
    wait_until(lambda: desk.reader.pid is None or ended(desk.reader.pid))
    assert isinstance(desk.read("ok"), Read)


def test_a_machine_that_starts_no_process_is_to_blame(
    make_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(process: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    desk = make_desk()
    with monkeypatch.context() as patch:
        patch.setattr("multiprocessing.context.SpawnProcess.start", refuse)
        fault = desk.read("ok")
    assert isinstance(fault, NotRead)
    assert fault.blame is Blame.MACHINE
    assert isinstance(desk.read("ok"), Read)
