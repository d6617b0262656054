"""API keys: made, rotated, recognised. The key itself is shown once and never stored."""

import hashlib
import re
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection

from serve.access.principal import Principal, Scope
from serve.access.scopes import scopes_of, scopes_text
from serve.errors import BadRequestError, StateError
from serve.store.ids import new_id
from serve.store.keys import ApiKey, expire_key, get_key, insert_key

PREFIX = "jx_"
_SHAPE = re.compile(r"jx_[A-Za-z0-9_-]{43}\Z")
_HINT = 8
_MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class KeyDraft:
    """A key to make. `expires_at` in seconds since 1970, None for never; `requests_per_minute`
    None for the default of the service, 0 for no limit."""

    name: str
    scopes: frozenset[Scope]
    expires_at: float | None = None
    requests_per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A key as stored, and the secret that is shown this once."""

    key: ApiKey
    secret: str


def issue_key(connection: Connection, draft: KeyDraft, now: float) -> IssuedKey:
    """Make a key and store its hash. Raises BadRequestError for a draft without name or scope."""
    if not 0 < len(draft.name.strip()) <= _MAX_NAME:
        raise BadRequestError("密钥需要名称（不超过 200 字）。 A key needs a name.")
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        id=new_id("key_"),
        name=draft.name.strip(),
        key_hash=secret_hash(secret),
        hint=secret[:_HINT],
        scopes=scopes_text(draft.scopes),
        created_at=now,
        expires_at=draft.expires_at,
        requests_per_minute=draft.requests_per_minute,
    )
    insert_key(connection, key)
    return IssuedKey(key, secret)


def rotate_key(connection: Connection, key_id: str, grace_hours: float, now: float) -> IssuedKey:
    """A new key with the same rights; the old one ends `grace_hours` from now.

    Raises NotFoundError, and StateError for a key that is worthless already.
    """
    old = get_key(connection, key_id)
    if not old.is_valid(now):
        raise StateError("密钥已失效，无法轮换。 The key is no longer valid: make a new one.")
    draft = KeyDraft(old.name, scopes_of(old.scopes), old.expires_at, old.requests_per_minute)
    issued = issue_key(connection, draft, now)
    expire_key(connection, key_id, now + grace_hours * 3600)
    return issued


def is_key_shaped(secret: str) -> bool:
    """Whether this can be a key at all; spares the database what cannot."""
    return _SHAPE.match(secret) is not None


def secret_hash(secret: str) -> str:
    """SHA-256 in hex of a key or token: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def principal_of_key(key: ApiKey) -> Principal:
    """Who calls with this key."""
    return Principal(key.id, key.name, scopes_of(key.scopes), key.requests_per_minute)
