"""The real service: `jixiao serve` in processes of its own, on a home of its own."""

import contextlib
import os
import re
import selectors
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from serve.access.keys import KeyDraft, issue_key
from serve.access.principal import Scope
from serve.access.users import UserDraft, create_user
from serve.settings import Settings
from serve.store.database import Database
from serve.store.migrate import migrate

ADMIN = "复核员"
PASSWORD = "a password of some length"
START_SECONDS = 120
_RUN_JIXIAO = "from extractor.cli import main; main(prog_name='jixiao')"


@dataclass(frozen=True, slots=True)
class RunningService:
    """A service that answers at `url`; `key` is an API key that may do everything, `name` and
    `password` are those of an administrator."""

    url: str
    home: Path
    key: str
    process: subprocess.Popen[bytes]
    name: str = ADMIN
    password: str = PASSWORD


@contextlib.contextmanager
def run_service(home: Path, workers: int) -> Iterator[RunningService]:
    """`jixiao serve` on a free port with an administrator and a key, until the block ends."""
    key = _prepare(home)
    environment = {name: text for name, text in os.environ.items() if not name.startswith("JIXIAO")}
    environment |= {
        "JIXIAO_HOME": str(home),
        "JIXIAO_REQUESTS_PER_MINUTE": "0",
        "JIXIAO_MIN_FREE_BYTES": "0",
    }
    command = [sys.executable, "-c", _RUN_JIXIAO, "serve", "--port", "0", "--workers", str(workers)]
    with (home / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log)
        try:
            url = _listening_at(process)
            _wait_until_ready(url)
            yield RunningService(url, home, key, process)
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            assert process.stdout is not None
            process.stdout.close()


def _prepare(home: Path) -> str:
    """A migrated database with one user; the secret of its key."""
    home.mkdir(parents=True, exist_ok=True)
    database = Database(Settings(home=home).database())
    migrate(database)
    scopes = frozenset((Scope.ADMIN,))
    with database.write() as connection:
        now = database.now(connection)
        create_user(connection, UserDraft(ADMIN, PASSWORD, scopes), now)
        issued = issue_key(connection, KeyDraft("tests", scopes), now)
    database.close()
    return issued.secret


def _listening_at(process: subprocess.Popen[bytes]) -> str:
    """The address that the service prints."""
    assert process.stdout is not None
    deadline = time.monotonic() + START_SECONDS
    said = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while time.monotonic() < deadline and process.poll() is None:
            if not selector.select(timeout=0.2):
                continue
            said += os.read(process.stdout.fileno(), 4096)
            found = re.search(rb"http://[0-9.:]+", said)
            if found and said.endswith(b"\n"):
                return found.group().decode()
    pytest.fail(f"the service did not start: {said.decode(errors='replace')}")


def _wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError),
            urllib.request.urlopen(f"{url}/readyz", timeout=5),
        ):
            return  # any other status than 200 is an error here
        time.sleep(0.05)
    pytest.fail("the service did not become ready")
