"""What was gathered of which document, in a file of the workspace: nothing is gathered twice.

It is a cache: one that was lost is made anew from the store of corrections, and all is gathered
again, to the same submissions.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotations.correction_store import CorrectionStore
from annotations.corrections import Outcome
from serve.errors import StoreError

_TABLES = """
CREATE TABLE IF NOT EXISTS gathered (
    document_id TEXT PRIMARY KEY, revision INTEGER, may_learn INTEGER, forms TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, at REAL) WITHOUT ROWID;
PRAGMA secure_delete = ON;
"""
_PATIENCE = 30.0
_REMADE = "remade"

NOT_WHOLE = -1
"""The revision of which something was gathered, but perhaps not all."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was gathered of a document: of which revision, whether it may be learned from, and the
    ids of its submissions by form."""

    document_id: str
    revision: int
    may_learn: bool
    forms: Mapping[int, str] = field(default_factory=dict)


class Ledger:
    """What a connection to the file offers; see `open_ledger`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, document_ids: Sequence[str]) -> dict[str, Gathered]:
        """What is known of documents, by id; not more at once than a statement takes."""
        asked = ", ".join("?" * len(document_ids))
        rows = self._connection.execute(
            f"SELECT * FROM gathered WHERE document_id IN ({asked})",
            tuple(document_ids),
        )
        return {row[0]: _gathered(row) for row in rows}

    def put(self, entries: Iterable[Gathered], name: str, mark: float) -> None:
        """Remember what was gathered and until when it was looked at; both or nothing."""
        with self._connection:
            self._put_entries(entries)
            self._put_mark(name, mark)

    def begin(self, entries: Iterable[Gathered]) -> None:
        """Remember what is about to be in the store: where nobody comes to `put` it, it is known
        nevertheless, and gathered again."""
        with self._connection:
            self._put_entries(replace(entry, revision=NOT_WHOLE) for entry in entries)

    def drop(self, document_ids: Iterable[str], name: str, mark: float) -> None:
        """Forget documents, and remember until when it was looked at."""
        rows = [(document_id,) for document_id in document_ids]
        with self._connection:
            self._connection.executemany("DELETE FROM gathered WHERE document_id = ?", rows)
            self._put_mark(name, mark)

    def mark(self, name: str) -> float:
        """Until when it was looked at (seconds since 1970); 0 where nobody looked yet."""
        query = "SELECT at FROM marks WHERE name = ?"
        row = self._connection.execute(query, (name,)).fetchone()
        return 0.0 if row is None else float(row[0])

    def _put_entries(self, entries: Iterable[Gathered]) -> None:
        rows = [
            (e.document_id, e.revision, e.may_learn, json.dumps(dict(e.forms))) for e in entries
        ]
        self._connection.executemany("REPLACE INTO gathered VALUES (?, ?, ?, ?)", rows)

    def _put_mark(self, name: str, mark: float) -> None:
        """A mark only goes forward."""
        if mark > self.mark(name):
            self._connection.execute("REPLACE INTO marks VALUES (?, ?)", (name, mark))


@contextmanager
def open_ledger(path: Path) -> Iterator[Ledger]:
    """The ledger in a file, which is made where it is not there.

    Raises StoreError where it is broken or locked: it may be removed, nothing is lost with it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(path, timeout=_PATIENCE)) as connection:
            connection.executescript(_TABLES)
            yield Ledger(connection)
    except sqlite3.Error as error:
        raise StoreError(
            f"{path.name} 无法使用，可删除后重试。 It cannot be used; remove it and try again: "
            f"{error}"
        ) from error


def remake(ledger: Ledger, store: CorrectionStore) -> None:
    """Let a ledger that was lost know what the store has; nothing happens with one that was not.

    What is withdrawn there is taken for withdrawn by a person, and stays so; documents that are
    deleted are seen to be, and withdrawn once more. Raises StoreLineError.
    """
    if ledger.mark(_REMADE):
        return
    forms: dict[str, dict[int, str]] = defaultdict(dict)
    for head in store.heads():  # those of newer revisions come later
        if head.upload is not None:
            forms[head.upload].pop(head.form, None)
            if head.outcome is not Outcome.SKIPPED:
                forms[head.upload][head.form] = head.id
    known = (Gathered(name, NOT_WHOLE, True, its) for name, its in forms.items())
    ledger.put(known, _REMADE, 1.0)


def _gathered(row: tuple[str, int, int, str]) -> Gathered:
    forms = {int(form): str(identity) for form, identity in json.loads(row[3]).items()}
    return Gathered(row[0], row[1], bool(row[2]), forms)
