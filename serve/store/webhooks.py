"""Addresses that are told of events, and what is still to be told.

A delivery is written in the transaction of its event, so that none is lost and none is invented.
Its lease is `run_at`, moved into the future by whoever claims it, fenced by `attempts`.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlalchemy import Connection, Row, delete, insert, select, update

from serve.errors import NotFoundError
from serve.store.ids import new_id
from serve.store.tables import deliveries, webhooks

_TOLD = ("state", "revision", "code")  # of an event's data; the rest may hold contents
TEST_KIND = "test"


class DeliveryState(StrEnum):
    """Whether the address was told."""

    QUEUED = "queued"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address. `events` are kinds of events, space-separated; times in seconds since 1970."""

    id: str
    url: str
    secret: str
    events: str
    created_at: float
    created_by: str
    disabled_at: float | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one address. `payload` is the JSON that is sent; `status` the HTTP status
    of the newest attempt; `attempts` those that were begun."""

    id: str
    webhook_id: str
    document_id: str
    kind: str
    payload: str
    state: str
    attempts: int
    run_at: float
    created_at: float
    delivered_at: float | None = None
    status: int | None = None
    last_error: str | None = None


def insert_webhook(connection: Connection, webhook: Webhook) -> None:
    """Store a new address."""
    connection.execute(insert(webhooks).values(**asdict(webhook)))


def list_webhooks(connection: Connection) -> tuple[Webhook, ...]:
    """All addresses, the oldest first, disabled ones too."""
    rows = connection.execute(select(webhooks).order_by(webhooks.c.created_at, webhooks.c.id))
    return tuple(_webhook(row) for row in rows)


def get_webhook(connection: Connection, webhook_id: str) -> Webhook:
    """The address with this identifier. Raises NotFoundError."""
    row = connection.execute(select(webhooks).where(webhooks.c.id == webhook_id)).first()
    if row is None:
        raise NotFoundError("没有此 webhook。 There is no such webhook.")
    return _webhook(row)


def delete_webhook(connection: Connection, webhook_id: str) -> None:
    """Forget an address and what it was told. Raises NotFoundError."""
    get_webhook(connection, webhook_id)
    connection.execute(delete(deliveries).where(deliveries.c.webhook_id == webhook_id))
    connection.execute(delete(webhooks).where(webhooks.c.id == webhook_id))


def disable_webhook(connection: Connection, webhook_id: str, now: float) -> None:
    """Tell this address nothing more."""
    connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(disabled_at=now))
    connection.execute(
        update(deliveries)
        .where(deliveries.c.webhook_id == webhook_id, deliveries.c.state == DeliveryState.QUEUED)
        .values(state=DeliveryState.FAILED)
    )


def queue_deliveries(
    connection: Connection, document_id: str, kind: str, data: Mapping[str, object]
) -> int:
    """Queue a message of this event to every address that asked for its kind; how many.

    Of `data` only the state, the revision and the code of an error are told.
    """
    told = [
        hook
        for hook in list_webhooks(connection)
        if hook.disabled_at is None and kind in hook.events.split()
    ]
    facts = {key: data[key] for key in _TOLD if isinstance(data.get(key), str | int)}
    for hook in told:
        queue_delivery(connection, hook.id, document_id, kind, facts)
    return len(told)


def queue_delivery(
    connection: Connection,
    webhook_id: str,
    document_id: str,
    kind: str,
    facts: Mapping[str, object],
) -> Delivery:
    """Queue one message to one address."""
    now = time.time()
    delivery_id = new_id("dlv_")
    message = {"id": delivery_id, "event": kind, "document_id": document_id, "at": now, **facts}
    delivery = Delivery(
        id=delivery_id,
        webhook_id=webhook_id,
        document_id=document_id,
        kind=kind,
        payload=json.dumps(message, ensure_ascii=False, separators=(",", ":")),
        state=DeliveryState.QUEUED,
        attempts=0,
        run_at=now,
        created_at=now,
    )
    connection.execute(insert(deliveries).values(**asdict(delivery)))
    return delivery


def list_deliveries(connection: Connection, webhook_id: str, limit: int) -> tuple[Delivery, ...]:
    """The newest messages to one address."""
    rows = connection.execute(
        select(deliveries)
        .where(deliveries.c.webhook_id == webhook_id)
        .order_by(deliveries.c.created_at.desc(), deliveries.c.id.desc())
        .limit(limit)
    )
    return tuple(Delivery(**row._mapping) for row in rows)


def _webhook(row: Row[tuple[object, ...]]) -> Webhook:
    return Webhook(**row._mapping)
