"""Where files lie before they are stored: a folder of each process, gone when it ends.

A process that is killed leaves its folder behind; the next one that starts finds the lock on it
free and removes it.
"""

import fcntl
import os
import shutil
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from serve.store.ids import new_id

_PREFIX = "run-"
_LOCK = "lock"
_OLD_SECONDS = 3600.0  # of files beside the folders, whose owner nobody knows


class Staging:
    """The folder of this process below `root`. Raises OSError where it cannot be made."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        with _locked(root / _LOCK):
            _remove_leftovers(root)
            self.path = root / new_id(_PREFIX)
            self.path.mkdir()
            handle = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._end = weakref.finalize(self, _remove, self.path, handle, os.getpid())

    def new_path(self) -> Path:
        """A name in the folder that no file has."""
        return self.path / new_id("file-")

    def new_folder(self) -> Path:
        """A name for a folder in it; whoever writes the first file makes it."""
        return self.path / new_id("folder-")

    def discard(self, folder: Path) -> None:
        """Remove a folder with all that lies in it, if it was made."""
        shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """A folder that is there for the length of the block."""
        path = self.new_folder()
        path.mkdir()
        try:
            yield path
        finally:
            self.discard(path)

    def close(self) -> None:
        """Remove the folder with all that lies in it."""
        self._end()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One process at a time: between making a folder and locking it, it looks abandoned."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _remove_leftovers(root: Path) -> None:
    old = time.time() - _OLD_SECONDS
    for path in root.iterdir():
        if path.is_dir() and path.name.startswith(_PREFIX):
            _remove_if_abandoned(path)
        elif path.name != _LOCK and path.is_file() and path.stat().st_mtime < old:
            path.unlink(missing_ok=True)


def _remove_if_abandoned(folder: Path) -> None:
    try:
        handle = os.open(folder / _LOCK, os.O_RDWR)
    except FileNotFoundError:
        shutil.rmtree(folder, ignore_errors=True)
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        return
    finally:
        os.close(handle)


def _remove(folder: Path, handle: int, owner: int) -> None:
    if os.getpid() != owner:
        return  # a forked child: the folder is its parent's
    shutil.rmtree(folder, ignore_errors=True)
    os.close(handle)
