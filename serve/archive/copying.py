"""Tables of a bucket, copied to this machine. Parts never change, so that each is copied once; the
searchable copies, of which there may be millions, are not even listed."""

import hashlib
from contextlib import suppress
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from serve.archive.buckets import open_bucket
from serve.archive.schema import Dataset
from serve.errors import StoreError

_SCHEMA = "schema.json"


def copy_tables(url: str, home: Path) -> Path:
    """The folder of the copies. Raises ArchiveSourceError, StoreError."""
    store, prefix = open_bucket(url)
    folder = home / "archives" / f"copy-{hashlib.sha256(url.encode()).hexdigest()[:16]}"
    try:
        for dataset in Dataset:  # documents first, as they are put in place last
            _copy_parts(store, f"{prefix}/{dataset}".lstrip("/"), folder / dataset)
        with suppress(FileNotFoundError):
            found = obstore.get(store, f"{prefix}/{_SCHEMA}".lstrip("/"))
            _write(folder / _SCHEMA, found.bytes().to_bytes())
    except BaseError as error:
        raise StoreError(f"{url}: 存储桶不可用。 The bucket does not answer.") from error
    return folder


def _copy_parts(store: S3Store, place: str, folder: Path) -> None:
    for batch in obstore.list(store, prefix=place):
        for meta in batch:
            name = meta["path"].removeprefix(place).lstrip("/")
            target = folder / name
            if not name.endswith(".parquet") or ".." in name.split("/") or target.is_file():
                continue
            _write(target, obstore.get(store, meta["path"]).bytes().to_bytes())


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}")
    fresh.write_bytes(data)
    fresh.replace(target)
