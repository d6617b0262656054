"""A worker whose documents are read on a cluster: whatever happens there, each is read once or
waits again.

worker (claims, stores) ──▶ actor on a node ──▶ process below it
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from serve.errors import ClusterError, MissingExtraError, SettingsError
from serve.jobs.messages import Blame, NotRead, Pictures, Task
from serve.jobs.own_command import jixiao_command
from serve.jobs.ray_reader import RayReader
from serve.jobs.reader import Outcome, Read, Stopped, Watch
from serve.jobs.results import Shelf
from serve.jobs.worker import Worker
from serve.jobs.worker_process import open_reader
from serve.settings import Settings
from serve.store.blobs import Blobs, open_blobs
from serve.store.database import Database
from serve.store.pages import list_pages
from serve.store.queue import request_cancel
from tests.serve.archive.simulated import simulated_cluster
from tests.serve.jobs.accepted import accept_with_bytes, document, job
from tests.serve.jobs.fake_children import RECORD, obey
from tests.serve.jobs.test_reader import MEBIBYTE, ROOMY, UNWATCHED, wait_until
from tests.serve.jobs.test_worker import running


def test_a_reader_that_there_is_not(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="JIXIAO_READER"):
        open_reader(replace(settings, reader="spark"))


def test_ray_that_is_not_installed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serve.jobs.ray_cluster.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match="pip install"):
        open_reader(replace(settings, reader="ray"))


def test_a_batch_on_ray_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtraError, match="pip install"):
        RayReader(ROOMY).start()


class NoRay:
    """A reader whose cluster is away."""

    def start(self) -> None:
        raise ClusterError("无应答。 Away.")

    def read(self, task: Task, watch: Watch) -> Outcome:
        raise AssertionError("nothing was taken")

    def close(self) -> None:
        return


def test_no_document_is_taken_while_the_cluster_is_away(
    settings: Settings, database: Database, blobs: Blobs
) -> None:
    document_id = accept_with_bytes(database, blobs, "a", b"ok")
    worker = Worker(settings, "w", shelf(database, blobs), NoRay(), Event())
    with pytest.raises(ClusterError):
        worker.work_once()
    assert document(database, document_id).state == "queued"
    assert job(database, document_id).attempts == 0


def shelf(database: Database, blobs: Blobs) -> Shelf:
    return Shelf(database, blobs, lambda before, corrected, fresh: fresh)


@pytest.fixture
def blobs(settings: Settings) -> Iterator[Blobs]:
    opened = open_blobs(settings)
    yield opened
    opened.staging.close()


@pytest.fixture
def ray_reader() -> Iterator[RayReader]:
    pytest.importorskip("ray")
    reader = RayReader(replace(ROOMY, seconds=8.0, start_seconds=20.0), program=obey)
    yield reader
    reader.close()


@pytest.mark.slow
def test_documents_are_read_on_an_actor(ray_reader: RayReader, tmp_path: Path) -> None:
    """With pictures, and whatever a document does to the process that reads it."""

    def read(words: str, watch: Watch = UNWATCHED) -> Outcome:
        path = tmp_path / "document"
        path.write_text(words)
        task = Task(str(path), "a.txt", str(tmp_path), Pictures.ALL, MEBIBYTE, 10.0)
        return ray_reader.read(task, watch)

    found = read("ok")
    assert isinstance(found, Read)
    assert found.record["schema_version"] == RECORD["schema_version"]
    assert (tmp_path / "1.jpg").read_bytes() == b"picture"
    assert (tmp_path / "1-thumb.jpg").read_bytes() == b"small"
    told: list[str] = []
    slow = Watch(lambda stage, done, total: told.append(f"{stage} {done}/{total}"), lambda: False)
    assert isinstance(read("slow 2", slow), Read)
    assert told[-1] == "read 1/2"
    kinds = {words: read(words) for words in ("broken", "fault", "crash", "hang", "ok")}
    blamed = {words: way.blame for words, way in kinds.items() if isinstance(way, NotRead)}
    assert blamed == {
        "broken": Blame.DOCUMENT,
        "fault": Blame.MACHINE,
        "crash": Blame.PROGRAM,
        "hang": Blame.DOCUMENT,
    }
    assert isinstance(read("slow 6", Watch(slow.progress, lambda: len(told) > 3)), Stopped)


@pytest.mark.slow
def test_a_worker_on_a_cluster(
    ray_reader: RayReader, settings: Settings, database: Database, blobs: Blobs
) -> None:
    """One document is read, one cancelled in the middle, one read again after its actor died."""
    ray_reader.start()
    own = replace(settings, poll_seconds=0.05)
    worker = Worker(own, "w", shelf(database, blobs), ray_reader, Event())
    with running(worker):
        plain = accept_with_bytes(database, blobs, "a", b"ok")
        wait_until(lambda: document(database, plain).state == "done", 60.0)
        gone = accept_with_bytes(database, blobs, "b", b"slow 7")
        wait_until(lambda: document(database, gone).stage == "read", 30.0)
        with database.write() as connection:
            request_cancel(connection, gone)
        wait_until(lambda: document(database, gone).state == "cancelled", 30.0)
        lost = accept_with_bytes(database, blobs, "c", b"slow 4")
        wait_until(lambda: document(database, lost).stage == "read", 30.0)
        for pid in desks():
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: job(database, lost).retries == 1, 30.0)
        with database.write() as connection:
            connection.exec_driver_sql("UPDATE jobs SET run_at = 0")
        wait_until(lambda: document(database, lost).state == "done", 60.0)
    with database.read() as connection:
        assert len(list_pages(connection, lost)) == 1


@pytest.mark.slow
def test_jixiao_worker_on_a_cluster(
    settings: Settings, database: Database, blobs: Blobs, tmp_path: Path
) -> None:
    """A real document by the command itself, on a node that lets nobody in without its token."""
    pytest.importorskip("ray")
    words = "项目支出绩效目标表\n项目名称 某公路\n".encode()
    document_id = accept_with_bytes(database, blobs, "a.txt", words)
    with simulated_cluster(1) as cluster:
        told = {"JIXIAO_READER": "ray", "JIXIAO_RAY_ADDRESS": cluster.address}
        environment = {**cluster.environment, **told, "JIXIAO_HOME": str(settings.home)}
        done = subprocess.run(
            jixiao_command("worker", "--once"),
            env=environment,
            timeout=180,
            check=False,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr
    assert document(database, document_id).state == "done", done.stderr


def desks() -> list[int]:
    """Processes of this machine that are actors of ours."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if b"ray::Desk" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found
