"""API keys, for administrators."""

from fastapi import APIRouter

from serve.access.keys import KeyDraft, issue_key, rotate_key
from serve.edge.callers import Admin
from serve.edge.schemas_access import (
    KeyAnswer,
    KeyRequest,
    KeysAnswer,
    NewKeyAnswer,
    RotationRequest,
)
from serve.edge.service import ServiceDep
from serve.store.audit import add_audit
from serve.store.keys import list_keys, revoke_key

router = APIRouter(tags=["keys"])
_DAY = 86400.0


@router.get("/keys")
def read_keys(service: ServiceDep, caller: Admin) -> KeysAnswer:
    """密钥列表。 All keys, without their secrets."""
    with service.database.read() as connection:
        return KeysAnswer(keys=[KeyAnswer.of(key) for key in list_keys(connection)])


@router.post("/keys", status_code=201)
def create_key(asked: KeyRequest, service: ServiceDep, caller: Admin) -> NewKeyAnswer:
    """新建密钥。 Make a key; it is shown only in this answer."""
    with service.database.write() as connection:
        now = service.database.now(connection)
        days = asked.expires_in_days
        draft = KeyDraft(
            asked.name,
            frozenset(asked.scopes),
            now + days * _DAY if days is not None else None,
            asked.requests_per_minute,
        )
        issued = issue_key(connection, draft, now)
        add_audit(connection, caller, "key.create", issued.key.id, {"scopes": issued.key.scopes})
    return NewKeyAnswer(key=issued.secret, stored=KeyAnswer.of(issued.key))


@router.post("/keys/{key_id}/rotate", status_code=201)
def rotate_key_by_id(
    key_id: str, service: ServiceDep, caller: Admin, asked: RotationRequest | None = None
) -> NewKeyAnswer:
    """轮换密钥。 Make a new key with the same rights; the old one ends after the grace."""
    hours = (asked or RotationRequest()).grace_hours
    with service.database.write() as connection:
        issued = rotate_key(connection, key_id, hours, service.database.now(connection))
        add_audit(connection, caller, "key.rotate", key_id, {"new": issued.key.id})
    service.door.forget(key_id)
    return NewKeyAnswer(key=issued.secret, stored=KeyAnswer.of(issued.key))


@router.delete("/keys/{key_id}", status_code=204)
def delete_key(key_id: str, service: ServiceDep, caller: Admin) -> None:
    """吊销密钥。 Revoke a key; other processes follow within seconds."""
    with service.database.write() as connection:
        revoke_key(connection, key_id, service.database.now(connection))
        add_audit(connection, caller, "key.revoke", key_id)
    service.door.forget(key_id)
