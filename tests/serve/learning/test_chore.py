"""A worker gathers corrections by itself."""

from threading import Event

from annotations.errors import StoreLineError
from annotations.workspace import Workspace
from serve.editing.apply import apply_edits
from serve.editing.changes import Edit, Op
from serve.learning import chore
from serve.store.revisions import RevisionDraft, RevisionKind, add_revision
from tests.serve.jobs.test_reader import wait_until
from tests.serve.records import add_document, fake_matcher, river


def test_a_worker_gathers_what_nobody_changes_any_more(settings, database, monkeypatch):
    monkeypatch.setattr(chore, "_SETTLED", 0.0)
    record, changes = apply_edits(river(), [Edit(Op.CONFIRM, "/forms/0")], fake_matcher())
    with database.write() as connection:
        document = add_document(connection, river())
        draft = RevisionDraft(RevisionKind.CORRECTION, "user_1", "x", 1, changes, record)
        add_revision(connection, document, draft)
    stop = Event()
    thread = chore.start_gathering(settings, stop)
    corrections = Workspace(settings.home).corrections
    try:
        wait_until(lambda: len(corrections.heads()) == 1)
    finally:
        stop.set()
        thread.join(timeout=20)
    assert not thread.is_alive()
    assert corrections.heads()[0].upload == document


def test_a_broken_store_is_told_and_tried_again(settings, database, monkeypatch, caplog):
    tried = Event()

    def broken(sources, settled):
        tried.set()
        raise StoreLineError("000001.jsonl:1")

    monkeypatch.setattr(chore, "gather_revisions", broken)
    stop = Event()
    thread = chore.start_gathering(settings, stop)
    assert tried.wait(20)
    stop.set()
    thread.join(timeout=20)
    assert "chore.waits" in caplog.text
