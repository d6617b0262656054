"""What each operation does to a draft."""

import copy
from typing import Any

from extractor.record import FindingState
from extractor.verbatim import FormType
from serve.editing.cells import (
    IsConcept,
    confirm_cell,
    confirm_row,
    forget_concept,
    reviewed,
    write_cell,
)
from serve.editing.changes import Change, Edit, JsonObject, Op
from serve.editing.draft import FormDraft, RecordDraft
from serve.editing.joining import join_rows
from serve.editing.pointers import END, Part, Target, parse_pointer
from serve.editing.refusal import RefusedEditError
from serve.editing.row_kinds import ROW_KINDS, Row, get_cell, row_view
from serve.editing.texts import (
    checked_choice,
    checked_object,
    checked_text_or_null,
    checked_year,
)

_MOST_PARTS = 100  # of a split
_STATES = {
    Op.ACCEPT: FindingState.ACCEPTED,
    Op.IGNORE: FindingState.IGNORED,
    Op.REOPEN: FindingState.OPEN,
}


def apply_edit(draft: RecordDraft, edit: Edit, is_concept: IsConcept) -> Change:
    """Do one edit. Raises RefusedEditError and leaves the draft in any state."""
    target = parse_pointer(edit.path)
    if (edit.source is not None) != (edit.op in (Op.MOVE, Op.MERGE)):
        raise RefusedEditError(
            "from 只用于且必用于 move、merge", "`from` belongs to move and merge"
        )
    match edit.op:
        case Op.REPLACE:
            before, after = _replace(draft, target, edit.value, is_concept)
        case Op.CONFIRM:
            before = after = _confirm(draft, target)
        case Op.ADD:
            before, after = _add(draft, target, edit.value, is_concept)
        case Op.REMOVE:
            before, after = _remove(draft, target)
        case Op.MOVE:
            before, after = _move(draft, target, parse_pointer(edit.source or ""))
        case Op.SPLIT:
            before, after = _split(draft, target, edit.value, is_concept)
        case Op.MERGE:
            before, after = _merge(draft, target, parse_pointer(edit.source or ""))
        case Op.ACCEPT | Op.IGNORE | Op.REOPEN:
            before, after = _decide(draft, target, _STATES[edit.op])
        case Op.RESTORE:
            raise RefusedEditError("请用版本恢复", "revisions are restored by their number")
    return Change(edit.op, edit.path, before, after, edit.source)


def _replace(
    draft: RecordDraft,
    target: Target,
    value: Any,  # noqa: ANN401
    is_concept: IsConcept,
) -> tuple[Any, Any]:
    match target.part:
        case Part.CELL:
            row = draft.row(target)
            before = get_cell(row, target.key)
            write_cell(target.rows, row, target.key, value, is_concept)
            return before, get_cell(row, target.key)
        case Part.FIELD:
            return _replace_field(draft.form(target), target.key, checked_text_or_null(value))
        case Part.FORM_VALUE:
            return _replace_form_value(draft.form(target), target.key, value)
    raise RefusedEditError("replace 只用于单个值", "`replace` is for single values")


def _replace_field(form: FormDraft, key: str, text: str | None) -> tuple[Any, Any]:
    sights = form.values["places"]["fields"]
    before = form.values["fields"][key]
    form.values["fields"][key] = text
    seen = sights.pop(key, None)
    if text is not None:
        sights[key] = reviewed(seen)
    return before, text


def _replace_form_value(form: FormDraft, key: str, value: Any) -> tuple[Any, Any]:  # noqa: ANN401
    before = form.values[key]
    if key == "year":
        form.values[key] = checked_year(value)
    elif key == "form_type":
        form.values[key] = checked_choice(value, FormType)
    else:
        text = checked_text_or_null(value)
        places = form.values["places"]
        form.values[key] = text
        places[key] = None if text is None else reviewed(places[key])
    return before, form.values[key]


def _confirm(draft: RecordDraft, target: Target) -> Any:  # noqa: ANN401
    """What was confirmed, where it is one value."""
    form = draft.form(target)
    match target.part:
        case Part.CELL:
            row = draft.row(target)
            confirm_cell(target.rows, row, target.key)
            return get_cell(row, target.key)
        case Part.ROW:
            confirm_row(target.rows, draft.row(target))
            return None
        case Part.FORM:
            _confirm_form(form)
            return None
        case Part.FIELD:
            text = form.values["fields"][target.key]
            if text is not None:
                return _replace_field(form, target.key, text)[1]
        case Part.FORM_VALUE if target.key == "title" and form.values["title"] is not None:
            return _replace_form_value(form, "title", form.values["title"])[1]
    raise RefusedEditError("此处没有可确认的文字", "there is no text to confirm")


def _confirm_form(form: FormDraft) -> None:
    places = form.values["places"]
    if places["title"] is not None:
        places["title"] = reviewed(places["title"])
    places["fields"] = {key: reviewed(sight) for key, sight in places["fields"].items()}
    for name, rows in form.rows.items():
        for row in rows:
            confirm_row(name, row)


def _add(
    draft: RecordDraft,
    target: Target,
    value: Any,  # noqa: ANN401
    is_concept: IsConcept,
) -> tuple[Any, Any]:
    _require_row(target)
    kind = ROW_KINDS[target.rows]
    row = kind.blank()
    for key, cell in checked_object(value, kind.keys).items():
        write_cell(target.rows, row, key, cell, is_concept)
    draft.insert(target, row)
    return None, row_view(target.rows, row)


def _remove(draft: RecordDraft, target: Target) -> tuple[Any, Any]:
    _require_row(target)
    row = draft.row(target)
    draft.list_of(target).pop(target.index)
    return row_view(target.rows, row), None


def _move(draft: RecordDraft, target: Target, source: Target) -> tuple[Any, Any]:
    _require_row(target)
    _require_same_list(target, source)
    row = draft.row(source)
    draft.list_of(source).pop(source.index)
    draft.insert(target, row)
    return None, None


def _split(
    draft: RecordDraft,
    target: Target,
    value: Any,  # noqa: ANN401
    is_concept: IsConcept,
) -> tuple[Any, Any]:
    _require_row(target)
    row, kind = draft.row(target), ROW_KINDS[target.rows]
    if not isinstance(value, list) or not 2 <= len(value) <= _MOST_PARTS:
        raise RefusedEditError("应为二至一百个部分", "2 to 100 parts are wanted")
    parts: list[Row] = []
    for given in value:
        part = copy.deepcopy(row)
        cells = checked_object(given, kind.keys)
        if cells and target.rows == "indicators":
            forget_concept(part)
        for key, cell in cells.items():
            write_cell(target.rows, part, key, cell, is_concept)
        parts.append(part)
    before = row_view(target.rows, row)
    draft.list_of(target).pop(target.index)
    for offset, part in enumerate(parts):
        place = Target(Part.ROW, target.form, target.rows, target.index + offset)
        draft.insert(place, part)
    return before, [row_view(target.rows, part) for part in parts]


def _merge(draft: RecordDraft, target: Target, source: Target) -> tuple[Any, Any]:
    _require_row(target)
    _require_same_list(target, source)
    if target.form != source.form:
        raise RefusedEditError("须为同一列表中的行", "rows of one list are wanted")
    if target.index == source.index:
        raise RefusedEditError("须为不同的两行", "two different rows are wanted")
    kept, other = draft.row(target), draft.row(source)
    before = [row_view(target.rows, kept), row_view(target.rows, other)]
    order = (other, kept) if source.index < target.index else (kept, other)
    join_rows(target.rows, kept, order)
    draft.list_of(target).pop(source.index)
    return before, row_view(target.rows, kept)


def _decide(draft: RecordDraft, target: Target, state: FindingState) -> tuple[Any, Any]:
    if target.part is not Part.FINDING:
        raise RefusedEditError("只用于问题提示", "this is for findings only")
    finding: JsonObject = draft.finding(target)
    before = finding.pop("state", FindingState.OPEN.value)
    if state is not FindingState.OPEN:
        finding["state"] = state.value
    return before, state.value


def _require_row(target: Target) -> None:
    if target.part is not Part.ROW:
        raise RefusedEditError("只用于整行", "this is for whole rows")


def _require_same_list(target: Target, source: Target) -> None:
    if source.part is not Part.ROW or source.rows != target.rows or source.index == END:
        raise RefusedEditError("须为同一列表中的行", "rows of one list are wanted")
