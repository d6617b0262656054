"""Corrections of the review page come to the store once, whole, and go with their documents."""

import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as checked
from hypothesis import strategies as st
from sqlalchemy import update

from annotations.correction_store import Subject
from annotations.corrections import Outcome, Source
from annotations.runs import Run
from annotations.truths import true_forms
from annotations.workspace import Workspace
from serve.editing.apply import apply_edits
from serve.editing.changes import Change, Edit, Op
from serve.editing.merging import merge_corrections
from serve.errors import EditError, StoreError
from serve.learning import gather_now, gathering
from serve.learning.gathering import (
    Sources,
    follow_consent,
    forget_purged,
    gather_revisions,
    open_sources,
)
from serve.store.blobs import original_key
from serve.store.documents import (
    Consent,
    NewDocument,
    delete_document,
    insert_document,
    set_consent,
    undelete_document,
)
from serve.store.retention import purge_document
from serve.store.revisions import (
    RevisionDraft,
    RevisionKind,
    add_revision,
    get_revision,
    pack,
)
from serve.store.tables import documents, revisions
from tests.serve.editing.test_apply import EDITS
from tests.serve.records import add_machine_revision, fake_matcher, paper, river

ROWS = "/forms/0/indicators"
MINE = ("user_1", "someone")
OTHERS = ("user_2", "somebody else")


@pytest.fixture
def sources(settings, database) -> Iterator[Sources]:
    with open_sources(settings) as opened:
        yield replace(opened, database=database)


def upload(sources, data=b"the form of the river bureau"):
    """A document that was read; returns its id."""
    sha256 = hashlib.sha256(data).hexdigest()
    sources.blobs.put(original_key(sha256), data)
    record = paper(river())
    record["source"]["sha256"] = sha256
    with sources.database.write() as connection:
        new = NewDocument(sha256, "河.pdf", "application/pdf", len(data), "key_1", 1.0)
        document = insert_document(connection, new)
        add_machine_revision(connection, document.id, record)
    return document.id


def correct(sources, document_id, value="≥13公里", who=MINE, path=f"{ROWS}/0/value"):
    return edit(sources, document_id, [Edit(Op.REPLACE, path, value)], who)


def edit(sources, document_id, edits, who=MINE):
    with sources.database.write() as connection:
        before = get_revision(connection, document_id)
        record, changes = apply_edits(before.record, edits, fake_matcher())
        kind = RevisionKind.CORRECTION
        draft = RevisionDraft(kind, *who, before.number, changes, record)
        return add_revision(connection, document_id, draft).record


def restore(sources, document_id, number, who=MINE):
    with sources.database.write() as connection:
        newest = get_revision(connection, document_id).number
        record = get_revision(connection, document_id, number).record
        change = Change(Op.RESTORE, "", newest, number)
        draft = RevisionDraft(RevisionKind.RESTORED, *who, newest, (change,), record)
        add_revision(connection, document_id, draft)


def delete(sources, document_id):
    with sources.database.write() as connection:
        delete_document(connection, document_id, sources.database.now(connection))


def undelete(sources, document_id):
    with sources.database.write() as connection:
        undelete_document(connection, document_id, sources.database.now(connection))


def purge(sources, document_id):
    delete(sources, document_id)
    purge_document(sources.database, sources.blobs, document_id)


def usable(sources):
    return sources.workspace.corrections.usable()


def test_a_record_of_another_kind_keeps_nobody_else_waiting(sources, caplog):
    strange, other = upload(sources, b"one"), upload(sources, b"two")
    record = correct(sources, strange)
    correct(sources, other)
    del record["forms"][0]["places"]
    with sources.database.write() as connection:
        here = (revisions.c.document_id == strange, revisions.c.number == 2)
        connection.execute(update(revisions).where(*here).values(record=pack(record)))
    assert gather_revisions(sources) == 1
    assert "corrections.not_understood" in caplog.text
    assert gather_revisions(sources) == 0


def truths(sources):
    return list(true_forms(sources.workspace, fake_matcher().taxonomy))


def files_about(workspace: Workspace, *names: str):
    """What lies in the workspace that names one of these."""
    return [
        path
        for path in workspace.folder.rglob("*")
        if path.is_file() and any(n in path.name or n.encode() in path.read_bytes() for n in names)
    ]


def test_what_people_corrected_is_gathered_once_with_its_bytes_and_its_truth(sources):
    document = upload(sources)
    upload(sources, b"nobody corrected this one")
    record = correct(sources, document)
    assert gather_revisions(sources) == 1
    (found,) = usable(sources)
    assert (found.source, found.author) == (Source.REVIEW, "user_1")
    assert found.reference == f"{document}/f0"
    assert sources.workspace.originals.get(found.document) == b"the form of the river bureau"
    (truth,) = truths(sources)
    assert truth.record_form == record["forms"][0]
    before = {p: p.read_bytes() for p in sources.workspace.folder.rglob("*") if p.is_file()}
    assert gather_revisions(sources) == 0
    after = {p: p.read_bytes() for p in sources.workspace.folder.rglob("*") if p.is_file()}
    assert {p.name for p in after} == {p.name for p in before}
    assert all(after[p] == data for p, data in before.items() if p.suffix != ".db")
    assert "someone" not in json.dumps([str(entry) for entry in usable(sources)])


def test_without_the_ledger_all_is_gathered_to_the_same(sources):
    correct(sources, upload(sources))
    gather_revisions(sources)
    (sources.workspace.folder / "gathered.db").unlink()
    assert gather_revisions(sources) == 0
    assert len(truths(sources)) == 1
    (sources.workspace.folder / "gathered.db").write_bytes(b"broken" * 1000)
    with pytest.raises(StoreError, match=r"gathered\.db"):
        gather_revisions(sources)


def test_a_newer_revision_takes_the_place_of_an_older_one(sources):
    document = upload(sources)
    correct(sources, document, "≥13公里")
    gather_revisions(sources)
    correct(sources, document, "≥14公里", OTHERS)
    assert gather_revisions(sources) == 1
    (found,) = usable(sources)
    assert (found.author, found.contributors) == ("user_2", ("user_1",))
    (truth,) = truths(sources)
    assert truth.record_form["indicators"][0]["value"] == "≥14公里"
    assert truth.authors == ("user_2", "user_1")
    assert list(sources.workspace.truths.ids()) == [found.id]


def test_what_was_restored_goes_back_to_what_that_was_made_from(sources):
    document = upload(sources)
    correct(sources, document, "≥13公里")
    with sources.database.read() as connection:
        fresh = get_revision(connection, document, 1).record
    fresh["forms"][0]["indicators"][0]["value"] = "≥99公里"
    with sources.database.write() as connection:
        add_machine_revision(connection, document, fresh)
    restore(sources, document, 2)
    gather_revisions(sources)
    (found,) = usable(sources)
    assert [c.shown.text for c in found.corrected] == ["≥12公里"]


def test_after_a_newer_reading_the_base_is_that_one(sources):
    document = upload(sources)
    mine = correct(sources, document, "≥13公里")
    with sources.database.read() as connection:
        base = get_revision(connection, document, 1).record
    fresh = json.loads(json.dumps(base))
    fresh["forms"][0]["indicators"][0]["value"] = "≥1Z公里"
    with sources.database.write() as connection:
        number = add_machine_revision(connection, document, fresh).number
        merged = merge_corrections(base, mine, fresh, fake_matcher())
        kind = RevisionKind.RERUN
        draft = RevisionDraft(kind, "machine", "jixiao", number, (), merged)
        add_revision(connection, document, draft)
    gather_revisions(sources)
    (found,) = usable(sources)
    assert [(c.shown.text, c.became.text) for c in found.corrected] == [("≥1Z公里", "≥13公里")]
    assert found.author == "user_1"


def test_what_was_undone_is_learned_from_no_more(sources):
    document = upload(sources)
    correct(sources, document)
    gather_revisions(sources)
    restore(sources, document, 1)
    gather_revisions(sources)
    assert usable(sources) == []
    assert sources.workspace.corrections.heads()[-1].outcome is Outcome.SKIPPED
    assert list(sources.workspace.truths.ids()) == []
    correct(sources, document, "≥15公里")
    assert gather_revisions(sources) == 1
    assert len(truths(sources)) == 1


def test_a_person_at_work_is_waited_for(sources):
    document = upload(sources)
    correct(sources, document)
    assert gather_revisions(sources, settled=3600.0) == 0
    assert gather_revisions(sources) == 1


def test_who_is_waited_for_is_not_passed_over_by_others(sources, monkeypatch):
    monkeypatch.setattr(gathering, "_OVERLAP", 0.0)
    monkeypatch.setattr(gathering, "_BATCH", 1)
    early, late = upload(sources), upload(sources, b"another")
    for document in (early, late):
        correct(sources, document)
    with sources.database.write() as connection:
        change = update(documents).where(documents.c.id == late)
        connection.execute(change.values(updated_at=time.time() - 4000.0))
    assert gather_revisions(sources, settled=3600.0) == 1
    assert gather_revisions(sources, settled=0.0) == 1


def test_more_than_a_batch_is_gathered_and_gone_on_with(sources, monkeypatch):
    monkeypatch.setattr(gathering, "_BATCH", 2)
    ids = [upload(sources, str(number).encode()) for number in range(5)]
    for document in ids:
        correct(sources, document)
    assert gather_revisions(sources) == 5
    correct(sources, ids[0], "≥77公里")
    assert gather_revisions(sources) == 1


def test_a_deleted_document_is_withdrawn_until_it_is_brought_back(sources):
    document = upload(sources)
    correct(sources, document)
    gather_revisions(sources)
    delete(sources, document)
    assert gather_revisions(sources) == 0
    assert (usable(sources), truths(sources)) == ([], [])
    undelete(sources, document)
    gather_revisions(sources)
    assert len(truths(sources)) == 1


def test_a_document_deleted_before_it_was_gathered_comes_when_it_is_back(sources):
    document = upload(sources)
    correct(sources, document)
    delete(sources, document)
    assert gather_revisions(sources) == 0
    undelete(sources, document)
    assert gather_revisions(sources) == 1


def test_consent_that_is_taken_back_counts_for_both_sources(sources):
    document = upload(sources)
    correct(sources, document)
    gather_revisions(sources)
    (mine,) = usable(sources)
    other = replace(mine, source=Source.LABEL_STUDIO, reference="7", author="label-studio:1")
    sources.workspace.corrections.add([other])
    for consent, count in ((Consent.TAKEN_BACK, 0), (Consent.GIVEN, 2)):
        with sources.database.write() as connection:
            now = sources.database.now(connection)
            assert set_consent(connection, document, consent, now).learning == bool(count)
        follow_consent(sources.workspace, mine.document, consent)
        follow_consent(sources.workspace, mine.document, consent)
        gather_revisions(sources)
        assert len(usable(sources)) == count


def test_an_author_takes_back_what_others_built_on(sources):
    document = upload(sources)
    correct(sources, document)
    correct(sources, document, "≥14公里", OTHERS)
    gather_revisions(sources)
    sources.workspace.corrections.withdraw(Subject.AUTHOR, "user_1")
    assert truths(sources) == []


def test_an_erased_author_leaves_nothing_that_comes_back(sources):
    document = upload(sources)
    sources.workspace.corrections.erase(Subject.AUTHOR, ["user_1"])
    correct(sources, document)
    assert gather_revisions(sources) == 0
    assert list(sources.workspace.truths.ids()) == []


def test_purging_erases_all_that_is_about_a_document(sources):
    document, other = upload(sources), upload(sources, b"another")
    for one in (document, other):
        correct(sources, one)
    gather_revisions(sources)
    mine = next(s for s in usable(sources) if s.upload == document)
    labelled = replace(mine, source=Source.LABEL_STUDIO, reference="7", author="label-studio:1")
    sources.workspace.corrections.add([labelled])
    sources.workspace.sheets.mkdir()
    (sources.workspace.sheets / f"{mine.document}.0.1.0-abcdef.json.z").write_bytes(b"sheet")
    purge(sources, document)
    assert forget_purged(sources) == 1
    assert files_about(sources.workspace, document, mine.document, mine.id) == []
    assert [s.upload for s in usable(sources)] == [other]
    assert sources.workspace.corrections.add([labelled]) == 0
    assert gather_revisions(sources) == 0


def test_the_same_bytes_in_another_document_stay(sources):
    document, twin = upload(sources), upload(sources)
    for one in (document, twin):
        correct(sources, one)
    gather_revisions(sources)
    assert len(truths(sources)) == 1
    purge(sources, document)
    gather_revisions(sources)
    (left,) = usable(sources)
    assert left.upload == twin
    assert sources.workspace.originals.has(left.document)
    assert len(truths(sources)) == 1


def test_the_same_bytes_uploaded_again_after_a_purge_are_learned_from(sources):
    document = upload(sources)
    correct(sources, document)
    gather_revisions(sources)
    purge(sources, document)
    forget_purged(sources)
    correct(sources, upload(sources))
    assert gather_revisions(sources) == 1


def test_a_purge_while_it_is_gathered_wins(sources, monkeypatch):
    document = upload(sources)
    correct(sources, document)
    judge = gathering.judgements

    def purged_meanwhile(judged):
        purge(sources, document)
        return judge(judged)

    monkeypatch.setattr(gathering, "judgements", purged_meanwhile)
    gather_revisions(sources)
    monkeypatch.undo()
    forget_purged(sources)
    assert usable(sources) == []
    assert files_about(sources.workspace, document) == []
    assert list(sources.workspace.truths.ids()) == []


def test_where_nothing_is_to_be_gathered_what_is_there_follows_still(sources):
    first, second = upload(sources), upload(sources, b"another")
    correct(sources, first)
    gather_revisions(sources)
    off = replace(sources, learn=False)
    correct(sources, second)
    delete(sources, first)
    assert gather_revisions(off) == 0
    assert usable(sources) == []
    undelete(sources, first)
    assert gather_revisions(sources) == 1


def test_a_document_whose_bytes_are_missing_is_gathered_without_them(sources):
    document = upload(sources)
    correct(sources, document)
    with sources.database.read() as connection:
        sha256 = get_revision(connection, document).record["source"]["sha256"]
    sources.blobs.delete(original_key(sha256))
    assert gather_revisions(sources) == 1
    assert not sources.workspace.originals.has(sha256)


def test_it_is_gathered_on_demand_by_a_command(sources, settings, monkeypatch, capsys):
    correct(sources, upload(sources))
    monkeypatch.setenv("JIXIAO_HOME", str(settings.home))
    assert gather_now.main() == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"gathered": 1}


@checked(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(st.lists(EDITS, min_size=1, max_size=2), st.booleans()), max_size=4),
    st.integers(0, 10**9),
)
def test_whatever_people_do_the_truth_is_the_newest_revision(sources, steps, number):
    document = upload(sources, str(number).encode())
    for edits, gathers in steps:
        try:
            edit(sources, document, edits)
        except EditError:
            continue
        if gathers:
            gather_revisions(sources)
    gather_revisions(sources)
    assert gather_revisions(sources) == 0
    with sources.database.read() as connection:
        newest = get_revision(connection, document).record
    mine = [s for s in usable(sources) if s.upload == document]
    for submission in mine:
        assert sources.workspace.truths.get(submission.id) == newest["forms"][submission.form]
    purge(sources, document)
    gather_revisions(sources)
    assert files_about(sources.workspace, document, *(s.id for s in mine)) == []


def killed(*_):
    raise KeyboardInterrupt


def test_who_is_killed_before_it_is_noted_leaves_nothing_that_a_purge_passes_over(
    sources, monkeypatch
):
    document = upload(sources)
    upload(sources)  # the same bytes, which stay
    correct(sources, document)
    forget_purged(sources)
    monkeypatch.setattr(gathering.Ledger, "put", killed)
    with pytest.raises(KeyboardInterrupt):
        gather_revisions(sources)
    monkeypatch.undo()
    assert len(usable(sources)) == 1
    purge(sources, document)
    forget_purged(sources)
    assert usable(sources) == []
    assert list(sources.workspace.truths.ids()) == []


@pytest.mark.parametrize("lost", ["killed", "ledger"])
def test_what_was_undone_is_taken_back_though_nobody_noted_that_it_was_gathered(
    sources, monkeypatch, lost
):
    document, deleted = upload(sources), upload(sources, b"another")
    for one in (document, deleted):
        correct(sources, one)
    if lost == "killed":
        forget_purged(sources)
        monkeypatch.setattr(gathering.Ledger, "put", killed)
        with pytest.raises(KeyboardInterrupt):
            gather_revisions(sources)
        monkeypatch.undo()
    else:
        gather_revisions(sources)
        (sources.workspace.folder / "gathered.db").unlink()
    assert len(usable(sources)) == 2
    restore(sources, document, 1)
    delete(sources, deleted)
    gather_revisions(sources)
    assert usable(sources) == []
    undelete(sources, deleted)
    gather_revisions(sources)
    assert [s.upload for s in usable(sources)] == [deleted]


def test_a_lost_ledger_keeps_nothing_from_a_purge_or_from_coming_back(sources):
    document, deleted = upload(sources), upload(sources, b"another")
    upload(sources)  # the same bytes, which stay
    for one in (document, deleted):
        correct(sources, one)
    gather_revisions(sources)
    delete(sources, deleted)
    gather_revisions(sources)
    (sources.workspace.folder / "gathered.db").unlink()
    purge(sources, document)
    gather_revisions(sources)
    assert usable(sources) == []
    undelete(sources, deleted)
    gather_revisions(sources)
    assert [s.upload for s in usable(sources)] == [deleted]
    assert files_about(sources.workspace, document) == []


def test_what_a_person_withdrew_stays_so_without_the_ledger(sources):
    document = upload(sources)
    correct(sources, document)
    gather_revisions(sources)
    sources.workspace.corrections.withdraw(Subject.UPLOAD, document)
    (sources.workspace.folder / "gathered.db").unlink()
    gather_revisions(sources)
    assert usable(sources) == []


@pytest.mark.parametrize(
    "place", ["truths.remove", "corrections.discard", "runs.remove", "originals.remove"]
)
def test_a_purge_that_was_killed_is_finished_by_the_next(sources, monkeypatch, place):
    document = upload(sources)
    correct(sources, document)
    gather_revisions(sources)
    (mine,) = usable(sources)
    workspace = sources.workspace
    workspace.runs.put(Run("r1", mine.document, (), {}, ()))
    workspace.keep_page("r1/0001.jpg", b"picture")
    workspace.sheets.mkdir()
    (workspace.sheets / f"{mine.document}.0.1.0-abcdef.json.z").write_bytes(b"sheet")
    part = workspace.originals.path(mine.document)
    part.with_name(f".{part.name}.123.part").write_bytes(b"begun")
    purge(sources, document)
    store, step = place.split(".")
    monkeypatch.setattr(type(getattr(workspace, store)), step, killed)
    with pytest.raises(KeyboardInterrupt):
        forget_purged(sources)
    monkeypatch.undo()
    forget_purged(sources)
    assert files_about(workspace, document, mine.document, mine.id) == []
    assert not (workspace.pages / "r1").exists()
