"""The documents: accepted, read, listed, deleted and brought back."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Connection, Update, func, insert, select, update

from serve.errors import NotFoundError, StateError
from serve.store.document_rows import (
    COLUMNS,
    Consent,
    Document,
    DocumentState,
    Failure,
    NewDocument,
    new_row,
    row_to_document,
)
from serve.store.events import EventKind, add_event
from serve.store.listing import DocumentPage, DocumentQuery, list_documents
from serve.store.tables import documents

__all__ = [
    "Consent",
    "Document",
    "DocumentPage",
    "DocumentQuery",
    "DocumentState",
    "Failure",
    "NewDocument",
    "delete_document",
    "find_duplicates",
    "get_document",
    "get_visible_document",
    "insert_document",
    "insert_documents",
    "is_learning_forbidden",
    "list_documents",
    "set_consent",
    "set_progress",
    "set_state",
    "set_states",
    "undelete_document",
]

_BATCH = 500


def insert_document(connection: Connection, new: NewDocument) -> Document:
    """Store a document in state queued. The caller enqueues its job and adds the event."""
    return insert_documents(connection, (new,))[new.id]


def insert_documents(connection: Connection, new: Sequence[NewDocument]) -> dict[str, Document]:
    """Store documents as `insert_document` does, with few statements; by identifier."""
    connection.execute(insert(documents), [new_row(one) for one in new])
    return {
        row.id: row_to_document(row)
        for ids in _in_batches([one.id for one in new])
        for row in connection.execute(select(*COLUMNS).where(documents.c.id.in_(ids)))
    }


def get_document(connection: Connection, document_id: str) -> Document:
    """One document, deleted ones too. Raises NotFoundError."""
    query = select(*COLUMNS).where(documents.c.id == document_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise _not_found(document_id)
    return row_to_document(row)


def get_visible_document(connection: Connection, document_id: str) -> Document:
    """One document that is not deleted. Raises NotFoundError."""
    document = get_document(connection, document_id)
    if document.deleted_at is not None:
        raise _not_found(document_id)
    return document


def find_duplicates(connection: Connection, hashes: Collection[str]) -> dict[str, Document]:
    """The oldest documents of these bytes that are not deleted, by SHA-256 in hex."""
    same = documents.c.sha256
    order = (documents.c.created_at, documents.c.id)
    place = func.row_number().over(partition_by=same, order_by=order).label("place")
    found: dict[str, Document] = {}
    for batch in _in_batches(sorted(set(hashes))):
        all_of = select(documents.c.id, place).where(
            same.in_(batch), documents.c.deleted_at.is_(None)
        )
        ranked = all_of.subquery()
        oldest = select(ranked.c.id).where(ranked.c.place == 1)
        rows = connection.execute(select(*COLUMNS).where(documents.c.id.in_(oldest)))
        found |= {row.sha256: row_to_document(row) for row in rows}
    return found


def set_state(
    connection: Connection,
    document_id: str,
    state: DocumentState,
    *,
    now: float,
    error: Failure | None = None,
) -> None:
    """Move a document to a state; `finished_at` and the error follow from it, progress begins anew.

    Adds no event: its data are the caller's to say. Raises NotFoundError.
    """
    _change(connection, document_id, update(documents).values(_of_state(state, now, error)))


def set_states(
    connection: Connection, document_ids: Sequence[str], state: DocumentState, now: float
) -> None:
    """Move documents to a state without an error, as `set_state` does one; at most 500."""
    these = documents.c.id.in_(document_ids)
    connection.execute(update(documents).where(these).values(_of_state(state, now)))


def set_progress(  # noqa: PLR0917 - the five words of one progress
    connection: Connection, document_id: str, stage: str, done: int, total: int, now: float
) -> None:
    """Note how far the reading is: `done` of `total` steps of a stage. Adds no event.

    Raises NotFoundError.
    """
    change = update(documents).values(stage=stage, done_steps=done, all_steps=total, updated_at=now)
    _change(connection, document_id, change)


def delete_document(connection: Connection, document_id: str, now: float) -> None:
    """Hide a document; its bytes stay until `retention.purge`. Raises NotFoundError.

    The caller cancels its job. Deleting twice is one deletion.
    """
    document = get_document(connection, document_id)
    if document.deleted_at is not None:
        return
    change = update(documents).values(deleted_at=now, updated_at=now)
    _change(connection, document_id, change)
    add_event(connection, document_id, EventKind.DELETED, {})


def undelete_document(connection: Connection, document_id: str, now: float) -> Document:
    """Show a deleted document again. Raises NotFoundError, StateError where it is not deleted."""
    document = get_document(connection, document_id)
    if document.deleted_at is None:
        raise StateError(f"文档未删除。 {document_id} is not deleted.")
    change = update(documents).values(deleted_at=None, updated_at=now)
    _change(connection, document_id, change)
    return get_document(connection, document_id)


def _of_state(state: DocumentState, now: float, error: Failure | None = None) -> dict[str, object]:
    values: dict[str, object] = {
        "state": state.value,
        "updated_at": now,
        "finished_at": now if state.is_final else None,
        "error_code": error.code if error else None,
        "error_message": error.message if error else None,
        "error_remedy": error.remedy if error else None,
    }
    if state is not DocumentState.DONE:
        values |= {"stage": "", "done_steps": 0, "all_steps": 0}
    return values


def set_consent(connection: Connection, document_id: str, consent: Consent, now: float) -> Document:
    """Say whether models may learn from a document. Raises NotFoundError."""
    change = update(documents).values(learning=consent is Consent.GIVEN, updated_at=now)
    _change(connection, document_id, change)
    return get_document(connection, document_id)


def is_learning_forbidden(connection: Connection, sha256: str) -> bool:
    """Whether the owner of any document with these bytes does not want models to learn from it."""
    same = (documents.c.sha256 == sha256, documents.c.learning.is_(False))
    return connection.execute(select(documents.c.id).where(*same).limit(1)).first() is not None


def _in_batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Not more at once than a statement takes."""
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))


def _change(connection: Connection, document_id: str, change: Update) -> None:
    if not connection.execute(change.where(documents.c.id == document_id)).rowcount:
        raise _not_found(document_id)


def _not_found(document_id: str) -> NotFoundError:
    return NotFoundError(f"没有文档 {document_id}。 There is no document {document_id}.")
