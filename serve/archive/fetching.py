"""The bytes of a file of the source, copied to where they can be read from."""

import hashlib
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from obstore.exceptions import BaseError

from serve.archive.places import Found
from serve.errors import DiskFullError
from serve.settings import MEBIBYTE

_CHUNK = 4 * MEBIBYTE
_ENDLESS = 16  # times the limit; a file that is larger is not even read to know its digest

_Result = TypeVar("_Result")

UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
    IndexError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    tarfile.TarError,
    lzma.LZMAError,
    BaseError,
)
"""What says that the bytes of a file cannot be had."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The digest (hex) and number of the bytes of a file."""

    sha256: str
    size: int


def fetch(found: Found, path: Path, max_bytes: int) -> Fetched:
    """Copy a file, of one that is over the limit only the beginning; one that is many times over
    it, or has no end, cannot be read.

    Raises DiskFullError for want of room here, one of UNREADABLE where it cannot be read.
    """
    hashed, size = hashlib.sha256(), 0
    _check_size(found.size, max_bytes)
    with found.open() as source, _Target(path) as target:
        while piece := source.read(_CHUNK):
            hashed.update(piece)
            size += len(piece)
            _check_size(size, max_bytes)
            if size <= max_bytes:
                target.write(piece)
    return Fetched(hashed.hexdigest(), size)


def _check_size(size: int, max_bytes: int) -> None:
    if size > _ENDLESS * max_bytes:
        mebibytes = _ENDLESS * max_bytes // MEBIBYTE
        raise ValueError(f"超过 {mebibytes} MiB。 It is over {mebibytes} MiB.")


class _Target:
    """A file that is written here, whose every fault is the disk's, and none of what is read."""

    def __init__(self, path: Path) -> None:
        self._file = _or_full(lambda: path.open("wb"))

    def __enter__(self) -> "_Target":
        return self

    def __exit__(self, *_: object) -> None:
        _or_full(self._file.close)

    def write(self, piece: bytes) -> None:
        _or_full(lambda: self._file.write(piece))


def _or_full(act: Callable[[], _Result]) -> _Result:
    try:
        return act()
    except OSError as error:
        raise DiskFullError("暂存磁盘已满。 The disk for fetched files is full.") from error
