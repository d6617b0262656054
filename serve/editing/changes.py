"""What a person does to a record, and what it changed."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

JsonObject = dict[str, Any]


class Op(StrEnum):
    """What an edit does."""

    REPLACE = "replace"
    ADD = "add"
    REMOVE = "remove"
    MOVE = "move"
    SPLIT = "split"
    MERGE = "merge"
    CONFIRM = "confirm"
    ACCEPT = "accept"
    IGNORE = "ignore"
    REOPEN = "reopen"
    RESTORE = "restore"  # of a whole revision; no edit


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of a correction. `path` and `source` are JSON pointers into the record; `source`
    (`from` in JSON) is the other row of a move or merge."""

    op: Op
    path: str
    value: Any = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What one edit did: the value at `path` before and after it, None where there was none.

    Paths are those at the time of the edit, so that later edits may have moved the row.
    """

    op: Op
    path: str
    before: Any
    after: Any
    source: str | None = None


def change_to_dict(change: Change) -> JsonObject:
    """The change as JSON; `from` stands only where rows were moved or merged."""
    entry: JsonObject = {"op": change.op.value, "path": change.path}
    if change.source is not None:
        entry["from"] = change.source
    return entry | {"before": change.before, "after": change.after}


def dict_to_change(entry: JsonObject) -> Change:
    """The inverse of `change_to_dict`."""
    return Change(
        Op(entry["op"]), entry["path"], entry["before"], entry["after"], entry.get("from")
    )
