"""Ctrl-C in a terminal goes to all processes of a batch: nothing is said but how to go on."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
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


def readers(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The processes below, without the one that removes what they leave."""
    below = psutil.Process(process.pid).children()
    return [one for one in below if "resource_tracker" not in " ".join(one.cmdline())]


@pytest.mark.slow
@pytest.mark.parametrize("grown", [0.05, 1.0, 3.0])
def test_ctrl_c_is_answered_in_one_line(batch: subprocess.Popen[bytes], grown: float) -> None:
    """While processes come up, load their modules, and read: `grown` are their own seconds."""
    until = time.monotonic() + PATIENCE
    while not any(sum(one.cpu_times()[:2]) >= grown for one in readers(batch)):
        assert time.monotonic() < until
        assert batch.poll() is None
    os.killpg(batch.pid, signal.SIGINT)
    _, said = batch.communicate(timeout=PATIENCE)
    assert batch.returncode == 130
    assert said.decode().splitlines()[-1] == SAID
    assert all("·" in line or line == SAID for line in said.decode().splitlines()), said.decode()
