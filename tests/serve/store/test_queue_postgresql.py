"""The queue on PostgreSQL gives the same answers as on SQLite."""

from collections.abc import Iterator

import pytest

from serve.settings import Settings
from serve.store.database import Database
from serve.store.migrate import migrate
from serve.store.tables import metadata
from tests.serve.servers import postgresql_server
from tests.serve.store import test_outdated, test_queue, test_workers
from tests.serve.store.test_outdated import four  # noqa: F401 - a fixture

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A migrated database of a server that is started for these tests."""
    with postgresql_server() as url:
        opened = Database(Settings(tmp_path_factory.mktemp("home"), url).database())
        migrate(opened)
        yield opened
        opened.close()


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
