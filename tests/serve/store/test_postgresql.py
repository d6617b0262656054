"""The store on PostgreSQL: the same answers as on SQLite, and what only a server has."""

import contextlib
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from serve.access.principal import Principal, Scope
from serve.errors import BadRequestError, KeyReusedError, SchemaError, StateError
from serve.settings import Settings
from serve.store.blobs import Blobs, open_blobs
from serve.store.database import Database
from serve.store.documents import (
    DocumentQuery,
    get_document,
    list_documents,
    undelete_document,
)
from serve.store.events import EventKind, add_event, events_after
from serve.store.intake import Arrival, Intake, OnDuplicate, Order, take_in
from serve.store.listing import Order as Direction
from serve.store.listing import Sort
from serve.store.migrate import check_schema, migrate
from serve.store.queue import Priority, enqueue, queued_jobs
from serve.store.retention import purge_document
from serve.store.search import SearchQuery, search
from serve.store.tables import metadata
from tests.serve import records
from tests.serve.servers import postgresql_server
from tests.serve.store.rows import add_document

pytestmark = pytest.mark.slow
CALLER = Principal("key_1", "caller", frozenset((Scope.WRITE,)))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The URL of a server that is started for these tests."""
    with postgresql_server() as url:
        yield url


@pytest.fixture
def postgresql(server: str, tmp_path: Path) -> Iterator[Database]:
    """An empty database of that server."""
    opened = Database(Settings(home=tmp_path, database_url=server).database())
    with opened.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    yield opened
    opened.close()


@pytest.fixture
def migrated(postgresql: Database) -> Database:
    migrate(postgresql)
    return postgresql


def test_the_steps_lead_to_the_tables_of_the_program(postgresql: Database) -> None:
    with pytest.raises(SchemaError):
        check_schema(postgresql)
    start = threading.Barrier(3)

    def run() -> None:
        start.wait(10)
        migrate(postgresql)

    run_together(run, 3)
    check_schema(postgresql)
    with postgresql.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def run_together(work, count: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("order", list(Direction))
def test_lists_go_on_where_their_page_ended(
    migrated: Database, sort: Sort, order: Direction
) -> None:
    with migrated.write() as connection:
        for number in range(7):
            doubt = None if number % 3 == 0 else number / 10
            add_document(connection, f"a%{number}", created_at=number // 2, doubt=doubt)
        query = DocumentQuery(sort=sort, order=order, q="A%")
        whole = [entry.id for entry in list_documents(connection, query).documents]
        seen, cursor = [], None
        while True:
            page = list_documents(connection, replace(query, limit=2, cursor=cursor))
            seen += [entry.id for entry in page.documents]
            cursor = page.next_cursor
            if cursor is None:
                break
    assert seen == whole
    assert len(seen) == 7


def test_search_does_not_look_at_case_and_goes_on_where_its_page_ended(migrated: Database) -> None:
    record = records.river()
    for row, name in zip(record["forms"][0]["indicators"], ("降幅 pm", "PM"), strict=False):
        row["level3"] = name
    with migrated.write() as connection:
        records.add_document(connection, record)
        page = search(connection, SearchQuery("pm", limit=1))
        rest = search(connection, SearchQuery("pm", cursor=page.next_cursor))
        exact = search(connection, SearchQuery("PM"))
    assert {hit.level3 for hit in page.hits + rest.hits} == {"PM", "降幅 pm"}
    assert exact.hits[0].level3 == "PM"


def test_events_are_numbered_in_the_order_of_their_commits(migrated: Database) -> None:
    """A reader that goes on from the last number it saw misses nothing."""
    seen: list[int] = []
    done = threading.Event()

    def write() -> None:
        for _ in range(40):
            with migrated.write() as connection:
                add_event(connection, "doc_1", EventKind.PROGRESS, {})

    def follow() -> None:
        last = 0
        while True:
            is_last = done.is_set()
            with migrated.read() as connection:
                for event in events_after(connection, last):
                    last = event.sequence
                    seen.append(last)
            if is_last:
                return

    reader = threading.Thread(target=follow)
    reader.start()
    run_together(write, 4)
    done.set()
    reader.join(60)
    assert len(seen) == 160


def arrival(folder: Path, data: bytes) -> Arrival:
    digest = hashlib.sha256(data).hexdigest()
    path = folder / f"{digest[:8]}-{threading.get_ident()}"
    path.write_bytes(data)
    return Arrival(path, digest, len(data), "a.pdf", "application/pdf")


def test_racing_uploads_with_one_key_are_one_document(migrated: Database, tmp_path: Path) -> None:
    blobs = open_blobs(Settings(home=tmp_path))
    start = threading.Barrier(5)
    taken: list[Intake] = []

    def upload() -> None:
        start.wait(10)
        order = Order(CALLER, idempotency_key="k")
        with blobs.staging.folder() as folder:
            taken.append(take_in(migrated, blobs, order, [arrival(folder, b"%PDF-1")]))

    run_together(upload, 5)
    ids = {entry.document.id for intake in taken for entry in intake.outcomes}
    assert (len(taken), len(ids)) == (5, 1)
    assert sorted(intake.replayed for intake in taken) == [False, True, True, True, True]
    with blobs.staging.folder() as folder:
        other = arrival(folder, b"%PDF-2")
        with pytest.raises(KeyReusedError):
            take_in(migrated, blobs, Order(CALLER, idempotency_key="k"), [other])
    blobs.close()


def test_racing_uploads_that_reuse_are_one_document(migrated: Database, tmp_path: Path) -> None:
    blobs = open_blobs(Settings(home=tmp_path))
    start = threading.Barrier(5)
    ids: set[str] = set()

    def upload() -> None:
        start.wait(10)
        order = Order(CALLER, on_duplicate=OnDuplicate.REUSE)
        with blobs.staging.folder() as folder:
            (entry,) = take_in(migrated, blobs, order, [arrival(folder, b"%PDF-1")]).outcomes
            ids.add(entry.document.id)

    run_together(upload, 5)
    assert len(ids) == 1
    blobs.close()


def test_a_purge_leaves_the_bytes_that_others_need(migrated: Database, tmp_path: Path) -> None:
    blobs = open_blobs(Settings(home=tmp_path))
    ids = []
    for _ in range(2):
        with blobs.staging.folder() as folder:
            intake = take_in(migrated, blobs, Order(CALLER), [arrival(folder, b"%PDF-1")])
        ids.append(intake.outcomes[0].document.id)
    for document_id, left in zip(ids, (1, 0), strict=True):
        with migrated.write() as connection:
            assert get_document(connection, document_id).deleted_at is None
            connection.execute(
                text("UPDATE documents SET deleted_at = 1 WHERE id = :id"), {"id": document_id}
            )
        purge_document(migrated, blobs, document_id)
        assert len(list(blobs.keys())) == left
    blobs.close()


def test_two_who_ask_for_a_re_run_at_once_get_one_job(migrated: Database) -> None:
    with migrated.write() as connection:
        document_id = add_document(connection, state="done").id
    barrier = threading.Barrier(4)
    refused = []

    def rerun() -> None:
        with migrated.write() as connection:
            get_document(connection, document_id)
            barrier.wait(30)
            try:
                enqueue(connection, document_id, priority=Priority.INTERACTIVE)
            except StateError as error:
                refused.append(error)

    run_together(rerun, 4)
    with migrated.read() as connection:
        assert queued_jobs(connection) == 1
    assert len(refused) == 3


def test_what_is_brought_back_while_it_is_purged_stays(migrated: Database, tmp_path: Path) -> None:
    blobs = open_blobs(Settings(home=tmp_path))
    with migrated.write() as connection:
        document_id = add_document(connection, state="done", deleted_at=1.0).id
    with migrated.write() as connection:
        undelete_document(connection, document_id, 2.0)
        purging = threading.Thread(target=_purge_or_not, args=(migrated, blobs, document_id))
        purging.start()
        purging.join(0.5)  # it has looked and waits for the row
    purging.join(30)
    with migrated.read() as connection:
        assert get_document(connection, document_id).deleted_at is None
    blobs.close()


def _purge_or_not(database: Database, blobs: Blobs, document_id: str) -> None:
    with contextlib.suppress(StateError):
        purge_document(database, blobs, document_id)


def test_what_the_server_cannot_hold_is_the_callers_mistake(migrated: Database) -> None:
    with pytest.raises(BadRequestError), migrated.read() as connection:
        get_document(connection, "doc_\0")
