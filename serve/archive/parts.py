"""Parts of the tables: a Parquet file of each table with the same number, whole or not there.

STAGING/000007/indicators.parquet     while it is written
DEST/indicators/run=20261122T1730/part-000007.parquet
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import obstore
from obstore.exceptions import BaseError

from serve.archive.arrow_types import arrow_schema
from serve.archive.buckets import is_bucket, open_bucket
from serve.archive.manifest import Part
from serve.archive.rows import Rows
from serve.archive.schema import SCHEMA_VERSION, TABLES, Dataset
from serve.errors import DiskFullError, StoreError

_NO_SPACE = (28, 122)  # ENOSPC, EDQUOT


class Destination(Protocol):
    """Where parts are looked for. Raises StoreError, DiskFullError."""

    def place(self, file: Path, name: str) -> None:
        """Put a file there under a name, whole; again is no error."""
        ...


class Folder:
    """A destination in the file system."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def place(self, file: Path, name: str) -> None:
        """See Destination."""
        target = self._folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}")
        shutil.copyfile(file, fresh)
        _sync(fresh)
        fresh.replace(target)
        _sync(target.parent)


class Bucket:
    """A destination in a bucket."""

    def __init__(self, url: str) -> None:
        self._store, self._prefix = open_bucket(url)

    def place(self, file: Path, name: str) -> None:
        """See Destination."""
        try:
            obstore.put(self._store, f"{self._prefix}/{name}".lstrip("/"), file)
        except BaseError as error:
            raise StoreError(f"存储桶不可用。 The bucket does not take {name}.") from error


def open_destination(name: str) -> Destination:
    """A folder, or `s3://bucket/prefix`. Raises ArchiveSourceError."""
    return Bucket(name) if is_bucket(name) else Folder(Path(name))


class PartFiles:
    """Files of parts below `staging`, a folder that is kept between runs."""

    def __init__(self, staging: Path, destination: Destination) -> None:
        self._staging = staging
        self._destination = destination

    def write(self, part: Part, rows: Rows) -> None:
        """Write the tables of a part, durably. Raises DiskFullError, StoreError."""
        folder = self._folder(part)
        try:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for dataset, found in rows.items():
                if found:
                    _write_table(folder / f"{dataset}.parquet", dataset, found)
            _sync(folder)
        except OSError as error:
            raise _store_error(error) from error

    def place(self, part: Part) -> None:
        """Put the files of a sealed part where they are looked for; again is no error."""
        folder = self._folder(part)
        try:
            for file in sorted(folder.glob("*.parquet")):
                name = f"{file.stem}/run={part.run}/part-{part.number:06d}.parquet"
                self._destination.place(file, name)
        except OSError as error:
            raise _store_error(error) from error

    def discard(self, part: Part) -> None:
        """Forget the files of a part that is placed, or never was sealed."""
        shutil.rmtree(self._folder(part), ignore_errors=True)

    def _folder(self, part: Part) -> Path:
        return self._staging / f"{part.number:06d}"


def _write_table(path: Path, dataset: Dataset, rows: Sequence[Mapping[str, Any]]) -> None:
    import pyarrow as arrow  # heavy
    from pyarrow import parquet

    schema = arrow_schema(TABLES[dataset])
    facts = {"jixiao.table": dataset.value, "jixiao.schema_version": str(SCHEMA_VERSION)}
    table = arrow.Table.from_pylist(list(rows), schema=schema.with_metadata(facts))
    parquet.write_table(table, path, compression="zstd")
    _sync(path)


def _store_error(error: OSError) -> StoreError:
    if error.errno in _NO_SPACE:
        return DiskFullError("目标磁盘已满。 The disk of the archive is full.")
    return StoreError(f"无法写入。 Cannot write the archive: {error.strerror}")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
