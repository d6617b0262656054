"""The real service on a folder of its own, started and ended by the caller."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.serve.load.clients import Target, ask

JIXIAO = str(Path(sys.executable).with_name("jixiao"))


@dataclass(frozen=True, slots=True)
class Running:
    process: subprocess.Popen[bytes]
    target: Target

    def resident(self) -> int:
        """Megabytes of the process that answers."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024

    def wait_until_running(self, identities: Sequence[str], seconds: float = 120) -> None:
        """Until one of the documents is being read."""
        link = self.target.connect()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            states = [json.loads(ask(link, self.target, f"/v1/documents/{i}")) for i in identities]
            if any(state["progress"]["done"] for state in states):
                return
            time.sleep(0.5)
        raise TimeoutError("no document was begun")


@contextmanager
def running_service(home: Path, workers: int) -> Iterator[Running]:
    """`jixiao serve` on a free port with a key that may do everything."""
    port = free_port()
    environment = os.environ | {
        "JIXIAO_HOME": str(home),
        "JIXIAO_PORT": str(port),
        "JIXIAO_WORKERS": str(workers),
        "JIXIAO_REQUESTS_PER_MINUTE": "0",
    }
    made = subprocess.run(
        [JIXIAO, "admin", "create-key", "--name", "load", "--scope", "admin"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    key = made.stdout.split()[-1]
    log = (home / "serve.log").open("wb")
    process = subprocess.Popen([JIXIAO, "serve"], env=environment, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz", process)
        yield Running(process, Target("127.0.0.1", port, key))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        log.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
    raise TimeoutError(f"{url} does not answer")
