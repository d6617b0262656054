"""Memory of a process and all that it started, while it works (Linux)."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PERIOD = 0.1
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What a command printed, and its memory in MB: `peak` is the largest sum over its processes
    of what each holds, pages that several share divided among them; `own_peak` is the kernel's
    count of the first process alone."""

    output: str
    peak: float
    own_peak: float


def watch(command: Sequence[str | Path]) -> Watched:
    """Run a command to its end. Raises CalledProcessError where it fails."""
    peak = own = 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while True:
            peak = max(peak, sum(map(_shared_out, _tree(process.pid))))
            own = max(own, _field(process.pid, "status", "VmHWM"))
            try:
                output, _ = process.communicate(timeout=PERIOD)
                break
            except subprocess.TimeoutExpired:
                continue
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args, output)
    return Watched(output, peak, own)


def _tree(root: int) -> list[int]:
    """The process and its descendants."""
    try:
        tasks = list(Path(f"/proc/{root}/task").iterdir())
        children = [int(pid) for task in tasks for pid in (task / "children").read_text().split()]
    except OSError:
        return [root]
    return [root, *(pid for child in children for pid in _tree(child))]


def _shared_out(pid: int) -> float:
    return _field(pid, "smaps_rollup", "Pss")


def _field(pid: int, file: str, name: str) -> float:
    """MB of a line of /proc; 0 where the process has ended."""
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))
