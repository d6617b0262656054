"""One cell of a row: what a person writes there, and what that does to sights and confidences."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from serve.editing.changes import JsonObject
from serve.editing.refusal import RefusedEditError
from serve.editing.row_kinds import (
    CONCEPT,
    ROW_KINDS,
    Row,
    RowKind,
    all_sights,
    get_cell,
    get_sight,
    new_sight,
    put_cell,
    put_sight,
)

IsConcept = Callable[[str], bool]
"""Whether the taxonomy has the concept of an id."""
_MEANT = {  # cells from which a row's meaning follows
    "indicators": frozenset(("level1", "level2", "level3", "value", "operator", "unit")),
    "funding": frozenset(("raw", "unit", "item")),
}
_SMALLEST_DOUBT = 0.001  # of a cell that was read with confidence 1


def write_cell(rows: str, row: Row, key: str, value: Any, is_concept: IsConcept) -> None:  # noqa: ANN401
    """Set a cell to what a person wrote. Raises RefusedEditError."""
    kind = ROW_KINDS[rows]
    checked = kind.cells[key].check(value)
    if key == CONCEPT:
        _choose_concept(row, checked, is_concept)
        return
    changed = get_cell(row, key) != checked
    with _confidence_follows(rows, row):
        put_cell(row, key, checked)
        if kind.cells[key].has_sight:
            seen = None if checked is None else reviewed(get_sight(kind, row, key))
            put_sight(kind, row, key, seen)
    if key in row.entry.get("inferred", ()):
        row.entry["inferred"].remove(key)
    row.stale |= changed and key in _MEANT.get(rows, frozenset())
    if rows == "funding" and key == "unit":
        row.entry.pop("unit_inferred", None)


def confirm_cell(rows: str, row: Row, key: str) -> None:
    """Note that a cell is right as it is. Raises RefusedEditError where nothing stands there."""
    kind = ROW_KINDS[rows]
    if key == CONCEPT:
        _confirm_concept(row)
        return
    sight = get_sight(kind, row, key)
    if sight is None:
        raise RefusedEditError("此处没有可确认的文字", "there is no text to confirm")
    with _confidence_follows(rows, row):
        put_sight(kind, row, key, reviewed(sight))


def confirm_row(rows: str, row: Row) -> None:
    """Note that all of a row is right as it is; its concept only where it is of these texts."""
    with _confidence_follows(rows, row):
        for sight in all_sights(ROW_KINDS[rows], row):
            sight.update(reviewed(sight))
    if rows == "indicators":
        row.entry["confidence"] = 1.0
        if not row.stale and get_cell(row, CONCEPT) is not None:
            _confirm_concept(row)


def reviewed(sight: JsonObject | None) -> JsonObject:
    """A sight as a person leaves it: on its place, certain."""
    return new_sight() if sight is None else sight | {"confidence": 1.0, "reviewed": True}


def forget_concept(row: Row) -> None:
    """A person's choice of a concept was for another text."""
    row.sights.pop(CONCEPT, None)
    row.stale = True


def _choose_concept(row: Row, concept: str | None, is_concept: IsConcept) -> None:
    if concept is not None and not is_concept(concept):
        raise RefusedEditError("分类库中没有这个指标", "the taxonomy has no such concept")
    row.entry["classification"]["concept"] = concept
    _confirm_concept(row)
    row.stale = True


def _confirm_concept(row: Row) -> None:
    row.sights[CONCEPT] = new_sight()
    row.entry["classification"]["confidence"] = 1.0


@contextmanager
def _confidence_follows(rows: str, row: Row) -> Iterator[None]:
    """The confidence of an indicator rises by the share of its doubt that was looked at."""
    kind = ROW_KINDS[rows]
    before = _doubt(kind, row)
    yield
    if rows != "indicators":
        return
    left = _doubt(kind, row) / before if before else 0.0
    row.entry["confidence"] = round(1 - (1 - row.entry["confidence"]) * min(1.0, left), 4)


def _doubt(kind: RowKind, row: Row) -> float:
    unseen = [s for s in all_sights(kind, row) if not s.get("reviewed")]
    return sum(1.0 - float(sight["confidence"]) + _SMALLEST_DOUBT for sight in unseen)
