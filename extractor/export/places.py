"""Where the values of a record stand, in the JSON form: page, box in points, line of a text."""

from collections.abc import Iterable, Sequence
from typing import Any

from extractor.document import Provenance
from extractor.geometry import BBox, union
from extractor.record import Indicator, Record
from extractor.verbatim import IndicatorRow, OtherField, Printed

JsonObject = dict[str, Any]

LEVELS = ("level1", "level2", "level3")
COLUMNS = (
    "standard",
    "basis",
    "last_year_value",
    "weight",
    "scoring_rule",
    "evidence",
    "actual_value",
    "score",
    "deviation",
)
CELLS = (*LEVELS, "value", *COLUMNS, "operator", "unit", "direction")


def where_to_list(where: Iterable[Provenance]) -> list[JsonObject]:
    """Places as `{"page", "box": [x0, top, x1, bottom] | null}`, and `line` for a text file."""
    return [_place(place) for place in where]


def row_cells(row: IndicatorRow) -> list[tuple[str, Printed]]:
    """The cells that a row has, by key, in the order of the columns; extra columns last."""
    cells = [(key, getattr(row, key)) for key in CELLS]
    present = [(key, cell) for key, cell in cells if cell is not None]
    return present + [("extra", field.value) for field in row.extra]


def indicator_where(row: IndicatorRow) -> tuple[Provenance, ...]:
    """One place a page (or a line) for the row's own cells.

    Levels 1 and 2 are merged over many rows; they count only where the row has nothing else.
    """
    cells = row_cells(row)
    own = [cell for key, cell in cells if key not in ("level1", "level2")]
    places = _merged([place for cell in own for place in cell.where])
    return places or _merged([place for _, cell in cells for place in cell.where])


def record_places(record: Record) -> JsonObject:
    """Place and reading confidence of every value, in the shape of the form itself."""
    return {
        "title": _sight(record.title),
        "fields": {key.value: _sight(printed) for key, printed in record.fields},
        "other_fields": [_labelled(field) for field in record.other_fields],
        "funding": [_sight(line.raw) for line in record.funding],
        "tasks": [
            {
                "name": _sight(task.name),
                "total": _sight(task.total),
                "fiscal": _sight(task.fiscal),
                "other": _sight(task.other),
            }
            for task in record.tasks
        ],
        "goals": [_sight(goal.text) for goal in record.goals],
        "indicators": [_indicator(indicator) for indicator in record.indicators],
    }


def _indicator(indicator: Indicator) -> JsonObject:
    """The sights of a row by key; `concept` only where a person chose or confirmed it."""
    sights: JsonObject = {
        key: _sight(cell) for key, cell in row_cells(indicator.row) if key != "extra"
    }
    if indicator.classification is not None and indicator.classification.reviewed:
        sights["concept"] = {"where": [], "confidence": 1.0, "reviewed": True}
    return sights


def _labelled(field: OtherField) -> JsonObject:
    return {"label": _sight(field.label), "value": _sight(field.value)}


def _sight(printed: Printed | None) -> JsonObject | None:
    if printed is None:
        return None
    sight: JsonObject = {
        "where": where_to_list(printed.where),
        "confidence": round(printed.confidence, 4),
    }
    if printed.reviewed:
        sight["reviewed"] = True
    return sight


def _place(place: Provenance) -> JsonObject:
    entry: JsonObject = {"page": place.page, "box": _box(place.bbox)}
    if place.line is not None:
        entry["line"] = place.line
    return entry


def _box(box: BBox | None) -> list[float] | None:
    if box is None:
        return None
    return [round(float(edge), 1) for edge in (box.x0, box.top, box.x1, box.bottom)]


def _merged(places: Sequence[Provenance]) -> tuple[Provenance, ...]:
    """One place for each page and line, its box around the boxes there; ordered."""
    boxes: dict[tuple[int, int], list[BBox]] = {}
    for place in places:
        found = boxes.setdefault((place.page, place.line or 0), [])
        if place.bbox is not None:
            found.append(place.bbox)
    return tuple(
        Provenance(page, union(found) if found else None, line or None)
        for (page, line), found in sorted(boxes.items())
    )
