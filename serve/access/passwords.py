"""Passwords, hashed with argon2id (46 MiB, one pass, the least that OWASP advises)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from serve.errors import BadRequestError, BusyError

MIN_LENGTH = 10
MAX_LENGTH = 256
_HASHER = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)
_TOGETHER = threading.BoundedSemaphore(2)  # each takes 46 MiB
_WAITING = threading.BoundedSemaphore(10)  # further ones are refused, lest they take all threads


def hash_password(password: str) -> str:
    """The hash to store. Raises BadRequestError for one that is too short or too long."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise BadRequestError(
            f"密码长度须为 {MIN_LENGTH}–{MAX_LENGTH} 个字符。 "
            f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters."
        )
    with _turn():
        return _HASHER.hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Whether `password` is the one hashed as `stored`; as long for a user that is not (None).

    Raises BusyError while too many others are checked.
    """
    with _turn():
        try:
            matches = _HASHER.verify(stored or _nobody(), password[:MAX_LENGTH])
        except (VerificationError, InvalidHashError):
            return False
    return matches and stored is not None


@contextmanager
def _turn() -> Iterator[None]:
    if not _WAITING.acquire(blocking=False):
        raise BusyError("登录请求过多。 Too many logins at once.", 2)
    try:
        with _TOGETHER:
            yield
    finally:
        _WAITING.release()


@cache
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")
