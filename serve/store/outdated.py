"""Documents that were read by other versions than those in use, and letting them be read again.

What engines there are is a short list, looked through here; the documents of one are found by an
index. They are taken in pages, each a transaction of its own, so that neither a million of them is
held in memory nor anybody kept from writing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

from models.kinds import ModelKind
from serve.store.database import Database
from serve.store.document_rows import DocumentState
from serve.store.engines import known_engines
from serve.store.queue import KeepCorrections, enqueue_again
from serve.store.tables import documents

PAGE = 500


@dataclass(frozen=True, slots=True)
class Outdated:
    """Which documents: read by another version of `model`, or of anything where it is None, than
    `versions` (as `extractor.engines.engine_versions`) tells; of one collection, or of all."""

    versions: Mapping[str, str]
    model: ModelKind | None = None
    collection: str | None = None

    def is_outdated(self, versions: Mapping[str, str]) -> bool:
        """Whether an engine is another one. What was read before versions were noted is."""
        if not versions:
            return True
        if self.model is None:
            return dict(versions) != dict(self.versions)
        return versions.get(self.model) != self.versions.get(self.model)


def count_outdated(connection: Connection, which: Outdated) -> int:
    """How many documents there are; those that wait or are read now are none of them."""
    query = select(func.count()).select_from(documents).where(*_conditions(connection, which))
    return int(connection.execute(query).scalar_one())


def rerun_outdated(
    database: Database, which: Outdated, corrections: KeepCorrections, limit: int | None = None
) -> int:
    """Let them be read again, after all else that waits; how many. A document that comes back from
    a reading meanwhile is not taken twice, whatever read it. Raises StoreError."""
    with database.read() as connection:
        begun = database.now(connection)
    queued = 0
    while limit is None or queued < limit:
        most = PAGE if limit is None else min(PAGE, limit - queued)
        with database.write() as connection:
            ids = _page(connection, which, begun, most)
            enqueue_again(connection, ids, corrections)
        queued += len(ids)
        if len(ids) < most:
            break
    return queued


def _page(connection: Connection, which: Outdated, begun: float, most: int) -> list[str]:
    # The sum keeps SQLite from looking through all documents by the index of their times.
    before = documents.c.updated_at + 0 < begun
    query = select(documents.c.id).where(before, *_conditions(connection, which)).limit(most)
    return [row[0] for row in connection.execute(query.with_for_update(skip_locked=True))]


def _conditions(connection: Connection, which: Outdated) -> list[ColumnElement[bool]]:
    """Of documents that are done: those that wait, run or failed have nothing to renew."""
    known = known_engines(connection).items()
    names = [name for name, versions in known if which.is_outdated(versions)]
    conditions = [
        documents.c.engine.in_(names),
        documents.c.state == DocumentState.DONE.value,
        documents.c.deleted_at.is_(None),
    ]
    if which.collection is not None:
        conditions.append(documents.c.collection == which.collection)
    return conditions
