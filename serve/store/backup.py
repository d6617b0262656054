"""One file with everything: the database as it is at one moment, then every blob."""

import gzip
import io
import json
import os
import sqlite3
import tarfile
import time
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from extractor.errors import OutputError
from serve.errors import BlobMissingError, StoreError
from serve.store.blobs import Blobs, as_store_errors
from serve.store.database import Database
from serve.store.migrate import newest_version

MANIFEST = "manifest.json"
DATABASE = "jixiao.db"
BLOBS = "blobs/"
FORMAT = 1
_GZIP_LEVEL = 1  # scans do not shrink


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is. `database` is "sqlite", or "postgresql" where pg_dump keeps the rows."""

    format: int
    schema: str
    made_at: float
    database: str


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What was written: blobs, and their bytes."""

    blobs: int
    size: int


def back_up(database: Database, blobs: Blobs, target: Path) -> BackedUp:
    """Write a tar.gz, while the service runs or not.

    Every document of the database has its bytes stored before its row, so that blobs copied after
    the database hold all of them. Of PostgreSQL only the blobs are written: run pg_dump before.
    Raises OutputError where the file is there already, StoreError, DiskFullError.
    """
    part = target.with_name(target.name + ".part")
    with as_store_errors(str(target)):
        if target.exists():
            raise OutputError(f"文件已存在：{target}。 {target} is there already.")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                written = _write(file, database, blobs)
                file.flush()
                os.fsync(file.fileno())
            part.rename(target)
        finally:
            part.unlink(missing_ok=True)
    return written


def _write(file: io.BufferedWriter, database: Database, blobs: Blobs) -> BackedUp:
    kind = "sqlite" if database.is_sqlite else "postgresql"
    manifest = Manifest(FORMAT, newest_version(), time.time(), kind)
    with (
        gzip.GzipFile("", "wb", _GZIP_LEVEL, file) as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        _add_bytes(archive, MANIFEST, json.dumps(asdict(manifest)).encode())
        if database.is_sqlite:
            with blobs.staging.folder() as folder:
                copy = folder / DATABASE
                copy_sqlite(Path(str(database.url.database)), copy)
                archive.add(copy, DATABASE, filter=_anonymous)
        return _add_blobs(archive, blobs)


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy of a database that others may write meanwhile. Raises StoreError."""
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
    except sqlite3.Error as error:
        raise StoreError(f"无法复制数据库。 The database cannot be copied: {error}") from error


def _add_blobs(archive: tarfile.TarFile, blobs: Blobs) -> BackedUp:
    count = size = 0
    for key in blobs.keys():  # noqa: SIM118 - not a mapping
        try:
            with blobs.open_path(key) as path:
                archive.add(path, BLOBS + key, filter=_anonymous)
                size += path.stat().st_size
        except (BlobMissingError, FileNotFoundError):
            continue  # purged meanwhile
        count += 1
    return BackedUp(count, size)


def _add_bytes(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    entry.mode = 0o600
    archive.addfile(entry, io.BytesIO(data))


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without owner, and with no rights but the owner's; a second name of a file is a file."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry
