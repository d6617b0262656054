"""`jixiao` with eyes: after each document that a process of `batch` has read, a line about its memory
goes into the file that NOTES names; LIFE says how many documents a process reads at most."""

import json
import os
import time
from collections import Counter
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from serve.archive import local_runner, reading
from serve.archive.reading import Seat
from serve.archive.runner import Item, Outcome
from tests.serve.archive.faulty_child import read_with_faults

_FIELDS = {"Rss:": "rss", "Pss:": "pss", "Private_Clean:": "uss", "Private_Dirty:": "uss"}


class Notes:
    """Lines of JSON: which worker, which of its processes, how many documents that one has read,
    and bytes of it and of those below it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._lock = Lock()
        self._workers: dict[int, int] = {}
        self._lives: Counter[int] = Counter()
        self._told = 0

    def add(self, seat: Seat, item: Item, outcome: Outcome) -> None:
        """Note what a process has now; nothing where it was replaced just now."""
        pid = seat.reader.pid
        own = memory(pid) if pid is not None else Counter[str]()
        below: Counter[str] = Counter()
        for child in descendants(pid) if pid is not None else ():
            below.update(memory(child))
        with self._lock:
            self._told += 1
            worker = self._workers.setdefault(id(seat.reader), len(self._workers))
            self._lives[pid or 0] += 1
            line = {
                "document": self._told,
                "at": round(time.monotonic(), 2),
                "worker": worker,
                "pid": pid,
                "of_life": self._lives[pid or 0],
                "name": os.fsencode(item.name).decode(errors="replace"),
                "seconds": round(outcome.seconds, 3),
                "code": outcome.fault.code if outcome.fault else None,
                "own": own,
                "below": below,
            }
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()


def memory(pid: int) -> Counter[str]:
    """Resident, proportional and unshared bytes of one process; none where it has ended."""
    found: Counter[str] = Counter()
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return found
    for line in lines:
        name, *values = line.split()
        if name in _FIELDS:
            found[_FIELDS[name]] += int(values[0]) * 1024
    return found


def descendants(pid: int) -> list[int]:
    """All processes below one."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        for task in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            try:
                children = [int(word) for word in task.read_text(encoding="ascii").split()]
            except OSError:
                continue  # the thread has ended
            found += children
            waiting += children
    return found


def watch(path: Path) -> None:
    """From now on every document that a seat reads is noted."""
    notes, real = Notes(path), Seat.read

    def read(self: Seat, item: Item, path: Path) -> Outcome:
        outcome = real(self, item, path)
        notes.add(self, item, outcome)
        return outcome

    Seat.read = read  # type: ignore[method-assign]
    given: Any = partial(local_runner.LocalRunner, program=read_with_faults)
    local_runner.LocalRunner = given  # type: ignore[misc]


if __name__ == "__main__":
    from extractor.cli import main

    watch(Path(os.environ["NOTES"]))
    if "LIFE" in os.environ:
        reading.DOCUMENTS_A_PROCESS = int(os.environ["LIFE"])
    main(prog_name="jixiao")
