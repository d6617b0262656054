"""The tables of a manifest."""

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    insert,
    select,
    text,
)

from serve.errors import ArchiveFormatError
from serve.store.ids import new_id

VERSION = 1
_LOCK = 0x6A69_6261  # of PostgreSQL, any number that is ours
_metadata = MetaData()

_format = Table("format", _metadata, Column("version", Integer, primary_key=True))
_engines = Table(
    "engines",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)
_archive = Table("archive", _metadata, Column("id", Text, primary_key=True))
FILES = Table(
    "files",
    _metadata,
    Column("name", LargeBinary, primary_key=True),  # 16 bytes of its digest
    Column("size", BigInteger, nullable=False),
    Column("modified", Float(53), nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
DOCUMENTS = Table(
    "documents",
    _metadata,
    Column("sha256", LargeBinary),
    Column("engine", Integer),
    Column("state", Text, nullable=False),
    Column("part", Integer, nullable=False),
    PrimaryKeyConstraint("sha256", "engine"),
    sqlite_with_rowid=False,
)
PARTS = Table(
    "parts",
    _metadata,
    Column("number", Integer, primary_key=True),
    Column("run", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("documents", Integer, nullable=False),
)
HANDED = Table(
    "handed",
    _metadata,
    Column("sha256", LargeBinary),
    Column("recipient", Text),
    Column("answer", Text, nullable=False),  # what the recipient calls it
    Column("at", Float(53), nullable=False),  # seconds since 1970
    PrimaryKeyConstraint("sha256", "recipient"),
    sqlite_with_rowid=False,
)
"""Documents that people were given to look at, by whom they were given to."""

LATER = DOCUMENTS.alias("later")
"""The same documents, as others have read them."""
PUT_DOCUMENT = text(
    "INSERT INTO documents (sha256, engine, state, part) VALUES (:sha256, :engine, :state, :part) "
    "ON CONFLICT (sha256, engine) DO UPDATE SET state = excluded.state, part = excluded.part"
)
PUT_FILE = text(
    "INSERT INTO files (name, size, modified, sha256) VALUES (:name, :size, :modified, :sha256) "
    "ON CONFLICT (name) DO UPDATE SET size = excluded.size, modified = excluded.modified, "
    "sha256 = excluded.sha256"
)

PUT_HANDED = text(
    "INSERT INTO handed (sha256, recipient, answer, at) VALUES (:sha256, :recipient, :answer, :at) "
    "ON CONFLICT (sha256, recipient) DO NOTHING"
)


def prepare(connection: Connection) -> None:
    """Make the tables, one process at a time. Raises ArchiveFormatError for those of a newer
    program."""
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    _metadata.create_all(connection)
    version = connection.execute(select(_format.c.version)).scalar_one_or_none()
    if version is None:
        connection.execute(insert(_format).values(version=VERSION))
    elif version != VERSION:
        raise ArchiveFormatError(f"清单版本为 {version}。 The manifest has version {version}.")


def archive_id(connection: Connection) -> str:
    """The name of the archive that a manifest is of, which it is given where it is new."""
    found = connection.execute(select(_archive.c.id)).scalar_one_or_none()
    if found is not None:
        return str(found)
    made = new_id("")
    connection.execute(insert(_archive).values(id=made))
    return made


def known_engine(connection: Connection, name: str) -> int:
    """The number of an engine, 0 where it has read nothing yet."""
    found = connection.execute(select(_engines.c.id).where(_engines.c.name == name))
    return int(found.scalar_one_or_none() or 0)


def engine_id(connection: Connection, name: str) -> int:
    """The number of an engine, which it is given where it is new."""
    if known := known_engine(connection, name):
        return known
    made = connection.execute(insert(_engines).values(name=name))
    (identity,) = made.inserted_primary_key or (0,)
    return int(identity)
