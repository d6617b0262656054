"""No process outlives the one it works for, even where that is killed.

worker (killed -9)  ──  child (hangs)  ──  process below the child
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.serve.jobs.test_reader import gone, wait_until

WORKER = """
import sys
from serve.jobs.messages import Pictures, Task
from serve.jobs.reader import Bounds, Reader, Watch
from tests.serve.jobs.fake_children import obey
folder = sys.argv[1]
reader = Reader(Bounds(60.0, 2**40, 2**40), obey)
task = Task(folder + "/document", "a.txt", folder, Pictures.NONE, 2**20, 60.0)
def note(*steps):
    open(folder + "/child", "w").write(str(reader.pid))
reader.read(task, Watch(note, lambda: False))
"""


def test_a_child_is_in_nobodys_way_and_ends_with_its_worker(tmp_path: Path) -> None:
    (tmp_path / "document").write_text("hang")
    told = tmp_path / "child"
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(tmp_path)])
    try:
        wait_until(lambda: told.exists() and bool(told.read_text()))
        child = int(told.read_text())
        assert os.getpriority(os.PRIO_PROCESS, child) == 10
        assert os.getpgid(child) == child, "it can be killed with all below it"
        os.kill(worker.pid, signal.SIGKILL)
        wait_until(lambda: gone(child), seconds=3)
    finally:
        worker.kill()
        worker.wait()
