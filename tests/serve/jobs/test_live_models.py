"""A promotion is followed by the process that reads, without a restart; so is the way back.

shipped → document → promote v0002 → document → rollback → document → a broken one → document
"""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from models.champions import SHIPPED
from models.kinds import ModelKind
from models.registry import Alias, FileRegistry
from serve.jobs.child import read_documents
from serve.jobs.messages import Pictures, Task
from serve.jobs.reader import Read, Reader
from serve.settings import Settings
from serve.store.blobs import open_blobs
from serve.store.database import Database
from serve.store.revisions import get_revision
from tests.champions import promote, promote_broken, promote_new, register
from tests.serve.jobs.accepted import accept_with_bytes, document
from tests.serve.jobs.test_commands import FORM, JIXIAO
from tests.serve.jobs.test_reader import MEBIBYTE, ROOMY, UNWATCHED, wait_until

TAGGER = ModelKind.FORM_TAGGER


def roll_back(folder: Path) -> None:
    """As `jixiao models rollback form-tagger` does."""
    registry = FileRegistry(folder)
    former = registry.former(TAGGER, Alias.CHAMPION)
    registry.point(TAGGER, Alias.CHAMPION, former.name, "rollback")


class LiveDesk:
    """A reader whose child follows a registry."""

    def __init__(self, folder: Path) -> None:
        self.models = folder / "models"
        self.reader = Reader(ROOMY, partial(read_documents, models=self.models))
        self._folder = folder

    def tagger(self) -> str:
        """What tagged the next document."""
        path = self._folder / "document"
        path.write_text(FORM, encoding="utf-8")
        task = Task(str(path), "a.txt", str(self._folder), Pictures.NONE, MEBIBYTE, 30.0)
        read = self.reader.read(task, UNWATCHED)
        assert isinstance(read, Read), read
        return str(read.record["engine"]["models"]["form_tagger"])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LiveDesk]:
    made = LiveDesk(tmp_path)
    yield made
    made.reader.close()


def test_one_process_follows_the_registry(desk: LiveDesk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "extractor.live_engines")
    assert desk.tagger() == "rules-1 tags-1"
    process = desk.reader.pid
    promote(desk.models, TAGGER, register(desk.models, TAGGER, source=SHIPPED))
    stamp = promote_new(desk.models, TAGGER)
    assert desk.tagger() == f"rules-1 {stamp}"
    assert stamp.startswith("v0002-")
    promote_broken(desk.models, TAGGER)
    assert desk.tagger() == f"rules-1 {stamp}"
    roll_back(desk.models)
    roll_back(desk.models)
    assert desk.tagger() == "rules-1 tags-1"
    assert desk.reader.pid == process
    told = [(record.msg, record.stamp) for record in caplog.records if hasattr(record, "stamp")]
    assert told == [
        ("models.in_use", stamp),
        ("models.kept", stamp),
        ("models.in_use", SHIPPED),
    ]


@pytest.mark.slow
def test_a_running_worker_reads_the_next_document_with_what_was_promoted(
    settings: Settings, database: Database
) -> None:
    models, blobs = settings.models_folder(), open_blobs(settings)
    environment = os.environ | {"JIXIAO_HOME": str(settings.home), "JIXIAO_MODELS": str(models)}
    promote(models, TAGGER, register(models, TAGGER, source=SHIPPED))

    def tagger(name: str) -> str:
        """What the worker's reading of a new document says."""
        made = accept_with_bytes(database, blobs, name, f"{FORM}{name}".encode())
        wait_until(lambda: document(database, made).state.value == "done", 60.0)
        with database.read() as connection:
            record = get_revision(connection, made).record
        return str(record["engine"]["models"]["form_tagger"])

    worker = subprocess.Popen([JIXIAO, "worker"], env=environment, stderr=sys.stderr)
    try:
        before = tagger("one.txt")
        stamp = promote_new(models, TAGGER)
        promoted = tagger("two.txt")
        roll_back(models)
        after = tagger("three.txt")
    finally:
        worker.terminate()
        worker.wait(30)
        blobs.close()
    assert (before, promoted, after) == ("rules-1 tags-1", f"rules-1 {stamp}", "rules-1 tags-1")
