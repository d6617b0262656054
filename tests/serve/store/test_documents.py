import pytest

from serve.errors import NotFoundError, StateError
from serve.store.database import Database
from serve.store.documents import (
    DocumentState,
    Failure,
    delete_document,
    find_duplicates,
    get_document,
    get_visible_document,
    set_progress,
    set_state,
    undelete_document,
)
from serve.store.events import EventKind, events_after
from serve.store.pages import PageRow, get_page, list_pages, replace_pages
from tests.serve.store.rows import add_document

FAILURE = Failure("ingest.encrypted", "有密码。 A password.", "去除密码。 Remove it.")


def test_a_state_brings_its_error_and_its_end(database: Database) -> None:
    with database.write() as connection:
        document = add_document(connection)
        set_progress(connection, document.id, "ocr", 2, 5, now=1.0)
        running = get_document(connection, document.id)
        set_state(connection, document.id, DocumentState.FAILED, now=2.0, error=FAILURE)
        failed = get_document(connection, document.id)
        set_state(connection, document.id, DocumentState.QUEUED, now=3.0)
        queued = get_document(connection, document.id)

    assert (running.stage, running.done_steps, running.all_steps) == ("ocr", 2, 5)
    assert (failed.failure, failed.finished_at, failed.stage) == (FAILURE, 2.0, "")
    assert (queued.failure, queued.finished_at, queued.updated_at) == (None, None, 3.0)


def test_a_deleted_document_is_hidden_until_it_is_brought_back(database: Database) -> None:
    with database.write() as connection:
        document = add_document(connection, sha256="ab" * 32)
        delete_document(connection, document.id, 5.0)
        delete_document(connection, document.id, 6.0)

        assert get_document(connection, document.id).deleted_at == 5.0
        with pytest.raises(NotFoundError):
            get_visible_document(connection, document.id)
        assert find_duplicates(connection, ["ab" * 32]) == {}
        assert [e.kind for e in events_after(connection, 0, document.id)] == [EventKind.DELETED]

        assert undelete_document(connection, document.id, 7.0).deleted_at is None
        assert find_duplicates(connection, ["ab" * 32]) == {
            "ab" * 32: get_document(connection, document.id)
        }
        with pytest.raises(StateError):
            undelete_document(connection, document.id, 8.0)


def test_the_oldest_of_the_same_bytes_is_the_duplicate(database: Database) -> None:
    with database.write() as connection:
        add_document(connection, "b", sha256="ab" * 32, created_at=2)
        first = add_document(connection, "a", sha256="ab" * 32, created_at=1)
        found = find_duplicates(connection, ["cd" * 32, "ab" * 32]).get("ab" * 32)
    assert found is not None
    assert found.id == first.id


def test_what_is_not_there_is_not_found(database: Database) -> None:
    with database.write() as connection:
        for change in (
            lambda: get_document(connection, "doc_0"),
            lambda: set_state(connection, "doc_0", DocumentState.DONE, now=1.0),
            lambda: set_progress(connection, "doc_0", "ocr", 1, 2, 3.0),
            lambda: delete_document(connection, "doc_0", 1.0),
            lambda: get_page(connection, "doc_0", 1),
        ):
            with pytest.raises(NotFoundError):
                change()


def page(number: int, run: str) -> PageRow:
    key = f"pages/doc_1/{run}/{number}"
    return PageRow(number, 595.0, 842.0, 1654, 2339, f"{key}.webp", f"{key}-thumb", "image/webp")


def test_the_pages_of_the_newest_reading_replace_the_others(database: Database) -> None:
    with database.write() as connection:
        document = add_document(connection)
        replace_pages(connection, document.id, [page(2, "r1"), page(1, "r1"), page(3, "r1")])
        assert [row.number for row in list_pages(connection, document.id)] == [1, 2, 3]
        replace_pages(connection, document.id, [page(1, "r2")])
        assert list_pages(connection, document.id) == (page(1, "r2"),)
        assert get_page(connection, document.id, 1) == page(1, "r2")
        replace_pages(connection, document.id, [])
        assert list_pages(connection, document.id) == ()
