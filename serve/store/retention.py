"""What was deleted long enough ago is purged: rows, then bytes that nobody else needs."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, exists, insert, select

from serve.errors import NotFoundError, StateError
from serve.settings import Settings
from serve.store.blobs import Blobs, original_key, pages_prefix
from serve.store.database import Database, shared_now
from serve.store.document_rows import DocumentState
from serve.store.idempotency import forget_keys
from serve.store.intake import lock_bytes
from serve.store.tables import documents, events, jobs, purged

_DAY = 86_400.0
_BATCH = 100
_EVENTS = 2000


@dataclass(frozen=True, slots=True)
class Purged:
    """How much is gone: documents, events and remembered keys of uploads."""

    documents: int
    events: int
    keys: int


def purge(database: Database, blobs: Blobs, settings: Settings) -> Purged:
    """Purge documents deleted, and events and keys made, before the retention of the settings.

    Events and keys are kept for a day at least, as somebody may be about to ask for them.
    """
    with database.read() as connection:
        now = database.now(connection)
    retention = settings.retention_days * _DAY
    count = 0
    while batch := _expired(database, now - retention):
        count += sum(_purge_expired(database, blobs, document_id) for document_id in batch)
    before = now - max(retention, _DAY)
    old = _forget_events(database, before)
    with database.write() as connection:
        return Purged(count, old, forget_keys(connection, before))


def purge_document(database: Database, blobs: Blobs, document_id: str) -> None:
    """Remove a deleted document with all that belongs to it, at once.

    The row goes only if the bytes do: what fails is done again by the next purge.
    Raises NotFoundError, StateError where it is not deleted, StoreError.
    """
    with database.write() as connection:
        # Jobs before documents, in the order in which workers lock them.
        connection.execute(delete(jobs).where(jobs.c.document_id == document_id))
        query = select(documents.c.sha256, documents.c.deleted_at)
        itself = query.where(documents.c.id == document_id).with_for_update()
        row = connection.execute(itself).one_or_none()
        if row is None:
            raise NotFoundError(f"没有文档。 There is no document {document_id}.")
        if row.deleted_at is None:
            raise StateError("文档未删除。 The document is not deleted.")
        connection.execute(delete(documents).where(documents.c.id == document_id))
        now = shared_now(connection)
        connection.execute(
            insert(purged).values(document_id=document_id, sha256=row.sha256, at=now)
        )
        _remove_if_unused(connection, blobs, row.sha256)
        for key in list(blobs.keys(pages_prefix(document_id))):
            blobs.delete(key)


def remove_unused_bytes(database: Database, blobs: Blobs, sha256: str) -> bool:
    """Remove an original that no document has; whether it had none.

    Within one transaction that an upload of the same bytes waits for: it then looks again and
    stores them anew.
    """
    with database.write() as connection:
        return _remove_if_unused(connection, blobs, sha256)


def _remove_if_unused(connection: Connection, blobs: Blobs, sha256: str) -> bool:
    lock_bytes(connection, sha256)
    if is_used(connection, sha256):
        return False
    blobs.delete(original_key(sha256))
    return True


def _purge_expired(database: Database, blobs: Blobs, document_id: str) -> bool:
    """Whether it was ours to purge: others may have purged it first, or brought it back."""
    try:
        purge_document(database, blobs, document_id)
    except (NotFoundError, StateError):
        return False
    return True


def _forget_events(database: Database, before: float) -> int:
    """Some at a time, the oldest first, so that nobody who writes waits long; how many."""
    oldest = select(events.c.sequence).order_by(events.c.sequence).limit(_EVENTS)
    old = delete(events).where(events.c.sequence.in_(oldest), events.c.at < before)
    count = 0
    while True:
        with database.write() as connection:
            gone = connection.execute(old).rowcount
        count += gone
        if gone < _EVENTS:
            return count


def is_used(connection: Connection, sha256: str) -> bool:
    """Whether a document, a deleted one too, has these bytes."""
    query = select(exists().where(documents.c.sha256 == sha256))
    return bool(connection.execute(query).scalar_one())


def _expired(database: Database, before: float) -> list[str]:
    """Some documents deleted before a time that nobody is reading any more."""
    query = (
        select(documents.c.id)
        .where(documents.c.deleted_at < before, documents.c.state != DocumentState.RUNNING.value)
        .limit(_BATCH)
    )
    with database.read() as connection:
        return list(connection.execute(query).scalars())
