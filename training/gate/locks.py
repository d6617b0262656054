"""One training, one promotion at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extractor.errors import JixiaoError


class BusyError(JixiaoError):
    """Another process does the same."""

    code = "training.busy"
    remedy = "请等它结束后再试。 Try again when it has ended."
    exit_code = 7


@contextmanager
def alone(path: Path, what: str) -> Iterator[None]:
    """Hold a lock file; the lock of a process that ended is free.

    Args:
        what: what the other one does, for the message (中文 English).
    Raises:
        BusyError: another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(what) from error
        yield
    finally:
        os.close(handle)
