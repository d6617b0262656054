"""Keys of uploads that may come twice: the same key means the same documents."""

from sqlalchemy import ColumnElement, Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from serve.errors import KeyReusedError
from serve.store.tables import idempotency_keys


def claim_key(
    connection: Connection, owner: tuple[str, str], digest: str, now: float
) -> tuple[str, ...] | None:
    """Take a key for one upload.

    Args:
        owner: identifier of the principal, and its key.
        digest: of what is uploaded.
    Returns: None where the key is new, else the identifiers of the documents it stands for.
    Raises KeyReusedError where the key stands for other bytes.

    Of two that claim one key at once the second waits until the first has committed.
    """
    principal_id, key = owner
    row = {"principal_id": principal_id, "key": key, "digest": digest, "created_at": now}
    new = _insert_if_new(connection).values(row).returning(idempotency_keys.c.key)
    if connection.execute(new).first() is not None:
        return None
    query = select(idempotency_keys.c.digest, idempotency_keys.c.document_ids).where(*_is(owner))
    found = connection.execute(query).one()
    if found.digest != digest:
        raise KeyReusedError(
            "该 Idempotency-Key 已用于其他文件。 This Idempotency-Key was used for other files."
        )
    return tuple(found.document_ids.split())


def remember_documents(
    connection: Connection, owner: tuple[str, str], document_ids: tuple[str, ...]
) -> None:
    """Note what a key that was just claimed stands for."""
    values = {"document_ids": " ".join(document_ids)}
    connection.execute(update(idempotency_keys).where(*_is(owner)).values(values))


def forget_keys(connection: Connection, before: float) -> int:
    """Drop the keys made before a time; how many."""
    old = idempotency_keys.c.created_at < before
    return connection.execute(delete(idempotency_keys).where(old)).rowcount


def _insert_if_new(connection: Connection) -> postgresql.Insert | sqlite.Insert:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(idempotency_keys).on_conflict_do_nothing()
    return sqlite.insert(idempotency_keys).on_conflict_do_nothing()


def _is(owner: tuple[str, str]) -> tuple[ColumnElement[bool], ...]:
    return (idempotency_keys.c.principal_id == owner[0], idempotency_keys.c.key == owner[1])
