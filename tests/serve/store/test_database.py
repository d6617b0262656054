"""A database that is away, full or busy is said to be so in words of our own."""

import pytest

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
