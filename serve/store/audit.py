"""Who did what, and when. Never what a form says."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, Row, insert, select

from serve.store.tables import audit

Fact = str | int | float | bool | None


class Actor(Protocol):
    """Who acts: a principal, by identifier and name."""

    @property
    def id(self) -> str:
        """The identifier of a key, a user or the machine."""

    @property
    def name(self) -> str:
        """What people call it."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act. `at` in seconds since 1970; `target` is the identifier of what it was done to."""

    sequence: int
    at: float
    principal_id: str
    principal_name: str
    action: str
    target: str
    data: Mapping[str, Fact]


def add_audit(
    connection: Connection,
    principal: Actor,
    action: str,
    target: str,
    data: Mapping[str, Fact] | None = None,
) -> None:
    """Write one act down, in the transaction that does it.

    `action` is a noun and a verb (`document.delete`); `data` holds identifiers, counts and codes,
    never contents of forms nor secrets.
    """
    connection.execute(
        insert(audit).values(
            at=time.time(),
            principal_id=principal.id,
            principal_name=principal.name,
            action=action,
            target=target,
            data=json.dumps(dict(data or {}), ensure_ascii=False),
        )
    )


def list_audit(connection: Connection, before: int | None, limit: int) -> tuple[AuditEntry, ...]:
    """The newest `limit` acts, of those with a sequence below `before` where it is given."""
    query = select(audit).order_by(audit.c.sequence.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.sequence < before)
    return tuple(_entry(row) for row in connection.execute(query))


def _entry(row: Row[tuple[object, ...]]) -> AuditEntry:
    values = dict(row._mapping)
    values["data"] = json.loads(values["data"])
    return AuditEntry(**values)
