"""JSON pointers of edits → what they point at. Only the parts of a record that may change."""

import re
from dataclasses import dataclass
from enum import StrEnum

from extractor.verbatim import FieldKey
from serve.editing.refusal import RefusedEditError
from serve.editing.row_kinds import ROW_KINDS

END = -1
"""The index of "-": behind the last row."""
_INDEX = re.compile(r"0|[1-9][0-9]{0,5}")
_FORM_KEYS = ("title", "year", "form_type")


class Part(StrEnum):
    """What a pointer points at."""

    FORM = "form"
    FORM_VALUE = "form_value"  # title, year, form_type
    FIELD = "field"
    ROW = "row"
    CELL = "cell"
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class Target:
    """Where an edit goes. `form` is None for findings about the file; `rows` names a list of the
    form; `index` may be END; `key` is a field, a value of the form, or a cell of the row."""

    part: Part
    form: int | None
    rows: str = ""
    index: int = 0
    key: str = ""


def parse_pointer(pointer: str) -> Target:
    """`/forms/0/indicators/3/value` → its target; whether the row is there is not looked at.

    Raises RefusedEditError for any other path than those that may be edited."""
    match pointer.split("/"):
        case ["", "findings", index]:
            return Target(Part.FINDING, None, index=_index(index))
        case ["", "forms", form]:
            return Target(Part.FORM, _index(form))
        case ["", "forms", form, key] if key in _FORM_KEYS:
            return Target(Part.FORM_VALUE, _index(form), key=key)
        case ["", "forms", form, "fields", key] if key in tuple(FieldKey):
            return Target(Part.FIELD, _index(form), key=key)
        case ["", "forms", form, "findings", index]:
            return Target(Part.FINDING, _index(form), index=_index(index))
        case ["", "forms", form, rows, index] if rows in ROW_KINDS:
            end = index == "-"
            return Target(Part.ROW, _index(form), rows, END if end else _index(index))
        case ["", "forms", form, rows, index, key] if rows in ROW_KINDS:
            if key in ROW_KINDS[rows].keys:
                return Target(Part.CELL, _index(form), rows, _index(index), key)
    raise RefusedEditError("此路径不能修改", "this path cannot be edited")


def _index(text: str) -> int:
    if not _INDEX.fullmatch(text):
        raise RefusedEditError("此路径不能修改", "this path cannot be edited")
    return int(text)
