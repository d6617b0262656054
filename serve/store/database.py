"""Transactions on SQLite (WAL) or PostgreSQL, and the one clock that leases are measured by."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from serve.errors import BadRequestError, DiskFullError, SchemaError, StoreBusyError, StoreError

_BUSY_SECONDS = 30.0
_WRITES = "jixiao_writes"


class Database:
    """A pool of connections. `read` and `write` are transactions that end with their block."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url)
        self._writers = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads. Raises StoreBusyError where the database is away."""
        with _as_store_errors(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes; all of it or, after an error, nothing.

        SQLite takes its one write lock at once, so that two writers wait instead of failing. Those
        of this process queue up before it: SQLite itself lets them sleep and try again, and some
        for seconds. Raises StoreBusyError, DiskFullError.
        """
        with self._turn(), _as_store_errors(), self.engine.connect() as plain:
            connection = plain.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection

    @contextmanager
    def change_schema(self) -> Iterator[Connection]:
        """A transaction that changes tables; all of it or, after an error, nothing.

        SQLite changes a table by copying and dropping it, which must not drag along the rows that
        point to it: foreign keys are off within, and checked before the end.
        Raises StoreBusyError, DiskFullError, SchemaError.
        """
        with _as_store_errors(), self.engine.connect() as plain:
            self._set_foreign_keys(plain, "OFF")
            connection = plain.execution_options(**{_WRITES: True})
            try:
                with connection.begin():
                    yield connection
                    self._check_foreign_keys(connection)
            finally:
                self._set_foreign_keys(plain, "ON")

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        if not self._writers.acquire(timeout=_BUSY_SECONDS):
            raise StoreBusyError("数据库忙。 The database is busy.")
        try:
            yield
        finally:
            self._writers.release()

    def _set_foreign_keys(self, connection: Connection, state: str) -> None:
        """Outside of any transaction, where SQLite would not hear it."""
        raw = connection.connection.dbapi_connection
        if self.is_sqlite and raw is not None:
            cursor = raw.cursor()
            cursor.execute(f"PRAGMA foreign_keys={state}")
            cursor.close()

    def _check_foreign_keys(self, connection: Connection) -> None:
        if not self.is_sqlite:
            return
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise SchemaError(f"外键损坏。 A row of {broken[0]} points to no row of {broken[2]}.")

    def now(self, connection: Connection) -> float:
        """Seconds since 1970 by the clock that all workers share."""
        return shared_now(connection)

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def shared_now(connection: Connection) -> float:
    """Seconds since 1970 by the clock that all workers share: the database's, or the machine's."""
    if connection.dialect.name == "sqlite":
        return time.time()
    return float(connection.execute(text(_POSTGRESQL_NOW)).scalar_one())


_POSTGRESQL_NOW = "SELECT extract(epoch FROM clock_timestamp())"
_FULL = ("disk is full", "no space left", "disk full", "could not extend file")


@contextmanager
def _as_store_errors() -> Iterator[None]:
    """What says that a database is away or full, or that it cannot hold a value (PostgreSQL no
    NUL), in our words; faults of a statement pass."""
    try:
        yield
    except PoolTimeoutError as error:  # all connections wait for a database that is locked
        raise StoreBusyError("数据库繁忙。 No connection to the database is free.") from error
    except DataError as error:
        raise BadRequestError("数据库无法存储该值。 The database cannot hold a value.") from error
    except DBAPIError as error:
        message = str(error.orig).lower()
        if any(words in message for words in _FULL):
            raise DiskFullError("数据库磁盘已满。 The disk of the database is full.") from error
        if error.connection_invalidated or type(error).__name__ == "OperationalError":
            raise StoreBusyError("数据库暂不可用。 The database does not answer.") from error
        if type(error).__name__ == "DatabaseError":  # SQLite: a file that is damaged, or is none
            raise StoreError("数据库文件损坏。 The file of the database is damaged.") from error
        raise


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url, pool_size=8, max_overflow=24, connect_args={"timeout": _BUSY_SECONDS}
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # BEGIN is ours
        cursor = connection.cursor()
        _change_to_wal(cursor)
        for pragma in ("synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _change_to_wal(cursor: DBAPICursor) -> None:
    """SQLite does not wait by itself for this one lock, which the first connections to a new file
    take from each other."""
    until = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            is_locked = error.sqlite_errorcode & 0xFF in (
                sqlite3.SQLITE_BUSY,
                sqlite3.SQLITE_LOCKED,
            )
            if not is_locked or time.monotonic() > until:
                raise
        time.sleep(0.02)


def _postgresql(url: str) -> Engine:
    return create_engine(url, pool_size=8, max_overflow=24, pool_pre_ping=True)
