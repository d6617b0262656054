"""Every state of a record: what the machine read, then each correction, none ever overwritten."""

import json
import time
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, insert, select, update

from extractor.export.engine_names import engine_versions_of
from extractor.export.json_text import encodable
from serve.editing.changes import Change, JsonObject, change_to_dict, dict_to_change
from serve.errors import NotFoundError, NotReadyError, RevisionConflictError
from serve.store.engines import note_engine
from serve.store.summary import Shown, shown_of, store_shown
from serve.store.tables import documents, revisions

_PACKING = 6  # of zlib: a record of 70 rows in 2 ms, a tenth of its size


class RevisionKind(StrEnum):
    """How a revision came to be."""

    MACHINE = "machine"
    CORRECTION = "correction"
    RESTORED = "restored"
    RERUN = "rerun"


@dataclass(frozen=True, slots=True)
class RevisionDraft:
    """A revision to be. `base` is the one it was made from; None where it is the machine's own.

    It is made before the transaction that stores it: what is shown of it and its packed bytes take
    a while to work out, in which nobody else could write.
    """

    kind: RevisionKind
    author_id: str
    author_name: str
    base: int | None
    changes: tuple[Change, ...]
    record: JsonObject
    engine: Mapping[str, str] = field(init=False)  # versions of what read the record
    packed: bytes = field(init=False, repr=False)
    shown: Shown = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "engine", engine_versions_of(self.record))
        object.__setattr__(self, "packed", pack(self.record))
        object.__setattr__(self, "shown", shown_of(self.record))


@dataclass(frozen=True, slots=True)
class RevisionHead:
    """A revision without its record. `made_at` in seconds since 1970; numbers begin with 1;
    `engine` is the name of what read the record."""

    document_id: str
    number: int
    kind: RevisionKind
    author_id: str
    author_name: str
    made_at: float
    base: int | None
    changes: tuple[Change, ...]
    engine: str


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision with its record."""

    head: RevisionHead
    record: JsonObject

    @property
    def number(self) -> int:
        """Its number, from 1."""
        return self.head.number


def add_revision(connection: Connection, document_id: str, draft: RevisionDraft) -> Revision:
    """Store the next revision, and what lists, search and statistics show of it.

    Raises:
        NotFoundError: there is no such document.
        RevisionConflictError: the newest revision is not `draft.base`.
    """
    newest = _claim_number(connection, document_id)
    if draft.base is not None and draft.base != newest:
        raise conflict_of(_head_of(connection, document_id, newest), draft.base)
    head = RevisionHead(
        document_id,
        newest + 1,
        draft.kind,
        draft.author_id,
        draft.author_name,
        time.time(),
        draft.base,
        draft.changes,
        note_engine(connection, draft.engine),
    )
    connection.execute(insert(revisions).values(**_columns(head), record=draft.packed))
    connection.execute(
        update(documents)
        .where(documents.c.id == document_id)
        .values(revision=head.number, updated_at=head.made_at, engine=head.engine)
    )
    store_shown(connection, document_id, draft.shown)
    return Revision(head, draft.record)


def newest_number(connection: Connection, document_id: str) -> int:
    """The number of the newest revision, 0 where there is none. Raises NotFoundError."""
    query = select(documents.c.revision).where(documents.c.id == document_id)
    return _number(connection.execute(query).scalar_one_or_none(), document_id)


def get_revision(connection: Connection, document_id: str, number: int | None = None) -> Revision:
    """One revision with its record, the newest without a number.

    Raises:
        NotFoundError: there is no such document or number.
        NotReadyError: the document has no revision yet.
    """
    newest = newest_number(connection, document_id)
    if not newest:
        raise NotReadyError("尚无结果。 There is no result yet.")
    row = _row(connection, document_id, newest if number is None else number)
    return Revision(_head(row), unpack(row["record"]))


def get_revision_head(connection: Connection, document_id: str, number: int) -> RevisionHead:
    """One revision without its record. Raises NotFoundError."""
    newest_number(connection, document_id)
    return _head(_row(connection, document_id, number))


def list_revisions(connection: Connection, document_id: str) -> tuple[RevisionHead, ...]:
    """All revisions without their records, the newest first. Raises NotFoundError."""
    newest_number(connection, document_id)
    query = (
        select(*_HEAD)
        .where(revisions.c.document_id == document_id)
        .order_by(revisions.c.number.desc())
    )
    return tuple(_head(row) for row in connection.execute(query).mappings())


def last_machine_revision(connection: Connection, document_id: str) -> Revision | None:
    """What the machine read last, without anybody's corrections; None where nothing was read.

    A re-run that kept corrections holds the machine's own reading nowhere but in the revision
    before the corrections, so that this is the base to merge against.
    """
    query = (
        select(*_HEAD, revisions.c.record)
        .where(revisions.c.document_id == document_id)
        .where(revisions.c.kind == RevisionKind.MACHINE.value)
        .order_by(revisions.c.number.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Revision(_head(row), unpack(row["record"]))


def newest_packed(
    connection: Connection, document_ids: Sequence[str]
) -> tuple[tuple[str, int, bytes], ...]:
    """Document, number and packed record of the newest revisions, in the order given; documents
    without one are left out."""
    query = (
        select(documents.c.id, revisions.c.number, revisions.c.record)
        .join(documents, documents.c.id == revisions.c.document_id)
        .where(documents.c.id.in_(document_ids))
        .where(revisions.c.number == documents.c.revision)
    )
    found = {row[0]: (row[0], row[1], row[2]) for row in connection.execute(query)}
    return tuple(found[document_id] for document_id in document_ids if document_id in found)


def conflict_of(newest: RevisionHead | None, seen: int) -> RevisionConflictError:
    """What a caller is told who changes another revision than the newest: who was first."""
    if newest is None:
        return RevisionConflictError("尚无结果。 There is no result yet.")
    when = instant(newest.made_at)
    return RevisionConflictError(
        f"版本 {seen} 已不是最新：{newest.author_name} 于 {when} 保存了版本 {newest.number}。 "
        f"Revision {seen} is not the newest: {newest.author_name} saved {newest.number} at {when}."
    )


def pack(record: JsonObject) -> bytes:
    """A record as it is stored: UTF-8 JSON, zlib."""
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return zlib.compress(encodable(text).encode(), _PACKING)


def unpack(data: bytes) -> JsonObject:
    """The inverse of `pack`."""
    record: JsonObject = json.loads(zlib.decompress(data))
    return record


def instant(seconds: float) -> str:
    """Seconds since 1970 as ISO 8601 in UTC: 2031-02-03T04:05:06Z."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_HEAD = tuple(column for column in revisions.c if column.name != "record")


def _claim_number(connection: Connection, document_id: str) -> int:
    """The newest number, kept from others until the transaction ends (PostgreSQL; SQLite has one
    writer anyway)."""
    query = select(documents.c.revision).where(documents.c.id == document_id).with_for_update()
    return _number(connection.execute(query).scalar_one_or_none(), document_id)


def _number(found: int | None, document_id: str) -> int:
    if found is None:
        raise NotFoundError(f"没有这个文档：{document_id}。 There is no such document.")
    return found


def _row(connection: Connection, document_id: str, number: int) -> RowMapping:
    query = (
        select(revisions)
        .where(revisions.c.document_id == document_id)
        .where(revisions.c.number == number)
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"没有版本 {number}。 There is no revision {number}.")
    return row


def _head_of(connection: Connection, document_id: str, number: int) -> RevisionHead | None:
    return _head(_row(connection, document_id, number)) if number else None


def _head(row: RowMapping) -> RevisionHead:
    return RevisionHead(
        row["document_id"],
        row["number"],
        RevisionKind(row["kind"]),
        row["author_id"],
        row["author_name"],
        row["made_at"],
        row["base"],
        tuple(dict_to_change(entry) for entry in json.loads(row["changes"])),
        row["engine"] or "",
    )


def _columns(head: RevisionHead) -> JsonObject:
    changes = [change_to_dict(change) for change in head.changes]
    return {
        "document_id": head.document_id,
        "number": head.number,
        "kind": head.kind.value,
        "author_id": head.author_id,
        "author_name": head.author_name,
        "made_at": head.made_at,
        "base": head.base,
        "changes": encodable(json.dumps(changes, ensure_ascii=False)),
        "engine": head.engine,
    }
