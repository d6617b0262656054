"""Corrections of the review page come to the one store of corrections, and go with their documents.

Each step holds a lock of the workspace and looks at the database within: a document that was purged
before is not seen any more, and what is about one that is purged later is removed after it.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Self

from annotations.correction_store import Subject
from annotations.folders import one_at_a_time
from annotations.forget import discard_uploads, forget_documents
from annotations.workspace import Workspace
from serve.errors import BlobMissingError
from serve.learning.judgements import Judged, Judgement, judgements, taken_back
from serve.learning.ledger import Gathered, Ledger, open_ledger, remake
from serve.settings import Settings
from serve.store.blobs import Blobs, open_blobs, original_key
from serve.store.database import Database
from serve.store.documents import Consent
from serve.store.judged import (
    JudgedHead,
    JudgedRecord,
    Mark,
    PurgedDocument,
    changed_documents,
    judged_record,
    purged_documents,
)

log = logging.getLogger(__name__)

_BATCH = 20  # documents with both their records in memory
_PURGED = 400
_OVERLAP = 600.0
"""Seconds that are looked at again: transactions do not end in the order of their times."""
_GATHERED, _FOLLOWED, _PURGES = "gathered", "followed", "purged"
_NEVER = Mark(float("inf"))
_STRANGE = (KeyError, IndexError, TypeError, ValueError, AttributeError)


@dataclass(frozen=True, slots=True)
class Sources:
    """Where corrections are made, and the workspace that they come to. `learn` is false where the
    operator wants nothing gathered; what is there already still goes with its documents."""

    database: Database
    blobs: Blobs
    workspace: Workspace
    learn: bool = True

    @classmethod
    def of(cls, settings: Settings, database: Database, blobs: Blobs) -> Self:
        """Those of a service, from what is open."""
        return cls(database, blobs, Workspace(settings.home), settings.learn)


@contextmanager
def open_sources(settings: Settings) -> Iterator[Sources]:
    """The sources of a service. Raises StoreError."""
    database = Database(settings.database())
    blobs = open_blobs(settings)
    try:
        yield Sources.of(settings, database, blobs)
    finally:
        blobs.close()
        database.close()


def gather_revisions(sources: Sources, settled: float = 0.0) -> int:
    """Bring the corrections that are new to the store; how many submissions it has more.

    Several may do it at the same time, and again at any time. Each form that people touched is a
    submission with the whole form; that of a newer revision takes the place of an older one.
    Deleted documents, and those that may not be learned from, are withdrawn while they are.

    Args:
        settled: seconds for which nobody changed a document before it is gathered, so that not
            every step of a person at work is kept.
    Raises:
        StoreError, StoreLineError, OSError: what was gathered before stays.
    """
    forget_purged(sources)
    name = _GATHERED if sources.learn else _FOLLOWED
    with _open(sources) as ledger:
        after, far, count = Mark(ledger.mark(name) - _OVERLAP), _NEVER, 0
        while True:
            with _locked(sources):
                step = _step(sources, ledger, after, settled)
                far = min(far, step.waits)
                ledger.put(step.entries, name, min(far, step.after).at)
                _drop_former_truths(sources.workspace, step)
            count += step.count
            if step.after == after:
                return count
            after = step.after


def forget_purged(sources: Sources) -> int:
    """Remove what is about documents that were purged: submissions, truths, and the bytes where no
    other document has them. How many documents were looked at. Raises as `gather_revisions`."""
    count = last = 0
    with _open(sources) as ledger:
        since = ledger.mark(_PURGES) - _OVERLAP
        while True:
            with _locked(sources):
                with sources.database.read() as connection:
                    gone = purged_documents(connection, since, last, _PURGED)
                if not gone:
                    return count
                known = ledger.get([one.document_id for one in gone])
                _forget(sources.workspace, gone, known)
                ledger.drop(known, _PURGES, gone[-1].at)
            last = gone[-1].sequence
            count += len(gone)


def follow_consent(workspace: Workspace, sha256: str, consent: Consent) -> None:
    """Learn from a document no longer, wherever it was judged, or again. Raises StoreLineError,
    OSError."""
    store = workspace.corrections
    is_withdrawn = store.is_withdrawn(Subject.DOCUMENT, sha256)
    if consent is Consent.GIVEN and is_withdrawn:
        store.note_restored(Subject.DOCUMENT, [sha256])
    elif consent is Consent.TAKEN_BACK and not is_withdrawn:
        store.note_withdrawn(Subject.DOCUMENT, [sha256])


@dataclass(frozen=True, slots=True)
class _Step:
    """What was done with some documents: what is known of them now and was before. `after` is
    where to go on, `waits` the first that is not settled, `count` how many submissions are new."""

    entries: Sequence[Gathered]
    former: Mapping[str, Gathered]
    after: Mark
    waits: Mark
    count: int


@dataclass(frozen=True, slots=True)
class _Fresh:
    """A document with a revision that was not gathered yet."""

    head: JudgedHead
    record: JudgedRecord | None


def _step(sources: Sources, ledger: Ledger, after: Mark, settled: float) -> _Step:
    with sources.database.read() as connection:
        heads = changed_documents(connection, after, _BATCH)
        known = ledger.get([head.document_id for head in heads])
        new = [head for head in heads if sources.learn and _is_new(head, known)]
        before = sources.database.now(connection) - settled
        fresh = [
            _Fresh(head, judged_record(connection, head.document_id))
            for head in new
            if head.updated_at <= before
        ]
    waits = min((head.mark for head in new if head.updated_at > before), default=_NEVER)
    _follow(sources.workspace, heads, known)
    entries = {
        head.document_id: replace(known[head.document_id], may_learn=head.may_learn)
        for head in heads
        if head.document_id in known
    }
    count = 0
    if fresh:
        gathered, count = _gather(sources, ledger, fresh, known)
        entries |= gathered
    last = heads[-1].mark if heads else after
    return _Step(tuple(entries.values()), known, last, waits, count)


def _is_new(head: JudgedHead, known: Mapping[str, Gathered]) -> bool:
    entry = known.get(head.document_id)
    return head.may_learn and (entry is None or entry.revision != head.revision)


def _follow(
    workspace: Workspace, heads: Sequence[JudgedHead], known: Mapping[str, Gathered]
) -> None:
    """Withdraw and restore what was gathered of documents, as they are now."""
    changed = [
        head
        for head in heads
        if (entry := known.get(head.document_id)) and entry.may_learn != head.may_learn
    ]
    withdrawn = [head.document_id for head in changed if not head.may_learn]
    restored = [head.document_id for head in changed if head.may_learn]
    if withdrawn:
        workspace.corrections.note_withdrawn(Subject.UPLOAD, withdrawn)
    if restored:
        workspace.corrections.note_restored(Subject.UPLOAD, restored)


def _gather(
    sources: Sources, ledger: Ledger, fresh: Sequence[_Fresh], known: Mapping[str, Gathered]
) -> tuple[dict[str, Gathered], int]:
    """Documents and truths come before the submissions that speak of them, and the ledger before
    all: what it knows of is taken back, withdrawn and erased."""
    workspace = sources.workspace
    entries: dict[str, Gathered] = {}
    made: list[Judgement] = []
    for one in fresh:
        former = known.get(one.head.document_id)
        found = _judgements(one, former.forms if former else {})
        made += found
        forms = {e.submission.form: e.submission.id for e in found if e.form is not None}
        identity = one.head.document_id
        entries[identity] = Gathered(identity, one.head.revision, may_learn=True, forms=forms)
    ledger.begin(_with_former(entry, known) for entry in entries.values())
    welcome = workspace.corrections.not_erased(entry.submission for entry in made)
    ids = {submission.id for submission in welcome}
    for document in {submission.document for submission in welcome}:
        _keep_original(sources, document)
    for entry in made:
        if entry.form is not None and entry.submission.id in ids:
            workspace.truths.put(entry.submission.id, entry.form)
    return entries, workspace.corrections.add(welcome)


def _with_former(entry: Gathered, known: Mapping[str, Gathered]) -> Gathered:
    former = known.get(entry.document_id)
    return entry if former is None else replace(entry, forms={**former.forms, **entry.forms})


def _judgements(one: _Fresh, former: Mapping[int, str]) -> tuple[Judgement, ...]:
    if one.record is None:
        return ()
    record = one.record
    judged = Judged(
        one.head.document_id,
        one.head.sha256,
        record.machine,
        record.corrected,
        record.authors,
        _instant(record.made_at),
    )
    try:
        found = judgements(judged)
    except _STRANGE as error:  # of another version of the product: it keeps nobody else waiting
        facts = {"document_id": judged.document, "error": type(error).__name__}
        log.warning("corrections.not_understood", extra=facts)
        return ()
    gone = former.keys() - {entry.submission.form for entry in found}
    return (*found, *taken_back(judged, sorted(gone)))


def _keep_original(sources: Sources, sha256: str) -> None:
    originals = sources.workspace.originals
    if originals.has(sha256):
        return
    try:
        with sources.blobs.open_path(original_key(sha256)) as path:
            originals.keep_file(path, sha256)
    except BlobMissingError:
        log.warning("original.missing", extra={"document": sha256[:12]})


def _drop_former_truths(workspace: Workspace, step: _Step) -> None:
    """A newer judgement takes the place of an older one, whose form nobody asks for any more."""
    for entry in step.entries:
        former = step.former.get(entry.document_id)
        for identity in set(former.forms.values() if former else ()) - {*entry.forms.values()}:
            workspace.truths.remove(identity)


def _forget(
    workspace: Workspace, gone: Sequence[PurgedDocument], known: Mapping[str, Gathered]
) -> None:
    if known:
        discard_uploads(workspace, known)
    unused = {one.sha256 for one in gone if not one.is_used}
    kept = {sha256 for sha256 in unused if workspace.originals.has(sha256)}
    if kept:
        forget_documents(workspace, kept, _instant(gone[-1].at))


@contextmanager
def _open(sources: Sources) -> Iterator[Ledger]:
    with open_ledger(sources.workspace.folder / "gathered.db") as ledger:
        with _locked(sources):
            remake(ledger, sources.workspace.corrections)
        yield ledger


def _locked(sources: Sources) -> AbstractContextManager[None]:
    return one_at_a_time(sources.workspace.folder / "gathering.lock")


def _instant(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
