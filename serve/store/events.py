"""What happened to documents, in the order it was committed; streams and webhooks follow it."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from serve.store.tables import events
from serve.store.webhooks import queue_deliveries

_ORDER_LOCK = 0x6A69_7869  # of PostgreSQL, any number that is ours


class EventKind(StrEnum):
    """What may happen to a document."""

    QUEUED = "queued"
    RUNNING = "running"
    PROGRESS = "progress"
    DONE = "done"
    FAILED = "failed"
    QUARANTINED = "quarantined"
    CANCELLED = "cancelled"
    CORRECTED = "corrected"
    DELETED = "deleted"


_TOLD_TO_WEBHOOKS = frozenset(
    (EventKind.DONE, EventKind.FAILED, EventKind.QUARANTINED, EventKind.CORRECTED)
)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `sequence` grows with time; `at` is in seconds since 1970."""

    sequence: int
    document_id: str
    at: float
    kind: EventKind
    data: dict[str, Any]


def add_event(
    connection: Connection, document_id: str, kind: EventKind | str, data: Mapping[str, Any]
) -> None:
    """Note what happened, and the deliveries that webhooks are owed for it.

    Args:
        kind: one of EventKind.
        data: JSON without contents of forms.

    On PostgreSQL events are numbered in the order of their commits, so that nobody who reads on
    from a number misses one: a second transaction waits here for the first. Call it last.
    """
    add_events(connection, (document_id,), EventKind(kind), data)


def add_events(
    connection: Connection, document_ids: Sequence[str], kind: EventKind, data: Mapping[str, Any]
) -> None:
    """Note the same of many documents, as `add_event` does of one."""
    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(:lock)")
        connection.execute(lock, {"lock": _ORDER_LOCK})
    row = {
        "at": time.time(),
        "kind": kind.value,
        "data": json.dumps(dict(data), ensure_ascii=False),
    }
    connection.execute(insert(events), [{"document_id": one, **row} for one in document_ids])
    if kind in _TOLD_TO_WEBHOOKS:
        for document_id in document_ids:
            queue_deliveries(connection, document_id, kind.value, dict(data))


def events_after(
    connection: Connection, sequence: int, document_id: str | None = None, limit: int = 500
) -> tuple[Event, ...]:
    """Up to `limit` events with numbers over `sequence`, the oldest first."""
    query = select(events).where(events.c.sequence > sequence)
    if document_id is not None:
        query = query.where(events.c.document_id == document_id)
    rows = connection.execute(query.order_by(events.c.sequence).limit(limit))
    return tuple(
        Event(row.sequence, row.document_id, row.at, EventKind(row.kind), json.loads(row.data))
        for row in rows
    )


def last_sequence(connection: Connection) -> int:
    """The number of the newest event, 0 where there is none."""
    return int(connection.execute(select(func.max(events.c.sequence))).scalar() or 0)
