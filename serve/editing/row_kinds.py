"""The rows of a form's five lists: their cells, and where each cell's sight stands in `places`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from extractor.export.places import CELLS
from extractor.verbatim import Panel
from serve.editing.changes import JsonObject
from serve.editing.texts import (
    checked_choice,
    checked_name,
    checked_text,
    checked_text_or_null,
)

CONCEPT = "concept"
_NO_NULL = ("level3", "value")  # "" in the contract where nothing is printed
_JOINED_CELLS = (
    *("level3", "value", "standard", "basis", "last_year_value"),
    *("scoring_rule", "evidence", "actual_value", "deviation"),
)
_ENTRY_KEYS = {"operator": "operator_column", "unit": "unit_column"}  # `direction` is its own
_OPTIONAL = ("operator", "unit", "direction")


@dataclass(slots=True)
class Row:
    """A row while it is edited: its entry, its sights (in the shape of `places`), and what must be
    worked out anew: the meaning of its texts, its concept."""

    entry: JsonObject
    sights: Any
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row. `has_sight` is false for what a person chooses rather than reads."""

    check: Callable[[Any], Any]
    has_sight: bool = True


@dataclass(frozen=True, slots=True)
class RowKind:
    """One of the lists of a form. `joined` are the cells whose texts are joined by a merge; of
    the others the first row's stay. `single_sight` where a row has one sight, not one a cell;
    `sights_stay` where `places` has every key, null for what is not printed."""

    cells: Mapping[str, Cell]
    joined: tuple[str, ...]
    blank: Callable[[], Row]
    single_sight: str = ""
    sights_stay: bool = False
    keys: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", frozenset(self.cells))


def checked_panel(value: Any) -> str:  # noqa: ANN401
    """A panel. Raises RefusedEditError."""
    return checked_choice(value, Panel)


def new_sight() -> JsonObject:
    """The sight of a text that a person wrote: on no place of the paper."""
    return {"where": [], "confidence": 1.0, "reviewed": True}


def _blank_indicator() -> Row:
    entry: JsonObject = {"panel": Panel.ANNUAL.value}
    entry |= {key: None for key in CELLS if key not in _OPTIONAL}
    entry |= {"level3": "", "value": ""}
    entry["normalized"] = {
        "kind": "empty",
        "operator": None,
        "numbers": [],
        "unit": None,
        "flags": [],
    }
    names = ("concept", "name", "home_2015", "home_2021", "home_filed_ok", "confidence")
    entry["classification"] = {**dict.fromkeys(names), "candidates": []}
    entry |= {"confidence": 1.0, "where": [], "inferred": []}
    return Row(entry, {}, stale=True)


def _blank_other_field() -> Row:
    return Row({"label": "", "value": ""}, {"label": new_sight(), "value": new_sight()})


def _blank_funding() -> Row:
    entry = {"panel": "annual", "item": "total", "raw": "", "unit": None, "amount_yuan": None}
    return Row(entry, new_sight(), stale=True)


def _blank_task() -> Row:
    entry = {"name": "", "total": None, "fiscal": None, "other": None}
    return Row(entry, {"name": new_sight(), "total": None, "fiscal": None, "other": None})


def _blank_goal() -> Row:
    return Row({"panel": "annual", "text": "", "items": []}, new_sight())


_TEXT, _TEXT_OR_NULL = Cell(checked_text), Cell(checked_text_or_null)
_PANEL = Cell(checked_panel, has_sight=False)

ROW_KINDS: Mapping[str, RowKind] = {
    "other_fields": RowKind(
        {"label": _TEXT, "value": _TEXT}, ("label", "value"), _blank_other_field
    ),
    "funding": RowKind(
        {
            "raw": _TEXT,
            "item": Cell(checked_name, has_sight=False),
            "panel": _PANEL,
            "unit": Cell(checked_text_or_null, has_sight=False),
        },
        ("raw",),
        _blank_funding,
        single_sight="raw",
    ),
    "tasks": RowKind(
        {"name": _TEXT} | dict.fromkeys(("total", "fiscal", "other"), _TEXT_OR_NULL),
        ("name",),
        _blank_task,
        sights_stay=True,
    ),
    "goals": RowKind({"text": _TEXT, "panel": _PANEL}, ("text",), _blank_goal, single_sight="text"),
    "indicators": RowKind(
        dict.fromkeys(CELLS, _TEXT_OR_NULL)
        | {"panel": _PANEL, CONCEPT: Cell(checked_text_or_null, has_sight=False)},
        _JOINED_CELLS,
        _blank_indicator,
    ),
}


def get_cell(row: Row, key: str) -> Any:  # noqa: ANN401
    """The value of a cell; None where nothing is printed."""
    if not _is_indicator(row):
        return row.entry[key]
    if key == CONCEPT:
        return row.entry["classification"]["concept"]
    value = row.entry.get(_ENTRY_KEYS.get(key, key))
    return None if value == "" and key in _NO_NULL and key not in row.sights else value


def put_cell(row: Row, key: str, value: Any) -> None:  # noqa: ANN401
    """Set the value of a cell that is no concept; what is None is not printed."""
    if not _is_indicator(row):
        row.entry[key] = value
    elif value is None and key in _OPTIONAL:
        row.entry.pop(_ENTRY_KEYS.get(key, key), None)
    else:
        text = "" if value is None and key in _NO_NULL else value
        row.entry[_ENTRY_KEYS.get(key, key)] = text


def _is_indicator(row: Row) -> bool:
    return "classification" in row.entry


def get_sight(kind: RowKind, row: Row, key: str) -> JsonObject | None:
    """The sight of a cell; None where it has none."""
    if key == kind.single_sight:
        sight: JsonObject = row.sights
        return sight
    return None if kind.single_sight else row.sights.get(key)


def put_sight(kind: RowKind, row: Row, key: str, sight: JsonObject | None) -> None:
    """Set or take away the sight of a cell."""
    if key == kind.single_sight:
        row.sights = sight
    elif sight is not None or kind.sights_stay:
        row.sights[key] = sight
    else:
        row.sights.pop(key, None)


def all_sights(kind: RowKind, row: Row) -> list[JsonObject]:
    """The sights that a row has, of texts only."""
    if kind.single_sight:
        return [row.sights]
    return [sight for key, sight in row.sights.items() if sight and key != CONCEPT]


def row_view(rows: str, row: Row) -> JsonObject:
    """The cells of a row that are not None, as the history of changes shows a row."""
    cells = {key: get_cell(row, key) for key in ROW_KINDS[rows].cells}
    return {key: value for key, value in cells.items() if value is not None}
