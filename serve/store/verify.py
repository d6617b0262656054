"""Whether rows and bytes belong together: what an operator asks after a fault of the disk."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from serve.errors import BlobMissingError
from serve.store.blobs import BlobInfo, Blobs, original_key
from serve.store.database import Database
from serve.store.document_rows import DocumentState
from serve.store.retention import is_used, remove_unused_bytes
from serve.store.tables import documents, pages, revisions

_BATCH = 500
_YOUNG = timedelta(hours=1)  # blobs whose rows may still be on their way


class Fault(StrEnum):
    """What may be wrong."""

    MISSING = "missing"  # a document without its bytes
    CHANGED = "changed"  # bytes that are not those of their hash
    NO_REVISION = "no_revision"  # a document that is done without a result
    PAGE_MISSING = "page_missing"  # a page without its picture
    ORPHAN = "orphan"  # bytes that no row names


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the identifier of the document, or the key of the blob."""

    fault: Fault
    subject: str


def verify(database: Database, blobs: Blobs) -> Iterator[Finding]:
    """Every fault, as it is found; reads every original once."""
    yield from _check_documents(database, blobs)
    yield from _check_pages(database, blobs)
    yield from find_orphans(database, blobs)


def find_orphans(database: Database, blobs: Blobs) -> Iterator[Finding]:
    """Blobs older than an hour that no row names."""
    before = datetime.now(UTC) - _YOUNG
    for info in blobs.infos():
        if info.modified < before and not _is_known(database, info):
            yield Finding(Fault.ORPHAN, info.key)


def remove_orphan(database: Database, blobs: Blobs, key: str) -> None:
    """Remove a blob that `find_orphans` found, unless a document came to need it since."""
    kind, _, rest = key.partition("/")
    if kind == "documents":
        remove_unused_bytes(database, blobs, rest.rpartition("/")[2])
    else:
        blobs.delete(key)


def _check_documents(database: Database, blobs: Blobs) -> Iterator[Finding]:
    seen: dict[str, Fault | None] = {}
    for row in _all_documents(database):
        if row.sha256 not in seen:
            seen[row.sha256] = _check_bytes(blobs, row.sha256)
        fault = seen[row.sha256]
        if fault is not None:
            yield Finding(fault, row.id)
        if row.state == DocumentState.DONE and row.number is None:
            yield Finding(Fault.NO_REVISION, row.id)


def _all_documents(database: Database) -> Iterator[Any]:
    """Every document with the number of its newest revision, where that is there."""
    newest = (revisions.c.document_id == documents.c.id) & (
        revisions.c.number == documents.c.revision
    )
    query = (
        select(documents.c.id, documents.c.sha256, documents.c.state, revisions.c.number)
        .select_from(documents.outerjoin(revisions, newest))
        .order_by(documents.c.id)
        .limit(_BATCH)
    )
    last = ""
    while True:
        with database.read() as connection:
            page = query.where(documents.c.id > last)
            batch: Sequence[Any] = connection.execute(page).all()
        yield from batch
        if len(batch) < _BATCH:
            return
        last = batch[-1].id


def _check_bytes(blobs: Blobs, sha256: str) -> Fault | None:
    hashed = hashlib.sha256()
    try:
        for piece in blobs.stream(original_key(sha256)):
            hashed.update(piece)
    except BlobMissingError:
        return Fault.MISSING
    return None if hashed.hexdigest() == sha256 else Fault.CHANGED


def _check_pages(database: Database, blobs: Blobs) -> Iterator[Finding]:
    with database.read() as connection:
        query = select(pages.c.document_id, pages.c.image, pages.c.thumbnail)
        rows = connection.execute(query.order_by(pages.c.document_id, pages.c.number)).all()
    for row in rows:
        if not (blobs.exists(row.image) and blobs.exists(row.thumbnail)):
            yield Finding(Fault.PAGE_MISSING, row.document_id)


def _is_known(database: Database, info: BlobInfo) -> bool:
    kind, _, rest = info.key.partition("/")
    with database.read() as connection:
        if kind == "documents":
            return is_used(connection, rest.rpartition("/")[2])
        if kind == "pages":
            return _has_page(connection, info.key)
    return True  # not ours to judge


def _has_page(connection: Connection, key: str) -> bool:
    document_id = key.split("/")[1]
    query = select(pages.c.document_id).where(
        pages.c.document_id == document_id, (pages.c.image == key) | (pages.c.thumbnail == key)
    )
    return connection.execute(query.limit(1)).first() is not None
