"""Workers run beside the service: started again when they die, ended when it ends.

service  ── pipe ──▶  worker 0, worker 1      (here: small programs that wait for the pipe)
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from serve.jobs.supervisor import Supervisor
from tests.serve.jobs.test_reader import gone, wait_until

WAITS = "import sys; sys.stdin.read()"
SERVICE = """
import sys
from serve.jobs.supervisor import Supervisor
supervisor = Supervisor(1, lambda number: (sys.executable, "-c", "import sys; sys.stdin.read()"))
supervisor.start()
while not supervisor.pids():
    pass
print(supervisor.pids()[0], flush=True)
sys.stdin.read()
"""


def waits(number: int) -> Sequence[str]:
    return (sys.executable, "-S", "-c", WAITS, str(number))


def test_a_worker_that_dies_is_started_again() -> None:
    supervisor = Supervisor(2, waits)
    supervisor.start()
    try:
        wait_until(lambda: len(supervisor.pids()) == 2)
        first, second = supervisor.pids()
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: len(supervisor.pids()) == 2 and first not in supervisor.pids())
        assert second in supervisor.pids()
    finally:
        supervisor.close()
    assert supervisor.pids() == ()


def test_workers_that_die_at_once_are_not_started_without_end(tmp_path: Path) -> None:
    log = tmp_path / "starts"
    program = f"open({str(log)!r}, 'a').write('.')"
    supervisor = Supervisor(1, lambda number: (sys.executable, "-S", "-c", program))
    supervisor.start()
    time.sleep(2.0)
    supervisor.close()
    assert 1 <= len(log.read_text()) <= 4


def test_workers_end_with_a_service_that_is_killed() -> None:
    service = subprocess.Popen(
        [sys.executable, "-c", SERVICE], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert service.stdout is not None
    worker = int(service.stdout.readline())
    assert not gone(worker)
    service.kill()
    service.communicate()
    wait_until(lambda: gone(worker), seconds=3)


def test_a_command_that_is_not_there_is_tried_again() -> None:
    supervisor = Supervisor(1, lambda number: ("/nowhere/jixiao",))
    supervisor.start()
    time.sleep(0.6)
    supervisor.close()
    assert supervisor.pids() == ()
