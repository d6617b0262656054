"""Parts of the tables: a Parquet file of each table with the same number, whole or not there.

STAGING/000007/indicators.parquet     while it is written
DEST/indicators/run=20261122T1730/part-000007.parquet
DEST/copies/ab/ab….pdf               the searchable copy of a document
"""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import obstore
from obstore.exceptions import BaseError

from serve.archive.arrow_types import in_part
from serve.archive.buckets import is_bucket, open_bucket
from serve.archive.manifest import Part
from serve.archive.schema import Dataset
from serve.errors import DiskFullError, StoreError
from serve.jobs.messages import COPY_FILE
from serve.store.durable import NO_SPACE, make_folder, sync

COPIES = "copies"


class Destination(Protocol):
    """Where parts are looked for. Raises StoreError, DiskFullError."""

    def place(self, file: Path, name: str) -> None:
        """Put a file there under a name, whole; again is no error."""
        ...

    def read(self, name: str) -> bytes | None:
        """A file that was put there, None where it is not."""
        ...


class Folder:
    """A destination in the file system."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def place(self, file: Path, name: str) -> None:
        """See Destination."""
        target = self._folder / name
        make_folder(target.parent)
        fresh = target.with_name(f".{target.name}")
        shutil.copyfile(file, fresh)
        sync(fresh)
        fresh.replace(target)
        sync(target.parent)

    def read(self, name: str) -> bytes | None:
        """See Destination."""
        path = self._folder / name
        return path.read_bytes() if path.is_file() else None


class Bucket:
    """A destination in a bucket."""

    def __init__(self, url: str) -> None:
        self._store, self._prefix = open_bucket(url)

    def place(self, file: Path, name: str) -> None:
        """See Destination."""
        try:
            obstore.put(self._store, self._key(name), file)
        except BaseError as error:
            raise StoreError(f"存储桶不可用。 The bucket does not take {name}.") from error

    def read(self, name: str) -> bytes | None:
        """See Destination."""
        try:
            return obstore.get(self._store, self._key(name)).bytes().to_bytes()
        except FileNotFoundError:
            return None
        except BaseError as error:
            raise StoreError(f"存储桶不可用。 The bucket does not give {name}.") from error

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{name}".lstrip("/")


def copy_name(sha256: str) -> str:
    """Where the copy of a document lies below the destination."""
    return f"{COPIES}/{sha256[:2]}/{sha256}.pdf"


def open_destination(name: str) -> Destination:
    """A folder, or `s3://bucket/prefix`. Raises ArchiveSourceError."""
    return Bucket(name) if is_bucket(name) else Folder(Path(name))


class PartFiles:
    """Files of parts below `staging`, a folder that is kept between runs."""

    def __init__(self, staging: Path, destination: Destination) -> None:
        self._staging = staging
        self._destination = destination

    def write(self, part: Part, tables: Mapping[Dataset, Sequence[Any]]) -> None:
        """Write a part, durably: of each table one or more `pyarrow.Table`.

        Raises DiskFullError, StoreError.
        """
        folder = self._folder(part)
        try:
            shutil.rmtree(folder, ignore_errors=True)
            make_folder(folder)
            for dataset, found in tables.items():
                _write_table(folder / f"{dataset}.parquet", in_part(found, part.number))
            sync(folder)
        except OSError as error:
            raise store_error(error) from error

    def holds(self, part: Part) -> bool:
        """Whether the files of a sealed part are here: they are not where another machine wrote
        them, or where somebody emptied the folder."""
        return self._folder(part).is_dir()

    def place(self, part: Part) -> None:
        """Put the files of a sealed part where they are looked for; again is no error. Documents
        come last: whoever asks meanwhile sees a document whole or not at all."""
        folder = self._folder(part)
        try:
            for file in _documents_last(folder.glob("*.parquet")):
                name = f"{file.stem}/run={part.run}/part-{part.number:06d}.parquet"
                self._destination.place(file, name)
        except OSError as error:
            raise store_error(error) from error

    def discard(self, part: Part) -> None:
        """Forget the files of a part that is placed, or never was sealed."""
        shutil.rmtree(self._folder(part), ignore_errors=True)

    def keep_copy(self, sha256: str, data: bytes) -> None:
        """Put the searchable copy of a document where it is looked for; again is no error.

        Raises DiskFullError, StoreError.
        """
        file = self._staging / COPY_FILE
        try:
            make_folder(self._staging)
            file.write_bytes(data)
            self._destination.place(file, copy_name(sha256))
            file.unlink()
        except OSError as error:
            raise store_error(error) from error

    def _folder(self, part: Part) -> Path:
        return self._staging / f"{part.number:06d}"


def _documents_last(files: Iterable[Path]) -> list[Path]:
    return sorted(files, key=lambda file: (file.stem == Dataset.DOCUMENTS, file.stem))


def _write_table(path: Path, table: Any) -> None:  # noqa: ANN401 - pyarrow has no types
    from pyarrow import parquet  # heavy

    parquet.write_table(table, path, compression="zstd")
    sync(path)


def store_error(error: OSError) -> StoreError:
    """A fault of the file system in our words."""
    if error.errno in NO_SPACE:
        return DiskFullError("目标磁盘已满。 The disk of the archive is full.")
    return StoreError(f"无法写入。 Cannot write the archive: {error.strerror}")
