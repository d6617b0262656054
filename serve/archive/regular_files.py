"""Files that are bytes on a disk, and have an end: no pipes, devices or sockets."""

import os
import stat
from pathlib import Path
from typing import IO


def open_regular(path: str | Path) -> IO[bytes]:
    """A pipe or a device in place of a file would be waited for, or have no end. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        check_regular(os.fstat(handle))
    except OSError:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb")


def check_regular(status: os.stat_result) -> None:
    """Raises OSError for what is no regular file."""
    if not stat.S_ISREG(status.st_mode):
        raise OSError("不是文件，而是管道、设备等。 No file, but a pipe, device or the like.")


def why(error: OSError) -> str:
    """What the system says of a file that cannot be had."""
    return error.strerror or str(error)
