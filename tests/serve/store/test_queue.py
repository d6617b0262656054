"""Jobs are leased: taken in order, fenced by a token, counted when they fail.

documents    a        b        c          leases of 60 s, or of 0 s for a worker that died
jobs         queued   queued   queued
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from serve.errors import LeaseLostError, StateError
from serve.store import queue
from serve.store.database import Database
from serve.store.documents import Failure
from serve.store.events import events_after
from serve.store.queue import Beat, KeepCorrections, Lease, Priority
from tests.serve.jobs.accepted import accept, document, job

FAULT = Failure("serve.store_busy", "锁。 Locked.", "再试。 Again.")


def take(database: Database, seconds: float = 60.0, worker: str = "w1") -> Lease:
    lease = queue.claim(database, worker, seconds, 5)
    assert lease is not None
    return lease


def kinds(database: Database, document_id: str) -> list[str]:
    with database.read() as connection:
        return [event.kind.value for event in events_after(connection, 0, document_id)]


def run_now(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE jobs SET run_at = 0")


def test_jobs_are_taken_by_priority_then_by_age(database: Database) -> None:
    archive = accept(database, "archive", Priority.ARCHIVE)
    first = accept(database, "first")
    second = accept(database, "second")
    taken = [take(database).document_id for _ in range(3)]
    assert taken == [first, second, archive]
    assert queue.claim(database, "w1", 60, 5) is None


def test_a_claim_shows_the_document_as_running(database: Database) -> None:
    document_id = accept(database, "a")
    lease = take(database)
    assert document(database, document_id).state == "running"
    assert (lease.name, lease.attempt, lease.corrections) == ("a", 1, KeepCorrections.NO)
    assert kinds(database, document_id) == ["queued", "running"]


def test_a_document_that_waits_is_not_queued_twice(database: Database) -> None:
    document_id = accept(database, "a")
    with pytest.raises(StateError), database.write() as connection:
        queue.enqueue(connection, document_id, priority=Priority.INTERACTIVE)


def test_of_two_workers_only_the_newer_settles(database: Database) -> None:
    document_id = accept(database, "a")
    zombie = take(database, seconds=-1.0)
    successor = take(database, worker="w2")
    assert successor.document_id == document_id
    with pytest.raises(LeaseLostError), database.write() as connection:
        queue.fail(connection, zombie, FAULT)
    assert queue.heartbeat(database, zombie, 60) is Beat.LOST
    with database.write() as connection:
        queue.finish(connection, successor, 1)
    assert document(database, document_id).state == "done"
    assert kinds(database, document_id) == ["queued", "running", "running", "done"]


def test_a_result_written_after_the_lease_was_lost_is_undone(database: Database) -> None:
    document_id = accept(database, "a")
    zombie = take(database, seconds=-1.0)
    take(database, worker="w2")

    def settle() -> None:
        with database.write() as connection:
            connection.exec_driver_sql("UPDATE documents SET title = 'by the zombie'")
            queue.finish(connection, zombie, 1)

    with pytest.raises(LeaseLostError):
        settle()
    assert document(database, document_id).title is None


def test_an_expired_lease_nobody_took_is_still_its_workers(database: Database) -> None:
    document_id = accept(database, "a")
    lease = take(database, seconds=-1.0)
    assert queue.heartbeat(database, lease, 60) is Beat.KEPT
    with database.write() as connection:
        queue.finish(connection, lease, 1)
    assert document(database, document_id).state == "done"


def test_what_takes_its_workers_with_it_is_quarantined(database: Database) -> None:
    poison = accept(database, "poison")
    good = accept(database, "good")
    seen = [take(database, seconds=-1.0).document_id for _ in range(5)]
    assert seen == [poison] * 5
    assert take(database).document_id == good
    read = document(database, poison)
    assert read.state == "quarantined"
    assert read.failure is not None
    assert "5" in read.failure.message


def test_faults_of_the_machine_are_tried_again_later(database: Database) -> None:
    document_id = accept(database, "a")
    for _ in range(2):
        lease = take(database)
        with database.write() as connection:
            assert queue.retry(connection, lease, FAULT, max_retries=2) == "queued"
        assert queue.claim(database, "w1", 60, 5) is None, "it waits first"
        assert document(database, document_id).state == "queued"
        run_now(database)
    last = take(database)
    with database.write() as connection:
        assert queue.retry(connection, last, FAULT, max_retries=2) == "failed"
    assert document(database, document_id).error_code == FAULT.code


def test_waits_between_tries_grow(database: Database) -> None:
    document_id = accept(database, "a")
    waits = []
    for _ in range(6):
        with database.read() as connection:
            now = database.now(connection)
        lease = take(database)
        with database.write() as connection:
            queue.retry(connection, lease, FAULT, max_retries=9)
        waits.append(job(database, document_id).run_at - now)
        run_now(database)
    assert 0.4 < waits[0] < 1.5
    assert 15 < waits[-1] < 33


def test_three_crashes_quarantine(database: Database) -> None:
    document_id = accept(database, "a")
    states = []
    for _ in range(3):
        lease = take(database)
        with database.write() as connection:
            states.append(str(queue.crash(connection, lease, FAULT, max_crashes=3)))
        run_now(database)
    assert states == ["queued", "queued", "quarantined"]
    assert kinds(database, document_id)[-1] == "quarantined"


def test_a_released_job_counts_no_attempt(database: Database) -> None:
    document_id = accept(database, "a")
    lease = take(database)
    with database.write() as connection:
        queue.release(connection, lease)
    assert document(database, document_id).state == "queued"
    again = take(database)
    assert (again.attempt, job(database, document_id).lost) == (1, 0)


def test_what_waits_is_cancelled_at_once(database: Database) -> None:
    document_id = accept(database, "a")
    with database.write() as connection:
        assert queue.request_cancel(connection, document_id) == "cancelled"
    assert queue.claim(database, "w1", 60, 5) is None
    assert document(database, document_id).state == "cancelled"
    assert kinds(database, document_id) == ["queued", "cancelled"]


def test_what_is_read_learns_of_its_end_by_the_heartbeat(database: Database) -> None:
    document_id = accept(database, "a")
    lease = take(database)
    with database.write() as connection:
        assert queue.request_cancel(connection, document_id) == "running"
    assert queue.heartbeat(database, lease, 60) is Beat.CANCELLED
    with database.write() as connection:
        queue.confirm_cancel(connection, lease)
    assert document(database, document_id).state == "cancelled"
    with pytest.raises(StateError), database.write() as connection:
        queue.request_cancel(connection, document_id)


def test_what_was_cancelled_while_its_worker_died_is_not_read_again(database: Database) -> None:
    document_id = accept(database, "a")
    take(database, seconds=-1.0)
    with database.write() as connection:
        queue.request_cancel(connection, document_id)
    assert queue.claim(database, "w2", 60, 5) is None
    assert document(database, document_id).state == "cancelled"


def test_a_cancelled_rerun_leaves_the_result_that_was_there(database: Database) -> None:
    document_id = accept(database, "a")
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE documents SET revision = 1")
        queue.request_cancel(connection, document_id)
    assert document(database, document_id).state == "done"
    assert job(database, document_id).state == "cancelled"


def test_progress_is_noted_only_by_the_owner(database: Database) -> None:
    document_id = accept(database, "a")
    zombie = take(database, seconds=-1.0)
    lease = take(database, worker="w2")
    with database.write() as connection:
        queue.note_progress(connection, lease, "read", 2, 7)
    with pytest.raises(LeaseLostError), database.write() as connection:
        queue.note_progress(connection, zombie, "read", 7, 7)
    read = document(database, document_id)
    assert (read.stage, read.done_steps, read.all_steps) == ("read", 2, 7)


def test_counts_tell_states_and_the_oldest_wait(database: Database) -> None:
    with database.read() as connection:
        assert queue.queue_counts(connection).oldest_age is None
    accept(database, "a")
    accept(database, "b")
    take(database)
    with database.read() as connection:
        counts = queue.queue_counts(connection)
        assert queue.queued_jobs(connection) == 1
    assert (counts.by_state["queued"], counts.by_state["running"]) == (1, 1)
    assert counts.oldest_age is not None
    assert 0 <= counts.oldest_age < 5


def test_workers_that_claim_at_once_share_the_jobs(database: Database) -> None:
    ids = [accept(database, f"{number}") for number in range(24)]

    def take_all(worker: str) -> list[str]:
        taken = []
        while len(taken) < len(ids):
            lease = queue.claim(database, worker, 60, 5)
            if lease is None:
                with database.read() as connection:
                    if queue.queued_jobs(connection) == 0:
                        break
                continue
            taken.append(lease.document_id)
        return taken

    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(take_all, ("w1", "w2", "w3", "w4")))
    assert sorted(name for share in shares for name in share) == sorted(ids)
