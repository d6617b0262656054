"""Files of a bucket, listed as they are asked for. Region, endpoint and credentials come from the
usual AWS_* variables."""

import io
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store
from typing_extensions import Buffer

from serve.archive.places import Found, Unreachable, Walk, is_hidden, last_part
from serve.errors import ArchiveSourceError

if TYPE_CHECKING:
    from obstore import ObjectMeta  # known to type checkers only

_SCHEME = "s3://"


def is_bucket(name: str) -> bool:
    """Whether a name is that of a bucket or of something in one."""
    return name.startswith(_SCHEME)


def open_bucket(url: str) -> tuple[S3Store, str]:
    """The bucket of `s3://bucket/prefix`, and the prefix. Raises ArchiveSourceError."""
    bucket, _, prefix = url.removeprefix(_SCHEME).partition("/")
    if not is_bucket(url) or not bucket:
        raise ArchiveSourceError(f"{url}: s3://bucket/prefix")
    try:
        store = obstore.store.from_url(f"{_SCHEME}{bucket}")
    except (BaseError, ValueError) as error:
        raise ArchiveSourceError(f"{url}: {error}") from error
    if not isinstance(store, S3Store):
        raise ArchiveSourceError(f"{url}: s3://bucket/prefix")
    return store, prefix.rstrip("/")


def walk_bucket(url: str) -> Walk:
    """The objects below a prefix, or the one object of this name."""
    store, prefix = open_bucket(url)
    root = f"{_SCHEME}{url.removeprefix(_SCHEME).partition('/')[0]}"
    try:
        yield from _walk(store, root, prefix)
    except (BaseError, OSError) as error:
        yield Unreachable(url, f"存储不可用。 The bucket does not answer: {_first_line(error)}")


def _walk(store: S3Store, root: str, prefix: str) -> Walk:
    any_found = False
    for batch in obstore.list(store, prefix=prefix or None):
        for meta in batch:
            any_found = True
            key = meta["path"]
            if not is_hidden(last_part(key)):
                yield _found(store, root, meta)
    if not any_found and prefix:
        yield _found(store, root, obstore.head(store, prefix))


def _found(store: S3Store, root: str, meta: "ObjectMeta") -> Found:
    key = meta["path"]

    def opened() -> IO[bytes]:
        return io.BufferedReader(_Stream(iter(obstore.get(store, key).stream())))

    modified = meta["last_modified"].timestamp()
    return Found(f"{root}/{key}", last_part(key), meta["size"], modified, opened)


class _Stream(io.RawIOBase):
    """The pieces of an object as they come in: none is held whole in memory."""

    def __init__(self, pieces: Iterator[Buffer]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """See RawIOBase."""
        return True

    def readinto(self, buffer: Buffer) -> int:
        """See RawIOBase. Raises BaseError where the bucket ends it."""
        if not self._left:
            self._left = memoryview(next(self._pieces, b""))
        target = memoryview(buffer)
        count = min(len(target), len(self._left))
        target[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
