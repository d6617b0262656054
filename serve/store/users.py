"""People who log in."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from serve.errors import ConflictError, NotFoundError
from serve.store.tables import users


@dataclass(frozen=True, slots=True)
class User:
    """A user as stored. Times in seconds since 1970; `scopes` space-separated."""

    id: str
    name: str
    password_hash: str
    scopes: str
    created_at: float
    disabled_at: float | None = None
    failed_logins: int = 0
    locked_until: float | None = None


def insert_user(connection: Connection, user: User) -> None:
    """Store a new user. Raises ConflictError where the name is taken."""
    if find_user(connection, user.name) is not None:
        raise ConflictError("用户名已存在。 The name is taken.")
    try:
        connection.execute(insert(users).values(**asdict(user)))
    except IntegrityError as error:
        raise ConflictError("用户名已存在。 The name is taken.") from error


def find_user(connection: Connection, name: str) -> User | None:
    """The user of this name; None where there is none."""
    row = connection.execute(select(users).where(users.c.name == name)).first()
    return _user(row) if row else None


def get_user(connection: Connection, user_id: str) -> User:
    """The user with this identifier. Raises NotFoundError."""
    row = connection.execute(select(users).where(users.c.id == user_id)).first()
    if row is None:
        raise NotFoundError("没有此用户。 There is no such user.")
    return _user(row)


def list_users(connection: Connection) -> tuple[User, ...]:
    """All users by name, disabled ones too."""
    return tuple(_user(row) for row in connection.execute(select(users).order_by(users.c.name)))


def change_user(connection: Connection, user_id: str, values: Mapping[str, object]) -> User:
    """Set columns of a user and tell how it then is. Raises NotFoundError."""
    if values:
        connection.execute(update(users).where(users.c.id == user_id).values(**values))
    return get_user(connection, user_id)


def _user(row: Row[tuple[object, ...]]) -> User:
    return User(**row._mapping)
