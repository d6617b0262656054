"""The searchable copies of an archive: which there are, and of which documents there is none."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import obstore
from obstore.exceptions import BaseError

from serve.archive.buckets import is_bucket, open_bucket
from serve.archive.parts import COPIES
from serve.archive.queries import Queries
from serve.errors import StoreError

_SCANNED = """
    SELECT count(*) FROM (SELECT sha256 FROM costs WHERE recognised > 0) AS scanned
    ANTI JOIN copied USING (sha256)
"""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Copies that there are, and scanned documents of the tables without one."""

    copies: int
    without: int


def count_copies(destination: str, queries: Queries) -> Shelf:
    """Compare both. Raises ArchiveSourceError, StoreError, ArchiveQueryError."""
    found = list(_in_bucket(destination) if is_bucket(destination) else _in_folder(destination))
    queries.put_digests("copied", found)
    ((without,),) = queries.ask(_SCANNED).rows
    return Shelf(len(found), without)


def _in_folder(destination: str) -> Iterator[str]:
    for path in Path(destination, COPIES).glob("*/[!.]*.pdf"):
        yield path.stem


def _in_bucket(destination: str) -> Iterator[str]:
    store, prefix = open_bucket(destination)
    try:
        for batch in obstore.list(store, prefix=f"{prefix}/{COPIES}".lstrip("/")):
            for meta in batch:
                yield Path(meta["path"]).stem
    except BaseError as error:
        raise StoreError("存储桶不可用。 The bucket does not answer.") from error
