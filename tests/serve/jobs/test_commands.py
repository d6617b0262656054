"""`jixiao serve` and `jixiao worker` as an operator runs them."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from serve.settings import Settings
from serve.store.blobs import open_blobs
from serve.store.database import Database
from serve.store.migrate import migrate
from tests.serve.jobs.accepted import accept_with_bytes, document
from tests.serve.jobs.test_reader import gone, wait_until

pytestmark = pytest.mark.slow

JIXIAO = str(Path(sys.executable).with_name("jixiao"))
FORM = (
    "项目支出绩效目标表\n(2024年度)\n项目名称\t泵站改造\n"
    "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t泵站\t≥2座\n"
)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return os.environ | {"JIXIAO_HOME": str(tmp_path), "JIXIAO_WORKERS": "1"}


@pytest.fixture
def service(environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [JIXIAO, "serve", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def address(service: "subprocess.Popen[str]") -> str:
    """Where it listens, as it prints."""
    assert service.stdout is not None
    for line in service.stdout:
        if "http://" in line:
            return line.split()[-1]
    raise AssertionError("it printed no address")


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def workers_below(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").parent.parent.glob("*/children")
    return [int(child) for path in children for child in path.read_text().split()]


def test_the_service_starts_reads_and_ends(
    service: "subprocess.Popen[str]", environment: dict[str, str]
) -> None:
    url = address(service)
    wait_until(lambda: answers(f"{url}/readyz"), 60)
    wait_until(lambda: bool(workers_below(service.pid)), 30)
    settings = Settings.from_environment(environment)
    database, blobs = Database(settings.database()), open_blobs(settings)
    document_id = accept_with_bytes(database, blobs, "a.txt", FORM.encode())
    wait_until(lambda: document(database, document_id).state == "done", 120)
    assert document(database, document_id).indicators == 1
    (worker,) = workers_below(service.pid)
    service.send_signal(signal.SIGTERM)
    assert service.wait(30) == 0
    assert gone(worker)
    database.close()


def test_a_head_of_a_request_without_end_is_not_kept(service: "subprocess.Popen[str]") -> None:
    url = address(service)
    wait_until(lambda: answers(f"{url}/livez"), 60)
    host, _, port = url.rpartition("/")[2].partition(":")
    endless = b"GET / HTTP/1.1\r\nX-Long: " + b"a" * (64 * 2**20)
    with (
        socket.create_connection((host, int(port)), 60) as connection,
        pytest.raises(ConnectionError),
    ):
        connection.sendall(endless)


def test_workers_end_with_a_service_that_is_killed(service: "subprocess.Popen[str]") -> None:
    url = address(service)
    wait_until(lambda: answers(f"{url}/livez"), 60)
    wait_until(lambda: bool(workers_below(service.pid)), 30)
    (worker,) = workers_below(service.pid)
    service.kill()
    service.wait()
    wait_until(lambda: gone(worker), 30)


def test_without_a_user_it_says_how_to_make_one(service: "subprocess.Popen[str]") -> None:
    assert service.stdout is not None
    said = [service.stdout.readline() for _ in range(3)]
    assert any("jixiao admin create-user" in line for line in said)


def test_a_worker_reads_what_waits_and_ends(environment: dict[str, str]) -> None:
    settings = Settings.from_environment(environment)
    database, blobs = Database(settings.database()), open_blobs(settings)
    migrate(database)
    ids = [accept_with_bytes(database, blobs, f"{n}.txt", f"{FORM}{n}".encode()) for n in range(2)]
    done = subprocess.run(
        [JIXIAO, "worker", "--once"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert [document(database, name).state for name in ids] == ["done", "done"]
    database.close()


def test_a_worker_refuses_a_database_without_tables(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [JIXIAO, "worker", "--once"], env=environment, capture_output=True, text=True, check=False
    )
    assert "serve.schema" in done.stderr
    assert done.returncode != 0
