"""The bytes of a file of the source, copied to where they can be read from."""

import hashlib
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from obstore.exceptions import BaseError

from serve.archive.places import Found
from serve.errors import DiskFullError
from serve.settings import MEBIBYTE

_CHUNK = 4 * MEBIBYTE

UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    zlib.error,
    zipfile.BadZipFile,
    tarfile.TarError,
    BaseError,
)
"""What says that the bytes of a file cannot be had."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The digest (hex) and number of the bytes of a file."""

    sha256: str
    size: int


def fetch(found: Found, path: Path, max_bytes: int) -> Fetched:
    """Copy a file, of one that is over the limit only the beginning.

    Raises DiskFullError for want of room here, one of UNREADABLE where it cannot be read.
    """
    hashed, size = hashlib.sha256(), 0
    with found.open() as source, path.open("wb") as target:
        while piece := source.read(_CHUNK):
            hashed.update(piece)
            size += len(piece)
            if size <= max_bytes:
                _write(target.write, piece)
    return Fetched(hashed.hexdigest(), size)


def _write(write: Callable[[bytes], int], piece: bytes) -> None:
    try:
        write(piece)
    except OSError as error:
        raise DiskFullError("暂存磁盘已满。 The disk for fetched files is full.") from error
