"""What was deleted is purged for good, whoever else purges, restores or fails meanwhile."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import update

from serve.errors import NotFoundError, StoreError
from serve.settings import Settings
from serve.store import retention
from serve.store.blobs import Blobs, open_blobs, original_key, pages_prefix
from serve.store.database import Database
from serve.store.documents import get_document, undelete_document
from serve.store.events import EventKind, add_event, events_after
from serve.store.retention import purge, purge_document
from serve.store.tables import events
from tests.serve.store.rows import add_document


@pytest.fixture
def blobs(settings: Settings) -> Iterator[Blobs]:
    opened = open_blobs(settings)
    yield opened
    opened.close()


def deleted(database: Database, blobs: Blobs, name: str) -> str:
    """A document with its bytes and a picture, deleted long ago."""
    with database.write() as connection:
        document = add_document(connection, name, deleted_at=1.0, state="done")
    blobs.put(original_key(document.sha256), b"bytes")
    blobs.put(f"{pages_prefix(document.id)}run/1.jpg", b"picture")
    return document.id


def test_bytes_that_cannot_be_removed_now_are_removed_later(
    database: Database, blobs: Blobs, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    document_id = deleted(database, blobs, "a.pdf")

    def fail(key: str) -> None:
        raise StoreError("away")

    with monkeypatch.context() as patch:
        patch.setattr(blobs, "delete", fail)
        with pytest.raises(StoreError):
            purge_document(database, blobs, document_id)
    assert purge(database, blobs, settings).documents == 1
    assert list(blobs.keys()) == []


def test_what_others_purged_or_brought_back_stops_no_purge(
    database: Database, blobs: Blobs, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, back, last = (deleted(database, blobs, name) for name in ("a", "b", "c"))
    expired = retention._expired

    def meanwhile(*arguments: object) -> list[str]:
        found = expired(*arguments)  # type: ignore[arg-type]
        if gone in found:
            purge_document(database, blobs, gone)
            with database.write() as connection:
                undelete_document(connection, back, 2.0)
        return found

    monkeypatch.setattr(retention, "_expired", meanwhile)
    assert purge(database, blobs, settings).documents == 1
    with database.read() as connection:
        assert get_document(connection, back).deleted_at is None
        with pytest.raises(NotFoundError):
            get_document(connection, last)


def test_old_events_go_a_few_at_a_time(
    database: Database, blobs: Blobs, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "_EVENTS", 3)
    with database.write() as connection:
        for _ in range(8):
            add_event(connection, "doc_1", EventKind.QUEUED, {})
        connection.execute(update(events).where(events.c.sequence <= 7).values(at=1.0))
    assert purge(database, blobs, replace(settings, retention_days=0.0)).events == 7
    with database.read() as connection:
        (left,) = events_after(connection, 0)
    assert left.at > time.time() - 60
