"""The texts of the indicator row that a cell is of, after an annotation: what a classifier or a
lexicon learns a correction with."""

import re
from collections.abc import Mapping, Sequence

from annotations.cells import Cell
from annotations.corrections import Reading, Spot
from annotations.labels import Flag, Label
from annotations.places import gap

Row = tuple[tuple[str, str], ...]

_ROW = re.compile(r"(/forms/\d+/indicators/\d+)/(level1|level2|level3|value)")
_OWN = (Label.LEVEL3.value, Label.VALUE.value)
_SHOWN = ("level1", "level2", "level3", "value")


def row_texts(cells: Sequence[Cell], after: Mapping[str, Reading]) -> dict[str, Row]:
    """Rows by id of the cells that are level 3 or value of exactly one.

    Cells that were shown have the row of the record; of others, and of cells whose label was
    changed, the row is what stands at their height on the page.
    """
    rows: dict[str, dict[str, str]] = {}
    owner: dict[str, str] = {}
    for cell in cells:
        reading = after.get(cell.id)
        if reading is None or Flag.CONTINUED.value in reading.flags:
            continue
        for path in cell.paths:
            match = _ROW.fullmatch(path)
            if match is not None and reading.label == match[2]:
                rows.setdefault(match[1], {})[match[2]] = reading.text
                if reading.label in _OWN:
                    owner[cell.id] = match[1]
    found = {identity: _row(rows[start]) for identity, start in owner.items()}
    for identity, reading in after.items():
        if identity not in found and reading.label in _OWN:
            found[identity] = _row(_at_its_height(reading, after))
    return found


def _row(texts: Mapping[str, str]) -> Row:
    return tuple((key, texts[key]) for key in _SHOWN if texts.get(key))


def _at_its_height(reading: Reading, after: Mapping[str, Reading]) -> dict[str, str]:
    """Texts by level of the nearest cells that the middle of a cell lies beside."""
    texts = {reading.label: reading.text}
    spot = reading.spot
    if spot is None:
        return texts
    for label in _SHOWN:
        if label != reading.label:
            beside = [
                (gap(spot, other.spot), other.text)
                for other in after.values()
                if other.label == label and other.spot is not None and _beside(spot, other.spot)
            ]
            if beside:
                texts[label] = min(beside)[1]
    return texts


def _beside(spot: Spot, other: Spot) -> bool:
    middle = (spot.box[1] + spot.box[3]) / 2
    return spot.page == other.page and other.box[1] <= middle < other.box[3]
