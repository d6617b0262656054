"""What following the registry costs: at every document, and when a champion changes; and what
finding and queueing the documents of other versions costs among a million."""

import time
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert

from extractor.live_engines import LiveEngines
from models.kinds import ModelKind
from serve.settings import Settings
from serve.store.database import Database
from serve.store.engines import note_engine
from serve.store.migrate import migrate
from serve.store.outdated import Outdated, count_outdated, rerun_outdated
from serve.store.queue import KeepCorrections
from serve.store.tables import documents
from tests.benchmarks.timing import seconds
from tests.champions import promote_new

ASKED = 10_000
DOCUMENTS, OF_OTHERS = 1_000_000, 100_000
IN_USE = {"version": "1", "form_tagger": "tags-1"}
FORMER = IN_USE | {"form_tagger": "v0001-1f2e3d"}


@pytest.mark.benchmark
def test_asking_for_the_engines_of_now(tmp_path: Path) -> None:
    for kind in (ModelKind.FORM_TAGGER, ModelKind.TABLE_STRUCTURE):
        promote_new(tmp_path, kind)
    live = LiveEngines(tmp_path)
    live.current()
    spent = seconds(lambda: [live.current() for _ in range(ASKED)]) / ASKED
    print(f"{1e6 * spent:.1f} µs a document")
    assert spent < 0.001


@pytest.mark.benchmark
@pytest.mark.parametrize(
    "kind", [ModelKind.FORM_TAGGER, ModelKind.INDICATOR_CLASSIFIER, ModelKind.TABLE_STRUCTURE]
)
def test_taking_over(tmp_path: Path, kind: ModelKind) -> None:
    live = LiveEngines(tmp_path)
    promote_new(tmp_path, kind)
    live.current()
    times = []
    for _ in range(5):
        promote_new(tmp_path, kind)
        times.append(seconds(live.current))
    print(f"{kind}: {1000 * min(times):.0f}–{1000 * max(times):.0f} ms")
    assert min(times) < 2


@pytest.mark.benchmark
def test_a_tenth_of_a_million_documents_is_read_again(tmp_path: Path) -> None:
    database = Database(Settings(tmp_path).database())
    migrate(database)
    with database.write() as connection:
        _fill(connection)
    which = Outdated(IN_USE)
    with database.read() as connection:
        counting = seconds(lambda: count_outdated(connection, which))
    began = time.perf_counter()
    assert rerun_outdated(database, which, KeepCorrections.YES) == OF_OTHERS
    spent = time.perf_counter() - began
    print(f"counted in {1000 * counting:.0f} ms, {OF_OTHERS / spent:.0f} documents queued a second")
    database.close()


def _fill(connection: Connection) -> None:
    names = [note_engine(connection, IN_USE), note_engine(connection, FORMER)]
    every = DOCUMENTS // OF_OTHERS
    for start in range(0, DOCUMENTS, 10_000):
        rows = [
            {
                "id": f"doc_{number:09}",
                "sha256": f"{number:064x}",
                "name": f"{number}.pdf",
                "media_type": "application/pdf",
                "size": 1,
                "state": "done",
                "revision": 1,
                "uploaded_by": "key_1",
                "created_at": float(number),
                "updated_at": float(number),
                "engine": names[number % every == 0],
            }
            for number in range(start, start + 10_000)
        ]
        connection.execute(insert(documents), rows)
