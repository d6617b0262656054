import hashlib
from pathlib import Path

import pytest
from sqlalchemy import event

from serve.access.principal import Principal, Scope
from serve.errors import DuplicateError, StoreError
from serve.settings import Settings
from serve.store.blobs import Blobs, open_blobs, original_key
from serve.store.database import Database
from serve.store.documents import delete_document
from serve.store.events import events_after
from serve.store.intake import Arrival, OnDuplicate, Order, Refused, Taken, take_in
from serve.store.queue import claim, queued_jobs
from serve.store.retention import purge_document

CALLER = Principal("key_1", "caller", frozenset((Scope.WRITE,)))


@pytest.fixture
def blobs(settings: Settings):
    opened = open_blobs(settings)
    yield opened
    opened.close()


def arrival(folder: Path, data: bytes) -> Arrival:
    path = folder / data.hex()
    path.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    return Arrival(path, digest, len(data), "a.pdf", "application/pdf")


def test_bytes_that_a_purge_takes_away_meanwhile_are_stored_anew(
    database: Database, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes were there already; between that look and the new row they were purged."""
    keep = blobs.keep_file
    with blobs.staging.folder() as folder:
        (old,) = take_in(database, blobs, Order(CALLER), [arrival(folder, b"%PDF-1")]).outcomes
    with database.write() as connection:
        delete_document(connection, old.document.id, 1.0)

    def keep_and_purge(key: str, path: Path) -> None:
        monkeypatch.setattr(blobs, "keep_file", keep)
        keep(key, path)
        purge_document(database, blobs, old.document.id)
        assert not blobs.exists(key)

    monkeypatch.setattr(blobs, "keep_file", keep_and_purge)
    with blobs.staging.folder() as folder:
        (new,) = take_in(database, blobs, Order(CALLER), [arrival(folder, b"%PDF-1")]).outcomes

    assert blobs.get(original_key(new.document.sha256)) == b"%PDF-1"


def test_without_its_bytes_nothing_is_accepted(
    database: Database, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(key: str, path: Path) -> None:
        raise StoreError("away")

    monkeypatch.setattr(blobs, "keep_file", fail)
    with blobs.staging.folder() as folder, pytest.raises(StoreError):
        take_in(database, blobs, Order(CALLER), [arrival(folder, b"%PDF-1")])
    with database.read() as connection:
        assert (queued_jobs(connection), events_after(connection, 0)) == (0, ())


def test_some_may_be_refused_but_not_all(database: Database, blobs: Blobs) -> None:
    order = Order(CALLER, on_duplicate=OnDuplicate.REFUSE)
    with blobs.staging.folder() as folder:
        one, two = arrival(folder, b"%PDF-1"), arrival(folder, b"%PDF-2")
        take_in(database, blobs, order, [one])
        mixed = take_in(database, blobs, order, [one, two, two]).outcomes
        with pytest.raises(DuplicateError):
            take_in(database, blobs, order, [one, two])
    assert [type(entry) for entry in mixed] == [Refused, Taken, Refused]
    with database.read() as connection:
        assert queued_jobs(connection) == 2


def test_an_archive_keeps_others_from_writing_for_few_statements_only(
    database: Database, blobs: Blobs
) -> None:
    """Twins: 0 and 1 are there already, 2 and 3 are the same."""
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    with blobs.staging.folder() as folder:
        files = [arrival(folder, b"%%PDF-%d" % number) for number in (0, 1, 2, 2, *range(4, 60))]
        old = take_in(database, blobs, Order(CALLER), files[:2]).outcomes
        event.listen(database.engine, "before_cursor_execute", note)
        intake = take_in(database, blobs, Order(CALLER), files)
        event.remove(database.engine, "before_cursor_execute", note)
    assert len(statements) < 12
    taken = [entry.document for entry in intake.outcomes if isinstance(entry, Taken)]
    twins = [document.duplicate_of for document in taken[:5]]
    assert twins == [old[0].document.id, old[1].document.id, None, taken[2].id, None]
    with database.read() as connection:
        queued = [entry.document_id for entry in events_after(connection, 0)]
    assert queued == [entry.document.id for entry in (*old, *intake.outcomes)]
    leases = [claim(database, "w", 60.0, 5) for _ in queued]
    assert [lease.document_id for lease in leases if lease] == queued


def test_reused_files_of_one_upload_are_one_document(database: Database, blobs: Blobs) -> None:
    with blobs.staging.folder() as folder:
        one = arrival(folder, b"%PDF-1")
        order = Order(CALLER, on_duplicate=OnDuplicate.REUSE)
        intake = take_in(database, blobs, order, [one, one])
    first, second = intake.outcomes
    assert isinstance(first, Taken)
    assert isinstance(second, Taken)
    assert (first.reused, second.reused) == (False, True)
    assert first.document == second.document
