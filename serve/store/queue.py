"""The queue: documents that wait to be read. `leases` tells how workers take them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import Connection, func, insert, select, update

from serve.errors import StateError
from serve.store.database import shared_now
from serve.store.documents import DocumentState, set_state, set_states
from serve.store.events import EventKind, add_events
from serve.store.ids import new_id
from serve.store.leases import (
    Beat,
    KeepCorrections,
    Lease,
    cancel_waiting,
    claim,
    confirm_cancel,
    crash,
    fail,
    finish,
    heartbeat,
    hold_lease,
    note_progress,
    release,
    retry,
)
from serve.store.tables import documents, jobs

__all__ = [
    "Beat",
    "KeepCorrections",
    "Lease",
    "Priority",
    "QueueCounts",
    "claim",
    "confirm_cancel",
    "crash",
    "enqueue",
    "enqueue_again",
    "enqueue_new",
    "fail",
    "finish",
    "heartbeat",
    "hold_lease",
    "note_progress",
    "oldest_queued",
    "queue_counts",
    "queued_jobs",
    "release",
    "request_cancel",
    "retry",
]

_APART = 1e-6  # seconds between jobs that are queued together, which keep their order
_ACTIVE = (DocumentState.QUEUED, DocumentState.RUNNING)


class Priority(IntEnum):
    """Smaller is earlier: someone waits for an interactive document, nobody for an archive, and
    what is read again has a result meanwhile."""

    INTERACTIVE = 0
    ARCHIVE = 10
    AGAIN = 20


_FIRST = (jobs.c.state == DocumentState.QUEUED, jobs.c.priority < Priority.AGAIN)
"""Jobs that wait, of documents without a result."""


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """Documents that are not deleted, by state; seconds that the oldest without a result waits,
    None if none."""

    by_state: dict[str, int]
    oldest_age: float | None


def enqueue(
    connection: Connection,
    document_id: str,
    *,
    priority: Priority,
    keep_corrections: KeepCorrections = KeepCorrections.NO,
) -> str:
    """Let the document be read; the id of the job. The document becomes queued, with its event.

    Raises NotFoundError, StateError while the document waits or is read.
    """
    # Of two that ask at once the second waits here, and then sees the job of the first.
    itself = select(documents.c.id).where(documents.c.id == document_id).with_for_update()
    connection.execute(itself)
    active = select(jobs.c.id).where(jobs.c.document_id == document_id, jobs.c.state.in_(_ACTIVE))
    if connection.execute(active).first() is not None:
        raise StateError("文档正在处理。 The document is waiting or being read.")
    set_state(connection, document_id, DocumentState.QUEUED, now=shared_now(connection))
    (job_id,) = _insert(connection, (document_id,), priority, keep_corrections)
    return job_id


def enqueue_new(connection: Connection, document_ids: Sequence[str], priority: Priority) -> None:
    """Let documents be read, in their order, that were inserted as queued in this transaction."""
    _insert(connection, document_ids, priority, KeepCorrections.NO)


def enqueue_again(
    connection: Connection, document_ids: Sequence[str], corrections: KeepCorrections
) -> None:
    """Let documents that are done be read again, after all else that waits; at most 500. The caller
    has seen in this transaction that they are."""
    if document_ids:
        set_states(connection, document_ids, DocumentState.QUEUED, shared_now(connection))
        _insert(connection, document_ids, Priority.AGAIN, corrections)


def _insert(
    connection: Connection,
    document_ids: Sequence[str],
    priority: Priority,
    corrections: KeepCorrections,
) -> list[str]:
    now = shared_now(connection)
    rows = [
        {
            "id": new_id("job_"),
            "document_id": document_id,
            "state": DocumentState.QUEUED.value,
            "keep_corrections": corrections.value,
            "priority": int(priority),
            "created_at": now,
            "run_at": now + number * _APART,
        }
        for number, document_id in enumerate(document_ids)
    ]
    connection.execute(insert(jobs), rows)
    add_events(connection, document_ids, EventKind.QUEUED, {"state": DocumentState.QUEUED.value})
    return [str(row["id"]) for row in rows]


def request_cancel(connection: Connection, document_id: str) -> DocumentState:
    """Cancel the document's job: at once where it waits, else at its worker's next heartbeat.

    Returns the state that the document has now: cancelled, done where it has a result from
    before, or still running. Raises StateError where there is nothing to cancel.
    """
    waiting_or_read = (jobs.c.document_id == document_id, jobs.c.state.in_(_ACTIVE))
    job = connection.execute(select(jobs).where(*waiting_or_read).with_for_update()).first()
    if job is None:
        raise StateError("文档不在处理中。 The document is not waiting or being read.")
    if job.state == DocumentState.RUNNING:
        connection.execute(update(jobs).where(jobs.c.id == job.id).values(cancel_requested=True))
        return DocumentState.RUNNING
    return cancel_waiting(connection, job)


def queued_jobs(connection: Connection) -> int:
    """How many jobs wait, without those of documents that are read again."""
    return int(connection.execute(select(func.count()).where(*_FIRST)).scalar_one())


def oldest_queued(connection: Connection) -> float | None:
    """Since when (seconds since 1970) the oldest of them waits; None where none does."""
    first = select(func.min(jobs.c.created_at)).where(*_FIRST)
    oldest: float | None = connection.execute(first).scalar_one()
    return oldest


def queue_counts(connection: Connection) -> QueueCounts:
    """What waits, runs and is done."""
    counts = connection.execute(
        select(documents.c.state, func.count())
        .where(documents.c.deleted_at.is_(None))
        .group_by(documents.c.state)
    )
    by_state = {state.value: 0 for state in DocumentState}
    by_state.update({str(state): int(count) for state, count in counts})
    oldest = oldest_queued(connection)
    age = None if oldest is None else max(0.0, shared_now(connection) - oldest)
    return QueueCounts(by_state, age)
