"""Ctrl-C while a file is being read: exit code 130, no process left behind."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from threading import Thread

import pytest

from tests.ingest.drawn_pdf import one_page

COMMAND = [sys.executable, "-c", "from extractor.cli import main; main()", "extract"]


def release(process, pipes, stack):
    """Let the test go on where the command ended before it read."""
    process.wait()
    for pipe in pipes:
        stack.callback(os.close, os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_ends_the_run_and_its_processes(tmp_path, jobs):
    pipes = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for pipe in pipes:
        os.mkfifo(pipe)
    command = [*COMMAND, *map(str, pipes), "--jobs", str(jobs)]
    with (
        ExitStack() as stack,
        subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process,
    ):
        stack.callback(process.kill)
        watcher = Thread(target=release, args=(process, pipes[:jobs], stack), daemon=True)
        watcher.start()
        for pipe in pipes[:jobs]:
            stack.enter_context(pipe.open("wb"))  # waits until the reader is there
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)  # the end of stderr: no child holds it
        watcher.join()
    assert "Traceback" not in stderr.decode()
    assert "已中断" in stderr.decode()
    assert process.returncode == 130


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_other_signals_leave_no_process_and_no_file(tmp_path, name, jobs):
    files = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    for file in files:
        file.write_bytes(one_page(b"0 0 m 500 500 l S\n" * 400_000))
    left = tmp_path / "left"
    left.mkdir()
    command = [*COMMAND, *map(str, files), "--jobs", str(jobs)]
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(left)},
    ) as process:
        while len(list(left.glob("jixiao-*/document"))) < jobs and process.poll() is None:
            os.sched_yield()
        number = getattr(signal, name)
        process.send_signal(number)
        process.communicate(timeout=60)  # the end of stderr: no child holds it
    assert process.returncode == 128 + number
    assert list(left.iterdir()) == []
