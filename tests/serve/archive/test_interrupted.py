"""Ctrl-C in a terminal goes to all processes of a batch: nothing is said but how to go on."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from serve.jobs.own_command import jixiao_command
from tests.serve.archive.kills import make_documents

PATIENCE = 60.0
SAID = "已停止，再次运行即继续。 Stopped; run it again to go on."


@pytest.fixture
def batch(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A batch of two workers in a session of its own, as from a shell."""
    make_documents(tmp_path / "source", 200)
    kept = {name: text for name, text in os.environ.items() if not name.startswith("JIXIAO")}
    options = ("--workers", "2", "--log", "plain")
    process = subprocess.Popen(
        jixiao_command("batch", str(tmp_path / "source"), str(tmp_path / "archive"), *options),
        env=kept | {"JIXIAO_HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    yield process
    process.kill()
    process.communicate()


def busiest(process: subprocess.Popen[bytes]) -> float:
    """Seconds of the reader that has had most of the processor."""
    children = Path(f"/proc/{process.pid}/task").glob("*/children")
    below = [number for child in children for number in child.read_text().split()]
    return max((_seconds(number) for number in below), default=0.0)


def _seconds(number: str) -> float:
    """None of the process that removes what others leave, or of one that has ended."""
    try:
        if b"resource_tracker" in Path(f"/proc/{number}/cmdline").read_bytes():
            return 0.0
        words = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc")
@pytest.mark.parametrize("grown", [0.05, 1.0, 3.0])
def test_ctrl_c_is_answered_in_one_line(batch: subprocess.Popen[bytes], grown: float) -> None:
    """While processes come up, load their modules, and read: `grown` are their own seconds."""
    until = time.monotonic() + PATIENCE
    while busiest(batch) < grown:
        assert time.monotonic() < until
        assert batch.poll() is None
    os.killpg(batch.pid, signal.SIGINT)
    _, said = batch.communicate(timeout=PATIENCE)
    assert batch.returncode == 130
    assert said.decode().splitlines()[-1] == SAID
    assert all("·" in line or line == SAID for line in said.decode().splitlines()), said.decode()
