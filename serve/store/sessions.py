"""Sessions of people who logged in, of which only the token's hash is kept."""

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select, update

from serve.store.tables import sessions


@dataclass(frozen=True, slots=True)
class Session:
    """A session as stored. Times in seconds since 1970; `csrf` is told to the page."""

    token_hash: str
    user_id: str
    csrf: str
    created_at: float
    expires_at: float


def insert_session(connection: Connection, session: Session) -> None:
    """Store a new session and forget those that ended."""
    connection.execute(delete(sessions).where(sessions.c.expires_at < session.created_at))
    connection.execute(insert(sessions).values(**asdict(session)))


def find_session(connection: Connection, token_hash: str) -> Session | None:
    """The session with this hash, ended or not; None where there is none."""
    row = connection.execute(select(sessions).where(sessions.c.token_hash == token_hash)).first()
    return Session(**row._mapping) if row else None


def extend_session(connection: Connection, token_hash: str, expires_at: float) -> None:
    """Let the session end later."""
    connection.execute(
        update(sessions).where(sessions.c.token_hash == token_hash).values(expires_at=expires_at)
    )


def delete_session(connection: Connection, token_hash: str) -> None:
    """End one session."""
    connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


def delete_sessions_of(connection: Connection, user_id: str) -> None:
    """End all sessions of one user."""
    connection.execute(delete(sessions).where(sessions.c.user_id == user_id))
