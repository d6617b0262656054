"""The audit log, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query

from serve.edge.callers import Admin
from serve.edge.schemas_access import AuditAnswer, AuditEntryAnswer
from serve.edge.service import ServiceDep
from serve.store.audit import list_audit

router = APIRouter(tags=["audit"])


@router.get("/audit")
def read_audit(
    service: ServiceDep,
    caller: Admin,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(pattern=r"^[0-9]{1,18}$")] = None,
) -> AuditAnswer:
    """审计日志。 Who did what, the newest first."""
    before = int(cursor) if cursor is not None else None
    with service.database.read() as connection:
        entries = list_audit(connection, before, limit)
    more = len(entries) == limit
    return AuditAnswer(
        entries=[AuditEntryAnswer.of(entry) for entry in entries],
        next_cursor=str(entries[-1].sequence) if more else None,
    )
