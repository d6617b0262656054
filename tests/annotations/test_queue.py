"""The queue is kept: what was pushed keeps its place, whatever comes after."""

import copy
import json
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner

from annotations.choose import Plan
from annotations.cli import annotate
from annotations.queue import Queue
from annotations.runs import Run, Sheet
from annotations.workspace import Workspace
from tests.annotations.judged import judged
from tests.annotations.shown import river_run


def sheets(first: int, count: int) -> list[tuple[Run, Sheet]]:
    """The later, the more doubted."""
    run, _ = river_run()
    (sheet,) = run.sheets
    found = []
    for number in range(first, first + count):
        record = copy.deepcopy(run.record)
        record["forms"][0]["indicators"][0]["confidence"] = 1 / (number + 1)
        found.append((replace(run, document=f"{number:05d}" + "x" * 59, record=record), sheet))
    return found


def test_a_repeated_push_has_the_same_order(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    first = queue.add(sheets(0, 20), Plan())
    written = (tmp_path / "queue.jsonl").stat().st_mtime_ns
    again = queue.add(sheets(0, 20)[::-1], Plan())
    assert [one.key for one in again] == [one.key for one in first]
    assert (tmp_path / "queue.jsonl").stat().st_mtime_ns == written


def test_documents_that_are_added_move_none_that_were_there(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    first = {one.key: one.choice for one in queue.add(sheets(0, 20), Plan())}
    both = queue.add([*sheets(0, 20), *sheets(20, 20)], Plan())
    assert {one.key: one.choice for one in both if one.key in first} == first
    assert len(both) == 40
    assert [one.choice.score for one in both] == sorted(one.choice.score for one in both)


def test_another_reading_of_a_form_keeps_its_place(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    (old,) = sheets(3, 1)
    (first,) = queue.add([old], Plan())
    reread = (replace(old[0], id="rother"), old[1])
    assert {one.choice for one in queue.add([reread, old], Plan())} == {first.choice}


def test_next_lists_what_nobody_labelled_and_why(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    for number, (run, sheet) in enumerate(sheets(0, 3)):
        workspace.runs.put(replace(run, id=f"r{number}", sheets=(sheet,)))
    labelled = sheets(2, 1)[0][0].document
    workspace.corrections.add([replace(judged("a"), document=labelled)])
    done = CliRunner().invoke(annotate, ["next", "--json", "--home", str(tmp_path)])
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert {one["document"][:5] for one in told} == {"00000", "00001"}
    assert {one["reason"] for one in told} <= {"uncertain", "unlike", "random"}
    plain = CliRunner().invoke(annotate, ["next", "--count", "1", "--home", str(tmp_path)])
    assert len(plain.stdout.splitlines()) == 1
