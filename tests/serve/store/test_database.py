"""A database that is away, full or busy is said to be so in words of our own."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from serve.errors import StoreBusyError
from serve.store.database import Database
from serve.store.deliveries import forget_old


def test_a_pool_without_a_free_connection_is_busy(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = database.engine.pool
    monkeypatch.setattr(pool, "_timeout", 0.01)
    taken = [database.engine.connect() for _ in range(32)]
    with pytest.raises(StoreBusyError), database.read():
        raise AssertionError("there is a 33rd connection")
    for connection in taken:
        connection.close()


def test_first_connections_to_a_new_file_wait_for_each_other(tmp_path: Path) -> None:
    """SQLite refuses to wait while a file changes to WAL; eight that come at once met it in two of
    ten runs."""
    failed = []

    def connect(url: str, start: threading.Barrier) -> None:
        database = Database(url)
        start.wait(10)
        try:
            with database.write() as connection:
                connection.execute(text("CREATE TABLE IF NOT EXISTS rows (name TEXT)"))
        except StoreBusyError as error:
            failed.append(error)
        finally:
            database.close()

    for number in range(30):
        start = threading.Barrier(8)
        given = (f"sqlite:///{tmp_path}/{number}.db", start)
        threads = [threading.Thread(target=connect, args=given) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert failed == []


def test_old_deliveries_are_found_by_an_index(database: Database) -> None:
    statements: list[str] = []
    with database.write() as connection:
        raw = connection.connection.dbapi_connection
        raw.set_trace_callback(statements.append)
        forget_old(connection, 2e9)
        raw.set_trace_callback(None)
        (delete,) = [words for words in statements if words.startswith("DELETE")]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {delete}").all()
    assert "ix_deliveries_state_run_at" in str(plan)
