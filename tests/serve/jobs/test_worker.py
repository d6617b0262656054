"""Documents are read once, whatever happens to the worker, its child or the store.

files     "ok"  "broken"  "crash"  "fault"  "slow 9"     what the fake child does
worker    claims, has it read, writes one revision and one state
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import event

from serve.errors import DiskFullError, StoreBusyError
from serve.jobs.reader import Bounds, Reader
from serve.jobs.results import Shelf
from serve.jobs.worker import Worker
from serve.settings import Settings
from serve.store import queue
from serve.store.blobs import Blobs, open_blobs, pages_prefix
from serve.store.database import Database
from serve.store.pages import list_pages
from serve.store.revisions import (
    RevisionDraft,
    RevisionKind,
    add_revision,
    get_revision,
    list_revisions,
)
from serve.store.tables import jobs
from tests.serve.jobs.accepted import accept_with_bytes, document, job
from tests.serve.jobs.fake_children import RECORD, obey
from tests.serve.jobs.test_reader import ROOMY, wait_until

Make = Callable[..., Worker]


@pytest.fixture
def blobs(settings: Settings) -> Iterator[Blobs]:
    opened = open_blobs(settings)
    yield opened
    opened.staging.close()


@pytest.fixture
def make_worker(settings: Settings, database: Database, blobs: Blobs) -> Iterator[Make]:
    """`make_worker(lease_seconds=…)`: a worker with a fake child."""
    made: list[Worker] = []

    def make(bounds: Bounds = ROOMY, **changes: float) -> Worker:
        shelf = Shelf(database, blobs, lambda before, corrected, fresh: {**fresh, "merged": True})
        own = replace(settings, poll_seconds=0.05, **changes)
        made.append(Worker(own, f"w{len(made)}", shelf, Reader(bounds, obey), Event()))
        return made[-1]

    yield make
    for worker in made:
        worker.reader.close()


@contextmanager
def running(worker: Worker) -> Iterator[None]:
    """The worker at work in a thread."""
    thread = Thread(target=worker.run)
    thread.start()
    try:
        yield
    finally:
        worker.stop.set()
        thread.join()


def states(database: Database, ids: list[str]) -> list[str]:
    return [document(database, document_id).state.value for document_id in ids]


def run_now(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE jobs SET run_at = 0")


def machine_revisions(database: Database, document_id: str) -> int:
    with database.read() as connection:
        heads = list_revisions(connection, document_id)
    return sum(head.kind is RevisionKind.MACHINE for head in heads)


def test_a_document_is_read_and_put_away(
    make_worker: Make, database: Database, blobs: Blobs
) -> None:
    document_id = accept_with_bytes(database, blobs, "a", b"ok")
    assert make_worker().work_once()
    read = document(database, document_id)
    assert (read.state, read.revision) == ("done", 1)
    with database.read() as connection:
        (page,) = list_pages(connection, document_id)
        revision = get_revision(connection, document_id)
    assert revision.record["schema_version"] == RECORD["schema_version"]
    assert blobs.get(page.image) == b"picture"
    assert blobs.get(page.thumbnail) == b"small"
    assert list(blobs.staging.path.glob("tmp*")) == []


def test_a_file_that_cannot_be_read_fails_at_once(
    make_worker: Make, database: Database, blobs: Blobs
) -> None:
    document_id = accept_with_bytes(database, blobs, "a", b"broken")
    make_worker().work_once()
    read = document(database, document_id)
    assert (read.state, read.error_code) == ("failed", "ingest.unreadable")
    assert read.error_remedy


def test_poison_is_quarantined_and_the_others_go_on(
    make_worker: Make, database: Database, blobs: Blobs
) -> None:
    words = (b"ok", b"crash", b"ok ")
    ids = [accept_with_bytes(database, blobs, word.decode(), word) for word in words]
    worker = make_worker()
    for _ in range(5):
        worker.work_once()
        run_now(database)
    assert states(database, ids) == ["done", "quarantined", "done"]
    assert document(database, ids[1]).error_code == "serve.child_crashed"
    assert job(database, ids[1]).crashes == 3


def test_a_fault_of_the_machine_is_tried_again(
    make_worker: Make, database: Database, blobs: Blobs
) -> None:
    document_id = accept_with_bytes(database, blobs, "a", b"fault")
    worker = make_worker()
    worker.work_once()
    assert document(database, document_id).state == "queued"
    assert job(database, document_id).retries == 1


def test_bytes_that_are_gone_are_a_fault_of_the_machine(
    make_worker: Make, database: Database, blobs: Blobs
) -> None:
    document_id = accept_with_bytes(database, blobs, "a", b"ok")
    for key in list(blobs.keys()):
        blobs.delete(key)
    make_worker(max_retries=0).work_once()
    read = document(database, document_id)
    assert (read.state, read.error_code) == ("failed", "serve.blob_missing")


@pytest.mark.parametrize(
    ("bounds", "code"),
    [
        (replace(ROOMY, seconds=0.5), "serve.child_timeout"),
        (replace(ROOMY, memory=1), "serve.child_memory"),
    ],
)
def test_limits_of_time_and_memory_fail_the_document(
    make_worker: Make, database: Database, blobs: Blobs, bounds: Bounds, code: str
) -> None:
    document_id = accept_with_bytes(database, blobs, "a", b"hang")
    make_worker(bounds).work_once()
    read = document(database, document_id)
    assert (read.state, read.error_code) == ("failed", code)


def test_another_worker_takes_over_from_one_that_died(
    make_worker: Make, database: Database, blobs: Blobs
) -> None:
    document_id = accept_with_bytes(database, blobs, "a", b"ok")
    assert queue.claim(database, "dead", 0.3, 5) is not None
    with running(make_worker()):
        wait_until(lambda: document(database, document_id).state == "done")
    assert machine_revisions(database, document_id) == 1
    assert job(database, document_id).lost == 1


def test_what_a_zombie_read_is_dropped(make_worker: Make, database: Database, blobs: Blobs) -> None:
    document_id = accept_with_bytes(database, blobs, "a", b"ok")
    zombie = make_worker()

    def overtake(*arguments: object) -> object:
        with database.write() as connection:
            connection.execute(jobs.update().values(lease_until=0.0))
        assert make_worker().work_once()
        return Shelf.put_away(shelf, *arguments)  # type: ignore[arg-type]

    shelf = zombie.shelf

    class Overtaken(Shelf):
        put_away = staticmethod(overtake)  # type: ignore[assignment]

    zombie.shelf = Overtaken(shelf.database, shelf.blobs, shelf.merge)
    zombie.work_once()
    assert machine_revisions(database, document_id) == 1
    assert len(list(blobs.keys(pages_prefix(document_id)))) == 2, "the zombie's are removed"
    assert job(database, document_id).lost == 1


def test_a_zombie_leaves_the_pictures_of_who_read_after_it(
    make_worker: Make, database: Database, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It sleeps between its commit and its tidying, while somebody has the document read again."""
    document_id = accept_with_bytes(database, blobs, "a", b"ok")
    newer = f"{pages_prefix(document_id)}newer/1.jpg"
    commit = Shelf._write

    def commit_and_sleep(shelf: Shelf, *arguments: object) -> bool:
        written = commit(shelf, *arguments)  # type: ignore[arg-type]
        blobs.put(newer, b"picture")
        return written

    monkeypatch.setattr(Shelf, "_write", commit_and_sleep)
    make_worker().work_once()
    assert blobs.exists(newer)
    with database.read() as connection:
        assert blobs.exists(list_pages(connection, document_id)[0].image)


def test_a_commit_whose_answer_was_lost_keeps_its_pictures(
    make_worker: Make, database: Database, blobs: Blobs
) -> None:
    document_id = accept_with_bytes(database, blobs, "a", b"ok")
    worker, shelf = make_worker(), make_worker().shelf
    answers = iter((StoreBusyError("the connection broke after the commit"),))

    class Unheard(Shelf):
        def _write(self, *arguments: object) -> bool:
            written = Shelf._write(self, *arguments)  # type: ignore[arg-type]
            for error in answers:
                raise error
            return written

    worker.shelf = Unheard(shelf.database, shelf.blobs, shelf.merge)
    worker.work_once()
    with database.read() as connection:
        (page,) = list_pages(connection, document_id)
    assert blobs.get(page.image) == b"picture"
    assert machine_revisions(database, document_id) == 1


def test_a_running_document_is_cancelled(
    make_worker: Make, database: Database, blobs: Blobs
) -> None:
    document_id = accept_with_bytes(database, blobs, "a", b"hang")
    with running(make_worker(lease_seconds=0.6)):
        wait_until(lambda: document(database, document_id).stage == "read")
        with database.write() as connection:
            queue.request_cancel(connection, document_id)
        wait_until(lambda: document(database, document_id).state == "cancelled")


def test_a_worker_that_ends_gives_its_document_back(
    make_worker: Make, database: Database, blobs: Blobs
) -> None:
    document_id = accept_with_bytes(database, blobs, "a", b"hang")
    with running(make_worker()):
        wait_until(lambda: document(database, document_id).stage == "read")
    assert document(database, document_id).state == "queued"
    assert job(database, document_id).attempts == 0


def test_a_long_reading_keeps_its_short_lease(
    make_worker: Make, database: Database, blobs: Blobs
) -> None:
    document_id = accept_with_bytes(database, blobs, "a", b"slow 1.5")
    with running(make_worker(lease_seconds=0.6)):
        wait_until(lambda: document(database, document_id).state == "done")
    assert job(database, document_id).attempts == 1


def test_a_full_disk_keeps_the_result_until_there_is_room(
    make_worker: Make, database: Database, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    document_id = accept_with_bytes(database, blobs, "a", b"ok")
    worker = make_worker()
    tried: list[str] = []
    keep_file = blobs.keep_file

    def full(key: str, path: Path) -> None:
        tried.append(key)
        if len(tried) < 3:
            raise DiskFullError("full")
        keep_file(key, path)

    monkeypatch.setattr(blobs, "keep_file", full)
    worker.work_once()
    assert document(database, document_id).state == "done"
    assert job(database, document_id).retries == 0


def test_a_worker_outlives_a_locked_database(
    make_worker: Make, database: Database, blobs: Blobs, caplog: pytest.LogCaptureFixture
) -> None:
    document_id = accept_with_bytes(database, blobs, "a", b"ok")
    event.listen(database.engine, "connect", be_impatient)
    database.engine.dispose()
    with closing(sqlite3.connect(str(database.url.database), isolation_level=None)) as outside:
        outside.execute("BEGIN EXCLUSIVE")
        with caplog.at_level("WARNING"), running(make_worker()):
            wait_until(lambda: "worker.waits" in caplog.messages)
            outside.execute("COMMIT")
            wait_until(lambda: document(database, document_id).state == "done")
    assert job(database, document_id).attempts == 1


def be_impatient(connection: sqlite3.Connection, entry: object) -> None:
    connection.execute("PRAGMA busy_timeout = 20")


def test_corrections_are_kept_beside_what_is_read_anew(
    make_worker: Make, database: Database, blobs: Blobs
) -> None:
    document_id = accept_with_bytes(database, blobs, "a", b"ok")
    worker = make_worker()
    worker.work_once()
    draft = RevisionDraft(RevisionKind.CORRECTION, "u1", "u", 1, (), {**RECORD, "by": "u"})
    with database.write() as connection:
        add_revision(connection, document_id, draft)
        queue.enqueue(
            connection,
            document_id,
            priority=queue.Priority.INTERACTIVE,
            keep_corrections=queue.KeepCorrections.YES,
        )
    worker.work_once()
    with database.read() as connection:
        heads = list_revisions(connection, document_id)
        newest = get_revision(connection, document_id)
    kinds = [head.kind.value for head in reversed(heads)]
    assert kinds == ["machine", "correction", "machine", "rerun"]
    assert newest.record["merged"] is True
    assert len(list(blobs.keys(pages_prefix(document_id)))) == 2, "earlier pictures are gone"
