"""Documents read by other versions than those in use are counted and read again.

in use      tags-1 of 0.1          documents   a: the same   b: tagger v0001   c: classifier v0002
                                               d: before versions were noted
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, insert, select, update

from models.kinds import ModelKind
from serve.store import outdated
from serve.store.database import Database
from serve.store.documents import DocumentState, get_document, list_documents, set_state
from serve.store.engines import engines_in_use
from serve.store.listing import DocumentQuery
from serve.store.outdated import Outdated, count_outdated, rerun_outdated
from serve.store.queue import (
    KeepCorrections,
    Priority,
    claim,
    enqueue,
    queue_counts,
    queued_jobs,
)
from serve.store.tables import documents, engines, jobs
from tests.serve.jobs.accepted import accept, document, job
from tests.serve.records import add_document, river

IN_USE = {"version": "0.1", "form_tagger": "tags-1", "indicator_classifier": "indicators-1"}
YES = KeepCorrections.YES


def add(database: Database, **models: str) -> str:
    """A document that is done, read by the engine in use but for these models."""
    versions = IN_USE | models
    record = river()
    record["engine"] = {"version": versions.pop("version"), "models": versions}
    with database.write() as connection:
        document_id = add_document(connection, record)
        set_state(connection, document_id, DocumentState.DONE, now=2.0)
        age(connection)
    return document_id


def age(connection) -> None:
    """All that happened so far happened long ago."""
    connection.execute(update(documents).values(updated_at=2.0))


def add_of_old(database: Database) -> str:
    """A document as the database had it before versions were noted."""
    document_id = add(database)
    with database.write() as connection:
        change = update(documents).where(documents.c.id == document_id)
        connection.execute(change.values(engine="0.0.9"))
        connection.execute(insert(engines).values(name="0.0.9", versions="{}"))
    return document_id


def count(database: Database, **which: object) -> int:
    with database.read() as connection:
        return count_outdated(connection, Outdated(IN_USE, **which))


def states(database: Database, ids: list[str]) -> list[str]:
    return [document(database, document_id).state.value for document_id in ids]


@pytest.fixture
def four(database: Database) -> list[str]:
    same, tagger = add(database), add(database, form_tagger="v0001-1f2e3d")
    classifier = add(database, indicator_classifier="v0002-aa00bb")
    return [same, tagger, classifier, add_of_old(database)]


def test_documents_are_counted_by_what_read_them(database: Database, four: list[str]) -> None:
    assert count(database) == 3
    assert count(database, model=ModelKind.FORM_TAGGER) == 2
    assert count(database, model=ModelKind.RECOGNITION_LEXICON) == 1
    assert count(database, collection="elsewhere") == 0
    with database.read() as connection:
        assert sorted(use.documents for use in engines_in_use(connection)) == [1, 1, 1, 1]
        mine = get_document(connection, four[1]).engine
        found = list_documents(connection, DocumentQuery(engine=mine)).documents
    assert [one.id for one in found] == [four[1]]


def test_they_are_queued_once_after_all_else(database: Database, four: list[str]) -> None:
    which = Outdated(IN_USE)
    assert rerun_outdated(database, which, YES) == 3
    assert states(database, four) == ["done", "queued", "queued", "queued"]
    assert (job(database, four[1]).priority, job(database, four[1]).keep_corrections) == (
        Priority.AGAIN,
        True,
    )
    assert rerun_outdated(database, which, YES) == 0
    assert count(database) == 0
    archived = accept(database, "archive", Priority.ARCHIVE)
    lease = claim(database, "w", 12.0, 10)
    assert lease is not None
    assert lease.document_id == archived


def test_uploads_are_not_told_to_wait_for_them(database: Database, four: list[str]) -> None:
    rerun_outdated(database, Outdated(IN_USE), YES)
    with database.read() as connection:
        assert queued_jobs(connection) == 0
        counts = queue_counts(connection)
    assert (counts.by_state["queued"], counts.oldest_age) == (3, None)


def test_what_waits_or_is_deleted_is_left_alone(database: Database, four: list[str]) -> None:
    with database.write() as connection:
        enqueue(connection, four[1], priority=Priority.INTERACTIVE)
        gone = update(documents).where(documents.c.id == four[2])
        connection.execute(gone.values(deleted_at=3.0))
        age(connection)
    assert rerun_outdated(database, Outdated(IN_USE), YES) == 1
    assert job(database, four[1]).priority == Priority.INTERACTIVE
    assert states(database, four[2:]) == ["done", "queued"]


def test_a_document_read_meanwhile_by_an_old_version_is_not_taken_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [add(database, form_tagger="v0001-1f2e3d") for _ in range(3)]
    monkeypatch.setattr(outdated, "PAGE", 1)
    enqueue_again = outdated.enqueue_again

    def enqueue_and_read(connection, document_ids, corrections) -> None:
        enqueue_again(connection, document_ids, corrections)
        for document_id in document_ids:
            set_state(connection, document_id, DocumentState.DONE, now=9e9)

    monkeypatch.setattr(outdated, "enqueue_again", enqueue_and_read)
    assert rerun_outdated(database, Outdated(IN_USE), YES) == len(ids)


def test_no_more_than_the_limit_are_queued_in_pages(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        add(database, form_tagger="v0001-1f2e3d")
    monkeypatch.setattr(outdated, "PAGE", 2)
    pages: list[int] = []
    enqueue_again = outdated.enqueue_again

    def enqueue_and_note(connection, document_ids, corrections) -> None:
        pages.append(len(document_ids))
        enqueue_again(connection, document_ids, corrections)

    monkeypatch.setattr(outdated, "enqueue_again", enqueue_and_note)
    assert rerun_outdated(database, Outdated(IN_USE), YES, 3) == 3
    assert pages == [2, 1]
    assert count(database) == 2


def test_two_that_queue_at_once_queue_each_document_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [add(database, form_tagger="v0001-1f2e3d") for _ in range(12)]
    monkeypatch.setattr(outdated, "PAGE", 3)
    with ThreadPoolExecutor(2) as threads:
        both = [threads.submit(rerun_outdated, database, Outdated(IN_USE), YES) for _ in range(2)]
        queued = [one.result() for one in both]
    with database.read() as connection:
        waiting = connection.execute(select(jobs.c.document_id)).scalars().all()
    assert sorted(waiting) == sorted(ids)
    assert sum(queued) == len(ids)


@pytest.fixture
def plan(database: Database) -> Iterator[list[str]]:
    """How SQLite finds what is asked of `documents` in the test."""
    asked: list[tuple[str, object]] = []

    @event.listens_for(database.engine, "before_cursor_execute", named=True)
    def note(**told) -> None:
        if "FROM documents" in told["statement"]:
            asked.append((told["statement"], told["parameters"]))

    found: list[str] = []
    yield found
    with database.engine.connect() as connection:
        for statement, parameters in tuple(asked):
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found.append(" ".join(str(row[-1]) for row in rows))
    assert found
    assert all("USING" in one and "ix_documents_engine" in one for one in found), found


def test_documents_are_found_by_an_index(
    database: Database, four: list[str], plan: list[str]
) -> None:
    with database.read() as connection:
        count_outdated(connection, Outdated(IN_USE))
        outdated._page(connection, Outdated(IN_USE), 9e9, 10)
