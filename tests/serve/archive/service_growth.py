"""How the service's database grows where it is handed the documents of an archive:
`python -m tests.serve.archive.service_growth DEST --documents 2000`."""

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from pyarrow import parquet
from sqlalchemy import text

from serve.settings import Settings
from serve.store.database import Database
from serve.store.documents import DocumentState, NewDocument, insert_document, set_state
from serve.store.migrate import migrate
from serve.store.revisions import RevisionDraft, RevisionKind, add_revision
from tests.serve.servers import postgresql_server

_TOGETHER = 100


def main() -> int:
    """Prints bytes a document, and a byte of its record as JSON."""
    asked = _parser().parse_args()
    records = _records(asked.archive)
    length = sum(len(json.dumps(record, ensure_ascii=False).encode()) for record in records)
    with tempfile.TemporaryDirectory() as folder, postgresql_server() as url:
        for name, given in (("sqlite", None), ("postgresql", url)):
            home = Path(folder) / name
            settings = Settings(home=home) if given is None else Settings(home, database_url=given)
            home.mkdir()
            database = Database(settings.database())
            migrate(database)
            empty = _bytes(database, home)
            for first in range(0, asked.documents, _TOGETHER):
                _store(database, list(_numbered(records, first)))
            grown = (_bytes(database, home) - empty) / asked.documents
            database.close()
            share = grown / (length / len(records))
            told = {"bytes_a_document": round(grown), "a_byte_of_record": round(share, 3)}
            print(json.dumps({"database": name, **told}))
    return 0


def _records(archive: Path) -> list[dict[str, Any]]:
    return [
        json.loads(words)
        for file in sorted((archive / "records").rglob("*.parquet"))
        for words in parquet.ParquetFile(file).read().column("record").to_pylist()
    ]


def _numbered(records: list[dict[str, Any]], first: int) -> Iterator[tuple[int, dict[str, Any]]]:
    start = first % len(records)
    return enumerate(islice(cycle(records), start, start + _TOGETHER), first)


def _store(database: Database, found: list[tuple[int, dict[str, Any]]]) -> None:
    drafts = [
        (number, RevisionDraft(RevisionKind.MACHINE, "machine", "jixiao", None, (), record))
        for number, record in found
    ]
    with database.write() as connection:
        now = database.now(connection)
        for number, draft in drafts:
            sha256 = hashlib.sha256(str(number).encode()).hexdigest()
            new = NewDocument(sha256, f"{number}.pdf", "application/pdf", 1, "machine", now)
            document = insert_document(connection, new)
            add_revision(connection, document.id, draft)
            set_state(connection, document.id, DocumentState.DONE, now=now)


def _bytes(database: Database, home: Path) -> int:
    if not database.is_sqlite:
        with database.read() as connection:
            size = text("SELECT pg_database_size(current_database())")
            return int(connection.execute(size).scalar_one())
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(
            text("PRAGMA wal_checkpoint(TRUNCATE)")
        )
    return sum(file.stat().st_size for file in home.rglob("*.db"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.serve.archive.service_growth")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--documents", type=int, default=2000)
    return parser


if __name__ == "__main__":
    sys.exit(main())
