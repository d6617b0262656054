"""Logging in and out: names and passwords become sessions."""

import math
import secrets
from dataclasses import dataclass

from serve.access.keys import secret_hash
from serve.access.passwords import is_password
from serve.access.principal import Principal
from serve.access.rates import Lockout, lock_seconds
from serve.access.users import principal_of_user
from serve.errors import NotAuthenticatedError, RateLimitError
from serve.settings import Settings
from serve.store.audit import add_audit
from serve.store.database import Database
from serve.store.sessions import Session, delete_session, insert_session
from serve.store.users import User, change_user, find_user, get_user

_FREE_OF_NAME = 4
_FREE_OF_ADDRESS = 20  # many people may come from behind one


@dataclass(frozen=True, slots=True)
class Attempt:
    """Someone says to be `name`, from a peer's `address`."""

    name: str
    password: str
    address: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that began: its token goes into the cookie and is not stored."""

    user: User
    token: str
    csrf: str


@dataclass(frozen=True, slots=True)
class _Unknown:
    """Whom the audit log names where no user is known."""

    id: str = "unknown"
    name: str = ""


class Login:
    """Opens sessions. Failures lock the user and the address, longer each time; a name that is
    no user's is treated alike, so that nothing tells which names exist."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._addresses = Lockout(_FREE_OF_ADDRESS)
        self._strangers = Lockout(_FREE_OF_NAME)

    def open(self, attempt: Attempt) -> Opened:
        """Begin a session. Raises NotAuthenticatedError, and RateLimitError while locked."""
        stored = _hash_of(self._unlocked(attempt)[0])
        matches = is_password(stored, attempt.password)
        # Others may have failed meanwhile: guesses made at once are no more than those in turn.
        user, now = self._unlocked(attempt)
        enabled = user is not None and user.disabled_at is None
        if user is None or not matches or not enabled or _hash_of(user) != stored:
            self._remember_failure(attempt, user, now)
            raise NotAuthenticatedError("用户名或密码不正确。 The name or the password is wrong.")
        return self._begin(attempt, user, now)

    def close(self, principal: Principal, token: str) -> None:
        """End the session of this token; nothing where there is none."""
        with self._database.write() as connection:
            delete_session(connection, secret_hash(token))
            add_audit(connection, principal, "session.close", principal.id)

    def _unlocked(self, attempt: Attempt) -> tuple[User | None, float]:
        """The user of this name and the time. Raises RateLimitError while it is locked."""
        with self._database.read() as connection:
            user = find_user(connection, attempt.name)
            now = self._database.now(connection)
        self._refuse_locked(attempt, user, now)
        return user, now

    def _refuse_locked(self, attempt: Attempt, user: User | None, now: float) -> None:
        wait = self._addresses.wait(attempt.address)
        if user is None:
            wait = max(wait, self._strangers.wait(attempt.name))
        else:
            wait = max(wait, (user.locked_until or 0.0) - now)
        if wait > 0:
            raise RateLimitError(
                "登录失败次数过多，请稍后再试。 Too many failed logins.", math.ceil(wait)
            )

    def _remember_failure(self, attempt: Attempt, user: User | None, now: float) -> None:
        self._addresses.fail(attempt.address)
        if user is None:
            self._strangers.fail(attempt.name)
        with self._database.write() as connection:
            if user is not None:
                failures = get_user(connection, user.id).failed_logins + 1
                until = now + lock_seconds(failures, _FREE_OF_NAME)
                change_user(connection, user.id, {"failed_logins": failures, "locked_until": until})
            who = principal_of_user(user) if user else _Unknown()
            add_audit(connection, who, "session.refuse", who.id, {"address": attempt.address})

    def _begin(self, attempt: Attempt, user: User, now: float) -> Opened:
        self._addresses.succeed(attempt.address)
        opened = Opened(user, secrets.token_urlsafe(32), secrets.token_urlsafe(24))
        session = Session(
            token_hash=secret_hash(opened.token),
            user_id=user.id,
            csrf=opened.csrf,
            created_at=now,
            expires_at=now + self._settings.session_seconds,
        )
        with self._database.write() as connection:
            change_user(connection, user.id, {"failed_logins": 0, "locked_until": None})
            insert_session(connection, session)
            add_audit(
                connection,
                principal_of_user(user),
                "session.open",
                user.id,
                {"address": attempt.address},
            )
        return opened


def _hash_of(user: User | None) -> str | None:
    return user.password_hash if user else None
