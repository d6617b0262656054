"""The way to a Ray cluster, or to one that is started here and ends with whoever started it.

Needs the extra `ray`. Nothing is told to its makers, no page is served, and what a cluster of our
own writes lies in a folder that is removed with it, or by the next one where it was killed.
"""

import errno
import fcntl
import logging
import os
import secrets
import shutil
import signal
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from serve.errors import ClusterError, MissingExtraError
from serve.settings import MEBIBYTE
from serve.store.staging import Staging

_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}
_OWN_LIMITS = {"RAY_memory_monitor_refresh_ms": "0"}  # documents have theirs: no innocent is killed
_SPARE = 1  # processors of a cluster of our own that no actor takes: Ray's own tasks starve else
_TOKEN = "RAY_AUTH_TOKEN"
_PREFIX = "jixiao-ray-"
_LONGEST = 35  # of the folder: with what Ray adds, a socket's name has at most 107 bytes
_YOUNG_SECONDS = 60.0  # a folder that was made just now may not be locked yet
_LEAST_STORE = 128 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Place:
    """Where actors run: the address of a cluster; or none, for one that is started here with so
    many processors for actors and so many bytes for what is on its way."""

    address: str = ""
    processors: int = 1
    store: int = _LEAST_STORE


@contextmanager
def connected(place: Place) -> Iterator[Any]:
    """The module `ray`, connected; what was started here has ended after the block.

    Raises MissingExtraError; ClusterError where there is no connection, and for what the block
    raises of Ray's.
    """
    os.environ.update(_QUIET)
    ray = _ray()
    with _folder(place) as folder:
        try:
            with _own_signals():
                ray.init(**_given(place, folder))
        except (OSError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
            raise ClusterError(f"无法连接 Ray。 No connection to Ray: {error}") from error
        try:
            yield ray
        except ray.exceptions.RayError as error:
            raise ClusterError(f"集群出错。 The cluster failed: {type(error).__name__}") from error
        finally:
            ray.shutdown(wait_for_processes=True)


def own_staging(name: str) -> Staging:
    """Where documents lie on a node while they are read: nobody else can look into it, nor have
    made it before. Raises OSError."""
    root = Path(tempfile.gettempdir(), f"{name}-{os.getuid()}")
    root.mkdir(mode=0o700, exist_ok=True)
    found = root.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise PermissionError(errno.EACCES, "another one's", str(root))
    root.chmod(0o700)
    return Staging(root)


def check_installed() -> None:
    """Raises MissingExtraError where Ray is not installed."""
    if find_spec("ray") is None:
        raise _missing()


def _ray() -> Any:  # noqa: ANN401
    try:
        import ray
    except ModuleNotFoundError as error:
        raise _missing() from error
    return ray


def _missing() -> MissingExtraError:
    return MissingExtraError("缺少 ray。 ray is not installed: pip install 'jixiao[ray]'.")


def _given(place: Place, folder: Path | None) -> dict[str, Any]:
    """What Ray is told. A cluster of our own is not looked for elsewhere, and its token, which no
    other process has to know, is not written anywhere."""
    quiet = {"log_to_driver": False, "logging_level": logging.ERROR}
    if folder is None:
        return {"address": place.address, **quiet}
    os.environ.update(_OWN_LIMITS)
    os.environ.setdefault(_TOKEN, secrets.token_hex(16))
    return {
        "address": "local",
        "num_cpus": place.processors + _SPARE,
        "object_store_memory": max(_LEAST_STORE, place.store),
        "include_dashboard": False,
        "_temp_dir": str(folder),
        **quiet,
    }


@contextmanager
def _own_signals() -> Iterator[None]:
    """Ray takes SIGTERM for itself; it stays with whoever had it."""
    heeded = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, heeded)


@contextmanager
def _folder(place: Place) -> Iterator[Path | None]:
    """A folder for a cluster of our own; those of killed ones are removed."""
    if place.address:
        yield None
        return
    root = Path(tempfile.gettempdir())
    if len(str(root)) + len(_PREFIX) > _LONGEST - 8:
        root = Path("/tmp")
    _remove_leftovers(root)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root))
    handle = _lock(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if handle is not None:
            os.close(handle)


def _remove_leftovers(root: Path) -> None:
    old = time.time() - _YOUNG_SECONDS
    for folder in root.glob(f"{_PREFIX}*"):
        handle = _lock(folder)
        if handle is None:
            continue
        if os.fstat(handle).st_mtime < old:
            shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def _lock(folder: Path) -> int | None:
    """The handle of its lock; None where another process has it, or the folder is another's."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
