"""Files and names of files that outlast a loss of power."""

import errno
import os
from pathlib import Path

NO_SPACE = frozenset((errno.ENOSPC, errno.EDQUOT))
"""What the system says where a disk is full."""


def sync(path: Path) -> None:
    """Wait until the bytes of a file, or the names in a folder, are on the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, durably. Raises OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync(folder.parent)
