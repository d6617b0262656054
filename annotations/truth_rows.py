"""The indicator rows of a form after an annotation.

Cells that stayed what they were stay in their rows. Cells that are new, or are something else now,
find their row by their place: a level is that of the rows its box covers, anything else is of the
row at its height.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotations.cells import Cell
from annotations.corrections import Reading, Spot
from annotations.labels import Flag, Label
from annotations.places import gap

_LEVELS = (Label.LEVEL1.value, Label.LEVEL2.value)
_OF_ROWS = (*_LEVELS, Label.LEVEL3.value, Label.VALUE.value, Label.COLUMN.value)


@dataclass(slots=True)
class TrueRow:
    """A row while it is put together: the readings by key of the contract (level1 … value, and
    the columns). `index` is that of the row of the record it was, None for a new one."""

    index: int | None
    cells: dict[str, Reading] = field(default_factory=dict)

    @property
    def spot(self) -> Spot | None:
        """Where its level 3 stands, or else its other own cells."""
        own = [cell for key, cell in self.cells.items() if key not in _LEVELS]
        named = [cell for cell in own if cell.label == Label.LEVEL3]
        return next((cell.spot for cell in (*named, *own) if cell.spot is not None), None)


def true_rows(
    form: int, rows: int, cells: Sequence[Cell], after: Mapping[str, Reading]
) -> list[TrueRow]:
    """The rows of a form, in their order on the paper.

    Args:
        form: index of the form.
        rows: how many rows the record has.
        cells: the cells as they were shown.
        after: the cells as they are now, by id.
    """
    found = [TrueRow(index) for index in range(rows)]
    homeless = {
        identity: reading
        for identity, reading in after.items()
        if reading.label in _OF_ROWS and Flag.CONTINUED.value not in reading.flags
    }
    for cell in cells:
        reading = after.get(cell.id)
        if reading is None or Flag.CONTINUED.value in reading.flags:
            continue
        if _moved(cell.reading, reading):
            continue
        for index, key in _row_paths(cell, form):
            if key == _key(reading):
                found[index].cells[key] = reading
                homeless.pop(cell.id, None)
    _settle(found, homeless, after)
    kept = [row for row in found if row.cells.keys() - set(_LEVELS)]
    return kept if all(row.index is not None for row in kept) else _in_order(kept)


def _settle(
    rows: list[TrueRow], homeless: Mapping[str, Reading], after: Mapping[str, Reading]
) -> None:
    """Give homeless cells their rows: level 3 first, which makes rows, levels last, which need
    them."""
    rank = {Label.LEVEL3.value: 0, Label.VALUE.value: 1, Label.COLUMN.value: 2}
    for reading in sorted(homeless.values(), key=lambda entry: rank.get(entry.label, 3)):
        key = _key(reading)
        if reading.label in _LEVELS:
            _cover(rows, reading, key)
            continue
        row = _row_at(rows, reading.spot, key)
        if row is None:
            row = TrueRow(None)
            rows.append(row)
        row.cells[key] = reading
    for row in rows:
        if row.spot is not None:
            _inherit(row, after)


def _cover(rows: Sequence[TrueRow], level: Reading, key: str) -> None:
    for row in rows:
        if _covers(level.spot, row.spot):
            row.cells[key] = level


def _inherit(row: TrueRow, after: Mapping[str, Reading]) -> None:
    """Levels that a row lost, or a new row never had: of a cell that covers it, or of the parent
    that the annotator named on an earlier page."""
    for key in _LEVELS:
        if key in row.cells:
            continue
        covering = (r for r in after.values() if r.label == key and _covers(r.spot, row.spot))
        level = next((r for r in covering if r.text), None) or _named(row, key, after)
        if level is not None:
            row.cells[key] = level


def _named(row: TrueRow, key: str, after: Mapping[str, Reading]) -> Reading | None:
    child = row.cells.get(Label.LEVEL3.value)
    for _ in _OF_ROWS:
        if child is None or child.parent is None:
            return None
        child = after.get(child.parent)
        if child is not None and child.label == key:
            return child
    return None


def _row_at(rows: Sequence[TrueRow], spot: Spot | None, key: str) -> TrueRow | None:
    """The row at the height of a place that has nothing of that key, the nearest."""
    free = [
        (gap(spot, row.spot), number)
        for number, row in enumerate(rows)
        if key not in row.cells and _beside(spot, row.spot)
    ]
    return rows[min(free)[1]] if free else None


def _moved(shown: Reading, became: Reading) -> bool:
    """Whether a cell must look for its rows anew."""
    if (shown.label, shown.key) != (became.label, became.key):
        return True
    return became.label in _LEVELS and shown.spot != became.spot


def _row_paths(cell: Cell, form: int) -> Iterator[tuple[int, str]]:
    for path in cell.paths:
        parts = path.split("/")
        if parts[:4] == ["", "forms", str(form), "indicators"] and len(parts) == 6:
            yield int(parts[4]), parts[5]


def _key(reading: Reading) -> str:
    return reading.key or "extra" if reading.label == Label.COLUMN else reading.label


def _covers(level: Spot | None, spot: Spot | None) -> bool:
    if level is None or spot is None or level.page != spot.page:
        return False
    middle = (spot.box[1] + spot.box[3]) / 2
    return level.box[1] <= middle < level.box[3] and level.box[0] <= spot.box[0]


def _beside(one: Spot | None, other: Spot | None) -> bool:
    if one is None or other is None or one.page != other.page:
        return False
    shared = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    lower = min(one.box[3] - one.box[1], other.box[3] - other.box[1])
    return shared > lower / 2


def _in_order(rows: list[TrueRow]) -> list[TrueRow]:
    """New rows stand behind the row above them; the others keep the order of the record, which
    follows the panels."""
    ordered = [row for row in rows if row.index is not None]
    for row in sorted((r for r in rows if r.index is None), key=_height):
        above = [n for n, other in enumerate(ordered) if _height(other) <= _height(row)]
        ordered.insert(above[-1] + 1 if above else 0, row)
    return ordered


def _height(row: TrueRow) -> tuple[int, float]:
    spot = row.spot
    return (0, 0.0) if spot is None else (spot.page, spot.box[1])
