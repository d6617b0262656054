"""An archive as it lies on the disk: where results go, and what a run needs beside them.

DEST/.jixiao/  manifest.db  staging/  fetched/  lock       a folder
HOME/archives/<digest of DEST>/…                           beside a bucket
"""

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from serve.archive.buckets import is_bucket
from serve.archive.manifest import Manifest
from serve.archive.parts import Destination, PartFiles, open_destination, store_error
from serve.archive.schema import SCHEMA_VERSION, TABLES
from serve.errors import (
    ArchiveBusyError,
    ArchiveFormatError,
    ArchiveSourceError,
    StoreBusyError,
)
from serve.store.database import Database
from serve.store.ids import new_id

BESIDE = ".jixiao"
SCHEMA_FILE = "schema.json"
_MANIFEST = "manifest.db"
_LOCK = 0x6A69_6263  # of PostgreSQL, any number that is ours


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that this process alone writes to. `fetched` is an empty folder."""

    folder: Path
    manifest: Manifest
    files: PartFiles
    fetched: Path


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an archive is. `beside` is the folder of what a run needs, None for the usual place;
    `manifest` the URL of a database, empty for a file in that folder."""

    destination: str
    home: Path
    beside: Path | None = None
    manifest: str = ""

    @property
    def folder(self) -> Path:
        """The folder of what a run needs."""
        if self.beside is not None:
            return self.beside
        if is_bucket(self.destination):
            digest = hashlib.sha256(self.destination.encode()).hexdigest()
            return self.home / "archives" / digest[:16]
        return Path(self.destination) / BESIDE

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the manifest."""
        path = str(self.folder.absolute() / _MANIFEST)  # in a URL `?` and `%` mean something
        url = self.manifest or URL.create("sqlite", database=path).render_as_string()
        return url.replace("postgresql://", "postgresql+psycopg://", 1)


@contextmanager
def open_archive(placement: Placement, engine: str) -> Iterator[Archive]:
    """The archive, for the length of the block.

    Args:
        engine: versions of what reads; what another one has read is read again.
    Raises:
        ArchiveBusyError: another run writes there.
        ArchiveFormatError: it was written by a newer program, or with another manifest.
        StoreError, DiskFullError, ArchiveSourceError.
    """
    folder = placement.folder
    with _as_store_error():
        folder.mkdir(parents=True, exist_ok=True)
    with (
        _alone(folder / "lock"),
        closing(_database(placement)) as database,
        _alone_in(database),
    ):
        destination = open_destination(placement.destination)
        files = PartFiles(folder / "staging", destination)
        manifest = Manifest(database, engine)
        fetched = folder / "fetched"
        with _as_store_error():
            _publish_schema(folder, destination, manifest)
            shutil.rmtree(fetched, ignore_errors=True)
            fetched.mkdir()
        try:
            yield Archive(folder, manifest, files, fetched)
        finally:
            shutil.rmtree(fetched, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Beside:
    """An archive that others may write to meanwhile. `folder` is empty, and this process alone
    uses it."""

    folder: Path
    database: Database
    archive: str


@contextmanager
def open_beside(placement: Placement, name: str) -> Iterator[Beside]:
    """What belongs to an archive, for something that reads its tables and keeps notes of its own;
    of those of one `name` one runs at a time, beside a run that reads documents.

    Raises:
        ArchiveBusyError: another of that name is running.
        ArchiveFormatError: there is no archive, or its manifest is not here.
        StoreError, ArchiveSourceError.
    """
    there = open_destination(placement.destination).read(SCHEMA_FILE)
    if there is None:
        raise ArchiveFormatError(f"{placement.destination}: 不是档案。 There is no archive.")
    beside = placement.folder
    if not (placement.manifest or (beside / _MANIFEST).is_file()):
        raise ArchiveFormatError(
            "清单不在此处，请用 --manifest 或 --beside 指定。 "
            "The manifest is not here: name it with --manifest or --beside."
        )
    folder = beside / name
    with _as_store_error():
        beside.mkdir(parents=True, exist_ok=True)
    with _alone(beside / f"{name}.lock"), closing(_database(placement)) as database:
        manifest = Manifest(database, "")
        _check_schema(there, manifest)
        try:
            with _as_store_error():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
            yield Beside(folder, database, manifest.archive)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def new_run() -> str:
    """The name of a run: the moment it began, and something that no other has."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{new_id('')[-6:]}"


def is_archive(destination: str) -> bool:
    """Whether there are tables of an archive. Raises ArchiveSourceError, StoreError."""
    return open_destination(destination).read(SCHEMA_FILE) is not None


def _publish_schema(folder: Path, destination: Destination, manifest: Manifest) -> None:
    """Publish the tables beside the results, with the name of the archive: tables and manifest that
    do not belong together would lose or double documents.

    Raises ArchiveFormatError where they do not, or for tables of a newer version; StoreError.
    """
    there = destination.read(SCHEMA_FILE)
    if there is not None:
        _check_schema(there, manifest)
    elif manifest.parts():
        raise ArchiveFormatError("清单属于另一档案。 The manifest is that of another archive.")
    told = {
        "schema_version": SCHEMA_VERSION,
        "archive": manifest.archive,
        "tables": {
            dataset.value: [
                {"name": name, "type": kind, "meaning": meaning}
                for name, (kind, meaning) in columns.items()
            ]
            for dataset, columns in TABLES.items()
        },
    }
    data = (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
    if data != there:
        fresh = folder / f"{SCHEMA_FILE}.new"
        fresh.write_bytes(data)
        destination.place(fresh, SCHEMA_FILE)
        fresh.unlink()


def _check_schema(there: bytes, manifest: Manifest) -> None:
    try:
        told = json.loads(there)
        version, archive = told["schema_version"], told.get("archive", manifest.archive)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ArchiveFormatError(f"{SCHEMA_FILE}: 不是档案。 It is not of an archive.") from error
    if not isinstance(version, int) or not 1 <= version <= SCHEMA_VERSION:
        raise ArchiveFormatError(f"表结构版本为 {version}。 The tables have version {version}.")
    if archive != manifest.archive:
        raise ArchiveFormatError(
            "目标中的数据表属于另一清单，请用 --manifest 或 --beside 指定。 "
            "The tables there belong to another manifest: name it with --manifest or --beside."
        )


@contextmanager
def _as_store_error() -> Iterator[None]:
    """ValueError is what a NUL in a name is."""
    try:
        yield
    except OSError as error:
        raise store_error(error) from error
    except ValueError as error:
        raise ArchiveSourceError(f"{error}") from error


def _database(placement: Placement) -> Database:
    """What is wrong with a URL is told without it: it may hold a password."""
    try:
        return Database(placement.database)
    except (ArgumentError, ValueError, ImportError) as error:
        raise ArchiveSourceError("--manifest: postgresql://…") from error
    except OSError as error:
        raise store_error(error) from error


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with _as_store_error():
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle, path)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, path: Path) -> None:
    """A run that was killed may take a moment to be gone."""
    until = time.monotonic() + 2.0
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise ArchiveBusyError(f"{path.parent}: 另一任务正在写入。 Another run.") from error
        time.sleep(0.1)


@contextmanager
def _alone_in(database: Database) -> Iterator[None]:
    """Of all machines that share a PostgreSQL manifest, this one alone."""
    if database.is_sqlite:
        yield
        return
    with _connected(database) as plain:
        connection = plain.execution_options(isolation_level="AUTOCOMMIT")  # held for hours
        wanted = text("SELECT pg_try_advisory_lock(:lock)")
        if not connection.execute(wanted, {"lock": _LOCK}).scalar_one():
            raise ArchiveBusyError("另一台机器正在写入。 Another machine writes to this manifest.")
        yield


def _connected(database: Database) -> Connection:
    try:
        return database.engine.connect()
    except DBAPIError as error:
        raise StoreBusyError("清单数据库不可用。 The manifest does not answer.") from error
