"""Who is let in: keys, sessions and, in the demo, callers on this machine.

What the database said is believed for a few seconds, so that asking for a state costs no look-up;
what this process itself revokes is forgotten at once, what another does within those seconds.
"""

import math
import secrets
import time
from collections import OrderedDict
from contextlib import suppress
from threading import Lock

from serve.access.credentials import Credentials, Identity, Via
from serve.access.keys import is_key_shaped, principal_of_key, secret_hash
from serve.access.principal import LOOPBACK, Principal
from serve.access.rates import TokenBuckets
from serve.access.users import principal_of_user
from serve.errors import ForbiddenError, NotAuthenticatedError, RateLimitError, StoreError
from serve.settings import Settings
from serve.store.database import Database
from serve.store.keys import find_key, mark_key_used
from serve.store.sessions import extend_session, find_session
from serve.store.users import get_user

_BELIEVED_SECONDS = 5.0
_USED_SECONDS = 60.0  # between two notes of a key's use
_MOST_CACHED = 2000
_WRONG_PER_MINUTE = 30  # keys that are none, of one address
_LONGEST_SESSION = 30 * 86400.0  # however often it is renewed


class Door:
    """Tells who calls. Safe to use from several threads."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._known: OrderedDict[str, tuple[Identity, float]] = OrderedDict()
        self._lock = Lock()
        self._requests = TokenBuckets()
        self._wrong = TokenBuckets()
        self._used: dict[str, float] = {}

    def recall(self, credentials: Credentials) -> Identity | None:
        """The caller where the database need not be asked; None where it must be.

        Raises NotAuthenticatedError where there is nothing to look up.
        """
        if not credentials.key and not credentials.token:
            if self._is_open_to(credentials):
                return Identity(LOOPBACK, Via.LOOPBACK)
            raise NotAuthenticatedError("请先登录。 Log in, or send a key.")
        with self._lock:
            identity, until = self._known.get(_mark(credentials), (None, 0.0))
        return identity if time.monotonic() < until else None

    def look_up(self, credentials: Credentials) -> Identity:
        """The caller as the database knows it. Raises NotAuthenticatedError, RateLimitError."""
        mark = _mark(credentials)
        try:
            identity = self._holder(credentials, mark)
        except NotAuthenticatedError:
            # An old cookie, perhaps of another service at this address, locks nobody out.
            if credentials.key or not self._is_open_to(credentials):
                raise
            return Identity(LOOPBACK, Via.LOOPBACK)
        with self._lock:
            self._known[mark] = (identity, time.monotonic() + _BELIEVED_SECONDS)
            while len(self._known) > _MOST_CACHED:
                self._known.popitem(last=False)
        return identity

    def forget(self, principal_id: str) -> None:
        """Ask the database anew for this key or user, whose rights have just changed."""
        with self._lock:
            for mark, (identity, _) in list(self._known.items()):
                if identity.principal.id == principal_id:
                    del self._known[mark]

    def note_uses(self) -> None:
        """Write down when keys were last used; at some later time than the requests, which need
        not wait for a write. Raises StoreError."""
        with self._lock:
            used, self._used = self._used, {}
        if used:
            with self._database.write() as connection:
                for key_id, at in used.items():
                    mark_key_used(connection, key_id, at)

    def check(self, identity: Identity, credentials: Credentials) -> None:
        """Refuse what is too much or was made by another site's page.

        Raises RateLimitError, ForbiddenError.
        """
        self.check_rate(identity.principal)
        if identity.via is not Via.SESSION or credentials.is_safe:
            return
        if not secrets.compare_digest(credentials.csrf.encode(), identity.csrf.encode()):
            raise ForbiddenError(
                "页面令牌缺失或不符。 The header X-CSRF-Token is missing or of another session."
            )
        if not credentials.is_own_fetch:
            raise ForbiddenError("拒绝来自其他网站的请求。 Requests of other sites are refused.")

    def check_rate(self, principal: Principal) -> None:
        """Count one request of this caller. Raises RateLimitError."""
        limit = principal.requests_per_minute
        per_minute = self._settings.requests_per_minute if limit is None else limit
        _refuse_for(self._requests.take(principal.id, per_minute))

    def _is_open_to(self, credentials: Credentials) -> bool:
        return self._settings.open_on_loopback and credentials.is_local

    def _holder(self, credentials: Credentials, mark: str) -> Identity:
        if credentials.key:
            return self._key_holder(credentials, mark)
        return self._session_holder(mark)

    def _key_holder(self, credentials: Credentials, mark: str) -> Identity:
        now = time.time()
        key = None
        if is_key_shaped(credentials.key):
            with self._database.read() as connection:
                key = find_key(connection, mark)
        if key is None or not key.is_valid(now):
            _refuse_for(self._wrong.take(credentials.address, _WRONG_PER_MINUTE))
            raise NotAuthenticatedError("密钥无效或已过期。 The key is unknown or has ended.")
        if key.used_at is None or now - key.used_at > _USED_SECONDS:
            with self._lock:
                self._used[key.id] = now
        return Identity(principal_of_key(key), Via.KEY)

    def _session_holder(self, mark: str) -> Identity:
        now = time.time()
        with self._database.read() as connection:
            session = find_session(connection, mark)
            user = get_user(connection, session.user_id) if session else None
        if session is None or user is None or session.expires_at <= now or user.disabled_at:
            raise NotAuthenticatedError("登录已失效，请重新登录。 The session has ended: log in.")
        seconds = self._settings.session_seconds
        end = min(now + seconds, session.created_at + _LONGEST_SESSION)
        if session.expires_at < now + seconds / 2 and end > session.expires_at:
            with suppress(StoreError), self._database.write() as connection:
                extend_session(connection, mark, end)
        return Identity(principal_of_user(user), Via.SESSION, session.csrf)


def _mark(credentials: Credentials) -> str:
    return secret_hash(credentials.key or credentials.token)


def _refuse_for(seconds: float) -> None:
    if seconds > 0:
        raise RateLimitError("请求过于频繁。 Too many requests.", max(1, math.ceil(seconds)))
