"""Corrections of a record: edits in, the record that they make and what each changed out."""

from collections.abc import Sequence

from extractor.errors import ContractError
from extractor.export.contract_reading import validate_contract
from extractor.taxonomy.matcher import RecordMatcher
from serve.editing.changes import Change, Edit, JsonObject
from serve.editing.draft import draft_of
from serve.editing.meaning import refreshed_file_findings, refreshed_form
from serve.editing.operations import apply_edit
from serve.editing.refusal import RefusedEditError
from serve.errors import EditError

MOST_EDITS = 1000


def apply_edits(
    record: JsonObject, edits: Sequence[Edit], matcher: RecordMatcher
) -> tuple[JsonObject, tuple[Change, ...]]:
    """Do all edits in order, or none.

    Args:
        record: the contract object; it is not changed.
        matcher: classifies rows whose texts changed; its taxonomy knows the concepts.
    Returns:
        The new record, whose meaning and findings fit its texts, and one change an edit.
    Raises:
        EditError: an edit does not fit; the message says which one. Also where the record is no
            object of the contract.
    """
    if not 1 <= len(edits) <= MOST_EDITS:
        raise EditError(f"应有 1 至 {MOST_EDITS} 处修改。 1 to {MOST_EDITS} edits are wanted.")
    try:
        validate_contract(record)
    except ContractError as error:
        raise EditError(str(error)) from error
    draft = draft_of(record)
    changes: list[Change] = []
    for number, edit in enumerate(edits, start=1):
        try:
            changes.append(
                apply_edit(draft, edit, lambda c: matcher.taxonomy.concept(c) is not None)
            )
        except RefusedEditError as refusal:
            raise EditError(
                f"第 {number} 处修改：{refusal.chinese}。 Edit {number}: {refusal.english}."
            ) from refusal
    edited = draft.values | {
        "forms": [
            refreshed_form(form, matcher) if form.touched else form.close() for form in draft.forms
        ]
    }
    edited["findings"] = refreshed_file_findings(edited)
    return edited, tuple(changes)
