"""The tables of the service. Times are seconds since 1970 (UTC) as doubles; JSON is text.

documents ─< revisions        every state of the record: the machine's, then each correction
          ─< jobs             who reads it, until when the lease runs
          ─< pages            pictures, by blob key
          ─< indicators       the newest revision, flat, for search and statistics
          ─< findings         likewise
          ─< passages         likewise: the other texts
          ─< events           what happened, for streams
engines                       what read them
purged                        which are no more
users ─< sessions; api_keys; idempotency_keys; audit; webhooks ─< deliveries; workers
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from serve.store.metadata import SERIAL, metadata
from serve.store.people_tables import api_keys, audit, sessions, users

__all__ = [
    "api_keys",
    "audit",
    "deliveries",
    "documents",
    "engines",
    "events",
    "findings",
    "idempotency_keys",
    "indicators",
    "jobs",
    "metadata",
    "pages",
    "passages",
    "purged",
    "revisions",
    "sessions",
    "users",
    "webhooks",
    "workers",
]


def _document() -> Column[str]:
    return Column("document_id", Text, ForeignKey("documents.id", ondelete="CASCADE"))


documents = Table(
    "documents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("state", Text, nullable=False),  # queued running done failed quarantined cancelled
    Column("stage", Text, nullable=False, server_default=""),  # of a running one
    Column("done_steps", Integer, nullable=False, server_default="0"),  # pages of that stage
    Column("all_steps", Integer, nullable=False, server_default="0"),
    Column("revision", Integer, nullable=False, server_default="0"),  # newest; 0: none
    Column("collection", Text, nullable=False, server_default=""),
    Column("uploaded_by", Text, nullable=False),  # id of the principal
    Column("duplicate_of", Text),
    Column("created_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    Column("finished_at", Double),
    Column("deleted_at", Double),
    Column("error_code", Text),
    Column("error_message", Text),
    Column("error_remedy", Text),
    # of the newest revision
    Column("pages", Integer),
    Column("forms", Integer),
    Column("indicators", Integer),
    Column("doubtful", Integer),  # values a person should look at
    Column("doubt", Double),  # 0–1, the greatest of them
    Column("errors", Integer),  # open findings
    Column("warnings", Integer),
    Column("title", Text),
    Column("project_name", Text),
    Column("department", Text),
    Column("year", Integer),
    Column("form_type", Text),
    Column("engine", Text),  # name in `engines`
    Column("masked_name", Text),  # the name without names of people in the record
    Column("learning", Boolean, nullable=False, server_default="1"),  # models may learn from it
    Index("ix_documents_deleted_created", "deleted_at", "created_at", "id"),
    Index("ix_documents_state_created", "state", "created_at", "id"),
    Index("ix_documents_updated_at", "updated_at", "id"),
    Index("ix_documents_deleted_updated", "deleted_at", "updated_at", "id"),
    Index("ix_documents_deleted_doubt", "deleted_at", "doubt", "id"),
    Index("ix_documents_sha256", "sha256"),
    Index("ix_documents_collection_created", "collection", "created_at", "id"),
    Index("ix_documents_engine", "engine", "state", "deleted_at", "collection"),
)

engines = Table(
    "engines",
    metadata,
    Column("name", Text, primary_key=True),
    Column("versions", Text, nullable=False),  # JSON object; {}: read before they were noted
)

purged = Table(
    "purged",
    metadata,
    Column("sequence", SERIAL, primary_key=True, autoincrement=True),
    Column("document_id", Text, nullable=False),  # no foreign key: the document is no more
    Column("sha256", Text, nullable=False),
    Column("at", Double, nullable=False),
    Index("ix_purged_at", "at"),
    sqlite_autoincrement=True,
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("principal_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("digest", Text, nullable=False),  # of the uploaded files
    Column("document_ids", Text, nullable=False, server_default=""),  # space-separated
    Column("created_at", Double, nullable=False),
    Index("ix_idempotency_keys_created_at", "created_at"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    _document(),
    Column("state", Text, nullable=False),  # as of the document
    Column("keep_corrections", Boolean, nullable=False, server_default="0"),
    Column("priority", Integer, nullable=False),  # smaller is earlier
    Column("created_at", Double, nullable=False),
    Column("run_at", Double, nullable=False),
    Column("started_at", Double),
    Column("finished_at", Double),
    Column("owner", Text),  # token of the claim; fences every write
    Column("worker", Text),
    Column("lease_until", Double),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("crashes", Integer, nullable=False, server_default="0"),
    Column("lost", Integer, nullable=False, server_default="0"),
    Column("retries", Integer, nullable=False, server_default="0"),
    Column("cancel_requested", Boolean, nullable=False, server_default="0"),
    Column("last_error", Text),
    Index("ix_jobs_state_priority_run_at", "state", "priority", "run_at", "id"),
    Index("ix_jobs_state_lease_until", "state", "lease_until"),
    Index("ix_jobs_document_id", "document_id"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("document_id", Text, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # machine correction restored rerun
    Column("author_id", Text, nullable=False),
    Column("author_name", Text, nullable=False),
    Column("made_at", Double, nullable=False),
    Column("base", Integer),  # the revision it was made from
    Column("changes", Text, nullable=False),  # JSON list of {op, path, before, after}
    Column("record", LargeBinary, nullable=False),  # zlib of the contract's JSON
    Column("engine", Text),  # name in `engines`
)

pages = Table(
    "pages",
    metadata,
    Column("document_id", Text, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("width", Double, nullable=False),  # points, of the upright page
    Column("height", Double, nullable=False),
    Column("pixel_width", Integer, nullable=False),
    Column("pixel_height", Integer, nullable=False),
    Column("image", Text, nullable=False),  # blob key
    Column("thumbnail", Text, nullable=False),
    Column("media_type", Text, nullable=False),
)

indicators = Table(
    "indicators",
    metadata,
    Column("document_id", Text, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("form", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("panel", Text, nullable=False),
    Column("level1", Text),
    Column("level2", Text),
    Column("level3", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("concept", Text),
    Column("concept_name", Text),
    Column("home", Text),  # level 1/level 2 of the concept, 2021
    Column("confidence", Double, nullable=False),
    Index("ix_indicators_concept", "concept"),
    Index("ix_indicators_level2", "level2"),
)

findings = Table(
    "findings",
    metadata,
    Column("document_id", Text, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("form", Integer, primary_key=True),  # -1: of the file as a whole
    Column("position", Integer, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("state", Text, nullable=False),  # open accepted ignored
    Index("ix_findings_rule", "rule"),
)

passages = Table(
    "passages",
    metadata,
    Column("document_id", Text, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("path", Text, primary_key=True),  # JSON pointer into the record
    Column("form", Integer, nullable=False),
    Column("text", Text, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("sequence", SERIAL, primary_key=True, autoincrement=True),
    Column("document_id", Text, nullable=False),  # no foreign key: a deletion is an event too
    Column("at", Double, nullable=False),
    Column("kind", Text, nullable=False),  # queued progress done failed … corrected deleted
    Column("data", Text, nullable=False),
    Index("ix_events_document_id", "document_id", "sequence"),
    sqlite_autoincrement=True,
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("events", Text, nullable=False),  # space-separated kinds
    Column("created_at", Double, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("disabled_at", Double),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("webhook_id", Text, ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("document_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", Text, nullable=False),  # queued delivered failed
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("run_at", Double, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("delivered_at", Double),
    Column("status", Integer),
    Column("last_error", Text),
    Index("ix_deliveries_state_run_at", "state", "run_at"),
    Index("ix_deliveries_webhook_id", "webhook_id", "created_at"),
)

workers = Table(
    "workers",
    metadata,
    Column("name", Text, primary_key=True),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False),
    Column("document_id", Text),
)
