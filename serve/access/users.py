"""Users: made, changed, logged in."""

from dataclasses import dataclass

from sqlalchemy import Connection

from serve.access.passwords import hash_password
from serve.access.principal import Principal, Scope
from serve.access.scopes import scopes_of, scopes_text
from serve.errors import BadRequestError
from serve.store.ids import new_id
from serve.store.sessions import delete_sessions_of
from serve.store.users import User, change_user, insert_user

_MAX_NAME = 100


@dataclass(frozen=True, slots=True)
class UserDraft:
    """A user to make."""

    name: str
    password: str
    scopes: frozenset[Scope]


@dataclass(frozen=True, slots=True)
class UserChange:
    """What to change of a user; None leaves it."""

    password: str | None = None
    scopes: frozenset[Scope] | None = None
    disabled: bool | None = None


def create_user(connection: Connection, draft: UserDraft, now: float) -> User:
    """Make a user. Raises ConflictError for a name that is taken, BadRequestError for a name or
    password that will not do."""
    name = draft.name.strip()
    if not 0 < len(name) <= _MAX_NAME or not name.isprintable():
        raise BadRequestError("用户名不可用。 This will not do as a user name.")
    user = User(
        id=new_id("usr_"),
        name=name,
        password_hash=hash_password(draft.password),
        scopes=scopes_text(draft.scopes),
        created_at=now,
    )
    insert_user(connection, user)
    return user


def alter_user(connection: Connection, user_id: str, change: UserChange, now: float) -> User:
    """Change a user; whatever changes ends its sessions. Raises NotFoundError."""
    values: dict[str, object] = {}
    if change.password is not None:
        values |= {
            "password_hash": hash_password(change.password),
            "failed_logins": 0,
            "locked_until": None,
        }
    if change.scopes is not None:
        values["scopes"] = scopes_text(change.scopes)
    if change.disabled is not None:
        values["disabled_at"] = now if change.disabled else None
    user = change_user(connection, user_id, values)
    if values:
        delete_sessions_of(connection, user_id)
    return user


def principal_of_user(user: User) -> Principal:
    """Who calls in a session of this user."""
    return Principal(user.id, user.name, scopes_of(user.scopes))
