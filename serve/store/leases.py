"""Leases: who reads which document, until when. A job is never handed over for good.

A claim gives the job an owner token; every later write asks for that token, so that of two workers
that believe to have the job only the newer one can settle it. The state of the document changes in
the same transaction as that of its job, and the event that tells of it is written there too.
"""

import random
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Column, Connection, Row, and_, select, update
from sqlalchemy.sql import ColumnElement

from serve.errors import LeaseLostError
from serve.store.database import Database, shared_now
from serve.store.documents import DocumentState, Failure, set_progress, set_state
from serve.store.events import EventKind, add_event
from serve.store.tables import documents, jobs

_FIRST_WAIT = 1.0  # seconds before the second try
_LONGEST_WAIT = 120.0


class KeepCorrections(Enum):
    """Whether a document that is read again keeps what people corrected."""

    NO = False
    YES = True


class Beat(Enum):
    """What a heartbeat found: the lease goes on, someone cancelled, or another worker has it."""

    KEPT = "kept"
    CANCELLED = "cancelled"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Lease:
    """A claimed job. `owner` fences its writes; `attempt` counts the claims, from 1."""

    job_id: str
    document_id: str
    owner: str
    worker: str
    name: str
    sha256: str
    attempt: int
    corrections: KeepCorrections


def claim(database: Database, worker: str, lease_seconds: float, max_lost: int) -> Lease | None:
    """The next job for `worker`, None where nothing is due.

    A job whose lease ran out is due again; after `max_lost` of them it is quarantined, since it
    seems to take its worker with it. Raises StoreError.
    """
    while _something_is_due(database):
        with database.write() as connection:
            row = _next_due(connection, shared_now(connection))
            if row is None:
                return None
            lost = row.lost + (row.state == DocumentState.RUNNING)
            lease = _take(connection, row, worker, lease_seconds)
            if row.cancel_requested:
                _settle(connection, lease, DocumentState.CANCELLED)
            elif lost >= max_lost:
                _settle(connection, lease, DocumentState.QUARANTINED, _lost_too_often(lost))
            else:
                _show(connection, lease.document_id, DocumentState.RUNNING)
                return lease
    return None


def heartbeat(database: Database, lease: Lease, lease_seconds: float) -> Beat:
    """Let the lease run on for `lease_seconds` from now. Raises StoreError."""
    with database.write() as connection:
        change = update(jobs).where(_owned(lease)).returning(jobs.c.cancel_requested)
        until = shared_now(connection) + lease_seconds
        row = connection.execute(change.values(lease_until=until)).first()
    if row is None:
        return Beat.LOST
    return Beat.CANCELLED if row.cancel_requested else Beat.KEPT


def end_leases(connection: Connection, worker: str) -> int:
    """What a worker that is known to be gone held is due at once; how many jobs."""
    held = (jobs.c.state == DocumentState.RUNNING.value) & (jobs.c.worker == worker)
    now = shared_now(connection)
    return connection.execute(update(jobs).where(held).values(lease_until=now)).rowcount


def hold_lease(connection: Connection, lease: Lease) -> None:
    """Keep every other worker from this job until the transaction ends: the first statement of one
    that writes a result. Raises LeaseLostError."""
    _change(connection, lease, worker=lease.worker)


def note_progress(connection: Connection, lease: Lease, stage: str, done: int, total: int) -> None:
    """Say that `done` of `total` steps of a stage are done. Raises LeaseLostError."""
    hold_lease(connection, lease)
    now = shared_now(connection)
    set_progress(connection, lease.document_id, stage, done, total, now)
    data = {"stage": stage, "done": done, "total": total}
    add_event(connection, lease.document_id, EventKind.PROGRESS, data)


def finish(connection: Connection, lease: Lease, revision: int) -> None:
    """The document is done; `revision` is its newest. Raises LeaseLostError, after which the
    caller's transaction must not be committed."""
    _settle(connection, lease, DocumentState.DONE, data={"revision": revision})


def fail(connection: Connection, lease: Lease, failure: Failure) -> None:
    """The document cannot be read, and never will be. Raises LeaseLostError."""
    _settle(connection, lease, DocumentState.FAILED, failure)


def confirm_cancel(connection: Connection, lease: Lease) -> None:
    """The reading ended because someone asked for it. Raises LeaseLostError."""
    _settle(connection, lease, DocumentState.CANCELLED)


def retry(
    connection: Connection, lease: Lease, failure: Failure, max_retries: int
) -> DocumentState:
    """The machine failed, not the document: again later, `max_retries` times; then it is failed.
    Its new state. Raises LeaseLostError."""
    retries = _count(connection, lease, jobs.c.retries)
    if retries > max_retries:
        _settle(connection, lease, DocumentState.FAILED, failure)
        return DocumentState.FAILED
    _put_back(connection, lease, wait=_wait(retries), last_error=failure.code)
    return DocumentState.QUEUED


def crash(
    connection: Connection, lease: Lease, failure: Failure, max_crashes: int
) -> DocumentState:
    """The process that read it died: again, until it has cost `max_crashes` processes; then it is
    quarantined. Its new state. Raises LeaseLostError."""
    crashes = _count(connection, lease, jobs.c.crashes)
    if crashes >= max_crashes:
        _settle(connection, lease, DocumentState.QUARANTINED, failure)
        return DocumentState.QUARANTINED
    _put_back(connection, lease, wait=_wait(crashes), last_error=failure.code)
    return DocumentState.QUEUED


def release(connection: Connection, lease: Lease) -> None:
    """The worker ends and leaves the job to another; no attempt was made. Raises LeaseLostError."""
    _put_back(connection, lease, wait=0.0, attempts=jobs.c.attempts - 1)


def cancel_waiting(connection: Connection, job: Row[Any]) -> DocumentState:
    """End a waiting job, whose row the caller has locked. The state its document has now: done
    where it has a result from before, else cancelled."""
    return _settle(connection, _take(connection, job, "", 0.0), DocumentState.CANCELLED)


def _something_is_due(database: Database) -> bool:
    """Asked without the lock for writing, which idle workers shall not take."""
    with database.read() as connection:
        queries = [select(jobs.c.id).where(due) for due in _due(shared_now(connection))]
        return any(connection.execute(query.limit(1)).first() is not None for query in queries)


def _due(now: float) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Two conditions, each with an index of its own."""
    return (
        and_(jobs.c.state == DocumentState.QUEUED, jobs.c.run_at <= now),
        and_(jobs.c.state == DocumentState.RUNNING, jobs.c.lease_until < now),
    )


def _next_due(connection: Connection, now: float) -> Row[Any] | None:
    rows: list[Row[Any]] = []
    for due in _due(now):
        query = select(jobs).where(due).order_by(jobs.c.priority, jobs.c.run_at, jobs.c.id)
        rows += connection.execute(query.limit(1).with_for_update(skip_locked=True)).all()
    return min(rows, key=lambda row: (row.priority, row.run_at, row.id), default=None)


def _take(connection: Connection, row: Row[Any], worker: str, lease_seconds: float) -> Lease:
    owner = secrets.token_hex(8)
    now = shared_now(connection)
    change = update(jobs).where(jobs.c.id == row.id)
    values = {
        "state": DocumentState.RUNNING.value,
        "owner": owner,
        "worker": worker,
        "lease_until": now + lease_seconds,
        "started_at": now,
        "attempts": row.attempts + 1,
        "lost": row.lost + (row.state == DocumentState.RUNNING),
    }
    connection.execute(change.values(values))
    about = select(documents.c.name, documents.c.sha256).where(documents.c.id == row.document_id)
    name, sha256 = connection.execute(about).one()
    corrections = KeepCorrections(bool(row.keep_corrections))
    attempt = row.attempts + 1
    return Lease(row.id, row.document_id, owner, worker, name, sha256, attempt, corrections)


def _owned(lease: Lease) -> ColumnElement[bool]:
    return and_(
        jobs.c.id == lease.job_id,
        jobs.c.owner == lease.owner,
        jobs.c.state == DocumentState.RUNNING,
    )


def _change(connection: Connection, lease: Lease, **values: object) -> None:
    """Write to the job if it is still ours. Raises LeaseLostError."""
    changed = connection.execute(update(jobs).where(_owned(lease)).values(values))
    if not changed.rowcount:
        raise LeaseLostError(f"租约已失效。 The lease of {lease.job_id} is lost.")


def _count(connection: Connection, lease: Lease, column: Column[int]) -> int:
    """Count one more in a column of the job, and tell the number."""
    _change(connection, lease, **{column.name: column + 1})
    query = select(column).where(jobs.c.id == lease.job_id)
    return int(connection.execute(query).scalar_one())


def _put_back(connection: Connection, lease: Lease, wait: float, **values: object) -> None:
    """Let the job wait again, for `wait` seconds at least. What was cancelled meanwhile ends at
    the next claim."""
    values |= {"state": DocumentState.QUEUED.value, "owner": None, "lease_until": None}
    if wait:
        values["run_at"] = shared_now(connection) + wait
    _change(connection, lease, **values)
    _show(connection, lease.document_id, DocumentState.QUEUED)


def _settle(
    connection: Connection,
    lease: Lease,
    state: DocumentState,
    failure: Failure | None = None,
    data: Mapping[str, object] | None = None,
) -> DocumentState:
    """End the job. What someone cancelled stays done where it has a result from before."""
    now = shared_now(connection)
    code = failure.code if failure else None
    _change(connection, lease, state=state.value, finished_at=now, owner=None, last_error=code)
    newest = select(documents.c.revision).where(documents.c.id == lease.document_id)
    kept = state is DocumentState.CANCELLED and connection.execute(newest).scalar_one()
    shown = DocumentState.DONE if kept else state
    set_state(connection, lease.document_id, shown, now=now, error=failure)
    told = {"state": shown.value} | ({"code": code} if code else {}) | dict(data or {})
    add_event(connection, lease.document_id, EventKind(state.value), told)
    return shown


def _show(connection: Connection, document_id: str, state: DocumentState) -> None:
    set_state(connection, document_id, state, now=shared_now(connection))
    add_event(connection, document_id, EventKind(state.value), {"state": state.value})


def _wait(times: int) -> float:
    """Seconds before the next try, the longer the more often it failed."""
    longest: float = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** (times - 1))
    return longest * random.uniform(0.5, 1.0)


def _lost_too_often(lost: int) -> Failure:
    message = (
        f"处理该文件时任务进程 {lost} 次中断，已隔离。 "
        f"{lost} workers stopped while they read this document."
    )
    remedy = "请检查文件后重新处理。 Look at the file, then run it again."
    return Failure(LeaseLostError.code, message, remedy)
