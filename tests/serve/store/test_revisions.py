"""Revisions: numbered without gaps, none lost to a second writer, and what lists show of them."""

import threading

import pytest
from sqlalchemy import select

from serve.editing.changes import Change, Op
from serve.errors import NotFoundError, NotReadyError, RevisionConflictError
from serve.store import revisions as storing
from serve.store import summary
from serve.store.document_rows import NewDocument
from serve.store.documents import get_document, insert_document
from serve.store.revisions import (
    RevisionDraft,
    RevisionKind,
    add_revision,
    get_revision,
    last_machine_revision,
    list_revisions,
)
from serve.store.tables import findings, indicators, passages
from tests.serve.records import add_document, add_machine_revision, river


def draft(base, record=None, kind=RevisionKind.CORRECTION):
    changes = (Change(Op.REPLACE, "/forms/0/title", "旧", "新\0"),)
    return RevisionDraft(kind, "user_1", "王工", base, changes, record or river())


@pytest.fixture
def document(database):
    with database.write() as connection:
        return add_document(connection, river())


def test_every_revision_keeps_its_record_and_changes(database, document):
    other = river()
    other["forms"][0]["title"] = "另一张表"
    with database.write() as connection:
        add_revision(connection, document, draft(1, other))
    with database.read() as connection:
        assert get_revision(connection, document).record == other
        assert get_revision(connection, document, 1).record == river()
        newest, first = list_revisions(connection, document)
        assert newest.changes == draft(1).changes
        assert (newest.number, newest.base, first.base) == (2, 1, None)
        assert last_machine_revision(connection, document).number == 1
        assert get_document(connection, document).title == "另一张表"


def test_what_is_not_there_is_told(database):
    new = NewDocument(
        sha256="0" * 64, name="a", media_type="b", size=1, uploaded_by="c", created_at=1.0
    )
    with database.write() as connection:
        waiting = insert_document(connection, new).id
        with pytest.raises(NotReadyError):
            get_revision(connection, waiting)
        with pytest.raises(RevisionConflictError):
            add_revision(connection, waiting, draft(1))
        with pytest.raises(NotFoundError):
            get_revision(connection, "doc_0")
        with pytest.raises(NotFoundError):
            add_revision(connection, "doc_0", draft(None))
        assert last_machine_revision(connection, waiting) is None


def test_of_many_writers_on_one_revision_one_wins(database, document):
    outcomes = []
    start = threading.Barrier(8)

    def write():
        start.wait(30)
        try:
            with database.write() as connection:
                outcomes.append(add_revision(connection, document, draft(1)).number)
        except RevisionConflictError as error:
            outcomes.append(str(error))

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(map(str, outcomes))[0] == "2"
    told = [outcome for outcome in outcomes if outcome != 2]
    assert len(told) == 7
    assert all("王工" in message and "Z" in message for message in told)
    with database.read() as connection:
        assert len(list_revisions(connection, document)) == 2


def test_flat_rows_are_those_of_the_newest_record(database, document):
    shorter = river()
    form = shorter["forms"][0]
    form["indicators"], form["places"]["indicators"] = (
        form["indicators"][:1],
        (form["places"]["indicators"][:1]),
    )
    form["findings"] = [
        {"rule": "a.b", "severity": "error", "message": "", "evidence": []},
        {"rule": "a.c", "severity": "error", "message": "", "evidence": [], "state": "ignored"},
    ]
    with database.write() as connection:
        add_revision(connection, document, draft(1, shorter))
    with database.read() as connection:
        rows = connection.execute(select(indicators)).all()
        assert [row.level3 for row in rows] == ["整治河道长度"]
        states = connection.execute(select(findings.c.state).where(findings.c.form == 0))
        assert sorted(states.scalars()) == ["ignored", "open"]
        found = get_document(connection, document)
        assert (found.indicators, found.errors, found.forms) == (1, 1, 1)


def test_what_lists_and_search_hold_names_nobody(database, document):
    with database.read() as connection:
        for table in (indicators, passages):
            text = str(connection.execute(select(table)).all())
            assert "欧阳水清" not in text
            assert "0955-1234567" not in text


def test_texts_that_no_database_holds_are_stored_without_harm(database):
    broken = river()
    broken["forms"][0]["title"] = "表\0\ud800格"
    broken["forms"][0]["indicators"][0]["level3"] = "\0"
    with database.write() as connection:
        document = add_document(connection, broken)
        assert get_document(connection, document).title == "表\ufffd\ufffd格"


def test_a_second_reading_of_the_machine_needs_no_base(database, document):
    with database.write() as connection:
        add_revision(connection, document, draft(1))
        assert add_machine_revision(connection, document, river()).number == 3


def test_a_record_is_worked_out_before_its_transaction(database, document, monkeypatch):
    """Whoever waits for the lock shall not wait for the masking of seventy rows."""
    made = draft(base=1)
    for module, name in ((summary, "mask_record"), (storing, "pack")):
        monkeypatch.setattr(module, name, None)
    with database.write() as connection:
        assert add_revision(connection, document, made).number == 2
