"""API keys, of which only the hash is kept."""

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, Row, insert, or_, select, update

from serve.errors import NotFoundError
from serve.store.tables import api_keys


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as stored. Times in seconds since 1970; `scopes` space-separated; `hint` are the
    first characters of the key; `requests_per_minute` None for the default."""

    id: str
    name: str
    key_hash: str
    hint: str
    scopes: str
    created_at: float
    expires_at: float | None = None
    revoked_at: float | None = None
    used_at: float | None = None
    requests_per_minute: int | None = None

    def is_valid(self, now: float) -> bool:
        """Whether it opens anything at `now`."""
        expired = self.expires_at is not None and self.expires_at <= now
        return self.revoked_at is None and not expired


def insert_key(connection: Connection, key: ApiKey) -> None:
    """Store a new key."""
    connection.execute(insert(api_keys).values(**asdict(key)))


def find_key(connection: Connection, key_hash: str) -> ApiKey | None:
    """The key with this hash, valid or not; None where there is none."""
    row = connection.execute(select(api_keys).where(api_keys.c.key_hash == key_hash)).first()
    return _key(row) if row else None


def get_key(connection: Connection, key_id: str) -> ApiKey:
    """The key with this identifier. Raises NotFoundError."""
    row = connection.execute(select(api_keys).where(api_keys.c.id == key_id)).first()
    if row is None:
        raise NotFoundError("没有此密钥。 There is no such key.")
    return _key(row)


def list_keys(connection: Connection) -> tuple[ApiKey, ...]:
    """All keys, the oldest first, those that were revoked too."""
    rows = connection.execute(select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id))
    return tuple(_key(row) for row in rows)


def revoke_key(connection: Connection, key_id: str, now: float) -> ApiKey:
    """Make a key worthless from now on; again for one that already is. Raises NotFoundError."""
    connection.execute(
        update(api_keys)
        .where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    return get_key(connection, key_id)


def expire_key(connection: Connection, key_id: str, at: float) -> None:
    """Let a key end at `at` at the latest."""
    sooner = or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > at)
    connection.execute(
        update(api_keys).where(api_keys.c.id == key_id, sooner).values(expires_at=at)
    )


def mark_key_used(connection: Connection, key_id: str, now: float) -> None:
    """Remember when the key was last used."""
    connection.execute(update(api_keys).where(api_keys.c.id == key_id).values(used_at=now))


def _key(row: Row[tuple[object, ...]]) -> ApiKey:
    return ApiKey(**row._mapping)
