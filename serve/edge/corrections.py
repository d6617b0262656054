"""Corrections as they come in: made, checked against what the caller may see, and written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from serve.access.principal import Principal, Scope
from serve.edge.service import Service
from serve.editing.apply import apply_edits
from serve.editing.changes import Change, Edit, JsonObject, Op
from serve.editing.masking import Masked, mask_changes, mask_record, masked, touches_hidden
from serve.errors import ForbiddenError
from serve.store.audit import add_audit
from serve.store.documents import get_visible_document
from serve.store.events import EventKind, add_event
from serve.store.revisions import (
    Revision,
    RevisionDraft,
    RevisionKind,
    add_revision,
    conflict_of,
    get_revision,
)


@dataclass(frozen=True, slots=True)
class Correction:
    """A revision that a person made, as its author may see it."""

    revision: int
    record: JsonObject
    changes: tuple[Change, ...]


def visible_record(record: JsonObject, caller: Principal) -> JsonObject:
    """The record, masked for callers who may not see personal data."""
    return record if caller.may(Scope.PERSONAL) else mask_record(record)


def visible_changes(
    changes: Sequence[Change], records: Sequence[JsonObject], caller: Principal
) -> tuple[Change, ...]:
    """The changes between two records, or of the first one, masked likewise."""
    if caller.may(Scope.PERSONAL):
        return tuple(changes)
    return mask_changes(changes, reduce(or_, (masked(record).hidden for record in records)))


def correct(
    service: Service, caller: Principal, document_id: str, seen: int, edits: Sequence[Edit]
) -> Correction:
    """Do edits on the revision that the caller saw.

    Raises NotFoundError, NotReadyError, RevisionConflictError, EditError, ForbiddenError for a
    text that the caller sees masked.
    """
    newest = _newest(service, document_id, seen)
    record, changes = apply_edits(newest.record, edits, service.matcher)
    before = _masked_for(caller, newest.record)
    if before is not None:
        for number, change in enumerate(changes, start=1):
            if touches_hidden(change, before.hidden):
                raise ForbiddenError(
                    f"第 {number} 处修改涉及已隐去的个人信息。 "
                    f"Edit {number} is of personal data that is masked for you."
                )
    draft = _draft(RevisionKind.CORRECTION, caller, newest, changes, record)
    return _store(service, caller, document_id, draft, before)


def restore(
    service: Service, caller: Principal, document_id: str, seen: int, number: int
) -> Correction:
    """Make an earlier revision the newest again. Raises as `correct`."""
    newest = _newest(service, document_id, seen)
    with service.database.read() as connection:
        wanted = get_revision(connection, document_id, number)
    change = Change(Op.RESTORE, "", newest.number, number)
    draft = _draft(RevisionKind.RESTORED, caller, newest, (change,), wanted.record)
    return _store(service, caller, document_id, draft, _masked_for(caller, newest.record))


def _newest(service: Service, document_id: str, seen: int) -> Revision:
    with service.database.read() as connection:
        get_visible_document(connection, document_id)
        newest = get_revision(connection, document_id)
        if newest.number != seen:
            raise conflict_of(newest.head, seen)
    return newest


def _draft(
    kind: RevisionKind,
    caller: Principal,
    newest: Revision,
    changes: tuple[Change, ...],
    record: JsonObject,
) -> RevisionDraft:
    return RevisionDraft(kind, caller.id, caller.name, newest.number, changes, record)


def _store(
    service: Service,
    caller: Principal,
    document_id: str,
    draft: RevisionDraft,
    before: Masked | None,
) -> Correction:
    """Write the revision down; `before` is the one it was made from, for who sees it masked."""
    with service.database.write() as connection:
        get_visible_document(connection, document_id)
        made = add_revision(connection, document_id, draft)
        facts = {"revision": made.number, "base": draft.base, "changes": len(draft.changes)}
        add_audit(connection, caller, f"record.{draft.kind.value}", document_id, facts)
        add_event(connection, document_id, EventKind.CORRECTED, facts)
    if before is None:
        return Correction(made.number, made.record, draft.changes)
    after = masked(made.record)
    changes = mask_changes(draft.changes, before.hidden | after.hidden)
    return Correction(made.number, after.record, changes)


def _masked_for(caller: Principal, record: JsonObject) -> Masked | None:
    """The record masked, None for callers who see all of it."""
    return None if caller.may(Scope.PERSONAL) else masked(record)
