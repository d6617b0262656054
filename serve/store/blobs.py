"""Bytes by key: originals by their hash, pictures of pages. A folder, or a bucket by URL.

What is stored is never changed: whoever stores a key again finds the first bytes kept.
"""

import errno
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, MemoryStore, S3Store

from serve.errors import BlobMissingError, DiskFullError, SettingsError, StoreError
from serve.settings import MEBIBYTE, Settings
from serve.store.durable import NO_SPACE, make_folder, sync
from serve.store.staging import Staging

if TYPE_CHECKING:
    from obstore import GetResult  # known to type checkers only
    from obstore.store import RetryConfig

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_CHUNK = 4 * MEBIBYTE
_ONE_REQUEST = 16 * MEBIBYTE  # larger objects go to a bucket in parts
_STAGING = "staging"
# A purge and an upload ask the bucket while they hold the database's lock for writing.
_BUCKET_TRIES: "RetryConfig" = {"max_retries": 5, "retry_timeout": timedelta(seconds=10)}
_NO_LINKS = frozenset((errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS))

Store = LocalStore | S3Store | MemoryStore


@dataclass(frozen=True, slots=True)
class BlobInfo:
    """What a listing tells of a blob. `size` in bytes."""

    key: str
    size: int
    modified: datetime


def original_key(sha256: str) -> str:
    """Where the bytes of an uploaded file lie."""
    return f"documents/{sha256[:2]}/{sha256}"


def pages_prefix(document_id: str) -> str:
    """Where all pictures of a document lie."""
    return f"pages/{document_id}/"


def is_key(text: str) -> bool:
    """Whether a text names a blob, and nothing outside the store."""
    return _KEY.fullmatch(text) is not None


class Blobs:
    """A store of blobs. `folder` is where they lie as files, None for a bucket; `staging` is
    where files lie that are not stored yet, on the same file system.

    Every method raises StoreError where the store is away and DiskFullError where it is full.
    """

    def __init__(self, store: Store, folder: Path | None, staging: Staging) -> None:
        self._store = store
        self._folder = folder
        self.staging = staging

    def put(self, key: str, data: bytes) -> None:
        """Store bytes durably, unless the key is there already."""
        if self._folder is None:
            self._put_in_bucket(key, data)
            return
        path = self.staging.new_path()
        with as_store_errors(key):
            try:
                path.write_bytes(data)
                self.keep_file(key, path)
            finally:
                path.unlink(missing_ok=True)

    def put_file(self, key: str, path: Path) -> None:
        """Store a file durably, unless the key is there already; the file is gone afterwards.

        `path` lies on the file system of the store, as everything in `staging` does.
        """
        self.keep_file(key, path)
        with as_store_errors(key):
            path.unlink(missing_ok=True)

    def keep_file(self, key: str, path: Path) -> None:
        """Store a file durably as `put_file` does, but leave the file where it is, too."""
        if self._folder is None:
            self._put_in_bucket(key, path)
            return
        with as_store_errors(key):
            sync(path)
            target = self._folder / _checked(key)
            make_folder(target.parent)
            _link(path, target)
            sync(target.parent)

    def get(self, key: str) -> bytes:
        """All bytes. Raises BlobMissingError."""
        with as_store_errors(key):
            return obstore.get(self._store, _checked(key)).bytes().to_bytes()

    def stream(self, key: str) -> Iterator[bytes]:
        """The bytes in pieces of some mebibytes. Raises BlobMissingError at once."""
        with as_store_errors(key):
            result = obstore.get(self._store, _checked(key))
        return self._pieces(key, result)

    @contextmanager
    def open_path(self, key: str) -> Iterator[Path]:
        """The blob as a file to read, for the length of the block. Raises BlobMissingError."""
        if self._folder is not None:
            path = self._folder / _checked(key)
            if not path.is_file():
                raise _missing(key)
            yield path
            return
        with tempfile.TemporaryDirectory(dir=self.staging.path) as folder:
            path = Path(folder) / "blob"
            with as_store_errors(key), path.open("wb") as file:
                for piece in self.stream(key):
                    file.write(piece)
            yield path

    def exists(self, key: str) -> bool:
        """Whether there are bytes of this key."""
        with as_store_errors(key):
            try:
                obstore.head(self._store, _checked(key))
            except FileNotFoundError:
                return False
            return True

    def delete(self, key: str) -> None:
        """Remove the bytes; a key that is not there is no error."""
        with as_store_errors(key):
            try:
                obstore.delete(self._store, _checked(key))
            except FileNotFoundError:
                return

    def keys(self, prefix: str = "") -> Iterator[str]:
        """All keys below a folder, such as `pages/doc_1/`; of everything without one."""
        return (info.key for info in self.infos(prefix))

    def infos(self, prefix: str = "") -> Iterator[BlobInfo]:
        """Like `keys`, with sizes and times."""
        folder = _checked(prefix.rstrip("/")) if prefix else None
        with as_store_errors(prefix):
            for batch in obstore.list(self._store, prefix=folder):
                for meta in batch:
                    yield BlobInfo(meta["path"], meta["size"], meta["last_modified"])

    def check(self) -> None:
        """Raise StoreError where the store does not answer."""
        with as_store_errors("check"):
            obstore.list_with_delimiter(self._store, prefix="documents")

    def close(self) -> None:
        """Remove what was not stored."""
        self.staging.close()

    def _pieces(self, key: str, result: "GetResult") -> Iterator[bytes]:
        with as_store_errors(key):
            for piece in result.stream(min_chunk_size=_CHUNK):
                yield bytes(piece)

    def _put_in_bucket(self, key: str, data: bytes | Path) -> None:
        """Small objects are created or, where they are, left; large ones come in parts, which
        cannot be made create-only: they replace what has the same name and therefore bytes."""
        size = len(data) if isinstance(data, bytes) else data.stat().st_size
        with as_store_errors(key):
            try:
                if size <= _ONE_REQUEST:
                    obstore.put(self._store, _checked(key), data, mode="create")
                elif not self.exists(key):
                    obstore.put(self._store, _checked(key), data)
            except AlreadyExistsError:
                return


def open_blobs(settings: Settings) -> Blobs:
    """The store that the settings name. A bucket's region, endpoint and credentials come from the
    usual AWS_* variables, which obstore reads itself. Raises SettingsError, StoreError."""
    url = settings.blobs
    folder = None if url else settings.home / "blobs"
    if url and not url.startswith("s3://"):
        raise SettingsError(f"JIXIAO_BLOBS={url!r}: s3://bucket/prefix")
    with as_store_errors(url or str(folder)):
        staging = Staging(settings.home / _STAGING)
        if folder is None:
            store = obstore.store.from_url(url, retry_config=_BUCKET_TRIES)
            if not isinstance(store, S3Store):
                raise SettingsError(f"JIXIAO_BLOBS={url!r}: s3://bucket/prefix")
            return Blobs(store, None, staging)
        folder.mkdir(parents=True, exist_ok=True)
        return Blobs(LocalStore(folder), folder, staging)


@contextmanager
def as_store_errors(key: str) -> Iterator[None]:
    """Faults of the disk or the bucket in our words: DiskFullError, StoreError; what is not there
    is a BlobMissingError of `key`."""
    try:
        yield
    except FileNotFoundError as error:
        raise _missing(key) from error
    except OSError as error:
        if error.errno in NO_SPACE:
            raise DiskFullError("存储空间不足。 The disk of the blobs is full.") from error
        raise StoreError(f"存储不可用。 The blob store fails: {error.strerror}") from error
    except BaseError as error:
        text = str(error).lower()
        if "no space left" in text or "os error 28" in text:
            raise DiskFullError("存储空间不足。 The disk of the blobs is full.") from error
        raise StoreError("存储不可用。 The blob store does not answer.") from error


def _missing(key: str) -> BlobMissingError:
    return BlobMissingError(f"存储中缺少 {key}。 {key} is not in the blob store.")


def _checked(key: str) -> str:
    """A key that names nothing outside the store. Raises StoreError."""
    if not is_key(key):
        raise StoreError(f"键名无效。 Not a key: {key!r}")
    return key


def _link(path: Path, target: Path) -> None:
    """Give a file its second name, unless that is taken; without links it is moved."""
    try:
        os.link(path, target)
    except FileExistsError:
        return
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.rename(path, target)
