"""Messages to webhooks that are due: claimed, settled, tidied away."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from serve.store.tables import deliveries
from serve.store.webhooks import (
    Delivery,
    DeliveryState,
    Webhook,
    disable_webhook,
    get_webhook,
)

LEASE_SECONDS = 60.0
LONGEST_SECONDS = 86400.0  # from the event to giving up
_KEPT_SECONDS = 14 * 86400.0
_FIRST_WAIT = 10.0
_LONGEST_WAIT = 4 * 3600.0


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that is ours for LEASE_SECONDS; its `attempts` counts this attempt already."""

    delivery: Delivery
    webhook: Webhook


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt: the HTTP status, or the error's few words (no contents)."""

    status: int | None
    error: str | None

    @property
    def is_success(self) -> bool:
        """Whether the address took the message."""
        return self.error is None and self.status is not None and 200 <= self.status < 300


def is_any_due(connection: Connection, now: float) -> bool:
    """Whether some message waits to be sent."""
    query = select(deliveries.c.id).where(_due(now)).limit(1)
    return connection.execute(query).first() is not None


def claim_due(connection: Connection, now: float, limit: int) -> tuple[Claim, ...]:
    """Take up to `limit` due messages, oldest first, so that no other worker sends them too.

    A worker that dies leaves them to the others once the lease is over.
    """
    rows = connection.execute(
        select(deliveries)
        .where(_due(now))
        .order_by(deliveries.c.run_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    claims = []
    for row in rows:
        values = dict(row._mapping)
        values |= {"attempts": values["attempts"] + 1, "run_at": now + LEASE_SECONDS}
        connection.execute(
            update(deliveries)
            .where(deliveries.c.id == values["id"])
            .values(attempts=values["attempts"], run_at=values["run_at"])
        )
        claims.append(Claim(Delivery(**values), get_webhook(connection, values["webhook_id"])))
    return tuple(claims)


def settle(connection: Connection, claim: Claim, outcome: Outcome, now: float) -> bool:
    """Write down what came of a claim; False where the lease went to another worker meanwhile.

    A failed message is tried again, later each time, until a day after its event; an address that
    then has taken nothing since is disabled.
    """
    delivery = claim.delivery
    next_at = now + _wait(delivery.attempts)
    gives_up = not outcome.is_success and next_at > delivery.created_at + LONGEST_SECONDS
    values: dict[str, object] = {"status": outcome.status, "last_error": outcome.error}
    if outcome.is_success:
        values |= {"state": DeliveryState.DELIVERED, "delivered_at": now}
    elif gives_up:
        values |= {"state": DeliveryState.FAILED}
    else:
        values |= {"run_at": next_at}
    ours = (
        deliveries.c.id == delivery.id,
        deliveries.c.attempts == delivery.attempts,
        deliveries.c.state == DeliveryState.QUEUED,
    )
    settled = connection.execute(update(deliveries).where(*ours).values(**values)).rowcount == 1
    if settled and gives_up and not _took_any(connection, delivery):
        disable_webhook(connection, claim.webhook.id, now)
    return settled


def forget_old(connection: Connection, now: float) -> int:
    """Delete what was settled two weeks ago; how many."""
    old = (
        # Named, not excluded: an index finds them, and this is asked with every batch.
        deliveries.c.state.in_((DeliveryState.DELIVERED, DeliveryState.FAILED)),
        deliveries.c.run_at < now - _KEPT_SECONDS,
    )
    return connection.execute(delete(deliveries).where(*old)).rowcount


def _due(now: float) -> ColumnElement[bool]:
    return (deliveries.c.state == DeliveryState.QUEUED) & (deliveries.c.run_at <= now)


def _wait(attempts: int) -> float:
    """Seconds until the next attempt: 10 s, doubling, at most 4 h."""
    return float(min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(attempts - 1, 20)))


def _took_any(connection: Connection, delivery: Delivery) -> bool:
    """Whether the address took any message since this one was queued."""
    taken = select(func.count()).where(
        deliveries.c.webhook_id == delivery.webhook_id,
        deliveries.c.delivered_at >= delivery.created_at,
    )
    return connection.execute(taken).scalar_one() > 0
