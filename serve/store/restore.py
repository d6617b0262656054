"""A backup back into an empty home, with every original checked against its hash."""

import gzip
import hashlib
import json
import re
import shutil
import sqlite3
import tarfile
import zlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from extractor.errors import OutputError
from serve.errors import StoreError
from serve.settings import MEBIBYTE
from serve.store.backup import BLOBS, DATABASE, FORMAT, MANIFEST
from serve.store.blobs import Blobs, as_store_errors, is_key

_CHUNK = 4 * MEBIBYTE
_MAX_MANIFEST = MEBIBYTE
_ORIGINAL = re.compile(r"documents/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_BROKEN = (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error, ValueError, KeyError)


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: blobs, and whether the rows did (not those of PostgreSQL)."""

    blobs: int
    has_database: bool


def restore(source: Path, database: Path | None, blobs: Blobs) -> Restored:
    """Read a backup into a place where there is none yet.

    Args:
        source: the file that `back_up` wrote.
        database: where the SQLite file shall be; None where the rows are in PostgreSQL.
        blobs: an empty store.
    Raises OutputError where something is there already, StoreError where the backup is damaged:
    then the database is not there, so that nothing starts on half a restore.
    """
    if (database and database.exists()) or next(iter(blobs.keys()), None) is not None:
        raise OutputError("目标不为空。 There are data already: restore into an empty home.")
    with as_store_errors(str(source)), blobs.staging.folder() as folder:
        try:
            with gzip.open(source) as packed:
                with tarfile.open(fileobj=packed, mode="r|") as archive:
                    count = _read(archive, folder, blobs)
                while packed.read(_CHUNK):  # to its end, where its checksum is
                    pass
        except _BROKEN as error:
            raise _damaged(str(error)) from error
        rows = folder / DATABASE
        if rows.exists() != (database is not None):
            raise StoreError("备份来自另一种数据库。 The backup is of another kind of database.")
        if database is None:
            return Restored(count, has_database=False)
        _check_rows(rows)
        _place(rows, database)
    return Restored(count, has_database=True)


def _place(rows: Path, database: Path) -> None:
    """The database appears at once and whole, after everything else."""
    database.parent.mkdir(parents=True, exist_ok=True)
    part = database.with_name(database.name + ".part")
    shutil.copyfile(rows, part)
    part.rename(database)


def _read(archive: tarfile.TarFile, folder: Path, blobs: Blobs) -> int:
    count = 0
    for number, entry in enumerate(archive):
        content = archive.extractfile(entry) if entry.isfile() else None
        if content is None:
            raise _damaged(entry.name)
        if number == 0:
            _check_manifest(entry, content)
        elif entry.name == DATABASE:
            _copy(content, folder / DATABASE)
        elif entry.name.startswith(BLOBS):
            _put_blob(entry.name.removeprefix(BLOBS), content, blobs)
            count += 1
        else:
            raise _damaged(entry.name)
    return count


def _check_manifest(entry: tarfile.TarInfo, content: IO[bytes]) -> None:
    if entry.name != MANIFEST or entry.size > _MAX_MANIFEST:
        raise _damaged(entry.name)
    manifest = json.loads(content.read())
    if manifest["format"] != FORMAT:
        raise StoreError("备份格式不同。 The backup is of another format: upgrade jixiao.")


def _put_blob(key: str, content: IO[bytes], blobs: Blobs) -> None:
    if not is_key(key):
        raise _damaged(key)
    path = blobs.staging.new_path()
    digest = _copy(content, path)
    original = _ORIGINAL.fullmatch(key)
    if original and original[2] != digest:
        raise _damaged(key)
    blobs.put_file(key, path)


def _copy(content: IO[bytes], path: Path) -> str:
    """Write the bytes to a file; their SHA-256 in hex."""
    hashed = hashlib.sha256()
    with path.open("wb") as file:
        while piece := content.read(_CHUNK):
            hashed.update(piece)
            file.write(piece)
    return hashed.hexdigest()


def _check_rows(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        raise _damaged(str(error)) from error
    if found != ("ok",):
        raise _damaged(DATABASE)


def _damaged(what: str) -> StoreError:
    return StoreError(f"备份损坏：{what}。 The backup is damaged.")
