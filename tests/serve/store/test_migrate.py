import threading

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError

from serve.errors import SchemaError, StoreBusyError
from serve.settings import Settings
from serve.store.database import Database
from serve.store.documents import get_document
from serve.store.migrate import _config, check_schema, migrate, newest_version
from serve.store.tables import metadata
from tests.serve.store.rows import add_document


@pytest.fixture
def empty(settings: Settings):
    opened = Database(settings.database())
    yield opened
    opened.close()


def upgrade(database: Database, version: str) -> None:
    with database.change_schema() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, version)


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def test_the_steps_lead_to_the_tables_of_the_program(empty: Database) -> None:
    assert migrate(empty) == (None, newest_version())
    check_schema(empty)
    with empty.read() as connection:
        assert differences(connection) == []
    assert migrate(empty) == (newest_version(), newest_version())


def test_a_populated_database_of_the_first_version_is_brought_up_to_date(empty: Database) -> None:
    upgrade(empty, "0001")
    with empty.write() as connection:
        row = "('doc_1', 's', '绩效.pdf', 'application/pdf', 1, 'queued', 'key_1', 1.0, 1.0)"
        names = "id, sha256, name, media_type, size, state, uploaded_by, created_at, updated_at"
        connection.execute(text(f"INSERT INTO documents ({names}) VALUES {row}"))
    with pytest.raises(SchemaError, match="0001"):
        check_schema(empty)

    assert migrate(empty) == ("0001", newest_version())

    with empty.read() as connection:
        assert get_document(connection, "doc_1").name == "绩效.pdf"
        assert differences(connection) == []


def test_every_step_leads_back(empty: Database) -> None:
    migrate(empty)
    with empty.change_schema() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    with empty.read() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]


def test_a_database_without_tables_is_told(empty: Database) -> None:
    with pytest.raises(SchemaError, match="no tables"):
        check_schema(empty)


def test_a_database_of_a_newer_program_is_left_alone(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for use in (check_schema, migrate):
        with pytest.raises(SchemaError, match="9999"):
            use(database)


def test_a_step_that_fails_leaves_nothing(empty: Database) -> None:
    upgrade(empty, "0001")
    with empty.write() as connection:
        connection.execute(text("CREATE TABLE workers (name TEXT)"))  # in the way of a later step
    with pytest.raises((OperationalError, StoreBusyError)):
        migrate(empty)
    with empty.read() as connection:
        assert "users" not in inspect(connection).get_table_names()
    with pytest.raises(SchemaError, match="0001"):
        check_schema(empty)


def test_many_that_migrate_at_once_wait_for_one(settings: Settings) -> None:
    start = threading.Barrier(4)
    befores = []

    def run() -> None:
        database = Database(settings.database())
        start.wait(10)
        befores.append(migrate(database)[0])
        database.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(befores, key=str) == [newest_version()] * 3 + [None]


def test_rows_stay_while_their_table_is_copied(database: Database) -> None:
    """SQLite drops the old table; what points to its rows must not go with them."""
    with database.write() as connection:
        document = add_document(connection)
        connection.execute(
            text(
                "INSERT INTO jobs (id, document_id, state, priority, created_at, run_at) "
                f"VALUES ('job_1', '{document.id}', 'queued', 0, 1, 1)"
            )
        )
    with database.change_schema() as connection:
        connection.execute(text("CREATE TABLE copy AS SELECT * FROM documents"))
        connection.execute(text("DROP TABLE documents"))
        metadata.tables["documents"].create(connection, checkfirst=False)
        names = ", ".join(column.name for column in metadata.tables["documents"].columns)
        connection.execute(text(f"INSERT INTO documents ({names}) SELECT {names} FROM copy"))
        connection.execute(text("DROP TABLE copy"))
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM jobs")).scalar() == 1
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
