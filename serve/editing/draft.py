"""A record while it is edited: rows and their sights side by side, so that they stay parallel."""

import json
from dataclasses import dataclass

from serve.editing.changes import JsonObject
from serve.editing.pointers import END, Target
from serve.editing.refusal import RefusedEditError
from serve.editing.row_kinds import ROW_KINDS, Row

_MOST_ROWS = 5000  # of one list


@dataclass(slots=True)
class FormDraft:
    """One form. `values` is its contract object, whose lists are out of date until `close`;
    `touched` where anything of it was edited."""

    values: JsonObject
    rows: dict[str, list[Row]]
    touched: bool = False

    def close(self) -> JsonObject:
        """The contract object with the lists and places as they are now."""
        places = self.values["places"]
        for name, rows in self.rows.items():
            self.values[name] = [row.entry for row in rows]
            places[name] = [row.sights for row in rows]
        return self.values


@dataclass(slots=True)
class RecordDraft:
    """A whole record; `values` is its contract object without up-to-date forms."""

    values: JsonObject
    forms: list[FormDraft]

    def form(self, target: Target) -> FormDraft:
        """The form of a target, which counts as touched from now on. Raises RefusedEditError."""
        if target.form is None or target.form >= len(self.forms):
            raise RefusedEditError("没有这张表", "there is no such form")
        form = self.forms[target.form]
        form.touched = True
        return form

    def list_of(self, target: Target) -> list[Row]:
        """The rows that a target is among. Raises RefusedEditError."""
        return self.form(target).rows[target.rows]

    def row(self, target: Target) -> Row:
        """The row of a target. Raises RefusedEditError."""
        rows = self.list_of(target)
        if target.index == END or target.index >= len(rows):
            raise RefusedEditError("没有这一行", "there is no such row")
        return rows[target.index]

    def insert(self, target: Target, row: Row) -> int:
        """Put a row in, at most behind the last one; returns its index. Raises RefusedEditError."""
        rows = self.list_of(target)
        index = len(rows) if target.index == END else target.index
        if index > len(rows):
            raise RefusedEditError("没有这一行", "there is no such row")
        if len(rows) >= _MOST_ROWS:
            raise RefusedEditError(f"超过 {_MOST_ROWS} 行", f"over {_MOST_ROWS} rows")
        rows.insert(index, row)
        return index

    def finding(self, target: Target) -> JsonObject:
        """The finding of a target. Raises RefusedEditError."""
        owner = self.values if target.form is None else self.form(target).values
        findings: list[JsonObject] = owner["findings"]
        if target.index >= len(findings):
            raise RefusedEditError("没有这条问题", "there is no such finding")
        return findings[target.index]


def draft_of(record: JsonObject) -> RecordDraft:
    """A draft that shares nothing with the record."""
    values = json.loads(json.dumps(record))  # a fifth of the time of a deep copy
    return RecordDraft(values, [form_draft(form) for form in values["forms"]])


def form_draft(form: JsonObject) -> FormDraft:
    """The draft of one form, which it takes over."""
    places = form["places"]
    rows = {
        name: [Row(entry, sights) for entry, sights in zip(form[name], places[name], strict=True)]
        for name in ROW_KINDS
    }
    return FormDraft(form, rows)
