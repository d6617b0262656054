"""What an archive has read: one small database beside it, SQLite or PostgreSQL.

    files      name of a file (hashed), size, time → its content     skipped without being opened
    documents  content and engine → done or quarantined, in which part
    parts      which parts of the tables are whole

A document is in the tables exactly if its row is here. Look-up and append are those of an index,
whatever the size; memory does not grow.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    exists,
    func,
    insert,
    outerjoin,
    select,
    tuple_,
    update,
)

from serve.archive.manifest_tables import (
    DOCUMENTS,
    FILES,
    LATER,
    PARTS,
    PUT_DOCUMENT,
    PUT_FILE,
    archive_id,
    engine_id,
    known_engine,
    prepare,
)
from serve.archive.places import Found
from serve.errors import ArchiveBusyError
from serve.store.database import Database

_PAGE = 50_000


class State(StrEnum):
    """What became of a document."""

    DONE = "done"
    QUARANTINED = "quarantined"


class PartState(StrEnum):
    """How far a part of the tables is: a part that is only OPEN never was."""

    OPEN = "open"
    SEALED = "sealed"  # its files are whole and its documents are known; it may not be in place
    LOST = "lost"  # its files are gone; what was in it is read again
    PLACED = "placed"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the tables: a file of each, with the same number."""

    number: int
    run: str
    state: PartState


@dataclass(frozen=True, slots=True)
class Known:
    """A file that was seen before, as it was then. `is_read`: its document was, and by this engine
    last, for the tables show what was read last."""

    size: int
    modified: float
    sha256: str
    is_read: bool = True

    def is_as(self, found: Found) -> bool:
        """Whether the file is still so, as far as can be told without reading it."""
        return (self.size, self.modified) == (found.size, found.modified)


class Manifest:
    """The manifest of one archive, for one engine, which is noted once it has read something.
    `archive` is the name of the archive, which its tables bear too. Raises StoreError where it does
    not answer."""

    def __init__(self, database: Database, engine: str) -> None:
        self._database = database
        self._name = engine
        with database.change_schema() as connection:
            prepare(connection)
            self._engine = known_engine(connection, engine)
            self.archive = archive_id(connection)

    def known(self, uris: Sequence[str]) -> Mapping[str, Known]:
        """Of these names the files that were seen before."""
        names = {_name(uri): uri for uri in uris}
        same = and_(DOCUMENTS.c.sha256 == FILES.c.sha256, *self._last_read())
        wanted = (
            select(FILES, DOCUMENTS.c.state)
            .select_from(outerjoin(FILES, DOCUMENTS, same))
            .where(FILES.c.name.in_(list(names)))
        )
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        return {
            names[name]: Known(size, modified, sha256.hex(), state is not None)
            for name, size, modified, sha256, state in rows
        }

    def state(self, sha256: str) -> State | None:
        """What became of a document under this engine, None where it was not read, or by another
        one since."""
        key = (DOCUMENTS.c.sha256 == bytes.fromhex(sha256), *self._last_read())
        with self._database.read() as connection:
            state = connection.execute(select(DOCUMENTS.c.state).where(*key)).scalar_one_or_none()
        return None if state is None else State(state)

    def counts(self) -> Mapping[State, int]:
        """How many documents there are of each state under this engine."""
        counted = (
            select(DOCUMENTS.c.state, func.count())
            .where(DOCUMENTS.c.engine == self._engine)
            .group_by(DOCUMENTS.c.state)
        )
        with self._database.read() as connection:
            return {State(state): count for state, count in connection.execute(counted)}

    def documents(self) -> Iterator[Sequence[tuple[str, int]]]:
        """Digest and part of every document of any engine, some ten thousand at a time, in order
        of the digest."""
        columns = select(DOCUMENTS.c.sha256, DOCUMENTS.c.part, DOCUMENTS.c.engine)
        key = (DOCUMENTS.c.sha256, DOCUMENTS.c.engine)
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
            newest = connection.execute(select(func.max(PARTS.c.number))).scalar_one()
            part = Part((newest or 0) + 1, run, PartState.OPEN)
            values = {"number": part.number, "run": run, "state": part.state, "documents": 0}
            connection.execute(insert(PARTS).values(**values))
        return part

    def seal(
        self,
        part: Part,
        documents: Mapping[str, State],
        files: Mapping[str, Known],
        engines: Mapping[str, str] | None = None,
    ) -> None:
        """All documents of a part are read: with this, and in one step, they count.

        Args:
            engines: what read a document, where its record says so; else it was this engine.
        Raises:
            ArchiveBusyError: another run has taken the manifest over.
        """
        named = engines or {}
        with self._database.write() as connection:
            wanted = {*named.values(), *([] if documents.keys() <= named.keys() else [self._name])}
            ids = {name: engine_id(connection, name) for name in sorted(wanted)}
            self._engine = ids.get(self._name, self._engine)
            rows = [
                {
                    "sha256": bytes.fromhex(sha256),
                    "engine": ids[named.get(sha256, self._name)],
                    "state": state.value,
                    "part": part.number,
                }
                for sha256, state in documents.items()
            ]
            if rows:
                connection.execute(PUT_DOCUMENT, rows)
            _put_files(connection, files)
            _seal(connection, part, len(documents))

    def placed(self, part: Part) -> None:
        """The files of a part are where they are looked for."""
        self._set_state(part, PartState.PLACED)

    def drop(self, part: Part) -> None:
        """Forget a part that was never sealed."""
        with self._database.write() as connection:
            connection.execute(delete(PARTS).where(PARTS.c.number == part.number))

    def lose(self, part: Part) -> None:
        """The files of a sealed part are gone: its documents are to be read again."""
        with self._database.write() as connection:
            connection.execute(delete(DOCUMENTS).where(DOCUMENTS.c.part == part.number))
            here = PARTS.c.number == part.number
            connection.execute(update(PARTS).where(here).values(state=PartState.LOST.value))

    def parts(self) -> Sequence[int]:
        """Numbers of all parts that may have files in place."""
        wanted = select(PARTS.c.number).where(PARTS.c.state != PartState.OPEN.value)
        with self._database.read() as connection:
            return list(connection.execute(wanted.order_by(PARTS.c.number)).scalars())

    def unplaced(self) -> Sequence[Part]:
        """Parts that a run which was ended left behind."""
        left = select(PARTS).where(PARTS.c.state.in_([PartState.OPEN, PartState.SEALED]))
        with self._database.read() as connection:
            rows = connection.execute(left.order_by(PARTS.c.number)).all()
        return [Part(row.number, row.run, PartState(row.state)) for row in rows]

    def forget(self, state: State) -> int:
        """Let documents of a state be read again; returns how many. Their rows stay in the tables
        until newer ones take their place."""
        these = (DOCUMENTS.c.engine == self._engine, DOCUMENTS.c.state == state.value)
        with self._database.write() as connection:
            return connection.execute(delete(DOCUMENTS).where(*these)).rowcount

    def _set_state(self, part: Part, state: PartState) -> None:
        with self._database.write() as connection:
            here = PARTS.c.number == part.number
            connection.execute(update(PARTS).where(here).values(state=state.value))

    def _last_read(self) -> tuple[ColumnElement[bool], ...]:
        """Of a document the row of this engine, where no other has read it since."""
        later = and_(LATER.c.sha256 == DOCUMENTS.c.sha256, LATER.c.part > DOCUMENTS.c.part)
        return (DOCUMENTS.c.engine == self._engine, ~exists().where(later))


def _seal(connection: Connection, part: Part, documents: int) -> None:
    opened = (PARTS.c.number == part.number, PARTS.c.run == part.run)
    sealed = {"state": PartState.SEALED.value, "documents": documents}
    is_open = PARTS.c.state == PartState.OPEN.value
    if connection.execute(update(PARTS).where(*opened, is_open).values(**sealed)).rowcount != 1:
        raise ArchiveBusyError("另一任务已接管清单。 Another run has taken the manifest over.")


def _put_files(connection: Connection, files: Mapping[str, Known]) -> None:
    rows = [
        {
            "name": _name(uri),
            "size": known.size,
            "modified": known.modified,
            "sha256": bytes.fromhex(known.sha256),
        }
        for uri, known in files.items()
    ]
    if rows:
        connection.execute(PUT_FILE, rows)


def _name(uri: str) -> bytes:
    return hashlib.sha256(uri.encode(errors="surrogatepass")).digest()[:16]
