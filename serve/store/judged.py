"""Documents that people corrected, as whoever learns from them asks for them: what changed since,
what a corrected record goes back to, what was purged."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, case, exists, or_, select

from serve.editing.changes import JsonObject
from serve.store.revisions import RevisionKind, get_revision
from serve.store.tables import documents, purged, revisions

_BY_PEOPLE = (RevisionKind.CORRECTION.value, RevisionKind.RESTORED.value)


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """How far somebody has looked: at all that changed until then (seconds since 1970), and at
    documents of that very instant up to an id."""

    at: float = 0.0
    document_id: str = ""


@dataclass(frozen=True, slots=True)
class JudgedHead:
    """A document that people corrected. `may_learn` is false while it is deleted, or where its
    owner does not allow it."""

    document_id: str
    sha256: str
    revision: int
    may_learn: bool
    updated_at: float

    @property
    def mark(self) -> Mark:
        """Where to go on after it."""
        return Mark(self.updated_at, self.document_id)


@dataclass(frozen=True, slots=True)
class JudgedRecord:
    """The newest record of a document, and the machine's that it goes back to. `authors` are ids of
    all people who corrected the document, the last one first."""

    machine: JsonObject
    corrected: JsonObject
    authors: tuple[str, ...]
    made_at: float


@dataclass(frozen=True, slots=True)
class PurgedDocument:
    """A document that is no more; `is_used` where another one has the same bytes. `sequence` is in
    the order in which they were purged, `at` since 1970."""

    sequence: int
    document_id: str
    sha256: str
    at: float
    is_used: bool


def changed_documents(connection: Connection, after: Mark, limit: int) -> tuple[JudgedHead, ...]:
    """Documents that people corrected and of which anything changed after a mark, in its order."""
    table = documents.c
    by_people = (
        exists().where(revisions.c.document_id == table.id).where(revisions.c.kind.in_(_BY_PEOPLE))
    )
    query = (
        select(table.id, table.sha256, table.revision, table.learning)
        .add_columns(table.deleted_at, table.updated_at)
        .where(table.updated_at >= after.at)
        .where(or_(table.updated_at > after.at, table.id > after.document_id))
        .where(by_people)
        .order_by(table.updated_at, table.id)
        .limit(limit)
    )
    return tuple(_head(row) for row in connection.execute(query).mappings())


def judged_record(connection: Connection, document_id: str) -> JudgedRecord | None:
    """What people made of a document; None where nobody corrected it, or it is gone."""
    table = revisions.c
    restores = case((table.kind == RevisionKind.RESTORED.value, table.changes))
    query = (
        select(table.number, table.kind, table.base, table.author_id, table.made_at)
        .add_columns(restores.label("restores"))
        .where(table.document_id == document_id)
        .order_by(table.number)
    )
    rows = {row["number"]: row for row in connection.execute(query).mappings()}
    people = [row["author_id"] for row in rows.values() if row["kind"] in _BY_PEOPLE]
    base = _machine(rows)
    if base is None or not people:
        return None
    newest = max(rows)
    return JudgedRecord(
        get_revision(connection, document_id, base).record,
        get_revision(connection, document_id, newest).record,
        tuple(dict.fromkeys(reversed(people))),
        rows[newest]["made_at"],
    )


def purged_documents(
    connection: Connection, since: float, after: int, limit: int
) -> tuple[PurgedDocument, ...]:
    """Documents that were purged since then, and after one by its sequence, in their order."""
    same = exists().where(documents.c.sha256 == purged.c.sha256)
    table = purged.c
    query = (
        select(table.sequence, table.document_id, table.sha256, table.at, same)
        .where(table.at >= since, table.sequence > after)
        .order_by(table.sequence)
        .limit(limit)
    )
    return tuple(PurgedDocument(*row) for row in connection.execute(query))


def _head(row: RowMapping) -> JudgedHead:
    may_learn = bool(row["learning"]) and row["deleted_at"] is None
    return JudgedHead(row["id"], row["sha256"], row["revision"], may_learn, row["updated_at"])


def _machine(rows: dict[int, RowMapping]) -> int | None:
    """The machine's revision that the newest one goes back to. What was restored goes back to what
    that revision went back to; a re-run to the reading that it was merged with."""
    number: int | None = max(rows, default=None)
    while number is not None and number in rows:
        row = rows[number]
        match RevisionKind(row["kind"]):
            case RevisionKind.MACHINE:
                return number
            case RevisionKind.RESTORED:
                number = json.loads(row["restores"])[0]["after"]
            case _:
                number = row["base"]
    return None
