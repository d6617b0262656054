"""Workers that were seen lately are listed."""

from serve.store.database import Database
from serve.store.workers import forget_dead_workers, forget_worker, live_workers, worker_seen


def test_a_worker_is_listed_with_what_it_reads(database: Database) -> None:
    with database.write() as connection:
        worker_seen(connection, "w1", ("host", 1), None)
        worker_seen(connection, "w1", ("host", 1), "doc_1")
        worker_seen(connection, "w2", ("host", 2), None)
        first, second = live_workers(connection)
    assert (first.name, first.pid, first.document_id) == ("w1", 1, "doc_1")
    assert (second.name, second.document_id) == ("w2", None)


def test_another_process_of_the_name_is_a_new_worker(database: Database) -> None:
    with database.write() as connection:
        worker_seen(connection, "w1", ("host", 1), None)
        connection.exec_driver_sql("UPDATE workers SET started_at = 1")
        worker_seen(connection, "w1", ("host", 2), None)
        (worker,) = live_workers(connection)
    assert worker.pid == 2
    assert worker.started_at > 1


def test_workers_that_are_gone_are_not_listed(database: Database) -> None:
    with database.write() as connection:
        worker_seen(connection, "ended", ("host", 1), None)
        worker_seen(connection, "silent", ("host", 2), None)
        forget_worker(connection, "ended")
        connection.exec_driver_sql("UPDATE workers SET seen_at = 1")
        assert live_workers(connection) == ()
        assert forget_dead_workers(connection) == 1
