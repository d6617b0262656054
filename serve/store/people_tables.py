"""The tables of those who ask, and of what they did; see `tables`."""

from sqlalchemy import Column, Double, ForeignKey, Index, Integer, Table, Text

from serve.store.metadata import SERIAL, metadata

users = Table(
    "users",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("scopes", Text, nullable=False),  # space-separated
    Column("created_at", Double, nullable=False),
    Column("disabled_at", Double),
    Column("failed_logins", Integer, nullable=False, server_default="0"),
    Column("locked_until", Double),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("csrf", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("expires_at", Double, nullable=False),
    Index("ix_sessions_expires_at", "expires_at"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("key_hash", Text, nullable=False, unique=True),
    Column("hint", Text, nullable=False),  # its first characters
    Column("scopes", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("expires_at", Double),
    Column("revoked_at", Double),
    Column("used_at", Double),
    Column("requests_per_minute", Integer),
)

audit = Table(
    "audit",
    metadata,
    Column("sequence", SERIAL, primary_key=True, autoincrement=True),
    Column("at", Double, nullable=False),
    Column("principal_id", Text, nullable=False),
    Column("principal_name", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("data", Text, nullable=False),  # JSON without contents of forms
    Index("ix_audit_at", "at"),
    Index("ix_audit_target", "target"),
    sqlite_autoincrement=True,
)
