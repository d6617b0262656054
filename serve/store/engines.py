"""What read the documents: each engine once, by the name that documents and revisions call it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Insert, case, func, select
from sqlalchemy.dialects import postgresql, sqlite

from extractor.export.engine_names import engine_name
from serve.store.tables import documents, engines


@dataclass(frozen=True, slots=True)
class EngineUse:
    """An engine and how many documents that are not deleted have their newest result from it.
    `versions` are those of the product and of its models, by name; none where the documents were
    read before they were noted."""

    name: str
    versions: Mapping[str, str]
    documents: int


def note_engine(connection: Connection, versions: Mapping[str, str]) -> str:
    """The name of an engine, which is known from now on."""
    name = engine_name(versions)
    known = select(engines.c.name).where(engines.c.name == name)
    if connection.execute(known).first() is None:
        row = {"name": name, "versions": json.dumps(dict(versions))}
        connection.execute(_insert(connection).values(row))
    return name


def known_engines(connection: Connection) -> dict[str, Mapping[str, str]]:
    """All that read anything, by name."""
    return {row.name: json.loads(row.versions) for row in connection.execute(select(engines))}


def engines_in_use(connection: Connection) -> tuple[EngineUse, ...]:
    """The engines that documents have their newest results from, by name."""
    column = documents.c.engine
    # Counted, not asked for: SQLite would go through all that are not deleted by another index.
    alive = func.count(case((documents.c.deleted_at.is_(None), 1)))
    query = select(column, alive).where(column.is_not(None)).group_by(column).order_by(column)
    query = query.having(alive > 0)
    known = known_engines(connection)
    return tuple(
        EngineUse(row[0], known.get(row[0], {}), row[1]) for row in connection.execute(query)
    )


def _insert(connection: Connection) -> Insert:
    """Two that note the same at once both may."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(engines).on_conflict_do_nothing()
    return sqlite.insert(engines).on_conflict_do_nothing()
