"""Processes that read may die, hang or be killed: every document still ends once."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from serve.archive.local_runner import LocalRunner
from serve.archive.reading import Room, shared_cores
from serve.archive.runner import Item, Outcome
from tests.serve.jobs.fake_children import obey

ROOM = Room(seconds=20.0, memory=2 * 2**30, max_bytes=2**20)


def items(folder: Path, *words: str) -> Iterator[Item]:
    for number, text in enumerate(words):
        path = folder / f"{number}"
        path.write_text(text, encoding="utf-8")
        yield Item(f"{number}", f"{number}.txt", f"{number:064x}", len(text), 0.0, path)


def run(folder: Path, room: Room, *words: str) -> dict[str, Outcome]:
    taken: list[Outcome] = []
    LocalRunner(2, folder, room, obey).run(items(folder, *words), taken.append)
    assert len(taken) == len(words)
    return {outcome.item.uri: outcome for outcome in taken}


def test_each_document_ends_once_whatever_the_others_do(tmp_path: Path) -> None:
    found = run(tmp_path, ROOM, "ok", "crash", "broken", "ok", "fault", "ok")
    assert [found[number].record is not None for number in "0123"] == [True, False, False, True]
    crash, broken, fault = (found[number].fault for number in "124")
    assert crash is not None
    assert crash.code == "serve.child_crashed"
    assert not crash.passing
    assert broken is not None
    assert not broken.passing
    assert fault is not None
    assert fault.passing
    assert found["5"].record is not None


@pytest.mark.slow
def test_a_document_that_hangs_is_given_up(tmp_path: Path) -> None:
    room = Room(seconds=15.0, memory=ROOM.memory, max_bytes=ROOM.max_bytes)
    found = run(tmp_path, room, "hang", "ok")
    assert found["0"].fault is not None
    assert found["0"].fault.code == "serve.child_timeout"
    assert found["1"].record is not None


def test_processes_that_are_killed_between_documents_are_replaced(tmp_path: Path) -> None:
    """Each result kills all children of this process that read."""
    taken: list[Outcome] = []

    def kill(outcome: Outcome) -> None:
        taken.append(outcome)
        for child in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split():
            if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text():
                os.kill(int(child), signal.SIGKILL)

    LocalRunner(1, tmp_path, ROOM, obey).run(items(tmp_path, *["ok"] * 4), kill)
    assert [outcome.record is not None for outcome in taken] == [True] * 4


def test_an_error_of_the_sink_ends_the_run(tmp_path: Path) -> None:
    class FullError(Exception):
        pass

    def refuse(outcome: Outcome) -> None:
        raise FullError

    try:
        LocalRunner(2, tmp_path, ROOM, obey).run(items(tmp_path, "ok", "slow 60", "ok"), refuse)
    except FullError:
        return
    raise AssertionError("the error was lost")


def test_workers_share_the_processors() -> None:
    cores = os.sched_getaffinity(0)
    alone = shared_cores(1)
    assert alone == [frozenset(cores)]
    many = shared_cores(len(cores) + 1)
    assert shared_cores(1, 1) == [frozenset((min(cores),))]
    assert all(len(own) == 1 for own in many)


def test_the_next_document_is_fetched_while_one_is_read(tmp_path: Path) -> None:
    given: list[str] = []

    def noted() -> Iterator[Item]:
        for item in items(tmp_path, "ok", "ok", "ok", "ok"):
            given.append(item.uri)
            yield item

    ahead: list[int] = []

    def note(outcome: Outcome) -> None:
        ahead.append(len(given))

    LocalRunner(1, tmp_path, ROOM, obey).run(noted(), note)
    assert ahead[0] == 3
    assert len(ahead) == 4
