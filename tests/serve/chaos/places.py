"""The real service on a home of its own, with the processes that belong to it."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.ports import free_port
from tests.serve.load.clients import Target

JIXIAO = str(Path(sys.executable).with_name("jixiao"))


@dataclass(slots=True)
class Place:
    """A home and the settings of a service. `extra` are more JIXIAO_* settings."""

    home: Path
    workers: int
    extra: dict[str, str] = field(default_factory=dict)
    log: Path | None = None
    port: int = field(default_factory=free_port)
    key: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "JIXIAO_HOME": str(self.home),
            "JIXIAO_PORT": str(self.port),
            "JIXIAO_WORKERS": str(self.workers),
            "JIXIAO_REQUESTS_PER_MINUTE": "0",
            **self.extra,
        }

    @property
    def target(self) -> Target:
        return Target("127.0.0.1", self.port, self.key)

    def prepare(self) -> None:
        """Make the tables and a key that may do everything."""
        self.admin("migrate")
        made = self.admin("create-key", "--name", "chaos", "--scope", "admin")
        self.key = made.split()[-1]

    def admin(self, *arguments: str) -> str:
        """Run a command of the operator; what it prints."""
        return subprocess.run(
            [JIXIAO, "admin", *arguments],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def start(self) -> None:
        """Start the service, as an operating system does after it has died."""
        with (self.log or self.home.parent / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [JIXIAO, "serve"], env=self.environment, stdout=log, stderr=log
            )

    def kill_service(self) -> None:
        """As `kill -9` of the process that answers."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> float:
        """End the service as its operator does; the seconds that took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(40) == 0, self.process.returncode
        return time.monotonic() - began

    def worker_pids(self) -> list[int]:
        """The workers below the service."""
        assert self.process is not None
        return [pid for pid in children(self.process.pid) if "--until-eof" in command_line(pid)]

    def all_pids(self) -> list[int]:
        """Every process of this home, whoever started it."""
        wanted = f"JIXIAO_HOME={self.home}".encode()
        return [
            pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if has(pid, wanted)
        ]


def has(pid: int, variable: bytes) -> bool:
    try:
        return variable in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False


def children(pid: int) -> list[int]:
    """Processes right below one."""
    found: list[int] = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    except OSError:
        pass
    return found


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
