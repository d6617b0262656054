"""Files that arrived become documents: bytes first, then all that is known of them at once."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, text

from serve.errors import BusyError, DiskFullError, DuplicateError, NotFoundError, StoreError
from serve.settings import Settings
from serve.store.audit import Actor, add_audit
from serve.store.blobs import Blobs, original_key
from serve.store.database import Database, shared_now
from serve.store.documents import (
    Document,
    NewDocument,
    find_duplicates,
    get_document,
    insert_documents,
)
from serve.store.idempotency import claim_key, remember_documents
from serve.store.queue import Priority, enqueue_new, queued_jobs

_RETRY_SECONDS = 30
_AT_ONCE = 16  # files of one upload that are written at a time


class OnDuplicate(StrEnum):
    """What becomes of a file whose bytes are those of a document that is not deleted."""

    KEEP = "keep"  # a document of its own, which names the other
    REUSE = "reuse"  # the other document is the answer
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that lies in the staging folder. `sha256` in hex, `size` in bytes."""

    path: Path
    sha256: str
    size: int
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Order:
    """What the sender asks for. An empty `idempotency_key` is none."""

    actor: Actor
    idempotency_key: str = ""
    on_duplicate: OnDuplicate = OnDuplicate.KEEP
    collection: str = ""
    priority: Priority = Priority.INTERACTIVE


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that is a document now, or was one before (`reused`)."""

    document: Document
    reused: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken, and why."""

    name: str
    reason: DuplicateError


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of each file, in their order; `replayed`: this key had brought them before."""

    outcomes: tuple[Taken | Refused, ...]
    replayed: bool


def check_disk(settings: Settings) -> None:
    """Raise DiskFullError where the disk has no room to spare, StoreError where it is not there."""
    try:
        free = shutil.disk_usage(settings.home).free
    except OSError as error:
        raise StoreError("数据目录不可用。 The folder of the data is not there.") from error
    if free < settings.min_free_bytes:
        raise DiskFullError("存储空间不足。 There is too little room on the disk.")


def check_room(database: Database, settings: Settings) -> None:
    """Raise BusyError where too much waits, DiskFullError where the disk has no room to spare."""
    check_disk(settings)
    with database.read() as connection:
        if queued_jobs(connection) >= settings.max_queued:
            raise BusyError("排队文档过多。 Too many documents wait.", _RETRY_SECONDS)


def take_in(database: Database, blobs: Blobs, order: Order, arrivals: Sequence[Arrival]) -> Intake:
    """Store the bytes durably, then documents, jobs, events and the key in one transaction.

    Raises:
        KeyReusedError: the idempotency key stands for other files.
        DuplicateError: every file was refused as one.
        StoreError: nothing was taken.
    """
    _keep_bytes(blobs, arrivals)
    with database.write() as connection:
        now = shared_now(connection)
        owner = (order.actor.id, order.idempotency_key)
        if order.idempotency_key:
            known = claim_key(connection, owner, _digest(arrivals), now)
            if known is not None:
                return Intake(_replay(connection, known), replayed=True)
        for arrival in sorted(arrivals, key=lambda arrival: arrival.sha256):
            _hold_bytes(connection, blobs, arrival)
        outcomes = _take(connection, order, arrivals, now)
        _check_any(outcomes)
        ids = tuple(entry.document.id for entry in outcomes if isinstance(entry, Taken))
        if order.idempotency_key:
            remember_documents(connection, owner, ids)
        facts = {"documents": len(ids), "refused": len(outcomes) - len(ids)}
        add_audit(connection, order.actor, "document.upload", ids[0], facts)
    return Intake(outcomes, replayed=False)


def _keep_bytes(blobs: Blobs, arrivals: Sequence[Arrival]) -> None:
    """Store all files durably; a disk that is waited for by several threads waits once for all."""

    def keep(arrival: Arrival) -> None:
        blobs.keep_file(original_key(arrival.sha256), arrival.path)

    if len(arrivals) == 1:
        keep(arrivals[0])
        return
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(keep, arrivals):
            pass


def lock_bytes(connection: Connection, sha256: str) -> None:
    """Until the end of the transaction nobody else adds or purges documents of these bytes.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        number = int(sha256[:15], 16)
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def _hold_bytes(connection: Connection, blobs: Blobs, arrival: Arrival) -> None:
    """Make sure that a purge of an older document has not just taken the same bytes away."""
    lock_bytes(connection, arrival.sha256)
    key = original_key(arrival.sha256)
    if not blobs.exists(key):
        blobs.keep_file(key, arrival.path)


def _take(
    connection: Connection, order: Order, arrivals: Sequence[Arrival], now: float
) -> tuple[Taken | Refused, ...]:
    """What becomes of each file. The statements are of all files together: one by one, a thousand
    of them kept everybody else from writing for seconds."""
    known: dict[str, Document | NewDocument] = {}
    known |= find_duplicates(connection, [arrival.sha256 for arrival in arrivals])
    new: list[NewDocument] = []
    found: list[Document | NewDocument | Refused] = []
    for arrival in arrivals:
        twin = known.get(arrival.sha256)
        if twin is None or order.on_duplicate is OnDuplicate.KEEP:
            new.append(_new(order, arrival, twin, now))
            known.setdefault(arrival.sha256, new[-1])
            found.append(new[-1])
        else:
            found.append(
                twin if order.on_duplicate is OnDuplicate.REUSE else _refuse(arrival, twin)
            )
    stored = insert_documents(connection, new) if new else {}
    if new:
        enqueue_new(connection, [one.id for one in new], order.priority)
    return tuple(_outcomes(found, stored))


def _new(
    order: Order, arrival: Arrival, twin: Document | NewDocument | None, now: float
) -> NewDocument:
    return NewDocument(
        sha256=arrival.sha256,
        name=arrival.name,
        media_type=arrival.media_type,
        size=arrival.size,
        uploaded_by=order.actor.id,
        created_at=now,
        collection=order.collection,
        duplicate_of=twin.id if twin else None,
    )


def _refuse(arrival: Arrival, twin: Document | NewDocument) -> Refused:
    reason = DuplicateError(f"已有相同文件：{twin.id}。 The same file is document {twin.id}.")
    return Refused(arrival.name, reason)


def _outcomes(
    found: Sequence[Document | NewDocument | Refused], stored: Mapping[str, Document]
) -> Iterator[Taken | Refused]:
    """What was new is reused from its second mention on."""
    fresh = set(stored)
    for entry in found:
        match entry:
            case Refused():
                yield entry
            case Document():
                yield Taken(entry, reused=True)
            case NewDocument():
                yield Taken(stored[entry.id], reused=entry.id not in fresh)
                fresh.discard(entry.id)


def _replay(connection: Connection, document_ids: Sequence[str]) -> tuple[Taken, ...]:
    """The documents of an earlier upload; those that were purged since are no more."""
    found = []
    for document_id in document_ids:
        try:
            found.append(Taken(get_document(connection, document_id), reused=True))
        except NotFoundError:
            continue
    if not found:
        raise NotFoundError(
            "该 Idempotency-Key 对应的文档已清除。 The documents of this key were purged."
        )
    return tuple(found)


def _check_any(outcomes: Sequence[Taken | Refused]) -> None:
    refused = [entry for entry in outcomes if isinstance(entry, Refused)]
    if len(refused) == len(outcomes):
        raise refused[0].reason


def _digest(arrivals: Sequence[Arrival]) -> str:
    """Of all bytes of an upload, in their order."""
    return hashlib.sha256(" ".join(arrival.sha256 for arrival in arrivals).encode()).hexdigest()
