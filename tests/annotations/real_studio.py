"""A real Label Studio that a test starts, with the home folder of the loop and an annotator's hands.

`JIXIAO_TEST_LABEL_STUDIO` names an environment with label-studio in it; without it one is made,
which takes some four minutes more. The first start makes the database, which takes a minute; it is
kept beside the folders of pytest, and each server starts on a copy of its own.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from annotations.label_studio.local_server import (
    VERSION,
    LocalServer,
    ServerAccount,
    find_program,
    stop,
)
from annotations.workspace import Workspace
from tests.ports import free_port

RUN_JIXIAO = "from extractor.cli import main; main(prog_name='jixiao')"


@dataclass(frozen=True, slots=True)
class Studio:
    """A running server, the home folder of the loop, and an annotator's hands."""

    account: ServerAccount
    workspace: Workspace
    program: Path

    def jixiao(self, *words: str) -> str:
        """The output of `jixiao annotate`, which must succeed."""
        return self.run("annotate", *words, "--home", str(self.workspace.home)).stdout

    def run(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """`jixiao`, which must end with that code."""
        command = [sys.executable, "-c", RUN_JIXIAO, *words]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env=self.environment
        )
        assert done.returncode == code, done.stderr[-3000:]
        return done

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: text for name, text in os.environ.items() if not name.startswith("JIXIAO")}
        return kept | {"JIXIAO_HOME": str(self.workspace.home), "MLFLOW_TRACKING_URI": "off"}

    def killed(self, words: list[str], when: Callable[[], bool]) -> None:
        """Run `jixiao annotate` and kill it as soon as something is seen of it."""
        home = ["--home", str(self.workspace.home)]
        command = [sys.executable, "-c", RUN_JIXIAO, "annotate", *words, *home]
        with subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self.environment,
        ) as process:
            deadline = time.monotonic() + 120
            while not when():
                assert process.poll() is None, "it ended before it could be killed"
                assert time.monotonic() < deadline
                time.sleep(0.2)
            process.send_signal(signal.SIGKILL)

    def api(self, method: str, path: str, **query: Any) -> Any:
        """What the API answers; it must be a success."""
        answer = self.ask(method, path, **query)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def ask(self, method: str, path: str, **query: Any) -> httpx.Response:
        body = query.pop("body", None)
        return httpx.request(
            method,
            self.account.url + path,
            params=query,
            json=body,
            headers={"Authorization": f"Token {self.account.token}"},
            timeout=60,
            trust_env=False,
        )

    @property
    def project(self) -> int:
        return self.workspace.link().project

    def tasks(self) -> list[dict[str, Any]]:
        include = "id,data,overlap,is_labeled,total_predictions,total_annotations"
        query = {"project": self.project, "page_size": 1000, "fields": "all", "include": include}
        return list(self.api("GET", "/api/tasks/", **query)["tasks"])

    def proposal(self, task: int) -> list[dict[str, Any]]:
        """The results that an annotator starts from."""
        found = self.api("GET", f"/api/tasks/{task}/")
        results: list[dict[str, Any]] = found["predictions"][0]["result"]
        return results

    def picture(self, path: str) -> httpx.Response:
        headers = {"Authorization": f"Token {self.account.token}"}
        return httpx.get(self.account.url + path, headers=headers, trust_env=False)

    def submit(self, task: int, results: list[dict[str, Any]]) -> None:
        body = {"result": results, "lead_time": 9.9}
        self.api("POST", f"/api/tasks/{task}/annotations/", body=body)


@contextmanager
def started_studio(factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A server with an empty database while the block lasts."""
    given = os.environ.get("JIXIAO_TEST_LABEL_STUDIO")
    workspace = Workspace(factory.mktemp("home"))
    shared = factory.getbasetemp().parent / f"label-studio-{VERSION}"
    program = find_program(Path(given) if given else None, shared)
    empty = _empty_server(program, shared, workspace.server.parent / "first")
    shutil.copytree(empty, workspace.server)
    server = LocalServer(workspace.server, workspace.folder)
    account, process = server.start(program, free_port())
    try:
        yield Studio(account, workspace, program)
    finally:
        stop(account.pid)
        process.wait(10)


def _empty_server(program: Path, shared: Path, scratch: Path) -> Path:
    """The folder of a server that was started once and stopped."""
    ready = shared / "empty"
    if not ready.is_dir():
        server = LocalServer(scratch, scratch / "files")
        account, process = server.start(program, free_port())
        stop(account.pid)
        process.wait(30)
        shared.mkdir(parents=True, exist_ok=True)
        try:
            scratch.rename(ready)
        except OSError:  # another test was first
            assert ready.is_dir()
    return ready
