"""What an archive has read: one small database beside it, SQLite or PostgreSQL.

    files      name of a file (hashed), size, time → its content     skipped without being opened
    documents  content and engine → done or quarantined, in which part
    parts      which parts of the tables are whole

A document is in the tables exactly if its row is here. Look-up and append are those of an index,
whatever the size; memory does not grow.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

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
    and_,
    delete,
    func,
    insert,
    outerjoin,
    select,
    text,
    tuple_,
    update,
)

from serve.archive.places import Found
from serve.errors import ArchiveFormatError
from serve.store.database import Database

VERSION = 1
_PAGE = 50_000
_metadata = MetaData()
_LOCK = 0x6A69_6261  # of PostgreSQL, any number that is ours

_format = Table("format", _metadata, Column("version", Integer, primary_key=True))
_engines = Table(
    "engines",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)
_files = Table(
    "files",
    _metadata,
    Column("name", LargeBinary, primary_key=True),  # 16 bytes of its digest
    Column("size", BigInteger, nullable=False),
    Column("modified", Float(53), nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
_documents = Table(
    "documents",
    _metadata,
    Column("sha256", LargeBinary),
    Column("engine", Integer),
    Column("state", Text, nullable=False),
    Column("part", Integer, nullable=False),
    PrimaryKeyConstraint("sha256", "engine"),
    sqlite_with_rowid=False,
)
_parts = Table(
    "parts",
    _metadata,
    Column("number", Integer, primary_key=True),
    Column("run", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("documents", Integer, nullable=False),
)


class State(StrEnum):
    """What became of a document."""

    DONE = "done"
    QUARANTINED = "quarantined"


class PartState(StrEnum):
    """How far a part of the tables is: a part that is only OPEN never was."""

    OPEN = "open"
    SEALED = "sealed"  # its files are whole and its documents are known; it may not be in place
    PLACED = "placed"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the tables: a file of each, with the same number."""

    number: int
    run: str
    state: PartState


@dataclass(frozen=True, slots=True)
class Known:
    """A file that was seen before, as it was then. `is_read`: its document was, by this engine."""

    size: int
    modified: float
    sha256: str
    is_read: bool = True

    def is_as(self, found: Found) -> bool:
        """Whether the file is still so, as far as can be told without reading it."""
        return (self.size, self.modified) == (found.size, found.modified)


class Manifest:
    """The manifest of one archive, for one engine. Raises StoreError where it does not answer."""

    def __init__(self, database: Database, engine: str) -> None:
        self._database = database
        with database.change_schema() as connection:
            _prepare(connection)
            self._engine = _engine_id(connection, engine)

    def known(self, uris: Sequence[str]) -> Mapping[str, Known]:
        """Of these names the files that were seen before."""
        names = {_name(uri): uri for uri in uris}
        same = and_(_documents.c.sha256 == _files.c.sha256, _documents.c.engine == self._engine)
        wanted = (
            select(_files, _documents.c.state)
            .select_from(outerjoin(_files, _documents, same))
            .where(_files.c.name.in_(list(names)))
        )
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        return {
            names[row.name]: Known(row.size, row.modified, row.sha256.hex(), row.state is not None)
            for row in rows
        }

    def state(self, sha256: str) -> State | None:
        """What became of a document under this engine, None where it was not read."""
        key = (_documents.c.sha256 == bytes.fromhex(sha256), _documents.c.engine == self._engine)
        with self._database.read() as connection:
            state = connection.execute(select(_documents.c.state).where(*key)).scalar_one_or_none()
        return None if state is None else State(state)

    def counts(self) -> Mapping[State, int]:
        """How many documents there are of each state under this engine."""
        counted = (
            select(_documents.c.state, func.count())
            .where(_documents.c.engine == self._engine)
            .group_by(_documents.c.state)
        )
        with self._database.read() as connection:
            return {State(state): count for state, count in connection.execute(counted)}

    def documents(self) -> Iterator[Sequence[tuple[str, int]]]:
        """Digest and part of every document of any engine, some ten thousand at a time, in order
        of the digest."""
        columns = select(_documents.c.sha256, _documents.c.part, _documents.c.engine)
        key = (_documents.c.sha256, _documents.c.engine)
        last = (b"", -1)
        while True:
            later = columns.where(tuple_(*key) > tuple_(*last)).order_by(*key).limit(_PAGE)
            with self._database.read() as connection:
                rows = connection.execute(later).all()
            if not rows:
                return
            last = (rows[-1].sha256, rows[-1].engine)
            yield [(row.sha256.hex(), row.part) for row in rows]

    def open_part(self, run: str) -> Part:
        """A new part; what is written for it counts only once it is sealed."""
        with self._database.write() as connection:
            newest = connection.execute(select(func.max(_parts.c.number))).scalar_one()
            part = Part((newest or 0) + 1, run, PartState.OPEN)
            values = {"number": part.number, "run": run, "state": part.state, "documents": 0}
            connection.execute(insert(_parts).values(**values))
        return part

    def seal(self, part: Part, documents: Mapping[str, State], files: Mapping[str, Known]) -> None:
        """All documents of a part are read: with this, and in one step, they count."""
        with self._database.write() as connection:
            for sha256, state in documents.items():
                connection.execute(_PUT_DOCUMENT, self._document(sha256, state, part))
            _put_files(connection, files)
            sealed = {"state": PartState.SEALED.value, "documents": len(documents)}
            connection.execute(
                update(_parts).where(_parts.c.number == part.number).values(**sealed)
            )

    def placed(self, part: Part) -> None:
        """The files of a part are where they are looked for."""
        self._set_state(part, PartState.PLACED)

    def drop(self, part: Part) -> None:
        """Forget a part that was never sealed."""
        with self._database.write() as connection:
            connection.execute(delete(_parts).where(_parts.c.number == part.number))

    def unplaced(self) -> Sequence[Part]:
        """Parts that a run which was ended left behind."""
        left = select(_parts).where(_parts.c.state != PartState.PLACED.value)
        with self._database.read() as connection:
            rows = connection.execute(left.order_by(_parts.c.number)).all()
        return [Part(row.number, row.run, PartState(row.state)) for row in rows]

    def forget(self, state: State) -> int:
        """Let documents of a state be read again; returns how many. Their rows stay in the tables
        until newer ones take their place."""
        these = (_documents.c.engine == self._engine, _documents.c.state == state.value)
        with self._database.write() as connection:
            return connection.execute(delete(_documents).where(*these)).rowcount

    def _set_state(self, part: Part, state: PartState) -> None:
        with self._database.write() as connection:
            here = _parts.c.number == part.number
            connection.execute(update(_parts).where(here).values(state=state.value))

    def _document(self, sha256: str, state: State, part: Part) -> dict[str, object]:
        return {
            "sha256": bytes.fromhex(sha256),
            "engine": self._engine,
            "state": state.value,
            "part": part.number,
        }


_PUT_DOCUMENT = text(
    "INSERT INTO documents (sha256, engine, state, part) VALUES (:sha256, :engine, :state, :part) "
    "ON CONFLICT (sha256, engine) DO UPDATE SET state = excluded.state, part = excluded.part"
)
_PUT_FILE = text(
    "INSERT INTO files (name, size, modified, sha256) VALUES (:name, :size, :modified, :sha256) "
    "ON CONFLICT (name) DO UPDATE SET size = excluded.size, modified = excluded.modified, "
    "sha256 = excluded.sha256"
)


def _put_files(connection: Connection, files: Mapping[str, Known]) -> None:
    rows: Iterable[dict[str, object]] = (
        {
            "name": _name(uri),
            "size": known.size,
            "modified": known.modified,
            "sha256": bytes.fromhex(known.sha256),
        }
        for uri, known in files.items()
    )
    given = list(rows)
    if given:
        connection.execute(_PUT_FILE, given)


def _prepare(connection: Connection) -> None:
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


def _engine_id(connection: Connection, name: str) -> int:
    found = connection.execute(select(_engines.c.id).where(_engines.c.name == name))
    known = found.scalar_one_or_none()
    if known is not None:
        return int(known)
    made = connection.execute(insert(_engines).values(name=name))
    (identity,) = made.inserted_primary_key or (0,)
    return int(identity)


def _name(uri: str) -> bytes:
    return hashlib.sha256(uri.encode(errors="surrogatepass")).digest()[:16]
