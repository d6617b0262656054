"""One service on a temporary home: settings, a migrated database, the app, clients with keys."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serve.access.keys import KeyDraft, issue_key
from serve.access.principal import Scope
from serve.app import create_app
from serve.routes.events import close_streams
from serve.settings import Settings
from serve.store.database import Database
from serve.store.migrate import migrate
from tests.serve.listening import listening


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings on an empty home, with no limit on requests, for plain http."""
    return Settings(
        home=tmp_path / "home",
        workers=0,
        requests_per_minute=0,
        secure_cookies=False,
        min_free_bytes=0,
    )


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty migrated SQLite file, copied for each test: migrating takes a while."""
    settings = Settings(home=tmp_path_factory.mktemp("migrated"))
    opened = Database(settings.database())
    migrate(opened)
    with opened.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()
    return settings.home / "jixiao.db"


@pytest.fixture
def database(settings: Settings, _migrated_file: Path) -> Iterator[Database]:
    """The migrated database of `settings`."""
    settings.home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_migrated_file, settings.home / "jixiao.db")
    opened = Database(settings.database())
    yield opened
    opened.close()


@pytest.fixture
def app(settings: Settings, database: Database) -> FastAPI:
    """The app over `database`."""
    return create_app(settings)


@pytest.fixture
def address(app: FastAPI) -> Iterator[tuple[str, int]]:
    """The app behind a real server on a free port."""
    with listening(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=5)) as address:
        yield address
        close_streams(app)


@pytest.fixture
def url(address: tuple[str, int]) -> str:
    """Where that server is."""
    return f"http://{address[0]}:{address[1]}"


@pytest.fixture
def anonymous(app: FastAPI) -> Iterator[TestClient]:
    """A client without a key; a crash of a route is an answer 500, as on a real server."""
    with TestClient(
        app, base_url="http://jixiao.test", raise_server_exceptions=False, follow_redirects=False
    ) as client:
        yield client


@pytest.fixture
def client_with(
    anonymous: TestClient, app: FastAPI, database: Database
) -> Callable[..., TestClient]:
    """`client_with(Scope.READ, …)`: a client with a new key of these scopes."""

    def make(*scopes: Scope) -> TestClient:
        with database.write() as connection:
            name = " ".join(scopes)
            issued = issue_key(
                connection, KeyDraft(name, frozenset(scopes)), database.now(connection)
            )
        return TestClient(
            app,
            base_url="http://jixiao.test",
            raise_server_exceptions=False,
            follow_redirects=False,
            headers={"Authorization": f"Bearer {issued.secret}"},
        )

    return make


@pytest.fixture
def reader(client_with: Callable[..., TestClient]) -> TestClient:
    """A client that may read."""
    return client_with(Scope.READ)


@pytest.fixture
def writer(client_with: Callable[..., TestClient]) -> TestClient:
    """A client that may upload and delete."""
    return client_with(Scope.WRITE)


@pytest.fixture
def annotator(client_with: Callable[..., TestClient]) -> TestClient:
    """A client that may correct."""
    return client_with(Scope.ANNOTATE)


@pytest.fixture
def admin(client_with: Callable[..., TestClient]) -> TestClient:
    """A client that may do everything."""
    return client_with(Scope.ADMIN)
