"""Tables of a bucket, copied to this machine. Parts never change, so that each is copied once."""

import hashlib
from pathlib import Path

import obstore
from obstore.exceptions import BaseError

from serve.archive.buckets import open_bucket
from serve.errors import StoreError


def copy_tables(url: str, home: Path) -> Path:
    """The folder of the copies. Raises ArchiveSourceError, StoreError."""
    store, prefix = open_bucket(url)
    folder = home / "archives" / f"copy-{hashlib.sha256(url.encode()).hexdigest()[:16]}"
    try:
        for batch in obstore.list(store, prefix=prefix or None):
            for meta in batch:
                name = meta["path"].removeprefix(prefix).lstrip("/")
                target = folder / name
                if not name.endswith((".parquet", "schema.json")) or ".." in name.split("/"):
                    continue
                if not target.is_file() or name.endswith(".json"):
                    _write(target, obstore.get(store, meta["path"]).bytes().to_bytes())
    except BaseError as error:
        raise StoreError(f"{url}: 存储桶不可用。 The bucket does not answer.") from error
    return folder


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}")
    fresh.write_bytes(data)
    fresh.replace(target)
