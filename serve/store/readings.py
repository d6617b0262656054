"""What a machine read becomes a revision, with the corrections that people had made or without."""

from sqlalchemy import Connection

from extractor.taxonomy.matcher import RecordMatcher
from serve.editing.changes import JsonObject
from serve.editing.merging import merge_corrections
from serve.store.revisions import (
    Revision,
    RevisionDraft,
    RevisionKind,
    add_revision,
    get_revision,
    last_machine_revision,
    newest_number,
)

MACHINE_ID = "machine"
MACHINE_NAME = "jixiao"


def add_reading(connection: Connection, document_id: str, record: JsonObject) -> Revision:
    """Store what the machine read as the newest revision. Raises NotFoundError."""
    return add_revision(connection, document_id, _draft(RevisionKind.MACHINE, None, record))


def add_reading_with_corrections(
    connection: Connection, document_id: str, record: JsonObject, matcher: RecordMatcher
) -> Revision:
    """Store what the machine read, and on top of it, as a revision of its own, the same with what
    people had corrected before; nothing more where nobody had. Raises NotFoundError.

    The machine's own reading stays a revision, so that the next re-run knows what people changed.
    """
    number = newest_number(connection, document_id)
    base = last_machine_revision(connection, document_id)
    if base is None or base.number == number:
        return add_reading(connection, document_id, record)
    corrected = get_revision(connection, document_id, number)
    reading = add_reading(connection, document_id, record)
    merged = merge_corrections(base.record, corrected.record, record, matcher)
    if merged == record:
        return reading
    draft = _draft(RevisionKind.RERUN, reading.number, merged)
    return add_revision(connection, document_id, draft)


def engine_of(record: JsonObject) -> str:
    """The version that read a record, as lists show it."""
    version: str = record["engine"]["version"]
    return version


def _draft(kind: RevisionKind, base: int | None, record: JsonObject) -> RevisionDraft:
    return RevisionDraft(kind, MACHINE_ID, MACHINE_NAME, base, (), record, engine_of(record))
