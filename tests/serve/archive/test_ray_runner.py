"""The same on a cluster that is started here: documents end once, whatever happens to actors."""

import os
import signal
from pathlib import Path

import pytest

from serve.archive.ray_runner import RayRunner
from serve.archive.reading import Room
from serve.archive.runner import Outcome
from tests.serve.archive.test_local_runner import ROOM, items
from tests.serve.jobs.fake_children import obey

pytestmark = pytest.mark.slow
pytest.importorskip("ray")


def run(folder: Path, room: Room, *words: str) -> dict[str, Outcome]:
    taken: list[Outcome] = []
    RayRunner(2, room, program=obey).run(items(folder, *words), taken.append)
    assert len(taken) == len(words)
    return {outcome.item.uri: outcome for outcome in taken}


def test_each_document_ends_once_whatever_the_others_do(tmp_path: Path) -> None:
    found = run(tmp_path, ROOM, "ok", "crash", "broken", "ok", "fault", "ok")
    read = [found[number].record is not None for number in "012345"]
    assert read == [True, False, False, True, False, True]
    faults = {number: outcome.fault for number, outcome in found.items() if outcome.fault}
    assert faults["1"].code == "serve.child_crashed"
    assert [faults[number].passing for number in "124"] == [False, False, True]


def test_an_actor_that_is_killed_is_replaced(tmp_path: Path) -> None:
    taken: list[Outcome] = []
    killed: list[int] = []

    def kill_once(outcome: Outcome) -> None:
        taken.append(outcome)
        if len(taken) == 1:
            there = _actors()
            killed.extend(there)
            for pid in there:
                os.kill(pid, signal.SIGKILL)

    RayRunner(2, ROOM, program=obey).run(items(tmp_path, *["slow 0.2"] * 8), kill_once)
    assert killed
    assert sorted(outcome.item.uri for outcome in taken) == [str(number) for number in range(8)]
    assert all(outcome.record is not None for outcome in taken)


def _actors() -> list[int]:
    """Processes of this machine that are actors of ours."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if b"ray::ActorReader" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found
